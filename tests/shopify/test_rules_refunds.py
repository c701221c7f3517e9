"""Refunds, to the cent: tables W2 to W5 of the behaviour specification, and Shopify's limits."""

from decimal import Decimal as D

import pytest

from sandbox.shopify.errors import UserErrors
from sandbox.shopify.records import MoneyBag
from sandbox.shopify.rules.order_inputs import LineInput, OrderInput, TransactionInput
from sandbox.shopify.rules.orders import create_order
from sandbox.shopify.rules.refunds import (
    RefundInput,
    RefundLineInput,
    RefundTransactionInput,
    ShippingRefundInput,
    SuggestionInput,
    create_refund,
)
from sandbox.shopify.rules.suggestion import suggested_refund


def lines(order, **quantities):
    ids = {line.sku: line.id for line in order.line_items}
    return tuple(
        RefundLineInput(line_item_id=ids[sku.replace("_", "-")], quantity=quantity)
        for sku, quantity in quantities.items()
    )


def pay_back(order, amount, kind="refund"):
    sale = order.transactions[0]
    return (RefundTransactionInput(parent_id=sale.id, amount=D(amount), kind=kind),)


def refused(bench, asked):
    with pytest.raises(UserErrors) as info:
        create_refund(bench, asked)
    error = info.value.errors[0]
    return error.field, error.message, info.value.document


def tees(bench, order, count=1):
    return bench.desk.refund(order.id, {"TEE-BLK": count})


# -- W2: one unit after the other ----------------------------------------------------------------


def test_w2_three_tees_one_by_one(bench, w1):
    money = []
    for _ in range(3):
        order = tees(bench, w1)
        refund = order.refunds[-1]
        line = refund.refund_line_items[0]
        money.append(
            (line.subtotal.shop, line.total_tax.shop, order.total_refunded_by(refund).shop)
        )
    assert money == [
        (D("17.99"), D("1.48"), D("19.47")),
        (D("17.99"), D("1.49"), D("19.48")),
        (D("17.99"), D("1.48"), D("19.47")),
    ]
    assert order.total_refunded.shop == D("58.42")


def test_w2_the_caps_and_the_mug(bench, w1):
    first = bench.desk.refund(w1.id, {"CAP-RED": 1})
    line = first.refunds[0].refund_line_items[0]
    assert (line.subtotal.shop, line.total_tax.shop) == (D("22.46"), D("1.86"))
    assert first.total_refunded.shop == D("24.32")
    second = bench.desk.refund(w1.id, {"CAP-RED": 1})
    line = second.refunds[1].refund_line_items[0]
    assert (line.subtotal.shop, line.total_tax.shop) == (D("22.45"), D("1.85"))
    assert second.total_refunded.shop == D("48.62")
    mug = bench.desk.refund(w1.id, {"MUG-WHT": 1})
    assert mug.total_refunded_by(mug.refunds[2]).shop == D("12.17")


def test_w2_shipping_alone(bench, w1):
    order = bench.desk.refund(w1.id, shipping=True)
    assert order.total_refunded.shop == D("8.61")
    assert order.refunds[0].refund_shipping_lines[0].subtotal.shop == D("7.95")
    assert order.refunds[0].refund_shipping_lines[0].tax.shop == D("0.66")
    assert order.total_refunded_shipping.shop == D("7.95")


def test_w2_leaves_108_35(bench, w1):
    order = tees(bench, w1)
    assert order.refundable_amount.shop == D("108.35")
    assert order.financial_status == "partially_refunded"
    assert order.current_total_price.shop == D("108.35")
    assert order.total_received.shop == D("127.82")
    assert order.net_payment.shop == D("108.35")
    assert order.total_outstanding.shop == 0
    assert order.refund_discrepancy.shop == 0
    assert order.refunds[0].order_adjustments == ()
    line = order.line_items[0]
    assert order.refundable_quantity(line) == 2
    assert order.current_total_discounts.shop == D("10.24")


