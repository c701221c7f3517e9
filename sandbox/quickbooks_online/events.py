"""What has happened, told from how documents changed.

At the end of every transaction the documents before and after are compared, so whatever changes
one (the API, the desk, QuickBooks itself) is heard of, and nothing has to announce itself. A
payment of an invoice is a Payment created and an Invoice updated, as both documents were written.

A list object is never gone: one that is made inactive is told as Delete, which the table of
operations has for the lists (what else it would be is not published). A merge cannot be told from
documents; it is announced.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from sandbox.kernel.store import Write
from sandbox.quickbooks_online.records import PREFIX
from sandbox.quickbooks_online.webhooks import SUPPORTED, Operation

__all__ = ["Happening", "happenings"]

_VOIDED = "Voided"
_ENTITIES = {PREFIX + name.lower(): name for name in SUPPORTED}


class Happening(msgspec.Struct, frozen=True):
    entity: str
    entity_id: str
    operation: Operation
    deleted_id: str = ""


def happenings(writes: list[Write]) -> Iterator[Happening]:
    """What these writes mean, one for each document, in the order of the first writes."""
    seen: set[tuple[str, Any]] = set()
    for table, key, before in writes:
        entity = _ENTITIES.get(table.name)
        if entity is None or (table.name, key) in seen:
            continue
        seen.add((table.name, key))
        operation = _operation(before, table.get(key))
        if operation is not None:
            yield Happening(entity, str(key), operation)


def _operation(before: Any, after: Any) -> Operation | None:
    if after is None:
        return None if before is None else "Delete"
    if before is None:
        return "Create"
    if after.sync_token == before.sync_token:
        return None  # nobody wrote; a figure followed another document
    if _voided(after) and not _voided(before):
        return "Void"
    if _sent(after) not in (None, _sent(before)):
        return "Emailed"
    if getattr(before, "active", None) and getattr(after, "active", None) is False:
        return "Delete"
    return "Update"


def _voided(document: Any) -> bool:
    """A void leaves no amount, and says so in the note."""
    note = getattr(document, "private_note", None) or ""
    return note.startswith(_VOIDED) and not getattr(document, "total_amt", None)


def _sent(document: Any) -> Any:
    info = getattr(document, "delivery_info", None)
    return None if info is None else info.delivery_time
