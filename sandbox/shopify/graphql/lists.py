"""Connections of smaller families than orders: filtered, sorted and cut on the spot.

A family names its search keys and sort keys as functions of a record. What a value is decides how
it is compared: times, numbers, words. Unknown keys are dropped and warned about, as everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.shopify.graphql.context import Arguments, Context
from sandbox.shopify.graphql.cursors import Page, page_of
from sandbox.shopify.graphql.search import And, Node, Not, Or, Term, parse

__all__ = ["counted", "listed", "matching"]

Getter = Callable[[Any], Any]
Test = Callable[[Any], bool]
_SECOND = timedelta(seconds=1)


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
    test = reader.test(node)
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

    def test(self, node: Node) -> Test | None:
        """None: the node was dropped."""
        match node:
            case Term():
                return self._term(node)
            case Not():
                inner = self.test(node.node)
                return None if inner is None else lambda each: not inner(each)
            case And():
                tests = [each for each in map(self.test, node.nodes) if each is not None]
                return (lambda each: all(test(each) for test in tests)) if tests else None
            case Or():
                found = [self.test(each) for each in node.nodes]
                kept = [each for each in found if each is not None]
                if len(kept) < len(found):
                    return None  # a dropped filter matches everything
                return lambda each: any(test(each) for test in kept)
        raise TypeError(f"no such node: {node!r}")

    def _term(self, term: Term) -> Test | None:
        value = self._keys.get(term.field)
        if value is None:
            self._warn(term, "Invalid search field for this query.", "invalid_field")
            return None
        fits = self._comparison(term)

        def test(record: Any) -> bool:
            held = value(record)
            if isinstance(held, (list, tuple, set)):
                return any(fits(each) for each in held)
            return fits(held)

        return test

    def _warn(self, term: Term, message: str, code: str) -> None:
        self.warnings.append({"field": term.field, "message": message, "code": code})

    def _comparison(self, term: Term) -> Test:
        """Reads the wanted value in each of its meanings, once."""
        moments = self._moments(term.value)
        number = _number(term.value)
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
                    return moments is not None and _in_time(term.comparator, held, *moments)
                case int() | Decimal():
                    return number is not None and _compared(term.comparator, held, number)
            text = str(held).casefold()
            if term.prefix:
                return text.startswith(term.value[:-1].casefold())
            return text in words or (not term.field and bool(words & set(_pieces(text))))

        return fits

    def _moments(self, text: str) -> tuple[datetime, datetime] | None:
        """A time and the end of what it names: a date names its day in the shop's time zone."""
        zone = ZoneInfo(self._context.records.shop.iana_timezone)
        if text.lower() == "now":
            return self._context.now, self._context.now + _SECOND
        try:
            if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
                day = date.fromisoformat(text)
                start = datetime.combine(day, time(), zone)
                end = datetime.combine(day + timedelta(days=1), time(), zone)
                return start.astimezone(UTC), end.astimezone(UTC)
            moment = datetime.fromisoformat(text)
        except (ValueError, OverflowError):
            return None
        moment = (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
        return moment, moment + _SECOND


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text.rsplit("/", 1)[-1])
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _pieces(text: str) -> list[str]:
    return [each for each in re.split(r"[\s@,]+", text) if each]


def _in_time(comparator: str, held: datetime, start: datetime, end: datetime) -> bool:
    return _compared(comparator, held, start) if comparator else start <= held < end


def _compared(comparator: str, held: Any, wanted: Any) -> bool:
    match comparator:
        case ">":
            return bool(held > wanted)
        case ">=":
            return bool(held >= wanted)
        case "<":
            return bool(held < wanted)
        case "<=":
            return bool(held <= wanted)
    return bool(held == wanted)
