"""Rounding of amounts, to the smallest unit of a currency, halves away from zero."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

__all__ = ["ZERO", "part", "percent", "quantum", "rounded", "written"]

ZERO = Decimal(0)
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_WHOLE = frozenset({"JPY", "KRW", "TWD"})


def written(value: Any) -> Decimal | None:
    """The figure of a JSON number, or of text that holds one; None for anything else, and for what
    no account could hold."""
    if isinstance(value, str):
        if not _NUMBER.fullmatch(value):
            return None
    elif isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    found = Decimal(value)
    return found if found.is_finite() and found.adjusted() <= 15 else None


def quantum(currency: str) -> Decimal:
    return Decimal(1) if currency in _WHOLE else Decimal("0.01")


def rounded(amount: Decimal, unit: Decimal) -> Decimal:
    return amount.quantize(unit, ROUND_HALF_UP)


def percent(amount: Decimal, rate: Decimal, unit: Decimal) -> Decimal:
    return rounded(amount * rate / 100, unit)


def part(total: Decimal, done: Decimal, more: Decimal, whole: Decimal, unit: Decimal) -> Decimal:
    """What `more` of `whole` takes of `total`, after `done`. All parts add up to `total`."""
    if not whole:
        return ZERO
    before = rounded(total * done / whole, unit)
    return rounded(total * (done + more) / whole, unit) - before
