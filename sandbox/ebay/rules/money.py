"""Rounding of amounts, to the smallest unit of a currency, halves away from zero."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

__all__ = ["ZERO", "part", "percent", "quantum", "rounded"]

ZERO = Decimal(0)
_WHOLE = frozenset({"JPY", "KRW", "TWD"})


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