def test_the_last_unit_takes_the_remainder_if_the_store_says_so(bench, w1):
    bench.settings.last_unit_takes_remainder = True
    taxes = [tees(bench, w1).refunds[-1].refund_line_items[0].total_tax.shop for _ in range(3)]
    assert taxes == [D("1.48"), D("1.48"), D("1.49")]


# -- W3: everything ------------------------------------------------------------------------------


def test_w3_fresh(bench, w1):
    order = bench.desk.refund(w1.id, everything=True)
    assert order.total_refunded.shop == D("127.82")
    assert order.refundable_amount.shop == 0
    assert order.financial_status == "refunded"
    assert order.current_total_price.shop == 0
    assert order.current_total_tax.shop == 0
    assert order.current_total_discounts.shop == 0
    assert order.refund_discrepancy.shop == 0


def test_w3_after_the_first_tee(bench, w1):
    tees(bench, w1)
    order = bench.desk.refund(w1.id, everything=True)
    refund = order.refunds[1]
    assert order.total_refunded_by(refund).shop == D("108.35")
    subtotal = sum(line.subtotal.shop for line in refund.refund_line_items)
    tax = sum(line.total_tax.shop for line in refund.refund_line_items)
    assert subtotal == D("92.13")
    assert tax + refund.refund_shipping_lines[0].tax.shop == D("8.27")
    assert order.total_refunded.shop == D("127.82")
    assert order.refundable_amount.shop == D("0.00")


# -- W4: an amount and nothing else --------------------------------------------------------------


def test_w4_goodwill(bench, w1):
    order = bench.desk.refund(w1.id, amount=D("15.00"))
    refund = order.refunds[0]
    assert refund.refund_line_items == ()
    assert refund.refund_shipping_lines == ()
    assert [(each.amount.shop, each.reason) for each in refund.order_adjustments] == [
        (D("-15.00"), "refund_discrepancy")
    ]
    assert order.total_refunded.shop == D("15.00")
    assert order.refundable_amount.shop == D("112.82")
    assert order.current_total_price.shop == D("127.82")
    assert order.refund_discrepancy.shop == D("-15.00")
    assert order.total_outstanding.shop == 0
    assert order.financial_status == "partially_refunded"


def test_w4_then_everything(bench, w1):
    bench.desk.refund(w1.id, amount=D("15.00"))
    order = bench.desk.refund(w1.id, everything=True)
    refund = order.refunds[1]
    assert order.total_refunded_by(refund).shop == D("112.82")
    assert order.returned_by(refund).shop == D("127.82")
    assert [(each.amount.shop, each.reason) for each in refund.order_adjustments] == [
        (D("15.00"), "full_return_balancing_adjustment")
    ]
    assert order.total_refunded.shop == D("127.82")
    assert order.refund_discrepancy.shop == 0
    assert order.financial_status == "refunded"


# -- W5: limits ----------------------------------------------------------------------------------


def test_w5_a_cent_too_much(bench, w1):
    field, message, document = refused(
        bench, RefundInput(order_id=w1.id, transactions=pay_back(w1, "127.83"))
    )
    assert field is None
    assert message == "Refund amount $127.83 is greater than net payment received $127.82"
    assert document == w1
    assert bench.records.orders[w1.id] is w1


def test_w5_a_cent_too_much_after_the_first_tee(bench, w1):
    order = tees(bench, w1)
    asked = RefundInput(order_id=w1.id, transactions=pay_back(order, "108.36"))
    _, message, _ = refused(bench, asked)
    assert message == "Refund amount $108.36 is greater than net payment received $108.35"


def test_allow_over_refunding_does_not_help(bench, w1):
    asked = RefundInput(order_id=w1.id, transactions=pay_back(w1, "200"), allow_over_refunding=True)
    assert refused(bench, asked)[1].startswith("Refund amount $200.00 is greater than net payment")


@pytest.mark.parametrize("amount", ["0", "-1", "0.001"])
def test_w5_nothing_is_not_refunded(bench, w1, amount):
    refused(bench, RefundInput(order_id=w1.id, transactions=pay_back(w1, amount)))
    refused(bench, RefundInput(order_id=w1.id))
    assert bench.records.orders[w1.id].refunds == ()


