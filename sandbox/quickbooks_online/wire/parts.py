"""What an answer may hold, before it is JSON or XML."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from sandbox.quickbooks_online.errors import QuickBooksFault
from sandbox.quickbooks_online.records import Stored

__all__ = ["Bare", "Changes", "Count", "Gone", "One", "Part", "Rows", "Several", "Uploads"]


class One(msgspec.Struct, frozen=True):
    """A document, computed members included."""

    document: Stored


class Bare(msgspec.Struct, frozen=True):
    """An object that is no entity: its members are the answer, without a name around them."""

    document: msgspec.Struct


class Gone(msgspec.Struct, frozen=True):
    """A deleted transaction. `when` is told among changes only."""

    entity: str
    id: str
    when: datetime | None = None


class Rows(msgspec.Struct, frozen=True, kw_only=True):
    """A page of one entity. No rows: an empty object, without the entity's name.

    `fields`: the paths that a query named (None: all).
    """

    entity: str
    rows: tuple[Stored | Gone, ...]
    start: int = 1
    total: int | None = None
    fields: frozenset[str] | None = None


class Count(msgspec.Struct, frozen=True):
    """Of `select count(*)`."""

    total: int


class Changes(msgspec.Struct, frozen=True):
    """An answer of change data capture: a page an entity, in the order they were asked."""

    pages: tuple[Rows, ...]


class Uploads(msgspec.Struct, frozen=True):
    """What came of each uploaded file: its document or a Fault."""

    items: tuple[Any, ...]


class Several(msgspec.Struct, frozen=True):
    """A batch: each item's id and what came of it."""

    items: tuple[tuple[str | None, Any], ...]


Part = One | Bare | Gone | Rows | Count | Changes | Several | Uploads | QuickBooksFault
