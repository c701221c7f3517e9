"""How each scalar is written, and what is accepted for it.

Money is exact both ways: numbers of a request arrive as Decimal, and leave as strings. Decimal is
written without padded zeros ("127.82", "15.0", measured); the old Money scalar keeps two places.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from sandbox.shopify.graphql import gids

__all__ = ["READERS", "WRITERS", "Unreadable", "date_time", "decimal_text", "money_text"]

_INT_LIMIT = 2**31


class Unreadable(ValueError):
    """A value that the scalar does not take. `explanation` as in `problems`; "" for the usual."""

    def __init__(self, explanation: str = "") -> None:
        super().__init__(explanation)
        self.explanation = explanation


# -- writing --------------------------------------------------------------------------------


def decimal_text(number: Decimal) -> str:
    """At least one place, no padding: 15 -> "15.0", 12.50 -> "12.5"."""
    text = f"{number:f}"
    whole, _, places = text.partition(".")
    places = places.rstrip("0") or "0"
    return f"0.{places}" if whole == "-0" and places == "0" else f"{whole}.{places}"


def money_text(number: Decimal) -> str:
    return f"{number:.2f}"


def date_time(moment: datetime) -> str:
    """UTC, whole seconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


WRITERS: dict[str, Callable[[Any], Any]] = {
    "BigInt": str,
    "Boolean": bool,
    "Decimal": decimal_text,
    "DateTime": date_time,
    "Float": float,
    "Money": money_text,
    "UnsignedInt64": str,
}

# -- reading --------------------------------------------------------------------------------


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise Unreadable
    return value


def _int(value: Any) -> int:
    if isinstance(value, Decimal) and value == value.to_integral_value():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise Unreadable
    if not -_INT_LIMIT <= value < _INT_LIMIT:
        raise Unreadable
    return value


def _float(value: Any) -> Decimal:
    """A float of a request keeps its decimal digits."""
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        raise Unreadable
    return Decimal(value)


def _boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Unreadable
    return value


def _decimal(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, (int, Decimal, str)):
        raise Unreadable
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise Unreadable(f"invalid decimal '{value}'") from None
    if not number.is_finite():
        raise Unreadable(f"invalid decimal '{value}'")
    return number


def _id(value: Any) -> str:
    """Every ID that this schema takes is a global id."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise Unreadable
    if gids.parse(value) is None:
        raise Unreadable(f"Invalid global id '{value}'")
    return value


_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def _date_time(value: Any) -> datetime:
    if not isinstance(value, str):
        raise Unreadable
    try:
        if _DATE.fullmatch(value):
            day = date.fromisoformat(value)
            return datetime(day.year, day.month, day.day, tzinfo=UTC)
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise Unreadable(f"invalid DateTime '{value}'") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _url(value: Any) -> str:
    text = _string(value)
    if any(mark.isspace() for mark in text):
        raise Unreadable(f"Invalid url '{text}'")
    return text


def _any(value: Any) -> Any:
    return value


READERS: dict[str, Callable[[Any], Any]] = {
    "Boolean": _boolean,
    "DateTime": _date_time,
    "Decimal": _decimal,
    "Float": _float,
    "ID": _id,
    "Int": _int,
    "JSON": _any,
    "Money": _decimal,
    "String": _string,
    "URL": _url,
    "UnsignedInt64": _decimal,
}
