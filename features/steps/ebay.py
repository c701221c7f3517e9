"""What happens on eBay, and what it shows."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from msgspec.structs import replace
from pytest_bdd import given, parsers, then, when

from features.expect import StateDiffers, amount, expect_money, expect_state
from features.stage import Stage
from features.stage.ebay_seller import W6
from features.tables import money_row, records
from sandbox.ebay.desk import Wanted

# --- selling ------------------------------------------------------------------------------------


@given(parsers.parse('the eBay account "{name}" keeps its books in NetSuite'))
@given(parsers.parse('an eBay account "{name}" keeps its books in NetSuite too'))
def _(stage: Stage, name: str) -> None:
    stage.add_ebay_account(name)


@given(parsers.parse('order "{order_id}" of example W6 is bought on eBay'))
@when(parsers.parse('order "{order_id}" of example W6 is bought on eBay'))
def _(stage: Stage, order_id: str) -> None:
    stage.sell_on_ebay(order_id)


@given(parsers.parse('order "{order_id}" of example W6 is bought on eBay in {sku}'))
def _(stage: Stage, order_id: str, sku: str) -> None:
    """The same figures with something that QuickBooks has on its shelf."""
    stage.sell_on_ebay(order_id, [replace(W6[0], sku=sku, price=Decimal("40.00"))])


@given(parsers.parse('order "{order_id}" of example W6 is bought on eBay and not paid yet'))
def _(stage: Stage, order_id: str) -> None:
    stage.sell_on_ebay(order_id, pending=True)


@given(
    parsers.re(
        r'order "(?P<order_id>[^"]+)" of example W6 is synced, fulfilled and billed as an? '
        r"(?P<document>cash sale|invoice)"
    )
)
def _(stage: Stage, order_id: str, document: str) -> None:
    stage.sell_on_ebay(order_id)
    stage.sync_order(order_id)
    stage.fulfil_and_bill(order_id, document)


@given(parsers.parse('an order "{order_id}" with these lines is bought on eBay'))
def _(stage: Stage, order_id: str, datatable: list[list[str]]) -> None:
    """Price for one, shipping and discount for the line."""
    stage.sell_on_ebay(order_id, [_wanted(row) for row in records(datatable)])


def _wanted(row: dict[str, str]) -> Wanted:
    figures: dict[str, Any] = {
        name: amount(row[name]) for name in ("price", "shipping", "discount", "tax") if name in row
    }
    return Wanted(sku=row["sku"], quantity=int(row["quantity"]), **figures)


@given(parsers.parse('the order "{order_id}" is synced, fulfilled and billed'))
def _(stage: Stage, order_id: str) -> None:
    stage.sync_order(order_id)
    stage.fulfil_and_bill(order_id)


@given(
    parsers.parse(
        'order "{order_id}" of example W6 is synced, fulfilled and billed, and eBay was not told'
    )
)
def _(stage: Stage, order_id: str) -> None:
    """So the buyer or the seller may still cancel it there."""
    stage.sell_on_ebay(order_id)
    stage.sync_order(order_id)
    order = stage.sales_order(order_id)
    stage.world.netsuite.desk.fulfil(order.id)
    stage.billed = stage.world.netsuite.desk.bill(order.id)


@given(parsers.parse('an eBay account "{name}" of {site} keeps its books in NetSuite too'))
def _(stage: Stage, name: str, site: str) -> None:
    stage.add_ebay_account(name, marketplace_id=site)


@given(parsers.parse('the order "{order_id}" of "{account}" is synced, fulfilled and billed'))
def _(stage: Stage, order_id: str, account: str) -> None:
    stage.retrieve_order(order_id, account)
    stage.act("Post Order to NetSuite", stage.order_row(order_id))
    stage.fulfil_and_bill(order_id)


@when(
    parsers.parse(
        'the tester retrieves and posts the refund of "{order_id}" of "{account}" from "{source}"'
    )
)
def _(stage: Stage, order_id: str, account: str, source: str) -> None:
    retrieved = stage.retrieve_refund(order_id, source, account)
    for row in retrieved.rows:
        stage.act("Post Order to NetSuite", row)


@given(parsers.parse("{count:d} orders of 1 EB-LAMP are bought on eBay"))
def _(stage: Stage, count: int) -> None:
    for number in range(1, count + 1):
        stage.sell_on_ebay(f"11-{number:05}-{number:05}", [Wanted(sku="EB-LAMP")])


@given(parsers.parse('the seller lists "{sku}" at {price} on eBay, which NetSuite does not know'))
def _(stage: Stage, sku: str, price: str) -> None:
    stage.world.ebay.desk.list_product(sku, sku.title(), amount(price))


@when("the buyer pays on eBay")
def _(stage: Stage) -> None:
    stage.world.ebay.desk.pay(stage.marketplace_order)


@given(parsers.re(r"the order is cancelled on eBay(?P<through>, and eBay has paid back)?"))
@when(parsers.re(r"the order is cancelled on eBay(?P<through>, and eBay has paid back)?"))
def _(stage: Stage, through: str | None) -> None:
    stage.world.advance(minutes=1)
    stage.world.ebay.desk.cancel(stage.marketplace_order)
    if through:
        stage.carry_out()


@given(parsers.parse('order "{order_id}" of {site} is bought for {price} {currency} on eBay'))
def _(stage: Stage, order_id: str, site: str, price: str, currency: str) -> None:
    sold = [Wanted(sku="EB-TENT", price=amount(price))]
    made = stage.sell_on_ebay(order_id, sold, marketplace=site)
    expect_state(made.currency, currency, f"currency of {site}")


# --- giving back --------------------------------------------------------------------------------


@given(parsers.re(r"the buyer asks eBay for a return and gets (?P<paid>[\d.]+) back"))
@when(parsers.re(r"the buyer asks eBay for a return and gets (?P<paid>[\d.]+) back"))
def _(stage: Stage, paid: str) -> None:
    stage.give_back_on_ebay(amount(paid))


@given("the buyer asks eBay for a return")
def _(stage: Stage) -> None:
    """The seller has not answered yet."""
    stage.world.ebay.desk.buyer_asks_return(stage.marketplace_order)


@given(
    parsers.re(r"the buyer asks eBay for a return of (?P<sku>\S+) and gets (?P<paid>[\d.]+) back")
)
@when(
    parsers.re(r"the buyer asks eBay for a return of (?P<sku>\S+) and gets (?P<paid>[\d.]+) back")
)
def _(stage: Stage, sku: str, paid: str) -> None:
    stage.give_back_on_ebay(amount(paid), sku)


@given(parsers.parse("the buyer asks eBay for a return of {sku} and gets all of it back"))
def _(stage: Stage, sku: str) -> None:
    stage.give_back_on_ebay(sku=sku)


@given(parsers.parse("the buyer asks eBay for a return, and {paid} are on their way"))
@when(parsers.parse("the buyer asks eBay for a return, and {paid} are on their way"))
def _(stage: Stage, paid: str) -> None:
    """The seller has said yes; eBay says PENDING."""
    stage.give_back_on_ebay(amount(paid), through=False)


@given(parsers.parse("eBay shows external refunds {where}"))
def _(stage: Stage, where: str) -> None:
    shown = {
        "under the order": "order",
        "under order and line": "everywhere",
        "in the seller's Finances only": "nowhere",
    }
    stage.world.ebay.settings.external_refunds = shown[where]


@when("eBay carries the refund out")
def _(stage: Stage) -> None:
    stage.carry_out()


@given("eBay will fail to carry refunds out")
def _(stage: Stage) -> None:
    stage.world.ebay.settings.refund_outcome = "FAILED"


@given("eBay will carry refunds out")
@when("eBay will carry refunds out")
def _(stage: Stage) -> None:
    stage.world.ebay.settings.refund_outcome = "REFUNDED"


@given("eBay shows refunds under the line at once")
def _(stage: Stage) -> None:
    stage.world.ebay.settings.line_refunds_while_pending = True


@given(parsers.parse("the seller gives {paid} back on eBay though no buyer asked"))
@when(parsers.parse("the seller gives {paid} back on eBay though no buyer asked"))
def _(stage: Stage, paid: str) -> None:
    stage.world.advance(minutes=1)
    stage.world.ebay.desk.seller_refunds(stage.marketplace_order, amount(paid))
    stage.carry_out()


@given(parsers.parse("{count:d} refunds of {paid} are given on eBay, one after the other"))
def _(stage: Stage, count: int, paid: str) -> None:
    for _refund in range(count):
        stage.give_back_on_ebay(amount(paid))
        _close_returns(stage)


def _close_returns(stage: Stage) -> None:
    """A return that was refunded in part is closed, so that the buyer can ask again."""
    ebay = stage.world.ebay
    for each in list(ebay.records.returns):
        if each.order == stage.marketplace_order and each.closed is None:
            ebay.desk.buyer_closes_return(each.id)


# --- what eBay shows ----------------------------------------------------------------------------


@then("eBay shows the refund as")
@given("eBay shows the refund as")
def _(stage: Stage, datatable: list[list[str]]) -> None:
    """The newest one, in the three ways in which it is told: under the line and under the order
    of getOrder, and what the buyer got."""
    expected = money_row(datatable)
    order = _shown(stage)
    refund = stage.ebay_refunds()[-1]
    under_line = [
        Decimal(each["amount"]["value"])
        for line in order["lineItems"]
        for each in line.get("refunds") or []
        if each.get("refundId") == refund.id
    ]
    under_order = [
        Decimal(each["amount"]["value"])
        for each in order["paymentSummary"]["refunds"]
        if each.get("refundId") == refund.id
    ]
    found = {
        "under the line": sum(under_line, Decimal("0.00")),
        "under the order": sum(under_order, Decimal("0.00")),
        "buyer got": refund.gross + refund.collected_tax,
    }
    for name, figure in expected.items():
        expect_money(found[name], figure, f"{name} on eBay")


@then(parsers.parse("eBay shows a total of {total} and a buyer who paid {paid}"))
def _(stage: Stage, total: str, paid: str) -> None:
    order = _shown(stage)
    told = Decimal(order["pricingSummary"]["total"]["value"])
    expect_money(told, amount(total), "pricingSummary.total")
    basis = Decimal(order["totalFeeBasisAmount"]["value"])
    expect_money(basis, amount(paid), "totalFeeBasisAmount")


@then(parsers.parse('eBay shows the order as "{status}"'))
def _(stage: Stage, status: str) -> None:
    order = _shown(stage)
    shown = (order["orderPaymentStatus"], order["orderFulfillmentStatus"])
    if status not in shown:
        raise StateDiffers(f"eBay shows the order as {shown}, not {status}")


def _shown(stage: Stage) -> Any:
    """getOrder, as a client reads it."""
    token, stage.ebay_token = stage.ebay_token, None
    answer = stage.call_ebay("GET", f"/sell/fulfillment/v1/order/{stage.marketplace_order}")
    stage.ebay_token = token
    expect_state(answer.status, 200, answer.said)
    return answer.body


@then(parsers.re(r"eBay holds (?P<count>\d+) refunds? of the order"))
def _(stage: Stage, count: str) -> None:
    expect_state(len(stage.ebay_refunds()), int(count), "refunds of the order on eBay")


@then(parsers.parse("eBay can still give {left} back"))
def _(stage: Stage, left: str) -> None:
    found = stage.world.ebay.desk.remaining(stage.marketplace_order)
    expect_money(found, amount(left), "what is left to give back on eBay")


@then(parsers.parse('eBay shows a parcel "{tracking}" by {carrier}'))
def _(stage: Stage, tracking: str, carrier: str) -> None:
    found = [(each.carrier, each.tracking) for each in stage.ebay_order.shipments]
    expect_state(found, [(carrier, tracking)], "parcels of the order on eBay")
