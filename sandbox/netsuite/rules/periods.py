"""Accounting periods: where a posting transaction posts, and when it may not.

The sentence is the one integrators meet for a date outside the period, closed ones included.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import msgspec

from sandbox.netsuite.errors import InvalidContent, UserError
from sandbox.netsuite.records import AccountingPeriod, Transaction

if TYPE_CHECKING:
    from sandbox.netsuite.rules.domain import Domain

__all__ = [
    "NON_POSTING",
    "OUTSIDE_PERIOD",
    "check_open",
    "close",
    "is_locked",
    "period_for",
    "reopen",
    "set_up_year",
    "today",
]

NON_POSTING = frozenset({"SalesOrd", "RtnAuth", "Estimate"})
# What "Lock A/R" of a period stops (Help Center "Locking Transactions"); a journal by its accounts.
_RECEIVABLES = frozenset(
    {
        "CustInvc",
        "CashSale",
        "CashRfnd",
        "CustCred",
        "CustPymt",
        "CustRfnd",
        "CustDep",
        "DepAppl",
    }
)

OUTSIDE_PERIOD = (
    "The transaction date you specified is not within the date range of your accounting period."
)


def today(netsuite: Domain) -> date:
    """The account's own day, which a transaction without a date gets: near midnight UTC it is
    another one than the world's."""
    return netsuite.clock.now().astimezone(ZoneInfo(netsuite.settings.time_zone)).date()


def is_locked(netsuite: Domain, period: AccountingPeriod, transaction: Transaction) -> bool:
    """Closed, or locked for transactions of this kind."""
    if period.closed or period.all_locked:
        return True
    if transaction.type in _RECEIVABLES:
        return period.ar_locked
    accounts = netsuite.records.accounts
    kinds = {accounts[line.account].acct_type for line in transaction.account_lines}
    return (period.ar_locked and "AcctRec" in kinds) or (period.ap_locked and "AcctPay" in kinds)


def period_for(netsuite: Domain, transaction: Transaction) -> int:
    """The id of the period that a transaction posts to: its own choice, whose range must hold its
    date, or that of its date. Raises UserError; InvalidContent for a quarter or year."""
    records, day = netsuite.records, transaction.tran_date
    wanted = transaction.posting_period
    period = records.period_of(day) if wanted is None else records.periods.get(wanted)
    if period is not None and not period.is_posting:
        raise InvalidContent.field_value(period.id, "postingPeriod")
    if period is None or not period.start_date <= day <= period.end_date:
        raise UserError(OUTSIDE_PERIOD, "tranDate")
    if not is_locked(netsuite, period, transaction):
        return period.id
    if netsuite.settings.closed_period == "next_open":
        for later in records.periods_by_start.between(period.start_date):
            if not is_locked(netsuite, later, transaction):
                return later.id
    raise UserError(OUTSIDE_PERIOD, "tranDate")


def set_up_year(netsuite: Domain, year: int) -> AccountingPeriod:
    """Set Up Full Year (Help Center "Setting Up a Full Fiscal Year of Accounting Periods"): a year,
    its quarters and its months, all open. The sentence is not published. Raises UserError when the
    year is there."""
    periods = netsuite.records.periods
    if netsuite.records.period_of(date(year, 1, 1)) is not None:
        raise UserError(f"The fiscal year {year} has been set up already.")
    key = max((each.id for each in periods), default=0)

    def period(name: str, months: range, parent: int | None = None, **kind: bool) -> int:
        nonlocal key
        key, last = key + 1, months[-1]
        first_day, last_day = date(year, months[0], 1), date(year, last, monthrange(year, last)[1])
        periods.put(
            AccountingPeriod(
                id=key, period_name=name, start_date=first_day, end_date=last_day, parent=parent,
                **kind,
            )
        )  # fmt: skip
        return key

    whole = period(f"FY {year}", range(1, 13), is_year=True)
    for quarter in range(1, 5):
        months = range(3 * quarter - 2, 3 * quarter + 1)
        above = period(f"Q{quarter} {year}", months, whole, is_quarter=True)
        for month in months:
            period(f"{date(year, month, 1):%b %Y}", range(month, month + 1), above)
    return periods[whole]


def close(netsuite: Domain, period: AccountingPeriod) -> AccountingPeriod:
    """A quarter or year closes after everything below it (Help Center "Closing Accounting
    Periods"; the sentence is not published). Raises UserError."""
    periods = netsuite.records.periods_by_parent.find(period.id)
    still_open = [each.period_name for each in periods if not each.closed]
    if still_open:
        raise UserError(
            f"The period {period.period_name} cannot be closed before the periods in it: "
            f"{', '.join(still_open)}."
        )
    return netsuite.records.periods.put(msgspec.structs.replace(period, closed=True))


def reopen(netsuite: Domain, period: AccountingPeriod) -> AccountingPeriod:
    """What is above an open period is open too."""
    periods = netsuite.records.periods
    reopened = periods.put(msgspec.structs.replace(period, closed=False))
    if period.parent is not None:
        reopen(netsuite, periods[period.parent])
    return reopened


def check_open(netsuite: Domain, transaction: Transaction) -> AccountingPeriod | None:
    """Raises UserError when a stored transaction lies in a closed or locked period: nothing in it
    may change or go."""
    if transaction.posting_period is None:
        return None
    period = netsuite.records.periods[transaction.posting_period]
    if is_locked(netsuite, period, transaction):
        raise UserError(OUTSIDE_PERIOD, "tranDate")
    return period
