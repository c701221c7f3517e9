from datetime import timedelta
from decimal import Decimal as D

import pytest

from sandbox.shopify.errors import UserErrors
from sandbox.shopify.order_parts import MoneyBag
from sandbox.shopify.rules import orders, payments
from sandbox.shopify.rules.order_inputs import LineInput, OrderInput, TransactionInput
from sandbox.shopify.rules.visibility import visible


def bag(amount):
    return MoneyBag(D(amount), D(amount))


def patch(**options):
    line = LineInput(title="Patch", quantity=1, price=bag("10.00"))
    return OrderInput(line_items=(line,), **options)


def complaint(call, *arguments, **options):
    with pytest.raises(UserErrors) as refused:
        call(*arguments, **options)
    error = refused.value.errors[0]
    return error.field, error.message, error.code


def test_an_order_without_transactions_has_no_financial_status(bench):
    order = orders.create_order(bench, patch())
    assert order.financial_status is None
    assert order.unpaid
    assert order.display_fulfillment_status == "UNFULFILLED"
    assert order.total_outstanding.shop == 10


def test_a_declared_status_holds_until_money_moves(bench):
    order = orders.create_order(bench, patch(financial_status="pending"))
    assert order.financial_status == "pending"
    assert payments.mark_as_paid(bench, order.id).financial_status == "paid"


@pytest.mark.parametrize(
    ("options", "field", "code"),
    [
        ({"line_items": ()}, ("order", "lineItems"), "INVALID"),
        ({"email": "nobody"}, ("order", "email"), "INVALID"),
        ({"financial_status": "rich"}, ("order", "financialStatus"), "INVALID"),
        ({"fulfillment_status": "lost"}, ("order", "fulfillmentStatus"), "INVALID"),
        ({"customer_id": 1}, ("order", "customerId"), "NOT_FOUND"),
        (
            {"transactions": (TransactionInput(kind="gift"),)},
            ("order", "transactions", 0),
            "INVALID",
        ),
        ({"presentment_currency": "EUR"}, ("currency",), None),
        (
            {"line_items": (LineInput(quantity=1, variant_id=1),)},
            ("order", "lineItems", 0, "variantId"),
            "INVALID",
        ),
        (
            {"line_items": (LineInput(title="x", quantity=0),)},
            ("order", "lineItems", 0, "quantity"),
            "INVALID",
        ),
        (
            {"line_items": (LineInput(quantity=1),)},
            ("order", "lineItems", 0, "title"),
            "INVALID",
        ),
    ],
)
def test_what_cannot_be_ordered(bench, options, field, code):
    known = {"line_items": patch().line_items, **options}
    found = complaint(orders.create_order, bench, OrderInput(**known))
    assert (found[0], found[2]) == (field, code)


def test_an_order_from_the_future(bench):
    later = bench.clock.now() + timedelta(days=1)
    found = complaint(orders.create_order, bench, patch(processed_at=later))
    assert found[2] == "PROCESSED_AT_INVALID"


def test_one_customer_for_one_email(bench):
    first = orders.create_order(bench, patch(email="Sam@Example.com", first_name="Sam"))
    second = orders.create_order(bench, patch(email="sam@example.com"))
    assert first.customer_id == second.customer_id
    assert bench.records.customers[first.customer_id].first_name == "Sam"


def test_stock_is_taken_only_when_asked(bench):
    variant = bench.records.variants_by_sku.first("MUG-WHT")

    def left():
        (level,) = [
            each
            for each in bench.records.inventory_levels
            if each.inventory_item_id == variant.inventory_item_id
        ]
        return level.available

    line = LineInput(variant_id=variant.id, quantity=1001)
    orders.create_order(bench, OrderInput(line_items=(line,)))
    assert left() == 1000
    obey = OrderInput(line_items=(line,), inventory="decrement_obeying_policy")
    assert complaint(orders.create_order, bench, obey)[2] == "INVENTORY_CLAIM_FAILED"
    ignore = OrderInput(line_items=(line,), inventory="decrement_ignoring_policy")
    orders.create_order(bench, ignore)
    assert left() == -1


