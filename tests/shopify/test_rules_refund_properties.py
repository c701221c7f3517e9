"""Whatever is refunded, in whatever order: never more than was received, and never a cent lost."""

from decimal import Decimal as D

from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.shopify.errors import UserErrors

CATALOGUE = ("TEE-BLK", "MUG-WHT", "CAP-RED")
CENTS = st.integers(1, 20_000).map(lambda cents: D(cents) / 100)
LINES = st.lists(
    st.tuples(st.sampled_from(CATALOGUE), st.integers(1, 7), CENTS), min_size=1, max_size=4
)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("line"), st.sampled_from(CATALOGUE), st.integers(1, 3)),
        st.tuples(st.just("amount"), CENTS),
        st.tuples(st.just("shipping"), st.one_of(st.just(True), CENTS)),
        st.tuples(st.just("fulfil")),
        st.tuples(st.just("underpaid line"), st.sampled_from(CATALOGUE), CENTS),
    ),
    max_size=8,
)


def take(desk, order, step):
    kind, *details = step
    if kind == "line":
        return desk.refund(order.id, {details[0]: details[1]})
    if kind == "amount":
        return desk.refund(order.id, amount=details[0])
    if kind == "shipping":
        return desk.refund(order.id, shipping=details[0])
    if kind == "fulfil":
        return desk.fulfil(order.id)
    return desk.refund(order.id, {details[0]: 1}, amount=details[1], restock=False)


def check(order):
    received, refunded = order.total_received.shop, order.total_refunded.shop
    assert 0 <= refunded <= received
    assert order.refundable_amount.shop == received - refunded >= 0
    assert order.net_payment.shop == received - refunded
    assert order.current_total_price.shop >= 0
    assert order.current_total_tax.shop >= 0
    for refund in order.refunds:
        paid = order.total_refunded_by(refund).shop
        adjusted = sum((each.amount.shop for each in refund.order_adjustments), D(0))
        assert order.returned_by(refund).shop - adjusted == paid
    for line in order.line_items:
        assert 0 <= order.refundable_quantity(line) <= line.quantity
        assert order.unfulfilled_quantity(line) >= 0
    # What is still owed to either side is nothing: goodwill is not asked back.
    assert order.total_outstanding.shop == 0


@settings(max_examples=150, deadline=None)
@given(
    lines=LINES,
    discount=st.sampled_from([None, D("10"), D("33.3"), D("99")]),
    shipping=st.one_of(st.none(), CENTS),
    tax=st.sampled_from([None, D("0.0825"), D("0.2")]),
    included=st.booleans(),
    last_unit=st.booleans(),
    steps=STEPS,
)
def test_any_sequence_of_refunds(
    bench_factory, lines, discount, shipping, tax, included, last_unit, steps
):
    bench = bench_factory()
    bench.settings.last_unit_takes_remainder = last_unit
    order = bench.desk.place(
        lines,
        discount_percent=discount,
        shipping=shipping,
        tax_rate=tax,
        taxes_included=included,
    )
    assert order.total_price.shop == order.total_received.shop
    for step in steps:
        before = bench.records.orders[order.id]
        try:
            order = take(bench.desk, order, step)
        except UserErrors:
            assert bench.records.orders[order.id] is before
            continue
        check(order)
    if order.refundable_amount.shop:
        order = bench.desk.refund(order.id, everything=True)
    check(order)
    assert order.refundable_amount.shop == D("0.00")
    assert order.total_refunded.shop == order.total_received.shop


@settings(max_examples=100, deadline=None)
@given(
    lines=LINES,
    discount=st.sampled_from([None, D("10"), D("33.3")]),
    tax=st.sampled_from([D("0.0825"), D("0.07")]),
    last_unit=st.booleans(),
)
def test_unit_by_unit_comes_to_the_whole(bench_factory, lines, discount, tax, last_unit):
    bench = bench_factory()
    bench.settings.last_unit_takes_remainder = last_unit
    order = bench.desk.place(lines, discount_percent=discount, tax_rate=tax, shipping=D("7.95"))
    for sku, quantity, _ in lines:
        for _ in range(quantity):
            order = bench.desk.refund(order.id, {sku: 1})
    order = bench.desk.refund(order.id, shipping=True)
    assert order.total_refunded.shop == order.total_price.shop
    assert order.current_total_price.shop == 0
    assert all(not refund.order_adjustments for refund in order.refunds)
    assert order.financial_status in {"refunded", "paid"}
