"""Refund sync to NetSuite: the storefront has paid the buyer, the books record it.

A cash sale becomes a cash refund, an invoice a credit memo, created from the billed record. Goods
that are not to be restocked (F59) come back by a return of that record, and the refund is made from
the return.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from connector.channels.channel import Direction, TellsUntold, Unmarked, UntoldRefund
from connector.flows.account import Account, Store
from connector.flows.keyed import look_for
from connector.flows.orders import books_order_of, renamed
from connector.flows.outcome import ENGINE, Kind, Outcome, read_back, refused
from connector.flows.refund_shape import ShapedRefund, shape_for_books
from connector.flows.returns import needs_return, take_back, told
from connector.flows.write_once import Prepared, WriteOnce
from connector.model import (
    BilledDocument,
    BilledKind,
    MoneyState,
    Order,
    Refund,
    RefundDocumentKind,
)
from connector.rows import Problem, Row

__all__ = [
    "EXTERNAL",
    "external_refund",
    "post_refund_to_books",
    "refunds_to_post",
    "untold_refunds",
]

EXTERNAL = "external:"
"""Document id of the row of a refund that cannot be retrieved, before the order's and its own."""

RECORD_TYPE = {
    RefundDocumentKind.CASH_REFUND: "cashRefund",
    RefundDocumentKind.CREDIT_MEMO: "creditMemo",
}


async def refunds_to_post(account: Account, order: Order) -> list[Refund]:
    """The order's refunds less those the connector itself made from NetSuite documents: these
    are in the books already (F05, the echo)."""
    channel, ours = account.channel, frozenset[str]()
    if isinstance(channel, Unmarked):
        ours = account.journal.written_refunds(account.name, channel.name)
    return [
        refund
        for refund in await channel.refunds_of(order)
        if refund.refund_id not in ours
        and not any(account.made_by_us(key, Direction.FROM_BOOKS) for key in refund.keys)
    ]


async def untold_refunds(account: Store, order: Order) -> list[UntoldRefund]:
    """Refunds that the storefront shows without an amount to be booked."""
    channel = account.channel
    return list(await channel.untold_refunds(order)) if isinstance(channel, TellsUntold) else []


def external_refund(account: Store, order_name: str, refund: UntoldRefund | None) -> Problem:
    """F33. Source: Help Center "NetSuite Connector Test Refund Prerequisites"."""
    channel = account.channel.name
    figures = {} if refund is None else {"net": str(refund.net)}
    what = f"A refund of order {order_name}"
    if refund is not None and refund.gross is not None:
        figures["refund"] = str(refund.gross)
        what = f"The refund of {refund.gross} of order {order_name}"
    return Problem(
        source=channel,
        sentence=f"{what} was made in {channel} without a request of the buyer: it is an external "
        "transaction and cannot be retrieved.",
        remedy="Refund the billed record in NetSuite by hand, with what the buyer was given and "
        "not what it cost after fees, and cancel this row.",
        figures=figures,
        code="external_refund",
        final=True,
    )


async def post_refund_to_books(account: Account, row: Row, on_lost: Callable[[], None]) -> Outcome:
    """Post Order to NetSuite on a refund row. Raises Trouble when reading failed."""
    if row.document_id.startswith(EXTERNAL):
        return refused(row.problem or external_refund(account, row.order_name, None))
    key = account.refund_key(row.source, row.document_id)
    order = await account.channel.order(row.order_id)
    refunds = [] if order is None else list(await account.channel.refunds_of(order))
    refund = next((each for each in refunds if each.refund_id == row.document_id), None)
    if order is None or refund is None:
        return refused(_refund_gone(account, row))
    if refund.state is MoneyState.PENDING:
        return Outcome(
            kind=Kind.WAITING,
            note=f"the refund is still pending in {account.channel.name}",
        )

    async def prepare() -> Prepared | Outcome:
        earlier = refunds[: refunds.index(refund)]
        shaped = await _shape(account, order, refund, earlier)
        if isinstance(shaped, Problem):
            return refused(shaped)
        instruction = shaped.instruction
        if needs_return(account, key, instruction.goods):
            taken = await take_back(account, key, instruction.goods, on_lost)
            if isinstance(taken, Outcome):
                return taken
            instruction = replace(instruction, return_id=taken)
        return Prepared(
            write=lambda: account.books.write_refund(instruction, key),
            amount=refund.total,
            warnings=shaped.warnings,
        )

    outcome = await WriteOnce(
        account=account,
        key=key,
        target=account.books.name,
        action=f"create the refund document of {account.channel.name} refund {row.document_id}",
        look=look_for(account.books, key),
        prepare=prepare,
        on_lost=on_lost,
    ).run()
    if outcome.kind is not Kind.DONE:
        return told(account, key, outcome)
    return await read_back(outcome, _check(account, refund, outcome))


