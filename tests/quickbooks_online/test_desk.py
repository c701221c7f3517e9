"""What a person does on the screens."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

D = Decimal
UF = "Undeposited Funds"


def test_sales_by_hand(books: Any, jane: Any) -> None:
    desk = books.desk
    invoice = desk.record_invoice(jane.id, {"TEE-BLK": 2}, DocNumber="H-1")
    assert (invoice.total_amt, invoice.doc_number) == (D("39.98"), "H-1")
    assert invoice.customer_ref.name == "Jane Roe"
    receipt = desk.record_sales_receipt(None, {"MUG-WHT": 1})
    assert receipt.deposit_to_account_ref.name == UF
    credit = desk.record_credit_memo(jane.id, {"TEE-BLK": 1})
    assert credit.remaining_credit == 0
    assert desk.find("Invoice", "h-1").balance == D("19.99")
    refund = desk.record_refund_receipt(jane.id, {"MUG-WHT": 1}, "Checking")
    assert books.rows(refund)[0] == ("Checking", "", "12.49")
    assert desk.find("Invoice", "nothing") is None


def test_receiving_a_payment(books: Any, jane: Any) -> None:
    invoice = books.desk.record_invoice(jane.id, {"TEE-BLK": 2})
    part = books.desk.receive_payment(
        invoice, D("10.00"), method="Check", account="Checking", day=date(2026, 11, 23)
    )
    assert part.payment_method_ref.name == "Check"
    assert (part.txn_date, part.deposit_to_account_ref.name) == (date(2026, 11, 23), "Checking")
    rest = books.desk.receive_payment(invoice.id)
    assert rest.total_amt == D("29.98")
    assert books.desk.receive_payment(customer=jane.id, amount=D(5)).unapplied_amt == 5
    with pytest.raises(ValueError, match="an invoice, or a customer and an amount"):
        books.desk.receive_payment()


def test_deposit_void_delete(books: Any, jane: Any) -> None:
    receipt = books.desk.record_sales_receipt(jane.id, {"TEE-BLK": 1})
    deposit = books.desk.deposit([receipt], day=date(2026, 11, 24))
    assert books.desk.balance("Checking") == D("19.99")
    books.desk.delete(deposit)
    assert books.desk.void(receipt).total_amt == 0
    books.desk.delete(receipt)
    assert len(books.records.table("SalesReceipt")) == 0


def test_renaming(books: Any, jane: Any) -> None:
    assert books.desk.rename("Customer", "Jane Roe", "Jane Doe").display_name == "Jane Doe"
    assert books.desk.rename("Item", "TEE-BLK", "TEE-BLACK").name == "TEE-BLACK"
    assert books.desk.rename("Account", UF, "Payments to deposit").id == "4"
    invoice = books.desk.record_invoice(jane.id, {"TEE-BLACK": 1})
    assert invoice.customer_ref.name == "Jane Doe"
    with pytest.raises(KeyError, match="no Customer 'Jane Roe'"):
        books.desk.rename("Customer", "Jane Roe", "x")


def test_changing_number_and_memo(books: Any, jane: Any) -> None:
    invoice = books.desk.record_invoice(jane.id, {"TEE-BLK": 1}, PrivateNote="Shopify #1001")
    changed = books.desk.change(invoice, DocNumber="1001-A", PrivateNote="by hand")
    assert (changed.doc_number, changed.private_note) == ("1001-A", "by hand")
    assert changed.sync_token == 1


def test_correcting_stock(books: Any) -> None:
    books.desk.adjust_stock("TEE-BLK", D(-5), day=date(2026, 11, 20))
    assert books.desk.item("TEE-BLK").qty_on_hand == 995
    assert books.refused(lambda: books.desk.adjust_stock("TEE-BLK", D(1), day=date(2014, 1, 1)))[
        0
    ] == ("6270")
    books.desk.close_books(date(2026, 11, 20))
    assert (
        books.refused(lambda: books.desk.adjust_stock("TEE-BLK", D(1), day=date(2026, 11, 20)))[0]
        == "6210"
    )


def test_a_credit_in_another_currency_is_handled_at_the_desk(books: Any) -> None:
    books.desk.enable_multicurrency()
    books.desk.set_auto_apply_credit(False)
    hans = books.desk.customer(DisplayName="Hans", CurrencyRef={"value": "EUR"})
    invoice = books.desk.record_invoice(hans.id, {"TEE-BLK": 1})
    credit = books.desk.record_credit_memo(hans.id, {"TEE-BLK": 1})
    assert books.desk.apply_credit(credit, invoice).currency_ref.name == "Euro"
    assert books.desk.customer_balance(hans.id) == 0


def test_a_person_sees_the_newest_version(books: Any, jane: Any) -> None:
    invoice = books.desk.record_invoice(jane.id, {"TEE-BLK": 1})
    books.update(invoice, {"PrivateNote": "connector"})
    assert books.desk.change(invoice, PrivateNote="desk").sync_token == 2


def test_switches_are_named_and_checked(books: Any) -> None:
    with pytest.raises(ValueError, match="closed_without_password_code is one of"):
        books.settings.closed_without_password_code = "7000"
    with pytest.raises(AttributeError, match="no QuickBooks switch is called 'typo'"):
        books.settings.typo = 1
    assert "honour_total_tax" in books.settings.names()


def test_a_snapshot_restores_settings_and_books(books: Any, jane: Any) -> None:
    before = books.store.snapshot()
    print_before = books.store.fingerprint("quickbooks_online.")
    books.settings.honour_total_tax = False
    books.desk.close_books(date(2026, 1, 1), "secret")
    books.create("Invoice", books.w1(jane.id))
    books.store.restore(before)
    assert books.store.fingerprint("quickbooks_online.") == print_before
    assert books.settings.honour_total_tax is True
