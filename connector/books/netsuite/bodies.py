"""From the model to NetSuite's JSON: what the record service is asked to write.

Tax goes in as given, one tax detail per line and one for shipping, with `taxDetailsOverride`: the
account's own engine computes tax once on the whole and would be a cent off (W1). Numbers are
Decimal and are written with the digits they have.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from connector.books.books import BooksRefundInstruction, OrderInstruction
from connector.books.netsuite.reading import SHIPPING_REFERENCE
from connector.model import Address, BooksOrder, Customer, OrderKind

__all__ = ["TaxIds", "close_body", "customer_body", "order_body", "refund_body"]

Json = dict[str, Any]

CUSTOM_PRICE = "-1"  # price level "Custom": without it the item's own price could win
ORDER_STATUS = {"Pending Approval": "A", "Pending Fulfillment": "B"}


class TaxIds:
    """Tax code and type for the tax details; empty: the account's default."""

    def __init__(self, code: str = "", kind: str = "") -> None:
        self.code = code
        self.kind = kind

    def detail(self, reference: str, basis: Decimal, rate: Decimal, amount: Decimal) -> Json:
        found: Json = {
            "taxDetailsReference": {"id": reference},
            "taxBasis": basis,
            "taxRate": rate,
            "taxAmount": amount,
        }
        if self.code:
            found["taxCode"] = {"id": self.code}
        if self.kind:
            found["taxType"] = self.kind  # a string on the wire, not a reference
        return found


def order_body(
    instruction: OrderInstruction,
    *,
    currency_id: str,
    discount_item: str,
    ship_method: str,
    payment_method: str,
    terms: str,
    order_status: str,
    tax: TaxIds,
    validation_totals: bool,
    old_lines: Sequence[tuple[int, str]] | None = None,
) -> Json:
    """A sales order or cash sale. References are internal ids, empty when not wanted.

    `old_lines`: line number and item id of the lines of the record that the body changes; None
    for a new one. Then what is not wanted is cleared instead of left out, what cannot change
    (external id, status) is left out, and a line of the same item keeps its number: a line that
    is made anew loses its links to fulfilments and bills.
    """
    existing = old_lines is not None
    free = list(old_lines or ())
    body: Json = {
        "entity": {"id": instruction.customer_id},
        "tranDate": instruction.date.isoformat(),
        "currency": {"id": currency_id},
        "otherRefNum": instruction.order_name,
        "taxDetailsOverride": True,
    }
    if not existing:
        body["externalId"] = instruction.external_id
        if instruction.kind is OrderKind.SALES_ORDER:
            body["orderStatus"] = {"id": ORDER_STATUS[order_status]}
    _put(body, "memo", instruction.memo or None, clear=existing)
    _put(body, "paymentMethod", _ref(payment_method), clear=existing)
    if instruction.kind is OrderKind.SALES_ORDER:
        _put(body, "terms", _ref(terms), clear=existing)
    has_discount = bool(instruction.discount)
    _put(body, "discountItem", _ref(discount_item if has_discount else ""), clear=existing)
    if has_discount:
        body["discountTotal"] = -instruction.discount.amount
    shipping = instruction.shipping
    _put(body, "shipMethod", _ref(ship_method if shipping else ""), clear=existing)
    if shipping is not None:
        body["shippingCost"] = shipping.net.amount
    elif existing:
        body["shippingCost"] = Decimal(0)
    lines, details = _lines(instruction, tax, free)
    if shipping is not None:
        details.append(
            tax.detail(
                SHIPPING_REFERENCE, shipping.net.amount, shipping.tax_rate, shipping.tax.amount
            )
        )
    body["item"] = {"items": lines}
    body["taxDetails"] = {"items": details}
    if instruction.billing is not None:
        body["billingAddress"] = _address(instruction.billing)
    if instruction.shipping_address is not None:
        body["shippingAddress"] = _address(instruction.shipping_address)
    if validation_totals:
        body |= {
            "custbody_fa_channel": instruction.channel_account,
            "custbody_fa_order_total": instruction.total.amount,
            "custbody_fa_tax_total": instruction.tax.amount,
            "custbody_fa_subtotal": instruction.subtotal.amount,
            "custbody_fa_shipping_total": shipping.net.amount if shipping else Decimal(0),
        }
    body |= dict(instruction.custom)
    return body


