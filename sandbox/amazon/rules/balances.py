"""What a marketplace owes its seller at a moment: what is free, and what is kept back.

A reserve that was held at the end of a period comes in with the next one at once, as `Previous
Reserve Amount Balance`, and is among its money: it stays reserved until that period ends and
decides anew. So available and reserve are the open period's balance, and what is deferred is in no
period. Names and their sums are those of the published model finances 2024-06-19; when a reserve
is let go is not published.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import msgspec

from sandbox.amazon.domain import Domain
from sandbox.amazon.records import Event, Period
from sandbox.amazon.rules.money import ZERO
from sandbox.amazon.rules.periods import HELD_BEFORE, events_of

__all__ = ["Balance", "balance_at", "balance_now", "period_at"]


class Balance(msgspec.Struct, frozen=True, kw_only=True):
    """Signs are the seller's purse."""

    available: Decimal
    reserve: Decimal
    deferred: Decimal

    @property
    def reserved(self) -> Decimal:
        return self.reserve + self.deferred

    @property
    def total(self) -> Decimal:
        return self.available + self.reserved


def balance_now(account: Domain, marketplace: str) -> Balance:
    return balance_at(account, marketplace, account.clock.now() + timedelta(microseconds=1))


def balance_at(account: Domain, marketplace: str, before: datetime) -> Balance:
    """Of what was posted before a moment."""
    period = period_at(account, marketplace, before)
    events = [] if period is None else events_of(account, period)
    known = [event for event in events if event.posted < before]
    reserve = sum((event.total for event in known if _held(event)), ZERO)
    waiting = account.records.deferred_events.find(marketplace)
    return Balance(
        available=sum((event.total for event in known), ZERO) - reserve,
        reserve=reserve,
        deferred=sum((event.total for event in waiting if _waits(event, before)), ZERO),
    )


def period_at(account: Domain, marketplace: str, before: datetime) -> Period | None:
    """The one that was open then; None before the first."""
    found = [
        each
        for each in account.records.periods
        if each.marketplace == marketplace
        and each.start < before
        and (each.end is None or each.end >= before)
    ]
    return found[-1] if found else None


def _held(event: Event) -> bool:
    return event.lines[0].description == HELD_BEFORE


def _waits(event: Event, before: datetime) -> bool:
    came = event.deferred is not None and event.deferred < before
    return came and (not event.period or event.posted >= before)