async def _shape(
    account: Account, order: Order, refund: Refund, earlier: list[Refund]
) -> ShapedRefund | Problem:
    books_order = await books_order_of(account, order.order_id, order.name)
    if books_order is None:
        return _order_missing(account, order)
    billed = await account.books.find_billed_document(books_order)
    if billed is None:
        return Problem(
            source=account.books.name,
            sentence=f"Sales order {books_order.number} of {order.name} is not billed: there is "
            "no billed record to refund.",
            remedy="Bill the sales order in NetSuite, then post again.",
            figures={"sales order": books_order.number},
            code="not_billed",
        )
    left_out = _left_out(account, billed)
    if left_out is not None:
        return left_out
    existing = await account.books.refund_documents_of(billed)
    shaped = shape_for_books(account, order, refund, earlier, billed, existing)
    if isinstance(shaped, Problem):
        return shaped
    shaped = replace(shaped, warnings=(*renamed(books_order, order.name), *shaped.warnings))
    return await _in_open_period(account, shaped)


async def _in_open_period(account: Account, shaped: ShapedRefund) -> ShapedRefund | Problem:
    day = shaped.instruction.date
    if await account.books.period_open(day):
        return shaped
    today = account.today()
    if account.settings.when_period_closed == "post today" and await account.books.period_open(
        today
    ):
        dated = replace(shaped.instruction, date=today)
        return ShapedRefund(
            dated,
            (
                *shaped.warnings,
                f"The accounting period of {day} is closed; the document is dated {today}.",
            ),
        )
    return Problem(
        source=account.books.name,
        sentence=f"The accounting period of {day} is closed in NetSuite; nothing was written.",
        remedy="Reopen the period and post again, or set when_period_closed to "
        '"post today", or cancel this row and book the refund by hand.',
        figures={"date": day.isoformat()},
        code="closed_period",
    )


async def _check(account: Account, refund: Refund, outcome: Outcome) -> Outcome:
    """Read back: the document's total must be the money that moved."""
    held = await account.books.refund_document(outcome.target_id)
    if held is None:
        return refused(
            Problem(
                source=account.books.name,
                sentence="The refund document was deleted in NetSuite right after it was written.",
                remedy="Post again to write it anew, or cancel this row.",
                code="refund_deleted",
            )
        )
    outcome = replace(
        outcome,
        target_type=RECORD_TYPE[held.kind],
        target_number=held.number,
        target_amount=held.total,
    )
    if held.total == refund.total:
        return outcome
    problem = Problem(
        source=account.books.name,
        sentence=f"{held.kind.capitalize()} {held.number} holds {held.total}, the refund was "
        f"{refund.total}.",
        remedy="Correct or delete the document in NetSuite (tax override, discount, shipping), "
        "then post again.",
        figures={"refund": str(refund.total), "document": str(held.total)},
        code="totals_differ",
        final=True,
    )
    return replace(outcome, kind=Kind.REFUSED, problem=problem)


def _refund_gone(account: Account, row: Row) -> Problem:
    return Problem(
        source=account.channel.name,
        sentence=f"{account.channel.name} no longer shows refund {row.document_id} of order "
        f"{row.order_name}.",
        remedy="Cancel this row.",
        code="refund_gone",
        final=True,
    )


def _order_missing(account: Account, order: Order) -> Problem:
    """Never synced, or synced once and deleted in NetSuite since."""
    known = account.journal.order_reference(account.name, order.order_id)
    if known is None:
        return Problem(
            source=ENGINE,
            sentence=f"Order {order.name} was never synced to NetSuite by this connector.",
            remedy="Post the order first, then the refund; or cancel this row and book it by hand.",
            code="order_never_synced",
        )
    return Problem(
        source=account.books.name,
        sentence=f"{known.books_kind.capitalize()} {known.books_number} of order {order.name} was "
        "deleted in NetSuite; the refund cannot be posted.",
        remedy="Choose Cancel on this row and book the refund by hand.",
        figures={"order": known.books_number},
        code="order_deleted",
        final=True,
    )


def _left_out(account: Account, billed: BilledDocument) -> Problem | None:
    settings = account.settings
    if settings.only_sync_return_authorization:
        box = "only_sync_return_authorization"
    elif settings.only_sync_cash_refund and billed.kind is BilledKind.INVOICE:
        box = "only_sync_cash_refund"
    else:
        return None
    return Problem(
        source=ENGINE,
        sentence=f"{box} is ticked, so no {_document_word(billed)} is written for {billed.kind} "
        f"{billed.number}.",
        remedy=f"Untick accounts.{account.name}.{box} (recommended) and post again, or cancel "
        "this row.",
        figures={"setting": box},
        code="left_out_by_setting",
        final=True,
    )


def _document_word(billed: BilledDocument) -> str:
    return "cash refund" if billed.kind is BilledKind.CASH_SALE else "credit memo"
