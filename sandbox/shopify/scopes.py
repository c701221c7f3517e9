"""Which access scope each REST resource needs (shopify.dev "Access scopes")."""

from __future__ import annotations

__all__ = ["rest_scope"]

# The most telling segment of the path decides; "" needs no scope beyond a valid token.
_RESOURCES = {
    "disputes": "shopify_payments_disputes",
    "shopify_payments": "shopify_payments_payouts",
    "webhooks": "",
    "fulfillment_orders": "merchant_managed_fulfillment_orders",
    "fulfillments": "fulfillments",
    "orders": "orders",
    "refunds": "orders",
    "transactions": "orders",
    "customers": "customers",
    "products": "products",
    "variants": "products",
    "inventory_levels": "inventory",
    "inventory_items": "inventory",
    "locations": "locations",
    "shop": "",
}


def rest_scope(method: str, path: str) -> str:
    """`read_orders` for GET, `write_orders` for the rest; calculating a refund only reads."""
    segments = [segment.removesuffix(".json") for segment in path.split("/")]
    for name, resource in _RESOURCES.items():
        if name in segments:
            if not resource:
                return ""
            reads = method == "GET" or segments[-1] == "calculate"
            return f"{'read' if reads else 'write'}_{resource}"
    return ""
