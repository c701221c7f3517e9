"""Cancelled orders: cancelled is not refunded, and the two are never mixed up (F27).

cancelled before it was synced    no order, no refund
cancelled unpaid                  the open invoice is voided, or credited, by setting
cancelled and refunded            the refunds, in full or in part; nothing here
cancelled, paid, never refunded   no document; flagged for review
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from connector.books.sales_books import DocumentKind, DocumentRef, Instruction, SalesDocument
from connector.flows.connex.account import SalesAccount, word_of
from connector.flows.connex.catalogue import items_for
from connector.flows.connex.matching import REFUNDS, find_refund, find_sale, refund_documents
from connector.flows.connex.numbering import base_number, memo_of
from connector.flows.connex.orders import order_gone, skipped
from connector.flows.connex.payments import apply_credit, note
from connector.flows.connex.remedies import with_remedy
from connector.flows.connex.sale_shape import names_of, shape_sale
from connector.flows.connex.sentences import cancelled_before_sync, never_refunded
from connector.flows.connex.write_numbered import NumberedWrite
from connector.flows.outcome import Kind, Outcome, refused
from connector.flows.write_once import Found, Prepared, WriteOnce
from connector.model import Order, Refund
from connector.rows import Problem, Row

__all__ = ["CANCELLATION", "post_cancellation"]

CANCELLATION = "cancel:"
"""Document id of the row that stands for an order's cancellation, before the order's id."""


async def post_cancellation(
    account: SalesAccount, row: Row, on_lost: Callable[[], None]
) -> Outcome:
    """Raises Trouble when reading failed."""
    order = await account.channel.order(row.order_id)
    if order is None:
        return order_gone(account, row)
    refunds = list(await account.channel.refunds_of(order))
    if order.refunded:
        return Outcome(kind=Kind.DONE, note="it was refunded; each refund has a row of its own")
    found = await find_sale(account, order)
    if isinstance(found, Problem):
        return refused(found)
    if found is None:
        sentence = cancelled_before_sync(order.name)
        return skipped(sentence, "cancelled_before_sync", "Nothing to do.")
    if order.received:
        return skipped(
            never_refunded(order.name),
            "review",
            f"Refund the buyer in {account.channel.name}; the refund is synced with the next run. "
            "Nothing to do when the money is meant to stay.",
        )
    sale = found.document
    cancelling = _Cancelling(account, order, refunds, sale, on_lost)
    if sale.kind is not DocumentKind.INVOICE:
        return _review(order, sale, f"is a {sale.kind}")
    if account.rules.cancelled_unpaid == "credit memo":
        return await cancelling.credit()
    return await cancelling.void()


def _review(order: Order, sale: SalesDocument, what: str) -> Outcome:
    return skipped(
        f"Order {word_of(order.name)} was cancelled unpaid, but its document "
        f"{sale.number or sale.id} {what}: please review it. No document was written.",
        "review",
        "Correct the document in QuickBooks by hand, then cancel this row.",
    )


@dataclass
class _Cancelling:
    account: SalesAccount
    order: Order
    refunds: list[Refund]
    sale: SalesDocument
    on_lost: Callable[[], None]

    @property
    def key(self) -> str:
        return self.account.cancellation_key(self.order.order_id)

    @property
    def title(self) -> str:
        return f"invoice {self.sale.number or self.sale.id}"

    async def void(self) -> Outcome:
        account, ref = self.account, self.sale.ref

        async def look() -> Found | None:
            held = await account.books.document(ref)
            if held is None or not held.voided:
                return None
            return Found(id=held.id, number=held.number, amount=held.total, by="being voided")

        async def prepare() -> Prepared | Outcome:
            if self.sale.open_balance != self.sale.total:
                return _review(self.order, self.sale, "is paid in part or in full")
            return Prepared(write=lambda: account.books.void(ref, self.key), amount=self.sale.total)

        outcome = await WriteOnce(
            account=account,
            key=self.key,
            target=account.books.name,
            action=f"void {self.title} of order {word_of(self.order.name)}",
            look=look,
            prepare=prepare,
            on_lost=self.on_lost,
        ).run()
        if outcome.kind is not Kind.DONE:
            return with_remedy(outcome)
        self._note(ref, self.sale.number)
        return replace(
            outcome,
            target_type=ref.kind,
            target_number=outcome.target_number or self.sale.number,
            note=f"Voided {self.title} of order {word_of(self.order.name)}, which was cancelled "
            "unpaid.",
        )

    async def credit(self) -> Outcome:
        account, order = self.account, self.order
        outcome = await NumberedWrite(
            account=account,
            key=self.key,
            base=base_number(account, order.name),
            kinds=REFUNDS,
            action=f"credit {self.title} of order {word_of(order.name)}",
            look=self._look,
            instruct=self._instruct,
            on_lost=self.on_lost,
        ).run()
        if outcome.kind is not Kind.DONE:
            return outcome
        ref = DocumentRef(kind=DocumentKind.CREDIT_MEMO, id=outcome.target_id)
        held = await account.books.document(ref)
        if held is None:
            return outcome
        self._note(ref, held.number)
        outcome = replace(
            outcome,
            target_type=ref.kind,
            target_number=held.number,
            target_amount=held.total,
            note=f"Credited {self.title} of order {word_of(order.name)}, which was cancelled "
            f"unpaid: credit memo {held.number or held.id} of {held.total}.",
        )
        applied = await apply_credit(account, order, self.sale.ref, held, self.key, self.on_lost)
        if applied.kind is Kind.DONE:
            return outcome
        return replace(
            outcome, kind=applied.kind, problem=applied.problem, note=applied.note
        ).warned(*applied.warnings)

    async def _look(self) -> Found | None:
        documents = await refund_documents(self.account, self.order, self.refunds)
        match = await find_refund(
            self.account,
            self.order,
            self.order.order_id,
            self.key,
            self.sale.total,
            documents,
            "cancellation",
        )
        if match is None:
            return None
        held = match.document
        return Found(id=held.id, number=held.number, amount=held.total, by=match.by)

    async def _instruct(self) -> Instruction | Problem:
        account, order = self.account, self.order
        if self.sale.open_balance != self.sale.total or self.sale.total != order.total:
            outcome = _review(order, self.sale, f"has {self.sale.open_balance} open")
            if outcome.problem is not None:
                return outcome.problem
        items = await items_for(account, order.name, *names_of(account, order))
        if isinstance(items, Problem):
            return items
        sale = shape_sale(
            account,
            order,
            items,
            customer_id=self.sale.customer_id,
            deposit_account_id="",
        )
        return replace(
            sale,
            kind=DocumentKind.CREDIT_MEMO,
            day=account.local_day(order.cancelled_at or account.clock.now()),
            memo=memo_of(order.name, self.key),
            payment_method="",
            reference="",
        )

    def _note(self, ref: DocumentRef, number: str) -> None:
        note(
            self.account,
            self.order,
            "cancellation",
            self.order.order_id,
            kind=ref.kind,
            books_id=ref.id,
            number=number,
        )
