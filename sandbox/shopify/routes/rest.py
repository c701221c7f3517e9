"""The REST routes of a shop, as data. app.py also serves each without a version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.kernel.routing import Route
from sandbox.shopify.routes import (
    rest_cancel,
    rest_order_list,
    rest_orders,
    rest_refunds,
    rest_shop,
)
from sandbox.shopify.routes import rest_catalogue as catalogue
from sandbox.shopify.routes import rest_fulfilments as fulfilments
from sandbox.shopify.routes import rest_payouts as payouts
from sandbox.shopify.routes import rest_transactions as transactions
from sandbox.shopify.routes import rest_webhooks as webhooks

if TYPE_CHECKING:
    from sandbox.shopify.app import Shopify

__all__ = ["ROUTES"]

_BASE = "/admin/api/{version}"
_ORDER = f"{_BASE}/orders/{{id}}"
_PAYMENTS = f"{_BASE}/shopify_payments"

ROUTES: tuple[Route[Shopify], ...] = (
    Route("GET", f"{_BASE}/orders.json", rest_order_list.list_orders),
    Route("GET", f"{_BASE}/orders/count.json", rest_order_list.count_orders),
    Route("POST", f"{_BASE}/orders.json", rest_orders.create_order),
    Route("GET", f"{_ORDER}.json", rest_orders.get_order),
    Route("PUT", f"{_ORDER}.json", rest_orders.update_order),
    Route("POST", f"{_ORDER}/close.json", rest_orders.close_order),
    Route("POST", f"{_ORDER}/open.json", rest_orders.open_order),
    Route("POST", f"{_ORDER}/cancel.json", rest_cancel.cancel_order),
    Route("GET", f"{_ORDER}/transactions.json", transactions.list_transactions),
    Route("GET", f"{_ORDER}/transactions/count.json", transactions.count_transactions),
    Route("GET", f"{_ORDER}/transactions/{{transaction_id}}.json", transactions.get_transaction),
    Route("POST", f"{_ORDER}/transactions.json", transactions.create_transaction),
    Route("GET", f"{_ORDER}/refunds.json", rest_refunds.list_refunds),
    Route("GET", f"{_ORDER}/refunds/{{refund_id}}.json", rest_refunds.get_refund),
    Route("POST", f"{_ORDER}/refunds/calculate.json", rest_refunds.calculate_refund),
    Route("POST", f"{_ORDER}/refunds.json", rest_refunds.create_refund),
    Route("GET", f"{_ORDER}/fulfillments.json", fulfilments.list_fulfillments),
    Route("GET", f"{_ORDER}/fulfillments/count.json", fulfilments.count_fulfillments),
    Route("GET", f"{_ORDER}/fulfillments/{{fulfillment_id}}.json", fulfilments.get_fulfillment),
    Route("GET", f"{_ORDER}/fulfillment_orders.json", fulfilments.list_fulfillment_orders),
    Route("GET", f"{_BASE}/fulfillment_orders/{{id}}.json", fulfilments.get_fulfillment_order),
    Route("POST", f"{_BASE}/fulfillments.json", fulfilments.create_fulfillment),
    Route("POST", f"{_BASE}/fulfillments/{{id}}/cancel.json", fulfilments.cancel_fulfillment),
    Route("POST", f"{_BASE}/fulfillments/{{id}}/update_tracking.json", fulfilments.update_tracking),
    Route("GET", f"{_BASE}/shop.json", rest_shop.get_shop),
    Route("GET", f"{_BASE}/locations.json", rest_shop.list_locations),
    Route("GET", f"{_BASE}/locations/{{id}}.json", rest_shop.get_location),
    Route("GET", f"{_BASE}/webhooks.json", webhooks.list_webhooks),
    Route("GET", f"{_BASE}/webhooks/count.json", webhooks.count_webhooks),
    Route("POST", f"{_BASE}/webhooks.json", webhooks.create_webhook),
    Route("GET", f"{_BASE}/webhooks/{{id}}.json", webhooks.get_webhook),
    Route("PUT", f"{_BASE}/webhooks/{{id}}.json", webhooks.update_webhook),
    Route("DELETE", f"{_BASE}/webhooks/{{id}}.json", webhooks.delete_webhook),
    Route("GET", f"{_PAYMENTS}/balance.json", payouts.get_balance),
    Route("GET", f"{_PAYMENTS}/balance/transactions.json", payouts.list_balance_transactions),
    Route("GET", f"{_PAYMENTS}/payouts.json", payouts.list_payouts),
    Route("GET", f"{_PAYMENTS}/payouts/{{id}}.json", payouts.get_payout),
    Route("GET", f"{_PAYMENTS}/disputes.json", payouts.list_disputes),
    Route("GET", f"{_PAYMENTS}/disputes/{{id}}.json", payouts.get_dispute),
    Route("GET", f"{_BASE}/customers.json", catalogue.list_customers),
    Route("GET", f"{_BASE}/customers/count.json", catalogue.count_customers),
    Route("POST", f"{_BASE}/customers.json", catalogue.create_customer),
    Route("GET", f"{_BASE}/customers/{{id}}.json", catalogue.get_customer),
    Route("PUT", f"{_BASE}/customers/{{id}}.json", catalogue.update_customer),
    Route("GET", f"{_BASE}/customers/{{id}}/orders.json", catalogue.list_customer_orders),
    Route("GET", f"{_BASE}/products.json", catalogue.list_products),
    Route("GET", f"{_BASE}/products/count.json", catalogue.count_products),
    Route("GET", f"{_BASE}/products/{{id}}.json", catalogue.get_product),
    Route("GET", f"{_BASE}/products/{{id}}/variants.json", catalogue.list_variants),
    Route("GET", f"{_BASE}/variants/{{id}}.json", catalogue.get_variant),
    Route("GET", f"{_BASE}/inventory_levels.json", catalogue.list_levels),
    Route("GET", f"{_BASE}/inventory_items.json", catalogue.list_items),
    Route("GET", f"{_BASE}/inventory_items/{{id}}.json", catalogue.get_item),
)
