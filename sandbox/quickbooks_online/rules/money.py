"""Cents, as this company rounds them: half up."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

__all__ = ["CENT", "ZERO", "half_up"]

CENT = Decimal("0.01")
ZERO = Decimal("0.00")


def half_up(amount: Decimal) -> Decimal:
    """To two decimals; every currency of the company has two."""
    return amount.quantize(CENT, ROUND_HALF_UP)
