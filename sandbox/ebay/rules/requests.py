"""What a client asks for, read from its JSON. Wrong shapes get eBay's own numbers.

A word that no list has, or a member of another type, never reaches the API: the gateway says 2004,
as recorded for other Sell APIs.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, NoReturn

import msgspec

from sandbox.ebay.errors import AccessError, FulfillmentError
from sandbox.ebay.rules.money import written
from sandbox.ebay.rules.times import parsed

__all__ = [
    "REASONS",
    "Amount",
    "RefundItem",
    "RefundRequest",
    "ShipmentRequest",
    "refund_request",
    "shipment_request",
    "unreadable",
]

REASONS = (
    "BUYER_CANCEL",
    "SELLER_CANCEL",
    "ITEM_NOT_RECEIVED",
    "BUYER_RETURN",
    "ITEM_NOT_AS_DESCRIBED",
    "OTHER_ADJUSTMENT",
    "SHIPPING_DISCOUNT",
)
_LONGEST_COMMENT = 1000


class Amount(msgspec.Struct, frozen=True):
    value: Decimal
    currency: str


class RefundItem(msgspec.Struct, frozen=True, kw_only=True):
    """Named by `line`, or by `item` and `transaction`."""

    amount: Amount
    line: str = ""
    item: str = ""
    transaction: str = ""


class RefundRequest(msgspec.Struct, frozen=True, kw_only=True):
    """`total` for the whole order, or `items`."""

    reason: str
    comment: str = ""
    items: tuple[RefundItem, ...] = ()
    total: Amount | None = None


class ShipmentRequest(msgspec.Struct, frozen=True, kw_only=True):
    """`lines`: units by line item id; no lines: all that is left of the order."""

    lines: tuple[tuple[str, int], ...] = ()
    shipped: datetime | None = None
    carrier: str = ""
    tracking: str = ""


def unreadable(field: str) -> NoReturn:
    """Raises AccessError 2004."""
    raise AccessError(
        2004,
        "ACCESS",
        "Invalid request",
        long_message="The request has errors. For help, see the documentation for this API.",
        parameters={"reason": f"Could not serialize field [{field}]"},
    )


def refund_request(body: Any) -> RefundRequest:
    """Raises FulfillmentError 34902 to 34912, 34921, and AccessError 2004."""
    if not body:
        raise FulfillmentError(34902)
    document = _object(body, "")
    reason = _text(document, "reasonForRefund")
    if not reason:
        raise FulfillmentError(34903)
    if reason not in REASONS:
        unreadable("reasonForRefund")
    comment = _text(document, "comment")
    if len(comment) > _LONGEST_COMMENT:
        raise FulfillmentError(34921)
    total, items = document.get("orderLevelRefundAmount"), document.get("refundItems")
    if items is not None and not isinstance(items, list):
        unreadable("refundItems")
    if bool(total is None) == bool(not items):
        raise FulfillmentError(34905)
    if total is not None:
        amount = _amount(_object(total, "orderLevelRefundAmount"), "orderLevelRefundAmount")
        return RefundRequest(reason=reason, comment=comment, total=amount)
    found = tuple(_item(each, f"refundItems[{place}]") for place, each in enumerate(items or ()))
    return RefundRequest(reason=reason, comment=comment, items=found)


def shipment_request(body: Any) -> ShipmentRequest:
    """Raises FulfillmentError 32500, 32600, and AccessError 2004."""
    if not isinstance(body, dict):
        raise FulfillmentError(32600)
    wanted = body.get("lineItems")
    if wanted is not None and not isinstance(wanted, list):
        unreadable("lineItems")
    moment = None
    if (said := _text(body, "shippedDate")) and (moment := parsed(said)) is None:
        raise FulfillmentError(32500)
    return ShipmentRequest(
        lines=tuple(_shipped(each, f"lineItems[{at}]") for at, each in enumerate(wanted or ())),
        shipped=moment,
        carrier=_text(body, "shippingCarrierCode"),
        tracking=_text(body, "trackingNumber"),
    )


def _shipped(value: Any, where: str) -> tuple[str, int]:
    """A line without a quantity is one unit of it, as described."""
    document = _object(value, where)
    quantity = document.get("quantity")
    if isinstance(quantity, bool) or not isinstance(quantity, int | None):
        unreadable(f"{where}.quantity")
    if quantity is not None and quantity < 1:
        raise FulfillmentError(32600)
    return _text(document, "lineItemId", where), 1 if quantity is None else quantity


def _item(value: Any, where: str) -> RefundItem:
    document = _object(value, where)
    line = _text(document, "lineItemId", where)
    item = transaction = ""
    legacy = document.get("legacyReference")
    if not line:
        if legacy is None:
            raise FulfillmentError(34910)
        reference = _object(legacy, f"{where}.legacyReference")
        item = _text(reference, "legacyItemId", where)
        transaction = _text(reference, "legacyTransactionId", where)
        if not item:
            raise FulfillmentError(34911)
        if not transaction:
            raise FulfillmentError(34912)
    amount = document.get("refundAmount")
    if amount is None:
        raise FulfillmentError(34906)
    return RefundItem(
        amount=_amount(_object(amount, f"{where}.refundAmount"), f"{where}.refundAmount"),
        line=line,
        item=item,
        transaction=transaction,
    )


def _amount(document: Mapping[str, Any], where: str) -> Amount:
    value = document.get("value")
    if value is None or value == "":
        raise FulfillmentError(34906)
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        unreadable(f"{where}.value")
    currency = _text(document, "currency", where)
    if not currency:
        raise FulfillmentError(34908)
    amount = written(value)
    if amount is None:
        raise FulfillmentError(34907)
    return Amount(amount, currency)


def _object(value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        unreadable(where)
    return value


def _text(document: Mapping[str, Any], name: str, where: str = "") -> str:
    value = document.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        unreadable(f"{where}.{name}".removeprefix("."))
    return value
