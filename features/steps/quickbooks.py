"""What happens in QuickBooks, and what it holds."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from pytest_bdd import given, parsers, then, when

from features.expect import amount, expect_money, expect_state, expect_text
from features.stage import Stage
from features.stage.quickbooks import KINDS
from features.tables import records
from sandbox.quickbooks_online.records import SalesForm

NOTHING = Decimal("0.00")
WORDS = {name: word for word, name in KINDS.items()}
# NetSuite's steps speak of documents in the same words; a deposit has a step of its own.
_KIND = "|".join(word for word in KINDS if word != "deposit")
MEMBERS = {"number": "DocNumber", "memo": "PrivateNote"}
# Columns of a table of documents that are figures.
FIGURES = ("total", "open", "tax", "discount", "shipping")

# --- the company ----------------------------------------------------------------------------------


@given(parsers.parse('QuickBooks numbers documents itself, starting at "{number}"'))
def _(stage: Stage, number: str) -> None:
    """The number before the first one is that of a sale by hand, which is deleted again."""
    desk = stage.company.desk
    desk.change_numbering(custom=False)
    before = desk.record_sales_receipt(None, {"MUG-WHT": 1}, DocNumber=str(int(number) - 1))
    desk.delete(before)
    stage.change_connex(numbering="quickbooks")


@given(parsers.parse("QuickBooks sets credits against open invoices {how}"))
def _(stage: Stage, how: str) -> None:
    stage.company.desk.set_auto_apply_credit({"itself": True, "only by hand": False}[how])


@given("QuickBooks computes sales tax itself, whatever it is sent")
def _(stage: Stage) -> None:
    stage.company.desk.set_automated_tax(honour_total_tax=False)


@given(parsers.parse('the product "{name}" is in QuickBooks, on the account "{account}"'))
@when(parsers.parse('the product "{name}" is in QuickBooks, on the account "{account}"'))
def _(stage: Stage, name: str, account: str) -> None:
    stage.add_product(name, account)


@given(parsers.parse('in QuickBooks somebody makes the product "{name}" inactive'))
def _(stage: Stage, name: str) -> None:
    stage.company.desk.make_inactive("Item", name)


@given(parsers.parse("the books of QuickBooks are closed until {day}"))
@when(parsers.parse("the books of QuickBooks are closed until {day}"))
def _(stage: Stage, day: str) -> None:
    stage.company.desk.close_books(date.fromisoformat(day))


@when("the books of QuickBooks are opened again")
def _(stage: Stage) -> None:
    stage.company.desk.reopen_books()


@given("QuickBooks gives a new refresh token with every renewal")
def _(stage: Stage) -> None:
    stage.company.settings.rotate_every_refresh = True


@when("a person connects the company again")
def _(stage: Stage) -> None:
    stage.connect_company()


@given("numbers of documents are unique across kinds in QuickBooks")
def _(stage: Stage) -> None:
    stage.company.settings.duplicate_numbers_across_types = True


# --- what people do there -------------------------------------------------------------------------


@given("the invoice is paid in QuickBooks")
@when("the invoice is paid in QuickBooks")
def _(stage: Stage) -> None:
    stage.company.desk.receive_payment(stage.document("invoice"))


@given(parsers.parse('in QuickBooks somebody gives the {kind} "{number}" the {member} "{value}"'))
@when(parsers.parse('in QuickBooks somebody gives the {kind} "{number}" the {member} "{value}"'))
def _(stage: Stage, kind: str, number: str, member: str, value: str) -> None:
    stage.company.desk.change(stage.document(kind, number), **{MEMBERS[member]: value})


@given(
    parsers.re(
        r'in QuickBooks somebody (?P<deed>deletes|voids) the (?P<kind>[a-z ]+) "(?P<number>.+)"'
    )
)
@when(
    parsers.re(
        r'in QuickBooks somebody (?P<deed>deletes|voids) the (?P<kind>[a-z ]+) "(?P<number>.+)"'
    )
)
def _(stage: Stage, deed: str, kind: str, number: str) -> None:
    desk = stage.company.desk
    {"deletes": desk.delete, "voids": desk.void}[deed](stage.document(kind, number))


@given(parsers.parse('in QuickBooks somebody writes a {kind} "{number}" over {count:d} {sku}'))
@when(parsers.parse('in QuickBooks somebody writes a {kind} "{number}" over {count:d} {sku}'))
def _(stage: Stage, kind: str, number: str, count: int, sku: str) -> None:
    """For the buyer of the scenario, when one is known there."""
    desk = stage.company.desk
    record = {
        "sales receipt": desk.record_sales_receipt,
        "invoice": desk.record_invoice,
        "refund receipt": desk.record_refund_receipt,
        "credit memo": desk.record_credit_memo,
    }[kind]
    known = next(iter(stage.company.records.customers), None)
    buyer = known or desk.customer(DisplayName="Walk-in")
    record(buyer.id, {sku: count}, DocNumber=number)


@when(parsers.parse('the credit memo "{number}" is used on the invoice "{other}"'))
def _(stage: Stage, number: str, other: str) -> None:
    stage.note_books()
    credit, invoice = stage.document("credit memo", number), stage.document("invoice", other)
    stage.company.desk.apply_credit(credit, invoice)


@when(parsers.parse('the credit memo "{number}" is paid out by check from "{account}"'))
def _(stage: Stage, number: str, account: str) -> None:
    stage.note_books()
    stage.company.desk.pay_out_credit(stage.document("credit memo", number), account)


@given("what lies in Undeposited Funds is deposited in the bank")
@when("what lies in Undeposited Funds is deposited in the bank")
def _(stage: Stage) -> None:
    stage.note_books()
    stage.company.desk.deposit(stage.undeposited())


# --- what it holds --------------------------------------------------------------------------------


@then("QuickBooks holds the documents")
def _(stage: Stage, datatable: list[list[str]]) -> None:
    """All of them, in the order they were made, by the columns of the table."""
    expected = records(datatable)
    found = stage.documents()
    expect_state(
        [(WORDS[type(each).__name__], each.doc_number or "") for each in found],
        [(row["document"], row.get("number", "")) for row in expected],
        "documents in QuickBooks",
    )
    for document, row in zip(found, expected, strict=True):
        what = f"{row['document']} {row.get('number', '')}".rstrip()
        for name in FIGURES:
            if row.get(name):
                expect_money(figure(document, name), amount(row[name]), f"{name} of {what}")
        if "day" in row:
            expect_state(document.txn_date.isoformat(), row["day"], f"day of {what}")
        if "memo" in row:
            expect_text(document.private_note, row["memo"], what=f"memo of {what}")
        if row.get("account"):
            name = document.deposit_to_account_ref.name
            expect_state(name, row["account"], f"account of {what}")


@then("QuickBooks holds no document")
def _(stage: Stage) -> None:
    expect_state(stage.documents(), [], "documents in QuickBooks")


def figure(document: Any, name: str) -> Decimal:
    """From the document's own members; `open` is what of it is not settled or not used yet."""
    if name == "total":
        return document.total_amt or NOTHING
    if name == "open":
        left = getattr(document, "remaining_credit", None)
        if left is None:
            left = getattr(document, "balance", None)
        return left if left is not None else getattr(document, "unapplied_amt", None) or NOTHING
    if name == "tax":
        detail = document.txn_tax_detail
        return (detail.total_tax if detail is not None else None) or NOTHING
    if name == "discount":
        kind = "DiscountLineDetail"
        return _sum(document, lambda line: line.detail_type == kind)
    return _sum(document, lambda line: _item(line) == "SHIPPING_ITEM_ID")


