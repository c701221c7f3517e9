from decimal import Decimal as D

import pytest

from sandbox.shopify.errors import UserErrors
from sandbox.shopify.order_parts import MoneyBag
from sandbox.shopify.rules.money import allocate, cumulative_share, in_words
from sandbox.shopify.rules.order_inputs import (
    DiscountInput,
    LineInput,
    OrderInput,
    ShippingInput,
    TaxLineInput,
)
from sandbox.shopify.rules.orders import create_order


def bag(amount):
    return MoneyBag(D(amount), D(amount))


def test_w1_to_the_cent(w1):
    lines = [
        (
            line.sku,
            line.original_total.shop,
            line.total_discount.shop,
            line.discounted_total.shop,
            line.total_tax.shop,
        )
        for line in w1.line_items
    ]
    assert lines == [
        ("TEE-BLK", D("59.97"), D("6.00"), D("53.97"), D("4.45")),
        ("MUG-WHT", D("12.49"), D("1.25"), D("11.24"), D("0.93")),
        ("CAP-RED", D("49.90"), D("4.99"), D("44.91"), D("3.71")),
    ]
    assert w1.shipping_lines[0].total_tax.shop == D("0.66")
    assert w1.total_line_items_price.shop == D("122.36")
    assert w1.total_discounts.shop == D("12.24")
    assert w1.subtotal_price.shop == D("110.12")
    assert w1.total_shipping_price.shop == D("7.95")
    assert w1.total_tax.shop == D("9.75")
    assert w1.total_price.shop == D("127.82")


def test_w1_is_paid_by_one_sale(w1):
    assert w1.financial_status == "paid"
    assert [(each.kind, each.status, each.gateway) for each in w1.transactions] == [
        ("sale", "success", "shopify_payments")
    ]
    assert w1.total_received.shop == D("127.82")
    assert w1.total_outstanding.shop == 0


def test_names_and_ids_grow(bench, w1):
    second = bench.desk.place([("MUG-WHT", 1)])
    assert (w1.name, second.name) == ("#1001", "#1002")
    assert (w1.id, second.id) == (6100000000001, 6100000000002)
    assert second.number == 2


def test_the_last_cent_goes_to_the_largest_remainder():
    assert allocate(D("10.00"), [D("1"), D("1"), D("1")], "USD") == [
        D("3.34"),
        D("3.33"),
        D("3.33"),
    ]
    assert allocate(D("0.05"), [D("19.99"), D("0")], "USD") == [D("0.05"), D("0.00")]
    assert allocate(D("1000"), [D("1"), D("2")], "JPY") == [D("333"), D("667")]


def test_cumulative_shares_end_at_the_whole():
    assert [cumulative_share(D("53.97"), D(k), D(3), "USD") for k in (1, 2, 3)] == [
        D("17.99"),
        D("35.98"),
        D("53.97"),
    ]


def test_money_in_sentences():
    assert in_words(D("25"), "USD") == "$25.00"
    assert in_words(D("1234.5"), "CAD") == "$1,234.50"
    assert in_words(D("1990"), "JPY") == "¥1,990"


def test_included_tax_of_a_currency_without_cents(bench):
    bench.desk.set_exchange_rate("JPY", D("0.0067"))
    order = bench.desk.place(
        [("TEE-BLK", 2, D("1990"))],
        discount_percent=None,
        shipping=None,
        tax_rate=D("0.10"),
        taxes_included=True,
        currency="JPY",
    )
    assert order.total_price.presentment == D("3980")
    assert order.total_tax.presentment == D("362")
    half = bench.desk.refund(order.id, {"TEE-BLK": 1})
    assert half.total_refunded.presentment == D("1990")
    assert half.refunds[0].refund_line_items[0].total_tax.presentment == D("181")
    assert str(half.total_refunded.presentment) == "1990"


def test_taxes_over_an_api_are_not_computed(bench):
    order = create_order(
        bench, OrderInput(line_items=(LineInput(title="Patch", quantity=1, price=bag("10")),))
    )
    assert order.total_tax.shop == 0
    assert order.total_price.shop == D("10.00")


def test_tax_of_the_order_is_split_over_taxable_lines(bench):
    order = create_order(
        bench,
        OrderInput(
            line_items=(
                LineInput(title="A", quantity=1, price=bag("10")),
                LineInput(title="B", quantity=2, price=bag("10")),
                LineInput(title="Free of tax", quantity=1, price=bag("10"), taxable=False),
            ),
            tax_lines=(TaxLineInput(title="State", rate=D("0.06"), price=bag("1.00")),),
        ),
    )
    assert [line.total_tax.shop for line in order.line_items] == [D("0.33"), D("0.67"), D("0")]


def test_tax_on_the_order_and_on_lines_is_refused(bench):
    tax = (TaxLineInput(title="State", rate=D("0.06")),)
    line = LineInput(title="A", quantity=1, price=bag("10"), tax_lines=tax)
    with pytest.raises(UserErrors) as refused:
        create_order(bench, OrderInput(line_items=(line,), tax_lines=tax))
    assert "not on both" in str(refused.value)


def test_a_tax_line_without_a_rate_is_refused(bench):
    line = LineInput(
        title="A", quantity=1, price=bag("10"), tax_lines=(TaxLineInput(title="State"),)
    )
    with pytest.raises(UserErrors) as refused:
        create_order(bench, OrderInput(line_items=(line,)))
    error = refused.value.errors[0]
    assert error.code == "TAX_LINE_RATE_MISSING"
    assert error.field == ("order", "lineItems", 0, "taxLines", 0, "rate")


def test_a_fixed_discount_never_exceeds_the_lines(bench):
    order = create_order(
        bench,
        OrderInput(
            line_items=(LineInput(title="A", quantity=1, price=bag("10")),),
            discounts=(DiscountInput(amount=bag("15"), code="BIG"),),
        ),
    )
    assert order.total_discounts.shop == D("10.00")
    assert order.total_price.shop == 0


def test_free_shipping(bench):
    order = create_order(
        bench,
        OrderInput(
            line_items=(LineInput(title="A", quantity=1, price=bag("10")),),
            shipping_lines=(ShippingInput(title="Standard", price=bag("5")),),
            discounts=(
                DiscountInput(percentage=D(100), code="SHIPFREE", target_type="shipping_line"),
            ),
        ),
    )
    assert order.total_price.shop == D("10.00")
    assert order.total_discounts.shop == D("5.00")
    assert order.total_shipping_price.shop == D("5.00")
