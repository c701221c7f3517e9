"""Refund sync from NetSuite: the books hold the refund, the storefront pays the buyer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from connector.channels.channel import Direction, Unmarked
from connector.flows.account import Account
from connector.flows.orders import books_order_of, renamed
from connector.flows.outcome import Kind, Outcome, read_back, refused
from connector.flows.storefront_shape import StorefrontRefund, shape_for_storefront
from connector.flows.write_once import Found, Prepared, WriteOnce
from connector.journal import UNRESOLVED, Intent
from connector.model import BilledDocument, MoneyState, Order, Refund, RefundDocument
from connector.rows import SETTLING, Problem, Row
from connector.trouble import Refused

__all__ = ["documents_to_post", "post_refund_to_storefront"]


async def documents_to_post(account: Account, billed: BilledDocument) -> list[RefundDocument]:
    """The refund documents of a billed record less those the connector itself wrote from the
    storefront's refunds: the buyer has that money already (F05, the echo)."""
    return [
        document
        for document in await account.books.refund_documents_of(billed)
        if not account.made_by_us(document.external_id, Direction.TO_BOOKS)
    ]


async def post_refund_to_storefront(
    account: Account, row: Row, on_lost: Callable[[], None]
) -> Outcome:
    """Post Order to NetSuite on a row whose source is NetSuite (the label is the same in both
    directions). Raises Trouble when reading failed."""
    key = account.refund_key(row.source, row.document_id)
    order = await account.channel.order(row.order_id)
    if order is None:
        return refused(
            Problem(
                source=account.channel.name,
                sentence=f"{account.channel.name} no longer has order {row.order_name}.",
                remedy="Refund the buyer by hand and cancel this row.",
                code="order_gone",
                final=True,
            )
        )
    document = await account.books.refund_document(row.document_id)

    async def look() -> Found | None:
        """The refunds of the order itself are read, never a search index: idempotency keys of the
        storefront expire, its refunds do not."""
        found = await _paid(account, order, key)
        if found is None:
            return await _unmarked(account, order, key)
        return Found(
            id=found.refund_id, number=found.refund_id, amount=found.total, state=found.state
        )

    async def prepare() -> Prepared | Outcome:
        if document is None:
            return refused(_document_gone(account, row))
        shaped = await _shape(account, order, document)
        if isinstance(shaped, Problem):
            return refused(shaped)
        return Prepared(
            write=lambda: account.channel.issue_refund(shaped.instruction, key),
            amount=document.total,
            warnings=shaped.warnings,
        )

    outcome = await WriteOnce(
        account=account,
        key=key,
        target=account.channel.name,
        action=f"refund order {row.order_name} for NetSuite document {row.document_id}",
        look=look,
        prepare=prepare,
        vanished=lambda intent: _vanished(account, intent),
        on_lost=on_lost,
    ).run()
    if outcome.kind not in {Kind.DONE, Kind.ACCEPTED}:
        return outcome
    return await read_back(outcome, _check(account, order, document, key, outcome))


async def _paid(account: Account, order: Order, key: str) -> Refund | None:
    """By the key in its note; should somebody have edited the note, by the id that the journal
    noted when it was paid."""
    found = await account.channel.find_refund(order, key)
    if found is not None:
        return found
    intent = account.journal.intent(key)
    if intent is None or not intent.target_id:
        return None
    refunds = await account.channel.refunds_of(order)
    return next((each for each in refunds if each.refund_id == intent.target_id), None)


