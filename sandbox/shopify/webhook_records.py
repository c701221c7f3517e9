"""What an app has subscribed to, and messages that are under way."""

from __future__ import annotations

from datetime import datetime

import msgspec

__all__ = ["Delivery", "Heard", "WebhookSubscription"]


class WebhookSubscription(msgspec.Struct, frozen=True, kw_only=True):
    """`topic` as GraphQL writes it (ORDERS_CREATE). `app_id`: whose it is and who signs it.

    `uri` may be an address of Google Pub/Sub
    (pubsub://project:topic) or Amazon EventBridge (arn:...): it is kept, and its messages go
    nowhere, for nobody in a world stands for these services.
    """

    id: int
    app_id: str
    topic: str
    uri: str
    created_at: datetime
    updated_at: datetime
    format: str = "json"
    include_fields: tuple[str, ...] = ()
    metafield_namespaces: tuple[str, ...] = ()
    filter: str | None = None
    name: str | None = None

    @property
    def over_http(self) -> bool:
        return self.uri.startswith(("https://", "http://"))


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """One message to one subscription. `id` is X-Shopify-Webhook-Id, the same on every retry;
    `event_id` is shared by all deliveries of what the merchant or an app did in one go.

    `body` is what was true then: retries send the same text. `first_due`: of the first attempt.
    """

    id: str
    subscription_id: int
    event_id: str
    topic: str  # orders/create
    triggered_at: datetime
    first_due: datetime
    body: str
    copies: int = 1  # how often it is still to be taken


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """When a subscription (`id`) last took a message."""

    id: int
    at: datetime
