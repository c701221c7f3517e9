"""What QuickBooks answers, as documents of the books."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from connector.books.quickbooks_online.reading import holds_word, read_document
from connector.books.sales_books import DocumentKind, DocumentRef
from connector.http import exact_json
from connector.money import Money

INVOICE = b"""{
 "Invoice": {
  "domain": "QBO", "sparse": false, "Id": "145", "SyncToken": "3",
  "MetaData": {
   "CreateTime": "2026-08-01T10:11:12-07:00", "LastUpdatedTime": "2026-08-01T10:11:12-07:00"},
  "DocNumber": "1001", "TxnDate": "2026-08-01",
  "CurrencyRef": {"value": "USD", "name": "United States Dollar"},
  "PrivateNote": "Order 1001 [nsc:nsc_order_Shopify_acme_5001]",
  "LinkedTxn": [{"TxnId": "150", "TxnType": "Payment"}, {"TxnId": "9", "TxnType": "Estimate"}],
  "Line": [
   {"Id": "1", "LineNum": 1, "Amount": 59.97, "DetailType": "SalesItemLineDetail",
    "SalesItemLineDetail": {
     "ItemRef": {"value": "21", "name": "Shirts:TEE-BLK"},
     "UnitPrice": 19.99, "Qty": 3, "TaxCodeRef": {"value": "TAX"}}},
   {"Id": "2", "LineNum": 2, "Amount": 12.49, "DetailType": "SalesItemLineDetail",
    "SalesItemLineDetail": {
     "ItemRef": {"value": "22", "name": "MUG-WHT"},
     "UnitPrice": 12.49, "Qty": 1, "TaxCodeRef": {"value": "NON"}}},
   {"Id": "3", "LineNum": 3, "DetailType": "GroupLineDetail",
    "GroupLineDetail": {
     "GroupItemRef": {"value": "30"},
     "Line": [
      {"Id": "4", "Amount": 49.90, "DetailType": "SalesItemLineDetail",
       "SalesItemLineDetail": {
        "ItemRef": {"value": "23", "name": "CAP-RED"}, "UnitPrice": 24.95, "Qty": 2}}]}},
   {"Id": "5", "DetailType": "DescriptionOnly", "Description": "Thank you"},
   {"Id": "6", "Amount": 7.95, "DetailType": "SalesItemLineDetail",
    "SalesItemLineDetail": {
     "ItemRef": {"value": "SHIPPING_ITEM_ID"}, "TaxCodeRef": {"value": "TAX"}}},
   {"Amount": 130.31, "DetailType": "SubTotalLineDetail", "SubTotalLineDetail": {}},
   {"Amount": 12.24, "DetailType": "DiscountLineDetail",
    "DiscountLineDetail": {"PercentBased": false}}],
  "TxnTaxDetail": {"TotalTax": 9.75},
  "CustomerRef": {"value": "12", "name": "Jane Roe"},
  "TotalAmt": 127.82, "Balance": 108.35},
 "time": "2026-08-01T10:11:12.345-07:00"}"""


def usd(amount: str) -> Money:
    return Money.of(amount, "USD")


def record(**changes: Any) -> Any:
    return {
        "Id": "160",
        "SyncToken": "0",
        "TxnDate": "2026-08-11",
        "TotalAmt": Decimal("19.47"),
        "CustomerRef": {"value": "12"},
        **changes,
    }


def test_an_invoice() -> None:
    found = read_document(exact_json.read(INVOICE)["Invoice"], DocumentKind.INVOICE, "USD")
    assert (found.id, found.sync_token, found.number, found.customer_id) == (
        "145",
        "3",
        "1001",
        "12",
    )
    assert found.day == date(2026, 8, 1)
    assert (found.discount, found.shipping, found.tax) == (usd("12.24"), usd("7.95"), usd("9.75"))
    assert (found.total, found.open_balance) == (usd("127.82"), usd("108.35"))
    assert [
        (each.line, each.item_id, each.sku, each.quantity, each.amount, each.taxable)
        for each in found.lines
    ] == [
        ("1", "21", "TEE-BLK", Decimal(3), usd("59.97"), True),
        ("2", "22", "MUG-WHT", Decimal(1), usd("12.49"), False),
        ("4", "23", "CAP-RED", Decimal(2), usd("49.90"), False),
    ]
    assert found.linked == (DocumentRef(kind=DocumentKind.PAYMENT, id="150"),)
    assert not found.voided
    assert not found.deposited_in


def test_a_credit_memo_that_was_used_in_part() -> None:
    found = read_document(
        record(RemainingCredit=Decimal("9.47"), Balance=Decimal("9.47")),
        DocumentKind.CREDIT_MEMO,
        "USD",
    )
    assert found.open_balance == usd("9.47")


def test_a_credit_memo_that_was_used_up() -> None:
    found = read_document(record(RemainingCredit=0), DocumentKind.CREDIT_MEMO, "USD")
    assert found.open_balance == usd("0.00")


def test_a_receipt_in_a_deposit() -> None:
    found = read_document(
        record(
            LinkedTxn=[{"TxnId": "170", "TxnType": "Deposit"}],
            DepositToAccountRef={"value": "35", "name": "Undeposited Funds"},
            Balance=0,
        ),
        DocumentKind.SALES_RECEIPT,
        "USD",
    )
    assert found.deposited_in == "170"
    assert found.deposit_account_id == "35"
    assert found.open_balance == usd("0.00")


def test_a_payment_and_what_it_settles() -> None:
    found = read_document(
        record(
            TotalAmt=0,
            PrivateNote="Created by QB Online to link credits to charges.",
            Line=[
                {"Amount": 40, "LinkedTxn": [{"TxnId": "145", "TxnType": "Invoice"}]},
                {"Amount": 40, "LinkedTxn": [{"TxnId": "160", "TxnType": "CreditMemo"}]},
            ],
        ),
        DocumentKind.PAYMENT,
        "USD",
    )
    assert found.linked == (
        DocumentRef(kind=DocumentKind.INVOICE, id="145"),
        DocumentRef(kind=DocumentKind.CREDIT_MEMO, id="160"),
    )
    assert found.total == usd("0.00")
    assert not found.voided


def test_what_of_a_payment_settles_nothing_yet() -> None:
    given = record(TotalAmt=Decimal("127.82"), UnappliedAmt=Decimal("19.47"))
    payment = read_document(given, DocumentKind.PAYMENT, "USD", "NON")
    assert (payment.total, payment.open_balance) == (usd("127.82"), usd("19.47"))


def test_a_voided_one() -> None:
    found = read_document(
        record(TotalAmt=0, PrivateNote="Voided"), DocumentKind.SALES_RECEIPT, "USD"
    )
    assert found.voided


def test_a_document_without_a_number_in_another_currency() -> None:
    found = read_document(
        record(CurrencyRef={"value": "JPY"}, TotalAmt=1200), DocumentKind.REFUND_RECEIPT, "USD"
    )
    assert found.number == ""
    assert found.total == Money.of(1200, "JPY")


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("Order 123 [nsc:k]", True),
        ("order: Order 123", True),
        ("Order 1234", False),
        ("Order 123-1", False),
        ("Pre-Order 123", False),
    ],
)
def test_words_of_their_own(text: str, holds: bool) -> None:
    assert holds_word(text, "Order 123") is holds
