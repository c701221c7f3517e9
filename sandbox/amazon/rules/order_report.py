"""The flat file of all orders by their day: a report that a seller asks for.

Source: developer-docs.amazon.com "Report type values: order tracking"; columns as published in the
flat files that importers read.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from sandbox.amazon.domain import Domain
from sandbox.amazon.marketplaces import BY_ID
from sandbox.amazon.records import AFN, Order, OrderItem
from sandbox.amazon.settlements.dialects import CODECS
from sandbox.amazon.settlements.flat_v2 import cell
from sandbox.amazon.wire.shapes import moment

__all__ = ["TYPES", "write"]

# type -> by its last change instead of its purchase
TYPES = {
    "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL": False,
    "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL": True,
}
_COLUMNS = (
    "amazon-order-id", "merchant-order-id", "purchase-date", "last-updated-date", "order-status",
    "fulfillment-channel", "sales-channel", "order-channel", "ship-service-level", "product-name",
    "sku", "asin", "item-status", "quantity", "currency", "item-price", "item-tax",
    "shipping-price", "shipping-tax", "gift-wrap-price", "gift-wrap-tax",
    "item-promotion-discount", "ship-promotion-discount", "ship-city", "ship-state",
    "ship-postal-code", "ship-country", "promotion-ids", "is-business-order",
    "purchase-order-number", "price-designation",
)  # fmt: skip


def write(
    account: Domain, type: str, marketplaces: tuple[str, ...], low: datetime, high: datetime
) -> tuple[bytes, str]:
    """The file and its charset; orders of `low` to `high`, both included."""
    records = account.records
    index = records.orders_by_update if TYPES[type] else records.orders_by_purchase
    lines = ["\t".join(_COLUMNS)]
    for order in index.between(low, high + timedelta(microseconds=1)):
        if order.marketplace in marketplaces:
            lines += ["\t".join(_cells(order, item)) for item in order.items]
    charset = BY_ID[marketplaces[0]].charset
    return "".join(f"{line}\n" for line in lines).encode(CODECS[charset], "replace"), charset


def _cells(order: Order, item: OrderItem) -> Iterator[str]:
    known = BY_ID[order.marketplace]
    priced = order.status != "Pending" and item.quantity > item.cancelled

    def money(amount: Decimal) -> str:
        return f"{amount:f}" if priced and amount else ""

    yield from (order.id, order.merchant_order_id or order.id)
    yield from (moment(order.purchased), moment(order.updated))
    # The file writes the status in its own way.
    yield "Cancelled" if order.status == "Canceled" else order.status
    yield "Amazon" if order.channel == AFN else "Merchant"
    yield from (known.name, "", "Expedited" if order.channel == AFN else "Standard")
    yield from (cell(item.title), cell(item.sku), item.asin)
    yield "Cancelled" if item.quantity == item.cancelled else order.status
    yield from (str(item.quantity - item.cancelled), known.currency if priced else "")
    yield from map(money, (item.price, item.tax, item.shipping, item.shipping_tax))
    yield from map(money, (item.gift_wrap, item.gift_wrap_tax))
    yield from map(money, (item.discount, item.shipping_discount))
    place = order.address
    yield from (place.city, place.region, place.postal_code, place.country)
    yield from (cell(item.promotion_id), "true" if order.business else "false")
    yield from (order.purchase_order, "")
