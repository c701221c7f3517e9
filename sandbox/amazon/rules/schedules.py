"""Schedules: a report is asked for again and again, by the world's clock.

Source: published model of the Reports API (its periods); a second schedule of a type and its
marketplaces takes the first one's place. A report covers the time since the one before.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import datetime, timedelta

import msgspec

from sandbox.amazon.domain import Domain
from sandbox.amazon.records import ReportSchedule
from sandbox.amazon.rules.reports import request

__all__ = ["DUE", "PERIODS", "create", "run"]

DUE = "schedule.due"
_MONTH = "P1M"
PERIODS: dict[str, timedelta | None] = {
    **{f"PT{minutes}M": timedelta(minutes=minutes) for minutes in (5, 15, 30)},
    **{f"PT{hours}H": timedelta(hours=hours) for hours in (1, 2, 4, 8, 12, 84)},
    **{f"P{days}D": timedelta(days=days) for days in (1, 2, 3, 7, 14, 15, 18, 30)},
    _MONTH: None,
}


def create(
    account: Domain,
    type: str,
    marketplaces: tuple[str, ...],
    period: str,
    first: datetime | None,
    options: dict[str, str],
) -> ReportSchedule:
    """`first`: when the first report is made; None, or a time that is past: at once."""
    now = account.clock.now()
    for each in list(account.records.schedules):
        if each.type == type and set(each.marketplaces) == set(marketplaces):
            account.records.schedules.delete(each.id)
    made = account.records.schedules.put(
        ReportSchedule(
            id=str(account.ids.next("amazon.report", 50_000_000_001)),
            type=type,
            marketplaces=marketplaces,
            period=period,
            next=max(first or now, now),
            options=options,
        )
    )
    _wait(account, made)
    return made


def run(account: Domain, key: str) -> None:
    """The time of a schedule has come. One that was cancelled or replaced has none."""
    schedule = account.records.schedules.get(key)
    if schedule is None:
        return
    made = schedule.next
    request(
        account,
        schedule.type,
        schedule.marketplaces,
        _step(made, schedule.period, -1),
        made,
        schedule=schedule.id,
    )
    following = _step(made, schedule.period, 1)
    _wait(account, account.records.schedules.put(msgspec.structs.replace(schedule, next=following)))


def _wait(account: Domain, schedule: ReportSchedule) -> None:
    account.universe.queue.put("amazon", DUE, schedule.id, due=schedule.next)


def _step(at: datetime, period: str, sign: int) -> datetime:
    """One period on or back; a month ends on its last day at the latest."""
    span = PERIODS[period]
    if span is not None:
        return at + sign * span
    months = at.year * 12 + at.month - 1 + sign
    year, month = months // 12, months % 12 + 1
    return at.replace(year=year, month=month, day=min(at.day, monthrange(year, month)[1]))
