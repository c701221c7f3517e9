"""What happened on Amazon, in money words."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from sandbox.hosting.control.changes import changes_between
from sandbox.hosting.control.words import describe
from sandbox.world import open_world


def said(world: Any, before: Any) -> list[str]:
    return list(describe(world, changes_between(before, None), "before", "after").sentences)


def test_an_order_its_refund_and_the_settlement() -> None:
    world = open_world("words")
    desk = world.amazon.desk
    before = world.snapshot()
    order = desk.place_order({"AMZ-LAMP": 2}).id
    assert said(world, before) == [
        f"order {order} created: total 54.13 USD, unshipped 2",
        "open period of Amazon.com created",
    ]
    world.clock.advance(timedelta(hours=1))
    before = world.snapshot()
    desk.ship(order)
    assert said(world, before) == [
        f"order {order} shipped 0 -> 2, unshipped 2 -> 0",
        f"shipment of order {order} created: amount 42.50 USD",
        "balance of Amazon.com +42.50 USD",
    ]
    before = world.snapshot()
    desk.refund(order, {"AMZ-LAMP": 1})
    desk.charge("advertising", Decimal("5.00"))
    assert said(world, before) == [
        f"Refund of order {order} created: amount -22.00 USD",
        "Cost of Advertising created: amount -5.00 USD",
        "balance of Amazon.com -27.00 USD",
    ]
    world.clock.advance(timedelta(days=14))
    before = world.snapshot()
    settlement = desk.close_period(reserve=Decimal("5.50")).settlement_id
    told = said(world, before)
    assert "Current Reserve Amount created: amount -5.50 USD" in told
    assert "Previous Reserve Amount Balance created: amount 5.50 USD" in told
    assert f"settlement {settlement} of Amazon.com pays nothing -> 10.00 USD" in told
    assert "balance of Amazon.com -10.00 USD" in told
    assert sum(sentence.startswith("report ") for sentence in told) == 1


def test_a_listing_and_a_cancelled_order() -> None:
    world = open_world("words")
    desk = world.amazon.desk
    order = desk.place_order({"AMZ-HOOK": 1}).id
    before = world.snapshot()
    desk.cancel(order)
    desk.list_product("AMZ-HOOK", "Wall hooks", Decimal("21.00"))
    assert said(world, before) == [
        f"order {order} total 23.82 -> 0 USD, unshipped 1 -> 0",
        "listing AMZ-HOOK price 22.00 -> 21.00",
    ]
