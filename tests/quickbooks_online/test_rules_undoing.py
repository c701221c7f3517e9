"""Voids, deletes and closed books."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sandbox.quickbooks_online.rules import operations

D = Decimal
UF = "Undeposited Funds"
OPENING = {"Opening Balance Equity": D("-21500.00"), "Inventory Asset": D("21500.00")}


def test_a_voided_invoice(books: Any, jane: Any) -> None:
    invoice = books.create("Invoice", books.w1(jane.id, DocNumber="1001", TxnDate="2026-11-02"))
    voided = books.void(invoice)
    assert (voided.id, voided.doc_number, voided.txn_date) == (
        invoice.id,
        "1001",
        date(2026, 11, 2),
    )
    assert (voided.total_amt, voided.balance) == (0, 0)
    assert voided.private_note == "Voided"
    assert voided.sync_token == 1
    assert {line.amount for line in voided.line} == {0}
    assert voided.line[0].sales_item_line_detail.qty == 0
    assert books.rows(voided) == []
    assert books.desk.trial_balance() == OPENING
    assert books.desk.item("TEE-BLK").qty_on_hand == 1000


def test_a_note_stays_behind_the_word(books: Any, jane: Any) -> None:
    invoice = books.create("Invoice", books.w1(jane.id, PrivateNote="Shopify #1001"))
    assert books.void(invoice).private_note == "Voided - Shopify #1001"
    assert books.void(invoice).private_note == "Voided - Shopify #1001"


def test_payments_of_a_voided_invoice_stay_as_credit(books: Any, jane: Any) -> None:
    invoice = books.create("Invoice", books.w1(jane.id))
    payment = books.pay(jane.id, "127.82", books.link("127.82", invoice))
    voided = books.void(invoice)
    assert voided.linked_txn == ()
    assert books.again(payment).unapplied_amt == D("127.82")
    assert books.desk.customer_balance(jane.id) == D("-127.82")
    books.sound()


def test_credit_used_on_a_voided_invoice_is_there_again(books: Any, jane: Any) -> None:
    invoice = books.create("Invoice", books.w1(jane.id))
    credit = books.create("CreditMemo", books.w2(jane.id))
    books.void(invoice)
    assert books.again(credit).remaining_credit == D("19.47")
    assert len(books.records.table("Payment")) == 0
    assert books.desk.customer_balance(jane.id) == D("-19.47")


def test_a_voided_payment_opens_its_invoice(books: Any, jane: Any) -> None:
    invoice = books.create("Invoice", books.w1(jane.id))
    payment = books.pay(jane.id, "127.82", books.link("127.82", invoice))
    voided = books.void(payment, "void")
    assert (voided.total_amt, voided.unapplied_amt, voided.line) == (0, 0, ())
    assert voided.private_note == "Voided"
    assert books.again(invoice).balance == D("127.82")
    assert books.rows(voided) == []


def test_a_voided_sales_receipt(books: Any, jane: Any) -> None:
    receipt = books.create("SalesReceipt", books.w1(jane.id))
    voided = books.update(receipt, {}, "void")
    assert (voided.total_amt, voided.private_note) == (0, "Voided")
    assert books.desk.trial_balance() == OPENING


@pytest.mark.parametrize("entity", ["CreditMemo", "RefundReceipt"])
def test_others_have_no_void(books: Any, jane: Any, entity: str) -> None:
    made = books.create(entity, books.w2(jane.id, DepositToAccountRef=books.account(UF)))
    assert books.refused(lambda: books.void(made)) == ("500", "Operation void is not supported.")
    # An update with the word looks like a success and voids nothing.
    assert books.update(made, {}, "void").total_amt == D("19.47")


def test_the_screen_voids_what_the_api_does_not(books: Any, jane: Any) -> None:
    invoice = books.create("Invoice", books.w1(jane.id))
    credit = books.create("CreditMemo", books.w2(jane.id))
    refund = books.create("RefundReceipt", books.w2(jane.id, DepositToAccountRef=books.account(UF)))
    voided = books.desk.void(credit)
    assert (voided.total_amt, voided.remaining_credit, voided.balance) == (0, 0, 0)
    assert books.again(invoice).balance == D("127.82")
    assert books.desk.void(refund).total_amt == 0
    assert books.desk.balance(UF) == 0
    books.sound()


def test_each_entity_is_voided_its_own_way(books: Any, jane: Any) -> None:
    invoice = books.create("Invoice", books.w1(jane.id))
    receipt = books.create("SalesReceipt", books.w1(jane.id))
    assert books.refused(lambda: books.void(receipt))[0] == "500"
    assert books.update(invoice, {}, "void").total_amt == D("127.82")
    assert books.void(invoice).total_amt == 0
    assert books.void(receipt, "void").total_amt == 0


def test_a_deleted_invoice_leaves_its_payment(books: Any, jane: Any) -> None:
    invoice = books.create("Invoice", books.w1(jane.id))
    payment = books.pay(jane.id, "127.82", books.link("127.82", invoice))
    books.delete(invoice)
    assert books.records.find("Invoice", invoice.id) is None
    assert books.again(payment).unapplied_amt == D("127.82")
    assert books.records.deleted[invoice.id].entity == "Invoice"
    books.sound()


def test_a_deleted_payment_opens_its_invoice(books: Any, jane: Any) -> None:
    invoice = books.create("Invoice", books.w1(jane.id))
    payment = books.pay(jane.id, "127.82", books.link("127.82", invoice))
    books.delete(payment)
    assert (books.again(invoice).balance, books.again(invoice).linked_txn) == (D("127.82"), ())


def test_a_deleted_credit_memo_takes_its_links_along(books: Any, jane: Any) -> None:
    invoice = books.create("Invoice", books.w1(jane.id))
    credit = books.create("CreditMemo", books.w2(jane.id))
    (link,) = books.records.table("Payment")
    books.delete(credit)
    assert books.again(invoice).balance == D("127.82")
    assert books.records.deleted[link.id].entity == "Payment"


def test_a_credit_beside_money_goes_and_the_money_stays(books: Any, jane: Any) -> None:
    books.desk.set_auto_apply_credit(False)
    invoice = books.create("Invoice", books.w1(jane.id))
    credit = books.create("CreditMemo", books.w2(jane.id))
    payment = books.pay(
        jane.id, "108.35", books.link("127.82", invoice), books.link("19.47", credit)
    )
    books.delete(credit)
    assert books.again(payment).unapplied_amt == 0
    assert books.again(invoice).balance == D("19.47")


def test_what_is_gone_is_gone(books: Any, jane: Any) -> None:
    invoice = books.create("Invoice", books.w1(jane.id))
    books.delete(invoice)
    body = {"Id": invoice.id, "SyncToken": "0"}
    assert books.refused(lambda: operations.delete(books, "Invoice", body)) == (
        "610",
        "Object Not Found : Another user has deleted this transaction.",
    )


def test_lists_are_not_deleted(books: Any, jane: Any) -> None:
    assert books.refused(lambda: books.delete(jane)) == (
        "500",
        "Operation delete is not supported.",
    )


# --- closed books --------------------------------------------------------------------------------

CLOSED = (
    "The account period has closed and the account books cannot be updated through the QBO "
    "Services API. Please use the QBO website to make these changes."
)


def test_nothing_is_written_into_closed_books(books: Any, jane: Any) -> None:
    invoice = books.create("Invoice", books.w1(jane.id, TxnDate="2026-10-31"))
    books.desk.close_books(date(2026, 10, 31))
    calls = (
        lambda: books.create("Invoice", books.w1(jane.id, TxnDate="2026-10-31")),
        lambda: books.update(invoice, {"PrivateNote": "x"}),
        lambda: books.update(invoice, {"TxnDate": "2026-11-02"}),
        lambda: books.void(invoice),
        lambda: books.delete(invoice),
    )
    for call in calls:
        assert books.refused(call) == ("6210", CLOSED)
    later = books.create("Invoice", books.w1(jane.id, TxnDate="2026-11-01"))
    assert books.refused(lambda: books.update(later, {"TxnDate": "2026-10-01"}))[0] == "6210"


def test_an_invoice_of_closed_books_is_still_paid(books: Any, jane: Any) -> None:
    invoice = books.create("Invoice", books.w1(jane.id, TxnDate="2026-10-31"))
    books.desk.close_books(date(2026, 10, 31))
    books.pay(jane.id, "127.82", books.link("127.82", invoice), TxnDate="2026-11-02")
    assert books.again(invoice).balance == 0


def test_a_password_decides_the_code(books: Any, jane: Any) -> None:
    books.settings.closed_without_password_code = "6200"
    given = books.w1(jane.id, TxnDate="2026-10-31")
    books.desk.close_books(date(2026, 10, 31))
    assert books.refused(lambda: books.create("Invoice", given)) == ("6200", CLOSED)
    books.desk.close_books(date(2026, 10, 31), "swordfish")
    assert books.refused(lambda: books.create("Invoice", given)) == ("6210", CLOSED)
    books.desk.reopen_books()
    books.create("Invoice", given)
