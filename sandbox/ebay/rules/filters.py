"""The filter language of the Sell APIs: `name:[a..b]`, `name:{A|B}`, comma between filters."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

__all__ = ["Range", "braced", "ranged", "split", "within"]


class Range(msgspec.Struct, frozen=True):
    """As written; empty: that side is open."""

    start: str
    end: str


def split(texts: Iterable[str]) -> list[tuple[str, str]]:
    """(name, value) of every filter, in order; a filter without a colon has no value."""
    found = []
    for text in texts:
        for piece in _pieces(text):
            name, _, value = piece.partition(":")
            found.append((name.strip(), value.strip()))
    return found


def braced(value: str) -> list[str] | None:
    """The alternatives of `{A|B}`; None for anything else."""
    if not (value.startswith("{") and value.endswith("}")):
        return None
    return [each.strip() for each in value[1:-1].split("|")]


def ranged(value: str) -> Range | None:
    """The ends of `[a..b]`; None for anything else."""
    if not (value.startswith("[") and value.endswith("]")):
        return None
    start, dots, end = value[1:-1].partition("..")
    return Range(start.strip(), end.strip()) if dots else None


def within(moment: datetime, start: datetime, end: datetime) -> bool:
    """Both ends belong to it."""
    return start <= moment <= end


def _pieces(text: str) -> list[str]:
    """Cut at commas that stand outside brackets."""
    found, depth, begin = [], 0, 0
    for place, letter in enumerate(text):
        if letter in "[{":
            depth += 1
        elif letter in "]}":
            depth -= 1
        elif letter == "," and depth <= 0:
            found.append(text[begin:place])
            begin = place + 1
    found.append(text[begin:])
    return [piece for piece in found if piece.strip()]