def _lines(
    instruction: OrderInstruction, tax: TaxIds, free: list[tuple[int, str]]
) -> tuple[list[Json], list[Json]]:
    """Item lines and their tax details. `free`: numbers to use again, by item."""
    lines, details = [], []
    for number, line in enumerate(instruction.lines, 1):
        reference = f"L{number}"
        entry: Json = {
            "item": {"id": line.item.id},
            "quantity": line.quantity,
            "price": {"id": CUSTOM_PRICE},
            "rate": line.rate.amount,
            "amount": line.amount.amount,
            "taxDetailsReference": reference,
        }
        kept = next((each for each in free if each[1] == line.item.id), None)
        if kept is not None:
            free.remove(kept)
            entry["line"] = kept[0]
        if line.description:
            entry["description"] = line.description
        lines.append(entry)
        details.append(tax.detail(reference, line.tax_basis.amount, line.tax_rate, line.tax.amount))
    return lines, details


def close_body(order: BooksOrder) -> Json:
    """Closes every line; the order's status follows from its lines."""
    return {"item": {"items": [{"line": line.line, "isClosed": True} for line in order.lines]}}


def customer_body(customer: Customer, name: str) -> Json:
    body: Json = {"isPerson": not customer.company}
    if customer.company:
        body["companyName"] = customer.company
    else:
        first, _, last = name.rpartition(" ")
        body["firstName"] = customer.first_name or first or last
        body["lastName"] = customer.last_name or last
    body["entityId"] = name
    for field, value in (("email", customer.email), ("phone", customer.phone)):
        if value:
            body[field] = value
    return body


def refund_body(
    instruction: BooksRefundInstruction,
    key: str,
    *,
    discount_item: str,
    adjustment_items: Sequence[str],
    tax: TaxIds,
    lines: Mapping[int, int] | None = None,
) -> Json:
    """What a transform lays over the defaults of a cash refund or credit memo.

    A line of the billed document that is not given back is named with quantity 0: untouched lines
    would stay in with all that is left of them. Shipping and discount are always said for the
    same reason. `lines`: line of the billed document -> line of the return that is transformed in
    its place.
    """
    given = {line.billed_line: line for line in instruction.lines}
    items: list[Json] = []
    details: list[Json] = []
    billed = instruction.billed.lines
    sources = {each.line: each.line for each in billed} if lines is None else lines
    for number, source in sources.items():
        line = given.get(number)
        if line is None or not line.quantity:
            items.append({"orderLine": source, "quantity": 0})
            continue
        reference = f"L{source}"
        items.append(
            {
                "orderLine": source,
                "quantity": line.quantity,
                "amount": line.amount.amount,
                "taxDetailsReference": reference,
            }
        )
        details.append(tax.detail(reference, line.net.amount, line.tax_rate, line.tax.amount))
    for number, (adjustment, item_id) in enumerate(
        zip(instruction.adjustments, adjustment_items, strict=True), 1
    ):
        items.append(
            {
                "item": {"id": item_id},
                "quantity": 1,
                "price": {"id": CUSTOM_PRICE},
                "rate": adjustment.amount.amount,
                "amount": adjustment.amount.amount,
                "taxDetailsReference": f"A{number}",
            }
        )
    body: Json = {
        "externalId": key,
        "tranDate": instruction.date.isoformat(),
        "otherRefNum": instruction.order_name,
        "memo": instruction.memo,
        "shippingCost": instruction.shipping.amount,
        "taxDetailsOverride": True,
        "item": {"items": items},
        "custbody_fa_refund_id": instruction.refund_id,
    }
    if instruction.discount:
        body["discountItem"] = {"id": discount_item}
        body["discountTotal"] = -instruction.discount.amount
    elif instruction.billed.discount:
        body["discountTotal"] = Decimal(0)
    if instruction.shipping:
        details.append(
            tax.detail(
                SHIPPING_REFERENCE,
                instruction.shipping.amount,
                instruction.shipping_tax_rate,
                instruction.shipping_tax.amount,
            )
        )
    body["taxDetails"] = {"items": details}
    return body


def _put(body: Json, field: str, value: Any, *, clear: bool) -> None:
    if value is not None:
        body[field] = value
    elif clear:
        body[field] = None


def _ref(internal_id: str) -> Mapping[str, str] | None:
    return {"id": internal_id} if internal_id else None


def _address(address: Address) -> Json:
    fields = {
        "addressee": address.company or address.name,
        "attention": address.name if address.company else "",
        "addr1": address.line1,
        "addr2": address.line2,
        "city": address.city,
        "state": address.region,
        "zip": address.postcode,
        "addrPhone": address.phone,
    }
    found: Json = {name: value for name, value in fields.items() if value}
    if address.country:
        found["country"] = {"id": address.country}
    return found
