"""Subscriptions to webhooks. An app sees and changes its own only."""

from __future__ import annotations

import re
from typing import Any

from sandbox.shopify.auth import allows
from sandbox.shopify.graphql.context import Arguments, Context
from sandbox.shopify.graphql.cursors import Page
from sandbox.shopify.graphql.lists import counted, listed
from sandbox.shopify.graphql.resolvers.payloads import (
    Payload,
    mutation,
    number_in,
    payload_fields,
)
from sandbox.shopify.graphql.resolvers.registry import Resolver, attribute, own_gid
from sandbox.shopify.rules import webhooks
from sandbox.shopify.topics import scope_of, slashed
from sandbox.shopify.webhook_records import WebhookSubscription

__all__ = ["FIELDS", "subscription"]

KIND = "WebhookSubscription"
_KEYS = {
    "id": lambda each: each.id,
    "created_at": lambda each: each.created_at,
    "updated_at": lambda each: each.updated_at,
    "endpoint": lambda each: each.uri,
    "topic": lambda each: (each.topic, slashed(each.topic)),
}
_SORTS = {"CREATED_AT": lambda each: each.created_at}


def subscription(number: int, context: Context) -> WebhookSubscription | None:
    found = context.records.webhook_subscriptions.get(number)
    return found if found is not None and found.app_id == context.token.app_id else None


def _one(source: None, arguments: Arguments, context: Context) -> WebhookSubscription | None:
    return subscription(number_in(arguments["id"], KIND), context)


def _some(source: None, arguments: Arguments, context: Context) -> Page:
    found = webhooks.of_app(context.shopify, context.token.app_id)
    address = arguments.get("uri") or arguments.get("callbackUrl")
    if address is not None:
        found = [each for each in found if each.uri == address]
    if arguments.get("format") is not None:
        found = [each for each in found if each.format == arguments["format"].lower()]
    if arguments.get("topics") is not None:
        found = [each for each in found if each.topic in arguments["topics"]]
    return listed(found, arguments, context, keys=_KEYS, sorts=_SORTS)


def _count(source: None, arguments: Arguments, context: Context) -> tuple[int, str]:
    return counted(
        webhooks.of_app(context.shopify, context.token.app_id), arguments, context, _KEYS
    )


def _input(given: dict[str, Any]) -> webhooks.SubscriptionInput:
    def texts(name: str) -> tuple[str, ...] | None:
        return None if given.get(name) is None else tuple(given[name])

    kind = given.get("format")
    return webhooks.SubscriptionInput(
        uri=given["uri"] if given.get("uri") is not None else given.get("callbackUrl"),
        format=None if kind is None else kind.lower(),
        include_fields=texts("includeFields"),
        metafield_namespaces=texts("metafieldNamespaces"),
        filter=given.get("filter"),
        name=given.get("name"),
    )


def _create(arguments: Arguments, context: Context) -> Payload:
    topic = arguments["topic"]
    scope = scope_of(topic)
    made = webhooks.create(
        context.shopify,
        context.token.app_id,
        topic,
        _input(arguments["webhookSubscription"]),
        allowed=not scope or allows(context.token.scopes, scope),
    )
    return {"webhookSubscription": made}


def _update(arguments: Arguments, context: Context) -> Payload:
    number = number_in(arguments["id"], KIND)
    asked = _input(arguments["webhookSubscription"])
    changed = webhooks.update(context.shopify, context.token.app_id, number, asked)
    return {"webhookSubscription": changed}


def _delete(arguments: Arguments, context: Context) -> Payload:
    number = number_in(arguments["id"], KIND)
    webhooks.delete(context.shopify, context.token.app_id, number)
    return {"deletedWebhookSubscriptionId": arguments["id"]}


def _version(source: Any, arguments: Arguments, context: Context) -> tuple[str, str, bool]:
    name = context.shopify.deliveries.api_version
    return name, name, True


def _endpoint(source: WebhookSubscription, arguments: Arguments, context: Context) -> Any:
    return Endpoint(source.uri)


class Endpoint:
    """Where messages go, by kind of address."""

    __slots__ = ("kind", "uri")

    def __init__(self, uri: str) -> None:
        self.uri = uri
        protocol = uri.partition(":")[0]
        self.kind = {"pubsub": "WebhookPubSubEndpoint", "arn": "WebhookEventBridgeEndpoint"}.get(
            protocol, "WebhookHttpEndpoint"
        )

    @property
    def project_and_topic(self) -> tuple[str, str]:
        found = re.fullmatch(r"pubsub://([^:]+):(.+)", self.uri)
        return ("", "") if found is None else (found[1], found[2])


FIELDS: dict[str, Resolver] = {
    "QueryRoot.webhookSubscription": _one,
    "QueryRoot.webhookSubscriptions": _some,
    "QueryRoot.webhookSubscriptionsCount": _count,
    "Mutation.webhookSubscriptionCreate": mutation("webhookSubscription", _create),
    "Mutation.webhookSubscriptionDelete": mutation("deletedWebhookSubscriptionId", _delete),
    "Mutation.webhookSubscriptionUpdate": mutation("webhookSubscription", _update),
    "WebhookSubscription.apiVersion": _version,
    "WebhookSubscription.callbackUrl": attribute("uri"),
    "WebhookSubscription.createdAt": attribute("created_at"),
    "WebhookSubscription.endpoint": _endpoint,
    "WebhookSubscription.filter": attribute("filter"),
    "WebhookSubscription.format": lambda each, a, c: each.format.upper(),
    "WebhookSubscription.id": own_gid(KIND),
    "WebhookSubscription.includeFields": attribute("include_fields"),
    "WebhookSubscription.legacyResourceId": attribute("id"),
    "WebhookSubscription.metafieldNamespaces": attribute("metafield_namespaces"),
    "WebhookSubscription.name": attribute("name"),
    "WebhookSubscription.topic": attribute("topic"),
    "WebhookSubscription.updatedAt": attribute("updated_at"),
    "WebhookSubscription.uri": attribute("uri"),
    "WebhookHttpEndpoint.callbackUrl": attribute("uri"),
    "WebhookEventBridgeEndpoint.arn": attribute("uri"),
    "WebhookPubSubEndpoint.pubSubProject": lambda each, a, c: each.project_and_topic[0],
    "WebhookPubSubEndpoint.pubSubTopic": lambda each, a, c: each.project_and_topic[1],
    **payload_fields(
        {
            "WebhookSubscriptionCreatePayload": ("webhookSubscription",),
            "WebhookSubscriptionUpdatePayload": ("webhookSubscription",),
            "WebhookSubscriptionDeletePayload": ("deletedWebhookSubscriptionId",),
        }
    ),
}
