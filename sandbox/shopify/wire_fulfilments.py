"""Fulfillment orders and fulfillments as REST writes them (Admin API, "Fulfillment",
"FulfillmentOrder")."""

from __future__ import annotations

from sandbox.shopify.account import Account
from sandbox.shopify.order_parts import Fulfillment, FulfillmentOrder
from sandbox.shopify.records import Order
from sandbox.shopify.wire import Json, address, gid, time_of
from sandbox.shopify.wire_lines import line_document

__all__ = ["fulfillment_document", "fulfillment_order_document"]


def fulfillment_document(account: Account, order: Order, fulfillment: Fulfillment) -> Json:
    zone = account.records.shop.iana_timezone
    numbers, urls = fulfillment.tracking_numbers, fulfillment.tracking_urls
    lines: list[Json] = []
    for piece in fulfillment.line_items:
        line = order.line_item(piece.line_item_id)
        if line is not None:
            lines.append({**line_document(order, line), "quantity": piece.quantity})
    return {
        "id": fulfillment.id,
        "admin_graphql_api_id": gid("Fulfillment", fulfillment.id),
        "order_id": order.id,
        "name": fulfillment.name,
        "status": fulfillment.status,
        "service": fulfillment.service,
        "location_id": fulfillment.location_id,
        "origin_address": {},
        "receipt": {},
        "shipment_status": fulfillment.shipment_status,
        "tracking_company": fulfillment.tracking_company,
        "tracking_number": numbers[0] if numbers else None,
        "tracking_numbers": list(numbers),
        "tracking_url": urls[0] if urls else None,
        "tracking_urls": list(urls),
        "created_at": time_of(fulfillment.created_at, zone),
        "updated_at": time_of(fulfillment.updated_at, zone),
        "line_items": lines,
    }


def fulfillment_order_document(account: Account, order: Order, work: FulfillmentOrder) -> Json:
    shop = account.records.shop
    zone = shop.iana_timezone
    where = account.records.locations[work.assigned_location_id]
    actions = ["create_fulfillment", "hold"] if work.status in {"open", "in_progress"} else []
    pieces: list[Json] = []
    for piece in work.line_items:
        line = order.line_item(piece.line_item_id)
        variant = (
            account.records.variants.get(line.variant_id) if line and line.variant_id else None
        )
        pieces.append(
            {
                "id": piece.id,
                "shop_id": shop.id,
                "fulfillment_order_id": work.id,
                "quantity": piece.total_quantity,
                "line_item_id": piece.line_item_id,
                "inventory_item_id": variant.inventory_item_id if variant else None,
                "fulfillable_quantity": piece.remaining_quantity,
                "variant_id": line.variant_id if line else None,
            }
        )
    return {
        "id": work.id,
        "admin_graphql_api_id": gid("FulfillmentOrder", work.id),
        "shop_id": shop.id,
        "order_id": order.id,
        "assigned_location_id": work.assigned_location_id,
        "request_status": work.request_status,
        "status": work.status,
        "supported_actions": actions,
        "destination": address(order.shipping_address),
        "fulfill_at": time_of(work.fulfill_at, zone),
        "fulfill_by": None,
        "fulfillment_holds": [],
        "international_duties": None,
        "delivery_method": None,
        "created_at": time_of(work.created_at, zone),
        "updated_at": time_of(work.updated_at, zone),
        "line_items": pieces,
        "assigned_location": {
            "location_id": where.id,
            "name": where.name,
            "address1": where.address.address1,
            "address2": where.address.address2,
            "city": where.address.city,
            "province": where.address.province,
            "zip": where.address.zip,
            "country_code": where.address.country_code,
            "phone": where.address.phone,
        },
        "merchant_requests": [],
    }