def _sum(document: Any, wanted: Any) -> Decimal:
    return sum((line.amount or NOTHING for line in document.line if wanted(line)), NOTHING)


def _item(line: Any) -> str:
    detail = line.sales_item_line_detail
    return detail.item_ref.value if detail is not None and detail.item_ref is not None else ""


@then(parsers.re(rf'the (?P<kind>{_KIND})(?: "(?P<number>[^"]*)")? has the lines'))
def _(stage: Stage, kind: str, number: str | None, datatable: list[list[str]]) -> None:
    """Goods and adjustments: shipping and discount are figures of the document."""
    document: SalesForm = stage.document(kind, number or "")
    items = stage.company.records.items
    lines = [line for line in document.line if _item(line) in items]
    expected = records(datatable)
    expect_state(
        [(items[_item(line)].name, _quantity(line)) for line in lines],
        [(row["item"], amount(row["quantity"])) for row in expected],
        f"lines of the {kind}",
    )
    for line, row in zip(lines, expected, strict=True):
        expect_money(line.amount, amount(row["amount"]), f"amount of {row['item']}")


def _quantity(line: Any) -> Decimal:
    return line.sales_item_line_detail.qty or Decimal(1)


@then("these accounts have moved")
def _(stage: Stage, datatable: list[list[str]]) -> None:
    """Debits less credits since the last run, or the last deed in QuickBooks, began; no other."""
    expected = {row["account"]: amount(row["amount"]) for row in records(datatable)}
    found = stage.moved_accounts()
    for name in sorted({*expected, *found}):
        moved = found.get(name, NOTHING)
        expect_money(moved, expected.get(name, NOTHING), f"movement of {name}")


@then(parsers.parse("the shelf has moved by {goods}"))
def _(stage: Stage, goods: str) -> None:
    """`nothing`, or `1 TEE-BLK, -2 CAP-RED`: positive is back on the shelf."""
    pairs = [] if goods == "nothing" else [each.split() for each in goods.split(", ")]
    expected = {sku: amount(count) for count, sku in pairs}
    expect_state(stage.moved_shelf(), expected, "units moved on the shelf of QuickBooks")


@then(parsers.parse("the customer owes {total}"))
def _(stage: Stage, total: str) -> None:
    expect_money(stage.customer_owes(), amount(total), "what the customer owes in QuickBooks")


@then("the deposit has the lines")
def _(stage: Stage, datatable: list[list[str]]) -> None:
    """What was ticked, by kind and amount, in any order; money that was given back is negative."""
    found = sorted(
        (WORDS[link.txn_type], line.amount)
        for line in stage.document("deposit").line
        for link in line.linked_txn
    )
    expected = sorted((row["document"], amount(row["amount"])) for row in records(datatable))
    expect_state([kind for kind, _ in found], [kind for kind, _ in expected], "ticked documents")
    for (kind, here), (_, there) in zip(found, expected, strict=True):
        expect_money(here, there, f"{kind} in the deposit")


@then(parsers.parse("QuickBooks was asked to write {count:d} {kind}s"))
def _(stage: Stage, count: int, kind: str) -> None:
    """Requests that create one, answered or not."""
    asked = stage.world.exchanges.find(platform="quickbooks_online", method="POST")
    path = f"/{KINDS[kind].lower()}"
    sent = [each for each in asked if each.url.partition("?")[0].endswith(path)]
    expect_state(len(sent), count, f"requests for a {kind}")
