"""One scheduled run of one sync of one account.

A run reads everything that changed since the last one (a window that overlaps it) and every order
that the storefront told of meanwhile, lists what is new, then posts every row that is due, oldest
first. One that was woken by such a message reads these orders only, and leaves rows that failed to
the schedule. One row's failure does not stop the others;
refused credentials and limits do, because everything else would fail the same way. The window
moves on only when it was read to its end, so an interrupted run leaves no gap.

It is carried out in steps that are remembered one by one: reading, every page of rows, the end. A
run that was cut off goes on behind its last finished step; a page that was interrupted is walked
again, and each of its rows is either settled already or looked for at its target first. A page and
not a row is a step, because remembering one costs a write of its own.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from connector.flows.account import Account
from connector.flows.cancellations import after_cancellation
from connector.flows.directions import Sync
from connector.flows.order_shape import reasons_against
from connector.flows.orders import books_order_of
from connector.flows.outcome import Kind, Outcome, outcome_of
from connector.flows.refunds_to_books import refunds_to_post
from connector.flows.retrieval import Retriever
from connector.jobs.jobs import Json, Step, at_once
from connector.journal import UnknownRow, Window
from connector.lifecycle import ERRORS, ActionRefused, due, sweep
from connector.model import Order, RefundDocument
from connector.rows import List, OrderStatus, Problem, RefundStatus, Row, RowKind
from connector.trouble import Trouble

__all__ = ["SETTLED", "Run", "RunReport"]

Attempt = Callable[[Row], Awaitable[tuple[Row, Outcome]]]
PAGE = 25
"""Rows a step. Short enough that little is looked at twice after a crash."""
SETTLED = {OrderStatus.WAITING, OrderStatus.COMPLETE, RefundStatus.POSTED}
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
        if page["problem"] is not None:
            self.problem = Problem(**page["problem"])
        if page["due_at"] is not None:
            self.due_at = datetime.fromisoformat(page["due_at"])


COUNTS = ("posted", "failed", "unknown", "waiting")


@dataclass(frozen=True, slots=True)
class Run:
    """`post` and `fulfil` attempt one row and store what came of it."""

    account: Account
    sync: Sync
    post: Attempt
    fulfil: Attempt
    woken: bool = False
    """By messages of the storefront, not by the schedule."""

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

    def _rows(self) -> list[Row]:
        wanted = List.OTHER_TRANSACTIONS
        if self.sync in {Sync.ORDER, Sync.FULFILMENT}:
            wanted = List.ORDERS
        rows = self.account.journal.rows(wanted, self.account.name)
        if self.sync is Sync.ORDER:
            return [row for row in rows if row.status is not OrderStatus.FULFILMENT_ERROR]
        if self.sync is Sync.FULFILMENT:
            shipping = {OrderStatus.WAITING, OrderStatus.FULFILMENT_ERROR}
            return [row for row in rows if row.status in shipping]
        from_books = self.sync is Sync.REFUND_FROM_BOOKS
        return [row for row in rows if row.from_books is from_books]

    def _sweep(self, report: RunReport) -> None:
        changed = sweep(self.account.journal, self._rows(), self.account.clock.now())
        for row in changed:
            what = row.warnings[-1] if row.active else row.note
            report.warned.append(f"{row.order_name}: {what}")

    # --- reading --------------------------------------------------------------------------------

    def _window(self, report: RunReport) -> tuple[datetime, datetime]:
        end = self.account.clock.now()
        before = self.account.journal.window(self.account.name, self.sync).read_until
        settings = self.account.settings
        if before is None:
            start = end - timedelta(days=settings.first_window_days)
        else:
            start = before - timedelta(minutes=settings.overlap_minutes)
        report.read_from = start
        return start, end

    async def _read(self, report: RunReport) -> list[int]:
        """Returns the hints that are done with. They are taken before anything is read, so that
        one that comes meanwhile is read again."""
        if self.sync is Sync.FULFILMENT:
            return []
        retriever = Retriever(self.account, automatic_sync=True)
        hints = self.account.journal.hints(self.account.name, self.sync)
        if not self.woken:
            await self._read_window(retriever, report)
        for order_id in dict.fromkeys(hint.order_id for hint in hints):
            order = await self.account.channel.order(order_id)
            if order is not None:  # deleted since
                report.seen += 1
                await self._changed(retriever, order, report)
        return [hint.id for hint in hints]

    async def _read_window(self, retriever: Retriever, report: RunReport) -> None:
        start, end = self._window(report)
        if self.sync is Sync.REFUND_FROM_BOOKS:
            documents = [
                each async for each in self.account.books.refunds_changed_between(start, end)
            ]
            for document in documents:
                report.seen += 1
                await self._document(retriever, document, report)
        else:
            orders = [
                each async for each in self.account.channel.orders_changed_between(start, end)
            ]
            for order in orders:
                report.seen += 1
                await self._changed(retriever, order, report)
        report.read_until = end

    async def _changed(self, retriever: Retriever, order: Order, report: RunReport) -> None:
        if self.sync is Sync.ORDER:
            await self._order(retriever, order, report)
        else:
            await self._refunds(retriever, order, report)

    async def _order(self, retriever: Retriever, order: Order, report: RunReport) -> None:
        row = retriever.find(RowKind.ORDER, self.account.channel.name, order.order_id)
        if row is None:
            problem = reasons_against(self.account, order)
            if problem is not None and problem.code in {"before_cutoff", "cancelled_before_sync"}:
                report.skipped.append(problem.sentence)
                return
            retriever.add_order(order)
            report.new += 1
        elif order.cancelled_at is not None and row.active:
            try:
                await after_cancellation(self.account, order, row)
            except ActionRefused as complete:
                report.skipped.append(str(complete))

    async def _refunds(self, retriever: Retriever, order: Order, report: RunReport) -> None:
        """Refunds are read for every changed order (F52), whenever the order was made (F51)."""
        refunds = await refunds_to_post(self.account, order)
        if not refunds:
            return
        known = self.account.journal.order_reference(self.account.name, order.order_id)
        if known is None and not await books_order_of(self.account, order.order_id, order.name):
            report.skipped.append(
                f"Order {order.name} has {len(refunds)} refund(s), but was never synced to "
                "NetSuite by this connector; skipped."
            )
            return
        for refund in refunds:
            _, is_new = retriever.add_refund(order, refund)
            report.new += is_new

    async def _document(
        self, retriever: Retriever, document: RefundDocument, report: RunReport
    ) -> None:
        """Several stores share one set of books: only documents of this account's orders count."""
        account = self.account
        if not document.billed_id or document.external_id.startswith("nsc_refund_"):
            return  # stand-alone, or written by a connector from a storefront's refund
        reference = document.order_name and account.journal.order_reference(
            account.name, document.order_name
        )
        if not reference:
            report.skipped.append(
                f"{document.kind.capitalize()} {document.number} "
                f"({document.order_name or 'no reference'}) belongs to no order that account "
                f"{account.name} synced; skipped."
            )
            return
        held = await account.books.order(reference.books_id)
        billed = None if held is None else await account.books.find_billed_document(held)
        if billed is None or billed.id != document.billed_id:
            report.skipped.append(
                f"{document.kind.capitalize()} {document.number} is not generated from the billed "
                f"record of order {reference.order_name} of account {account.name}; skipped."
            )
            return
        _, is_new = retriever.add_document(reference.order_id, reference.order_name, document)
        report.new += is_new

    # --- posting --------------------------------------------------------------------------------

    def _is_due(self, row: Row) -> bool:
        if row.status is OrderStatus.WAITING and self.sync is Sync.FULFILMENT:
            return True
        if self.woken and row.status in ERRORS:
            return False
        return due(row, self.account.clock.now())

    async def _post_page(self, page: list[list[Any]]) -> Json:
        """An earlier attempt at this page may have been cut off: what it settled is counted, what
        it failed is not tried a second time in one run."""
        report = RunReport(
            account=self.account.name, sync=self.sync, started_at=self.account.clock.now()
        )
        fulfilling = self.sync is Sync.FULFILMENT
        for row_id, *planned in page:
            try:
                row = self.account.journal.row(row_id)
            except UnknownRow:
                continue  # deleted by a person meanwhile
            touched = _state(row) != planned
            if touched and row.status in ERRORS:
                report.failed += 1
            elif self._is_due(row):
                _, outcome = await (self.fulfil if fulfilling else self.post)(row)
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
