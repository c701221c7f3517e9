"""What happens in NetSuite, and what it holds."""

from __future__ import annotations

from decimal import Decimal

from pytest_bdd import given, parsers, then, when

from features.expect import StateDiffers, amount, expect_money, expect_state, expect_text
from features.stage import Stage
from features.tables import money_row, records
from sandbox.netsuite.errors import NetSuiteError
from sandbox.netsuite.records import Transaction
from sandbox.netsuite.rules import operations

NONE = "none"
KINDS = {
    "sales order": "SalesOrd",
    "cash sale": "CashSale",
    "invoice": "CustInvc",
    "cash refund": "CashRfnd",
    "credit memo": "CustCred",
}


def gross(document: Transaction) -> Decimal:
    return sum((line.amount for line in document.lines), Decimal("0.00"))


def figures(document: Transaction) -> dict[str, Decimal]:
    return {
        "lines": gross(document),
        "discount": document.discount_total,
        "shipping": document.shipping_cost,
        "tax": document.tax_total,
        "total": document.total,
    }


def last_refund_document(stage: Stage) -> Transaction:
    documents = stage.refund_documents()
    if not documents:
        raise StateDiffers("NetSuite holds no refund document")
    return documents[-1]


# --- orders and billing -------------------------------------------------------------------------


@given(parsers.parse('the script "FA | UE Order Total Validation" is {state} in NetSuite'))
def _(stage: Stage, state: str) -> None:
    if state == "installed":
        stage.world.netsuite.desk.install_order_total_validation()
    else:
        stage.world.netsuite.desk.uninstall_order_total_validation()


@given(parsers.parse('in NetSuite the order has terms "{terms}" and payment method "{method}"'))
def _(stage: Stage, terms: str, method: str) -> None:
    desk, order = stage.world.netsuite.desk, stage.sales_order()
    desk.set_payment_method(order.id, None)
    if terms != NONE:
        desk.set_terms(order.id, terms)
    if method != NONE:
        desk.set_payment_method(order.id, method)


@when("in NetSuite somebody gives the order both terms and a payment method")
def _(stage: Stage) -> None:
    try:
        stage.world.netsuite.desk.set_terms(stage.sales_order().id, "Net 30")
    except NetSuiteError as refusal:
        stage.refusal = refusal
    else:
        stage.refusal = None


@then(parsers.parse('NetSuite refuses it: "{sentence}"'))
def _(stage: Stage, sentence: str) -> None:
    if stage.refusal is None:
        raise StateDiffers("NetSuite accepted it")
    expect_text(str(stage.refusal), sentence, what="NetSuite's refusal")


@when("the order is fulfilled in NetSuite")
def _(stage: Stage) -> None:
    stage.world.netsuite.desk.fulfil(stage.sales_order().id)


@when(parsers.parse("{count:d} {sku} of the order are billed in NetSuite"))
def _(stage: Stage, count: int, sku: str) -> None:
    stage.billed = stage.world.netsuite.desk.bill(stage.sales_order().id, {sku: count})


@when("the order is billed in NetSuite")
def _(stage: Stage) -> None:
    stage.billed = stage.world.netsuite.desk.bill(stage.sales_order().id)


@when("the cash sale is deleted in NetSuite")
def _(stage: Stage) -> None:
    stage.world.netsuite.desk.delete(stage.transactions("CashSale")[-1].id)


@given("the order is fulfilled and billed in NetSuite")
@when("the order is fulfilled and billed in NetSuite")
def _(stage: Stage) -> None:
    stage.fulfil_and_bill()


@given(parsers.parse('order "{name}" of example W1 is billed, not shipped, in NetSuite'))
def _(stage: Stage, name: str) -> None:
    """Fulfilled there as well, which billing needs; the storefront was not told yet."""
    stage.place(name)
    stage.sync_order(name)
    order = stage.sales_order(name)
    stage.world.netsuite.desk.fulfil(order.id)
    stage.billed = stage.world.netsuite.desk.bill(order.id)


@then("the sales order is closed")
def _(stage: Stage) -> None:
    expect_state(stage.sales_order().status, "H", "status of the sales order")


@given("the order is deleted in NetSuite")
def _(stage: Stage) -> None:
    stage.world.netsuite.desk.delete(stage.sales_order().id)


@given("the invoice is paid in NetSuite")
def _(stage: Stage) -> None:
    invoice = stage.transactions("CustInvc")[-1]
    stage.world.netsuite.desk.receive_payment(invoice.id)


@given("the accounting period of today is closed in NetSuite")
def _(stage: Stage) -> None:
    now = stage.world.clock.now()
    stage.world.netsuite.desk.close_period(now.year, now.month)


@when("the accounting period of today is reopened in NetSuite")
def _(stage: Stage) -> None:
    now = stage.world.clock.now()
    stage.world.netsuite.desk.reopen_period(now.year, now.month)


@then(parsers.parse('NetSuite holds no order for "{name}"'))
def _(stage: Stage, name: str) -> None:
    expect_state(len(stage.books_orders(name)), 0, f"orders for {name} in NetSuite")


