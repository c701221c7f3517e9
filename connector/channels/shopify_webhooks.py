"""A Shopify webhook: whether it is genuine, and which order it is about.

The signature covers the raw bytes: base64 of HMAC-SHA256 with the app's client secret. Five headers
must be there, as Shopify's own client library asks. X-Shopify-Webhook-Id is the same on every
retry. Source: shopify.dev "HTTPS webhooks", "Webhooks best practices".
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from connector.http import exact_json
from connector.webhooks import DeliveryRefused

__all__ = ["TOPICS", "Delivery", "read_delivery"]

TOPICS = ("ORDERS_CREATE", "ORDERS_UPDATED", "ORDERS_CANCELLED", "REFUNDS_CREATE")
"""Asked for when an account is subscribed. Any other that names an order is understood too."""
NEEDED = (
    "x-shopify-hmac-sha256",
    "x-shopify-topic",
    "x-shopify-shop-domain",
    "x-shopify-api-version",
    "x-shopify-webhook-id",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    """`accounts`: whose store it is. `order_id` is empty when no order is concerned."""

    id: str
    topic: str
    accounts: tuple[str, ...]
    order_id: str


def read_delivery(
    headers: Mapping[str, str], body: bytes, stores: Mapping[str, tuple[str, str]]
) -> Delivery:
    """`headers` by lower-case names; `stores`: shop and client secret of each account. Raises
    DeliveryRefused."""
    missing = [name for name in NEEDED if not headers.get(name)]
    if missing:
        raise DeliveryRefused(400, f"headers are missing: {', '.join(missing)}")
    shop = headers["x-shopify-shop-domain"].strip().lower()
    ours = {name: secret for name, (known, secret) in stores.items() if known == shop}
    if not ours:
        raise DeliveryRefused(404, "this store is none of ours")
    signature = headers["x-shopify-hmac-sha256"].encode("latin-1")
    accounts = tuple(name for name, secret in ours.items() if _signed(body, secret, signature))
    if not accounts:
        raise DeliveryRefused(401, "the signature is wrong")
    topic = headers["x-shopify-topic"].strip().lower()
    return Delivery(
        id=headers["x-shopify-webhook-id"],
        topic=topic,
        accounts=accounts,
        order_id=_order_of(topic, body),
    )


def _signed(body: bytes, secret: str, signature: bytes) -> bool:
    if not secret:
        return False  # an empty key would let anybody sign
    digest = hmac.new(secret.encode(), body, hashlib.sha256).digest()
    return hmac.compare_digest(base64.b64encode(digest), signature)


def _order_of(topic: str, body: bytes) -> str:
    try:
        document = exact_json.read(body)
    except exact_json.BadJson as bad:
        raise DeliveryRefused(400, "the body is not JSON") from bad
    if not isinstance(document, dict):
        raise DeliveryRefused(400, "the body is not an object")
    found: Any = None
    if topic == "orders/edited":
        edit = document.get("order_edit")
        found = edit.get("order_id") if isinstance(edit, dict) else None
    elif topic.startswith("orders/"):
        found = document.get("id")
    else:
        found = document.get("order_id")
        if found is None and isinstance(document.get("order"), dict):
            found = document["order"].get("id")
    return str(found) if isinstance(found, int) and not isinstance(found, bool) else ""
