"""One row of a Connex store: attempt it, store what came of it, and say so in the log."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from connector.books.sales_books import DocumentKind, DocumentRef
from connector.flows.connex.account import SalesAccount, word_of
from connector.flows.connex.cancelled import CANCELLATION, post_cancellation
from connector.flows.connex.listing import Lister
from connector.flows.connex.orders import post_sale
from connector.flows.connex.refunds import post_refund
from connector.flows.outcome import Kind, Outcome, outcome_of
from connector.model import Order
from connector.rows import Problem, Retrieval, Row, RowKind, SalesStatus
from connector.trouble import Trouble

__all__ = ["attempt", "retrieve", "shown", "standing"]

STATUS = {
    Kind.DONE: SalesStatus.SYNCED,
    Kind.SKIPPED: SalesStatus.SKIPPED,
    Kind.REFUSED: SalesStatus.ERROR,
    Kind.UNKNOWN: SalesStatus.CHECKING,
    Kind.ACCEPTED: SalesStatus.CHECKING,
    Kind.WAITING: SalesStatus.WAITING,
    Kind.PUT_OFF: SalesStatus.QUEUED,
}


async def attempt(account: SalesAccount, row: Row, on_lost: Callable[[], None]) -> Outcome:
    """Raises Trouble when reading failed."""
    if row.kind is RowKind.ORDER:
        return await post_sale(account, row, on_lost)
    if row.document_id.startswith(CANCELLATION):
        return await post_cancellation(account, row, on_lost)

    async def original(order: Order) -> Outcome:
        """The order first: its own row, in the same run."""
        sale, _ = Lister(account).add_order(order)
        try:
            outcome = await post_sale(account, sale, lambda: None)
        except Trouble as trouble:
            outcome = outcome_of(trouble)
        standing(account, account.journal.row(sale.id), outcome, automatic=True)
        if outcome.kind is Kind.DONE:
            return outcome
        if outcome.kind is Kind.PUT_OFF:
            return outcome
        return Outcome(kind=Kind.WAITING, note="its order could not be synced yet")

    return await post_refund(account, row, on_lost, original)


def standing(account: SalesAccount, row: Row, outcome: Outcome, *, automatic: bool) -> Row:
    """The row as it is after an attempt. `automatic`: made by a run."""
    now = account.clock.now()
    checking = row.status is SalesStatus.CHECKING
    status = STATUS[outcome.kind]
    if checking and outcome.kind is Kind.PUT_OFF:
        status = SalesStatus.CHECKING  # an outcome that is open stays open
    lasting = checking or (row.failed_at is not None and outcome.kind is Kind.REFUSED)
    fields: dict[str, Any] = {
        "status": status,
        "note": outcome.note,
        "problem": outcome.problem,
        "warnings": [*(row.warnings if lasting else ()), *outcome.warnings],
        "next_attempt_at": outcome.until,
    }
    for name in ("target_id", "target_type", "target_number", "target_amount"):
        if getattr(outcome, name) not in (None, ""):  # an amount of zero is one
            fields[name] = getattr(outcome, name)
    if outcome.kind is Kind.REFUSED:
        again = automatic and row.failed_at is not None
        fields.update(
            failed_at=row.failed_at or now, retries=row.retries + 1 if again else row.retries
        )
    elif outcome.kind in {Kind.DONE, Kind.SKIPPED}:
        fields.update(failed_at=None, retries=0)
    changed = account.journal.change_row(row.id, now, **fields)
    about = f"{row.kind}:{row.document_id}"
    if outcome.problem is not None and outcome.problem.code == "cancelled_before_sync":
        about = f"cancelled:{row.order_id}"  # once, however many refunds it has
    for line in _log_lines(changed, outcome):
        account.journal.log(account.name, about, line, now)
    return changed


def _log_lines(row: Row, outcome: Outcome) -> list[str]:
    order = f"order {word_of(row.order_name)}"
    what = order if row.kind is RowKind.ORDER else f"refund of {order}"
    if row.document_id.startswith(CANCELLATION):
        what = f"cancelled {order}"
    lines = []
    if outcome.kind is Kind.SKIPPED:
        lines.append(outcome.note)
    elif outcome.kind is Kind.DONE:
        document = f"{row.target_type} {row.target_number or row.target_id}"
        said = f"Synced {what}: {document} of {row.target_amount}."
        lines.append(outcome.note or said)
    elif outcome.kind is Kind.REFUSED and outcome.problem is not None:
        lines.append(f"Error with {what}: {outcome.problem.sentence}")
    elif outcome.kind is Kind.WAITING:
        lines.append(f"Waiting with {what}: {outcome.note}.")
    elif outcome.kind is Kind.UNKNOWN and outcome.problem is not None:
        lines.append(f"Not known yet of {what}: {outcome.problem.sentence}")
    return lines + [f"Warning about {what}: {each}" for each in outcome.warnings]


# --- by hand --------------------------------------------------------------------------------------


async def retrieve(account: SalesAccount, order_id: str, *, refunds: bool) -> Retrieval:
    """List one order, or its refunds, by the order's number."""
    try:
        order = await account.channel.order(order_id)
        if order is None:
            return _not_found(account, order_id)
        lister = Lister(account)
        if not refunds:
            row, is_new = lister.add_order(order)
            word = "was retrieved" if is_new else "is in the list already"
            return Retrieval(ok=True, message=f"Order {order.name} {word}.", rows=(row,))
        found = [lister.add_refund(order, each) for each in await lister.refunds_of(order)]
    except Trouble as trouble:
        outcome = outcome_of(trouble)
        return Retrieval(ok=False, message=trouble.sentence, problem=outcome.problem)
    if not found:
        return _failed(
            account,
            f"{account.channel.name} shows no refund of order {order.name}.",
            f"Refund the order in {account.channel.name}, then retrieve again.",
            "no_refund",
        )
    new = sum(is_new for _, is_new in found)
    return Retrieval(
        ok=True,
        message=f"{new} refund(s) retrieved for order {order.name}.",
        rows=tuple(row for row, _ in found),
    )


def _not_found(account: SalesAccount, order_id: str) -> Retrieval:
    return _failed(
        account,
        f"Order {order_id} was not found in {account.channel.name}.",
        "Check the number: a store has an order name (#1001) and an internal ID.",
        "order_not_found",
    )


def _failed(account: SalesAccount, sentence: str, remedy: str, code: str) -> Retrieval:
    problem = Problem(source=account.channel.name, sentence=sentence, remedy=remedy, code=code)
    return Retrieval(ok=False, message=sentence, problem=problem)


def shown(account: SalesAccount, row: Row) -> str:
    """Number, id and address of what was written; empty when nothing was."""
    if not row.target_id or not row.target_type:
        return ""
    ref = DocumentRef(kind=DocumentKind(row.target_type), id=row.target_id)
    return f"{row.target_number} (ID {row.target_id}) {account.books.url_of(ref)}".strip()
