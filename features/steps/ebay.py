"""What happens on eBay, and what it shows."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import httpx
from msgspec.structs import replace
from pytest_bdd import given, parsers, then, when

from features.expect import StateDiffers, amount, expect_money, expect_state, expect_text
from features.stage import Stage
from features.stage.ebay_calls import EbayAnswer
from features.stage.ebay_seller import W6
from features.tables import money_row, records
from sandbox.ebay.desk import Wanted
from sandbox.netsuite.records import Currency

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
    expect_state(answer.status, 200, _said(answer))
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


# --- the connector and NetSuite -----------------------------------------------------------------


@then(parsers.parse('the refund row "{external}" cannot be retrieved: "{sentence}"'))
def _(stage: Stage, external: str, sentence: str) -> None:
    rows = [row for row in stage.refund_rows() if row.document_id.startswith(external)]
    if not rows:
        known = [row.document_id for row in stage.refund_rows()]
        raise StateDiffers(f"no refund row is called {external}; there are {known}")
    problem = rows[-1].problem
    expect_text(problem.sentence if problem else None, sentence, what="the problem")


@then(parsers.parse("the connector's own tie-out compares {here} with {there}"))
def _(stage: Stage, here: str, there: str) -> None:
    """Of the order that the scenario talks about."""
    rows = [
        row
        for row in stage.run(stage.engine.tie_out("main")).rows
        if row.order_name == stage.marketplace_order and row.kind == "order"
    ]
    expect_state(len(rows), 1, "rows of the order in the tie-out")
    (row,) = rows
    told = row.channel_amount.amount if row.channel_amount else None
    expect_money(told, amount(here), "the channel's amount in the tie-out")
    booked = row.books_amount.amount if row.books_amount else None
    expect_money(booked, amount(there), "the books' amount in the tie-out")


@given(parsers.parse('NetSuite keeps "{symbol}" at {rate}'))
def _(stage: Stage, symbol: str, rate: str) -> None:
    known = stage.world.netsuite.records.currencies
    if all(each.symbol != symbol for each in known):
        number = max(each.id for each in known) + 1
        known.put(Currency(id=number, symbol=symbol, name=symbol, exchange_rate=amount(rate)))
    stage.currencies = (*stage.currencies, symbol)
    stage.start_engine()


@given("every sales order is fulfilled and billed in NetSuite")
def _(stage: Stage) -> None:
    desk = stage.world.netsuite.desk
    for order in stage.transactions("SalesOrd"):
        desk.fulfil(order.id)
        desk.bill(order.id)


@given(parsers.parse("the buyer of every order asks eBay for a return and gets {paid} back"))
def _(stage: Stage, paid: str) -> None:
    stage.world.advance(minutes=1)
    desk = stage.world.ebay.desk
    for order in list(stage.world.ebay.records.orders):
        desk.refund_on_request(order.id, amount(paid))
    desk.settle_refunds()


@then("NetSuite holds no return authorization and no item receipt")
def _(stage: Stage) -> None:
    found = [each.type for each in stage.transactions("RtnAuth", "ItemRcpt")]
    expect_state(found, [], "returns and receipts in NetSuite")


@then(parsers.parse('the cash sale and its refund are in "{symbol}"'))
def _(stage: Stage, symbol: str) -> None:
    currencies = stage.world.netsuite.records.currencies
    for each in stage.transactions("CashSale", "CashRfnd"):
        expect_state(currencies[each.currency].symbol, symbol, f"currency of {each.tran_id}")


# --- trouble ------------------------------------------------------------------------------------


@given("the access token of the eBay account has expired")
@when("the access token of the eBay account has expired")
def _(stage: Stage) -> None:
    stage.world.ebay.auth.expire_access_tokens()


@given("the seller withdraws the consent at eBay")
@when("the seller withdraws the consent at eBay")
def _(stage: Stage) -> None:
    stage.world.ebay.auth.withdraw()


@given("eBay will throttle the next list of orders")
def _(stage: Stage) -> None:
    stage.world.faults.plan("ebay", "throttle", path="/sell/fulfillment/v1/order")


@given("the answer of eBay to the shipment will be lost after the write")
def _(stage: Stage) -> None:
    stage.world.faults.plan("ebay", "lost_answer", path="*/shipping_fulfillment", method="POST")


# --- calls of another program -------------------------------------------------------------------


@given(parsers.parse("a program of the seller has {what}"))
def _(stage: Stage, what: str) -> None:
    auth = stage.world.ebay.auth
    match what:
        case "a token that may only read orders":
            scope = "https://api.ebay.com/oauth/api_scope/sell.fulfillment.readonly"
            stage.ebay_token = auth.issue_access_token(scope)
        case "a token that may write orders and no money":
            scope = "https://api.ebay.com/oauth/api_scope/sell.fulfillment"
            stage.ebay_token = auth.issue_access_token(scope)
        case "an expired token":
            stage.ebay_token = auth.issue_access_token()
            auth.expire_access_tokens()
        case "a token of a consent that was withdrawn":
            stage.ebay_token = auth.issue_access_token(refresh_token=_withdrawn(stage))
        case "no token":
            stage.ebay_token = ""
        case "a token of its own, not of the seller":
            stage.ebay_token = auth.issue_application_token()
        case "a token that nobody issued":
            stage.ebay_token = "v^1.1#i^1#f^0#p^3#r^0#t^H4sIAAAAAAAA"
        case _:
            raise ValueError(f"nobody knows {what}")


def _withdrawn(stage: Stage) -> str:
    """The refresh token of a consent of its own, beside the connector's, that is no more."""
    auth = stage.world.ebay.auth
    refresh_token = auth.authorise()
    auth.withdraw(refresh_token)
    return refresh_token


