"""Acme Outdoor: eighty days of a shop, with the books that belong to them.

What happened is the same in every world: which order is refunded, cancelled, unpaid ... Who bought
what on which minute is made up per seed.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from types import MappingProxyType

import msgspec

from sandbox.world import World
from sandbox.worlds import amazon, ebay
from sandbox.worlds.facts import Books, Buyer, Channel, Plan
from sandbox.worlds.netsuite import NetSuiteBooks
from sandbox.worlds.past import Agenda, the_past
from sandbox.worlds.people import DANA, buyers
from sandbox.worlds.quickbooks import QuickBooksBooks
from sandbox.worlds.shopify import ShopifyChannel
from sandbox.worlds.story import Fate, Story

__all__ = ["BOOKS", "CHANNELS", "ORDERS", "SPAN", "furnish"]

CHANNELS: Mapping[str, Callable[[World], Channel]] = MappingProxyType({"shopify": ShopifyChannel})
BOOKS: Mapping[str, Callable[[World], Books]] = MappingProxyType(
    {"netsuite": NetSuiteBooks, "quickbooks": QuickBooksBooks}
)
SPAN = timedelta(days=80)
PAYOUTS = (50, 17)  # days ago

_SKUS = ("TEE-BLK", "MUG-WHT", "CAP-RED")
_DISCOUNTS = (
    (None, ""),
    (None, ""),
    (Decimal(10), "WELCOME10"),
    (Decimal(15), "TRAIL15"),
    (Decimal(5), ""),
)
_SHIPPING = (Decimal("4.95"), Decimal("7.95"), Decimal("12.50"))


class Order(msgspec.Struct, frozen=True):
    """An order that every world of this kind has. `goods` lines; None: one or two."""

    days_ago: int
    books: str
    fate: Fate
    later: bool = False
    counter: bool = False
    abroad: bool = False
    bare: bool = False  # neither tax, shipping nor discount
    off: bool = False  # a discount in any case
    goods: int | None = None
    dana: bool = False


_N, _Q = "netsuite", "quickbooks"
ORDERS = (
    Order(78, _N, Fate.SENT, goods=3, off=True, dana=True),
    Order(77, _Q, Fate.SENT, goods=3, off=True),
    Order(75, _N, Fate.BACK_IN_PART, goods=2),
    Order(73, _Q, Fate.PAID, later=True),
    Order(71, _N, Fate.PAID, later=True),
    Order(69, _N, Fate.BACK),
    Order(66, _Q, Fate.BACK_IN_PART, goods=2, off=True),
    Order(64, _N, Fate.SENT, abroad=True, goods=2),
    Order(61, _Q, Fate.BACK),
    Order(58, _N, Fate.SENT, counter=True),
    Order(56, _N, Fate.SENT, bare=True),
    Order(53, _Q, Fate.SENT, bare=True),
    Order(51, _Q, Fate.CREDITED, later=True, goods=2),
    Order(49, _N, Fate.CANCELLED_EARLY, later=True),
    Order(46, _N, Fate.SENT),
    Order(44, _Q, Fate.SENT),
    Order(42, _N, Fate.CREDITED, later=True, goods=2),
    Order(40, _N, Fate.GOODWILL),
    Order(38, _N, Fate.SENT, abroad=True),
    Order(35, _Q, Fate.SENT, goods=3),
    Order(33, _N, Fate.BACK_TWICE, goods=2, off=True),
    Order(31, _N, Fate.SENT, goods=3, off=True),
    Order(29, _Q, Fate.CANCELLED, later=True),
    Order(27, _N, Fate.SENT),
    Order(25, _Q, Fate.CANCELLED_BACK),
    Order(23, _N, Fate.CANCELLED_EARLY),
    Order(21, _Q, Fate.SENT, later=True),
    Order(19, _N, Fate.SENT, later=True),
    Order(16, _N, Fate.SENT),
    Order(14, _Q, Fate.SENT),
    Order(12, _N, Fate.SENT, goods=2, off=True, dana=True),
    Order(10, _Q, Fate.GOODWILL),
    Order(9, _N, Fate.CANCELLED, later=True),
    Order(7, _N, Fate.SENT),
    Order(6, _N, Fate.SENT, later=True),
    Order(5, _Q, Fate.SENT, later=True),
    Order(4, _N, Fate.SENT_IN_PART, goods=2),
    Order(3, _Q, Fate.SENT),
    Order(2, _N, Fate.NEW, later=True),
    Order(1, _Q, Fate.NEW),
    Order(1, _N, Fate.NEW, goods=3, off=True),
    Order(0, _N, Fate.NEW),
)


def furnish(world: World) -> None:
    with the_past(world, SPAN) as now:
        netsuite = NetSuiteBooks(world)
        books: dict[str, Books] = {name: make(world) for name, make in BOOKS.items()}
        books[netsuite.name] = netsuite
        for each in books.values():
            each.open(now - SPAN, now)
        agenda = Agenda(world)
        for name, make in CHANNELS.items():
            story = Story(agenda, make(world))
            source = world.ids.random(f"worlds.acme.{name}")
            at_home, abroad = buyers(world), buyers(world, abroad=True)
            for order in ORDERS:
                plan = _plan(order, source, abroad if order.abroad else at_home)
                story.tell(_moment(order, source, now), plan, order.fate, books[order.books])
            for days in PAYOUTS:
                story.settle(now - timedelta(days=days), *books.values())
        amazon.tell(world, agenda, now, netsuite)
        ebay.tell(world, agenda, now, netsuite)
        agenda.run()


def _moment(order: Order, source: random.Random, now: datetime) -> datetime:
    """Some time in the day before the one so many days ago, so that all of it is past."""
    minutes = source.randrange(60, 360)
    return now - timedelta(days=order.days_ago, minutes=minutes)


def _plan(order: Order, source: random.Random, people: Iterator[Buyer]) -> Plan:
    count = order.goods or source.randint(1, 2)
    skus = source.sample(_SKUS, count)
    lines = tuple((sku, source.randint(1, 3)) for sku in skus)
    if order.fate in (Fate.BACK_IN_PART, Fate.BACK_TWICE, Fate.CREDITED, Fate.SENT_IN_PART):
        lines = ((lines[0][0], lines[0][1] + 1), *lines[1:])  # a unit of it is not all of it
    discount, code = source.choice(_DISCOUNTS[2:] if order.off else _DISCOUNTS)
    plan = Plan(
        lines=lines,
        buyer=DANA if order.dana else next(people),
        books=order.books,
        discount=discount,
        code=code,
        shipping=None if order.counter else source.choice(_SHIPPING),
        counter=order.counter,
        later=order.later,
        currency="EUR" if order.abroad else "USD",
        goodwill=Decimal(source.randrange(200, 600)) / 100,
    )
    if order.abroad or order.bare:
        plan = msgspec.structs.replace(plan, tax_rate=None)
    if order.bare:
        plan = msgspec.structs.replace(plan, discount=None, code="", shipping=None)
    return plan
