"""What happened on eBay, told in the seller's figures."""

from __future__ import annotations

import asyncio
from decimal import Decimal

from sandbox.ebay.desk import Wanted
from sandbox.hosting.control.changes import changes_between
from sandbox.hosting.control.desk_actions import actions_of
from sandbox.hosting.control.words import describe
from sandbox.world import open_world


def test_a_refund_is_told_gross_and_net_and_as_money_that_moved() -> None:
    world = open_world()
    desk = world.ebay.desk
    order = desk.place_order([Wanted(sku="EB-TENT", shipping=Decimal("5.00"))])
    before = world.snapshot()
    refund = desk.refund_on_request(order.id, Decimal("10.00"))
    world.advance(minutes=1)
    asyncio.run(world.pump())
    said = describe(world, changes_between(before, None), "before", "after").sentences
    assert said[0].startswith(f"order {order.id} changed: updated")
    assert said[1:] == [
        f"refund {refund.id} of order {order.id} (REFUNDED) created: gross 10.00 USD, "
        "net of fees 8.51 USD, collected tax 0.82 USD",
        f"return 5300000001 of order {order.id} (CLOSED) created: estimated 40.00 USD",
        "eBay funds -8.51 USD",
    ]


def test_every_action_of_the_desk_can_be_asked_for() -> None:
    actions = actions_of("ebay", type(open_world().ebay.desk))
    assert {"place_order", "seller_refunds", "buyer_asks_return", "cancel", "pay_out"} <= set(
        actions
    )
    for action in actions.values():
        assert action.body.model_json_schema()
