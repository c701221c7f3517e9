"""Assertions of the features. What failed decides what the gate says.

A figure that differs is `MoneyDiffers` (the gate exits 3), a document, status or count that
differs is `StateDiffers` (exit 1). Anything else that stops a scenario is a mistake in the
scenario, the engine or the sandbox, and never counts as having caught a wrong connector.
`LeftOut` is no failure: the scenario asks for what the engine at hand does not have.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

__all__ = [
    "LeftOut",
    "MoneyDiffers",
    "StateDiffers",
    "amount",
    "expect_money",
    "expect_state",
    "expect_text",
]


class MoneyDiffers(AssertionError):
    """A figure is not the documented one."""


class StateDiffers(AssertionError):
    """A document, status, count or sentence is not the documented one."""


class LeftOut(Exception):
    """The scenario cannot be told with this engine; the text says why."""


def amount(text: str) -> Decimal:
    """A figure as a feature file writes it: `127.82`, `1,240.00`, `-12.24`."""
    try:
        return Decimal(text.replace(",", "").replace("\u2212", "-").strip())
    except InvalidOperation:
        raise ValueError(f"{text!r} is not an amount; write it as 127.82") from None


def expect_money(actual: Decimal | None, expected: Decimal, what: str) -> None:
    """Equal to the cent, and to the digit: 19.470 is 19.47, 19.4700001 is not."""
    if actual is None:
        raise MoneyDiffers(f"{what}: expected {expected}, found nothing")
    if actual != expected:
        raise MoneyDiffers(
            f"{what}: expected {expected}, found {actual} (off by {actual - expected})"
        )


def expect_state(actual: object, expected: object, what: str) -> None:
    if actual != expected:
        raise StateDiffers(f"{what}: expected {expected!r}, found {actual!r}")


def expect_text(actual: str | None, *pieces: str, what: str) -> None:
    """Every piece occurs in `actual`."""
    missing: Sequence[str] = [piece for piece in pieces if piece not in (actual or "")]
    if missing:
        raise StateDiffers(f"{what}: {actual!r} does not say {missing[0]!r}")
