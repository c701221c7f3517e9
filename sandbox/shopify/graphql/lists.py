"""Connections of smaller families than orders: filtered, sorted and cut on the spot.

A family names its search keys and sort keys as functions of a record. What a value is decides how
it is compared: times, numbers, words. Unknown keys are dropped and warned about, as everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from sandbox.shopify.graphql.context import Arguments, Context
from sandbox.shopify.graphql.cursors import Page, page_of
from sandbox.shopify.graphql.search import Term, parse
from sandbox.shopify.graphql.search_terms import (
    combined,
    compared,
    invalid_field,
    moments,
    number,
    pieces,
)

__all__ = ["counted", "listed", "matching"]

Getter = Callable[[Any], Any]
Test = Callable[[Any], bool]


def listed(
    records: Iterable[Any],
    arguments: Arguments,
    context: Context,
    *,
    keys: Mapping[str, Getter],
    sorts: Mapping[str, Getter],
    wrap: Callable[[Any], Any] = lambda each: each,
) -> Page:
    """A page. Without a sort key of its own a record goes by id. Raises FieldError."""
    found = matching(records, arguments, context, keys)
    sort = sorts.get(arguments.get("sortKey") or "", lambda each: each.id)
    found.sort(key=lambda each: (sort(each), each.id))
    return page_of(found, arguments, wrap)


def counted(
    records: Iterable[Any], arguments: Arguments, context: Context, keys: Mapping[str, Getter]
) -> tuple[int, str]:
    """(count, precision), as `Count` shows it."""
    limit = arguments.get("limit")
    count = len(matching(records, arguments, context, keys))
    return (count, "EXACT") if limit is None or count <= limit else (limit, "AT_LEAST")


def matching(
    records: Iterable[Any], arguments: Arguments, context: Context, keys: Mapping[str, Getter]
) -> list[Any]:
    """The records that fit the query. "" among the keys is the default field. Saved searches
    belong to staff: none exists that an app could name."""
    if arguments.get("savedSearchId") is not None:
        return []
    text = arguments.get("query")
    node = parse(text) if text else None
    if node is None:
        return list(records)
    reader = _Reader(keys, context)
    test = combined(node, reader.term)
    if reader.warnings:
        context.searches.append(
            {
                "path": list(context.path),
                "query": text,
                "parsed": node.parsed(),
                "warnings": reader.warnings,
            }
        )
    return [each for each in records if test is None or test(each)]


class _Reader:
    def __init__(self, keys: Mapping[str, Getter], context: Context) -> None:
        self._keys = keys
        self._context = context
        self.warnings: list[dict[str, str]] = []

    def term(self, term: Term) -> Test | None:
        value = self._keys.get(term.field)
        if value is None:
            self.warnings.append(invalid_field(term))
            return None
        fits = self._comparison(term)

        def test(record: Any) -> bool:
            held = value(record)
            if isinstance(held, (list, tuple, set)):
                return any(fits(each) for each in held)
            return fits(held)

        return test

    def _comparison(self, term: Term) -> Test:
        """Reads the wanted value in each of its meanings, once."""
        times = moments(term.value, self._context)
        amount = number(term.value)
        words = {part.strip().casefold() for part in term.value.split(",")}
        if term.quoted or term.prefix:
            words = {term.value.casefold()}

        def fits(held: Any) -> bool:
            if term.exists:
                return held not in (None, "")
            match held:
                case None:
                    return False
                case bool():
                    return ("true" if held else "false") in words
                case datetime():
                    return times is not None and _in_time(term.comparator, held, *times)
                case int() | Decimal():
                    return amount is not None and compared(term.comparator, held, amount)
            text = str(held).casefold()
            if term.prefix:
                return text.startswith(term.value[:-1].casefold())
            return text in words or (not term.field and bool(words & set(pieces(text))))

        return fits


def _in_time(comparator: str, held: datetime, start: datetime, end: datetime) -> bool:
    return compared(comparator, held, start) if comparator else start <= held < end
