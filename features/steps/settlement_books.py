"""What NetSuite holds of a settlement, what explains its deposit, and what the judge must find."""

from __future__ import annotations

import re
from decimal import Decimal

from pytest_bdd import given, parsers, then, when

from features.expect import StateDiffers, amount, expect_money, expect_state, expect_text
from features.stage import Stage
from features.stage.settlements import W8, RestRecord
from features.tables import records
from sandbox.netsuite.rules import operations

NEVER_SYNCED = [
    ("111-0000004-0000004", "documents", "the order is not in the books"),
    ("111-0000009-0000009", "documents", "the order is not in the books"),
]
NEVER_POSTED = [
    (
        W8,
        "money",
        f"settlement {W8}: order 111-0000004-0000004 is in no billed record; 18.70 is not in the "
        "books",
    ),
    (W8, "money", f"settlement {W8}: no document gives back 10.56 of order 111-0000009-0000009"),
]

# --- what NetSuite holds ------------------------------------------------------------------------


@then("over NetSuite's REST the records of the settlement are")
def _(stage: Stage, datatable: list[list[str]]) -> None:
    """`type | customer | lines | total`, a line as `item quantity x amount`."""
    _compare(stage.written(), records(datatable))


@then("over NetSuite's REST the first record of the settlement is")
def _(stage: Stage, datatable: list[list[str]]) -> None:
    _compare(stage.written()[:1], records(datatable))


@then(
    parsers.re(r"over NetSuite's REST the (?P<kind>cash refund|credit memo)s of the settlement are")
)
def _(stage: Stage, kind: str, datatable: list[list[str]]) -> None:
    wanted = {"cash refund": "cashRefund", "credit memo": "creditMemo"}[kind]
    _compare([each for each in stage.written() if each.type == wanted], records(datatable))


@then("the records of the settlement have the totals and dates")
def _(stage: Stage, datatable: list[list[str]]) -> None:
    """In any order of those that were made at one time."""
    found = sorted((each.type, each.total, each.day) for each in stage.written())
    expected = sorted(
        (row["type"], amount(row["total"]), row["date"]) for row in records(datatable)
    )
    for here, there in zip(found, expected, strict=False):
        expect_state((here[0], here[2]), (there[0], there[2]), "type and date of a record")
        expect_money(here[1], there[1], f"total of a {here[0]} of {here[2]}")
    expect_state(len(found), len(expected), "records of the settlement")


@then(parsers.parse('the last record of the settlement is for the customer "{name}"'))
def _(stage: Stage, name: str) -> None:
    expect_text(stage.written()[-1].customer, name, what="customer of the last record")


def _beside(
    found: list[RestRecord], expected: list[dict[str, str]]
) -> list[tuple[RestRecord, dict[str, str]]]:
    """The record that each row speaks of. In which order a settlement's documents were written
    depends on what went wrong meanwhile, so it is no matter of the table."""
    left, pairs = list(found), []
    for row in expected[: len(found)]:
        said = (row["type"], row["customer"])
        fits = [each for each in left if (each.type, each.customer) == said]
        dated = [each for each in fits if each.day == row.get("date")]
        record = next(iter([*dated, *fits, *left]))
        left.remove(record)
        pairs.append((record, row))
    return pairs


def _compare(found: list[RestRecord], expected: list[dict[str, str]]) -> None:
    for record, row in _beside(found, expected):
        title = f"{record.type} {record.number}"
        expect_state(record.type, row["type"], f"type of {title}")
        expect_state(record.customer, row["customer"], f"customer of {title}")
        expect_money(record.total, amount(row["total"]), f"total of {title}")
        lines = [_line(each) for each in row["lines"].split(", ")]
        expect_state(
            [each[:2] for each in record.lines], [each[:2] for each in lines], f"lines of {title}"
        )
        for line, wanted in zip(record.lines, lines, strict=True):
            expect_money(line[2], wanted[2], f"{line[0]} of {title}")
        if "date" in row:
            expect_state(record.day, row["date"], f"date of {title}")
    expect_state(len(found), len(expected), "records of the settlement")


_LINE = re.compile(r"(?P<item>.+) (?P<quantity>\d+) x (?P<amount>-?[\d,.]+)")


def _line(text: str) -> tuple[str, Decimal, Decimal]:
    told = _LINE.fullmatch(text)
    if told is None:
        raise ValueError(f"{text!r} is no line; write it as `Item 1 x 25.00`")
    return told["item"], Decimal(told["quantity"]), amount(told["amount"])


@then("no document of the settlement has tax")
def _(stage: Stage) -> None:
    for each in stage.written():
        expect_money(each.tax, Decimal(0), f"tax of {each.type} {each.number}")


@then(parsers.re(r"the settlement has (?P<count>\d+) records? in NetSuite"))
def _(stage: Stage, count: str) -> None:
    expect_state(len(stage.written()), int(count), "records of the settlement")