def test_w5_four_of_three(bench, w1):
    asked = RefundInput(order_id=w1.id, refund_line_items=lines(w1, TEE_BLK=4))
    field, message, _ = refused(bench, asked)
    assert field == ("refundLineItems", "0", "quantity")
    assert message == "Quantity cannot refund more items than were purchased"


def test_quantities_count_what_earlier_refunds_left(bench, w1):
    tees(bench, w1, 2)
    asked = RefundInput(order_id=w1.id, refund_line_items=lines(w1, MUG_WHT=1, TEE_BLK=2))
    assert refused(bench, asked)[0] == ("refundLineItems", "1", "quantity")


def test_one_line_named_twice_counts_twice(bench, w1):
    twice = lines(w1, TEE_BLK=2) + lines(w1, TEE_BLK=2)
    asked = RefundInput(order_id=w1.id, refund_line_items=twice)
    assert refused(bench, asked)[0] == ("refundLineItems", "1", "quantity")


def test_unknown_order(bench):
    assert refused(bench, RefundInput(order_id=1)) == (("orderId",), "Order does not exist", None)


def test_a_parent_of_another_order(bench, w1):
    other = bench.desk.place([("MUG-WHT", 1)])
    asked = RefundInput(order_id=w1.id, transactions=pay_back(other, "1"))
    field, message, _ = refused(bench, asked)
    assert field == ("transactions",)
    assert message == "Transactions require a parent_id associated with the order"


def test_a_kind_that_is_no_refund(bench, w1):
    asked = RefundInput(order_id=w1.id, transactions=pay_back(w1, "1", kind="AUTHORIZATION"))
    assert refused(bench, asked)[:2] == (None, "Kind authorization is not a valid transaction")


def test_a_suggested_refund_moves_no_money(bench, w1):
    asked = RefundInput(
        order_id=w1.id,
        refund_line_items=lines(w1, TEE_BLK=1),
        transactions=pay_back(w1, "19.47", kind="suggested_refund"),
    )
    order, refund = create_refund(bench, asked)
    assert refund.transaction_ids == ()
    assert order.total_refunded.shop == 0
    assert order.financial_status == "paid"


def test_lines_without_money_book_a_refund_of_nothing(bench, w1):
    asked = RefundInput(order_id=w1.id, refund_line_items=lines(w1, TEE_BLK=1))
    order, refund = create_refund(bench, asked)
    assert order.total_refunded_by(refund).shop == 0
    assert order.current_quantity(order.line_items[0]) == 2
    assert order.refundable_amount.shop == D("127.82")
    assert refund.order_adjustments[0].amount.shop == D("19.47")
    assert order.total_outstanding.shop == 0


def test_less_than_the_goods_are_worth(bench, w1):
    asked = RefundInput(
        order_id=w1.id,
        refund_line_items=lines(w1, TEE_BLK=1),
        transactions=pay_back(w1, "10.00"),
        discrepancy_reason="damage",
    )
    order, refund = create_refund(bench, asked)
    assert [(each.amount.shop, each.reason) for each in refund.order_adjustments] == [
        (D("9.47"), "damage")
    ]
    assert order.refund_discrepancy.shop == D("9.47")


def test_the_parents_gateway_wins(bench, w1):
    sale = w1.transactions[0]
    asked = RefundInput(
        order_id=w1.id,
        transactions=(RefundTransactionInput(parent_id=sale.id, amount=D("5"), gateway="bogus"),),
    )
    order, _ = create_refund(bench, asked)
    back = order.transactions[-1]
    assert (back.gateway, back.kind, back.status, back.parent_id) == (
        "shopify_payments",
        "refund",
        "success",
        sale.id,
    )