@then(parsers.parse('NetSuite holds one order for "{name}"'))
def _(stage: Stage, name: str) -> None:
    expect_state(len(stage.books_orders(name)), 1, f"orders for {name} in NetSuite")


@then(parsers.parse('NetSuite holds a cash sale for "{name}"'))
def _(stage: Stage, name: str) -> None:
    order = stage.sales_order(name)
    expect_state(order.type, "CashSale", f"the record of {name} in NetSuite")
    stage.billed = order


@then(parsers.parse("the sales order has {count:d} lines and a total of {total}"))
def _(stage: Stage, count: int, total: str) -> None:
    order = stage.sales_order()
    expect_state(len(order.lines), count, "lines of the sales order")
    expect_money(order.total, amount(total), "total of the sales order")


@then("the sales order has the figures")
def _(stage: Stage, datatable: list[list[str]]) -> None:
    found = figures(stage.sales_order())
    for name, figure in money_row(datatable).items():
        expect_money(found[name], figure, f"{name} of the sales order")


@then("the sales order has the lines")
def _(stage: Stage, datatable: list[list[str]]) -> None:
    order = stage.sales_order()
    taxes = {each.reference: each.tax_amount for each in order.tax_details}
    expected = records(datatable)
    expect_state(
        [(stage.item_name(line.item), line.quantity) for line in order.lines],
        [(row["sku"], amount(row["quantity"])) for row in expected],
        "lines of the sales order",
    )
    for line, row in zip(order.lines, expected, strict=True):
        expect_money(line.rate, amount(row["rate"]), f"rate of {row['sku']}")
        expect_money(line.amount, amount(row["amount"]), f"amount of {row['sku']}")
        tax = taxes.get(line.tax_details_reference)
        expect_money(tax, amount(row["tax"]), f"tax of {row['sku']}")


@then(parsers.parse('the sales order is paid by "{method}" and shipped by "{ship}"'))
def _(stage: Stage, method: str, ship: str) -> None:
    order, lists = stage.sales_order(), stage.world.netsuite.records
    paid = lists.payment_methods.get(order.payment_method)
    expect_state(paid.name if paid else None, method, "payment method of the sales order")
    sent = lists.items.get(order.ship_method)
    expect_state(sent.item_id if sent else None, ship, "shipping method of the sales order")


@then(parsers.parse('the sales order carries reference "{name}" and the customer "{email}"'))
def _(stage: Stage, name: str, email: str) -> None:
    order = stage.sales_order()
    customer = stage.world.netsuite.records.entities[order.entity]
    expect_state(order.other_ref_num, name, "reference of the sales order")
    expect_state(customer.email, email, "customer of the sales order")


@then(parsers.parse("the billed record is one {document} of {total} with tax {tax}"))
def _(stage: Stage, document: str, total: str, tax: str) -> None:
    billed = stage.transactions("CashSale", "CustInvc")
    expect_state([each.type for each in billed], [KINDS[document]], "billed records")
    expect_money(billed[0].total, amount(total), f"total of the {document}")
    expect_money(billed[0].tax_total, amount(tax), f"tax of the {document}")
    stage.billed = billed[0]


@then(parsers.parse("{open} of it is open"))
def _(stage: Stage, open: str) -> None:
    if stage.billed is None:
        raise StateDiffers("nothing is billed")
    left = Decimal("0.00") if stage.billed.type == "CashSale" else stage.billed.amount_remaining
    expect_money(left, amount(open), "open balance of the billed record")


@then(parsers.parse("the invoice has {open} open"))
def _(stage: Stage, open: str) -> None:
    invoice = stage.transactions("CustInvc")[-1]
    expect_money(invoice.amount_remaining, amount(open), "open balance of the invoice")


# --- refunds --------------------------------------------------------------------------------------


@given(parsers.parse("{count:d} {sku} is refunded in NetSuite"))
@when(parsers.parse("{count:d} {sku} is refunded in NetSuite"))
def _(stage: Stage, count: int, sku: str) -> None:
    stage.refund_in_netsuite(lines={sku: count})


@given(
    parsers.parse("{count:d} {sku} is refunded in NetSuite with an adjustment line of {adjustment}")
)
def _(stage: Stage, count: int, sku: str, adjustment: str) -> None:
    stage.refund_in_netsuite(lines={sku: count}, amount=amount(adjustment))


@given(parsers.parse("{count:d} {sku} is refunded in NetSuite and the goods are {back}"))
def _(stage: Stage, count: int, sku: str, back: str) -> None:
    stage.refund_in_netsuite(lines={sku: count}, restock=back == "back")


@given(parsers.parse("{count:d} {sku} comes back through a return of the {source} and is refunded"))
@when(parsers.parse("{count:d} {sku} comes back through a return of the {source} and is refunded"))
def _(stage: Stage, count: int, sku: str, source: str) -> None:
    """Authorize Return, Receive, Refund."""
    if stage.billed is None:
        raise StateDiffers("nothing is billed yet")
    desk = stage.world.netsuite.desk
    sold = stage.sales_order() if source == "order" else stage.billed
    back = desk.authorize_return(sold.id, {sku: count})
    desk.receive(back.id)
    desk.refund_return(back.id)


