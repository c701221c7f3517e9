"""Accounting periods: where a posting transaction posts, and when it may not.

The sentence is the one integrators meet for a date outside the period, closed ones included.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sandbox.netsuite.errors import UserError
from sandbox.netsuite.records import AccountingPeriod, Transaction

if TYPE_CHECKING:
    from sandbox.netsuite.rules.domain import Domain

__all__ = ["NON_POSTING", "OUTSIDE_PERIOD", "check_open", "period_for", "today"]

NON_POSTING = frozenset({"SalesOrd"})

OUTSIDE_PERIOD = (
    "The transaction date you specified is not within the date range of your accounting period."
)


def today(netsuite: Domain) -> date:
    """The account's own day, which a transaction without a date gets: near midnight UTC it is
    another one than the world's."""
    return netsuite.clock.now().astimezone(ZoneInfo(netsuite.settings.time_zone)).date()


def period_for(netsuite: Domain, day: date, wanted: int | None) -> int:
    """The id of the period that a transaction of `day` posts to. Raises UserError.

    `wanted` is the period the caller chose; its range must hold the date.
    """
    records = netsuite.records
    period = records.period_of(day) if wanted is None else records.periods.get(wanted)
    if period is None or not period.start_date <= day <= period.end_date:
        raise UserError(OUTSIDE_PERIOD, "tranDate")
    if not period.closed:
        return period.id
    if netsuite.settings.closed_period == "next_open":
        for later in records.periods_by_start.between(period.start_date):
            if not later.closed:
                return later.id
    raise UserError(OUTSIDE_PERIOD, "tranDate")


def check_open(netsuite: Domain, transaction: Transaction) -> AccountingPeriod | None:
    """Raises UserError when a stored transaction lies in a closed period: nothing in it may
    change or go."""
    if transaction.posting_period is None:
        return None
    period = netsuite.records.periods[transaction.posting_period]
    if period.closed:
        raise UserError(OUTSIDE_PERIOD, "tranDate")
    return period
