"""Every field and what stands behind it, and the scopes that fields need."""

from __future__ import annotations

from sandbox.shopify.graphql.resolvers import (
    bulk,
    catalogue,
    fulfillments,
    lines,
    mutations,
    orders,
    payouts,
    people,
    refunds,
    roots,
    transactions,
    webhooks,
)
from sandbox.shopify.graphql.resolvers.registry import (
    Resolver,
    connection_field,
)

__all__ = ["RESOLVERS", "SCOPES", "resolver_of"]

RESOLVERS: dict[str, Resolver] = {
    **roots.FIELDS,
    **mutations.FIELDS,
    **orders.FIELDS,
    **lines.FIELDS,
    **transactions.FIELDS,
    **refunds.FIELDS,
    **fulfillments.FIELDS,
    **people.FIELDS,
    **webhooks.FIELDS,
    **bulk.FIELDS,
    **payouts.FIELDS,
    **catalogue.FIELDS,
}

# Scopes that a field needs (shopify.dev "Access scopes"); without it the field is denied.
SCOPES = {
    "QueryRoot.customer": "read_customers",
    "QueryRoot.customerByIdentifier": "read_customers",
    "QueryRoot.customers": "read_customers",
    "QueryRoot.customersCount": "read_customers",
    "QueryRoot.inventoryItem": "read_inventory",
    "QueryRoot.inventoryItems": "read_inventory",
    "QueryRoot.inventoryLevel": "read_inventory",
    "QueryRoot.product": "read_products",
    "QueryRoot.productVariant": "read_products",
    "QueryRoot.productVariants": "read_products",
    "QueryRoot.products": "read_products",
    "QueryRoot.productsCount": "read_products",
    "Mutation.customerCreate": "write_customers",
    "Mutation.customerUpdate": "write_customers",
    "ProductVariant.inventoryItem": "read_inventory",
    "Location.inventoryLevels": "read_inventory",
    "QueryRoot.dispute": "read_shopify_payments_disputes",
    "QueryRoot.disputes": "read_shopify_payments_disputes",
    "QueryRoot.fulfillment": "read_fulfillments",
    "QueryRoot.fulfillmentOrder": "read_merchant_managed_fulfillment_orders",
    "QueryRoot.location": "read_locations",
    "QueryRoot.locations": "read_locations",
    "QueryRoot.order": "read_orders",
    "QueryRoot.orderByIdentifier": "read_orders",
    "QueryRoot.orders": "read_orders",
    "QueryRoot.ordersCount": "read_orders",
    "QueryRoot.refund": "read_orders",
    "QueryRoot.shopifyPaymentsAccount": "read_shopify_payments_payouts",
    "Mutation.fulfillmentCreate": "write_merchant_managed_fulfillment_orders",
    "Mutation.fulfillmentTrackingInfoUpdate": "write_merchant_managed_fulfillment_orders",
    "Mutation.orderClose": "write_orders",
    "Mutation.orderCreate": "write_orders",
    "Mutation.orderMarkAsPaid": "write_orders",
    "Mutation.orderOpen": "write_orders",
    "Mutation.orderUpdate": "write_orders",
    "Mutation.refundCreate": "write_orders",
    "LineItem.product": "read_products",
    "LineItem.variant": "read_products",
    "ShopifyPaymentsAccount.disputes": "read_shopify_payments_disputes",
    "Order.customer": "read_customers",
    "Order.purchasingEntity": "read_customers",
    "Order.fulfillmentOrders": "read_merchant_managed_fulfillment_orders",
}


def resolver_of(type_name: str, field: str) -> Resolver:
    """Raises KeyError for a field that nobody answers."""
    known = RESOLVERS.get(f"{type_name}.{field}")
    return known if known is not None else connection_field(type_name, field)
