"""Rounding of amounts, to the smallest unit of a currency, halves away from zero."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

__all__ = ["ZERO", "part", "percent", "rounded"]

ZERO = Decimal(0)


def rounded(amount: Decimal, quantum: Decimal) -> Decimal:
    return amount.quantize(quantum, ROUND_HALF_UP)


def percent(amount: Decimal, rate: Decimal, quantum: Decimal) -> Decimal:
    return rounded(amount * rate / 100, quantum)


def part(
    total: Decimal, done: Decimal | int, more: Decimal | int, whole: Decimal | int, quantum: Decimal
) -> Decimal:
    """What `more` of `whole` takes of `total`, after `done`. All parts add up to `total`."""
    if not whole:
        return ZERO
    before = rounded(total * done / whole, quantum)
    return rounded(total * (done + more) / whole, quantum) - before
