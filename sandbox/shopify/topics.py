"""Webhook topics: how GraphQL and REST spell them, and the scope each needs.

GraphQL writes ORDERS_PARTIALLY_FULFILLED, REST and the header orders/partially_fulfilled (Admin
API, "WebhookSubscriptionTopic", "Webhooks"). Every topic may be subscribed to; those in `FIRED`
are about things that this shop has.
"""

from __future__ import annotations

from functools import lru_cache

__all__ = ["FIRED", "RESOURCES", "scope_of", "slashed", "topic_named"]

# What a topic is about -> the scope that an app needs to hear of it; "" none.
RESOURCES = {
    "APP": "",
    "BULK_OPERATIONS": "",
    "CUSTOMERS": "read_customers",
    "DISPUTES": "read_shopify_payments_disputes",
    "DRAFT_ORDERS": "read_draft_orders",
    "FULFILLMENTS": "read_fulfillments",
    "FULFILLMENT_ORDERS": "read_merchant_managed_fulfillment_orders",
    "INVENTORY_ITEMS": "read_inventory",
    "INVENTORY_LEVELS": "read_inventory",
    "LOCATIONS": "read_locations",
    "ORDERS": "read_orders",
    "ORDER_TRANSACTIONS": "read_orders",
    "PRODUCTS": "read_products",
    "REFUNDS": "read_orders",
    "RETURNS": "read_returns",
    "SHOP": "",
}

FIRED = (
    "APP_UNINSTALLED",
    "BULK_OPERATIONS_FINISH",
    "CUSTOMERS_CREATE",
    "CUSTOMERS_UPDATE",
    "DISPUTES_CREATE",
    "DISPUTES_UPDATE",
    "DRAFT_ORDERS_CREATE",
    "DRAFT_ORDERS_DELETE",
    "DRAFT_ORDERS_UPDATE",
    "FULFILLMENTS_CREATE",
    "FULFILLMENTS_UPDATE",
    "INVENTORY_LEVELS_UPDATE",
    "ORDERS_CANCELLED",
    "ORDERS_CREATE",
    "ORDERS_DELETE",
    "ORDERS_EDITED",
    "ORDERS_FULFILLED",
    "ORDERS_PAID",
    "ORDERS_PARTIALLY_FULFILLED",
    "ORDERS_UPDATED",
    "ORDER_TRANSACTIONS_CREATE",
    "PRODUCTS_CREATE",
    "PRODUCTS_UPDATE",
    "REFUNDS_CREATE",
    "RETURNS_APPROVE",
    "RETURNS_CANCEL",
    "RETURNS_CLOSE",
    "RETURNS_DECLINE",
    "RETURNS_PROCESS",
    "RETURNS_REOPEN",
    "RETURNS_REQUEST",
)


def _resource(topic: str) -> str:
    """The longest known resource that the topic begins with; "" for one that is not known."""
    found = [name for name in RESOURCES if topic.startswith(f"{name}_")]
    return max(found, key=len, default="")


@lru_cache(maxsize=512)
def slashed(topic: str) -> str:
    """ "ORDERS_CREATE" -> "orders/create"."""
    resource = _resource(topic) or topic.rsplit("_", 1)[0]
    return f"{resource}/{topic[len(resource) + 1 :]}".lower()


def scope_of(topic: str) -> str | None:
    """None: about something that this shop does not have, so no app here may hear of it."""
    resource = _resource(topic)
    return RESOURCES[resource] if resource else None


def topic_named(text: str) -> str | None:
    """ "orders/create" -> "ORDERS_CREATE"; None for what REST does not know."""
    topic = text.strip().upper().replace("/", "_")
    return topic if topic in FIRED and slashed(topic) == text.strip().lower() else None
