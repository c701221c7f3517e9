"""What the Retrieve windows do: find the order or its refunds at their source and list them.

Failures are answers. A refund that cannot be retrieved to be posted to NetSuite leaves an error
row behind; retrieving from NetSuite fails for exactly the two documented causes.
Source: Help Center "Testing NetSuite Connector Refund Sync to NetSuite" and "... from NetSuite".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from connector.channels.channel import UntoldRefund
from connector.flows.account import Account
from connector.flows.order_shape import reasons_against
from connector.flows.orders import books_order_of
from connector.flows.outcome import ENGINE
from connector.flows.refunds_to_books import (
    EXTERNAL,
    external_refund,
    refunds_to_post,
    untold_refunds,
)
from connector.flows.refunds_to_storefront import documents_to_post
from connector.lifecycle import error_word, queued_word
from connector.model import BilledDocument, BilledKind, Order, Refund, RefundDocument
from connector.rows import BOOKS_SOURCE, List, Problem, Retrieval, Row, RowKind

__all__ = ["Retriever"]

PLACEHOLDER = "order:"
"""Document id of the error row kept for an order whose refund could not be retrieved."""


@dataclass(frozen=True, slots=True)
class Retriever:
    """`automatic_sync`: the switch of the sync in question is on, new rows are queued."""

    account: Account
    automatic_sync: bool

    async def order(self, order_id: str) -> Retrieval:
        """Raises Trouble of reading."""
        account = self.account
        order = await account.channel.order(order_id)
        if order is None:
            return _failed(
                Problem(
                    source=account.channel.name,
                    sentence=f"Order {order_id} was not found in {account.channel.name}.",
                    remedy="Check the number: a store has an order name (#1001) and an internal "
                    "ID. Orders filtered out by status or older than what the store shows the "
                    "connector cannot be retrieved.",
                    code="order_not_found",
                )
            )
        problem = reasons_against(account, order)
        if problem is not None and problem.code in {"before_cutoff", "cancelled_before_sync"}:
            return _failed(problem)
        known = self.find(RowKind.ORDER, account.channel.name, order.order_id)
        if known is not None:
            return Retrieval(ok=True, message=_already(order.name), rows=(known,))
        row = self.add_order(order)
        return Retrieval(ok=True, message=f"Order {order.name} was retrieved.", rows=(row,))

    def find(self, kind: RowKind, source: str, document_id: str) -> Row | None:
        return self.account.journal.find_row(self.account.name, kind, source, document_id)

    def add_order(self, order: Order) -> Row:
        return self.account.journal.add_row(
            now=self.account.clock.now(),
            list_=List.ORDERS,
            kind=RowKind.ORDER,
            account=self.account.name,
            source=self.account.channel.name,
            order_id=order.order_id,
            order_name=order.name,
            document_id=order.order_id,
            status=queued_word(RowKind.ORDER, self.automatic_sync),
            source_amount=order.total,
        )

    # --- refunds to NetSuite --------------------------------------------------------------------

    async def refunds_to_books(self, order_id: str) -> Retrieval:
        """Raises Trouble of reading."""
        account = self.account
        order = await account.channel.order(order_id)
        if order is None:
            return self._kept(
                order_id,
                order_id,
                Problem(
                    source=account.channel.name,
                    sentence=f"Order {order_id} is unknown to {account.channel.name}.",
                    remedy="Check the order ID and retrieve again, or delete this row.",
                    code="order_not_found",
                    final=True,
                ),
            )
        held = await books_order_of(account, order.order_id, order.name)
        known = account.journal.order_reference(account.name, order.order_id)
        if held is None and known is None:
            return self._kept(order.order_id, order.name, never_synced(order.name))
        refunds = await refunds_to_post(account, order)
        untold = await untold_refunds(account, order)
        external = self.add_external(order, untold)
        if not refunds:
            waiting = any(each.pending for each in untold)
            if external and not waiting:
                self._forget_placeholder(order.order_id)
                problem = external[0].problem
                message = "" if problem is None else problem.sentence
                return Retrieval(ok=False, message=message, rows=tuple(external), problem=problem)
            return self._kept(
                order.order_id,
                order.name,
                _processed(account, order) if waiting else _no_refund(account, order),
            )
        self._forget_placeholder(order.order_id)
        listed = _listed(order.name, [self.add_refund(order, refund) for refund in refunds])
        said = [each.problem.sentence for each in external if each.problem is not None]
        return replace(listed, message=" ".join([listed.message, *said]))

    def add_external(self, order: Order, untold: Sequence[UntoldRefund]) -> list[Row]:
        """Error rows that stay (F33), one for each refund; none for those that are pending."""
        account, found = self.account, []
        for refund in untold:
            if refund.pending:
                continue
            document_id = f"{EXTERNAL}{order.order_id}:{refund.refund_id}"
            row = self.find(RowKind.REFUND, account.channel.name, document_id)
            if row is None:
                row = account.journal.add_row(
                    now=account.clock.now(),
                    list_=List.OTHER_TRANSACTIONS,
                    kind=RowKind.REFUND,
                    account=account.name,
                    source=account.channel.name,
                    order_id=order.order_id,
                    order_name=order.name,
                    document_id=document_id,
                    status=error_word(RowKind.REFUND, from_books=False),
                    source_amount=refund.gross,
                    problem=external_refund(account, order.name, refund),
                    note="external refund, not retrievable",
                )
            found.append(row)
        return found

    def add_refund(self, order: Order, refund: Refund) -> tuple[Row, bool]:
        """The row and whether it is new."""
        known = self.find(RowKind.REFUND, self.account.channel.name, refund.refund_id)
        if known is not None:
            return known, False
        row = self.account.journal.add_row(
            now=self.account.clock.now(),
            list_=List.OTHER_TRANSACTIONS,
            kind=RowKind.REFUND,
            account=self.account.name,
            source=self.account.channel.name,
            order_id=order.order_id,
            order_name=order.name,
            document_id=refund.refund_id,
            status=queued_word(RowKind.REFUND, self.automatic_sync),
            source_amount=refund.total,
        )
        return row, True

    def _kept(self, order_id: str, order_name: str, problem: Problem) -> Retrieval:
        """The error row that stays, with the newest reason."""
        account, now = self.account, self.account.clock.now()
        source = account.channel.name
        known = self.find(RowKind.REFUND, source, f"{PLACEHOLDER}{order_id}")
        if known is not None:
            row = account.journal.change_row(known.id, now, problem=problem)
        else:
            row = account.journal.add_row(
                now=now,
                list_=List.OTHER_TRANSACTIONS,
                kind=RowKind.REFUND,
                account=account.name,
                source=source,
                order_id=order_id,
                order_name=order_name,
                document_id=f"{PLACEHOLDER}{order_id}",
                status=error_word(RowKind.REFUND, from_books=False),
                problem=problem,
                note="not retrieved",
            )
        return Retrieval(ok=False, message=problem.sentence, rows=(row,), problem=problem)

    def _forget_placeholder(self, order_id: str) -> None:
        known = self.find(RowKind.REFUND, self.account.channel.name, f"{PLACEHOLDER}{order_id}")
        if known is not None:
            self.account.journal.delete_row(known.id)

    # --- refunds from NetSuite ------------------------------------------------------------------

    async def refunds_from_books(self, order_id: str) -> Retrieval:
        """Raises Trouble of reading."""
        account = self.account
        reference = account.journal.order_reference(account.name, order_id)
        if reference is not None:
            channel_id, name = reference.order_id, reference.order_name
        else:
            order = await account.channel.order(order_id)
            if order is None:
                return _failed(never_synced(order_id))
            channel_id, name = order.order_id, order.name
        held = await books_order_of(account, channel_id, name)
        if held is None:
            return _failed(never_synced(name) if reference is None else _deleted(name))
        billed = await account.books.find_billed_document(held)
        if billed is None:
            return _failed(_not_billed(name))
        documents = await documents_to_post(account, billed)
        if not documents:
            recorded = await account.books.refund_documents_of(billed)
            return _failed(_only_recorded(account, name) if recorded else _none(name, billed))
        return _listed(
            name, [self.add_document(channel_id, name, document) for document in documents]
        )

    def add_document(
        self, order_id: str, order_name: str, document: RefundDocument
    ) -> tuple[Row, bool]:
        """The row and whether it is new."""
        known = self.find(RowKind.REFUND, BOOKS_SOURCE, document.id)
        if known is not None:
            return known, False
        row = self.account.journal.add_row(
            now=self.account.clock.now(),
            list_=List.OTHER_TRANSACTIONS,
            kind=RowKind.REFUND,
            account=self.account.name,
            source=BOOKS_SOURCE,
            order_id=order_id,
            order_name=order_name,
            document_id=document.id,
            status=queued_word(RowKind.REFUND, self.automatic_sync),
            source_amount=document.total,
        )
        return row, True


def _no_refund(account: Account, order: Order) -> Problem:
    channel = account.channel.name
    return Problem(
        source=channel,
        sentence=f"{channel} shows no refund of order {order.name} that could be posted to "
        "NetSuite.",
        remedy=f"Refund the order in {channel}, then retrieve again.",
        code="no_refund",
        final=True,
    )


def _processed(account: Account, order: Order) -> Problem:
    channel = account.channel.name
    return Problem(
        source=channel,
        sentence=f"{channel} is still processing the refund of order {order.name} and does not "
        "tell its amount before.",
        remedy="Retrieve again in a few minutes.",
        code="refund_pending",
    )


def _failed(problem: Problem) -> Retrieval:
    return Retrieval(ok=False, message=problem.sentence, problem=problem)


def _already(name: str) -> str:
    return f"{name} is in the list already."


def _listed(name: str, rows: list[tuple[Row, bool]]) -> Retrieval:
    new = sum(1 for _, is_new in rows if is_new)
    plural = "refund was" if new == 1 else "refunds were"
    message = f"{new} {plural} retrieved for order {name}."
    if new == 0:
        message = f"Every refund of {_already(name)}"
    return Retrieval(ok=True, message=message, rows=tuple(row for row, _ in rows))


def never_synced(order: str) -> Problem:
    return Problem(
        source=ENGINE,
        sentence=f"Order {order} is not an order that this connector synced to NetSuite.",
        remedy="Check the order ID. If it is right, retrieve and post the order under Data Flows > "
        "Orders, bill and refund it, then retrieve the refund again.",
        code="order_never_synced",
        final=True,
    )


def _deleted(order: str) -> Problem:
    return Problem(
        source=BOOKS_SOURCE,
        sentence=f"The order written for {order} was deleted in NetSuite.",
        remedy="Refund the buyer and book the refund by hand.",
        code="order_deleted",
        final=True,
    )


def _not_billed(order: str) -> Problem:
    return Problem(
        source=BOOKS_SOURCE,
        sentence=f"Order {order} is not billed in NetSuite, so there is no cash refund or credit "
        "memo generated from its billed record.",
        remedy="Bill the sales order, press Refund on the cash sale (Credit on an invoice), then "
        "retrieve again.",
        code="no_refund_document",
        final=True,
    )


def _none(order: str, billed: BilledDocument) -> Problem:
    button, made = ("Refund", "cash refund")
    if billed.kind is BilledKind.INVOICE:
        button, made = ("Credit", "credit memo")
    return Problem(
        source=BOOKS_SOURCE,
        sentence=f"Order {order} has no cash refund or credit memo that was generated from its "
        f"billed record, {billed.kind} {billed.number}.",
        remedy=f"Open {billed.kind} {billed.number} in NetSuite, press {button}, save the {made}, "
        "then retrieve again. A stand-alone credit memo does not count.",
        code="no_refund_document",
        final=True,
    )


def _only_recorded(account: Account, order: str) -> Problem:
    channel = account.channel.name
    return Problem(
        source=BOOKS_SOURCE,
        sentence=f"Order {order} has no cash refund or credit memo to pay out: each one in "
        f"NetSuite records a refund that was made in {channel}.",
        remedy=f"Nothing to do: the buyer got this money in {channel} already.",
        code="no_refund_document",
        final=True,
    )