def test_born_fulfilled(bench):
    order = orders.create_order(bench, patch(fulfillment_status="fulfilled"))
    assert order.display_fulfillment_status == "FULFILLED"
    assert order.fulfillments[0].name == "#1001-F1"


# -- marking as paid -----------------------------------------------------------------------------


def test_mark_as_paid(bench, w1):
    order = bench.desk.place([("TEE-BLK", 3), ("MUG-WHT", 1), ("CAP-RED", 2)], pay=False)
    assert (order.financial_status, order.can_mark_as_paid) == ("pending", True)
    assert order.total_outstanding.shop == D("127.82")
    paid = bench.desk.pay(order.id)
    sale = paid.transactions[-1]
    assert (sale.kind, sale.status, sale.gateway, sale.amount.shop) == (
        "sale",
        "success",
        "manual",
        D("127.82"),
    )
    assert (paid.financial_status, paid.can_mark_as_paid) == ("paid", False)


def test_what_cannot_be_marked_as_paid(bench, w1):
    with pytest.raises(UserErrors) as refused:
        payments.mark_as_paid(bench, w1.id)
    assert refused.value.errors[0].field == ("id",)
    assert refused.value.errors[0].message == "Order cannot be marked as paid."
    assert refused.value.document == w1
    assert complaint(payments.mark_as_paid, bench, 1)[:2] == (("id",), "Order does not exist")


def test_marking_as_paid_takes_the_rate_of_the_moment(bench):
    bench.desk.set_exchange_rate("EUR", D("1.10"))
    order = bench.desk.place(
        [("TEE-BLK", 1, D("10.00"))],
        discount_percent=None,
        shipping=None,
        tax_rate=None,
        currency="EUR",
        pay=False,
    )
    assert order.total_price == MoneyBag(D("11.00"), D("10.00"))
    bench.desk.set_exchange_rate("EUR", D("1.20"))
    assert bench.desk.pay(order.id).transactions[-1].amount == MoneyBag(D("12.00"), D("10.00"))


# -- changing, closing ---------------------------------------------------------------------------


def test_nothing_to_update(bench, w1):
    found = complaint(orders.update_order, bench, w1.id)
    assert found[:2] == (None, "No valid update parameters have been provided")
    assert complaint(orders.update_order, bench, 1, note="x")[:2] == (
        ("id",),
        "Order does not exist",
    )


def test_a_paid_and_fulfilled_order_files_itself_away(bench, w1):
    assert bench.desk.fulfil(w1.id).closed
    bench.settings.archive_automatically = False
    other = bench.desk.place([("MUG-WHT", 1)])
    assert not bench.desk.fulfil(other.id).closed


def test_reopened_stays_open(bench, w1):
    bench.desk.fulfil(w1.id)
    assert not bench.desk.reopen(w1.id).closed


def test_a_wholly_refunded_order_is_closed(bench, w1):
    order = bench.desk.refund(w1.id, everything=True)
    assert order.closed
    assert order.display_fulfillment_status == "UNFULFILLED"


# -- what an app sees ----------------------------------------------------------------------------


def test_sixty_days(bench, w1):
    now = w1.created_at
    assert visible(w1, {"read_orders"}, now + timedelta(days=60))
    assert not visible(w1, {"read_orders"}, now + timedelta(days=60, seconds=1))
    assert visible(w1, {"read_orders", "read_all_orders"}, now + timedelta(days=600))


def test_orders_are_found_by_their_children(bench, w1):
    order = bench.desk.refund(w1.id, {"TEE-BLK": 1})
    records = bench.records
    for kind, number in (
        ("LineItem", order.line_items[1].id),
        ("ShippingLine", order.shipping_lines[0].id),
        ("OrderTransaction", order.transactions[1].id),
        ("Refund", order.refunds[0].id),
        ("RefundLineItem", order.refunds[0].refund_line_items[0].id),
        ("FulfillmentOrder", order.fulfillment_orders[0].id),
    ):
        assert records.order_with(kind, number) is order
    assert records.order_with("Refund", order.id) is None
    assert records.orders_by_name.first("#1001") is order


def test_switches_live_in_the_world(bench):
    version = bench.store.snapshot()
    bench.settings.refund_pending = True
    assert bench.settings.refund_pending
    bench.store.restore(version)
    assert not bench.settings.refund_pending