@given("the shipping is refunded in NetSuite")
def _(stage: Stage) -> None:
    stage.refund_in_netsuite(shipping=True)


@given(parsers.parse('in NetSuite somebody changes the reference of the order to "{reference}"'))
def _(stage: Stage, reference: str) -> None:
    operations.update(
        stage.world.netsuite, "salesOrder", stage.sales_order().id, {"other_ref_num": reference}
    )


@given(
    parsers.parse("a stand-alone cash refund of {total} is typed in NetSuite for the same customer")
)
def _(stage: Stage, total: str) -> None:
    order = stage.sales_order()
    stage.world.netsuite.desk.standalone_cash_refund(order.entity, amount=amount(total))


@given("everything is refunded in NetSuite")
def _(stage: Stage) -> None:
    stage.refund_in_netsuite(everything=True)


@given(parsers.parse('a cash refund of {total} is typed in NetSuite for "{name}"'))
@when(parsers.parse('a cash refund of {total} is typed in NetSuite for "{name}"'))
def _(stage: Stage, total: str, name: str) -> None:
    """Typed against the billed record, for a sum that nobody checks there (K5)."""
    if stage.billed is None:
        raise StateDiffers(f"{name} is not billed")
    stage.world.netsuite.desk.refund(stage.billed.id, amount=amount(total))


@given(
    parsers.parse("a stand-alone credit memo of {total} is typed in NetSuite for the same customer")
)
def _(stage: Stage, total: str) -> None:
    order = stage.sales_order()
    stage.world.netsuite.desk.standalone_credit_memo(order.entity, amount=amount(total))


@then(parsers.re(r"NetSuite holds (?P<count>\d+) refund documents?"))
def _(stage: Stage, count: str) -> None:
    expect_state(len(stage.refund_documents()), int(count), "refund documents in NetSuite")


@then(parsers.parse("NetSuite holds one {document} of {total} made from the {billed}"))
def _(stage: Stage, document: str, total: str, billed: str) -> None:
    found = stage.refund_documents()
    expect_state([each.type for each in found], [KINDS[document]], "refund documents in NetSuite")
    expect_money(found[0].total, amount(total), f"total of the {document}")
    source = stage.world.netsuite.records.transactions.get(found[0].created_from)
    expect_state(source.type if source else None, KINDS[billed], f"source of the {document}")


@then("the refund document has the figures")
def _(stage: Stage, datatable: list[list[str]]) -> None:
    found = figures(last_refund_document(stage))
    for name, figure in money_row(datatable).items():
        expect_money(found[name], figure, f"{name} of the refund document")


@then("the refund document has the lines")
def _(stage: Stage, datatable: list[list[str]]) -> None:
    document = last_refund_document(stage)
    expected = records(datatable)
    found = [(stage.item_name(line.item), line.quantity) for line in document.lines]
    expect_state(
        found,
        [(row["item"], amount(row["quantity"])) for row in expected],
        "lines of the refund document",
    )
    for line, row in zip(document.lines, expected, strict=True):
        expect_money(line.amount, amount(row["amount"]), f"amount of {row['item']}")


@then(parsers.parse("the refund documents are {listed}"))
def _(stage: Stage, listed: str) -> None:
    _compare_all([each.total for each in stage.refund_documents()], listed, "refund documents")


@then(parsers.parse("their taxes in NetSuite are {listed}"))
def _(stage: Stage, listed: str) -> None:
    _compare_all([each.tax_total for each in stage.refund_documents()], listed, "their taxes")


@then(parsers.parse("their discounts in NetSuite are {listed}"))
def _(stage: Stage, listed: str) -> None:
    found = [each.discount_total for each in stage.refund_documents()]
    _compare_all(found, listed, "their discounts")


def _compare_all(found: list[Decimal], listed: str, what: str) -> None:
    expected = [amount(each) for each in listed.split(", ")]
    expect_state(len(found), len(expected), f"number of {what}")
    for number, (here, there) in enumerate(zip(found, expected, strict=True), 1):
        expect_money(here, there, f"{what}, number {number}")


@then(parsers.parse('NetSuite refuses a refund of {count:d} {sku}: "{sentence}"'))
def _(stage: Stage, count: int, sku: str, sentence: str) -> None:
    _refused(stage, sentence, lines={sku: count})


@then(parsers.parse('NetSuite refuses a refund of nothing: "{sentence}"'))
def _(stage: Stage, sentence: str) -> None:
    _refused(stage, sentence)


def _refused(stage: Stage, sentence: str, **how: object) -> None:
    try:
        stage.refund_in_netsuite(**how)
    except NetSuiteError as refusal:
        expect_text(str(refusal), sentence, what="NetSuite's refusal")
    else:
        raise StateDiffers(f"NetSuite accepted a refund of {how}")
