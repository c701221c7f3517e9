"""What the log says. Pure: one sentence for one thing that happened, in Connex's words."""

from __future__ import annotations

from datetime import date

from connector.flows.connex.account import word_of

__all__ = [
    "cancelled_before_sync",
    "changed_since",
    "never_refunded",
    "no_box",
    "no_match",
    "short_day",
]

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""Not from the machine's language: the log reads the same everywhere."""


def short_day(day: date, today: date) -> str:
    """Aug 1; with the year when it is not this one."""
    text = f"{MONTHS[day.month - 1]} {day.day}"
    return text if day.year == today.year else f"{text}, {day.year}"


def no_match(order_name: str, books: str, ordered: date, today: date) -> str:
    """The documented skip. Source: Connex help "How does Connex sync refunds?"."""
    return (
        f"Skipped refund of order {word_of(order_name)}: no matching order in {books}. Nothing was "
        f'written. Turn on "sync original order if missing", or sync from '
        f"{short_day(ordered, today)}."
    )


def no_box(order_name: str, why: str) -> str:
    return f"Skipped refund of order {word_of(order_name)}: {why}. Nothing was written."


def cancelled_before_sync(order_name: str) -> str:
    return (
        f"Skipped order {word_of(order_name)}: it was cancelled before it was synced. No order and "
        "no refund were written."
    )


def never_refunded(order_name: str) -> str:
    return (
        f"Order {word_of(order_name)} was cancelled but never refunded: please review it. No "
        "document was written."
    )


def changed_since(order_name: str, document: str, now: str, then: str) -> str:
    return (
        f"Order {word_of(order_name)} was edited after it was synced: {now}, {then}. The "
        f"{document} was not changed: correct it by hand."
    )
