"""What the application is told without asking: destinations, subscriptions, deliveries.

A destination proves itself: it answers a challenge with a hash of it, its token and its address.
The call to it is made as soon as the world does queued work, so what fails shows afterwards: the
destination is MARKED_DOWN. A message bears a signature whose key is public. Refunds have no topic.

Sources: Notification v1.2.0; developer.ebay.com "Notification API", event-notification-nodejs-sdk
(signature header, form of the key); recorded messages of 2026-06. When an undelivered message comes
again is not published.
"""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import msgspec

from sandbox.ebay.auth import CANCELLATION, FULFILLMENT, FULFILLMENT_READ, SCOPE, SHIPPING
from sandbox.ebay.records import Event
from sandbox.ebay.wire.notices import notice
from sandbox.kernel.outbound import Call

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

    from sandbox.ebay.app import Ebay
    from sandbox.kernel.queue import Task
    from sandbox.kernel.routing import Response
    from sandbox.kernel.store import Write

__all__ = [
    "CHALLENGE",
    "DELIVER",
    "TOPICS",
    "Destination",
    "Message",
    "Notifications",
    "Subscription",
    "Topic",
]

CHALLENGE, DELIVER = "destination_challenge", "notification_deliver"  # kinds of task
RETRIES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720))
SECONDS = 3.0
_HEX = "0123456789abcdef"
_P256 = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # order of the curve


class Topic(msgspec.Struct, frozen=True):
    """`of_user`: the seller's consent is needed, with one of `scopes`."""

    id: str
    scopes: tuple[str, ...]
    of_user: bool


class Destination(msgspec.Struct, frozen=True, kw_only=True):
    """`status`: ENABLED, DISABLED, MARKED_DOWN. `challenge` is the one that is not answered yet."""

    id: str
    application: str
    name: str
    status: str
    endpoint: str
    token: str
    created: datetime
    challenge: str = ""


class Subscription(msgspec.Struct, frozen=True, kw_only=True):
    """`status`: ENABLED, DISABLED."""

    id: str
    application: str
    topic: str
    status: str
    destination: str
    created: datetime


class Config(msgspec.Struct, frozen=True, kw_only=True):
    """`id` is the application."""

    id: str
    email: str


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """The same notification at every try; only the count and the time of sending change."""

    id: str
    subscription: str
    topic: str
    at: datetime
    data: dict[str, Any]


# The scopes of the topics about shipping and cancelling are those that public clients found them
# to need.
TOPICS = {
    each.id: each
    for each in (
        Topic("AUTHORIZATION_REVOCATION", (SCOPE,), False),
        Topic("ITEM_MARKED_SHIPPED", (SHIPPING,), True),
        Topic("MARKETPLACE_ACCOUNT_DELETION", (SCOPE,), False),
        Topic("ORDER_CANCELLATION_ACTIVITY", (CANCELLATION,), True),
        Topic("ORDER_CONFIRMATION", (FULFILLMENT, FULFILLMENT_READ), True),
    )
}


