"""Big, in small: a copy is whole, ties out, and costs one document in the storefront."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from decimal import Decimal

import pytest

from sandbox.audit import audit
from sandbox.netsuite import ledger as netsuite_ledger
from sandbox.quickbooks_online import ledger as quickbooks_ledger
from sandbox.world import DEFAULT_START, World, open_world
from sandbox.worlds import KINDS, big

ORDERS, BOOKED = 600, 60


def build(orders: int = ORDERS, booked: int = BOOKED, seed: int = 7) -> World:
    world = open_world(seed=seed)
    big.furnish(world, orders, booked)
    return world


@pytest.fixture(scope="module")
def world() -> World:
    return build()


@pytest.fixture(scope="module")
def built() -> World:
    """Never written to, so that its writes are those of its building."""
    return build()


def test_by_name_it_has_a_hundred_thousand() -> None:
    assert KINDS["big"] is big.furnish
    assert (big.ORDERS, big.BOOKED) == (100_000, 5_000)


def test_what_it_contains(world: World) -> None:
    orders = list(world.shopify.records.orders)
    assert [order.name for order in orders] == [f"#{1001 + at}" for at in range(600)]
    assert Counter((order.financial_status, order.fulfillment_status) for order in orders) == {
        ("paid", "fulfilled"): 594,
        ("paid", None): 6,
    }
    assert all(order.fulfillment_status is None for order in orders[-6:])
    assert Counter(order.tags for order in orders) == {
        ("netsuite",): 60,
        ("quickbooks",): 60,
        (): 480,
    }
    kinds = Counter(each.type for each in world.netsuite.records.transactions)
    assert kinds == {"SalesOrd": 60, "ItemShip": 60, "CashSale": 60}
    assert len(world.quickbooks_online.records.table("SalesReceipt")) == 60


def test_moments_go_up_to_an_hour_ago(world: World) -> None:
    orders = list(world.shopify.records.orders)
    moments = [order.created_at for order in orders]
    assert moments == sorted(moments)
    assert moments[0] == DEFAULT_START - timedelta(days=365)
    assert moments[-1] == DEFAULT_START - timedelta(hours=1)
    assert all(order.updated_at < DEFAULT_START for order in orders)
    assert world.clock.now() == DEFAULT_START
    for order in orders:
        for each in (*order.transactions, *order.fulfillments, *order.fulfillment_orders):
            assert order.created_at <= each.created_at <= order.updated_at


def test_nothing_has_an_id_twice(world: World) -> None:
    seen: Counter[tuple[str, object]] = Counter()
    for order in world.shopify.records.orders:
        seen["token", order.token] += 1
        seen["confirmation", order.confirmation_number] += 1
        for kind, parts in (
            ("line", order.line_items),
            ("shipping", order.shipping_lines),
            ("payment", order.transactions),
            ("work", order.fulfillment_orders),
            ("sent", order.fulfillments),
        ):
            for part in parts:
                seen[kind, part.id] += 1
        for work in order.fulfillment_orders:
            for piece in work.line_items:
                seen["piece", piece.id] += 1
                assert order.line_item(piece.line_item_id) is not None
        for fulfillment in order.fulfillments:
            assert order.fulfillment_order(fulfillment.fulfillment_order_id) is not None
            assert fulfillment.name == f"{order.name}-F1"
    assert [what for what, times in seen.items() if times > 1] == []


def test_what_is_booked_ties_out_and_the_rest_is_not_in_the_books(world: World) -> None:
    report = audit(world)
    assert Counter(each.sentence for each in report.findings) == {
        "the order is not in the books": 480
    }
    assert sum(netsuite_ledger.trial_balance(world.netsuite.records).values()) == 0
    company = world.quickbooks_online
    assert sum(quickbooks_ledger.trial_balance(company.records).values()) == 0
    kept = sum(each.amount for each in company.records.balances if each.id.startswith("account:"))
    assert kept == 0


def test_shelves_are_as_full_as_in_an_empty_world_but_for_the_first_orders(world: World) -> None:
    records = world.netsuite.records
    # Twelve first orders in each set of books: each basket four times.
    assert {
        each.item_id: each.quantity_on_hand for each in records.items if each.quantity_on_hand
    } == {"TEE-BLK": Decimal(984), "MUG-WHT": Decimal(988), "CAP-RED": Decimal(988)}
    desk = world.quickbooks_online.desk
    assert [desk.item(sku).qty_on_hand for sku in ("TEE-BLK", "MUG-WHT", "CAP-RED")] == [
        Decimal(984),
        Decimal(988),
        Decimal(988),
    ]


def test_a_copy_can_be_worked_with(world: World) -> None:
    version = world.snapshot()
    try:
        order = world.shopify.desk.find("#1590")
        assert order.tags == ("netsuite",)
        back = world.shopify.desk.refund(order.id, everything=True)
        assert back.financial_status == "refunded"
        sale = world.netsuite.desk.find_order("#1590")
        assert sale is not None
        (bill,) = [
            each for each in world.netsuite.records.children(sale.id) if each.type == "CashSale"
        ]
        refund = world.netsuite.desk.refund(bill.id, everything=True, shipping=True)
        assert refund.total == back.total_price.presentment
        findings = [each for each in audit(world).findings if each.order == "#1590"]
        assert findings == []
        assert world.shopify.desk.place([("TEE-BLK", 1)]).name == "#1601"
        unsent = world.shopify.desk.find("#1600")
        assert world.shopify.desk.fulfil(unsent.id).fulfillment_status == "fulfilled"
    finally:
        world.restore(version)


def test_a_receipt_among_the_copies_can_be_changed(world: World) -> None:
    """First in, first out, is counted again from there, and comes to the same."""
    version = world.snapshot()
    try:
        desk = world.quickbooks_online.desk
        receipt = desk.find("SalesReceipt", "1500")
        assert receipt is not None
        before = desk.trial_balance()
        desk.void(receipt)
        after = desk.trial_balance()
        assert sum(after.values()) == 0
        paid = before["Undeposited Funds"] - after["Undeposited Funds"]
        assert paid == receipt.total_amt
        assert [each for each in audit(world).findings if each.check == "ledger"] == []
        made = desk.record_sales_receipt(None, {"TEE-BLK": 1})
        assert int(made.id) > int(receipt.id)
    finally:
        world.restore(version)


def test_equal_seeds_make_equal_worlds(world: World, built: World) -> None:
    assert built.documents_hash() == world.documents_hash()
    assert build(seed=8).documents_hash() != world.documents_hash()


def test_one_more_order_is_one_more_write(built: World) -> None:
    assert build(orders=2 * ORDERS).store.touched - built.store.touched == ORDERS


def test_one_more_in_the_books_is_a_bounded_number_of_writes(built: World) -> None:
    """Two sets of books: three documents with their rows and notes, and a receipt with its own."""
    more = build(booked=BOOKED + 60).store.touched - built.store.touched
    assert more <= 60 * 40


def test_too_few_orders_are_refused_before_anything_is_written() -> None:
    world = open_world()
    before = world.documents_hash()
    with pytest.raises(ValueError, match="100 orders are too few for 60 in each set of books"):
        big.furnish(world, orders=100, booked=60)
    assert world.documents_hash() == before
