"""A condition as a test of one value.

Texts compare without regard to case (recorded for DisplayName), references by their id, ids and
numbers as numbers, moments by the second, as answers write them. A moment without an offset, and a
day alone, is the company's own time. `%` is the only wildcard.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from datetime import date, datetime, time, tzinfo
from decimal import Decimal
from typing import Any

from sandbox.quickbooks_online.query.errors import invalid
from sandbox.quickbooks_online.query.grammar import Condition, Value
from sandbox.quickbooks_online.query.properties import Property

__all__ = ["Test", "moment_of", "sort_key", "test_of"]

Test = Callable[[Any], bool]  # of a value that is there

_NUMBER = re.compile(r"[+-]?(?:\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})")
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:T.*)?", re.DOTALL)
_MOMENT = re.compile(
    r"\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
)
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}


def test_of(found: Property, condition: Condition, zone: tzinfo) -> Test:
    """`zone`: the company's. Raises QueryFault 4001 for a value or operator that cannot be."""
    if condition.operator == "like":
        return _like(found, condition)
    wanted = [_wanted(found, value, zone) for value in condition.values]
    if condition.operator == "in":
        return lambda value: _comparable(found, value) in wanted
    compare, (other,) = _COMPARE[condition.operator], wanted
    if found.kind == "boolean" and condition.operator != "=":
        raise _unfit(found, condition.operator)
    return lambda value: compare(_comparable(found, value), other)


def sort_key(found: Property, value: Any) -> Any:
    """What is absent comes first."""
    return (0, 0) if value is None else (1, _comparable(found, value))


def _like(found: Property, condition: Condition) -> Test:
    if found.kind not in ("text", "reference"):
        raise _unfit(found, "LIKE")
    parts = [part.lower() for part in condition.values[0].pattern]
    return lambda value: _matches(value.lower(), parts)


def _matches(text: str, parts: list[str]) -> bool:
    """`parts` in this order, anything between them; linear in the text."""
    if len(parts) == 1:
        return text == parts[0]
    first, *between, last = parts
    if not text.startswith(first) or not text.endswith(last):
        return False
    at, end = len(first), len(text) - len(last)
    for part in between:
        place = text.find(part, at, end) if at <= end else -1
        if place < 0:
            return False
        at = place + len(part)
    return at <= end


def _comparable(found: Property, value: Any) -> Any:
    match found.kind:
        case "moment":
            return value.replace(microsecond=0)
        case "text" | "reference":
            return _number_first(value) if _is_id(found) else value.lower()
    return value


def _wanted(found: Property, value: Value, zone: tzinfo) -> Any:
    text = value.text
    match found.kind:
        case "number":
            return _number(found, text)
        case "boolean":
            return _boolean(found, text)
        case "date":
            return _day(found, text)
        case "moment":
            moment = moment_of(text, zone)
            if moment is None:
                raise _bad(found, text)
            return moment
    return _number_first(text) if _is_id(found) else text.lower()


def _is_id(found: Property) -> bool:
    return found.name == "Id" or found.kind == "reference"


def _number_first(text: str) -> tuple[int, int, str]:
    """Ids in the order of their numbers, words (TAX, USD) behind them."""
    if text.isascii() and text.isdigit() and len(text) <= 18:
        return (0, int(text), "")
    return (1, 0, text.lower())


def _number(found: Property, text: str) -> Decimal:
    if _NUMBER.fullmatch(text) is None:
        raise _bad(found, text)
    return Decimal(text)


def _boolean(found: Property, text: str) -> bool:
    word = text.lower()
    if word not in ("true", "false"):
        raise _bad(found, text)
    return word == "true"


def _day(found: Property, text: str) -> date:
    match = _DAY.fullmatch(text)
    if match is None:
        raise _bad(found, text)
    try:
        return date.fromisoformat(match[1])
    except ValueError:
        raise _bad(found, text) from None


def moment_of(text: str, zone: tzinfo) -> datetime | None:
    """An ISO 8601 moment, to the second; without an offset in `zone`. None when it is none."""
    if _MOMENT.fullmatch(text) is None:
        return None
    try:
        if "T" not in text:
            return datetime.combine(date.fromisoformat(text), time(), zone)
        moment = datetime.fromisoformat(text).replace(microsecond=0)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)


def _bad(found: Property, text: str) -> Exception:
    """The platform's own sentence for a value of another type is not published."""
    return invalid(f"value {text} is not valid for property '{found.name}'")


def _unfit(found: Property, word: str) -> Exception:
    return invalid(f"operator {word} is not supported for property '{found.name}'")