async def _unmarked(account: Account, order: Order, key: str) -> Found | None:
    """Where refunds bear no mark: the one whose id the journal noted, as far as it has not failed;
    after a lost answer the only one that was made since. Raises Refused where it is one of several.
    """
    channel, intent = account.channel, account.journal.intent(key)
    if intent is None or not isinstance(channel, Unmarked):
        return None
    if intent.target_id:
        state = (await channel.refund_states(order)).get(intent.target_id, MoneyState.FAILED)
        if state is MoneyState.FAILED:
            return None
        return Found(
            id=intent.target_id, number=intent.target_id, amount=intent.amount, state=state
        )
    if intent.state not in UNRESOLVED:
        return None
    ours = account.journal.written_refunds(account.name, channel.name)
    states = await channel.refund_states(order, intent.attempted_at)
    made = [
        refund_id
        for refund_id, state in states.items()
        if state is not MoneyState.FAILED and refund_id not in ours
    ]
    if len(made) > 1:
        raise Refused(
            f"{channel.name} shows {len(made)} refunds of order {order.name} that were made since; "
            "which of them is this one cannot be told.",
            channel.name,
            code="REFUND_AMBIGUOUS",
        )
    if not made:
        return None
    return Found(id=made[0], number=made[0], state=states[made[0]], by="the moment it was made")


def _vanished(account: Account, intent: Intent) -> Problem:
    return Problem(
        source=account.channel.name,
        sentence=f"{account.channel.name} took refund {intent.target_id} of {intent.amount} "
        f"on {intent.attempted_at:%Y-%m-%d %H:%MZ}, but shows no such refund now: its payment "
        "failed. It is not paid again by itself.",
        remedy="Look at the order's payments, refund the buyer by hand and cancel this row.",
        figures={"refund": str(intent.amount)},
        code="refund_failed",
        final=True,
    )


async def _shape(
    account: Account, order: Order, document: RefundDocument
) -> StorefrontRefund | Problem:
    books_order = await books_order_of(account, order.order_id, order.name)
    billed = None
    if books_order is not None:
        billed = await account.books.find_billed_document(books_order)
    if books_order is None or billed is None or document.billed_id != billed.id:
        return Problem(
            source=account.books.name,
            sentence=f"{document.kind.capitalize()} {document.number} is not generated from the "
            f"billed record of order {order.name}.",
            remedy="Create the refund from the billed record in NetSuite (its Refund button), or "
            "refund by hand and cancel this row.",
            code="not_from_billed",
            final=True,
        )
    refunds = await account.channel.refunds_of(order)
    shaped = shape_for_storefront(account, order, refunds, document, billed)
    if isinstance(shaped, Problem):
        return shaped
    return replace(shaped, warnings=(*renamed(books_order, order.name), *shaped.warnings))


async def _check(
    account: Account,
    order: Order,
    document: RefundDocument | None,
    key: str,
    outcome: Outcome,
) -> Outcome:
    """Read back: what the buyer got must be the document's total, and have settled."""
    paid = await _paid(account, order, key)
    if paid is None:
        held = await _unmarked(account, order, key)
        if held is not None and held.state is MoneyState.PENDING:
            return replace(outcome, kind=Kind.ACCEPTED, target_type="refund", note=SETTLING)
        return replace(
            outcome,
            kind=Kind.UNKNOWN,
            note="the storefront does not show the refund yet",
        )
    outcome = replace(
        outcome,
        target_id=paid.refund_id,
        target_number=paid.refund_id,
        target_type="refund",
        target_amount=paid.total,
    )
    if document is not None and paid.total != document.total:
        problem = Problem(
            source=account.channel.name,
            sentence=f"{account.channel.name} refunded {paid.total}; {document.kind} "
            f"{document.number} is {document.total}.",
            remedy="Refund or charge the difference by hand, or correct the NetSuite document.",
            figures={"refund": str(paid.total), "document": str(document.total)},
            code="totals_differ",
            final=True,
        )
        return replace(outcome, kind=Kind.REFUSED, problem=problem)
    if paid.state is MoneyState.PENDING:
        return replace(outcome, kind=Kind.ACCEPTED, note=SETTLING)
    return replace(outcome, kind=Kind.DONE, note="")


def _document_gone(account: Account, row: Row) -> Problem:
    return Problem(
        source=account.books.name,
        sentence=f"The refund document {row.document_id} was deleted in NetSuite; nothing was "
        "paid out.",
        remedy="Cancel this row.",
        code="refund_gone",
        final=True,
    )
