"""Amazon in Acme's eighty days: fourteen orders and four settlements, and NetSuite that keeps them.

Not a `Channel`: a refund is known by the settlement that pays for it. Baskets, and so all amounts,
are the same in every world; who bought, and when in the day, is made up per seed. What is sold on
Amazon.ca is in no books: they keep no Canadian dollars.
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
from sandbox.worlds.amazon_books import AmazonBooks
from sandbox.worlds.amazon_settlements import bank, post
from sandbox.worlds.facts import Buyer
from sandbox.worlds.netsuite import NetSuiteBooks
from sandbox.worlds.past import Agenda, Happens
from sandbox.worlds.people import buyers

__all__ = ["ORDERS", "SETTLEMENTS", "AmazonOrder", "Settled", "tell"]

SYNCED = timedelta(minutes=15)
SENT = timedelta(days=1)
CANCELLED = timedelta(hours=5)
BACK = timedelta(days=5)
POSTED = timedelta(days=1)
BANKED = timedelta(days=2)


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


class Settled(msgspec.Struct, frozen=True, kw_only=True):
    """`charges`: on which day before the world's time, what, how much. `reserve` is held back;
    `posted`: it is in the books, and in the bank."""

    days_ago: int
    charges: tuple[tuple[int, str, Decimal], ...]
    reserve: Decimal = Decimal("0.00")
    posted: bool = True


# In a world that is opened at the end of November the second and the last span a turn of a month.
SETTLEMENTS = (
    Settled(days_ago=57, charges=((57, "subscription", Decimal("39.99")),)),
    Settled(
        days_ago=44,
        charges=((56, "advertising", Decimal("6.25")), (45, "storage", Decimal("12.40"))),
        reserve=Decimal("15.00"),
    ),
    Settled(
        days_ago=30,
        charges=((35, "advertising", Decimal("18.75")), (31, "warehouse lost", Decimal("9.50"))),
    ),
    Settled(days_ago=12, charges=((14, "storage", Decimal("12.40")),), posted=False),
)


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


def tell(world: World, agenda: Agenda, now: datetime, netsuite: NetSuiteBooks) -> None:
    """Note all of it; it happens when the agenda is run."""
    desk, source, people = world.amazon.desk, world.ids.random("worlds.acme.amazon"), buyers(world)
    books = AmazonBooks(world, netsuite, terms=True)
    books.open(world.clock.now())
    books.create_fee_items()
    for marketplace in sorted({order.marketplace for order in ORDERS} - {"US"}):
        desk.join(marketplace)
    for order in ORDERS:
        moment = _moment(order, source, now)
        told = _Told(desk, books, agenda, moment, order, next(people))
        agenda.note(moment, told.place)
    for settled in SETTLEMENTS:
        for days, kind, amount in settled.charges:
            agenda.note(now - timedelta(days=days), partial(desk.charge, kind, amount))
        moment = now - timedelta(days=settled.days_ago)
        agenda.note(moment, partial(_settle, desk, books, agenda, moment, settled))


def _moment(order: AmazonOrder, source: random.Random, now: datetime) -> datetime:
    return now - timedelta(days=order.days_ago, minutes=source.randrange(60, 360))


class _Told:
    """One order while its story is told."""

    def __init__(
        self,
        desk: Desk,
        books: AmazonBooks,
        agenda: Agenda,
        moment: datetime,
        order: AmazonOrder,
        buyer: Buyer,
    ) -> None:
        self.desk = desk
        self.books = books
        self.agenda = agenda
        self.moment = moment
        self.order = order
        self.buyer = buyer
        self.key = ""

    def place(self) -> None:
        order = self.order
        self.key = self.desk.place_order(
            order.basket,
            fulfilled_by=order.by,
            marketplace=order.marketplace,
            address=_address(self.buyer, order.marketplace),
            pending=order.pending,
        ).id
        if self.kept and order.by == MFN:
            self._note(SYNCED, lambda: self.books.record(self.key))
        if order.cancelled:
            self._note(CANCELLED, lambda: self.desk.cancel(self.key))
        elif not order.waits:
            self._note(SENT, self._send)
        if order.back_in_full:
            self._note(BACK, lambda: self.desk.refund(self.key, shipping=True))
        elif order.back:
            self._note(BACK, lambda: self.desk.refund(self.key, order.back))

    @property
    def kept(self) -> bool:
        """In the books, once it is there."""
        return self.order.marketplace == "US" and not self.order.pending

    def _send(self) -> None:
        self.desk.ship(self.key, self.order.sent or None)
        if self.kept and self.order.by == MFN:
            self.books.bill(self.key, self.order.sent or None)
        elif self.kept:
            self._note(SENT + SYNCED, lambda: self.books.record(self.key))

    def _note(self, after: timedelta, happens: Happens) -> None:
        self.agenda.note(self.moment + after, happens)


def _settle(
    desk: Desk, books: AmazonBooks, agenda: Agenda, moment: datetime, settled: Settled
) -> None:
    closed = desk.close_period(reserve=settled.reserve).settlement_id
    if settled.posted:
        agenda.note(moment + POSTED, lambda: post(books, closed))
        agenda.note(moment + BANKED, lambda: bank(books, closed))


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
