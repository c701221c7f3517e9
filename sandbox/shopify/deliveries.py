"""Webhook messages on their way: made when something happens, sent when the world is pumped.

shopify.dev "HTTPS delivery" and the changelog of 2024-09-10: one second to connect, five in all;
any answer but 2xx is a failure; eight retries over four hours, each later than the last; then, if
nothing else was taken meanwhile, a subscription made by the API is deleted. The times of the
retries between the first and the fourth hour are not published: here they double.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import replace

from sandbox.kernel.outbound import Call
from sandbox.kernel.queue import Task
from sandbox.kernel.routing import Response
from sandbox.kernel.store import Write
from sandbox.shopify.bulk_records import BulkOperation
from sandbox.shopify.events import happenings
from sandbox.shopify.graphql.search import And, Node, Not, Or, Term, parse
from sandbox.shopify.rules import bulk
from sandbox.shopify.topics import slashed
from sandbox.shopify.versions import resolve, supported
from sandbox.shopify.webhook_records import Delivery, Heard, WebhookSubscription
from sandbox.shopify.wire import Json, encode, gid, time_of

if TYPE_CHECKING:
    from sandbox.shopify.app import Shopify

__all__ = ["BULK_END", "RETRIES", "WORK", "Deliveries", "retry_after"]

WORK, BULK_END = "webhook", "bulk_end"  # kinds of task
RETRIES = 8
SPAN = timedelta(hours=4)
WEBHOOKS_VERSION = "2026-07"  # of the app, as its settings say; requests do not decide it
CONNECT_SECONDS, TOTAL_SECONDS = 1.0, 5.0


def retry_after(retry: int) -> timedelta:
    """From the first attempt to the given retry (1 to 8): 56 s, 169 s, ... four hours."""
    share = SPAN.total_seconds() * (2**retry - 1) / (2**RETRIES - 1)
    return timedelta(seconds=round(share))


class Deliveries:
    def __init__(self, shopify: Shopify) -> None:
        self._shopify = shopify
        store = shopify.store
        self.waiting = store.table("outbox.shopify.delivery", Delivery)
        self._heard = store.table("outbox.shopify.heard", Heard)
        store.before_commit.append(self._listen)

    # -- something happened -----------------------------------------------------------------

    def _listen(self, writes: list[Write]) -> None:
        """One transaction is one event, whatever it changed."""
        if not len(self._shopify.records.webhook_subscriptions):
            return
        event_id = ""
        for topic, payload in happenings(self._shopify, writes):
            event_id = self.announce(topic, payload, event_id)

    def announce(self, topic: str, payload: Any, event_id: str = "", app_id: str = "") -> str:
        """Queue a message for every subscription to `topic`, or those of one app. `payload` is
        called once there is one. Returns the id of the event."""
        found = [
            each
            for each in self._shopify.records.webhook_subscriptions
            if each.topic == topic and each.over_http and app_id in ("", each.app_id)
        ]
        if not found:
            return event_id
        document = payload()
        event_id = event_id or self._shopify.ids.uuid("shopify.event")
        for subscription in found:
            if _passes(subscription, document):
                self._queue(subscription, _trimmed(document, subscription.include_fields), event_id)
        return event_id

    def _queue(self, subscription: WebhookSubscription, document: Json, event_id: str) -> None:
        shopify = self._shopify
        if shopify.settings.webhooks_lost:
            return
        due = now = shopify.clock.now()
        if shopify.settings.webhooks_backwards:
            due = now - timedelta(days=shopify.ids.next("shopify.webhooks_backwards"))
        delivery = self.waiting.put(
            Delivery(
                id=shopify.ids.uuid("shopify.webhook"),
                subscription_id=subscription.id,
                event_id=event_id,
                topic=slashed(subscription.topic),
                triggered_at=now,
                first_due=now,
                body=encode(document).decode(),
                copies=2 if shopify.settings.webhooks_twice else 1,
            )
        )
        for _ in range(delivery.copies):
            shopify.universe.queue.put(shopify.name, WORK, delivery.id, due=due)

    # -- a bulk operation ends ------------------------------------------------------------------

    def tell_end(self, operation: BulkOperation) -> None:
        """Queue the message for when it will be over; one that is cancelled is told of anew."""
        cancelled = operation.canceled_at
        due = operation.ends_at if cancelled is None else cancelled + timedelta(seconds=1)
        what = "end" if cancelled is None else "cancel"
        payload = f"{operation.id} {what}"
        self._shopify.universe.queue.put(self._shopify.name, BULK_END, payload, due=due)

    def bulk_ended(self, task: Task) -> None:
        number, _, what = task.payload.partition(" ")
        operation = self._shopify.records.bulk_operations.get(int(number))
        if operation is None or (operation.canceled_at is None) is not (what == "end"):
            return
        self.announce(
            "BULK_OPERATIONS_FINISH",
            lambda: bulk_document(self._shopify, operation),
            app_id=operation.app_id,
        )

    # -- its time has come ------------------------------------------------------------------

    def perform(self, task: Task) -> Call | None:
        """None when the subscription is gone: its messages with it."""
        delivery = self.waiting.get(task.payload)
        if delivery is None:
            return None
        shopify = self._shopify
        subscription = shopify.records.webhook_subscriptions.get(delivery.subscription_id)
        if subscription is None:
            self.waiting.delete(delivery.id)
            return None
        body = delivery.body.encode()
        secret = shopify.auth.apps[subscription.app_id].secret
        digest = hmac.new(secret.encode(), body, hashlib.sha256).digest()
        headers = [
            ("Content-Type", "application/json"),
            ("Accept", "*/*"),
            ("User-Agent", "Shopify-Captain-Hook"),
            ("X-Shopify-Topic", delivery.topic),
            ("X-Shopify-Hmac-Sha256", base64.b64encode(digest).decode()),
            ("X-Shopify-Shop-Domain", shopify.domain),
            ("X-Shopify-API-Version", self.api_version),
            ("X-Shopify-Webhook-Id", delivery.id),
            ("X-Shopify-Event-Id", delivery.event_id),
            ("X-Shopify-Triggered-At", f"{delivery.triggered_at:%Y-%m-%dT%H:%M:%S.%f}000Z"),
        ]
        if subscription.name:
            headers.append(("X-Shopify-Name", subscription.name))
        return Call(
            method="POST",
            url=subscription.uri,
            headers=tuple(headers),
            body=body,
            connect_seconds=CONNECT_SECONDS,
            total_seconds=TOTAL_SECONDS,
        )

    @property
    def api_version(self) -> str:
        """The version that messages are written in; falls forward like any other."""
        as_of = self._shopify.universe.as_of
        newest = supported(as_of)[-1]
        return newest if newest < WEBHOOKS_VERSION else resolve(WEBHOOKS_VERSION, as_of).name

    def performed(self, task: Task, answer: Response | None) -> None:
        delivery = self.waiting.get(task.payload)
        if delivery is None:
            return
        if answer is not None and 200 <= answer.status < 300:
            self._heard.put(Heard(id=delivery.subscription_id, at=self._shopify.clock.now()))
            self._forget(delivery)
            if delivery.copies > 1:
                self.waiting.put(replace(delivery, copies=delivery.copies - 1))
            else:
                self.waiting.delete(delivery.id)
        elif task.attempt > RETRIES:
            self._give_up(delivery)
        else:
            self._shopify.universe.queue.put(
                self._shopify.name,
                WORK,
                delivery.id,
                due=delivery.first_due + retry_after(task.attempt),
                attempt=task.attempt + 1,
            )

    def _forget(self, delivery: Delivery) -> None:
        """An app that is gone has heard the last it hears."""
        subscriptions = self._shopify.records.webhook_subscriptions
        if delivery.topic == "app/uninstalled" and delivery.subscription_id in subscriptions:
            subscriptions.delete(delivery.subscription_id)

    def _give_up(self, delivery: Delivery) -> None:
        heard = self._heard.get(delivery.subscription_id)
        subscriptions = self._shopify.records.webhook_subscriptions
        silent = heard is None or heard.at <= delivery.first_due
        if silent and delivery.subscription_id in subscriptions:
            subscriptions.delete(delivery.subscription_id)
        self.waiting.delete(delivery.id)


def _trimmed(document: Json, fields: tuple[str, ...]) -> Json:
    """Only these keys; `customer.id` is that key of the object, or of every object of a list."""
    if not fields:
        return document
    wanted: dict[str, list[str]] = {}
    for field in fields:
        name, _, below = field.partition(".")
        wanted.setdefault(name, []).append(below)
    return {
        name: value if "" in wanted[name] else _below(value, tuple(wanted[name]))
        for name, value in document.items()
        if name in wanted
    }


def _below(value: Any, fields: tuple[str, ...]) -> Any:
    if isinstance(value, dict):
        return _trimmed(value, fields)
    return [_below(each, fields) for each in value] if isinstance(value, list) else value


def _passes(subscription: WebhookSubscription, document: Json) -> bool:
    """Whether the message fits the subscription's filter (shopify.dev "Filter webhooks")."""
    node = parse(subscription.filter) if subscription.filter else None
    return node is None or _fits(node, document)


