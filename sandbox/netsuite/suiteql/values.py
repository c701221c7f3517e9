"""How a value of SuiteQL stands in the projection, so that SQLite can neither round nor misread it.

    text, T/F     as SQLite text
    NUMBER        as a blob that sorts like the number:   19.47 -> P5021947    -3 -> N4986~
    DATE          as a blob that sorts like the moment:   D2026-06-01 00:00:00
    NULL          as NULL

SQLite's own numbers end at 64 bits or are binary floats; Oracle's are decimal. A blob compares
byte by byte, so comparison, ORDER BY, GROUP BY, DISTINCT, MIN, MAX and every index work natively
and exactly, and a value carries its type: an answer needs no guess whether `2026-06-01` was a date.
Arithmetic is done by Python functions (functions.py) on `decimal.Decimal`, with the 40 significant
digits of Oracle's NUMBER.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Context, Decimal
from functools import lru_cache

__all__ = [
    "NUMERIC",
    "Stored",
    "as_date",
    "as_number",
    "as_text",
    "date_text",
    "is_date",
    "is_number",
    "number_text",
    "stored_date",
    "stored_number",
]

# What SQLite holds: text, a blob of one of the two kinds, or nothing.
Stored = str | bytes | None

NUMERIC = Context(prec=40, Emin=-130, Emax=126)  # Oracle Database: NUMBER

_BIAS = 500
_ZERO = b"O"  # between N (negative) and P (positive)
_MOMENT = "%Y-%m-%d %H:%M:%S"
_COMPLEMENT = str.maketrans("0123456789", "9876543210")


@lru_cache(maxsize=16384)
def stored_number(value: Decimal | int) -> bytes:
    """The sortable form of a finite number."""
    number = value if isinstance(value, Decimal) else Decimal(value)
    if not number:
        return _ZERO
    sign, figures, exponent = number.as_tuple()
    if isinstance(exponent, str):
        raise ValueError(f"{number} is not finite")  # noqa: TRY004 - the value is wrong
    digits = "".join(map(str, figures))
    size = len(digits) + exponent + _BIAS  # digits before the decimal point, made positive
    digits = digits.rstrip("0")
    if sign:
        return f"N{999 - size:03d}{digits.translate(_COMPLEMENT)}~".encode()
    return f"P{size:03d}{digits}".encode()


@lru_cache(maxsize=16384)
def as_number(blob: bytes) -> Decimal:
    """The number a blob stands for."""
    if blob == _ZERO:
        return Decimal(0)
    text = blob.decode()
    if text[0] == "P":
        size, digits, sign = int(text[1:4]) - _BIAS, text[4:], 0
    else:
        digits = text[4:-1].translate(_COMPLEMENT)
        size, sign = 999 - int(text[1:4]) - _BIAS, 1
    return Decimal((sign, tuple(map(int, digits)), size - len(digits)))


def is_number(value: object) -> bool:
    return isinstance(value, bytes) and value[:1] in (b"N", b"O", b"P")


def number_text(number: Decimal) -> str:
    """`127.82`, `0.5`, `100`: plain digits, without the zeros that NUMBER does not keep."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def stored_date(moment: date | datetime) -> bytes:
    """A day, or a moment that was already brought to the account's time zone (seconds count)."""
    if not isinstance(moment, datetime):
        return f"D{moment.isoformat()} 00:00:00".encode()
    return f"D{moment.replace(tzinfo=None).isoformat(' ', 'seconds')}".encode()


def as_date(blob: bytes) -> datetime:
    return datetime.strptime(blob[1:].decode(), _MOMENT)  # noqa: DTZ007 - account time


def is_date(value: object) -> bool:
    return isinstance(value, bytes) and value[:1] == b"D"


def date_text(moment: datetime) -> str:
    """The account's date format, M/D/YYYY: `6/1/2026`. A DATE shows no time unless TO_CHAR asks."""
    return f"{moment.month}/{moment.day}/{moment.year:04d}"


def as_text(value: Stored) -> str | None:
    """What an answer, `||` or LIKE sees of a value."""
    if value is None or isinstance(value, str):
        return value
    return date_text(as_date(value)) if is_date(value) else number_text(as_number(value))