@given(parsers.parse("the seller is at home in {place}"))
def _(stage: Stage, place: str) -> None:
    country = {"the United Kingdom": "GB", "Germany": "DE", "the United States": "US"}[place]
    stage.world.ebay.settings.seller_country = country


@given(parsers.re(r"its calls are (?P<how>not signed|signed|signed and changed on their way)"))
def _(stage: Stage, how: str) -> None:
    stage.signing = how != "not signed"
    stage.tampered = how == "signed and changed on their way"


@given("it sends its token to the returns as a Bearer token")
def _(stage: Stage) -> None:
    stage.ebay_scheme = "Bearer"


@when(parsers.re(r"it gives (?P<paid>-?[\d.]+) (?P<currency>[A-Z]{3}) of the order back"))
@given(parsers.re(r"it gives (?P<paid>-?[\d.]+) (?P<currency>[A-Z]{3}) of the order back"))
def _(stage: Stage, paid: str, currency: str) -> None:
    stage.refund_by_api(
        reasonForRefund="BUYER_RETURN",
        orderLevelRefundAmount={"value": paid, "currency": currency},
    )


@when(parsers.re(r"it gives (?P<paid>-?[\d.]+) of the line (?P<sku>\S+) back"))
@given(parsers.re(r"it gives (?P<paid>-?[\d.]+) of the line (?P<sku>\S+) back"))
def _(stage: Stage, paid: str, sku: str) -> None:
    """Whatever is no SKU of the order is taken for a line item id."""
    known = {line.sku: line.id for line in stage.ebay_order.lines}
    stage.refund_by_api(
        reasonForRefund="BUYER_RETURN",
        refundItems=[
            {
                "lineItemId": known.get(sku, sku),
                "refundAmount": {"value": paid, "currency": stage.ebay_order.currency},
            }
        ],
    )


@when(parsers.parse('it gives 10.00 of the order back for the reason "{reason}"'))
def _(stage: Stage, reason: str) -> None:
    members: dict[str, Any] = {} if reason == "none" else {"reasonForRefund": reason}
    stage.refund_by_api(**members, orderLevelRefundAmount={"value": "10.00", "currency": "USD"})


@when(parsers.parse('it gives 10.00 of order "{order_id}" back'))
def _(stage: Stage, order_id: str) -> None:
    stage.call_ebay(
        "POST",
        f"/sell/fulfillment/v1/order/{order_id}/issue_refund",
        {
            "reasonForRefund": "BUYER_RETURN",
            "orderLevelRefundAmount": {"value": "10.00", "currency": "USD"},
        },
    )


@when(parsers.parse('it lists orders with the filter "{text}"'))
def _(stage: Stage, text: str) -> None:
    stage.call_ebay("GET", "/sell/fulfillment/v1/order", params={"filter": text})


@when(parsers.parse('it lists orders where {name} is "{value}"'))
def _(stage: Stage, name: str, value: str) -> None:
    stage.call_ebay("GET", "/sell/fulfillment/v1/order", params={name: value})


