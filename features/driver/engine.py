"""A foreign engine as the stage sees it: the part of `connector.engine.Engine` that four calls can
stand for. Whatever else a scenario asks of an engine leaves the scenario out, with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

from connector.flows.connex.run import Span
from connector.flows.directions import OPPOSITE, Switch, Sync, frequency, syncs_of
from connector.journal_settlements import UnknownSettlement
from connector.lifecycle import ActionRefused
from connector.money import CurrencyMismatch, Money
from connector.rows import (
    BOOKS_SOURCE,
    List,
    OrderStatus,
    Problem,
    RefundStatus,
    Retrieval,
    RowKind,
    SalesStatus,
    Status,
    TransactionType,
)
from connector.run_steps import RunReport
from features.driver.carriers import Carrier, DriverFailed, DriverGone
from features.driver.contract import (
    CONTRACT,
    Answer,
    BrokenAnswer,
    Call,
    ChosenSync,
    Kind,
    Post,
    ReportedRow,
    Retrieve,
    Source,
    State,
    SyncCall,
)
from features.driver.contract import Status as StatusCall
from features.driver.scene import Scene
from features.driver.settlements import ForeignBrought, ForeignStanding, standing_of
from features.expect import LeftOut
from features.wire import EngineKilled

__all__ = ["SYNCS", "ForeignEngine", "ForeignRow"]

SYNCS = {
    Sync.ORDER: ChosenSync.ORDERS,
    Sync.FULFILMENT: ChosenSync.SHIPMENTS,
    Sync.REFUND_TO_BOOKS: ChosenSync.REFUNDS_TO_BOOKS,
    Sync.REFUND_FROM_BOOKS: ChosenSync.REFUNDS_FROM_BOOKS,
    Sync.SETTLEMENT: ChosenSync.SETTLEMENTS,
    Sync.SALES: ChosenSync.SALES,
}

ORDER_WORDS = {
    State.POSTED: OrderStatus.WAITING,
    State.COMPLETE: OrderStatus.COMPLETE,
    State.UNKNOWN: OrderStatus.SCHEDULED,
    State.WAITING: OrderStatus.SCHEDULED,
    State.SKIPPED: OrderStatus.CANCELED,
    State.FAILED: OrderStatus.ERROR,
    State.CANCELED: OrderStatus.CANCELED,
}
REFUND_WORDS = {
    State.POSTED: RefundStatus.POSTED,
    State.COMPLETE: RefundStatus.POSTED,
    State.UNKNOWN: RefundStatus.IN_PROGRESS,
    State.WAITING: RefundStatus.IN_PROGRESS,
    State.SKIPPED: RefundStatus.CANCELED,
    State.FAILED: RefundStatus.ERROR,
    State.CANCELED: RefundStatus.CANCELED,
}
STOREFRONTS = {"shopify": "Shopify", "amazon": "Amazon", "ebay": "eBay"}
SALES_WORDS = {
    State.KNOWN: SalesStatus.QUEUED,
    State.POSTED: SalesStatus.SYNCED,
    State.COMPLETE: SalesStatus.SYNCED,
    State.UNKNOWN: SalesStatus.CHECKING,
    State.WAITING: SalesStatus.WAITING,
    State.SKIPPED: SalesStatus.SKIPPED,
    State.FAILED: SalesStatus.ERROR,
    State.CANCELED: SalesStatus.CANCELED,
}

# What the engine of this project offers and four calls cannot stand for.
SCREENS = {
    "update_order": "Update Order in NetSuite is an entry of the engine's own Action menu",
    "cancel": "Cancel is an entry of the engine's own Action menu",
    "uncancel": "Uncancel is an entry of the engine's own Action menu",
    "delete": "Delete is an entry of the engine's own Action menu",
    "cancel_selected": "bulk actions are the engine's own screen",
    "delete_selected": "bulk actions are the engine's own screen",
    "show_transaction_id": "the shown transaction ID is on the engine's own screen",
    "switches": "Manage Data Syncs is the engine's own screen",
    "checklist": "the check list is the engine's own screen",
    "activate_refund_sync": "activation by check list is the engine's own screen",
    "tie_out": "the engine's own tie-out is no part of the contract",
    "upload_settlement": "a file brought by hand is taken on the engine's own screen",
    "settlement_postings": "the postings of a settlement are on the engine's own screen",
    "cancel_settlement_postings": "cancelling a posting is on the engine's own screen",
    "uncancel_settlement_postings": "bringing a posting back is on the engine's own screen",
    "delete_settlement": "Delete is an entry of the engine's own Action menu",
    "create_settlement_items": "Create Settlement Items is on the engine's own screen",
    "missing_settlement_items": "the check list is the engine's own screen",
    "tie_out_settlement": "the engine's own tie-out is no part of the contract",
    "verify_settlement": "the engine's own comparison is no part of the contract",
    "log": "the log is the engine's own screen",
    "subscribe": "webhooks are no part of the contract",
    "receive": "webhooks are no part of the contract",
    "note": "notes are on the engine's own screen",
    "retries": "retries are counted on the engine's own screen",
    "cancelled_by": "who cancelled is on the engine's own screen",
}


def _left_out(name: str) -> NoReturn:
    """Raises LeftOut, and AttributeError for a name that no engine has."""
    if name not in SCREENS:
        raise AttributeError(name)
    raise LeftOut(SCREENS[name])


@dataclass(frozen=True, kw_only=True)
class ForeignRow:
    """A reported row under the names of `connector.rows.Row`."""

    id: int
    list: List
    kind: RowKind
    account: str
    source: str
    transaction_type: TransactionType
    order_name: str
    status: Status
    problem: Problem | None
    warnings: tuple[str, ...]
    source_amount: Money | None

    def __getattr__(self, name: str) -> Any:
        return _left_out(name)


class ForeignEngine:
    """Calls go through `carrier`; what a scenario has set up is in `scene`."""

    def __init__(self, scene: Scene, carrier: Carrier) -> None:
        self.scene = scene
        self._carrier = carrier
        self._ids: list[str] = []
        self._rows: list[ForeignRow] = []
        self._settlements: list[ForeignStanding] = []

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name not in SCREENS:
            raise AttributeError(name)
        return lambda *_, **__: _left_out(name)

    async def aclose(self) -> None:
        self._carrier.close()

    # --- the four calls -----------------------------------------------------------------------

    async def retrieve_order(self, account: str, order_id: str) -> Retrieval:
        return await self._retrieve(account, Kind.ORDER, order_id, Source.STOREFRONT)

    async def retrieve_refund(
        self, account: str, order_id: str, source: str | None = None
    ) -> Retrieval:
        made = Source.BOOKS if source == BOOKS_SOURCE else Source.STOREFRONT
        return await self._retrieve(account, Kind.REFUND, order_id, made)

    async def _retrieve(self, account: str, what: Kind, order: str, source: Source) -> Retrieval:
        answer = await self._ask(Retrieve, account=account, what=what, order=order, source=source)
        rows: Any = tuple(self._row(each) for each in answer.rows)
        return Retrieval(ok=answer.ok, message=answer.message, rows=rows)

    async def post(self, row_id: int) -> ForeignRow:
        answer = await self._ask(Post, row=self._ids[row_id - 1])
        if len(answer.rows) != 1:
            raise BrokenAnswer(f"a post is answered with its row; there are {len(answer.rows)}")
        return self._row(answer.rows[0])

    async def run(
        self, account: str, sync: Sync | str | None = None, span: Span | None = None
    ) -> RunReport:
        """One run now, also when its switch is off."""
        wanted = syncs_of(self.scene.account(account))[0] if sync is None else Sync(sync)
        report = RunReport(account, wanted, self.scene.now())
        asked: dict[str, Any] = {}
        if span is not None:
            asked = {"first_day": span.start, "last_day": span.to, "order": span.order}
        answer = await self._ask(SyncCall, account=account, sync=SYNCS[wanted], **asked)
        report.ended_at = self.scene.now()
        if not answer.ok:
            report.problem = Problem(source=account, sentence=answer.message, remedy=answer.remedy)
        self.scene.ended(report)
        return report

    async def status(self) -> list[ForeignRow]:
        answer = await self._ask(StatusCall)
        rows = [each for each in answer.rows if each.kind is not Kind.SETTLEMENT]
        self._rows = [self._row(each) for each in rows]
        self._settlements = [
            self._standing(each) for each in answer.rows if each.kind is Kind.SETTLEMENT
        ]
        return self._rows

    # --- settlements --------------------------------------------------------------------------

    async def retrieve_settlement(self, account: str, report_id: str) -> ForeignBrought:
        answer = await self._ask(
            Retrieve,
            account=account,
            what=Kind.SETTLEMENT,
            order=report_id,
            source=Source.STOREFRONT,
        )
        found = [self._standing(each) for each in answer.rows]
        problem = Problem(source=account, sentence=answer.message, remedy=answer.remedy)
        return ForeignBrought(
            ok=answer.ok,
            message=answer.message,
            settlement=found[0] if found else None,
            problem=None if answer.ok else problem,
        )

    async def post_settlement(
        self,
        number: str,
        account: str | None = None,
        postings: Sequence[int] = (),
        told: object = None,
    ) -> ForeignStanding:
        """The whole settlement; `told` would be asked after every posting. Raises ActionRefused."""
        if postings:
            raise LeftOut("posting a single posting is on the engine's own screen")
        await self.status()
        answer = await self._ask(Post, row=self._known(number, account).row)
        if not (answer.ok or answer.rows):
            raise ActionRefused(answer.message)
        if len(answer.rows) != 1:
            raise BrokenAnswer(f"a post is answered with its row; there are {len(answer.rows)}")
        return self._standing(answer.rows[0])

    def settlements(self, account: str | None = None) -> list[ForeignStanding]:
        """As the engine reports them now; those it reported last when the scenario is over."""
        if not self.scene.over:
            self.scene.run(self.status())
        return [each for each in self._settlements if account in (None, each.account)]

    def settlement(self, number: str, account: str | None = None) -> ForeignStanding:
        """By settlement ID. Raises UnknownSettlement."""
        if not self.scene.over:
            self.scene.run(self.status())
        return self._known(number, account)

    def _known(self, number: str, account: str | None) -> ForeignStanding:
        for each in self._settlements:
            if each.number == number and account in (None, each.account):
                return each
        raise UnknownSettlement(f"the driver reports no settlement {number}")

    def _standing(self, row: ReportedRow) -> ForeignStanding:
        on = (row.account, Sync.SETTLEMENT) in self.scene.switched_on
        return standing_of(row, _money(row), switched_on=on)

    def rows(self, list: str = List.ORDERS, account: str | None = None) -> list[ForeignRow]:
        """As the engine reports them now; those it reported last when the scenario is over."""
        shown = self._rows if self.scene.over else self.scene.run(self.status())
        return [each for each in shown if each.list == list and account in (None, each.account)]

    # --- switches and schedule: the stage's own -----------------------------------------------

    def set_switch(self, account: str, sync: Sync, on: bool) -> Switch:
        opposite = OPPOSITE.get(sync)
        if on and opposite is not None and (account, opposite) in self.scene.switched_on:
            raise LeftOut("the refusal of a switch is on the engine's own screen")
        self.scene.switch(account, sync, on)
        return Switch(account, sync, on)

    async def run_due(self) -> list[RunReport]:
        """What is switched on and due, in the order of the syncs."""
        reports = []
        for account, sync in self.scene.due(frequency):
            reports.append(await self.run(account, sync))
        return reports

    # --- inside -------------------------------------------------------------------------------

    async def _ask(self, kind: type[Call], **members: Any) -> Answer:
        """Raises EngineKilled when the scenario has ended the engine, LeftOut when the engine has
        no such feature, and what a carrier raises."""
        call = kind(
            contract=CONTRACT,
            now=self.scene.now(),
            state=self.scene.state,
            environment=self.scene.environment(),
            settings=self.scene.plain_settings(),
            switched_on=self.scene.switched_on_by_account(SYNCS),
            **members,
        )
        try:
            answer = await self._carrier.call(call, self.scene.let_pass)
        except (DriverFailed, BrokenAnswer) as wrong:
            if isinstance(wrong, DriverGone) and self.scene.take_kill():
                raise EngineKilled from None
            # What it said may hold credentials.
            raise type(wrong)(self.scene.world.secrets.redact(str(wrong))) from None
        if answer.unsupported:
            raise LeftOut(f"the driver does not offer it: {answer.unsupported}")
        return answer

    def _row(self, reported: ReportedRow) -> ForeignRow:
        if reported.id not in self._ids:
            self._ids.append(reported.id)
        order = reported.kind is Kind.ORDER
        problem = None
        if reported.problem is not None:
            said = reported.problem
            problem = Problem(source=reported.account, sentence=said.sentence, remedy=said.remedy)
        from_books = reported.source is Source.BOOKS
        return ForeignRow(
            id=self._ids.index(reported.id) + 1,
            list=List.ORDERS if order else List.OTHER_TRANSACTIONS,
            kind=RowKind.ORDER if order else RowKind.REFUND,
            account=reported.account,
            source=BOOKS_SOURCE if from_books else self._storefront(reported.account),
            transaction_type=TransactionType.ORDER if order else TransactionType.REFUND,
            order_name=reported.order,
            status=self._status(reported),
            problem=problem,
            warnings=reported.warnings,
            source_amount=_money(reported),
        )

    def _storefront(self, account: str) -> str:
        """As the Source Channel list has it."""
        return STOREFRONTS[self.scene.account(account).channel]

    def _status(self, row: ReportedRow) -> Status:
        """The documented word of the product that the account follows."""
        if self.scene.account(row.account).product == "connex":
            return SALES_WORDS[row.state]
        order, from_books = row.kind is Kind.ORDER, row.source is Source.BOOKS
        if row.state is State.KNOWN:
            refund = Sync.REFUND_FROM_BOOKS if from_books else Sync.REFUND_TO_BOOKS
            on = (row.account, Sync.ORDER if order else refund) in self.scene.switched_on
            if order:
                return OrderStatus.SCHEDULED if on else OrderStatus.IN_FARAPP
            return RefundStatus.SCHEDULED if on else RefundStatus.IN_FARAPP
        if order:
            return ORDER_WORDS[row.state]
        if row.state is State.FAILED and from_books:
            return RefundStatus.ERROR_STOREFRONT
        return REFUND_WORDS[row.state]


def _money(row: ReportedRow) -> Money | None:
    if row.amount is None:
        return None
    try:
        return Money.of(Decimal(row.amount.amount), row.amount.currency)
    except (InvalidOperation, ValueError, CurrencyMismatch) as wrong:
        raise BrokenAnswer(f"row {row.id}: {row.amount.amount!r} is no amount: {wrong}") from wrong
