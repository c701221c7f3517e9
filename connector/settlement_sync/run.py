"""The daily run: what Amazon has published since, then every posting that is due.

In steps that are remembered one by one (`connector.run_steps`): the list, each report that is new,
the plan, every page of postings, the end. A plan holds numbers only, so that a settlement of a
quarter of a million orders is planned in a few megabytes.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import chain

from connector.channels.settlement_source import REACH, ReportInfo
from connector.flows.directions import Sync
from connector.flows.outcome import Kind, Outcome, outcome_of
from connector.flows.settlements import SettlementAccount
from connector.jobs.jobs import Json, Step, at_once
from connector.journal import Window
from connector.journal_settlements import UnknownPosting, UnknownSettlement
from connector.run_steps import PAGE, RunReport
from connector.settlement_sync.lifecycle import due, sweep
from connector.settlement_sync.preflight import look_before_posting
from connector.settlement_sync.retrieval import known_report, left_alone, take_report
from connector.settlements.postings import PostingStatus, Settlement, SettlementPosting
from connector.trouble import Trouble

__all__ = ["SettlementRun"]

Attempt = Callable[[Settlement, SettlementPosting], Awaitable[tuple[SettlementPosting, Outcome]]]
UNFINISHED = (PostingStatus.WAITING, PostingStatus.IN_PROGRESS, PostingStatus.ERROR)


@dataclass(frozen=True, slots=True)
class SettlementRun:
    """`attempt` tries one posting and stores what came of it."""

    account: SettlementAccount
    attempt: Attempt

    async def go(self, step: Step = at_once) -> RunReport:
        listed = await step("read", self._list)
        report = RunReport.from_dict(listed["report"])
        if report.problem is None:
            await self._each(report, listed["reports"], step)
        await step("end", lambda: self._end(report))
        report.ended_at = self.account.clock.now()
        return report

    async def _each(self, report: RunReport, reports: list[str], step: Step) -> None:
        """Until something ends the run early."""
        for report_id in reports:
            if not _add(report, await step(f"report {report_id}", partial(self._take, report_id))):
                return
        pages = _pages(await step("plan", self._plan))
        for number, page in enumerate(pages):
            if not _add(report, await step(f"postings {number}", partial(self._post, page))):
                return

    # --- reading --------------------------------------------------------------------------------

    async def _list(self) -> Json:
        """What is not here yet, oldest first."""
        account, report = self.account, self._new_report()
        self._sweep(report)
        days = account.settings.settlement.days_back
        report.read_until = account.clock.now()
        report.read_from = max(report.read_until - timedelta(days=days), report.read_until - REACH)
        reports: list[str] = []
        if account.source is not None:
            try:
                listed = await account.source.reports_since(report.read_from)
                report.seen = len(listed)
                refused = account.journal.refused_reports(account.name)
                left = {each.report_id for each in refused if left_alone(each)}
                reports = [
                    each.report_id
                    for each in sorted(listed, key=lambda each: (each.created_at, each.report_id))
                    if each.report_id not in left and known_report(account, each.report_id) is None
                ]
            except Trouble as trouble:
                _ended_early(report, outcome_of(trouble))
        return {"report": report.as_dict(), "reports": reports}

    async def _take(self, report_id: str) -> Json:
        """A report that is refused is said, and tried again on the next days; the others go on."""
        account, report = self.account, self._new_report()
        if account.source is None or known_report(account, report_id) is not None:
            return report.as_dict()
        try:
            info: ReportInfo | None = await account.source.report(report_id)
            if info is not None:
                brought = await take_report(account, account.source, info)
                report.new += brought.new
                if not brought.new:
                    report.skipped.append(f"report {report_id}: {brought.message}")
        except Trouble as trouble:
            outcome = outcome_of(trouble)
            if outcome.kind is Kind.REFUSED and not outcome.login:
                report.skipped.append(f"report {report_id}: {trouble.sentence}")
            else:
                _ended_early(report, outcome)
        return report.as_dict()

    # --- posting --------------------------------------------------------------------------------

    async def _plan(self) -> Json:
        """Oldest settlement first: [settlement, [[status, retries, [postings]]]]."""
        now = self.account.clock.now()
        planned = []
        for settlement in reversed(self.account.journal.settlements(self.account.name)):
            states = sorted(
                (posting.id, str(posting.status), posting.retries)
                for posting in self._unfinished(settlement)
                if due(posting, now)
            )
            runs: list[tuple[str, int, list[int]]] = []
            for posting_id, status, retries in states:
                if not runs or runs[-1][:2] != (status, retries):
                    runs.append((status, retries, []))
                runs[-1][2].append(posting_id)
            if runs:
                await look_before_posting(self.account, settlement)
                planned.append([settlement.id, [list(each) for each in runs]])
        return planned

    async def _post(self, page: tuple[int, list[tuple[str, int, int]]]) -> Json:
        """An earlier attempt at this page may have been cut off: what it settled is counted, what
        it failed is not tried a second time in one run."""
        report, journal = self._new_report(), self.account.journal
        settlement_id, postings = page
        try:
            settlement = journal.settlement_at(settlement_id)
        except UnknownSettlement:
            return report.as_dict()  # deleted by a person meanwhile
        for status, retries, posting_id in postings:
            try:
                posting = journal.posting(posting_id)
            except UnknownPosting:
                continue
            touched = (str(posting.status), posting.retries) != (status, retries)
            if touched and posting.status is PostingStatus.ERROR:
                report.failed += 1
            elif due(posting, self.account.clock.now()):
                _, outcome = await self.attempt(settlement, posting)
                report.posted += outcome.kind in {Kind.DONE, Kind.ACCEPTED}
                report.failed += outcome.kind is Kind.REFUSED
                report.unknown += outcome.kind is Kind.UNKNOWN
                report.waiting += outcome.kind is Kind.WAITING
                if outcome.kind is Kind.PUT_OFF or outcome.login:
                    _ended_early(report, outcome)
                    break
            elif touched:
                report.posted += posting.status is PostingStatus.POSTED
        return report.as_dict()

    def _unfinished(self, settlement: Settlement) -> Iterator[SettlementPosting]:
        """Not those that are done, which of an old settlement are all."""
        progress = self.account.journal.progress(settlement.id)
        if progress.posted + progress.cancelled == progress.all:
            return
        for status in UNFINISHED:
            yield from self.account.journal.postings(settlement.id, status)

    def _sweep(self, report: RunReport) -> None:
        journal = self.account.journal
        for settlement in journal.settlements(self.account.name):
            failed = journal.postings(settlement.id, PostingStatus.ERROR)
            for posting in sweep(journal, failed, self.account.clock.now()):
                what = posting.warnings[-1] if posting.active else posting.note
                report.warned.append(f"settlement {settlement.number}, {posting.name}: {what}")

    # --- the end --------------------------------------------------------------------------------

    async def _end(self, report: RunReport) -> Json:
        account = self.account
        window = account.journal.window(account.name, Sync.SETTLEMENT)
        account.journal.set_window(
            account.name,
            Sync.SETTLEMENT,
            Window(
                read_until=window.read_until if report.problem else report.read_until,
                ran_at=report.started_at,
                due_at=report.due_at,
            ),
        )
        for settlement in account.journal.settlements(account.name):
            since = settlement.posting_since
            if since is not None and since < report.started_at - STALE:
                # A program that was posting by hand was stopped; this run has gone on for it.
                account.journal.change_settlement(settlement.id, posting_since=None)

    def _new_report(self) -> RunReport:
        return RunReport(
            account=self.account.name, sync=Sync.SETTLEMENT, started_at=self.account.clock.now()
        )


STALE = timedelta(hours=1)


def _pages(planned: Json) -> Iterable[tuple[int, list[tuple[str, int, int]]]]:
    for settlement_id, runs in planned:
        postings = list(
            chain.from_iterable(
                [(status, retries, each) for each in numbers] for status, retries, numbers in runs
            )
        )
        for at in range(0, len(postings), PAGE):
            yield settlement_id, postings[at : at + PAGE]


def _add(report: RunReport, part: Json) -> bool:
    """Whether the run goes on."""
    report.add(part)
    report.new += part["new"]
    return report.problem is None


def _ended_early(report: RunReport, outcome: Outcome) -> None:
    report.problem = outcome.problem
    report.due_at = outcome.until
