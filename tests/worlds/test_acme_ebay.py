"""Acme on eBay: orders in every state, and the books that keep them in the seller's figures."""

from __future__ import annotations

import asyncio
from collections import Counter
from decimal import Decimal

from sandbox.audit import audit
from sandbox.ebay.records import Order
from sandbox.ebay.rules import refunds
from sandbox.netsuite.records import Transaction
from sandbox.world import World
from sandbox.worlds import open_named

D = Decimal


def orders(world: World) -> list[Order]:
    return list(world.ebay.records.orders_by_creation.between())


def documents(world: World, order: Order, kind: str) -> list[Transaction]:
    return [
        each
        for each in world.netsuite.records.transactions
        if each.type == kind and each.other_ref_num == order.id
    ]


def test_orders_in_every_state(acme: World) -> None:
    every = orders(acme)
    assert len(every) == 18
    states = Counter(
        (refunds.payment_status(acme.ebay, each), each.fulfilment_status, each.cancel_state)
        for each in every
    )
    assert states == {
        ("PAID", "FULFILLED", "NONE_REQUESTED"): 7,
        ("PARTIALLY_REFUNDED", "FULFILLED", "NONE_REQUESTED"): 4,
        ("FULLY_REFUNDED", "FULFILLED", "NONE_REQUESTED"): 1,
        ("PAID", "IN_PROGRESS", "NONE_REQUESTED"): 1,
        ("PAID", "NOT_STARTED", "NONE_REQUESTED"): 1,
        ("PAID", "NOT_STARTED", "IN_PROGRESS"): 1,
        ("FULLY_REFUNDED", "NOT_STARTED", "CANCELED"): 1,
        ("PENDING", "NOT_STARTED", "CANCELED"): 1,
        ("PENDING", "NOT_STARTED", "NONE_REQUESTED"): 1,
    }


def test_tax_is_collected_at_home_only(acme: World) -> None:
    taxed = Counter((each.buyer.country, each.collected_tax > 0) for each in orders(acme))
    assert taxed == {("US", True): 17, ("DE", False): 1}


def test_fourteen_can_still_be_refunded(acme: World) -> None:
    """By `issue_refund`, or in their open return or cancellation."""
    left = [
        each
        for each in orders(acme)
        if each.paid is not None and acme.ebay.desk.remaining(each.id) > 0
    ]
    assert len(left) == 14
    billed = [each for each in left if documents(acme, each, "CashSale")]
    assert len(billed) == 12


def test_the_books_have_the_seller_s_figures(acme: World) -> None:
    for order in orders(acme):
        for sale in documents(acme, order, "SalesOrd"):
            assert (sale.total, sale.tax_total) == (order.total, D("0.00"))
            assert sale.external_id == f"ebay-order-{order.id}"


def test_refunds_are_booked_gross(acme: World) -> None:
    second = orders(acme)[1]
    [refund] = acme.ebay.desk.refunds(second.id)
    [booked] = documents(acme, second, "CashRfnd")
    # 2.47 of tax on the line's 29.98: 0.82 goes back on top, and 13.8 % of 10.82 to the seller
    assert (refund.gross, refund.collected_tax, refund.net) == (D("10.00"), D("0.82"), D("8.51"))
    assert booked.total == D("10.00")
    assert booked.external_id == f"ebay-refund-{refund.id}"


def test_one_refund_is_external(acme: World) -> None:
    outside = [each for each in acme.ebay.records.refunds if each.source == "HUB"]
    assert [each.gross for each in outside] == [D("5.00")]
    assert not acme.ebay.records.returns_by_order.find(outside[0].order)


def test_payouts_are_at_the_bank(acme: World) -> None:
    paid = list(acme.ebay.records.payouts)
    assert [(each.status, each.amount) for each in paid] == [
        ("SUCCEEDED", D("124.35")),
        ("SUCCEEDED", D("214.89")),
    ]
    banked = {
        each.memo: each.total
        for each in acme.netsuite.records.transactions
        if each.type == "Deposit" and (each.memo or "").startswith("eBay")
    }
    assert banked == {
        "eBay payout 5900000001": D("124.35"),
        "eBay payout 5900000002": D("214.89"),
    }


def test_nothing_of_the_past_is_left_to_do() -> None:
    """What waits is the buyer's return and the buyer's cancellation."""
    world = open_named("acme", name="unpumped")
    assert [each.kind for each in world.queue if each.platform == "ebay"] == [
        "return_due",
        "cancellation_due",
    ]
    assert asyncio.run(world.pump()) == 0
    world.advance(days=4)
    asyncio.run(world.pump())
    open_returns = [each for each in world.ebay.records.returns if each.closed is None]
    assert [each.state for each in open_returns] == ["ITEM_READY_TO_SHIP"]
    assert all(each.closed is not None for each in world.ebay.records.cancellations)
    assert audit(world).findings == []
