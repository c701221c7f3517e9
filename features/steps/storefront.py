"""What happens in the storefront, and what it holds."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from msgspec.structs import replace
from pytest_bdd import given, parsers, then, when

from features.expect import StateDiffers, amount, expect_money, expect_state, expect_text
from features.reading import paid_back, refund_taxes
from features.stage import Stage
from features.tables import money_row, records
from sandbox.shopify.errors import UserErrors
from sandbox.shopify.order_parts import LineItem, MoneyBag, RefundLineItem, ShippingLine
from sandbox.shopify.records import Refund

# --- placing ------------------------------------------------------------------------------------


@given(parsers.parse('order "{name}" of example W1 is placed and paid in the storefront'))
@when(parsers.parse('order "{name}" of example W1 is placed and paid in the storefront'))
def _(stage: Stage, name: str) -> None:
    stage.take_order(name)


@given(parsers.parse('order "{name}" of example W1 is placed and not paid in the storefront'))
def _(stage: Stage, name: str) -> None:
    stage.take_order(name, pay=False)


@given(
    parsers.re(
        r"the order is cancelled in the storefront, (?P<what>nothing|everything) is given back"
    )
)
def _(stage: Stage, what: str) -> None:
    stage.world.advance(minutes=1)
    stage.cancel_order(refund=what == "everything")


@given(parsers.parse('order "{name}" of example W1 is placed and its payment is only authorized'))
def _(stage: Stage, name: str) -> None:
    stage.place(name, authorize=True)


@when("the storefront captures the payment")
def _(stage: Stage) -> None:
    stage.world.shopify.desk.capture(stage.order.id)


@given(parsers.parse('order "{name}" of example W1 is placed and paid at the point of sale'))
def _(stage: Stage, name: str) -> None:
    stage.place(name, source_name="pos")


@given(
    parsers.parse(
        'order "{name}" of example W1 is placed and paid with a gift card of {card} '
        "and a card of {rest}"
    )
)
def _(stage: Stage, name: str, card: str, rest: str) -> None:
    stage.place(name, payments=[("gift_card", amount(card)), ("shopify_payments", amount(rest))])


@given(
    parsers.re(
        r'an order "(?P<name>[^"]+)" of (?P<lines>(?!\d+ lines).+) is placed and paid '
        r"in the storefront"
    )
)
def _(stage: Stage, name: str, lines: str) -> None:
    stage.place(name, lines=_wanted(lines), discount_percent=None, shipping=None)


@given(
    parsers.parse(
        'an order "{name}" in "{currency}" of {lines} is placed and paid in the storefront'
    )
)
def _(stage: Stage, name: str, currency: str, lines: str) -> None:
    stage.world.shopify.desk.set_exchange_rate(currency, Decimal("1.09"))
    stage.place(name, lines=_wanted(lines), discount_percent=None, shipping=None, currency=currency)


@given(
    parsers.re(
        r'an order "(?P<name>[^"]+)" of (?P<count>\d+) lines of 1 (?P<sku>\S+) is placed and paid '
        r"in the storefront"
    )
)
def _(stage: Stage, name: str, count: str, sku: str) -> None:
    stage.place(
        name,
        lines=[(sku, 1)] * int(count),
        discount_percent=None,
        shipping=None,
        tax_rate=None,
    )


@given(parsers.parse('the storefront sells "{sku}" at {price}, which {books} does not know'))
def _(stage: Stage, sku: str, price: str, books: str) -> None:
    if books not in ("NetSuite", "QuickBooks"):
        raise ValueError(f"there are no books called {books!r}")
    stage.world.shopify.desk.add_product(sku, price=amount(price))


@when(parsers.parse('an order "{name}" of {lines} is placed at the last instant of that window'))
def _(stage: Stage, name: str, lines: str) -> None:
    stage.place(name, lines=_wanted(lines), discount_percent=None, shipping=None)


def _wanted(text: str) -> list[tuple[str, int]]:
    """`1 TEE-BLK and 2 CAP-RED`"""
    pieces = [piece.split() for piece in text.replace(",", " and").split(" and ")]
    return [(sku, int(count)) for count, sku in pieces]


# --- refunding ----------------------------------------------------------------------------------


@given(parsers.parse("{count:d} {sku} is refunded in the storefront"))
@when(parsers.parse("{count:d} {sku} is refunded in the storefront"))
def _(stage: Stage, count: int, sku: str) -> None:
    stage.give_back(lines={sku: count})


@given(parsers.parse("{count:d} {sku} is refunded in the storefront and not restocked"))
def _(stage: Stage, count: int, sku: str) -> None:
    stage.refund_in_storefront(lines={sku: count}, restock=False)


@given(parsers.parse("{count:d} {sku} is refunded in the storefront for {paid}"))
def _(stage: Stage, count: int, sku: str, paid: str) -> None:
    stage.refund_in_storefront(lines={sku: count}, amount=amount(paid))


@given("2 TEE-BLK, 1 CAP-RED and the shipping are refunded in the storefront")
def _(stage: Stage) -> None:
    stage.refund_in_storefront(lines={"TEE-BLK": 2, "CAP-RED": 1}, shipping=True)


@given(parsers.parse("the storefront holds a refund of {paid} with a line of 0 {sku}"))
def _(stage: Stage, paid: str, sku: str) -> None:
    """Shopify takes no such line today; refunds that were imported from elsewhere have them."""
    order = stage.refund_in_storefront(amount=amount(paid))
    line = next(each for each in order.line_items if each.sku == sku)
    nothing = MoneyBag(shop=Decimal("0.00"), presentment=Decimal("0.00"))
    empty = RefundLineItem(
        id=1, line_item_id=line.id, quantity=0, restock_type="no_restock", restocked=False,
        price=line.price, subtotal=nothing, total_tax=nothing,
    )  # fmt: skip
    refund = replace(order.refunds[-1], refund_line_items=(empty,))
    orders = stage.world.shopify.records.orders
    orders.put(replace(order, refunds=(*order.refunds[:-1], refund)))


@given(parsers.parse("{paid} is refunded in the storefront without items"))
@when(parsers.parse("{paid} is refunded in the storefront without items"))
def _(stage: Stage, paid: str) -> None:
    stage.give_back(amount=amount(paid))


@given("the shipping is refunded in the storefront")
def _(stage: Stage) -> None:
    stage.refund_in_storefront(shipping=True)


@given("everything is refunded in the storefront")
@when("everything is refunded in the storefront")
def _(stage: Stage) -> None:
    stage.give_back(everything=True)


@given(parsers.parse("{count:d} refunds of {paid} are made in the storefront without items"))
def _(stage: Stage, count: int, paid: str) -> None:
    for _number in range(count):
        stage.world.advance(seconds=1)
        stage.refund_in_storefront(amount=amount(paid))


@given("the storefront takes no line refunds")
def _(stage: Stage) -> None:
    stage.world.shopify.settings.line_refunds = False
    stage.change_account(line_refunds=False)


# --- what it holds --------------------------------------------------------------------------------


def last_refund(stage: Stage) -> Refund:
    if not stage.order.refunds:
        raise StateDiffers("the storefront holds no refund")
    return stage.order.refunds[-1]


@then(parsers.re(r"the storefront holds (?P<count>\d+) refunds?"))
def _(stage: Stage, count: str) -> None:
    expect_state(len(stage.order.refunds), int(count), "refunds in the storefront")


@then(parsers.parse("the storefront pays back {total} in all"))
@then(parsers.parse("the storefront has paid back {total}"))
def _(stage: Stage, total: str) -> None:
    paid = sum((paid_back(stage.order, each) for each in stage.order.refunds), Decimal("0.00"))
    expect_money(paid, amount(total), "paid back by the storefront")


@then("the storefront refund has the figures")
def _(stage: Stage, datatable: list[list[str]]) -> None:
    refund = last_refund(stage)
    expected = money_row(datatable)
    found = {
        "lines": sum(
            (line.subtotal.presentment for line in refund.refund_line_items), Decimal("0.00")
        ),
        "tax": refund_taxes(refund),
        "shipping": sum(
            (line.subtotal.presentment for line in refund.refund_shipping_lines), Decimal("0.00")
        ),
        "total": paid_back(stage.order, refund),
    }
    for name, figure in expected.items():
        expect_money(found[name], figure, f"{name} of the storefront refund")


@then("the storefront refund has the lines")
def _(stage: Stage, datatable: list[list[str]]) -> None:
    skus = {line.id: line.sku for line in stage.order.line_items}
    found = [
        (skus[each.line_item_id], each.quantity) for each in last_refund(stage).refund_line_items
    ]
    expected = [(row["sku"], int(row["quantity"])) for row in records(datatable)]
    expect_state(sorted(found), sorted(expected), "lines of the storefront refund")


@then(parsers.parse("the storefront refund has no lines and a total of {total}"))
def _(stage: Stage, total: str) -> None:
    refund = last_refund(stage)
    expect_state(len(refund.refund_line_items), 0, "lines of the storefront refund")
    expect_money(paid_back(stage.order, refund), amount(total), "the storefront refund")


@then(parsers.parse("the storefront refund has restocked {count:d} {sku}"))
def _(stage: Stage, count: int, sku: str) -> None:
    skus = {line.id: line.sku for line in stage.order.line_items}
    back = sum(
        each.quantity
        for each in last_refund(stage).refund_line_items
        if each.restocked and skus[each.line_item_id] == sku
    )
    expect_state(back, count, f"{sku} back on the shelf of the storefront")


@then(parsers.parse('the storefront shows the order as "{status}" with {left} refundable'))
def _(stage: Stage, status: str, left: str) -> None:
    order = stage.order
    received = sum(
        (
            each.amount.presentment
            for each in order.transactions
            if each.kind == "sale" and each.status == "success"
        ),
        Decimal("0.00"),
    )
    back = sum((paid_back(order, each) for each in order.refunds), Decimal("0.00"))
    expect_money(received - back, amount(left), "left to refund in the storefront")
    expect_state(order.financial_status, status, "financial status of the order")


@then(parsers.parse('the storefront shows the order as "{status}"'))
def _(stage: Stage, status: str) -> None:
    expect_state(stage.order.fulfillment_status, status, "fulfilment status of the order")


@then("the storefront order has the figures")
def _(stage: Stage, datatable: list[list[str]]) -> None:
    order = stage.order
    gross = sum(
        (line.price.presentment * line.quantity for line in order.line_items), Decimal("0.00")
    )
    discount = sum(
        (
            each.amount.presentment
            for line in order.line_items
            for each in line.discount_allocations
        ),
        Decimal("0.00"),
    )
    shipping = sum((line.price.presentment for line in order.shipping_lines), Decimal("0.00"))
    taxed: list[LineItem | ShippingLine] = [*order.line_items, *order.shipping_lines]
    tax = sum(
        (each.price.presentment for line in taxed for each in line.tax_lines), Decimal("0.00")
    )
    paid = sum((each.amount.presentment for each in order.transactions), Decimal("0.00"))
    found = {"lines": gross, "discount": discount, "shipping": shipping, "tax": tax, "total": paid}
    for name, figure in money_row(datatable).items():
        expect_money(found[name], figure, f"{name} of the storefront order")


@then(parsers.parse("the storefront refunds are {figures}"))
def _(stage: Stage, figures: str) -> None:
    found = [paid_back(stage.order, each) for each in stage.order.refunds]
    _compare_all(found, figures, "storefront refunds")


@then(parsers.parse("their taxes are {figures}"))
def _(stage: Stage, figures: str) -> None:
    _compare_all([refund_taxes(each) for each in stage.order.refunds], figures, "their taxes")


def _compare_all(found: list[Decimal], figures: str, what: str) -> None:
    expected = [amount(each) for each in figures.split(", ")]
    expect_state(len(found), len(expected), f"number of {what}")
    for number, (here, there) in enumerate(zip(found, expected, strict=True), 1):
        expect_money(here, there, f"{what}, number {number}")


@then(
    parsers.parse(
        "the storefront pays back {total}, of it {card} on the card and {gift} on the gift card"
    )
)
def _(stage: Stage, total: str, card: str, gift: str) -> None:
    by_gateway: dict[str, Decimal] = {}
    for each in stage.order.transactions:
        if each.kind == "refund":
            known = by_gateway.get(each.gateway, Decimal("0.00"))
            by_gateway[each.gateway] = known + each.amount.presentment
    expect_money(sum(by_gateway.values(), Decimal("0.00")), amount(total), "paid back in all")
    expect_money(by_gateway.get("shopify_payments"), amount(card), "paid back on the card")
    expect_money(by_gateway.get("gift_card"), amount(gift), "paid back on the gift card")


@then(parsers.parse('the storefront refuses a refund of {count:d} {sku}: "{sentence}"'))
def _(stage: Stage, count: int, sku: str, sentence: str) -> None:
    _refused(stage, sentence, lines={sku: count})


@then(parsers.re(r'the storefront refuses a refund of (?P<total>[\d.]+): "(?P<sentence>.+)"'))
def _(stage: Stage, total: str, sentence: str) -> None:
    _refused(stage, sentence, amount=amount(total))


def _refused(stage: Stage, message: str, **how: object) -> None:
    try:
        stage.refund_in_storefront(**how)
    except UserErrors as refusal:
        said = "; ".join(error.message for error in refusal.errors)
        expect_text(said, message, what="the storefront's refusal")
    else:
        raise StateDiffers(f"the storefront accepted a refund of {how}")


@given(parsers.parse("{count:d} days pass"))
def _(stage: Stage, count: int) -> None:
    stage.world.clock.advance(timedelta(days=count))


@given(parsers.parse("{count:d} hour passes"))
def _(stage: Stage, count: int) -> None:
    stage.world.clock.advance(timedelta(hours=count))
