"""What became of eBay's orders and refunds: the connector's rows, documents, misfortunes."""

from __future__ import annotations

from pytest_bdd import given, parsers, then, when

from features.expect import StateDiffers, amount, expect_money, expect_state, expect_text
from features.stage import Stage
from sandbox.netsuite.records import Currency

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
