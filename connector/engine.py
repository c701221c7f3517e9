"""The engine: what the screens, the command line and the schedules call.

    engine = Engine(settings, Journal("connector.db"), SystemClock(), InlineJobs(), http)
    async with engine:
        await engine.retrieve_order("acme-outdoor", "#1001")
        await engine.run_due()

`http` is an `httpx.AsyncBaseTransport`, or a function that makes an `httpx.AsyncClient`; its
time-outs must stay below 30 s (`flows.write_once.SETTLE`). Wrong settings, unknown accounts and
actions a row does not offer are raised; everything a platform does is the state of a row.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from types import TracebackType
from typing import Any, Self

import httpx

from connector.adapters import Adapters, PlatformAdapters
from connector.channels.channel import Direction
from connector.checklist import Checklist, ChecklistIncomplete, check
from connector.checklist_connex import check_connex
from connector.checklist_settlement import with_settlements
from connector.clock import Clock
from connector.flows.account import Account
from connector.flows.connex.account import SalesAccount
from connector.flows.connex.posting import attempt, retrieve, shown, standing
from connector.flows.connex.run import SalesRun, Span
from connector.flows.directions import (
    OPPOSITE,
    SettingsRefused,
    Switch,
    Sync,
    check_switch,
    frequency,
    no_such_sync,
    sync_of,
    syncs_of,
)
from connector.flows.fulfilments import fulfil
from connector.flows.orders import post_order, show_order, update_order
from connector.flows.outcome import Kind, Outcome, outcome_of
from connector.flows.refunds_to_books import post_refund_to_books
from connector.flows.refunds_to_storefront import post_refund_to_storefront
from connector.flows.retrieval import PLACEHOLDER, Retriever
from connector.jobs.jobs import Job, Jobs, Json, Step
from connector.journal import Journal, UnknownRow
from connector.journal_sales import LogLine
from connector.journal_settlements import UnknownPosting, UnknownSettlement
from connector.lifecycle import (
    ActionRefused,
    apply_fulfilment,
    apply_post,
    cancel,
    check_cancel,
    requeue,
    uncancel,
)
from connector.receiving import TOLD, subscribe, take_in
from connector.rows import (
    ANSWER_LOST,
    BOOKS_SOURCE,
    List,
    OrderStatus,
    RefundStatus,
    Retrieval,
    Row,
    RowKind,
    SalesStatus,
    Status,
)
from connector.run_steps import Steps
from connector.runs import SETTLED, Run, RunReport
from connector.settings import Settings
from connector.settlement_sync.run import SettlementRun
from connector.settlement_sync.screen import SettlementScreen
from connector.settlement_sync.unsettled import check_unsettled
from connector.stores import stores_of
from connector.tie_out import TieOut, tie_out
from connector.tie_out_connex import tie_out_connex
from connector.trouble import Trouble
from connector.webhooks import Taken

__all__ = [
    "ActionRefused",
    "ChecklistIncomplete",
    "Engine",
    "SettingsRefused",
    "Sync",
    "UnknownAccount",
    "UnknownPosting",
    "UnknownRow",
    "UnknownSettlement",
]

HTTP_TIMEOUT = 25.0
Http = Callable[[], httpx.AsyncClient] | httpx.AsyncBaseTransport


class UnknownAccount(LookupError):
    """The settings have no account of this name."""


class Engine(SettlementScreen):
    """Raises SettingsRefused when the settings mix production and sandbox (F62)."""

    def __init__(
        self,
        settings: Settings,
        journal: Journal,
        clock: Clock,
        jobs: Jobs,
        http: Http,
        adapters: Adapters | None = None,
    ) -> None:
        if settings.environment_conflicts:
            raise SettingsRefused("; ".join(settings.environment_conflicts))
        self.settings = settings
        self.journal = journal
        self.clock = clock
        self._jobs = jobs
        self._client = (
            httpx.AsyncClient(transport=http, timeout=HTTP_TIMEOUT)
            if isinstance(http, httpx.AsyncBaseTransport)
            else http()
        )
        chosen = adapters or PlatformAdapters()
        self._stores = stores_of(settings, journal, clock, self._client, chosen)
        self._locks: dict[tuple[str, str], asyncio.Lock] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections. The journal is its owner's to close."""
        await self._client.aclose()

    def store(self, name: str) -> Account | SalesAccount:
        """Raises UnknownAccount."""
        if name not in self._stores:
            known = ", ".join(self._stores)
            raise UnknownAccount(f"there is no account {name!r} in the settings; known: {known}")
        return self._stores[name]

    def account(self, name: str) -> Account:
        """A store of NetSuite Connector. Raises UnknownAccount, and ActionRefused for a store of
        another product."""
        found = self.store(name)
        if not isinstance(found, Account):
            raise ActionRefused(
                f'Account {name} (product = "{found.settings.product}") does not offer that; it is '
                "part of NetSuite Connector."
            )
        return found

    async def check_logins(self) -> list[str]:
        """What was reached, the books of every product in use. Raises Trouble."""
        books = {id(each.books): each.books for each in self._stores.values()}
        return [await each.check_login() for each in books.values()]

    # --- Retrieve -------------------------------------------------------------------------------

    async def retrieve_order(self, account: str, order_id: str) -> Retrieval:
        """Data Flows > Orders > Retrieve. Raises UnknownAccount."""
        sales = self._sales(account)
        if sales is not None:
            return await retrieve(sales, order_id, refunds=False)
        found = self.account(account)
        retriever = Retriever(found, self.journal.switch(account, Sync.ORDER))
        try:
            return await retriever.order(order_id)
        except Trouble as trouble:
            return _not_retrieved(trouble)

    async def retrieve_refund(
        self, account: str, order_id: str, source: str | None = None
    ) -> Retrieval:
        """Data Flows > Other Transactions > Retrieve; `source` is the Source Channel: "NetSuite",
        or the channel's name (the default). Raises UnknownAccount and SettingsRefused."""
        sales = self._sales(account)
        channel = self.store(account).channel.name
        wanted = (source or channel).casefold()
        sources = [channel] if sales is not None else [channel, BOOKS_SOURCE]
        if wanted not in [each.casefold() for each in sources]:
            raise SettingsRefused(
                f"Source Channel {source!r} is not one of account {account}: choose "
                f"{' or '.join(sources)}"
            )
        if sales is not None:
            return await retrieve(sales, order_id, refunds=True)
        found = self.account(account)
        from_books = wanted == BOOKS_SOURCE.casefold()
        sync = Sync.REFUND_FROM_BOOKS if from_books else Sync.REFUND_TO_BOOKS
        retriever = Retriever(found, self.journal.switch(account, sync))
        try:
            if from_books:
                return await retriever.refunds_from_books(order_id)
            return await retriever.refunds_to_books(order_id)
        except Trouble as trouble:
            return _not_retrieved(trouble)

    # --- the Action menu ------------------------------------------------------------------------

    async def post(self, row_id: int) -> Row:
        """Post Order to NetSuite; on a refund row from NetSuite it posts to the storefront. A row
        that is posted already stays as it is. Raises UnknownRow and ActionRefused."""
        row = self.journal.row(row_id)
        if not row.active:
            raise ActionRefused(f"Row {row_id} is Canceled; use Uncancel first.")
        if row.status in {RefundStatus.POSTED, OrderStatus.COMPLETE, SalesStatus.SYNCED}:
            return row
        if row.document_id.startswith(PLACEHOLDER):
            return await self._retrieve_and_post(row)
        if row.status is OrderStatus.FULFILMENT_ERROR:
            row, _ = await self._fulfil(row, automatic=False)
            return row
        row, _ = await self._post(row, automatic=False)
        return row

    async def update_order(self, row_id: int) -> Row:
        """Update Order in NetSuite. A Complete order goes back to pending and is synced again
        with the next batches. Raises UnknownRow and ActionRefused."""
        row = self._order_row(row_id)
        if self._has_settlements(row.account):
            check_unsettled(self.account(row.account), row)
        complete = row.status is OrderStatus.COMPLETE
        async with self._lock(row):
            try:
                outcome = await update_order(self.account(row.account), row)
            except Trouble as trouble:
                outcome = outcome_of(trouble)
            changed = self._store(row, outcome, automatic=False)
            if complete and outcome.kind in {Kind.DONE, Kind.UNKNOWN}:
                return requeue(self.journal, changed, self.clock.now())
            return changed

    async def show_transaction_id(self, row_id: int) -> str:
        """Show NetSuite Transaction ID; empty when nothing was posted. Raises UnknownRow."""
        row = self.journal.row(row_id)
        sales = self._sales(row.account)
        return show_order(self.account(row.account), row) if sales is None else shown(sales, row)

    def cancel(self, row_id: int) -> Row:
        """Keep the row, ignore it from now on. Raises UnknownRow and ActionRefused."""
        return cancel(self.journal, self.journal.row(row_id), self.clock.now())

    def uncancel(self, row_id: int) -> Row:
        """Raises UnknownRow and ActionRefused."""
        row = self.journal.row(row_id)
        automatic_sync = self.journal.switch(row.account, self._sync_of(row))
        back = None
        if self._sales(row.account) is not None:
            back = SalesStatus.SYNCED if row.target_id else SalesStatus.QUEUED
        return uncancel(
            self.journal, row, self.clock.now(), automatic_sync=automatic_sync, status=back
        )

    def delete(self, row_id: int) -> None:
        """Delete from FarApp: only the connector's copy goes. Raises UnknownRow."""
        self.journal.delete_row(row_id)

    def cancel_selected(self, row_ids: Iterable[int]) -> list[Row]:
        """All or none: raises UnknownRow and ActionRefused before the first row is touched."""
        rows = [self.journal.row(each) for each in row_ids]
        for row in rows:
            check_cancel(row)
        return [cancel(self.journal, row, self.clock.now()) for row in rows]

    def delete_selected(self, row_ids: Iterable[int]) -> None:
        """All or none: raises UnknownRow before the first row is touched."""
        rows = [self.journal.row(each) for each in row_ids]
        for row in rows:
            self.journal.delete_row(row.id)

    def rows(self, list: str = List.ORDERS, account: str | None = None) -> list[Row]:
        """The rows of a screen, oldest first. `list`: "orders" or "other_transactions". Raises
        UnknownAccount."""
        if account is not None:
            self.store(account)
        return self.journal.rows(List(list), account)

    def row(self, row_id: int) -> Row:
        """Raises UnknownRow."""
        return self.journal.row(row_id)

    # --- Manage Data Syncs ----------------------------------------------------------------------

    def switches(self, account: str) -> dict[Sync, bool]:
        syncs = syncs_of(self.store(account).settings)
        return {sync: self.journal.switch(account, sync) for sync in syncs}

    def set_switch(self, account: str, sync: Sync | str, on: bool) -> Switch:
        """Raises SettingsRefused (D5; Settlement Sync before orders are live and a test report is
        Complete), leaving every switch as it was."""
        wanted, found = Sync(sync), self.store(account)
        opposite = OPPOSITE.get(wanted)
        switch = check_switch(
            account,
            wanted,
            on,
            opposite is not None and self.journal.switch(account, opposite),
            found.channel.capabilities,
            found.settings,
        )
        if wanted is Sync.SETTLEMENT and on:
            advice = self._activate_settlements(account)
            switch = replace(switch, advice=(*switch.advice, *advice))
        self.journal.set_switch(account, wanted, on)
        return switch

    def _direction(self, account: str, direction: Direction | str | None) -> Direction | None:
        if direction is None:
            return self.store(account).settings.refund_direction
        return Direction(direction)

    async def checklist(self, account: str, direction: Direction | str | None = None) -> Checklist:
        """The deployment check list; rows this account does not use say so (K12). The direction
        is that of the settings when none is given."""
        sales = self._sales(account)
        if sales is not None:
            return await check_connex(sales)
        others = [
            each
            for each in self._stores.values()
            if isinstance(each, Account) and each.name != account
        ]
        found = await check(self.account(account), others, self._direction(account, direction))
        if self._has_settlements(account):
            return await with_settlements(found, self._settling(account))
        return found

    async def activate_refund_sync(
        self, account: str, direction: Direction | str | None = None
    ) -> Switch:
        """Raises ChecklistIncomplete, naming the missing rows, and SettingsRefused."""
        self.account(account)
        chosen = self._direction(account, direction)
        if chosen is None:
            raise SettingsRefused(
                f"Account {account}: no direction is chosen; set refund_direction or name one"
            )
        checklist = await self.checklist(account, chosen)
        if not checklist.passed:
            raise ChecklistIncomplete(checklist)
        return self.set_switch(account, sync_of(chosen), True)

    # --- webhooks -------------------------------------------------------------------------------

    def receive(self, headers: Mapping[str, str], body: bytes) -> Taken:
        """A message of a storefront; what it tells of is read with the next `run_due`. Raises
        DeliveryRefused, and nothing is remembered."""
        return take_in(self._stores, headers, body)

    async def subscribe(self, account: str) -> list[str]:
        """Have the storefront send its messages to `webhook_address`, beside the polling that
        goes on. Returns the topics that were added. Raises UnknownAccount, SettingsRefused and
        Trouble."""
        return await subscribe(self.store(account))

    # --- runs -----------------------------------------------------------------------------------

    def due(self) -> list[Job]:
        """What the schedules make due now: orders and shipments before refunds.

        A job is named after the last time it fell due, so every worker names it alike, and one
        that ended in a bug is not tried again before it falls due once more."""
        now = self.clock.now()
        jobs: list[Job] = []
        for name, store in self._stores.items():
            for sync in syncs_of(store.settings):
                if not self.journal.switch(name, sync):
                    continue
                window, every = self.journal.window(name, sync), frequency(sync, store.settings)
                if window.due_at is not None:
                    first = window.due_at
                elif window.ran_at is not None:
                    first = window.ran_at + every
                else:
                    first = datetime(2000, 1, 1, tzinfo=UTC)  # never ran: by the calendar
                if now >= first:
                    jobs.append(Job(name, sync, now - (now - first) % every))
                elif sync in TOLD and (window.due_at is None or now >= window.due_at):
                    hints = self.journal.hints(name, sync)
                    if hints:
                        jobs.append(Job(name, sync, hints[-1].noted_at, hints[-1].id))
        return jobs

    async def run_due(self) -> list[RunReport]:
        """Run what is due now; each run once, whoever else works on the same journal."""
        reports = await self._jobs.run(self.due(), self)
        return [RunReport.from_dict(each) for each in reports]

    async def carry_out(self, job: Job, step: Step) -> Json:
        """One job; its report as a dict. Raises like `run`."""
        run = self._run(job.account, job.sync, woken=bool(job.hint))
        return (await run.go(step)).as_dict()

    async def run(
        self, account: str, sync: Sync | str | None = None, span: Span | None = None
    ) -> RunReport:
        """One run now, also when the switch is off. `sync` may be left out where the account has
        one only; `span` (Connex) is read instead of what the schedule would read. Raises
        SettingsRefused when the other refund direction is on."""
        return await self._run(account, sync, span=span).go()

    def _run(
        self,
        account: str,
        sync: Sync | str | None,
        *,
        woken: bool = False,
        span: Span | None = None,
    ) -> Steps | SettlementRun:
        found = self.store(account)
        offered = syncs_of(found.settings)
        if sync is None and len(offered) > 1:
            raise SettingsRefused(f"Account {account}: name a sync: {', '.join(offered)}")
        wanted = offered[0] if sync is None else Sync(sync)
        opposite = OPPOSITE.get(wanted)
        if opposite is not None:
            check_switch(
                account,
                wanted,
                True,
                self.journal.switch(account, opposite),
                found.channel.capabilities,
                found.settings,
            )
        if wanted not in offered:
            raise no_such_sync(account, wanted, found.settings)
        post = partial(self._post, automatic=True)
        sales = self._sales(account)
        if sales is not None:
            return SalesRun(sales, wanted, post, woken=woken, span=span)
        if span is not None:
            raise SettingsRefused(
                f"Account {account}: a span of days can be synced in Connex accounts only; here "
                "the windows of the schedule are read"
            )
        if wanted is Sync.SETTLEMENT:
            return self._settlement_run(account)
        fulfil_row = partial(self._fulfil, automatic=True)
        attempt_row = fulfil_row if wanted is Sync.FULFILMENT else post
        return Run(self.account(account), wanted, attempt_row, woken=woken)

    async def tie_out(self, account: str) -> TieOut:
        """Both sides of every order this account synced, read now. Raises Trouble."""
        sales = self._sales(account)
        if sales is not None:
            return await tie_out_connex(sales)
        return await tie_out(self.account(account))

    def log(self, account: str, since: datetime | None = None) -> list[LogLine]:
        """What the runs of a Connex account said, oldest first. Raises UnknownAccount."""
        self.store(account)
        return self.journal.log_lines(account, since)

    # --- inside ---------------------------------------------------------------------------------

    def _order_row(self, row_id: int) -> Row:
        row = self.journal.row(row_id)
        if row.kind is not RowKind.ORDER:
            raise ActionRefused(
                f"Row {row_id} is a refund; Update Order in NetSuite is for orders."
            )
        if not row.active:
            raise ActionRefused(f"Row {row_id} is Canceled; use Uncancel first.")
        return row

    def _sales(self, account: str) -> SalesAccount | None:
        """The store when its product is Connex. Raises UnknownAccount."""
        found = self.store(account)
        return found if isinstance(found, SalesAccount) else None

    def _sync_of(self, row: Row) -> Sync:
        if self._sales(row.account) is not None:
            return Sync.SALES
        if row.kind is RowKind.ORDER:
            return Sync.ORDER
        return Sync.REFUND_FROM_BOOKS if row.from_books else Sync.REFUND_TO_BOOKS

    def _lock(self, row: Row) -> asyncio.Lock:
        return self._order_lock(row.account, row.order_id)

    def _order_lock(self, account: str, order_id: str) -> asyncio.Lock:
        return self._locks.setdefault((account, order_id), asyncio.Lock())

    async def _post(self, row: Row, *, automatic: bool) -> tuple[Row, Outcome]:
        sales = self._sales(row.account)

        def on_lost() -> None:
            if self._settled_elsewhere(row):
                return
            refund = row.kind is RowKind.REFUND
            in_progress: Status = RefundStatus.IN_PROGRESS if refund else OrderStatus.SCHEDULED
            if sales is not None:
                in_progress = SalesStatus.CHECKING
            self.journal.change_row(
                row.id, self.clock.now(), status=in_progress, note=ANSWER_LOST, problem=None
            )

        async with self._lock(row):
            try:
                outcome = await self._flow(row, on_lost)
            except Trouble as trouble:
                outcome = outcome_of(trouble)
            now = self.journal.row(row.id)
            if outcome.kind in {Kind.UNKNOWN, Kind.PUT_OFF} and self._settled_elsewhere(row):
                return now, outcome
            return self._store(now, outcome, automatic=automatic), outcome

    def _flow(self, row: Row, on_lost: Callable[[], None]) -> Coroutine[Any, Any, Outcome]:
        sales = self._sales(row.account)
        if sales is not None:
            return attempt(sales, row, on_lost)
        account = self.account(row.account)
        if row.kind is RowKind.ORDER:
            return post_order(account, row, on_lost)
        if row.from_books:
            return post_refund_to_storefront(account, row, on_lost)
        return post_refund_to_books(account, row, on_lost)

    def _settled_elsewhere(self, begun: Row) -> bool:
        """Whether another worker brought the row to its end since this attempt began: one that
        took over while we slept. What we do not know then, it knows."""
        status = self.journal.row(begun.id).status
        return status is not begun.status and status in SETTLED

    def _store(self, row: Row, outcome: Outcome, *, automatic: bool) -> Row:
        sales = self._sales(row.account)
        if sales is not None:
            return standing(sales, row, outcome, automatic=automatic)
        return apply_post(
            self.journal,
            row,
            outcome,
            self.clock.now(),
            automatic=automatic,
            automatic_sync=self.journal.switch(row.account, self._sync_of(row)),
        )

    async def _fulfil(self, row: Row, *, automatic: bool) -> tuple[Row, Outcome]:
        async with self._lock(row):
            try:
                outcome = await fulfil(self.account(row.account), row, lambda: None)
            except Trouble as trouble:
                outcome = outcome_of(trouble)
            changed = apply_fulfilment(
                self.journal, row, outcome, self.clock.now(), automatic=automatic
            )
            return changed, outcome

    async def _retrieve_and_post(self, row: Row) -> Row:
        """The error row of a refund that could not be retrieved: try again from there."""
        order_id = row.document_id.removeprefix(PLACEHOLDER)
        retrieval = await self.retrieve_refund(row.account, order_id, row.source)
        posted = [await self.post(each.id) for each in retrieval.rows if retrieval.ok]
        if posted:
            return posted[-1]
        return self.journal.change_row(row.id, self.clock.now(), problem=retrieval.problem)


def _not_retrieved(trouble: Trouble) -> Retrieval:
    outcome = outcome_of(trouble)
    problem = outcome.problem
    if problem is not None and outcome.kind is Kind.PUT_OFF:
        problem = replace(problem, remedy="Nothing was changed; retrieve again later.")
    return Retrieval(ok=False, message=trouble.sentence, problem=problem)
