"""Days of the company: its zone, and the books that are closed."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from sandbox.quickbooks_online.domain import Domain
from sandbox.quickbooks_online.errors import PeriodClosed

__all__ = ["CLOSED_WITH_PASSWORD", "require_open", "today"]

# `Number` row that stands while the books are closed with a password; the password itself is
# the screens' business and no document.
CLOSED_WITH_PASSWORD = "closed_with_password"


def today(company: Domain) -> date:
    """The company's day at the world's time."""
    return company.clock.now().astimezone(ZoneInfo(company.settings.time_zone)).date()


def require_open(company: Domain, *days: date | None) -> None:
    """Raises PeriodClosed when one of `days` is not after the closing date."""
    closed = company.records.preferences.accounting_info_prefs
    last = closed.book_close_date if closed is not None else None
    if last is None or not any(day is not None and day <= last for day in days):
        return
    protected = CLOSED_WITH_PASSWORD in company.records.numbers
    raise PeriodClosed("6210" if protected else company.settings.closed_without_password_code)