@when(parsers.parse('it reads order "{order_id}"'))
def _(stage: Stage, order_id: str) -> None:
    stage.call_ebay("GET", f"/sell/fulfillment/v1/order/{order_id}")


@when("it reads the seller's transactions")
def _(stage: Stage) -> None:
    stage.call_ebay("GET", "/sell/finances/v1/transaction")


@when(parsers.parse('it reads return "{return_id}"'))
def _(stage: Stage, return_id: str) -> None:
    stage.call_ebay("GET", f"/post-order/v2/return/{return_id}")


@when(parsers.parse("it asks for a token with {what}"))
def _(stage: Stage, what: str) -> None:
    known = stage.world.credentials()
    refresh = {"grant_type": "refresh_token", "refresh_token": known["EBAY_REFRESH_TOKEN"]}
    match what:
        case "a wrong secret":
            stage.ask_for_token(refresh, (known["EBAY_CLIENT_ID"], "PRD-0000-wrong"))
        case "another scope than the seller allowed":
            scope = "https://api.ebay.com/oauth/api_scope/buy.order"
            stage.ask_for_token({**refresh, "scope": scope})
        case "a refresh token that nobody issued":
            stage.ask_for_token({**refresh, "refresh_token": "v^1.1#nobody"})
        case "the refresh token of a consent that was withdrawn":
            stage.ask_for_token({**refresh, "refresh_token": _withdrawn(stage)})
        case _:
            raise ValueError(f"nobody knows {what}")


@then(
    parsers.re(
        r"eBay answers (?P<status>\d{3}) with error (?P<number>\d+) of (?P<domain>\w+): "
        r'"(?P<sentence>.+)"'
    )
)
def _(stage: Stage, status: str, number: str, domain: str, sentence: str) -> None:
    answer = _answer(stage)
    expect_state(answer.status, int(status), _said(answer))
    error = answer.error
    expect_state((str(error["errorId"]), error["domain"]), (number, domain), _said(answer))
    said = f"{error['message']} {error.get('longMessage') or ''}"
    expect_text(said, sentence, what="the sentence of eBay's error")


@then(parsers.parse('the error stands in "{envelope}"'))
def _(stage: Stage, envelope: str) -> None:
    expect_state(_answer(stage).envelope, envelope, "where eBay's error stands")


@then(parsers.parse('eBay answers {status:d} and refuses a token: "{error}", "{description}"'))
def _(stage: Stage, status: int, error: str, description: str) -> None:
    answer = _answer(stage)
    expect_state(answer.status, status, _said(answer))
    found = (answer.body.get("error"), answer.body.get("error_description"))
    expect_state(found, (error, description), "what the token endpoint says")


@then(parsers.re(r'eBay answers (?P<status>\d{3})( and says "(?P<word>[A-Z]+)")?'))
@given(parsers.re(r'eBay answers (?P<status>\d{3})( and says "(?P<word>[A-Z]+)")?'))
def _(stage: Stage, status: str, word: str | None) -> None:
    answer = _answer(stage)
    expect_state(answer.status, int(status), _said(answer))
    if word:
        expect_state(answer.body.get("refundStatus"), word, "refundStatus")


def _said(answer: EbayAnswer) -> str:
    """Never a token."""
    body = answer.body if answer.status >= 400 else "what was asked for"
    return f"eBay's answer: {body}"


def _answer(stage: Stage) -> EbayAnswer:
    if stage.ebay_answer is None:
        raise StateDiffers("nobody has called eBay")
    return stage.ebay_answer


@then("every list of orders asked for a window that begins and ends with its time of day")
def _(stage: Stage) -> None:
    """`lastmodifieddate:[2026-11-24T09:00:00.000Z..2026-11-24T09:10:00.000Z]`"""
    asked = [
        httpx.URL(each.url).params.get("filter", "")
        for each in stage.world.exchanges
        if httpx.URL(each.url).path == "/sell/fulfillment/v1/order"
    ]
    moment = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"
    window = re.compile(rf"lastmodifieddate:\[{moment}\.\.{moment}\]")
    odd = [each for each in asked if not window.fullmatch(each)]
    expect_state((bool(asked), odd), (True, []), "filters of lists without their time of day")


@then(parsers.parse('the remedy of the retrieval says "{words}"'))
def _(stage: Stage, words: str) -> None:
    problem = stage.retrieval.problem if stage.retrieval else None
    expect_text(problem.remedy if problem else None, words, what="the remedy")
