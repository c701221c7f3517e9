"""Refunds: the store has paid the buyer, the books record it.

The sale is looked for by the order, whenever it was made (F51). Found: the two boxes decide which
document is written; a credit memo is set against its invoice where that is open. Not found: the
documented skip, or the original order first where the setting says so.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from connector.books.sales_books import DocumentKind, DocumentRef, Instruction, SalesDocument
from connector.flows.connex.account import SalesAccount, word_of
from connector.flows.connex.boxes import Decision, decide, sale_of
from connector.flows.connex.catalogue import deposit_account, items_for, setting_items
from connector.flows.connex.matching import (
    REFUNDS,
    STORED,
    Match,
    find_refund,
    find_sale,
    refund_documents,
    written_by_us,
)
from connector.flows.connex.numbering import base_number
from connector.flows.connex.orders import note_sale, order_gone, skipped
from connector.flows.connex.payments import apply_credit, note
from connector.flows.connex.refund_shape import plan_refund, shape_refund
from connector.flows.connex.rounding import add_rounding, rounded_by, rounding_of
from connector.flows.connex.sentences import cancelled_before_sync, no_box, no_match
from connector.flows.connex.write_numbered import NumberedWrite
from connector.flows.outcome import Kind, Outcome, read_back, refused
from connector.flows.write_once import Found
from connector.model import MoneyState, Order, Refund
from connector.money import Money
from connector.rows import Problem, Row, RowKind, SalesStatus

__all__ = ["post_refund"]

COMING = {
    SalesStatus.QUEUED,
    SalesStatus.WAITING,
    SalesStatus.CHECKING,
    SalesStatus.ERROR,
}
"""States of an order's row from which the order may still reach the books."""
Original = Callable[[Order], Awaitable[Outcome]]
"""Writes the order that a refund belongs to."""


async def post_refund(
    account: SalesAccount, row: Row, on_lost: Callable[[], None], original: Original
) -> Outcome:
    """Raises Trouble when reading failed."""
    order = await account.channel.order(row.order_id)
    if order is None:
        return order_gone(account, row)
    refunds = list(await account.channel.refunds_of(order))
    refund = next((each for each in refunds if each.refund_id == row.document_id), None)
    if refund is None:
        return refused(_gone(account, row))
    if refund.state is MoneyState.PENDING:
        note_ = f"the refund is still pending in {account.channel.name}"
        return Outcome(kind=Kind.WAITING, note=note_)
    sale = await _sale(account, order, original)
    if isinstance(sale, Outcome):
        return sale
    if sale.by != STORED:
        note_sale(account, order, sale.document)
    return await _Refund(account, order, refund, refunds, sale.document, on_lost).post(
        sale.warnings
    )


async def _sale(account: SalesAccount, order: Order, original: Original) -> Match | Outcome:
    found = await find_sale(account, order)
    row = account.journal.find_row(
        account.name, RowKind.ORDER, account.channel.name, order.order_id
    )
    if isinstance(found, Match):
        if row is not None and _half_done(row):
            return Outcome(kind=Kind.WAITING, note="its order is not synced to the end yet")
        return found
    if isinstance(found, Problem):
        return refused(found)
    if order.cancelled_at is not None:
        sentence = cancelled_before_sync(order.name)
        return skipped(sentence, "cancelled_before_sync", "Nothing to do.")
    if row is not None and row.status in COMING:
        return Outcome(kind=Kind.WAITING, note="its order is not synced yet")
    if not account.rules.sync_original_order_if_missing:
        ordered = account.local_day(order.created_at)
        sentence = no_match(order.name, account.books.name, ordered, account.today())
        return skipped(
            sentence,
            "no_match",
            f"Set {account.field('sync_original_order_if_missing')} = true, or run with --from "
            f"{ordered.isoformat()}.",
        )
    made = await original(order)
    if made.kind is not Kind.DONE:
        return made
    found = await find_sale(account, order)
    if isinstance(found, Match):
        return found
    return Outcome(kind=Kind.WAITING, note="its order was written and is not found yet")


