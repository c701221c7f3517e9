"""From NetSuite's JSON to the model. Pure: no I/O.

Empty fields are absent. Amounts of a cash refund or credit memo are positive in the record (they
are negative in SuiteQL). A line's tax stands in the tax details under the line's reference.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from connector.model import (
    BilledDocument,
    BilledKind,
    BooksLine,
    BooksOrder,
    Fulfilment,
    FulfilmentLine,
    OrderKind,
    RefundDocument,
    RefundDocumentKind,
    Tracking,
)
from connector.money import InexactMoney, Money

__all__ = [
    "SHIPPING_REFERENCE",
    "item_ids",
    "line_items",
    "lines_of",
    "of_billed",
    "read_billed",
    "read_fulfilment",
    "read_order",
    "read_refund",
    "reference_id",
]

Json = Mapping[str, Any]

# Help Center "taxdetails": the reference of shipping in the tax details.
SHIPPING_REFERENCE = "SHIPPING"
_CLOSED = {"Closed", "Cancelled"}
_STOCKED = {"InvtPart", "Assembly", "Kit"}
_REFUND_KINDS = {
    "cashRefund": RefundDocumentKind.CASH_REFUND,
    "creditMemo": RefundDocumentKind.CREDIT_MEMO,
}


def reference_id(value: Any) -> str:
    """A reference is `{id, refName}`; empty when the field is absent."""
    if isinstance(value, Mapping):
        return str(value.get("id", ""))
    return "" if value is None else str(value)


def lines_of(record: Json, sublist: str) -> list[Json]:
    return list((record.get(sublist) or {}).get("items") or [])


def item_ids(record: Json) -> list[str]:
    return [reference_id(line.get("item")) for line in lines_of(record, "item")]


def line_items(record: Json) -> list[tuple[int, str]]:
    """Number and item of every line."""
    return [(int(line["line"]), reference_id(line["item"])) for line in lines_of(record, "item")]


def read_order(
    record: Json, kind: OrderKind, currency: str, skus: Mapping[str, str], url: str
) -> BooksOrder:
    status = str((record.get("status") or {}).get("refName", ""))
    return BooksOrder(
        id=str(record["id"]),
        kind=kind,
        number=str(record.get("tranId", "")),
        external_id=str(record.get("externalId", "")),
        order_name=str(record.get("otherRefNum", "")),
        currency=currency,
        lines=_lines(record, currency, skus),
        discount=-_money(record, "discountTotal", currency),
        shipping=_money(record, "shippingCost", currency),
        tax=_money(record, "taxTotal", currency),
        total=_money(record, "total", currency),
        status=status,
        closed=status in _CLOSED,
        created=date.fromisoformat(record["tranDate"]) if record.get("tranDate") else None,
        url=url,
    )


def read_billed(
    record: Json, kind: BilledKind, currency: str, skus: Mapping[str, str]
) -> BilledDocument:
    invoice = kind is BilledKind.INVOICE
    return BilledDocument(
        id=str(record["id"]),
        kind=kind,
        number=str(record.get("tranId", "")),
        order_id=reference_id(record.get("createdFrom")) or str(record["id"]),
        currency=currency,
        lines=_lines(record, currency, skus),
        discount=-_money(record, "discountTotal", currency),
        shipping=_money(record, "shippingCost", currency),
        shipping_tax=_taxes(record, currency).get(SHIPPING_REFERENCE),
        tax=_money(record, "taxTotal", currency),
        total=_money(record, "total", currency),
        open_balance=_money(record, "amountRemaining", currency)
        if invoice
        else Money.zero(currency),
    )


def read_refund(
    record: Json, record_type: str, currency: str, skus: Mapping[str, str]
) -> RefundDocument:
    return RefundDocument(
        id=str(record["id"]),
        kind=_REFUND_KINDS[record_type],
        number=str(record.get("tranId", "")),
        external_id=str(record.get("externalId", "")),
        billed_id=reference_id(record.get("createdFrom")),
        order_name=str(record.get("otherRefNum", "")),
        currency=currency,
        lines=_lines(record, currency, skus),
        discount=-_money(record, "discountTotal", currency),
        shipping=_money(record, "shippingCost", currency),
        shipping_tax=_taxes(record, currency).get(SHIPPING_REFERENCE),
        tax=_money(record, "taxTotal", currency),
        total=_money(record, "total", currency),
        created=date.fromisoformat(record["tranDate"]),
        last_modified=datetime.fromisoformat(record["lastModifiedDate"]).astimezone(UTC),
        memo=str(record.get("memo", "")),
    )


def of_billed(document: RefundDocument, billed_id: str, lines: Mapping[int, int]) -> RefundDocument:
    """A refund as one of a billed document that it was not made from itself: `lines` says which of
    its lines gives back which of that document's."""
    return replace(
        document,
        billed_id=billed_id,
        lines=tuple(replace(line, order_line=lines.get(line.line)) for line in document.lines),
    )


def read_fulfilment(record: Json, order_id: str, skus: Mapping[str, str]) -> Fulfilment:
    shipped = record.get("shippedDate") or record["tranDate"]
    return Fulfilment(
        id=str(record["id"]),
        number=str(record.get("tranId", "")),
        books_order_id=order_id,
        lines=tuple(
            FulfilmentLine(
                order_line=int(line["orderLine"]),
                sku=skus.get(reference_id(line.get("item")), ""),
                quantity=int(Decimal(str(line["quantity"]))),
            )
            for line in lines_of(record, "item")
        ),
        shipped=date.fromisoformat(shipped),
        tracking=tuple(
            Tracking(number=str(package["packageTrackingNumber"]))
            for package in lines_of(record, "package")
            if package.get("packageTrackingNumber")
        ),
    )


def _lines(record: Json, currency: str, skus: Mapping[str, str]) -> tuple[BooksLine, ...]:
    taxes = _taxes(record, currency)
    found = []
    for line in lines_of(record, "item"):
        item_id = reference_id(line.get("item"))
        reference = str(line.get("taxDetailsReference", ""))
        # Under an override a line without a detail bears no tax; without one nothing is known.
        absent = Money.zero(currency) if record.get("taxDetailsOverride") else None
        order_line = line.get("orderLine")
        found.append(
            BooksLine(
                line=int(line["line"]),
                item_id=item_id,
                sku=skus.get(item_id, ""),
                quantity=Decimal(str(line.get("quantity", 0))),
                rate=_rate(line, currency),
                amount=_money(line, "amount", currency),
                tax=taxes.get(reference, absent) if reference else absent,
                order_line=int(order_line) if order_line is not None else None,
                stocked=reference_id(line.get("itemType")) in _STOCKED,
            )
        )
    return tuple(found)


def _taxes(record: Json, currency: str) -> dict[str, Money]:
    """Tax by reference; several taxes on one line (state, county) add up."""
    found: dict[str, Money] = {}
    if not record.get("taxDetailsOverride"):
        return found
    for detail in lines_of(record, "taxDetails"):
        reference = reference_id(detail.get("taxDetailsReference"))
        amount = _money(detail, "taxAmount", currency)
        found[reference] = found.get(reference, Money.zero(currency)) + amount
    return found


def _money(record: Json, field: str, currency: str) -> Money:
    return Money.of(Decimal(str(record.get(field) or 0)), currency)


def _rate(line: Json, currency: str) -> Money | None:
    """None when the rate has more decimals than the currency: then only the amount is money."""
    if line.get("rate") is None:
        return None
    try:
        return _money(line, "rate", currency)
    except InexactMoney:
        return None