class Notifications:
    def __init__(self, ebay: Ebay) -> None:
        self._ebay = ebay
        store = ebay.store
        self.configs = store.table("ebay.notification_config", Config)
        self.destinations = store.table("ebay.destination", Destination)
        self.subscriptions = store.table("ebay.subscription", Subscription)
        self.messages = store.table("outbox.ebay.message", Message)
        self._destinations = self.destinations.index(lambda each: (each.created,))
        self._subscriptions = self.subscriptions.index(lambda each: (each.created,))
        store.before_commit.append(self._listen)

    # -- the key of eBay's signatures ---------------------------------------------------------

    @property
    def key_id(self) -> str:
        text = self._ebay.ids.fixed("ebay.notification_key_id", 32, _HEX)
        return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))

    def public_key(self) -> str:
        """PEM in a single line, as it is given out."""
        from cryptography.hazmat.primitives import serialization as s

        pem = (
            self._key()
            .public_key()
            .public_bytes(s.Encoding.PEM, s.PublicFormat.SubjectPublicKeyInfo)
        )
        return pem.decode().replace("\n", "")

    def signature(self, body: bytes) -> str:
        """The value of `X-EBAY-SIGNATURE`."""
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.hazmat.primitives.hashes import SHA1

        way = ec.ECDSA(SHA1(), deterministic_signing=True)  # noqa: S303 - eBay's own digest
        signed = b64encode(self._key().sign(body, way)).decode()
        told = {"alg": "ecdsa", "kid": self.key_id, "signature": signed, "digest": "SHA1"}
        return b64encode(json.dumps(told, separators=(",", ":")).encode()).decode()

    def _key(self) -> EllipticCurvePrivateKey:
        return _derived(self._ebay.ids.fixed("ebay.notification_key", 64, _HEX))

    # -- destinations and their challenge -----------------------------------------------------

    def challenge(self, destination: Destination) -> Destination:
        """Ask the endpoint to prove itself, soon."""
        code = self._ebay.ids.token("ebay.challenge", 64, _HEX)
        self._ebay.universe.queue.put(self._ebay.name, CHALLENGE, destination.id)
        return self.destinations.put(msgspec.structs.replace(destination, challenge=code))

    def destinations_of(self, application: str) -> Iterator[Destination]:
        """Oldest first."""
        return (each for each in self._destinations.between() if each.application == application)

    def subscriptions_of(self, application: str) -> Iterator[Subscription]:
        """Oldest first."""
        return (each for each in self._subscriptions.between() if each.application == application)

    # -- something happened -------------------------------------------------------------------

    def _listen(self, writes: list[Write]) -> None:
        if not len(self.subscriptions):
            return
        for table, key, before in writes:
            if table.name == "ebay.event" and before is None and key in self._ebay.records.events:
                self._announce(self._ebay.records.events[key])

    def _announce(self, event: Event) -> None:
        for subscription in list(self.subscriptions):
            if subscription.topic == event.topic and subscription.status == "ENABLED":
                data = notice(self._ebay, event, self._ebay.user_id)
                self.tell(subscription, data, event.date)

    def test(self, subscription: Subscription) -> None:
        """A notification of an order that nobody has, as recorded."""
        line = {"orderLineItemId": "123455", "listingId": "123566", "quantity": 1}
        data = {"order": {"orderId": "123-123-4435", "orderLineItems": [line]}}
        self.tell(subscription, data, self._ebay.clock.now())

    def tell(self, subscription: Subscription, data: dict[str, Any], at: datetime) -> None:
        """Queue a notification."""
        ids = self._ebay.ids
        message = self.messages.put(
            Message(
                id=f"{ids.next('ebay.message'):08d}_{ids.uuid('ebay.message')}",
                subscription=subscription.id,
                topic=subscription.topic,
                at=at,
                data=data,
            )
        )
        self._ebay.universe.queue.put(self._ebay.name, DELIVER, message.id)

    # -- its time has come --------------------------------------------------------------------

    def perform(self, task: Task) -> Call | None:
        if task.kind == CHALLENGE:
            destination = self.destinations.get(task.payload)
            if destination is None or not destination.challenge:
                return None
            mark = "&" if urlsplit(destination.endpoint).query else "?"
            url = f"{destination.endpoint}{mark}challenge_code={destination.challenge}"
            return _call("GET", url, (("Accept", "application/json"),), b"")
        message = self.messages.get(task.payload)
        if message is None:
            return None
        destination = self._destination_of(message)
        if destination is None:
            self.messages.delete(message.id)
            return None
        body = self.body(message, task.attempt)
        headers = (
            ("Content-Type", "application/json"),
            ("Accept", "application/json"),
            ("X-EBAY-SIGNATURE", self.signature(body)),
        )
        return _call("POST", destination.endpoint, headers, body)

    def performed(self, task: Task, answer: Response | None) -> None:
        if task.kind == CHALLENGE:
            self._proved(task.payload, answer)
            return
        message = self.messages.get(task.payload)
        if message is None:
            return
        if answer is not None and answer.status in (200, 201, 202, 204):
            self.messages.delete(message.id)
        elif task.attempt <= len(RETRIES):
            due = self._ebay.clock.now() + RETRIES[task.attempt - 1]
            queue = self._ebay.universe.queue
            queue.put(self._ebay.name, DELIVER, message.id, due=due, attempt=task.attempt + 1)
        else:
            self.messages.delete(message.id)
            destination = self._destination_of(message)
            if destination is not None:
                self._mark_down(destination)

    def body(self, message: Message, attempt: int) -> bytes:
        """The notification at this try."""
        return json.dumps(
            {
                "metadata": {"topic": message.topic, "schemaVersion": "1.0", "deprecated": False},
                "notification": {
                    "notificationId": self._number(message),
                    "eventDate": _moment(message.at),
                    "publishDate": _moment(self._ebay.clock.now()),
                    "publishAttemptCount": attempt,
                    "data": message.data,
                },
            },
            separators=(",", ":"),
        ).encode()

    def _number(self, message: Message) -> str:
        """Two parts, the first the same for all of a subscription."""
        return f"{message.subscription}_{message.id.partition('_')[2]}"

    def _destination_of(self, message: Message) -> Destination | None:
        """None where the message is not wanted any more."""
        subscription = self.subscriptions.get(message.subscription)
        if subscription is None or subscription.status != "ENABLED":
            return None
        found = self.destinations.get(subscription.destination)
        return found if found is not None and found.status == "ENABLED" else None

    def _proved(self, destination_id: str, answer: Response | None) -> None:
        destination = self.destinations.get(destination_id)
        if destination is None or not destination.challenge:
            return
        text = destination.challenge + destination.token + destination.endpoint
        wanted = hashlib.sha256(text.encode()).hexdigest()
        if answer is not None and answer.status == 200 and _response(answer.body) == wanted:
            self.destinations.put(msgspec.structs.replace(destination, challenge=""))
        else:
            self._mark_down(destination)

    def _mark_down(self, destination: Destination) -> None:
        self.destinations.put(
            msgspec.structs.replace(destination, status="MARKED_DOWN", challenge="")
        )


def _response(body: bytes) -> Any:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found.get("challengeResponse") if isinstance(found, dict) else None


def _call(method: str, url: str, headers: tuple[tuple[str, str], ...], body: bytes) -> Call:
    return Call(
        method=method,
        url=url,
        headers=headers,
        body=body,
        connect_seconds=SECONDS,
        total_seconds=SECONDS,
    )


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"


@lru_cache(maxsize=64)
def _derived(digits: str) -> EllipticCurvePrivateKey:
    from cryptography.hazmat.primitives.asymmetric import ec

    return ec.derive_private_key(int(digits, 16) % (_P256 - 1) + 1, ec.SECP256R1())
