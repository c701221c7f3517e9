"""Paging: the rules for first, last, after, before, and the cursors.

A cursor is base64 of `{"last_id":8837991727410,"last_value":1782167640000}` (recorded): opaque to
clients, but a log comparison sees the form. Time keys carry epoch milliseconds, the id key the id
as a string.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from itertools import islice
from typing import Any

import msgspec
import orjson

from sandbox.shopify.graphql.context import Arguments, FieldError, bad_request
from sandbox.shopify.limits import MAX_PAGE, MAX_PAGINATED

__all__ = [
    "EVERYTHING",
    "Cursor",
    "Page",
    "Window",
    "moment_of",
    "page_of",
    "read_cursor",
    "window",
    "written",
]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


EVERYTHING = 2**31 - 1  # what a bulk query asks for instead of a page


class Cursor(msgspec.Struct, frozen=True):
    """A place in an ordered list: behind (or before) the item of this id and key."""

    last_id: int
    last_value: Any


class Window(msgspec.Struct, frozen=True):
    """Which part of a list is asked for."""

    size: int
    forward: bool
    after: Cursor | None
    before: Cursor | None


class Page:
    """Items of a connection. `cursor` names the place of one of them."""

    __slots__ = ("cursor", "has_next", "has_previous", "items")

    def __init__(
        self,
        items: Sequence[Any],
        cursor: Callable[[Any], str],
        has_next: bool,
        has_previous: bool,
    ) -> None:
        self.items = items
        self.cursor = cursor
        self.has_next = has_next
        self.has_previous = has_previous

    @property
    def start_cursor(self) -> str | None:
        return self.cursor(self.items[0]) if self.items else None

    @property
    def end_cursor(self) -> str | None:
        return self.cursor(self.items[-1]) if self.items else None


def window(arguments: Arguments) -> Window:
    """Raises FieldError when the arguments do not say what page is wanted.

    The first two sentences are recorded; those about sizes are ours.
    """
    first, last = arguments.get("first"), arguments.get("last")
    if first is None and last is None:
        raise bad_request("you must provide one of first or last")
    if first is not None and last is not None:
        raise bad_request("providing both first and last is not supported")
    name = "last" if first is None else "first"
    size: int = arguments[name]
    if size > MAX_PAGE and size != EVERYTHING:
        raise FieldError(
            f"{name} cannot exceed {MAX_PAGE}", "MAX_PAGE_SIZE_EXCEEDED", maximum=MAX_PAGE
        )
    if size < 0:
        raise bad_request(f"{name} must be positive")
    return Window(
        size,
        first is not None,
        read_cursor(arguments.get("after")),
        read_cursor(arguments.get("before")),
    )


def written(last_id: int, last_value: Any) -> str:
    """`last_value`: datetime (epoch milliseconds), Decimal (text), str or int."""
    if isinstance(last_value, datetime):
        last_value = (last_value - _EPOCH) // _MILLISECOND
    elif isinstance(last_value, Decimal):
        last_value = f"{last_value}"
    return base64.b64encode(orjson.dumps({"last_id": last_id, "last_value": last_value})).decode()


_MILLISECOND = datetime(1970, 1, 1, 0, 0, 0, 1000) - datetime(1970, 1, 1)  # noqa: DTZ001


def moment_of(milliseconds: Any) -> datetime:
    """The time in a cursor. Raises FieldError for what is none."""
    if isinstance(milliseconds, bool) or not isinstance(milliseconds, int):
        raise _invalid()
    try:
        return _EPOCH + milliseconds * _MILLISECOND
    except OverflowError:
        raise _invalid() from None


def read_cursor(text: str | None) -> Cursor | None:
    if text is None:
        return None
    try:
        document = orjson.loads(base64.b64decode(text, validate=True))
        return Cursor(int(document["last_id"]), document["last_value"])
    except (binascii.Error, ValueError, KeyError, TypeError):
        raise _invalid() from None


def _invalid() -> FieldError:
    return bad_request("Invalid cursor for current pagination sort.")


def page_of(
    records: Sequence[Any], arguments: Arguments, wrap: Callable[[Any], Any] = lambda each: each
) -> Page:
    """A page of children that are kept in their order, by id."""
    wanted = window(arguments)
    ordered = list(records)
    if arguments.get("reverse"):
        ordered.reverse()
    places = {record.id: place for place, record in enumerate(ordered)}
    start, end = 0, len(ordered)
    if wanted.after is not None:
        start = places.get(wanted.after.last_id, -1) + 1
    if wanted.before is not None:
        end = places.get(wanted.before.last_id, end)
    if wanted.size != EVERYTHING:
        end = min(end, MAX_PAGINATED)
    if wanted.forward:
        end = min(end, start + wanted.size)
    else:
        start = max(start, end - wanted.size)
    chosen = [(record.id, wrap(record)) for record in islice(ordered, start, max(start, end))]
    ids = {id(item): number for number, item in chosen}
    return Page(
        [item for _, item in chosen],
        lambda item: written(ids[id(item)], str(ids[id(item)])),
        end < len(ordered),
        start > 0,
    )