def test_the_measured_example(bench):
    """Total 45, paid 45, one unit of 10 refunded: recorded on a live store."""

    def bag(amount):
        return MoneyBag(D(amount), D(amount))

    order = create_order(
        bench,
        OrderInput(
            line_items=(
                LineInput(title="A", quantity=2, price=bag("10")),
                LineInput(title="B", quantity=1, price=bag("25")),
            ),
            transactions=(TransactionInput(amount=bag("45")),),
        ),
    )
    first = order.line_items[0].id
    order, _ = create_refund(
        bench,
        RefundInput(
            order_id=order.id,
            refund_line_items=(RefundLineInput(line_item_id=first, quantity=1),),
            transactions=pay_back(order, "10"),
        ),
    )
    assert order.total_price.shop == 45
    assert order.current_total_price.shop == 35
    assert order.total_received.shop == 45
    assert order.total_refunded.shop == 10
    assert order.financial_status == "partially_refunded"


# -- shipping, pending, switches, currencies, tender ---------------------------------------------


def test_part_of_the_shipping_with_its_tax(bench, w1):
    order = bench.desk.refund(w1.id, shipping=D("3.00"))
    line = order.refunds[0].refund_shipping_lines[0]
    assert (line.subtotal.shop, line.tax.shop) == (D("3.00"), D("0.25"))
    order = bench.desk.refund(w1.id, shipping=True)
    line = order.refunds[1].refund_shipping_lines[0]
    assert (line.subtotal.shop, line.tax.shop) == (D("4.95"), D("0.41"))


def test_more_shipping_than_there_is(bench, w1):
    asked = RefundInput(order_id=w1.id, shipping=ShippingRefundInput(amount=D("7.96")))
    assert refused(bench, asked)[0] == ("shipping", "amount")


def test_pending_refunds_do_not_count_until_settled(bench, w1):
    bench.settings.refund_pending = True
    order = tees(bench, w1)
    assert order.transactions[-1].status == "pending"
    assert order.total_refunded.shop == 0
    assert order.financial_status == "paid"
    asked = RefundInput(order_id=w1.id, transactions=pay_back(w1, "108.36"))
    assert refused(bench, asked)[1].endswith("net payment received $108.35")
    (order,) = bench.desk.settle_refunds()
    assert order.total_refunded.shop == D("19.47")
    assert order.financial_status == "partially_refunded"


def adjusted(order):
    found = order.refunds[0].order_adjustments
    return [(each.amount.shop, each.amount.presentment, each.reason) for each in found]


def test_money_on_its_way_is_booked_twice_over(bench, w1):
    bench.settings.refund_pending = True
    order = bench.desk.refund(w1.id, amount=D("15.00"))
    booked = [
        (D("-15.00"), D("-15.00"), "refund_discrepancy"),
        (D("15.00"), D("15.00"), "refund_discrepancy"),
        (D("-15.00"), D("-15.00"), "pending_refund_discrepancy"),
    ]
    assert adjusted(order) == booked
    assert order.refund_discrepancy.shop == D("-15.00")
    (order,) = bench.desk.settle_refunds()
    assert adjusted(order) == booked
    assert order.total_outstanding.shop == 0


def test_lines_whose_money_is_on_its_way_have_no_discrepancy_in_all(bench, w1):
    bench.settings.refund_pending = True
    order = tees(bench, w1)
    assert adjusted(order) == [
        (D("19.47"), D("19.47"), "refund_discrepancy"),
        (D("-19.47"), D("-19.47"), "pending_refund_discrepancy"),
    ]
    assert order.refund_discrepancy.shop == 0


def test_a_refund_that_fails_leaves_what_was_booked_as_returned(bench, w1):
    bench.settings.refund_pending = True
    tees(bench, w1)
    (order,) = bench.desk.settle_refunds(succeed=False)
    assert adjusted(order) == [(D("19.47"), D("19.47"), "refund_discrepancy")]
    assert order.current_total_price.shop == D("108.35")


def test_an_amount_that_fails_leaves_nothing_owed(bench, w1):
    bench.settings.refund_pending = True
    bench.desk.refund(w1.id, amount=D("15.00"))
    (order,) = bench.desk.settle_refunds(succeed=False)
    assert order.refund_discrepancy.shop == 0
    assert order.total_outstanding.shop == 0


