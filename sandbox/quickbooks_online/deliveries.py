"""Webhook messages on their way: events are collected for a while, then told in one message.

developer.intuit.com "Webhooks best practices": an endpoint answers 200 within three seconds; a
message that was not taken is tried again after 10, 20 and 30 seconds, 5 and 20 minutes, 2, 4 and 6
hours, and every 6 hours from then on; what happens meanwhile waits until it is taken and comes in
one message then. A message bears one realm. The time of collecting is not published.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from sandbox.kernel.outbound import Call
from sandbox.kernel.queue import Task
from sandbox.kernel.routing import Response
from sandbox.kernel.store import Write
from sandbox.quickbooks_online.events import Happening, happenings
from sandbox.quickbooks_online.webhooks import (
    Body,
    Event,
    WebhookSubscription,
    chosen,
    classic,
    cloud_events,
    signature,
)

if TYPE_CHECKING:
    from sandbox.quickbooks_online.app import QuickBooksOnline

__all__ = ["COLLECT", "RETRIES", "SEND", "Deliveries", "Message"]

COLLECT, SEND = "webhook_collect", "webhook_send"  # kinds of task
RETRIES = tuple(
    timedelta(seconds=seconds) for seconds in (10, 20, 30, 300, 1200, 2 * 3600, 4 * 3600, 6 * 3600)
)  # each after the try before; the last one for ever
SECONDS = 3.0


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """One body for one app, the same at every try. `copies`: how often it is still to be taken."""

    id: str
    app_id: str
    body: Body
    copies: int = 1


class Deliveries:
    def __init__(self, quickbooks: QuickBooksOnline) -> None:
        self._quickbooks = quickbooks
        store = quickbooks.store
        self.subscriptions = store.table("auth.quickbooks_online.webhook", WebhookSubscription)
        self.events = store.table("outbox.quickbooks_online.event", Event)
        self.messages = store.table("outbox.quickbooks_online.message", Message)
        self._of_app = self.messages.index(lambda message: (message.app_id,))
        store.before_commit.append(self._listen)

    # -- the app's webhooks page --------------------------------------------------------------

    def subscribe(
        self, url: str, events: Mapping[str, Iterable[str]] | None = None, app_id: str = ""
    ) -> WebhookSubscription:
        """Set an app's endpoint and events (`{"Invoice": ["Create", "Update"]}`; None: all). The
        verifier token stays when the page is saved again. Raises ValueError for what the page
        does not offer. Without `app_id`: the connector's app."""
        app_id = app_id or self._quickbooks.auth.app.id
        if not url.startswith("https://"):
            raise ValueError(f"{url!r} is not an https:// address")
        known = self.subscriptions.get(app_id)
        token = known.verifier_token if known else self._verifier_token(app_id)
        return self.subscriptions.put(
            WebhookSubscription(id=app_id, url=url, verifier_token=token, events=chosen(events))
        )

    def unsubscribe(self, app_id: str = "") -> None:
        """Delete the subscription; what waits is never told."""
        app_id = app_id or self._quickbooks.auth.app.id
        if app_id not in self.subscriptions:
            return
        self.subscriptions.delete(app_id)
        for event in self._waiting(app_id):
            self.events.delete(event.id)
        for message in self._of_app.find(app_id):
            self.messages.delete(message.id)

    def _verifier_token(self, app_id: str) -> str:
        digits = "0123456789abcdef"
        text = self._quickbooks.ids.fixed(f"quickbooks_online.verifier:{app_id}", 32, digits)
        token = "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))
        self._quickbooks.universe.secrets.add(token, "QBO_WEBHOOK_VERIFIER_TOKEN")
        return token

    # -- something happened -----------------------------------------------------------------

    def _listen(self, writes: list[Write]) -> None:
        if not len(self.subscriptions):
            return
        for happening in happenings(writes):
            self.announce(happening)

    def announce(self, happening: Happening) -> None:
        """Note an event for every app that wants it and that the company has let in. A further
        event of the same kind, of the same object, replaces one that still waits."""
        for subscription in self.subscriptions:
            if not subscription.wants(happening.entity, happening.operation):
                continue
            if self._connected(subscription.id) and not self._quickbooks.settings.webhooks_lost:
                self._note(subscription.id, happening)

    def _connected(self, app_id: str) -> bool:
        return any(
            each.app_id == app_id and not each.ended for each in self._quickbooks.auth.connections
        )

    def _note(self, app_id: str, happening: Happening) -> None:
        quickbooks = self._quickbooks
        waiting = self._waiting(app_id)
        for event in waiting:
            same = (event.entity, event.entity_id, event.operation, event.deleted_id)
            if same == (
                happening.entity,
                happening.entity_id,
                happening.operation,
                happening.deleted_id,
            ):
                self.events.delete(event.id)
        self.events.put(
            Event(
                id=quickbooks.ids.next("quickbooks_online.event"),
                uid=quickbooks.ids.uuid("quickbooks_online.event"),
                app_id=app_id,
                entity=happening.entity,
                entity_id=happening.entity_id,
                operation=happening.operation,
                at=quickbooks.clock.now(),
                deleted_id=happening.deleted_id,
            )
        )
        if not waiting and not self._of_app.find(app_id):
            self._collect_after(app_id, quickbooks.settings.webhook_collect_seconds)

    def _waiting(self, app_id: str) -> list[Event]:
        return [event for event in self.events if event.app_id == app_id]

    def _collect_after(self, app_id: str, seconds: int) -> None:
        quickbooks = self._quickbooks
        due = quickbooks.clock.now() + timedelta(seconds=seconds)
        quickbooks.universe.queue.put(quickbooks.name, COLLECT, app_id, due=due)

    # -- its time has come ------------------------------------------------------------------

    def perform(self, task: Task) -> Call | None:
        """None for collecting, and when the subscription is gone: its messages with it."""
        if task.kind == COLLECT:
            self._collect(task.payload)
            return None
        message = self.messages.get(task.payload)
        subscription = None if message is None else self.subscriptions.get(message.app_id)
        if message is None or subscription is None:
            return None
        body = message.body.text.encode()
        now = self._quickbooks.clock.now()
        headers = (
            ("Content-Type", message.body.content_type),
            ("User-Agent", "intuit_notification_dispatcher"),
            ("intuit-signature", signature(subscription.verifier_token, body)),
            ("intuit-created-time", f"{now:%Y-%m-%dT%H:%M:%SZ}"),
            ("intuit-t-id", message.id),
            ("intuit-notification-schema-version", "0.1"),
        )
        return Call(
            method="POST",
            url=subscription.url,
            headers=headers,
            body=body,
            connect_seconds=SECONDS,
            total_seconds=SECONDS,
        )

    def performed(self, task: Task, answer: Response | None) -> None:
        message = self.messages.get(task.payload)
        if message is None:
            return
        tries = self._quickbooks.settings.webhook_retries
        if answer is None or answer.status != 200:
            if tries == 0 or task.attempt <= tries:
                self._send(message, task.attempt + 1)
                return
        elif message.copies > 1:
            self._send(self.messages.put(replace(message, copies=message.copies - 1)))
            return
        self.messages.delete(message.id)
        rest = self._of_app.find(message.app_id)
        if rest:
            self._send(rest[0])
        elif self._waiting(message.app_id):
            self._collect_after(message.app_id, 0)

    def _collect(self, app_id: str) -> None:
        """One message of everything that waits, or two when both bodies are wanted; when messages
        go backwards, one of the newest event alone."""
        if self._of_app.find(app_id) or app_id not in self.subscriptions:
            return
        events = self._waiting(app_id)
        settings = self._quickbooks.settings
        if settings.webhooks_backwards:
            events = events[-1:]
        if not events:
            return
        for event in events:
            self.events.delete(event.id)
        realm = self._quickbooks.realm_id
        bodies = []
        if settings.webhook_format in ("classic", "both"):
            bodies.append(classic(realm, events))
        if settings.webhook_format in ("cloudevents", "both"):
            bodies.append(cloud_events(realm, events))
        for body in bodies:
            number = self._quickbooks.ids.next("quickbooks_online.message")
            self.messages.put(
                Message(
                    id=f"{number:08d}-{self._quickbooks.ids.uuid('quickbooks_online.message')}",
                    app_id=app_id,
                    body=body,
                    copies=2 if settings.webhooks_twice else 1,
                )
            )
        self._send(self._of_app.find(app_id)[0])

    def _send(self, message: Message, attempt: int = 1) -> None:
        quickbooks = self._quickbooks
        due = quickbooks.clock.now()
        if attempt > 1:
            due += RETRIES[min(attempt - 2, len(RETRIES) - 1)]
        queue = quickbooks.universe.queue
        queue.put(quickbooks.name, SEND, message.id, due=due, attempt=attempt)
