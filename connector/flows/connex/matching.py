"""Which document of the books is which order or refund.

Stored ids win, so edited numbers and memos make no duplicates (F06). Then our key in the memo, by
the number or by memo and date; so a second machine with an empty journal recognises what the first
one wrote (F03). A document without any key was made by hand or by another program: it counts as the
order's when it bears the order's number (or its memo and date) and agrees with it.

Source: Connex help "How does Connex sync refunds?" and "Why do I have duplicate sales ...".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from connector.books.sales_books import DocumentKind, DocumentRef, SalesDocument
from connector.flows.connex.account import PRODUCT, SalesAccount, word_of
from connector.flows.connex.numbering import base_number, names_order, order_words
from connector.flows.directions import Sync
from connector.journal import IntentState
from connector.journal_sales import DocumentReference
from connector.model import Order, Refund, keys_in
from connector.money import Money
from connector.rows import Problem

__all__ = [
    "REFUNDS",
    "SALES",
    "STORED",
    "Match",
    "find_refund",
    "find_sale",
    "refund_documents",
    "stored",
    "written_by_us",
]

SALES = (DocumentKind.SALES_RECEIPT, DocumentKind.INVOICE)
REFUNDS = (DocumentKind.REFUND_RECEIPT, DocumentKind.CREDIT_MEMO)
STORED, KEY, NUMBER, MEMO = "its stored ID", "its key", "its number", "its memo and date"


@dataclass(frozen=True, slots=True)
class Match:
    document: SalesDocument
    by: str
    warnings: tuple[str, ...] = ()


# --- sales --------------------------------------------------------------------------------------


async def find_sale(account: SalesAccount, order: Order) -> Match | Problem | None:
    """A Problem: the number is that of something else. Raises Trouble."""
    known = account.journal.order_reference(account.name, order.order_id)
    if known is not None and known.order_id == order.order_id:
        ref = DocumentRef(kind=DocumentKind(known.books_kind), id=known.books_id)
        held = await account.books.document(ref)
        if held is not None:
            return Match(held, STORED, _edited(account, order, known.books_number, held))
    key = account.sale_key(order.order_id)
    if account.rules.numbering == "quickbooks":
        noted = await _noted(account, order, SALES)
        return _keyed(noted, {key}) or _by_memo(account, order, noted)
    base = base_number(account, order.name)
    numbered = await account.books.documents_of_order(SALES, base)
    keyed = _keyed(numbered, {key})
    if keyed is None and _from_before(account, order):
        keyed = _keyed(await _noted(account, order, SALES), {key})
    return keyed or _by_number(order, base, numbered)


def _from_before(account: SalesAccount, order: Order) -> bool:
    """Whether another machine may have synced the order before this journal knew of anything: then
    its number may have been edited since, and the documents of its day are read too."""
    read_until = account.journal.window(account.name, Sync.SALES).read_until
    return read_until is None or order.created_at < read_until


def _keyed(documents: Iterable[SalesDocument], keys: set[str]) -> Match | None:
    ours = [each for each in documents if keys & set(keys_in(each.memo))]
    ours.sort(key=lambda each: each.voided)
    return Match(ours[0], KEY) if ours else None


def _by_memo(
    account: SalesAccount, order: Order, documents: Sequence[SalesDocument]
) -> Match | None:
    """A memo may name two orders; the document stands for one."""
    found = [
        each
        for each in documents
        if not each.voided and names_order(each.memo, order.name) and each.total == order.total
    ]
    if not found:
        return None
    others = {
        (known.books_kind, known.books_id)
        for known in account.journal.order_references(account.name)
        if known.order_id != order.order_id
    }
    free = [each for each in found if (each.kind, each.id) not in others]
    return Match(free[0], MEMO, (_by_hand(free[0], MEMO),)) if free else None


def _by_number(
    order: Order, base: str, documents: Sequence[SalesDocument]
) -> Match | Problem | None:
    plain = [
        each
        for each in documents
        if each.number == base and not each.voided and not keys_in(each.memo)
    ]
    agreeing = [
        each
        for each in plain
        if each.currency == order.currency
        and (each.total == order.total or names_order(each.memo, order.name))
    ]
    agreeing.sort(key=lambda each: each.total != order.total)
    if agreeing:
        return Match(agreeing[0], NUMBER, (_by_hand(agreeing[0], NUMBER),))
    if plain:
        return _somebody_elses(order, plain[0])
    return None


def _somebody_elses(order: Order, held: SalesDocument) -> Problem:
    return Problem(
        source=PRODUCT,
        sentence=f"{held.kind.capitalize()} {held.number} of {held.total} bears the number of "
        f"order {word_of(order.name)} of {order.total}, and the connector did not write it.",
        remedy="Cancel this row if it is the same order; otherwise change the number of the "
        "document in QuickBooks, or set number_prefix, and run again.",
        figures={"order": str(order.total), "existing": str(held.total)},
        code="foreign_document",
        final=True,
    )


def _by_hand(held: SalesDocument, by: str) -> str:
    return (
        f"{held.kind.capitalize()} {held.number or held.id} was matched by {by}: it carries no key "
        "of the connector."
    )


def _edited(
    account: SalesAccount, order: Order, number: str, held: SalesDocument
) -> tuple[str, ...]:
    """A warning when number or memo were edited after the sync (F06)."""
    said = []
    if held.number != number:
        said.append(f"its number reads {held.number or 'nothing'}, not {number or 'nothing'}")
    key = account.sale_key(order.order_id)
    if order_words(order.name).casefold() not in held.memo.casefold() and (
        key not in keys_in(held.memo)
    ):
        said.append(f"its memo reads {held.memo or 'nothing'}")
    if not said:
        return ()
    return (
        f"{held.kind.capitalize()} {number or held.id} was matched by its stored ID: in "
        f"{account.books.name} {' and '.join(said)}.",
    )


def written_by_us(account: SalesAccount, document: SalesDocument, key: str) -> bool:
    """Whether this connector wrote the document; only such documents are corrected or paid."""
    if key in keys_in(document.memo):
        return True
    intent = account.journal.intent(key)
    return (
        intent is not None
        and intent.state in {IntentState.DONE, IntentState.ACCEPTED}
        and intent.target_id == document.id
    )


# --- refunds ------------------------------------------------------------------------------------


def stored(account: SalesAccount, order_id: str, role: str) -> dict[str, DocumentReference]:
    """By the id at the source."""
    return {
        each.source_id: each
        for each in account.journal.document_references(account.name, order_id)
        if each.role == role
    }


async def refund_documents(
    account: SalesAccount, order: Order, refunds: Sequence[Refund]
) -> list[SalesDocument]:
    """Everything in the books that gives money of this order back, whoever wrote it: by number or
    memo and date, and by stored ids. Raises Trouble."""
    found: dict[DocumentRef, SalesDocument] = {}
    if account.rules.numbering != "quickbooks":
        base = base_number(account, order.name)
        for each in await account.books.documents_of_order(REFUNDS, base):
            if not _of_neighbour(account, each, base):
                found[each.ref] = each
    for day in sorted(_days(account, order, refunds)):
        words = order_words(order.name)
        for each in await account.books.documents_noted(REFUNDS, day, words):
            found.setdefault(each.ref, each)
    kept = set()
    for reference in account.journal.document_references(account.name, order.order_id):
        ref = DocumentRef(kind=DocumentKind(reference.kind), id=reference.books_id)
        if ref.kind not in REFUNDS:
            continue
        kept.add(ref)
        if ref not in found:
            held = await account.books.document(ref)
            if held is not None:
                found[ref] = held
    ours = {account.refund_document_key(each.refund_id) for each in refunds}
    ours.add(account.cancellation_key(order.order_id))
    return [
        each
        for each in found.values()
        if not each.voided
        and (each.ref in kept or not keys_in(each.memo) or ours & set(keys_in(each.memo)))
    ]


def _of_neighbour(account: SalesAccount, document: SalesDocument, base: str) -> bool:
    """Whether 100-1 is not the second refund of order 100, but of an order that is called so."""
    name = document.number.removeprefix(account.rules.number_prefix)
    return document.number != base and names_order(document.memo, name)


def _days(account: SalesAccount, order: Order, refunds: Sequence[Refund]) -> set[date]:
    """Days whose documents are read for their memos: where numbers say nothing, or where another
    machine wrote the sale, and numbers may have been edited since."""
    ours = account.journal.intent(account.sale_key(order.order_id)) is not None
    if account.rules.numbering == "order number" and ours:
        return set()
    days = {account.local_day(each.created_at) for each in refunds}
    if order.cancelled_at is not None:
        days.add(account.local_day(order.cancelled_at))
    return days


async def find_refund(
    account: SalesAccount,
    order: Order,
    source_id: str,
    key: str,
    amount: Money,
    documents: Sequence[SalesDocument],
    role: str = "refund",
) -> Match | None:
    """The document of one refund among `documents`. One made by hand counts when its amount is the
    same and no other refund has it."""
    references = stored(account, order.order_id, role)
    known = references.get(source_id)
    by_id = {each.ref: each for each in documents}
    if known is not None:
        ref = DocumentRef(kind=DocumentKind(known.kind), id=known.books_id)
        if ref in by_id:
            return Match(by_id[ref], STORED)
    keyed = _keyed(documents, {key})
    if keyed is not None:
        return keyed
    taken = {each.books_id for each in references.values()}
    for each in documents:
        if each.id not in taken and not keys_in(each.memo) and each.total == amount:
            by = NUMBER if account.rules.numbering == "order number" else MEMO
            return Match(each, by, (_by_hand(each, by),))
    return None


async def _noted(
    account: SalesAccount, order: Order, kinds: Sequence[DocumentKind]
) -> Sequence[SalesDocument]:
    day = account.local_day(order.created_at)
    return await account.books.documents_noted(kinds, day, order_words(order.name))