def test_an_earlier_refund_keeps_its_pending_entry_when_a_later_one_fails(bench, w1):
    bench.settings.refund_pending = True
    bench.desk.refund(w1.id, amount=D("15.00"))
    bench.desk.settle_refunds()
    bench.desk.refund(w1.id, amount=D("1.00"))
    (order,) = bench.desk.settle_refunds(succeed=False)
    assert [each.reason for each in order.refunds[0].order_adjustments][-1] == (
        "pending_refund_discrepancy"
    )
    assert order.refund_discrepancy.shop == D("-15.00")


def test_a_failed_refund_can_be_made_again(bench, w1):
    bench.settings.refund_pending = True
    bench.desk.refund(w1.id, amount=D("127.82"))
    (order,) = bench.desk.settle_refunds(succeed=False)
    assert order.refundable_amount.shop == D("127.82")
    assert order.financial_status == "paid"


def test_a_store_that_takes_no_line_refunds(bench, w1):
    bench.settings.line_refunds = False
    asked = RefundInput(order_id=w1.id, refund_line_items=lines(w1, TEE_BLK=1))
    assert refused(bench, asked)[0] == ("refundLineItems",)
    assert bench.desk.refund(w1.id, amount=D("19.47")).total_refunded.shop == D("19.47")


def test_a_gateway_that_takes_only_suggested_amounts(bench, w1):
    bench.settings.arbitrary_refunds = False
    asked = RefundInput(
        order_id=w1.id,
        refund_line_items=lines(w1, TEE_BLK=1),
        transactions=pay_back(w1, "19.00"),
    )
    assert refused(bench, asked)[:2] == (None, "Arbitrary refund not allowed")
    assert tees(bench, w1).total_refunded.shop == D("19.47")


def test_the_wrong_currency_is_refused(bench, w1):
    asked = RefundInput(order_id=w1.id, currency="EUR", transactions=pay_back(w1, "1"))
    assert refused(bench, asked)[0] == ("currency",)


def test_a_foreign_order_is_worth_the_rate_of_the_moment(bench):
    bench.desk.set_exchange_rate("EUR", D("1.0900"))
    order = bench.desk.place(
        [("TEE-BLK", 4, D("25.00"))],
        discount_percent=None,
        shipping=None,
        tax_rate=None,
        currency="EUR",
    )
    assert order.total_price == MoneyBag(D("109.00"), D("100.00"))
    bench.desk.set_exchange_rate("EUR", D("1.1100"))
    order = bench.desk.refund(order.id, {"TEE-BLK": 1})
    assert order.total_refunded == MoneyBag(D("27.75"), D("25.00"))
    assert order.refunds[0].refund_line_items[0].subtotal.shop == D("27.25")
    assert order.refunds[0].order_adjustments == ()
    asked = RefundInput(order_id=order.id, transactions=pay_back(order, "1"))
    assert refused(bench, asked)[0] == ("currency",)


def test_a_split_tender_gives_back_within_each_payment(bench):
    order = bench.desk.place(
        [("TEE-BLK", 3), ("MUG-WHT", 1), ("CAP-RED", 2)],
        payments=[("gift_card", D("27.82")), ("shopify_payments", D("100.00"))],
    )
    asked = RefundInput(order_id=order.id, transactions=pay_back(order, "27.83"))
    assert refused(bench, asked)[1] == (
        "Refund amount $27.83 is greater than net payment received $27.82"
    )
    order = bench.desk.refund(order.id, amount=D("110.00"))
    back = [(each.gateway, each.amount.shop) for each in order.transactions[2:]]
    assert back == [("gift_card", D("27.82")), ("shopify_payments", D("82.18"))]


def test_an_unpaid_order_gives_no_money_back(bench):
    order = bench.desk.place([("MUG-WHT", 1)], pay=False)
    asked = RefundInput(order_id=order.id, transactions=pay_back(order, "1.00"))
    assert refused(bench, asked)[1] == (
        "Refund amount $1.00 is greater than net payment received $0.00"
    )


