"""Subscriptions to webhooks over REST (Admin API, "Webhook")."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from sandbox.kernel.routing import Request, Response
from sandbox.shopify.auth import allows
from sandbox.shopify.errors import NotFound, Unprocessable, UserErrors
from sandbox.shopify.routes.rest_lists import fits_times, paged
from sandbox.shopify.routes.rest_requests import Body, body_of, path_id, rest, trimmed
from sandbox.shopify.rules import webhooks
from sandbox.shopify.topics import FIRED, scope_of, slashed, topic_named
from sandbox.shopify.webhook_records import WebhookSubscription
from sandbox.shopify.wire import Json, answer, gid, time_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.shopify.app import Shopify

__all__ = [
    "count_webhooks",
    "create_webhook",
    "delete_webhook",
    "get_webhook",
    "list_webhooks",
    "update_webhook",
]


def webhook_document(shopify: Shopify, each: WebhookSubscription) -> Json:
    zone = shopify.records.shop.iana_timezone
    return {
        "id": each.id,
        "admin_graphql_api_id": gid("WebhookSubscription", each.id),
        "address": each.uri,
        "topic": slashed(each.topic),
        "format": each.format,
        "fields": list(each.include_fields),
        "metafield_namespaces": list(each.metafield_namespaces),
        "metafield_identifiers": [],
        "private_metafield_namespaces": [],
        "api_version": shopify.deliveries.api_version,
        "created_at": time_of(each.created_at, zone),
        "updated_at": time_of(each.updated_at, zone),
    }


@rest
def list_webhooks(shopify: Shopify, request: Request) -> Response:
    return paged(
        request,
        "webhooks",
        lambda query: _found(shopify, request, query),
        lambda each: webhook_document(shopify, each),
        newest_first=False,
    )


@rest
def count_webhooks(shopify: Shopify, request: Request) -> Response:
    return answer({"count": len(_found(shopify, request, request.query))})


@rest
def get_webhook(shopify: Shopify, request: Request) -> Response:
    return _answer(shopify, request, _known(shopify, request))


@rest
def create_webhook(shopify: Shopify, request: Request) -> Response:
    body = body_of(request, "webhook")
    token = shopify.auth.authenticate(request)
    allowed = [each for each in FIRED if _may_hear(token.scopes, each)]
    topic = topic_named(body.text("topic") or "")
    if topic is None or topic not in allowed:
        names = ", ".join(sorted(slashed(each) for each in allowed))
        raise Unprocessable({"topic": [f"Invalid topic specified. Topics allowed: {names}"]})
    made = _worded(
        lambda: webhooks.create(shopify, token.app_id, topic, _input(body), allowed=True)
    )
    return _answer(shopify, request, made, 201)


@rest
def update_webhook(shopify: Shopify, request: Request) -> Response:
    known = _known(shopify, request)
    body = body_of(request, "webhook")
    changed = _worded(lambda: webhooks.update(shopify, known.app_id, known.id, _input(body)))
    return _answer(shopify, request, changed)


@rest
def delete_webhook(shopify: Shopify, request: Request) -> Response:
    known = _known(shopify, request)
    webhooks.delete(shopify, known.app_id, known.id)
    return answer({})


def _may_hear(scopes: tuple[str, ...], topic: str) -> bool:
    scope = scope_of(topic)
    return scope is not None and (not scope or allows(scopes, scope))


def _known(shopify: Shopify, request: Request) -> WebhookSubscription:
    """Another app's subscription is as absent as one that is not there."""
    found = shopify.records.webhook_subscriptions.get(path_id(request))
    if found is None or found.app_id != shopify.auth.authenticate(request).app_id:
        raise NotFound
    return found


def _found(shopify: Shopify, request: Request, query: dict[str, str]) -> list[WebhookSubscription]:
    zone = shopify.records.shop.iana_timezone
    return [
        each
        for each in webhooks.of_app(shopify, shopify.auth.authenticate(request).app_id)
        if query.get("address") in (None, each.uri)
        and query.get("topic") in (None, slashed(each.topic))
        and fits_times(each, query, zone)
    ]


def _input(body: Body) -> webhooks.SubscriptionInput:
    def texts(key: str) -> tuple[str, ...] | None:
        values = body.values.get(key)
        return tuple(str(each) for each in values) if isinstance(values, list) else None

    return webhooks.SubscriptionInput(
        uri=body.text("address"),
        format=body.text("format"),
        include_fields=texts("fields"),
        metafield_namespaces=texts("metafield_namespaces"),
    )


def _worded(work: Callable[[], WebhookSubscription]) -> WebhookSubscription:
    """REST speaks of `address` and `format`, without a root."""
    names = {"callbackUrl": "address"}
    try:
        return work()
    except UserErrors as refused:
        errors = []
        for error in refused.errors:
            last: Any = error.field[-1] if error.field else None
            errors.append(replace(error, field=(names.get(last, last),) if last else None))
        raise UserErrors(errors) from refused


def _answer(
    shopify: Shopify, request: Request, known: WebhookSubscription, status: int = 200
) -> Response:
    return answer({"webhook": trimmed(webhook_document(shopify, known), request)}, status)