def _fits(node: Node, document: Json) -> bool:
    match node:
        case And():
            return all(_fits(each, document) for each in node.nodes)
        case Or():
            return any(_fits(each, document) for each in node.nodes)
        case Not():
            return not _fits(node.node, document)
    return any(_equal(node, value) for value in _values(document, node.field.split(".")))


def _values(value: Any, path: list[str]) -> list[Any]:
    if isinstance(value, list):
        return [found for each in value for found in _values(each, path)]
    if not path:
        return [value]
    return _values(value[path[0]], path[1:]) if isinstance(value, dict) and path[0] in value else []


def _equal(term: Term, value: Any) -> bool:
    if term.exists:
        return value not in (None, "")
    if value is None:
        return False
    text = msgspec.json.encode(value).decode().strip('"') if isinstance(value, bool) else str(value)
    here, there = _comparable(text), _comparable(term.value)
    if isinstance(here, Decimal) is not isinstance(there, Decimal):
        here, there = text.casefold(), term.value.casefold()
    match term.comparator:
        case "<":
            return bool(here < there)
        case "<=":
            return bool(here <= there)
        case ">":
            return bool(here > there)
        case ">=":
            return bool(here >= there)
    if term.prefix:
        return text.casefold().startswith(term.value[:-1].casefold())
    return bool(here == there)


def _comparable(text: str) -> Any:
    try:
        number = Decimal(text)
    except ArithmeticError:
        return text.casefold()
    return number if number.is_finite() else text.casefold()


def bulk_document(shopify: Shopify, operation: BulkOperation) -> Json:
    """What bulk_operations/finish says."""
    zone = shopify.records.shop.iana_timezone
    now = shopify.clock.now()
    return {
        "admin_graphql_api_id": gid("BulkOperation", operation.id),
        "completed_at": time_of(bulk.completed_at(operation, now), zone),
        "created_at": time_of(operation.created_at, zone),
        "error_code": operation.failed.lower() if operation.failed else None,
        "status": bulk.status_at(operation, now).lower(),
        "type": "query",
    }
