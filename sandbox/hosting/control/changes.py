"""Which documents differ between two states of a world.

Read from the store's undo log, without going there: a difference costs the writes between the two
states and changes nothing, so neither a state file nor a client can notice it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sandbox.kernel.store import Table, Version

__all__ = ["Change", "changes_between", "writes_since"]


@dataclass(frozen=True)
class Change:
    """A document before and after; None: it did not exist."""

    table: str
    key: Any
    before: Any
    after: Any


def _path(version: Version) -> Iterator[Version]:
    at: Version | None = version
    while at is not None:
        yield at
        at = at.next


def writes_since(version: Version) -> int:
    return sum(len(at.undo) for at in _path(version))


def _held(version: Version) -> dict[tuple[str, Any], tuple[Table[Any], Any]]:
    """Every document that was written since, as it stood then: what its first write replaced."""
    held: dict[tuple[str, Any], tuple[Table[Any], Any]] = {}
    for at in _path(version):
        for table, key, old in at.undo:
            held.setdefault((table.name, key), (table, old))
    return held


def changes_between(before: Version, after: Version | None) -> list[Change]:
    """From `before` to `after` (None: now), in either order of time, by table and key."""
    first = _held(before)
    last = {} if after is None else _held(after)
    found: list[Change] = []
    for place in {**first, **last}:
        table, key = place
        now = (first.get(place) or last[place])[0].get(key)
        old = first[place][1] if place in first else now
        new = last[place][1] if place in last else now
        if old is not new and old != new:
            found.append(Change(table, key, old, new))
    return sorted(found, key=lambda each: (each.table, isinstance(each.key, str), each.key))
