"""What an app hears of: its endpoint, the events of each entity, and how a message is written.

Sources: developer.intuit.com "Webhooks" (entities and operations), "Manage webhooks notifications"
(the classic body), blogs.intuit.com 2025-11-12 (the CloudEvents body, which replaces it), public
receivers (headers, and the content type of the CloudEvents body). The table's columns for Void and
Emailed are not readable in public copies: voids as the entities have them, e-mails of sales forms.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Literal

import msgspec

__all__ = [
    "SUPPORTED",
    "Body",
    "Event",
    "Operation",
    "WebhookSubscription",
    "chosen",
    "classic",
    "cloud_events",
    "signature",
]

Operation = Literal["Create", "Update", "Delete", "Merge", "Void", "Emailed"]

_CUD: frozenset[Operation] = frozenset({"Create", "Update", "Delete"})
_NAMES: frozenset[Operation] = _CUD | {"Merge"}
_FORM: frozenset[Operation] = _CUD | {"Void", "Emailed"}

SUPPORTED: dict[str, frozenset[Operation]] = {
    "Account": _NAMES,
    "Class": _NAMES,
    "CreditMemo": _FORM,
    "Customer": _NAMES,
    "Department": frozenset({"Create", "Update", "Merge"}),
    "Deposit": _CUD,
    "Invoice": _FORM,
    "Item": _NAMES,
    "JournalEntry": _CUD,
    "Payment": _CUD | {"Void", "Emailed"},
    "PaymentMethod": frozenset({"Create", "Update", "Merge"}),
    "Preferences": frozenset({"Update"}),
    "Purchase": _CUD | {"Void"},
    "RefundReceipt": _FORM,
    "SalesReceipt": _FORM,
    "TaxAgency": frozenset({"Create", "Update"}),
    "Term": frozenset({"Create", "Update"}),
    "Transfer": _CUD | {"Void"},
    "Vendor": _NAMES,
}

_PAST: dict[Operation, str] = {
    "Create": "created",
    "Update": "updated",
    "Delete": "deleted",
    "Merge": "merged",
    "Void": "voided",
    "Emailed": "emailed",
}


class WebhookSubscription(msgspec.Struct, frozen=True, kw_only=True):
    """The webhooks page of one app (`id`): where messages go, of which operations of which
    entities, and the token that signs them."""

    id: str
    url: str
    verifier_token: str
    events: dict[str, tuple[Operation, ...]]

    def wants(self, entity: str, operation: Operation) -> bool:
        return operation in self.events.get(entity, ())


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened to one object. `uid` is the same however often it is told.
    `deleted_id`: what a merge did away with."""

    id: int
    uid: str
    app_id: str
    entity: str
    entity_id: str
    operation: Operation
    at: datetime
    deleted_id: str = ""


class Body(msgspec.Struct, frozen=True):
    content_type: str
    text: str


def chosen(events: Mapping[str, Iterable[str]] | None) -> dict[str, tuple[Operation, ...]]:
    """A choice of events, checked; None: all there are. Raises ValueError."""
    if events is None:
        events = {name: sorted(operations) for name, operations in SUPPORTED.items()}
    found: dict[str, tuple[Operation, ...]] = {}
    for name, operations in events.items():
        if name not in SUPPORTED:
            raise ValueError(f"no webhooks for {name!r}; there are {', '.join(SUPPORTED)}")
        known = {str(each): each for each in SUPPORTED[name]}
        unknown = [each for each in operations if each not in known]
        if unknown:
            raise ValueError(f"{name} has no {unknown[0]!r}; it has {', '.join(sorted(known))}")
        found[name] = tuple(known[each] for each in dict.fromkeys(operations))
    return found


def classic(realm_id: str, events: Iterable[Event]) -> Body:
    """The body until 2026: one realm, its events in order."""
    entities = []
    for event in events:
        entity = {
            "name": event.entity,
            "id": event.entity_id,
            "operation": event.operation,
            "lastUpdated": f"{event.at:%Y-%m-%dT%H:%M:%S}.{event.at.microsecond // 1000:03d}Z",
        }
        if event.deleted_id:
            entity["deletedId"] = event.deleted_id
        entities.append(entity)
    notification = {"realmId": realm_id, "dataChangeEvent": {"entities": entities}}
    return Body("application/json", _encode({"eventNotifications": [notification]}))


def cloud_events(realm_id: str, events: Iterable[Event]) -> Body:
    """The body that replaces it: a list of CloudEvents, `data` empty."""
    source = base64.b64encode(hashlib.sha256(realm_id.encode()).digest()).decode()
    told = [
        {
            "specversion": "1.0",
            "id": event.uid,
            "source": f"intuit.{source}",
            "type": f"qbo.{event.entity.lower()}.{_PAST[event.operation]}.v1",
            "datacontenttype": "application/json",
            "time": f"{event.at:%Y-%m-%dT%H:%M:%S.%f}000Z",
            "intuitentityid": event.entity_id,
            "intuitaccountid": realm_id,
            "data": {"deletedId": event.deleted_id} if event.deleted_id else {},
        }
        for event in events
    ]
    return Body("application/cloudevents+json", _encode(told))


def signature(verifier_token: str, body: bytes) -> str:
    """The value of `intuit-signature`, for either body."""
    digest = hmac.new(verifier_token.encode(), body, hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def _encode(document: Any) -> str:
    return msgspec.json.encode(document).decode()
