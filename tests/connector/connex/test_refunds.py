"""Refunds: the table of the two boxes, the figures of W2 to W5, items, numbers, applying."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from connector.books.sales_books import DocumentKind
from connector.flows.connex.boxes import BOXES, Sale
from connector.model import MoneyState, Restock
from connector.trouble import AnswerLost, Refused, Throttled, Trouble

RECEIPT, INVOICE = DocumentKind.SALES_RECEIPT, DocumentKind.INVOICE
CREDIT, REFUND = DocumentKind.CREDIT_MEMO, DocumentKind.REFUND_RECEIPT

TEE = ("1", 1, "17.99", "1.48")
TEE_2ND = ("1", 1, "17.99", "1.49")
ALL = (("1", 3, "53.97", "4.45"), ("2", 1, "11.24", "0.93"), ("3", 2, "44.91", "3.71"))
SHIPPING = ("7.95", "0.66")
REST = (("1", 2, "35.98", "2.97"), ("2", 1, "11.24", "0.93"), ("3", 2, "44.91", "3.71"))


def refund_documents(shop: Any) -> list[Any]:
    return list(shop.books.of([CREDIT, REFUND]))


# --- the table of the two boxes -------------------------------------------------------------------


def test_the_table_is_the_ruling() -> None:
    def said_of(cell: Any) -> str:
        why = cell.skip or cell.warning
        return f"{cell.document or 'none'}{f' ({why})' if why else ''}"

    said = {
        boxes: [said_of(row[sale]) for sale in (Sale.RECEIPT, Sale.UNPAID, Sale.PAID)]
        for boxes, row in BOXES.items()
    }
    none = "none (no refund document is switched on for sales receipts)"
    assert said == {
        (True, True): ["refund receipt", "credit memo", "credit memo"],
        (True, False): [none, "credit memo", "credit memo"],
        (False, True): [
            "refund receipt",
            "refund receipt (the invoice stays open)",
            "refund receipt",
        ],
        (False, False): ["none (refund sync is off)"] * 3,
    }


SALES = ("sales receipt", "unpaid invoice", "paid invoice")
EXPECTED = {
    # boxes, sale: (document, undeposited after the full refund, what customers owe)
    ("on", "on", "sales receipt"): ("refund receipt", "0.00", "0.00"),
    ("on", "on", "unpaid invoice"): ("credit memo", "0.00", "0.00"),
    ("on", "on", "paid invoice"): ("credit memo", "127.82", "-127.82"),
    ("on", "off", "sales receipt"): (None, "127.82", "0.00"),
    ("on", "off", "unpaid invoice"): ("credit memo", "0.00", "0.00"),
    ("on", "off", "paid invoice"): ("credit memo", "127.82", "-127.82"),
    ("off", "on", "sales receipt"): ("refund receipt", "0.00", "0.00"),
    ("off", "on", "unpaid invoice"): ("refund receipt", "-127.82", "127.82"),
    ("off", "on", "paid invoice"): ("refund receipt", "0.00", "0.00"),
    ("off", "off", "sales receipt"): (None, "127.82", "0.00"),
    ("off", "off", "unpaid invoice"): (None, "0.00", "127.82"),
    ("off", "off", "paid invoice"): (None, "127.82", "0.00"),
}
PARTIAL = {
    ("on", "on", "sales receipt"): ("refund receipt", "108.35", "0.00"),
    ("on", "on", "unpaid invoice"): ("credit memo", "0.00", "108.35"),
    ("on", "on", "paid invoice"): ("credit memo", "127.82", "-19.47"),
    ("on", "off", "sales receipt"): (None, "127.82", "0.00"),
    ("on", "off", "unpaid invoice"): ("credit memo", "0.00", "108.35"),
    ("on", "off", "paid invoice"): ("credit memo", "127.82", "-19.47"),
    ("off", "on", "sales receipt"): ("refund receipt", "108.35", "0.00"),
    ("off", "on", "unpaid invoice"): ("refund receipt", "-19.47", "127.82"),
    ("off", "on", "paid invoice"): ("refund receipt", "108.35", "0.00"),
    ("off", "off", "sales receipt"): (None, "127.82", "0.00"),
    ("off", "off", "unpaid invoice"): (None, "0.00", "127.82"),
    ("off", "off", "paid invoice"): (None, "127.82", "0.00"),
}


def sold(shop: Any, sale: str) -> None:
    """An order synced as this document; the money of an unpaid one reaches the store later."""
    if sale == "unpaid invoice":
        shop.unpaid()
        shop.sync()
        shop.pay()
        return
    if sale == "paid invoice":
        shop.start(paid_orders="invoice")
    shop.order()
    shop.sync()


@pytest.mark.parametrize("how", ["full", "partial"])
@pytest.mark.parametrize("case", EXPECTED, ids="-".join)
def test_every_cell_of_the_table(shop: Any, case: tuple[str, str, str], how: str) -> None:
    credit_memos, refund_receipts, sale = case
    document, undeposited, owed = (EXPECTED if how == "full" else PARTIAL)[case]
    shop.start(credit_memos=credit_memos == "on", refund_receipts=refund_receipts == "on")
    sold(shop, sale)
    stock = shop.books.stock()
    if how == "full":
        shop.refund("127.82", *ALL, shipping=SHIPPING)
    else:
        shop.refund("19.47", TEE)
    shop.sync()
    made = refund_documents(shop)
    assert [each.kind for each in made] == ([document] if document else [])
    assert str(shop.books.undeposited()) == f"{undeposited} USD"
    assert str(shop.books.owed()) == f"{owed} USD"
    if not document:
        assert shop.books.stock() == stock
        return
    assert str(made[0].total) == ("127.82 USD" if how == "full" else "19.47 USD")
    left = {} if how == "full" else {"TEE-BLK": -2, "MUG-WHT": -1, "CAP-RED": -2}
    assert shop.books.stock() == left
    (row,) = shop.refunds()
    assert row.status == "Synced"
    open_ = credit_memos == "off" and sale == "unpaid invoice"
    assert any("the invoice stays open" in each for each in row.warnings) is open_


def test_the_box_that_is_off_is_a_recorded_skip(shop: Any) -> None:
    shop.start(refund_receipts=False)
    sold(shop, "sales receipt")
    shop.refund("19.47", TEE)
    report = shop.sync()
    sentence = (
        "Skipped refund of order 1001: no refund document is switched on for sales receipts. "
        "Nothing was written."
    )
    assert (report.failed, report.skipped) == (0, [sentence])
    assert shop.log()[-1] == sentence
    (row,) = shop.refunds()
    assert (row.status, row.problem.code) == ("Skipped", "no_document")
    shop.start(refund_receipts=True)
    shop.sync(order="#1001")
    assert shop.books.one(REFUND).number == "1001"


# --- W2 to W5 -------------------------------------------------------------------------------------


def test_w2_three_single_units_have_numbers_of_their_own(shop: Any, lines_of: Any) -> None:
    shop.order()
    shop.sync()
    for line, amount in ((TEE, "19.47"), (TEE_2ND, "19.48"), (TEE, "19.47")):
        shop.refund(amount, line)
        shop.sync()
    made = refund_documents(shop)
    assert [each.number for each in made] == ["1001", "1001-1", "1001-2"]
    assert [str(each.total) for each in made] == ["19.47 USD", "19.48 USD", "19.47 USD"]
    assert [str(each.discount) for each in made] == ["2.00 USD"] * 3
    assert [str(each.tax) for each in made] == ["1.48 USD", "1.49 USD", "1.48 USD"]
    assert lines_of(made[0]) == [("TEE-BLK", "1", "19.99")]
    assert made[0].memo == "Order 1001 [nsc:nsc_refund_shopify_acme_900]"
    assert str(shop.books.undeposited()) == "69.40 USD"


def test_w3_the_rest_after_the_first_unit(shop: Any) -> None:
    shop.order()
    shop.sync()
    shop.refund("19.47", TEE)
    shop.refund("108.35", *REST, shipping=SHIPPING)
    shop.sync()
    made = refund_documents(shop)
    assert [str(each.total) for each in made] == ["19.47 USD", "108.35 USD"]
    assert (str(made[1].tax), str(made[1].shipping)) == ("8.27 USD", "7.95 USD")
    assert str(shop.books.undeposited()) == "0.00 USD"


def test_w4_goodwill_is_an_adjustment_line_and_the_rest_closes_the_order(
    shop: Any, lines_of: Any
) -> None:
    shop.order()
    shop.sync()
    shop.refund("15.00")
    shop.sync()
    held = shop.books.one(REFUND)
    assert lines_of(held) == [("Refund Adjustment", "1", "15.00")]
    assert (str(held.total), str(held.tax)) == ("15.00 USD", "0.00 USD")
    shop.refund("112.82", *ALL, shipping=SHIPPING)
    shop.sync()
    last = refund_documents(shop)[1]
    assert str(last.total) == "112.82 USD"
    assert lines_of(last)[-1] == ("Refund Adjustment", "1", "-15.00")
    assert str(shop.books.undeposited()) == "0.00 USD"
    assert shop.tie_out().ties


@pytest.mark.parametrize(
    ("before", "amount", "maximum"),
    [(None, "127.83", "127.82 USD"), ("19.47", "108.36", "108.35 USD")],
)
def test_w5_above_the_remainder_is_refused_with_both_figures(
    shop: Any, before: str | None, amount: str, maximum: str
) -> None:
    shop.order()
    shop.sync()
    if before:
        shop.refund(before, TEE)
        shop.sync()
    count = len(refund_documents(shop))
    shop.refund(amount)
    shop.sync()
    row = shop.refunds()[-1]
    assert (row.status, row.problem.code) == ("Error", "over_refund")
    assert row.problem.figures == {"refund": f"{amount} USD", "refundable": maximum}
    assert f"The refund of {amount} USD is above what" in row.problem.sentence
    assert f"maximum {maximum}" in row.problem.sentence
    assert len(refund_documents(shop)) == count


def test_w5_no_money_no_document(shop: Any) -> None:
    shop.order()
    shop.sync()
    shop.refund("0.00")
    shop.sync()
    assert shop.refunds()[0].problem.code == "zero_refund"
    assert refund_documents(shop) == []


def test_w5_too_many_units(shop: Any) -> None:
    shop.order()
    shop.sync()
    shop.refund("77.88", ("1", 4, "71.96", "5.92"))
    shop.sync()
    assert shop.refunds()[0].problem.figures == {"quantity": "4", "left": "3"}
    assert refund_documents(shop) == []


def test_w5_the_same_refund_twice_is_one_document(shop: Any) -> None:
    shop.order()
    shop.sync()
    shop.refund("19.47", TEE)
    shop.sync()
    shop.sync(order="#1001")
    shop.post(shop.refunds()[0])
    shop.engine.delete(shop.refunds()[0].id)
    shop.sync(order="#1001")
    assert len(refund_documents(shop)) == 1
    assert shop.refunds()[0].status == "Synced"


def test_l7_shipping_only(shop: Any, lines_of: Any) -> None:
    shop.order()
    shop.sync()
    shop.refund("8.61", shipping=SHIPPING)
    shop.sync()
    held = shop.books.one(REFUND)
    assert (lines_of(held), str(held.shipping), str(held.tax)) == ([], "7.95 USD", "0.66 USD")


def test_a_refund_s_own_rounding_line(shop: Any, lines_of: Any) -> None:
    shop.order()
    shop.sync()
    shop.books.cent_less = 1
    shop.refund("19.47", TEE)
    shop.sync()
    held = shop.books.one(REFUND)
    assert (str(held.tax), str(held.total)) == ("1.47 USD", "19.47 USD")
    assert lines_of(held)[-1] == ("rounding", "1", "0.01")
    assert shop.refunds()[0].status == "Synced"


# --- items and accounts ---------------------------------------------------------------------------


def test_one_contra_income_item_replaces_every_sku(shop: Any, lines_of: Any) -> None:
    shop.start(refund_item="Refunds")
    shop.order()
    shop.sync()
    stock = shop.books.stock()
    shop.refund("127.82", *ALL, shipping=SHIPPING)
    shop.sync()
    held = shop.books.one(REFUND)
    assert [each[0] for each in lines_of(held)] == ["Refunds"] * 3
    assert str(held.total) == "127.82 USD"
    assert shop.books.stock() == stock
    assert shop.tie_out().lines_tie


def test_lines_that_were_not_restocked_have_an_item_of_their_own(shop: Any, lines_of: Any) -> None:
    shop.order()
    shop.sync()
    refund = shop.refund("19.47", TEE)
    kept = tuple(replace(line, restock=Restock.NO_RESTOCK) for line in refund.lines)
    shop.channel.refunds["5001"] = [replace(refund, lines=kept)]
    stock = shop.books.stock()
    shop.sync()
    assert lines_of(shop.books.one(REFUND)) == [("ShopifyNoRestock", "1", "19.99")]
    assert shop.books.stock() == stock


def test_an_adjustment_item_that_is_missing_is_named_by_its_setting(shop: Any) -> None:
    del shop.books.catalogue["Refund Adjustment"]
    shop.order()
    shop.sync()
    shop.refund("15.00")
    shop.sync()
    (row,) = shop.refunds()
    assert row.problem.sentence.startswith("accounts.acme.connex.adjustment_item names the item")
    assert refund_documents(shop) == []


def test_the_refund_deposit_account(shop: Any) -> None:
    shop.start(refund_deposit_account="Checking")
    shop.order()
    shop.sync()
    shop.refund("19.47", TEE)
    shop.sync()
    assert shop.books.one(REFUND).deposit_account_id == "Checking"
    assert str(shop.books.undeposited()) == "127.82 USD"
    assert str(shop.books.undeposited("Checking")) == "-19.47 USD"


# --- invoices and their credits -------------------------------------------------------------------


def test_a_credit_memo_is_set_against_its_invoice_by_a_payment_of_zero(shop: Any) -> None:
    sold(shop, "unpaid invoice")
    shop.refund("19.47", TEE)
    shop.sync()
    invoice, credit = shop.books.one(INVOICE), shop.books.one(CREDIT)
    assert (str(invoice.open_balance), str(credit.open_balance)) == ("108.35 USD", "0.00 USD")
    (payment,) = shop.books.payments
    assert str(payment.total) == "0.00 USD"
    assert payment.invoices == ((invoice.id, shop.usd("19.47")),)
    assert payment.credits == ((credit.id, shop.usd("19.47")),)


def test_an_invoice_that_stays_open_is_told_when_the_answer_was_lost_too(shop: Any) -> None:
    shop.start(credit_memos=False)
    sold(shop, "unpaid invoice")
    shop.refund("19.47", TEE)
    shop.books.mishaps.queue = ["lost"]
    shop.sync()
    (row,) = shop.refunds()
    assert [str(each.total) for each in shop.books.of([REFUND])] == ["19.47 USD"]
    assert row.warnings[-1] == (
        "Invoice 1001 is unpaid and a refund receipt does not settle it: the invoice stays open "
        "(127.82 USD)."
    )


def test_books_that_apply_credits_themselves_are_left_to_it(shop: Any) -> None:
    shop.books.prefs = replace(shop.books.prefs, applies_credits=True)
    sold(shop, "unpaid invoice")
    shop.refund("19.47", TEE)
    shop.sync()
    assert str(shop.books.one(INVOICE).open_balance) == "108.35 USD"
    assert shop.books.payments == []
    assert shop.refunds()[0].warnings == ()


def test_credits_that_went_to_another_invoice_are_told(shop: Any) -> None:
    shop.books.prefs = replace(shop.books.prefs, applies_credits=True)
    shop.unpaid("5000", "#1000")
    sold(shop, "unpaid invoice")
    shop.refund("19.47", TEE)
    shop.sync()
    (row,) = shop.refunds()
    assert row.status == "Synced"
    assert "the books set the credit against other invoices" in row.warnings[0]


def test_f30_an_invoice_and_its_credit_in_one_first_run(shop: Any) -> None:
    shop.unpaid()
    shop.refund("19.47", TEE)
    report = shop.sync()
    assert (report.posted, report.failed) == (2, 0)
    assert [each.kind for each in shop.books.writes] == [INVOICE, CREDIT]
    assert str(shop.books.one(INVOICE).open_balance) == "108.35 USD"


@pytest.mark.parametrize(
    "trouble",
    [
        AnswerLost("The connection broke.", "QuickBooks"),
        Throttled("Too many calls.", "QuickBooks", datetime(2026, 11, 24, 9, 2, tzinfo=UTC)),
    ],
)
def test_f30_a_credit_waits_until_the_payment_of_its_invoice_is_settled(
    shop: Any, trouble: Trouble
) -> None:
    """Books that apply credits themselves would set it against an invoice that is paid."""
    shop.books.prefs = replace(shop.books.prefs, applies_credits=True)
    shop.start(paid_orders="invoice")
    shop.order()
    shop.refund("19.47", TEE)
    pay = shop.books.write_payment

    async def fail(*_: object) -> None:
        shop.books.write_payment = pay
        raise trouble

    shop.books.write_payment = fail
    shop.sync()
    assert refund_documents(shop) == []
    assert shop.refunds()[0].status in {"Waiting", "To Sync"}
    for _ in range(2):
        shop.clock.advance(minutes=2)
        shop.sync()
    assert str(shop.books.payments[0].total) == "127.82 USD"
    assert str(shop.books.one(CREDIT).open_balance) == "19.47 USD"
    assert {row.status for row in (*shop.sales(), *shop.refunds())} == {"Synced"}


def test_an_application_that_was_cut_off_is_made_up_for(shop: Any) -> None:
    sold(shop, "unpaid invoice")
    shop.refund("19.47", TEE)
    apply = shop.books.write_payment

    async def die(*_: object) -> None:
        raise KeyboardInterrupt

    shop.books.write_payment = die
    with pytest.raises(KeyboardInterrupt):
        shop.sync()
    shop.books.write_payment = apply
    shop.start()
    shop.sync()
    assert str(shop.books.one(INVOICE).open_balance) == "108.35 USD"
    assert len(refund_documents(shop)) == len(shop.books.payments) == 1
    assert shop.refunds()[0].status == "Synced"


# --- waiting and order of things ------------------------------------------------------------------


def test_a_pending_refund_waits(shop: Any) -> None:
    shop.order()
    shop.sync()
    shop.refund("19.47", TEE, state=MoneyState.PENDING)
    shop.sync()
    (row,) = shop.refunds()
    assert (row.status, row.note) == ("Waiting", "the refund is still pending in Shopify")
    (pending,) = shop.channel.refunds["5001"]
    shop.channel.refunds["5001"] = [replace(pending, state=MoneyState.DONE)]
    shop.sync()
    assert shop.books.one(REFUND).number == "1001"


def test_a_refund_waits_for_an_order_that_cannot_be_synced_yet(shop: Any) -> None:
    tee = shop.books.catalogue.pop("TEE-BLK")
    shop.order()
    shop.refund("19.47", TEE)
    shop.sync()
    assert [row.status for row in (*shop.sales(), *shop.refunds())] == ["Error", "Waiting"]
    shop.books.catalogue["TEE-BLK"] = tee
    shop.sync()
    assert [row.status for row in (*shop.sales(), *shop.refunds())] == ["Synced", "Synced"]


@pytest.mark.parametrize(
    ("code", "remedy"),
    [
        ("6540", "The document is part of a deposit: take it out of the deposit"),
        ("6210", "The books are closed for that day"),
    ],
)
def test_f55_f58_refusals_are_recorded_and_the_next_refund_is_posted(
    shop: Any, code: str, remedy: str
) -> None:
    shop.order()
    shop.order("5002", "#1002")
    shop.sync()
    shop.books.mishaps.queue = [Refused("No.", "QuickBooks", "Its own words.", code=code)]
    shop.refund("19.47", TEE)
    shop.refund("19.47", TEE, order_id="5002")
    report = shop.sync()
    assert (report.posted, report.failed) == (1, 1)
    first, second = shop.refunds()
    assert (first.status, first.problem.remedy.startswith(remedy)) == ("Error", True)
    assert (second.status, second.target_number) == ("Synced", "1002")
