"""Amazon in Acme's eighty days: fourteen orders and a settlement, which no books know of yet.

Not a `Channel`: Amazon's sales come into books by settlement, not order by order. Baskets, and so
all amounts, are the same in every world; who bought, and when in the day, is made up per seed.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

import msgspec

from sandbox.amazon.desk import Desk, Wanted
from sandbox.amazon.records import AFN, MFN, Address
from sandbox.world import World
from sandbox.worlds.facts import Buyer
from sandbox.worlds.past import Agenda, Happens
from sandbox.worlds.people import buyers

__all__ = ["ORDERS", "SETTLED", "AmazonOrder", "tell"]

SETTLED = 44  # days ago
SENT = timedelta(days=1)
CANCELLED = timedelta(hours=5)
BACK = timedelta(days=5)
CHARGES = (("storage", Decimal("12.40")), ("subscription", Decimal("39.99")))


class AmazonOrder(msgspec.Struct, frozen=True, kw_only=True):
    """`sent`, `back`: units by SKU; empty: all, and none. `back_in_full` with shipping."""

    days_ago: int
    by: str
    basket: tuple[Wanted, ...]
    marketplace: str = "US"
    pending: bool = False
    waits: bool = False  # not sent
    cancelled: bool = False
    sent: Mapping[str, int] = {}
    back: Mapping[str, int] = {}
    back_in_full: bool = False


def _line(
    sku: str, quantity: int = 1, shipping: str = "0.00", off: str = "0.00", promotion: str = ""
) -> Wanted:
    return Wanted(
        sku=sku,
        quantity=quantity,
        shipping=Decimal(shipping),
        discount=Decimal(off),
        promotion_id=promotion,
    )


_LAMP, _DESK, _PENS, _HOOK, _CHRG = "AMZ-LAMP", "AMZ-DESK", "AMZ-PENS", "AMZ-HOOK", "AMZ-CHRG"
ORDERS = (
    AmazonOrder(
        days_ago=76, by=AFN, basket=(_line(_DESK), _line(_PENS, 2, off="4.00", promotion="FALL10"))
    ),
    AmazonOrder(days_ago=72, by=MFN, basket=(_line(_LAMP, 2, "5.99"), _line(_HOOK, 1, "3.99"))),
    AmazonOrder(days_ago=68, by=AFN, basket=(_line(_PENS, 2),), back={_PENS: 1}),
    AmazonOrder(days_ago=63, by=MFN, basket=(_line(_HOOK, 1, "4.99"),), back_in_full=True),
    AmazonOrder(days_ago=59, by=AFN, basket=(_line(_CHRG),), cancelled=True),
    AmazonOrder(days_ago=55, by=MFN, basket=(_line(_LAMP, 1, "7.50"),), marketplace="CA"),
    AmazonOrder(days_ago=50, by=AFN, basket=(_line(_DESK), _line(_PENS), _line(_CHRG, 2))),
    AmazonOrder(
        days_ago=40, by=MFN, basket=(_line(_LAMP, 3, "8.99"), _line(_HOOK)), back={_LAMP: 1}
    ),
    AmazonOrder(
        days_ago=33, by=AFN, basket=(_line(_CHRG, 1, "4.95", off="3.50", promotion="FALL10"),)
    ),
    AmazonOrder(days_ago=26, by=AFN, basket=(_line(_DESK), _line(_CHRG)), back_in_full=True),
    AmazonOrder(days_ago=18, by=AFN, basket=(_line(_PENS, 3),)),
    AmazonOrder(
        days_ago=9, by=MFN, basket=(_line(_LAMP, 2, "5.99"), _line(_HOOK, 2)), sent={_LAMP: 2}
    ),
    AmazonOrder(days_ago=2, by=MFN, basket=(_line(_HOOK, 2, "4.99"),), waits=True),
    AmazonOrder(days_ago=0, by=AFN, basket=(_line(_DESK),), pending=True, waits=True),
)


def tell(world: World, agenda: Agenda, now: datetime) -> None:
    """Note all of it; it happens when the agenda is run."""
    desk, source, people = world.amazon.desk, world.ids.random("worlds.acme.amazon"), buyers(world)
    for marketplace in sorted({order.marketplace for order in ORDERS} - {"US"}):
        desk.join(marketplace)
    for order in ORDERS:
        moment = _moment(order, source, now)
        agenda.note(moment, partial(_placed, desk, agenda, moment, order, next(people)))
    agenda.note(now - timedelta(days=SETTLED), partial(_settle, desk))


def _moment(order: AmazonOrder, source: random.Random, now: datetime) -> datetime:
    return now - timedelta(days=order.days_ago, minutes=source.randrange(60, 360))


def _placed(desk: Desk, agenda: Agenda, moment: datetime, order: AmazonOrder, buyer: Buyer) -> None:
    key = desk.place_order(
        order.basket,
        fulfilled_by=order.by,
        marketplace=order.marketplace,
        address=_address(buyer, order.marketplace),
        pending=order.pending,
    ).id

    def note(after: timedelta, happens: Happens) -> None:
        agenda.note(moment + after, happens)

    if order.cancelled:
        note(CANCELLED, lambda: desk.cancel(key))
    elif not order.waits:
        note(SENT, lambda: desk.ship(key, order.sent or None))
    if order.back_in_full:
        note(BACK, lambda: desk.refund(key, shipping=True))
    elif order.back:
        note(BACK, lambda: desk.refund(key, order.back))


def _settle(desk: Desk) -> None:
    for kind, amount in CHARGES:
        desk.charge(kind, amount)
    desk.close_period()


def _address(buyer: Buyer, country: str) -> Address:
    """Without a phone, as Amazon keeps it to itself."""
    if country == "CA":
        return msgspec.structs.replace(_OTTAWA, name=buyer.name)
    return Address(
        name=buyer.name,
        line1=buyer.street,
        city=buyer.city,
        region=buyer.region_code,
        postal_code=buyer.postcode,
        country=buyer.country_code,
    )


_OTTAWA = Address(
    name="",
    line1="120 Queen Street",
    city="Ottawa",
    region="ON",
    postal_code="K1P 5T4",
    country="CA",
)