@then(parsers.parse("{sku} has {units} units more on the shelf than before"))
def _(stage: Stage, sku: str, units: str) -> None:
    """1000 were there, and what the example sold is gone."""
    item = stage.world.netsuite.desk.item(sku)
    expect_state(item.quantity_on_hand - stage.on_hand[sku], amount(units), f"{sku} on the shelf")


@given(parsers.parse("somebody notes how many {sku} are on the shelf"))
def _(stage: Stage, sku: str) -> None:
    there = stage.world.netsuite.desk.item(sku).quantity_on_hand
    stage.on_hand = {**stage.on_hand, sku: there}


@given(parsers.parse('order "{name}" is synced and billed'))
@when(parsers.parse('order "{name}" is synced and billed'))
def _(stage: Stage, name: str) -> None:
    stage.sync_and_bill(name)


@given("orders 4 and 9 of example W8 are synced and billed")
@when("orders 4 and 9 of example W8 are synced and billed")
def _(stage: Stage) -> None:
    """They are known to Amazon, and no settlement was posted to them yet."""
    for name, *_finding in NEVER_SYNCED:
        stage.sync_and_bill(name)
    stage.books_before = stage.books_before or stage.read_books()
    stage.expect_findings([])


@given(parsers.parse('in NetSuite somebody changes "{item}" of cash sale "{number}" to {figure}'))
def _(stage: Stage, item: str, number: str, figure: str) -> None:
    netsuite = stage.world.netsuite
    (sale,) = [each for each in stage.transactions("CashSale") if each.tran_id == number]
    lines = [
        {"line": each.line, "rate": amount(figure), "amount": amount(figure)}
        for each in sale.lines
        if stage.item_name(each.item) == item
    ]
    operations.update(netsuite, "cashSale", sale.id, {"lines": lines})


@given(
    parsers.parse(
        'order "{name}" was billed before its promotion: {goods} and {shipping} of shipping'
    )
)
def _(stage: Stage, name: str, goods: str, shipping: str) -> None:
    netsuite = stage.world.netsuite
    sale = stage.sales_order(name)
    expect_money(sale.total, amount(goods), f"total of {name}")
    operations.update(netsuite, "cashSale", sale.id, {"shipping_cost": amount(shipping)})


@then(parsers.parse('the fee lines of "{name}" are'))
def _(stage: Stage, name: str, datatable: list[list[str]]) -> None:
    sale, expected = stage.sales_order(name), records(datatable)
    stage.billed = sale
    lines = sale.lines[1:]
    found = [stage.item_name(line.item) for line in lines]
    expect_state(found, [row["item"] for row in expected], f"fee lines of {name}")
    for line, row in zip(lines, expected, strict=True):
        expect_money(line.amount, amount(row["amount"]), f"{row['item']} of {name}")


@then(parsers.parse("its billed record is worth {total}"))
def _(stage: Stage, total: str) -> None:
    held = stage.billed
    expect_money(held.total if held else None, amount(total), "total of the billed record")


@given(parsers.parse('order "{name}" is synced, not billed'))
def _(stage: Stage, name: str) -> None:
    stage.sync_order(name)
    stage.expect_findings([each for each in NEVER_SYNCED if each[0] != name])


@when("the order is fulfilled and billed by people")
def _(stage: Stage) -> None:
    stage.bill(next(row.order_name for row in stage.engine.rows()))


@given("its cash sale and sales order are deleted in NetSuite")
def _(stage: Stage) -> None:
    order = stage.billed
    if order is None or order.created_from is None:
        raise StateDiffers("nothing was billed")
    sent = [
        each for each in stage.transactions("ItemShip") if each.created_from == order.created_from
    ]
    for each in (order.id, *(one.id for one in sent), order.created_from):
        stage.world.netsuite.desk.delete(each)


WRITES = {
    "fee lines": ("PATCH", "*/cashSale/*"),
    "refund": ("POST", "*!transform/cashRefund"),
    "summary": ("POST", "*/record/v1/cashRefund"),
}


@given(
    parsers.parse("NetSuite's answer to the {write} of the settlement will be lost after the write")
)
def _(stage: Stage, write: str) -> None:
    method, path = WRITES[write]
    stage.world.faults.plan("netsuite", "lost_answer", method=method, path=path)


@given(parsers.parse('the engine will be killed after NetSuite has written the fees of "{name}"'))
def _(stage: Stage, name: str) -> None:
    stage.transport.kill_after = f"order_{name}"


# --- the judge ----------------------------------------------------------------------------------


@then("the judge misses orders 4 and 9 and what was paid for them, nothing else")
def _(stage: Stage) -> None:
    stage.expect_findings([*NEVER_SYNCED, *NEVER_POSTED])


@then("the judge misses orders 4 and 9, nothing else")
def _(stage: Stage) -> None:
    stage.expect_findings(NEVER_SYNCED)
