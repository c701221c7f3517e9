"""`notification.data` of a notice, by topic.

Recorded in public code: ORDER_CONFIRMATION names the user, the order and one line of it;
ITEM_MARKED_SHIPPED is flat, has old numbers as numbers, and neither carrier nor tracking number
though they are known. What ORDER_CANCELLATION_ACTIVITY holds is not published: the order and the
cancellation, beside the user.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from sandbox.ebay.domain import Domain
from sandbox.ebay.records import Event, LineItem, Order
from sandbox.ebay.rules import events
from sandbox.ebay.wire.shapes import Json, moment

__all__ = ["notice"]


def notice(account: Domain, event: Event, user_id: str) -> Json:
    """`user_id` is the seller's that never changes."""
    order = account.records.orders[event.data["order"]]
    return _SHAPES[event.topic](account, order, event, user_id)


def _user(account: Domain, user_id: str) -> Json:
    return {"userId": user_id, "username": account.seller_id}


def _line(order: Order, event: Event) -> LineItem:
    line = order.line(event.data["line"])
    assert line is not None  # noqa: S101 - lines of an order never go
    return line


def _confirmed(account: Domain, order: Order, event: Event, user_id: str) -> Json:
    line = _line(order, event)
    item = {"orderLineItemId": line.id, "listingId": line.item, "quantity": line.quantity}
    return {
        "user": _user(account, user_id),
        "order": {"orderId": order.id, "orderLineItems": [item]},
    }


def _shipped(account: Domain, order: Order, event: Event, user_id: str) -> Json:
    line = _line(order, event)
    shipped = next(
        (each.shipped for each in order.shipments if each.id == event.data["shipment"]), event.date
    )
    return {
        "itemMarkedShipped": {
            "trackingNumber": None,
            "carrier": None,
            "shippedDate": moment(shipped),
            "orderId": order.id,
            "itemId": int(line.item),
            "transactionId": int(line.transaction),
            "lineItemId": f"{line.item}-{line.transaction}",
            "publicUserId": user_id,
            "username": account.seller_id,
        }
    }


def _cancelled(account: Domain, order: Order, event: Event, user_id: str) -> Json:
    return {
        "user": _user(account, user_id),
        "order": {"orderId": order.id},
        "cancellation": {"cancelId": event.data["cancellation"]},
    }


_SHAPES: Mapping[str, Callable[[Domain, Order, Event, str], Json]] = MappingProxyType(
    {
        events.CONFIRMATION: _confirmed,
        events.SHIPPED: _shipped,
        events.CANCELLATION: _cancelled,
    }
)
