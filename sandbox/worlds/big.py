"""A hundred thousand orders, for whoever wants to know how long something takes.

Twenty-four orders are sold, sent and booked by the rules of the platforms; all others are copies of
them, made in bulk, with ids, names, buyers and moments of their own, and with everything that
belongs to them: lines, work, fulfilments and payments in the storefront; documents, ledger, notes
and stock movements in the books. What left the shelves in a copy had come in before: the shelves
are as full as in an empty world, but for the first orders.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import cycle, islice, product

import msgspec

from sandbox.shopify.records import Order
from sandbox.world import World
from sandbox.worlds.copies_netsuite import NetSuiteCopies
from sandbox.worlds.copies_quickbooks import QuickBooksCopies
from sandbox.worlds.copies_shopify import Copied, ShopifyCopies
from sandbox.worlds.facts import Books, Buyer, Plan, Sold
from sandbox.worlds.netsuite import NetSuiteBooks
from sandbox.worlds.past import the_past
from sandbox.worlds.people import buyers
from sandbox.worlds.quickbooks import QuickBooksBooks
from sandbox.worlds.shopify import ShopifyChannel

__all__ = ["BOOKED", "ORDERS", "SPAN", "furnish"]

ORDERS = 100_000
BOOKED = 5_000  # in each of the two sets of books
SPAN = timedelta(days=365)
PEOPLE = 500
UNSENT_SHARE = 100  # one in so many, the newest ones, is not sent
GATEWAY = "paypal"  # not the storefront's own: no balance, no payouts

_BASKETS = (
    (("TEE-BLK", 1),),
    (("MUG-WHT", 2), ("CAP-RED", 1)),
    (("TEE-BLK", 3), ("MUG-WHT", 1), ("CAP-RED", 2)),
)
_DISCOUNTS = (None, Decimal(10))
_SHIPPING = (Decimal("7.95"), None)
_BOOKS = ("netsuite", "quickbooks")
_SHAPES = tuple(product(_BOOKS, _BASKETS, _DISCOUNTS, _SHIPPING))
_TEMPLATES = len(_SHAPES)


class Template(msgspec.Struct, frozen=True):
    """An order as it was before and after it was sent."""

    plan: Plan
    sold: Sold
    unsent: Order
    sent: Order


def furnish(world: World, orders: int = ORDERS, booked: int = BOOKED) -> None:
    """`orders` in all; `booked` of them in each set of books. Work and memory grow with `orders`
    alone: a copy is one document in the storefront. Raises ValueError when there is no room for
    the first orders, which are in the books, and for those that are not sent."""
    unsent = orders // UNSENT_SHARE
    of_books = max(booked - _TEMPLATES // 2, 0)
    plain = orders - _TEMPLATES - unsent - 2 * of_books
    if plain < 0:
        raise ValueError(f"{orders} orders are too few for {booked} in each set of books")
    with _uncollected(), the_past(world, SPAN) as now:
        first = now - SPAN
        people = list(islice(buyers(world), PEOPLE))
        netsuite, quickbooks = NetSuiteBooks(world), QuickBooksBooks(world)
        for books in (netsuite, quickbooks):
            books.open(first, now)
        templates = _templates(world, people, netsuite, quickbooks)
        shop = ShopifyCopies(world.shopify)
        moments = _moments(world.clock.now(), now, orders - len(templates))

        def copy(chosen: Sequence[Template], count: int, *, sent: bool = True) -> Iterator[Copied]:
            wanted = islice(cycle(chosen), count)
            whole = [each.sent if sent else each.unsent for each in wanted]
            return shop.copy(whole, islice(moments, count), people)

        by_books = {
            name: [each for each in templates if each.plan.books == name] for name in _BOOKS
        }
        untagged = [_untagged(each) for each in templates]
        for _ in copy(untagged, plain):
            pass
        QuickBooksCopies(world, quickbooks).copy(
            [each.sold for each in by_books["quickbooks"]], copy(by_books["quickbooks"], of_books)
        )
        NetSuiteCopies(world, netsuite).copy(
            [each.sold for each in by_books["netsuite"]], copy(by_books["netsuite"], of_books)
        )
        for _ in copy(untagged, unsent, sent=False):
            pass
        shop.finish()
        for table in world.store.tables.values():
            for follower in table.followers:  # now, not when the first question comes
                follower.fold()


@contextmanager
def _uncollected() -> Iterator[None]:
    """Nothing that is made here is garbage, and looking for some among ever more documents takes
    more time than making them."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _templates(
    world: World, people: list[Buyer], netsuite: NetSuiteBooks, quickbooks: QuickBooksBooks
) -> list[Template]:
    """The first orders, one every half hour: each basket with and without discount, shipping and
    tax, one half in either books."""
    shop = ShopifyChannel(world, GATEWAY)
    books: dict[str, Books] = {"netsuite": netsuite, "quickbooks": quickbooks}
    found: list[Template] = []
    for buyer, (name, basket, discount, shipping) in zip(people, _SHAPES, strict=False):
        plan = Plan(
            lines=basket, buyer=buyer, books=name, discount=discount, shipping=shipping,
            tax_rate=Decimal("0.0825") if shipping is not None or discount is None else None,
        )  # fmt: skip
        sold = shop.sell(plan)
        unsent = world.shopify.desk.find(sold.name)
        books[name].record(sold)
        world.advance(minutes=30)
        shop.send(sold.name)
        books[name].bill(sold)
        sent = world.shopify.desk.find(sold.name)
        found.append(Template(plan, sold, unsent, sent))
    return found


def _untagged(template: Template) -> Template:
    replace = msgspec.structs.replace
    return replace(
        template, unsent=replace(template.unsent, tags=()), sent=replace(template.sent, tags=())
    )


def _moments(first: datetime, last: datetime, count: int) -> Iterator[datetime]:
    """`count` moments between, whole seconds. The newest order is an hour old: what was sent, was
    sent half an hour after it was bought."""
    first, last = first + timedelta(hours=1), last - timedelta(hours=1)
    step = (last - first) / max(count, 1)
    for number in range(1, count + 1):
        yield (first + step * number).replace(microsecond=0)
