"""From QuickBooks' JSON to the model. Pure: no I/O.

Empty fields are absent. Amounts are positive in every kind of document. A form's item lines are
followed by a subtotal line that nobody wrote.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from connector.books.quickbooks_online.bodies import SHIPPING_ITEM
from connector.books.sales_books import DocumentKind, DocumentLine, DocumentRef, SalesDocument
from connector.money import Money

__all__ = ["DELETED", "ENTITIES", "holds_word", "item_ids", "read_document", "reference_id"]

Json = Mapping[str, Any]

ENTITIES = {
    DocumentKind.SALES_RECEIPT: "SalesReceipt",
    DocumentKind.INVOICE: "Invoice",
    DocumentKind.CREDIT_MEMO: "CreditMemo",
    DocumentKind.REFUND_RECEIPT: "RefundReceipt",
    DocumentKind.PAYMENT: "Payment",
    DocumentKind.DEPOSIT: "Deposit",
}
_KINDS = {entity: kind for kind, entity in ENTITIES.items()}
_OPEN = {
    DocumentKind.INVOICE: ("Balance",),
    DocumentKind.CREDIT_MEMO: ("RemainingCredit", "Balance"),
    DocumentKind.PAYMENT: ("UnappliedAmt",),
}
VOIDED = "voided"
"""How the memo of a voided document begins."""
UNTAXED = {"", "NON"}
DELETED = " (deleted)"
"""What is appended to the name of a list object that is made inactive."""


def reference_id(value: Any) -> str:
    """A reference is `{value, name}`; empty when the field is absent."""
    return str(value.get("value", "")) if isinstance(value, Mapping) else ""


def item_ids(record: Json) -> list[str]:
    """Of the item lines, shipping included."""
    details = (line.get("SalesItemLineDetail") for line in _item_lines(record.get("Line") or []))
    return [reference_id(each.get("ItemRef")) for each in details if each is not None]


def read_document(
    record: Json,
    kind: DocumentKind,
    home_currency: str,
    exempt_code: str = "NON",
    skus: Mapping[str, str] = MappingProxyType({}),
) -> SalesDocument:
    """`skus`: what an item's SKU is compared with, by its id, where that is not its name."""
    currency = reference_id(record.get("CurrencyRef")) or home_currency
    zero = Money.zero(currency)
    lines = list(_item_lines(record.get("Line") or []))
    shipping, discount = zero, zero
    found = []
    for line in lines:
        amount = _money(line, "Amount", currency)
        detail = line.get("SalesItemLineDetail")
        if detail is None:
            discount += amount
        elif reference_id(detail.get("ItemRef")) == SHIPPING_ITEM:
            shipping += amount
        else:
            found.append(_line(line, detail, amount, exempt_code, skus))
    total = _money(record, "TotalAmt", currency)
    memo = str(record.get("PrivateNote") or "")
    linked = tuple(dict.fromkeys(_linked(record)))
    open_balance = zero
    for member in _OPEN.get(kind, ()):
        if record.get(member) is not None:
            open_balance = _money(record, member, currency)
            break
    return SalesDocument(
        kind=kind,
        id=str(record["Id"]),
        sync_token=str(record.get("SyncToken", "")),
        number=str(record.get("DocNumber") or ""),
        memo=memo,
        day=date.fromisoformat(str(record["TxnDate"])[:10]),
        customer_id=reference_id(record.get("CustomerRef")),
        currency=currency,
        lines=tuple(found),
        discount=discount,
        shipping=shipping,
        tax=_money(record.get("TxnTaxDetail") or {}, "TotalTax", currency),
        total=total,
        open_balance=open_balance,
        deposit_account_id=reference_id(record.get("DepositToAccountRef")),
        linked=linked,
        deposited_in=next((each.id for each in linked if each.kind is DocumentKind.DEPOSIT), ""),
        voided=not total and memo.lower().startswith(VOIDED),
    )


def holds_word(text: str, word: str) -> bool:
    """Whether `word` stands in `text` on its own: `Order 123` is not in `Order 1234`, nor in
    `Order 123-1`."""
    return re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text) is not None


def _item_lines(lines: list[Json]) -> Iterator[Json]:
    """Item and discount lines; those of a bundle stand under it."""
    for line in lines:
        detail = line.get("DetailType")
        if detail == "GroupLineDetail":
            yield from _item_lines((line.get("GroupLineDetail") or {}).get("Line") or [])
        elif detail in {"SalesItemLineDetail", "DiscountLineDetail"}:
            yield line


def _line(
    line: Json, detail: Json, amount: Money, exempt_code: str, skus: Mapping[str, str]
) -> DocumentLine:
    item = detail.get("ItemRef") or {}
    item_id = reference_id(item)
    tax_code = reference_id(detail.get("TaxCodeRef"))
    return DocumentLine(
        line=str(line.get("Id", "")),
        item_id=item_id,
        # The full name of a sub-item begins with those above it.
        sku=skus.get(item_id) or str(item.get("name", "")).rsplit(":", 1)[-1].removesuffix(DELETED),
        quantity=Decimal(detail.get("Qty") or 0),
        amount=amount,
        taxable=tax_code not in UNTAXED | {exempt_code},
    )


def _linked(record: Json) -> Iterator[DocumentRef]:
    """Documents of the kinds we know. A payment's invoices stand on its lines, a deposit's
    receipts too; an invoice's payments stand at its head."""
    holders = [record, *(record.get("Line") or [])]
    for holder in holders:
        for link in holder.get("LinkedTxn") or []:
            kind = _KINDS.get(str(link.get("TxnType", "")))
            if kind is not None:
                yield DocumentRef(kind=kind, id=str(link.get("TxnId", "")))


def _money(record: Json, field: str, currency: str) -> Money:
    return Money.of(record.get(field) or 0, currency)
