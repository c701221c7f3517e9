"""How a run goes: in steps that are remembered one by one.

Reading, every page of rows, the end. A run that was cut off goes on behind its last finished step;
a page that was interrupted is walked again, and each of its rows is either settled already or
looked for at its target first. A page and not a row is a step, because remembering one costs a
write of its own. What is read and which rows are due is the business of each kind of run.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from connector.flows.account import Store
from connector.flows.directions import Sync
from connector.flows.outcome import Kind, Outcome, outcome_of
from connector.jobs.jobs import Json, Step, at_once
from connector.journal import UnknownRow, Window
from connector.lifecycle import ERRORS
from connector.rows import OrderStatus, Problem, RefundStatus, Row, SalesStatus
from connector.trouble import Trouble

__all__ = ["PAGE", "SETTLED", "Attempt", "RunReport", "Steps"]

Attempt = Callable[[Row], Awaitable[tuple[Row, Outcome]]]
PAGE = 25
"""Rows a step. Short enough that little is looked at twice after a crash."""
SETTLED = {
    OrderStatus.WAITING,
    OrderStatus.COMPLETE,
    RefundStatus.POSTED,
    SalesStatus.SYNCED,
}
MOMENTS = ("started_at", "ended_at", "read_from", "read_until", "due_at")


@dataclass(slots=True)
class RunReport:
    """`skipped` are sentences: what was seen and deliberately not listed. `problem`: why the run
    ended early; `due_at`: not before this time again."""

    account: str
    sync: Sync
    started_at: datetime
    ended_at: datetime | None = None
    read_from: datetime | None = None
    read_until: datetime | None = None
    seen: int = 0
    new: int = 0
    posted: int = 0
    failed: int = 0
    unknown: int = 0
    waiting: int = 0
    skipped: list[str] = field(default_factory=list)
    warned: list[str] = field(default_factory=list)
    problem: Problem | None = None
    due_at: datetime | None = None

    def as_dict(self) -> dict[str, Any]:
        """For the journal and `--json`: times as ISO text."""
        found = {**asdict(self), "sync": str(self.sync)}
        return {
            name: value.isoformat() if isinstance(value, datetime) else value
            for name, value in found.items()
        }

    @classmethod
    def from_dict(cls, found: dict[str, Any]) -> RunReport:
        """The way back from `as_dict`."""
        values = dict(found)
        for name in MOMENTS:
            if values[name] is not None:
                values[name] = datetime.fromisoformat(values[name])
        if values["problem"] is not None:
            values["problem"] = Problem(**values["problem"])
        return cls(**{**values, "sync": Sync(values["sync"])})

    def add(self, page: dict[str, Any]) -> None:
        """What one page of rows came to."""
        for name in COUNTS:
            setattr(self, name, getattr(self, name) + page[name])
        self.skipped += page["skipped"]
        if page["problem"] is not None:
            self.problem = Problem(**page["problem"])
        if page["due_at"] is not None:
            self.due_at = datetime.fromisoformat(page["due_at"])


COUNTS = ("posted", "failed", "unknown", "waiting")


@dataclass(frozen=True, slots=True)
class Steps:
    """`attempt` tries one row and stores what came of it."""

    account: Store
    sync: Sync
    attempt: Attempt
    woken: bool = field(default=False, kw_only=True)
    """By messages of the storefront, not by the schedule."""

    # --- what each kind of run says ---------------------------------------------------------------

    @abstractmethod
    async def _read(self, report: RunReport) -> list[int]:
        """List what is new. Returns the hints that are done with. Raises Trouble."""

    @abstractmethod
    def _rows(self) -> list[Row]:
        """The rows of this sync, in the order they are posted in."""

    @abstractmethod
    def _is_due(self, row: Row) -> bool: ...

    def _sweep(self, report: RunReport) -> None:
        """What time does to rows, before anything is read."""

    # --- the steps --------------------------------------------------------------------------------

    async def go(self, step: Step = at_once) -> RunReport:
        found = await step("read", self._open)
        report = RunReport.from_dict(found["report"])
        rows = found["rows"]
        for at in range(0, len(rows), PAGE):
            if report.problem is not None:
                break
            page = rows[at : at + PAGE]
            report.add(await step(f"rows from {at}", partial(self._post_page, page)))
        await step("end", lambda: self._end(report, found["hints"]))
        report.ended_at = self.account.clock.now()
        return report

    async def _open(self) -> Json:
        """Read, and plan: the rows that are due, each with the state it is planned in."""
        report = RunReport(
            account=self.account.name, sync=self.sync, started_at=self.account.clock.now()
        )
        self._sweep(report)
        hints: list[int] = []
        try:
            hints = await self._read(report)
        except Trouble as trouble:
            self._ended_early(report, outcome_of(trouble))
        rows = [[row.id, *_state(row)] for row in self._rows() if self._is_due(row)]
        return {"report": report.as_dict(), "rows": rows, "hints": hints}

    async def _end(self, report: RunReport, hints: list[int]) -> Json:
        account = self.account
        account.journal.drop_hints(hints)
        window = account.journal.window(account.name, self.sync)
        account.journal.set_window(
            account.name,
            self.sync,
            Window(
                read_until=report.read_until or window.read_until,
                ran_at=window.ran_at if self.woken else report.started_at,
                due_at=report.due_at,
            ),
        )

    async def _post_page(self, page: list[list[Any]]) -> Json:
        """An earlier attempt at this page may have been cut off: what it settled is counted, what
        it failed is not tried a second time in one run."""
        report = RunReport(
            account=self.account.name, sync=self.sync, started_at=self.account.clock.now()
        )
        for row_id, *planned in page:
            try:
                row = self.account.journal.row(row_id)
            except UnknownRow:
                continue  # deleted by a person meanwhile
            touched = _state(row) != planned
            if touched and row.status in ERRORS:
                report.failed += 1
            elif self._is_due(row):
                _, outcome = await self.attempt(row)
                report.skipped += [outcome.note] if outcome.kind is Kind.SKIPPED else []
                report.posted += outcome.kind in {Kind.DONE, Kind.ACCEPTED}
                report.failed += outcome.kind is Kind.REFUSED
                report.unknown += outcome.kind is Kind.UNKNOWN
                report.waiting += outcome.kind is Kind.WAITING
                if outcome.kind is Kind.PUT_OFF or outcome.login:
                    self._ended_early(report, outcome)
                    break
            elif touched:
                report.posted += row.status in SETTLED
        return report.as_dict()

    def _ended_early(self, report: RunReport, outcome: Outcome) -> None:
        report.problem = outcome.problem
        report.due_at = outcome.until


def _state(row: Row) -> list[Any]:
    return [str(row.status), row.retries]
