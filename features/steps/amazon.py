"""What happens on Amazon, and what it shows."""

from __future__ import annotations

from decimal import Decimal

from pytest_bdd import given, parsers, then, when

from features.expect import StateDiffers, amount, expect_money, expect_state, expect_text
from features.stage import Stage
from features.stage.seller import w8_id
from features.steps.books import figures
from features.tables import money_row
from sandbox.netsuite.rules import operations

# --- selling ------------------------------------------------------------------------------------


@given(parsers.parse('the Amazon account "{name}" keeps its books in NetSuite'))
@given(parsers.parse('an Amazon account "{name}" keeps its books in NetSuite too'))
def _(stage: Stage, name: str) -> None:
    stage.add_amazon_account(name)


@given(parsers.parse("order {number:d} of example W8 is placed on Amazon"))
@when(parsers.parse("order {number:d} of example W8 is placed on Amazon"))
def _(stage: Stage, number: int) -> None:
    stage.place_w8_order(number)


@given(parsers.parse("order {number:d} of example W8 is placed on Amazon and not paid yet"))
def _(stage: Stage, number: int) -> None:
    stage.place_w8_order(number, pending=True)


@given(parsers.parse("order {number:d} of example W8 is bought on Amazon and sent by Amazon"))
def _(stage: Stage, number: int) -> None:
    stage.place_w8_order(number)
    stage.world.amazon.desk.ship(stage.marketplace_order)


@given(parsers.parse('the seller lists "{sku}" at {price} on Amazon, which NetSuite does not know'))
def _(stage: Stage, sku: str, price: str) -> None:
    stage.world.amazon.desk.list_product(sku, sku.title(), amount(price))


@given(parsers.parse('an order "{order_id}" of {units:d} {one} and 1 {other} is placed on Amazon'))
def _(stage: Stage, order_id: str, units: int, one: str, other: str) -> None:
    stage.sell_on_amazon(order_id, {one: units, other: 1})


@given(parsers.parse("{count:d} orders of 1 AMZ-LAMP are placed on Amazon"))
def _(stage: Stage, count: int) -> None:
    for number in range(1, count + 1):
        stage.sell_on_amazon(f"112-{number:07}-{number:07}", {"AMZ-LAMP": 1})


@when("Amazon takes the payment")
def _(stage: Stage) -> None:
    stage.world.amazon.desk.authorise(stage.marketplace_order)


@given("Amazon sends the order")
@when("Amazon sends the order")
def _(stage: Stage) -> None:
    stage.world.amazon.desk.ship(stage.marketplace_order)


@given("the order is cancelled on Amazon")
@when("the order is cancelled on Amazon")
def _(stage: Stage) -> None:
    stage.world.amazon.desk.cancel(stage.marketplace_order)


# --- trouble ------------------------------------------------------------------------------------


@given("the access token of the Amazon account has expired")
@when("the access token of the Amazon account has expired")
def _(stage: Stage) -> None:
    stage.world.amazon.auth.expire_access_tokens()


@given("the seller withdraws the authorisation at Amazon")
def _(stage: Stage) -> None:
    stage.world.amazon.auth.withdraw()


@given("Amazon keeps the buyers' data back")
def _(stage: Stage) -> None:
    """The application loses the role that shows it."""
    stage.world.amazon.auth.set_roles("Inventory and Order Tracking", "Finance and Accounting")


@given("Amazon will throttle the next list of orders")
def _(stage: Stage) -> None:
    stage.world.faults.plan("amazon", "throttle", path="/orders/2026-01-01/orders")


@given("the answer of Amazon to the shipment will be lost after the write")
def _(stage: Stage) -> None:
    stage.world.faults.plan("amazon", "lost_answer", contains="packageDetail")


# --- NetSuite and Amazon ------------------------------------------------------------------------


@when(parsers.parse('the order is fulfilled in NetSuite with tracking number "{tracking}"'))
def _(stage: Stage, tracking: str) -> None:
    netsuite = stage.world.netsuite
    sent = netsuite.desk.fulfil(stage.sales_order().id)
    operations.update(netsuite, "itemFulfillment", sent.id, {"tracking_numbers": (tracking,)})


@then(parsers.parse("NetSuite holds a {document} for order {number:d} of example W8 with"))
def _(stage: Stage, document: str, number: int, datatable: list[list[str]]) -> None:
    held = stage.sales_order(w8_id(number))
    kind = {"cash sale": "CashSale", "sales order": "SalesOrd"}[document]
    expect_state(held.type, kind, f"the record of order {number} of example W8")
    found = figures(held)
    for name, figure in money_row(datatable).items():
        expect_money(found[name], figure, f"{name} of the {document}")


@then(parsers.parse('Amazon shows the order as "{status}" with package "{tracking}" by {carrier}'))
def _(stage: Stage, status: str, tracking: str, carrier: str) -> None:
    order = stage.amazon_order
    expect_state(order.status, status, "status of the order on Amazon")
    expect_state(
        [(each.carrier, each.tracking) for each in order.packages],
        [(carrier, tracking)],
        "packages of the order on Amazon",
    )


@then(parsers.parse('Amazon shows the order as "{status}"'))
def _(stage: Stage, status: str) -> None:
    expect_state(stage.amazon_order.status, status, "status of the order on Amazon")


@then(parsers.parse('the customer of the order is called "{name}" and has no e-mail'))
def _(stage: Stage, name: str) -> None:
    customer = stage.world.netsuite.records.entities[stage.sales_order().entity]
    expect_text(customer.entity_id, name, what="name of the customer")
    expect_state(customer.email, "", "e-mail of the customer")


@then(parsers.parse("NetSuite holds {count:d} sales orders of {total} each"))
def _(stage: Stage, count: int, total: str) -> None:
    found = stage.transactions("SalesOrd")
    expect_state(len(found), count, "sales orders in NetSuite")
    for each in found:
        expect_money(each.total, amount(total), f"total of {each.other_ref_num}")


@then(parsers.parse("Amazon is asked again {seconds:d} seconds or more after it throttled"))
def _(stage: Stage, seconds: int) -> None:
    asked = [each for each in stage.world.exchanges if "/orders/2026-01-01" in each.url]
    at = next((number for number, each in enumerate(asked) if each.status == 429), None)
    if at is None or at + 1 >= len(asked):
        raise StateDiffers("Amazon throttled no list of orders, or was never asked again")
    waited = Decimal(str((asked[at + 1].at - asked[at].at).total_seconds()))
    expect_state(waited >= seconds, True, f"{waited} seconds are enough")