# -- suggestion ----------------------------------------------------------------------------------


def test_the_suggestion_for_one_tee(bench, w1):
    asked = SuggestionInput(refund_line_items=lines(w1, TEE_BLK=1))
    suggestion = suggested_refund(bench, w1, asked)
    assert suggestion.amount.shop == D("19.47")
    assert suggestion.subtotal.shop == D("17.99")
    assert suggestion.discounted_subtotal.shop == D("19.99")
    assert suggestion.total_cart_discount.shop == D("2.00")
    assert suggestion.total_tax.shop == D("1.48")
    assert suggestion.maximum_refundable.shop == D("127.82")
    assert suggestion.shipping_maximum.shop == D("7.95")
    (transaction,) = suggestion.transactions
    assert (transaction.kind, transaction.amount.shop, transaction.parent.id) == (
        "suggested_refund",
        D("19.47"),
        w1.transactions[0].id,
    )


def test_the_suggestion_for_everything_is_what_is_left(bench, w1):
    assert suggested_refund(bench, w1, SuggestionInput(full=True)).amount.shop == D("127.82")
    order = bench.desk.refund(w1.id, amount=D("15.00"))
    suggestion = suggested_refund(bench, order, SuggestionInput(full=True))
    assert suggestion.amount.shop == D("112.82")
    assert suggestion.shipping.shop == D("7.95")
    assert sum(line.subtotal.shop for line in suggestion.lines) == D("110.12")


def test_a_suggestion_of_nothing_tells_the_maximum(bench, w1):
    suggestion = suggested_refund(bench, w1, SuggestionInput())
    assert suggestion.amount.shop == 0
    assert [each.maximum_refundable.shop for each in suggestion.transactions] == [D("127.82")]


# -- stock ---------------------------------------------------------------------------------------


def stock(bench, sku):
    variant = bench.records.variants_by_sku.first(sku)
    (level,) = [
        each
        for each in bench.records.inventory_levels
        if each.inventory_item_id == variant.inventory_item_id
    ]
    return level.available, level.committed


def test_cancelled_units_are_for_sale_again(bench, w1):
    assert stock(bench, "TEE-BLK") == (997, 3)
    order = tees(bench, w1)
    assert stock(bench, "TEE-BLK") == (998, 2)
    line = order.refunds[0].refund_line_items[0]
    assert (line.restock_type, line.restocked) == ("cancel", True)
    assert order.unfulfilled_quantity(order.line_items[0]) == 2
    assert order.fulfillment_orders[0].line_items[0].remaining_quantity == 2


def test_returned_units_come_back(bench, w1):
    bench.desk.fulfil(w1.id)
    assert stock(bench, "TEE-BLK") == (997, 0)
    order = tees(bench, w1)
    assert stock(bench, "TEE-BLK") == (998, 0)
    assert order.refunds[0].refund_line_items[0].restock_type == "return"


def test_no_restock_leaves_stock_and_work_alone(bench, w1):
    order = bench.desk.refund(w1.id, {"TEE-BLK": 1}, restock=False)
    assert stock(bench, "TEE-BLK") == (997, 3)
    assert order.unfulfilled_quantity(order.line_items[0]) == 3
    assert order.refunds[0].refund_line_items[0].restocked is False


def test_a_return_needs_a_location(bench, w1):
    line = RefundLineInput(line_item_id=w1.line_items[0].id, quantity=1, restock_type="return")
    asked = RefundInput(order_id=w1.id, refund_line_items=(line,))
    assert refused(bench, asked)[0] == ("refundLineItems", "0", "locationId")


def test_sent_units_cannot_be_cancelled(bench, w1):
    bench.desk.fulfil(w1.id)
    line = RefundLineInput(line_item_id=w1.line_items[0].id, quantity=1, restock_type="cancel")
    asked = RefundInput(order_id=w1.id, refund_line_items=(line,))
    assert refused(bench, asked)[0] == ("refundLineItems", "0", "quantity")
