"""Full and sparse updates, sync tokens, and what a body may hold."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from sandbox.quickbooks_online.rules import operations

D = Decimal


def test_a_sync_token_grows_and_an_old_one_is_stale(books: Any, jane: Any) -> None:
    invoice = books.create("Invoice", books.w1(jane.id))
    books.clock.advance(timedelta(hours=1))
    changed = books.update(invoice, {"PrivateNote": "second"})
    assert changed.sync_token == 1
    assert changed.meta_data.create_time == invoice.meta_data.create_time
    assert changed.meta_data.last_updated_time == books.clock.now()
    assert books.refused(lambda: books.update(invoice, {"SyncToken": "0"})) == (
        "5010",
        "Stale Object Error : You and Connector were working on this at the same time. Connector "
        "finished before you did, so your work was not saved. Entity=Invoice",
    )


def test_a_stale_caller_is_told_who_wrote_last(books: Any, jane: Any) -> None:
    invoice = books.create("Invoice", books.w1(jane.id))
    books.desk.change(invoice, PrivateNote="by hand")
    _, detail = books.refused(lambda: books.update(invoice, {"SyncToken": "0"}))
    assert detail.startswith("Stale Object Error : You and Dana Clerk were working")


def test_a_payment_makes_the_callers_invoice_stale(books: Any, jane: Any) -> None:
    invoice = books.create("Invoice", books.w1(jane.id))
    books.desk.receive_payment(invoice)
    code, _ = books.refused(lambda: books.update(invoice, {"SyncToken": "0", "PrivateNote": "x"}))
    assert code == "5010"


@pytest.mark.parametrize("missing", ["Id", "SyncToken"])
def test_an_update_names_id_and_token(books: Any, jane: Any, missing: str) -> None:
    body = {"Id": jane.id, "SyncToken": "0", "Notes": "x"}
    del body[missing]
    assert books.refused(lambda: operations.update(books, "Customer", body)) == (
        "2020",
        f"Required parameter {missing} is missing in the request",
    )


@pytest.mark.parametrize("member", ["Id", "SyncToken"])
@pytest.mark.parametrize("value", [{"a": D(1)}, ["1"], True])
def test_an_id_is_no_object(books: Any, jane: Any, member: str, value: Any) -> None:
    body = {"Id": jane.id, "SyncToken": "0", "Notes": "x", member: value}
    assert books.refused(lambda: operations.update(books, "Customer", body)) == (
        "2010",
        f"Property Name:{member} specified is unsupported or invalid",
    )


def test_unknown_and_malformed_ids(books: Any) -> None:
    inactive = (
        "Object Not Found : Something you're trying to use has been made inactive. Check the "
        "fields with accounts, customers, items, vendors or employees."
    )
    for entity in ("Invoice", "Customer"):
        assert books.refused(lambda entity=entity: operations.get(books, entity, "999")) == (
            "610",
            inactive,
        )
        code, _ = books.refused(lambda entity=entity: operations.get(books, entity, "x1"))
        assert code == "2030"


def test_a_sparse_update_keeps_the_rest(books: Any, jane: Any) -> None:
    invoice = books.create("Invoice", books.w1(jane.id, PrivateNote="Shopify #1001"))
    changed = books.update(invoice, {"CustomerMemo": {"value": "Thanks"}})
    assert changed.private_note == "Shopify #1001"
    assert changed.customer_memo.value == "Thanks"
    assert changed.line == invoice.line
    assert changed.total_amt == D("127.82")


def test_a_full_update_clears_what_it_omits(books: Any, jane: Any) -> None:
    receipt = books.create(
        "SalesReceipt",
        books.w1(jane.id, PrivateNote="Shopify #1001", DocNumber="7", PaymentRefNum="ch_1"),
    )
    full = {**books.w1(None), "sparse": False}
    changed = books.update(receipt, full)
    assert (changed.private_note, changed.payment_ref_num) == (None, None)
    assert changed.customer_ref is None  # silently lost, as reported
    assert (changed.doc_number, changed.txn_date) == ("7", receipt.txn_date)
    assert (changed.currency_ref.value, changed.email_status) == ("USD", "NotSet")


def test_a_full_update_clears_the_tax_it_omits(books: Any, jane: Any) -> None:
    invoice = books.create("Invoice", books.w1(jane.id))
    full = {**books.w1(jane.id), "sparse": False}
    del full["TxnTaxDetail"]
    changed = books.update(invoice, full)
    assert (changed.txn_tax_detail.total_tax, changed.total_amt) == (0, D("118.07"))
    books.desk.set_automated_tax()
    again = books.update(changed, full)  # the engine works it out
    assert (again.txn_tax_detail.total_tax, again.total_amt) == (D("9.74"), D("127.81"))
    books.sound()


def test_a_full_update_needs_the_lines(books: Any, jane: Any) -> None:
    invoice = books.create("Invoice", books.w1(jane.id))
    full = {"sparse": False, "CustomerRef": {"value": jane.id}}
    assert books.refused(lambda: books.update(invoice, full))[0] == "2020"


def test_lines_replace_all_lines(books: Any, jane: Any) -> None:
    invoice = books.create("Invoice", books.w1(jane.id))
    kept = {**books.line("CAP-RED", 1, "24.95"), "Id": "3"}
    changed = books.update(
        invoice, {"Line": [kept, books.line("MUG-WHT", 2, "12.49")], "TxnTaxDetail": None}
    )
    assert [(line.id, line.amount) for line in changed.line] == [
        ("3", D("24.95")),
        ("6", D("24.98")),
        (None, D("49.93")),
    ]
    assert books.desk.item("TEE-BLK").qty_on_hand == 1000
    assert books.desk.item("CAP-RED").qty_on_hand == 999
    books.sound()


def test_a_whole_answer_can_be_sent_back(books: Any, jane: Any) -> None:
    invoice = books.create("Invoice", books.w1(jane.id))
    echo = {
        **books.w1(jane.id),
        "sparse": False,
        "domain": "QBO",
        "MetaData": {"CreateTime": "2020-01-01T00:00:00Z"},
        "Balance": 1,
        "TotalAmt": 1,
        "LinkedTxn": [],
        "InvoiceStatus": None,
    }
    del echo["InvoiceStatus"]
    changed = books.update(invoice, {**echo, "RecurDataRef": {"value": "1"}, "PONumber": "x"})
    assert changed.total_amt == D("127.82")
    assert changed.meta_data.create_time == invoice.meta_data.create_time


def test_an_empty_text_clears_and_is_no_object(books: Any, jane: Any) -> None:
    funds = {"DepositToAccountRef": books.account("Checking")}
    made = books.create(
        "RefundReceipt", books.w2(jane.id, **funds, DocNumber="", TxnDate="", PrivateNote="")
    )
    assert (made.doc_number, made.private_note) == ("1001", None)
    given = books.w2(jane.id, **funds, CheckPayment="")
    assert books.refused(lambda: books.create("RefundReceipt", given)) == (
        "2010",
        "Property Name:Can not instantiate value of type [simple type, class "
        "com.intuit.schema.finance.v3.CheckPayment] from String value; no single-String "
        "constructor/factory method specified is unsupported or invalid",
    )


def test_an_unknown_property_is_named(books: Any, jane: Any) -> None:
    given = books.w2(jane.id, Colour="red")
    assert books.refused(lambda: books.create("Invoice", given)) == (
        "2010",
        "Property Name:Colour specified is unsupported or invalid",
    )


@pytest.mark.parametrize(
    ("member", "value", "code"),
    [
        ("TxnDate", "24.11.2026", "2060"),
        ("TxnDate", "2026-02-30", "2070"),
        ("TxnDate", 20261124, "2010"),
        ("DocNumber", {"value": "1"}, "2010"),
        ("DocNumber", "1" * 22, "2050"),
        ("PaymentRefNum", "1" * 22, "2050"),
        ("PrivateNote", "x" * 4001, "2050"),
        ("ExchangeRate", "much", "2080"),
        ("ExchangeRate", "1e15", "2090"),
        ("ApplyTaxAfterDiscount", "perhaps", "2230"),
        ("ApplyTaxAfterDiscount", 1, "2010"),
        ("CustomerMemo", {"value": "x" * 1001}, "2050"),
        ("CustomerRef", "12", "2010"),
        ("CustomerRef", {"id": "12"}, "2010"),
        ("Line", {"Amount": 1}, "2010"),
    ],
)
def test_a_value_of_the_wrong_kind(
    books: Any, jane: Any, member: str, value: Any, code: str
) -> None:
    given = books.w2(jane.id, **{member: value})
    assert books.refused(lambda: books.create("Invoice", given))[0] == code


def test_a_number_of_21_characters_fits(books: Any, jane: Any) -> None:
    number = "#1001-abcdefghijklmno"
    assert books.create("Invoice", books.w2(jane.id, DocNumber=number)).doc_number == number
    assert books.refused(
        lambda: books.create("Invoice", books.w2(jane.id, DocNumber=number + "x"))
    ) == (
        "2050",
        "String length specified does not match the supported length. Min:0 Max:21 supported. "
        "Supplied length:22",
    )


def test_text_stands_for_numbers_dates_and_booleans(books: Any, jane: Any) -> None:
    line = {
        "Amount": "12.49",
        "DetailType": "SalesItemLineDetail",
        "SalesItemLineDetail": {
            "ItemRef": books.item("MUG-WHT"),
            "Qty": "1",
            "UnitPrice": "12.49",
        },
    }
    given = {
        "CustomerRef": {"value": int(jane.id)},
        "TxnDate": "2026-11-02-08:00",
        "ApplyTaxAfterDiscount": "true",
        "Line": [line],
    }
    invoice = books.create("Invoice", given)
    assert invoice.total_amt == D("12.49")
    assert invoice.txn_date.isoformat() == "2026-11-02"
    assert invoice.apply_tax_after_discount is True


def test_preferences_and_company_are_updated_in_place(books: Any) -> None:
    body = {
        "SyncToken": "0",
        "sparse": True,
        "SalesFormsPrefs": {"CustomTxnNumbers": True},
    }
    made = operations.update(books, "Preferences", body)
    prefs = books.records.preferences
    assert made is prefs
    assert prefs.sales_forms_prefs.custom_txn_numbers is True
    assert prefs.sales_forms_prefs.allow_shipping is True
    assert prefs.sync_token == 1
    company = {"Id": "1", "SyncToken": "0", "sparse": True, "LegalName": "Acme Outdoor LLC"}
    operations.update(books, "CompanyInfo", company)
    assert books.records.company.legal_name == "Acme Outdoor LLC"
    assert books.refused(lambda: operations.create(books, "Preferences", {}))[0] == "500"
    assert books.refused(lambda: operations.create(books, "TaxCode", {"Name": "x"}))[0] == "500"
