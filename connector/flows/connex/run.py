"""One run of a Connex store: the sales of a window, then what gives money back.

A run reads every order that changed in the window. Orders that were made in it become sales, an
order from before it only brings its refunds (F51). Sales are posted before refunds, so an unpaid
invoice stands before its credit memo in a first run (F30). One row's failure does not stop the
others (F28). What was skipped is looked at again when a run covers it again, when the original is
synced meanwhile, or when the setting says so; the log keeps one line of it.

Source: Connex help "How does Connex sync refunds?".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from connector.flows.connex.account import SalesAccount
from connector.flows.connex.listing import Lister
from connector.flows.connex.matching import find_sale
from connector.flows.connex.sentences import changed_since
from connector.flows.outcome import Outcome
from connector.journal import Window
from connector.lifecycle import ERRORS, due
from connector.model import Order
from connector.rows import Row, RowKind, SalesStatus
from connector.run_steps import RunReport, Steps
from connector.trouble import Refused

__all__ = ["SalesRun", "Span"]

EVER = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Span:
    """What a person asks for: days (of the store's time zone, `to` included), or one order."""

    start: date | None = None
    to: date | None = None
    order: str = ""


@dataclass(frozen=True, slots=True)
class SalesRun(Steps):
    account: SalesAccount
    span: Span | None = None

    def _rows(self) -> list[Row]:
        """Sales first; each kind in the order it was listed."""
        rows = self.account.journal.rows(None, self.account.name)
        return sorted(rows, key=lambda row: (row.kind is not RowKind.ORDER, row.id))

    def _is_due(self, row: Row) -> bool:
        if self.woken and row.status in ERRORS:
            return False
        return due(row, self.account.clock.now())

    def _ended_early(self, report: RunReport, outcome: Outcome) -> None:
        Steps._ended_early(self, report, outcome)
        if outcome.problem is not None:
            now = self.account.clock.now()
            line = f"The run ended early: {outcome.problem.sentence}"
            self.account.journal.log(self.account.name, f"run:{now.isoformat()}", line, now)

    # --- reading ----------------------------------------------------------------------------------

    async def _read(self, report: RunReport) -> list[int]:
        account = self.account
        hints = account.journal.hints(account.name, self.sync)
        if self.span is not None and self.span.order:
            await self._one_order(self.span.order, report)
        elif not self.woken:
            await self._window(report)
        for order_id in dict.fromkeys(hint.order_id for hint in hints):
            order = await account.channel.order(order_id)
            if order is not None:  # deleted since
                report.seen += 1
                await self._take(order, self._since(), report)
        self._look_again()
        return [hint.id for hint in hints]

    async def _one_order(self, wanted: str, report: RunReport) -> None:
        order = await self.account.channel.order(wanted)
        if order is None:
            raise Refused(
                f"Order {wanted} was not found in {self.account.channel.name}.",
                self.account.channel.name,
                code="order_not_found",
                remedy="Check the number: a store has an order name (#1001) and an internal ID.",
            )
        report.seen += 1
        await self._take(order, EVER, report)

    async def _window(self, report: RunReport) -> None:
        start, end = self._ends()
        report.read_from = start
        orders = [each async for each in self.account.channel.orders_changed_between(start, end)]
        for order in sorted(orders, key=lambda each: each.created_at):
            report.seen += 1
            await self._take(order, start, report)
        report.read_until = self._read_until(start, end)

    def _ends(self) -> tuple[datetime, datetime]:
        now = self.account.clock.now()
        if self.span is None or self.span.start is None:
            return self._since(), now
        end = now
        if self.span.to is not None:
            end = min(now, self._midnight(self.span.to + timedelta(days=1)))
        return self._midnight(self.span.start), end

    def _midnight(self, day: date) -> datetime:
        local = datetime.combine(day, time(), self.account.settings.zone)
        return local.astimezone(UTC)

    def _since(self) -> datetime:
        """Where the schedule would begin."""
        settings = self.account.settings
        before = self._stored().read_until
        if before is None:
            return self.account.clock.now() - timedelta(days=settings.first_window_days)
        return before - timedelta(minutes=settings.overlap_minutes)

    def _stored(self) -> Window:
        return self.account.journal.window(self.account.name, self.sync)

    def _read_until(self, start: datetime, end: datetime) -> datetime | None:
        """How far is read without a gap; a span of days in the past moves nothing back."""
        before = self._stored().read_until
        if before is None:
            return end
        return max(before, end) if start <= before else before

    async def _take(self, order: Order, since: datetime, report: RunReport) -> None:
        account, lister = self.account, Lister(self.account)
        row = lister.find(RowKind.ORDER, order.order_id)
        cutoff = account.settings.import_orders_created_after
        wanted = order.created_at >= since and (cutoff is None or order.created_at > cutoff)
        if row is None and wanted and await self._may_become_a_sale(order):
            row, is_new = lister.add_order(order)
            report.new += is_new
        elif row is not None:
            self._requeue(row)
            self._warn_of_change(row, order, report)
        if order.cancelled_at is not None and not order.refunded:
            cancellation, is_new = lister.add_cancellation(order)
            report.new += is_new
            self._requeue(cancellation)
        if not account.rules.refunds_on:
            return
        for refund in await lister.refunds_of(order):
            listed, is_new = lister.add_refund(order, refund)
            report.new += is_new
            if row is not None and wanted:
                self._write_anew(row, listed)
            self._requeue(listed)

    def _write_anew(self, row: Row, refund: Row) -> None:
        """The sale was deleted in the books, its refund was skipped, and somebody syncs from the
        order's day on, as the skip advises."""
        lost = row.status is SalesStatus.SYNCED and refund.status is SalesStatus.SKIPPED
        if not lost or self.span is None or refund.problem is None:
            return
        if refund.problem.code == "no_match":
            now = self.account.clock.now()
            self.account.journal.change_row(row.id, now, status=SalesStatus.QUEUED, note="")

    def _warn_of_change(self, row: Row, order: Order, report: RunReport) -> None:
        """An order that was edited after it was synced: its document stays as it is, and it is
        told once."""
        account, there = self.account, row.target_amount
        if row.status is not SalesStatus.SYNCED or there is None or there == order.total:
            return
        document = f"{row.target_type} {row.target_number or row.target_id}"
        said = changed_since(
            order.name, document, f"{order.total} in {account.channel.name}",
            f"{there} in {account.books.name}",
        )  # fmt: skip
        if said in row.warnings:
            return
        now = account.clock.now()
        account.journal.change_row(row.id, now, warnings=[*row.warnings, said])
        account.journal.log(account.name, f"{row.kind}:{row.document_id}", said, now)
        report.warned.append(said)

    async def _may_become_a_sale(self, order: Order) -> bool:
        """An order that was cancelled before it was synced never does; one that another machine
        synced is listed, so that it is recognised."""
        return order.cancelled_at is None or await find_sale(self.account, order) is not None

    def _requeue(self, row: Row) -> None:
        """Covered by a run once more: what was skipped or failed is tried again."""
        if row.status is SalesStatus.SKIPPED or (
            row.status is SalesStatus.ERROR and self.span is not None
        ):
            self.account.journal.change_row(
                row.id, self.account.clock.now(), status=SalesStatus.QUEUED, note="", retries=0
            )

    def _look_again(self) -> None:
        """Refunds that had no order: it may be there now, or the setting may say to write it."""
        account = self.account
        now = account.clock.now()
        for row in account.journal.rows(None, account.name):
            if row.status is not SalesStatus.SKIPPED or row.problem is None:
                continue
            if row.problem.code != "no_match":
                continue
            known = account.journal.order_reference(account.name, row.order_id)
            if known is not None or account.rules.sync_original_order_if_missing:
                account.journal.change_row(row.id, now, status=SalesStatus.QUEUED, note="")
