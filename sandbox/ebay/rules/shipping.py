"""Shipping fulfilments: a parcel, some of its lines. Source: Fulfillment v1.20.7.

The id is the tracking number; without one it is made up, as recorded ids are: EX and letters.
"""

from __future__ import annotations

import string
from collections import Counter
from datetime import timedelta

import msgspec

from sandbox.ebay.domain import Domain
from sandbox.ebay.errors import FulfillmentError
from sandbox.ebay.records import LineItem, Order, Shipment
from sandbox.ebay.rules import events, orders
from sandbox.ebay.rules.requests import ShipmentRequest

__all__ = ["find", "ship"]

_ALPHABET = string.ascii_uppercase + string.digits
_MOST = 100  # parcels of one order


def find(order: Order, shipment_id: str) -> Shipment:
    """Raises FulfillmentError 32110, as 404."""
    for shipment in order.shipments:
        if shipment.id == shipment_id:
            return shipment
    refusal = FulfillmentError(32110, fulfillmentId=shipment_id)
    refusal.status = 404
    raise refusal


def ship(account: Domain, order: Order, request: ShipmentRequest) -> Shipment:
    """Raises FulfillmentError 32200 to 32600, 34100, 34500; then nothing was done."""
    if account.settings.seller_suspended:
        raise FulfillmentError(32400)
    quantities = _quantities(order, request)
    tracking = "".join(letter for letter in request.tracking if letter.isalnum())
    if bool(request.tracking) != bool(request.carrier) or (request.tracking and not tracking):
        raise FulfillmentError(32300)
    now = account.clock.now()
    shipped = request.shipped or now
    if shipped > now + timedelta(minutes=5) or shipped.date() < order.created.date():
        raise FulfillmentError(32500)
    if order.cancel_state == "CANCELED":
        raise FulfillmentError(32600)
    if tracking and any(each.id == tracking for each in order.shipments):
        raise FulfillmentError(34500)
    if len(order.shipments) >= _MOST:
        raise FulfillmentError(34100)
    shipment = Shipment(
        id=tracking or "EX" + account.ids.token("ebay.shipment", 26, _ALPHABET),
        carrier=request.carrier,
        tracking=tracking,
        shipped=shipped,
        lines=tuple(quantities.items()),
    )
    orders.changed(
        account,
        order,
        lines=tuple(_sent(line, quantities.get(line.id, 0)) for line in order.lines),
        shipments=(*order.shipments, shipment),
    )
    for key in quantities:
        events.tell(account, events.SHIPPED, order=order.id, line=key, shipment=shipment.id)
    return shipment


def _quantities(order: Order, request: ShipmentRequest) -> dict[str, int]:
    twice = [key for key, count in Counter(key for key, _ in request.lines).items() if count > 1]
    if twice:
        raise FulfillmentError(32210)
    found: dict[str, int] = {}
    for key, units in request.lines:
        line = order.line(key)
        if line is None:
            raise FulfillmentError(32200, lineItemId=key)
        if not 0 < units <= line.quantity - line.shipped:
            raise FulfillmentError(32600)
        found[key] = units
    if not request.lines:
        left = {line.id: line.quantity - line.shipped for line in order.lines}
        found = {key: units for key, units in left.items() if units}
    if not found:
        raise FulfillmentError(32600)
    return found


def _sent(line: LineItem, units: int) -> LineItem:
    return msgspec.structs.replace(line, shipped=line.shipped + units)
