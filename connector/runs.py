"""One scheduled run of one sync of one account.

A run reads everything that changed since the last one (a window that overlaps it) and every order
that the storefront told of meanwhile, lists what is new, then posts every row that is due, oldest
first. One that was woken by such a message reads these orders only, and leaves rows that failed to
the schedule. One row's failure does not stop the others;
refused credentials and limits do, because everything else would fail the same way. The window
moves on only when it was read to its end, so an interrupted run leaves no gap.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from connector.flows.account import Account
from connector.flows.cancellations import after_cancellation
from connector.flows.directions import Sync
from connector.flows.order_shape import reasons_against
from connector.flows.orders import books_order_of
from connector.flows.refunds_to_books import refunds_to_post, untold_refunds
from connector.flows.retrieval import Retriever
from connector.lifecycle import ERRORS, ActionRefused, due, sweep
from connector.model import Order, RefundDocument
from connector.rows import List, OrderStatus, Row, RowKind
from connector.run_steps import PAGE, SETTLED, RunReport, Steps

__all__ = ["PAGE", "SETTLED", "Run", "RunReport"]


@dataclass(frozen=True, slots=True)
class Run(Steps):
    """A run of NetSuite Connector."""

    account: Account

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
        untold = await untold_refunds(self.account, order) if order.refunded else []
        if not refunds and not untold:
            return
        known = self.account.journal.order_reference(self.account.name, order.order_id)
        if known is None and not await books_order_of(self.account, order.order_id, order.name):
            report.skipped.append(
                f"Order {order.name} has {len(refunds) + len(untold)} refund(s), but was never "
                "synced to "
                "NetSuite by this connector; skipped."
            )
            return
        for row in retriever.add_external(order, untold):
            if row.problem is not None:
                report.skipped.append(row.problem.sentence)
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
