"""JSON values: exact numbers both ways, dates, times.

Numbers come in as `int` or `Decimal`, never as float, and go out with the digits they have, at
least one decimal (`39.9`, `0.0`), the way the platform prints them.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

import msgspec

from sandbox.kernel.nesting import deeper_than
from sandbox.netsuite.errors import InvalidContent

__all__ = [
    "DEEPEST_BODY",
    "Object",
    "moment",
    "number",
    "read",
    "read_day",
    "read_number",
    "write",
]

Object = dict[str, Any]

DEEPEST_BODY = 200  # arrays and objects in each other; no record goes deeper than ten

_DECODER = msgspec.json.Decoder(float_hook=Decimal)
_ENCODER = msgspec.json.Encoder(decimal_format="number")
_MOST_DIGITS = 15  # before the decimal point, and after


def read(body: bytes) -> Object:
    """The body of a request as an object. Raises InvalidContent."""
    if deeper_than(DEEPEST_BODY, body):
        raise InvalidContent.malformed()
    try:
        found = _DECODER.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InvalidContent.malformed() from error
    if not isinstance(found, dict):
        raise InvalidContent.malformed()
    return found


def write(document: Any) -> bytes:
    return _ENCODER.encode(document)


@lru_cache(maxsize=8192)
def number(value: Decimal) -> msgspec.Raw:
    """`value` as a JSON number: 19.47, 39.9, 0.0."""
    text = f"{value:f}"
    whole, _, decimals = text.partition(".")
    if whole == "-0" and not decimals.strip("0"):
        whole = "0"
    return msgspec.Raw(f"{whole}.{decimals.rstrip('0') or '0'}".encode())


def moment(value: datetime) -> str:
    """UTC to the second, with Z."""
    return f"{value.astimezone(UTC).isoformat(timespec='seconds')[:19]}Z"


def read_number(value: Any) -> Decimal | None:
    """A JSON number, or a string that holds one. None when it is neither."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        text = value.strip()
        if not text.isascii() or not text.lstrip("+-").replace(".", "", 1).isdigit():
            return None
        value = Decimal(text)
    if isinstance(value, int):
        value = Decimal(value)
    if not isinstance(value, Decimal) or not value.is_finite():
        return None
    exponent = value.as_tuple().exponent
    if value.adjusted() >= _MOST_DIGITS or (isinstance(exponent, int) and exponent < -_MOST_DIGITS):
        return None
    return value


def read_day(value: Any) -> date | None:
    """`2026-11-24`, alone or followed by a time with or without offset, which is not converted."""
    if not isinstance(value, str):
        return None
    try:
        return datetime.fromisoformat(value).date()
    except ValueError:
        return None