def _half_done(row: Row) -> bool:
    """Something of the order is written and the rest is open or put off, its payment say: a credit
    memo made now would be set against an invoice that the buyer has paid."""
    put_off = row.status is SalesStatus.QUEUED and row.next_attempt_at is not None
    return row.status is SalesStatus.CHECKING or put_off


@dataclass
class _Refund:
    account: SalesAccount
    order: Order
    refund: Refund
    refunds: list[Refund]
    sale: SalesDocument
    on_lost: Callable[[], None]
    kind: DocumentKind | None = None
    warnings: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return self.account.refund_document_key(self.refund.refund_id)

    async def _match(self) -> tuple[Match | None, list[SalesDocument]]:
        documents = await refund_documents(self.account, self.order, self.refunds)
        found = await find_refund(
            self.account,
            self.order,
            self.refund.refund_id,
            self.key,
            self.refund.total,
            documents,
        )
        return found, documents

    async def look(self) -> Found | None:
        match, _ = await self._match()
        if match is None:
            return None
        held = match.document
        self.kind, self.warnings = held.kind, match.warnings
        return Found(id=held.id, number=held.number, amount=held.total, by=match.by)

    async def post(self, warnings: tuple[str, ...]) -> Outcome:
        account = self.account
        decision = self._decision()
        if decision.document is None and await self.look() is None:
            return self._skipped(decision)
        self.kind = self.kind or decision.document
        outcome = await NumberedWrite(
            account=account,
            key=self.key,
            base=base_number(account, self.order.name),
            kinds=REFUNDS,
            action=f"create the {self.kind} of {account.channel.name} refund "
            f"{self.refund.refund_id}",
            look=self.look,
            instruct=self._instruct,
            on_lost=self.on_lost,
        ).run()
        outcome = outcome.warned(*warnings, *self.warnings)
        if outcome.kind is not Kind.DONE or self.kind is None:
            return outcome
        if decision.warning and self.kind is DocumentKind.REFUND_RECEIPT:
            # however it was found out that the document is there
            title = f"Invoice {self.sale.number or self.sale.id}"
            outcome = outcome.warned(
                f"{title} is unpaid and a refund receipt does not settle it: {decision.warning} "
                f"({self.sale.open_balance})."
            )
        ref = DocumentRef(kind=self.kind, id=outcome.target_id)
        return await read_back(outcome, self._check(ref, outcome))

    def _decision(self) -> Decision:
        rules = self.account.rules
        return decide(rules.credit_memos, rules.refund_receipts, sale_of(self.sale))

    def _skipped(self, decision: Decision) -> Outcome:
        off = not self.account.rules.refunds_on
        boxes = [self.account.field(each) for each in ("credit_memos", "refund_receipts")]
        return skipped(
            no_box(self.order.name, decision.skip),
            "refunds_off" if off else "no_document",
            f"Switch {boxes[1]} on, then run again."
            if not off
            else f"Switch {' or '.join(boxes)} on, then run again.",
        )

    async def _instruct(self) -> Instruction | Problem:
        """The sale and what was given back are read anew: both may have changed meanwhile."""
        account, order, refund = self.account, self.order, self.refund
        _, existing = await self._match()
        earlier = self.refunds[: self.refunds.index(refund)]
        plan = plan_refund(account, order, refund, earlier, self.sale, existing)
        if isinstance(plan, Problem):
            return plan
        items = await items_for(account, order.name, plan.skus())
        if isinstance(items, Problem):
            return items
        named = await setting_items(account, plan.settings(account))
        if isinstance(named, Problem):
            return named
        decision = self._decision()
        kind = decision.document or self.kind
        if kind is None:
            raise ValueError(f"no document is switched on for {self.sale.kind}")
        deposit = ""
        if kind is DocumentKind.REFUND_RECEIPT:
            into = await deposit_account(account, refunds=True)
            if isinstance(into, Problem):
                return into
            deposit = into.id
        self.kind, self.warnings = kind, plan.warnings
        return shape_refund(
            account,
            order,
            refund,
            plan,
            kind,
            self.sale,
            {**items, **named},
            deposit_account_id=deposit,
        )

    # --- afterwards -------------------------------------------------------------------------------

    async def _check(self, ref: DocumentRef, outcome: Outcome) -> Outcome:
        account = self.account
        held = await account.books.document(ref)
        if held is None:
            return refused(self._deleted(outcome))
        self._note(held)
        sent = self._tax()
        ours = written_by_us(account, held, self.key)
        missing = rounding_of(self.refund.total, sent, held) if ours else None
        if missing is not None:
            added = await add_rounding(account, held, missing, self.key, self.on_lost)
            if added.kind is not Kind.DONE:
                return replace(_told(added, held), warnings=outcome.warnings + added.warnings)
            held = await account.books.document(ref)
            if held is None:
                return refused(self._deleted(outcome))
        outcome = _told(outcome, held)
        rounded = rounded_by(account, held) if ours else None
        if rounded is not None:
            outcome = outcome.warned(
                f"{account.books.name} computed a tax of {held.tax}, the store gave back {sent}: "
                f"a rounding line of {rounded} was added."
            )
        if held.total != self.refund.total:
            return replace(outcome, kind=Kind.REFUSED, problem=self._differs(held))
        return await self._applied(held, outcome)

    async def _applied(self, held: SalesDocument, outcome: Outcome) -> Outcome:
        """A credit memo settles its invoice as far as that is open; a paid one keeps the credit."""
        zero = Money.zero(held.currency)
        if held.kind is not DocumentKind.CREDIT_MEMO or self.sale.kind is not DocumentKind.INVOICE:
            return outcome
        if self.sale.open_balance <= zero:
            return outcome
        if not written_by_us(self.account, held, self.key):
            return outcome
        applied = await apply_credit(
            self.account,
            self.order,
            self.sale.ref,
            held,
            self.key,
            self.on_lost,
            open_before=None if outcome.facts.get("recognised") else self.sale.open_balance,
        )
        if applied.kind is Kind.DONE:
            return outcome.warned(*applied.warnings)
        return replace(_told(applied, held), warnings=outcome.warnings + applied.warnings)

    def _tax(self) -> Money:
        """The tax that was sent, as `shape_refund` sends it."""
        earlier = self.refunds[: self.refunds.index(self.refund)]
        plan = plan_refund(self.account, self.order, self.refund, earlier, self.sale, ())
        if isinstance(plan, Problem):
            return Money.zero(self.refund.currency)
        tax = self.refund.shipping_tax
        for line in plan.lines:
            tax += line.tax
        return tax

    def _note(self, held: SalesDocument) -> None:
        note(
            self.account,
            self.order,
            "refund",
            self.refund.refund_id,
            kind=held.kind,
            books_id=held.id,
            number=held.number,
        )

    def _deleted(self, outcome: Outcome) -> Problem:
        return Problem(
            source=self.account.books.name,
            sentence=f"Refund document {outcome.target_number or outcome.target_id} was deleted in "
            f"{self.account.books.name} meanwhile.",
            remedy="Run again to write it anew, or cancel this row.",
            code="refund_deleted",
        )

    def _differs(self, held: SalesDocument) -> Problem:
        return Problem(
            source=self.account.books.name,
            sentence=f"{held.kind.capitalize()} {held.number or held.id} holds {held.total}, the "
            f"refund was {self.refund.total}.",
            remedy="Correct or delete the document in QuickBooks, then run again.",
            figures={"refund": str(self.refund.total), "document": str(held.total)},
            code="totals_differ",
            final=True,
        )


def _told(outcome: Outcome, held: SalesDocument) -> Outcome:
    return replace(
        outcome,
        target_id=held.id,
        target_type=held.kind,
        target_number=held.number,
        target_amount=held.total,
    )


def _gone(account: SalesAccount, row: Row) -> Problem:
    return Problem(
        source=account.channel.name,
        sentence=f"{account.channel.name} no longer shows refund {row.document_id} of order "
        f"{word_of(row.order_name)}.",
        remedy="Cancel this row.",
        code="refund_gone",
        final=True,
    )
