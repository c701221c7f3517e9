"""What the record service is asked to write for a settlement.

Lines are appended by leaving out their `line` (Help Center "Updating a Sublist"); the tax engine is
overridden on every new document, so charges bear no tax and goods the tax that was given back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from connector.books.netsuite.bodies import CUSTOM_PRICE, TaxIds
from connector.books.netsuite.reading import SHIPPING_REFERENCE
from connector.books.settlement_books import DocumentLine, RefundFromBilled, StandAlone

__all__ = [
    "appended",
    "item_body",
    "kept",
    "refund_body",
    "stand_alone_body",
]

Json = dict[str, Any]

NOT_TAXABLE = "2"
"""Of the two tax schedules that an account starts with (Taxable, Non-Taxable)."""


def appended(lines: Sequence[DocumentLine]) -> Json:
    """For a PATCH: no line has a key, so all are added and nothing else changes."""
    return {"item": {"items": [_charge(line) for line in lines]}}


def kept(lines: Sequence[int]) -> Json:
    """For a PATCH with `replace=item`: lines named by their key stay as they are."""
    return {"item": {"items": [{"line": line} for line in lines]}}


def item_body(name: str, subsidiary: str, income_account: str) -> Json:
    """Empty ids are left to the account's own defaults."""
    body: Json = {
        "itemId": name,
        "displayName": name,
        "isFulfillable": False,
        "taxSchedule": {"id": NOT_TAXABLE},
    }
    if subsidiary:
        body["subsidiary"] = {"items": [{"id": subsidiary}]}
        body["includeChildren"] = True
    if income_account:
        body["incomeAccount"] = {"id": income_account}
    return body


def refund_body(
    refund: RefundFromBilled,
    key: str,
    tax: TaxIds,
    discount_item: str,
    lines: Mapping[int, int] | None = None,
) -> Json:
    """What a transform lays over the defaults. Every line of the source that does not come back is
    named with quantity 0, fee lines too: an untouched line would stay in. `lines`: line of the
    billed record -> line of the return that is transformed in its place."""
    given = {line.billed_line: line for line in refund.lines if line.billed_line is not None}
    items: list[Json] = []
    details: list[Json] = []
    billed = refund.billed.document
    sources = {each.line: each.line for each in billed.lines} if lines is None else lines
    for number, source in sources.items():
        line = given.get(number)
        if line is None:
            items.append({"orderLine": source, "quantity": 0})
            continue
        reference = f"L{source}"
        items.append(
            {
                "orderLine": source,
                "quantity": line.quantity,
                "amount": line.amount.amount,
                "description": line.description,
                "taxDetailsReference": reference,
            }
        )
        details += _tax(line, reference, tax)
    items += [_charge(line) for line in refund.lines if line.billed_line is None]
    body: Json = {
        "externalId": key,
        "tranDate": refund.day.isoformat(),
        "otherRefNum": refund.order_name,
        "memo": refund.memo,
        "shippingCost": refund.shipping.amount,
        "taxDetailsOverride": True,
        "item": {"items": items},
        "custbody_fa_refund_id": refund.refund_id,
    }
    if refund.discount:
        body["discountItem"] = {"id": discount_item}
        body["discountTotal"] = -refund.discount.amount
    elif billed.discount:
        body["discountTotal"] = 0
    if refund.shipping:
        details.append(
            tax.detail(
                SHIPPING_REFERENCE,
                refund.shipping.amount,
                refund.shipping_tax_rate,
                refund.shipping_tax.amount,
            )
        )
    body["taxDetails"] = {"items": details}
    return body


def stand_alone_body(document: StandAlone, key: str, currency_id: str, tax: TaxIds) -> Json:
    items: list[Json] = []
    details: list[Json] = []
    for number, line in enumerate(document.lines, 1):
        entry = _charge(line)
        if line.tax:
            entry["taxDetailsReference"] = f"L{number}"
            details += _tax(line, f"L{number}", tax)
        items.append(entry)
    return {
        "externalId": key,
        "entity": {"id": document.customer_id},
        "tranDate": document.day.isoformat(),
        "currency": {"id": currency_id},
        "otherRefNum": document.reference,
        "memo": document.memo,
        "taxDetailsOverride": True,
        "item": {"items": items},
        "taxDetails": {"items": details},
    }


def _charge(line: DocumentLine) -> Json:
    entry: Json = {
        "item": {"id": line.item_id},
        "quantity": line.quantity,
        "price": {"id": CUSTOM_PRICE},
        "amount": line.amount.amount,
        "description": line.description,
    }
    if line.quantity == 1:
        entry["rate"] = line.amount.amount
    return entry


def _tax(line: DocumentLine, reference: str, tax: TaxIds) -> list[Json]:
    if line.tax is None:
        return []
    basis = line.amount if line.discount is None else line.amount - line.discount
    return [tax.detail(reference, basis.amount, line.tax_rate, line.tax.amount)]
