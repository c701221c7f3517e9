"""What the terms of a search mean, whatever is searched: trees of tests, times, numbers, words."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sandbox.shopify.graphql.context import Context
from sandbox.shopify.graphql.search import And, Node, Not, Or, Term

__all__ = ["combined", "compared", "invalid_field", "moments", "number", "pieces"]

T = TypeVar("T")
_SECOND = timedelta(seconds=1)


def combined(
    node: Node, test_of: Callable[[Term], Callable[[T], bool] | None]
) -> Callable[[T], bool] | None:
    """One test for the whole query. A term that is dropped (None) matches everything: so does an
    OR with one, while an AND goes on without it. None: everything was dropped."""
    match node:
        case Term():
            return test_of(node)
        case Not():
            inner = combined(node.node, test_of)
            return None if inner is None else lambda each: not inner(each)
        case And():
            every = [test for one in node.nodes if (test := combined(one, test_of)) is not None]
            return (lambda each: all(test(each) for test in every)) if every else None
        case Or():
            some = [combined(one, test_of) for one in node.nodes]
            kept = [test for test in some if test is not None]
            if len(kept) < len(some):
                return None
            return lambda each: any(test(each) for test in kept)
    raise TypeError(f"no such node: {node!r}")


def invalid_field(term: Term) -> dict[str, str]:
    """The warning about a key that does not exist (recorded)."""
    return {
        "field": term.field,
        "message": "Invalid search field for this query.",
        "code": "invalid_field",
    }


def moments(text: str, context: Context) -> tuple[datetime, datetime] | None:
    """A time and the end of what it names: a date names its day in the shop's time zone, a time
    its second. None for what is neither."""
    if text.lower() == "now":
        return context.now, context.now + _SECOND
    zone = ZoneInfo(context.records.shop.iana_timezone)
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


def number(text: str) -> Decimal | None:
    """Of a plain number or the tail of a gid. None for what is none."""
    try:
        found = Decimal(text.rsplit("/", 1)[-1])
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def pieces(text: str) -> list[str]:
    """The words of a text, by which the default field finds it."""
    return [each for each in re.split(r"[\s@,]+", text) if each]


def compared(comparator: str, held: Any, wanted: Any) -> bool:
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
