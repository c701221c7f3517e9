"""Example W1 twice: two orders of 127.82, paid yesterday in the storefront, one in either books.

NetSuite holds the first as a sales order that was sent and billed as a cash sale, QuickBooks the
second as a sales receipt: whoever connects either finds an order that is already there.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from sandbox.world import World
from sandbox.worlds.facts import Plan
from sandbox.worlds.netsuite import NetSuiteBooks
from sandbox.worlds.past import the_past
from sandbox.worlds.people import DANA
from sandbox.worlds.quickbooks import QuickBooksBooks
from sandbox.worlds.shopify import ShopifyChannel

__all__ = ["ORDER", "furnish"]

ORDER = Plan(
    lines=(("TEE-BLK", 3), ("MUG-WHT", 1), ("CAP-RED", 2)),
    buyer=DANA,
    discount=Decimal(10),
    shipping=Decimal("7.95"),
)


def furnish(world: World) -> None:
    with the_past(world, timedelta(days=1)) as now:
        shop = ShopifyChannel(world)
        for books in (NetSuiteBooks(world), QuickBooksBooks(world)):
            sold = shop.sell(ORDER)
            world.advance(minutes=10)
            books.open(now - timedelta(days=1), now)
            books.record(sold)
            world.advance(hours=2)
            shop.send(sold.name)
            books.bill(sold)
