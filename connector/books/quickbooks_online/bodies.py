"""From the model to QuickBooks' JSON. Pure: no I/O.

Totals of sales forms are QuickBooks' to compute; a tax that is sent stands unless the company's
own tax engine overrides it. Amount must be UnitPrice x Qty (6070). Sources: developer.intuit.com
entity pages "Invoice", "SalesReceipt", "CreditMemo", "RefundReceipt", "Payment", "Customer".
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from connector.books.sales_books import (
    DocumentKind,
    Instruction,
    LineInstruction,
    PaymentInstruction,
)
from connector.model import Address, Customer
from connector.money import Money

__all__ = [
    "SHIPPING_ITEM",
    "customer_body",
    "document_body",
    "line_body",
    "payment_body",
    "with_line",
]

Json = dict[str, Any]

SHIPPING_ITEM = "SHIPPING_ITEM_ID"
"""Stands for the shipping field of a sales form."""
LONGEST_REFERENCE = 21
LONGEST_NAME = 500
_UNNAMEABLE = str.maketrans(dict.fromkeys(":\t\n\r", " "))
_RATE_STEP = Decimal("0.0000001")
_TAKES_MONEY = {DocumentKind.SALES_RECEIPT, DocumentKind.REFUND_RECEIPT}


def document_body(
    given: Instruction,
    *,
    multicurrency: bool,
    taxable_code: str,
    exempt_code: str,
    tax_code: str = "",
    payment_method: str = "",
) -> Json:
    """`tax_code` and `payment_method` are ids, empty for none."""
    body: Json = {
        "CustomerRef": {"value": given.customer_id},
        "TxnDate": given.day.isoformat(),
        "PrivateNote": given.memo,
    }
    if given.number:
        body["DocNumber"] = given.number
    if multicurrency:
        body["CurrencyRef"] = {"value": given.currency}
    lines = [
        line_body(each, taxable_code=taxable_code, exempt_code=exempt_code) for each in given.lines
    ]
    if given.shipping:
        code = taxable_code if given.shipping_taxable else exempt_code
        lines.append(
            {
                "Amount": given.shipping.amount,
                "DetailType": "SalesItemLineDetail",
                "SalesItemLineDetail": {
                    "ItemRef": {"value": SHIPPING_ITEM},
                    "TaxCodeRef": {"value": code},
                },
            }
        )
    if given.discount:
        # Without an account of its own it goes to the company's default discount account.
        lines.append(
            {
                "Amount": given.discount.amount,
                "DetailType": "DiscountLineDetail",
                "DiscountLineDetail": {"PercentBased": False},
            }
        )
        body["ApplyTaxAfterDiscount"] = True
    body["Line"] = lines
    body["TxnTaxDetail"] = _tax_body(given.tax, tax_code)
    if given.kind in _TAKES_MONEY:
        if given.deposit_account_id:
            body["DepositToAccountRef"] = {"value": given.deposit_account_id}
        if payment_method:
            body["PaymentMethodRef"] = {"value": payment_method}
        if given.reference:
            body["PaymentRefNum"] = given.reference[:LONGEST_REFERENCE]
    if given.kind is DocumentKind.INVOICE and given.due is not None:
        body["DueDate"] = given.due.isoformat()
    for member, address in (("BillAddr", given.billing), ("ShipAddr", given.shipping_address)):
        written = _address(address) if address is not None else {}
        if written:
            body[member] = written
    return body


def line_body(line: LineInstruction, *, taxable_code: str, exempt_code: str) -> Json:
    body: Json = {
        "Amount": line.amount.amount,
        "DetailType": "SalesItemLineDetail",
        "SalesItemLineDetail": {
            "ItemRef": {"value": line.item_id},
            "Qty": _plain(line.quantity),
            "UnitPrice": _unit_price(line),
            "TaxCodeRef": {"value": taxable_code if line.taxable else exempt_code},
        },
    }
    if line.description:
        body["Description"] = line.description
    return body


def with_line(record: Mapping[str, Any], line: Json) -> Json:
    """A sparse update that appends `line`: lines that are left out would be removed, and a tax
    that is left out would be computed anew."""
    body: Json = {
        "Id": record["Id"],
        "SyncToken": record["SyncToken"],
        "sparse": True,
        "Line": _inserted(record.get("Line") or [], line),
    }
    tax = record.get("TxnTaxDetail")
    if tax is not None:
        kept = {name: tax[name] for name in ("TxnTaxCodeRef", "TotalTax") if name in tax}
        body["TxnTaxDetail"] = kept
    return body


def payment_body(
    given: PaymentInstruction, *, multicurrency: bool, payment_method: str = ""
) -> Json:
    """A total of zero links credits with invoices and moves no money."""
    body: Json = {
        "CustomerRef": {"value": given.customer_id},
        "TxnDate": given.day.isoformat(),
        "TotalAmt": given.total.amount,
        "Line": [
            *(_linked(amount, each, "Invoice") for each, amount in given.invoices),
            *(_linked(amount, each, "CreditMemo") for each, amount in given.credits),
        ],
    }
    if given.memo:
        body["PrivateNote"] = given.memo
    if multicurrency:
        body["CurrencyRef"] = {"value": given.currency}
    if given.total and given.deposit_account_id:
        body["DepositToAccountRef"] = {"value": given.deposit_account_id}
    if given.total and payment_method:
        body["PaymentMethodRef"] = {"value": payment_method}
    return body


def customer_body(customer: Customer, name: str, currency: str, *, multicurrency: bool) -> Json:
    """Names may not hold a colon, which separates customers from their jobs."""
    body: Json = {"DisplayName": " ".join(name.translate(_UNNAMEABLE).split())[:LONGEST_NAME]}
    for member, text, longest in (
        ("GivenName", customer.first_name, 100),
        ("FamilyName", customer.last_name, 100),
        ("CompanyName", customer.company, 100),
    ):
        cleaned = " ".join(text.translate(_UNNAMEABLE).split())[:longest]
        if cleaned:
            body[member] = cleaned
    if customer.email:
        body["PrimaryEmailAddr"] = {"Address": customer.email}
    if customer.phone:
        body["PrimaryPhone"] = {"FreeFormNumber": customer.phone[:30]}
    if multicurrency:
        body["CurrencyRef"] = {"value": currency}
    return body


def _tax_body(tax: Money, tax_code: str) -> Json:
    body: Json = {"TotalTax": tax.amount}
    if tax_code:
        body["TxnTaxCodeRef"] = {"value": tax_code}
    return body


def _inserted(lines: list[Json], line: Json) -> list[Json]:
    """Behind the last item, before the subtotal and what follows it."""
    at = len(lines)
    for place, each in enumerate(lines):
        if each.get("DetailType") in {"SubTotalLineDetail", "DiscountLineDetail"}:
            at = place
            break
    return [*lines[:at], line, *lines[at:]]


def _linked(amount: Money, document_id: str, txn_type: str) -> Json:
    return {"Amount": amount.amount, "LinkedTxn": [{"TxnId": document_id, "TxnType": txn_type}]}


def _unit_price(line: LineInstruction) -> Decimal:
    """The rate; where rate x quantity is another amount, the price that gives the amount."""
    if line.quantity * line.rate.amount == line.amount.amount or not line.quantity:
        return line.rate.amount
    exact = line.amount.amount / line.quantity
    return _plain(exact.quantize(_RATE_STEP, rounding=ROUND_HALF_UP))


def _plain(number: Decimal) -> Decimal:
    """Without trailing zeros and without an exponent."""
    return Decimal(f"{number.normalize():f}")


def _address(address: Address) -> Json:
    lines = [each for each in (address.name, address.company, address.line1, address.line2) if each]
    body: Json = {f"Line{at}": each for at, each in enumerate(lines, 1)}
    for member, text in (
        ("City", address.city),
        ("CountrySubDivisionCode", address.region),
        ("PostalCode", address.postcode),
        ("Country", address.country),
    ):
        if text:
            body[member] = text
    return body
