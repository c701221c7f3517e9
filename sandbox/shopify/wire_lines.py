"""Line items, shipping lines and transactions as REST writes them (Admin API, "Order",
"Transaction")."""

from __future__ import annotations

from sandbox.shopify.account import Account
from sandbox.shopify.order_parts import (
    DiscountAllocation,
    LineItem,
    OrderTransaction,
    ShippingLine,
)
from sandbox.shopify.records import Order
from sandbox.shopify.wire import Json, gid, money_set, tax_lines, text, time_of

__all__ = ["line_document", "shipping_line_document", "transaction_document"]


def _allocations(order: Order, allocations: tuple[DiscountAllocation, ...]) -> list[Json]:
    return [
        {
            "amount": text(each.amount.shop, order.currency),
            "amount_set": money_set(each.amount, order),
            "discount_application_index": each.application_index,
        }
        for each in allocations
    ]


def line_document(order: Order, line: LineItem) -> Json:
    """`total_discount` holds line-level discounts only; the cart's are in the allocations."""
    left = order.unfulfilled_quantity(line)
    sent = order.fulfilled_quantity(line)
    own = {each.index for each in order.discount_applications if each.allocation_method == "each"}
    zero = line.price - line.price
    on_line = zero
    for each in line.discount_allocations:
        if each.application_index in own:
            on_line = on_line + each.amount
    return {
        "id": line.id,
        "admin_graphql_api_id": gid("LineItem", line.id),
        "attributed_staffs": [],
        "current_quantity": order.current_quantity(line),
        "fulfillable_quantity": left,
        "fulfillment_service": "manual",
        "fulfillment_status": None if not sent else ("partial" if left else "fulfilled"),
        "gift_card": line.gift_card,
        "grams": line.grams,
        "name": line.name or line.title,
        "price": text(line.price.shop, order.currency),
        "price_set": money_set(line.price, order),
        "product_exists": line.product_id is not None,
        "product_id": line.product_id,
        "properties": [{"name": each.key, "value": each.value} for each in line.properties],
        "quantity": line.quantity,
        "requires_shipping": line.requires_shipping,
        "sales_line_item_group_id": None,
        "sku": line.sku or None,
        "taxable": line.taxable,
        "title": line.title,
        "total_discount": text(on_line.shop, order.currency),
        "total_discount_set": money_set(on_line, order),
        "variant_id": line.variant_id,
        "variant_inventory_management": "shopify" if line.variant_id else None,
        "variant_title": line.variant_title,
        "vendor": line.vendor,
        "tax_lines": tax_lines(line.tax_lines, order),
        "duties": [],
        "discount_allocations": _allocations(order, line.discount_allocations),
    }


def shipping_line_document(order: Order, line: ShippingLine) -> Json:
    return {
        "id": line.id,
        "carrier_identifier": line.carrier_identifier,
        "code": line.code,
        "discounted_price": text(line.discounted_price.shop, order.currency),
        "discounted_price_set": money_set(line.discounted_price, order),
        "is_removed": line.is_removed,
        "phone": line.phone,
        "price": text(line.price.shop, order.currency),
        "price_set": money_set(line.price, order),
        "requested_fulfillment_service_id": None,
        "source": line.source,
        "title": line.title,
        "tax_lines": tax_lines(line.tax_lines, order),
        "discount_allocations": _allocations(order, line.discount_allocations),
    }


def transaction_document(account: Account, order: Order, transaction: OrderTransaction) -> Json:
    """`amount` is in the currency the customer paid in (Admin API, "Transaction")."""
    zone = account.records.shop.iana_timezone
    return {
        "id": transaction.id,
        "admin_graphql_api_id": gid("OrderTransaction", transaction.id),
        "order_id": order.id,
        "kind": transaction.kind,
        "gateway": transaction.gateway,
        "status": transaction.status,
        "message": transaction.message,
        "created_at": time_of(transaction.created_at, zone),
        "processed_at": time_of(transaction.processed_at, zone),
        "test": transaction.test,
        "authorization": transaction.authorization,
        "location_id": transaction.location_id,
        "user_id": transaction.user_id,
        "parent_id": transaction.parent_id,
        "device_id": None,
        "error_code": transaction.error_code,
        "source_name": transaction.source_name,
        "receipt": {},
        "amount": text(transaction.amount.presentment, order.presentment_currency),
        "currency": order.presentment_currency,
        "payment_id": transaction.payment_id,
        "total_unsettled_set": {
            "presentment_money": {"amount": "0.0", "currency": order.presentment_currency},
            "shop_money": {"amount": "0.0", "currency": order.currency},
        },
        "manual_payment_gateway": transaction.gateway == "manual",
        "amount_rounding": None,
    }
