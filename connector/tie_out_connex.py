"""Storefront and QuickBooks side by side: every synced order and what gave its money back.

Everything is read anew. Documents that stayed behind when their sale was deleted are listed as
orphans (F29), so that nobody finds out by a refund that fails later.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from connector.books.sales_books import DocumentKind, DocumentRef, SalesDocument, same_name
from connector.flows.connex.account import SalesAccount, word_of
from connector.flows.connex.matching import REFUNDS, find_refund, refund_documents, stored
from connector.flows.connex.refund_shape import plan_refund
from connector.flows.connex.sale_shape import compare
from connector.flows.lines import books_sku, written_lines
from connector.journal import Reference
from connector.model import Order, Refund
from connector.money import Money
from connector.rows import Problem
from connector.tie_out import TieOut, TieOutRow, with_external

__all__ = ["tie_out_connex"]


async def tie_out_connex(account: SalesAccount) -> TieOut:
    """Both sides of every order that was synced. Raises Trouble."""
    rows: list[TieOutRow] = []
    for reference in account.journal.order_references(account.name):
        rows += await _order(account, reference)
    return TieOut(account.name, tuple(rows))


async def _order(account: SalesAccount, reference: Reference) -> list[TieOutRow]:
    order = await account.channel.order(reference.order_id)
    ref = DocumentRef(kind=DocumentKind(reference.books_kind), id=reference.books_id)
    sale = await account.books.document(ref)
    refunds = [] if order is None else list(await account.channel.refunds_of(order))
    documents = (
        await _kept(account, reference)
        if order is None
        else await refund_documents(account, order, refunds)
    )
    if order is None and sale is None and not documents:
        return []
    rows = [_sale_row(account, reference, order, sale)]
    left = list(documents)
    for refund in refunds:
        row, document = await _refund_row(account, reference, order, refund, sale, left)
        rows += [row] if row is not None else []
        left = [each for each in left if document is None or each.ref != document.ref]
    for document in left:
        rows.append(_unpaired(account, reference, sale, document))
    return rows if order is None else await with_external(account, order, rows)


async def _kept(account: SalesAccount, reference: Reference) -> list[SalesDocument]:
    """By stored ids, where the storefront no longer shows the order."""
    found = []
    for each in account.journal.document_references(account.name, reference.order_id):
        kind = DocumentKind(each.kind)
        if kind in REFUNDS:
            held = await account.books.document(DocumentRef(kind=kind, id=each.books_id))
            found += [] if held is None or held.voided else [held]
    return found


def _title(document: SalesDocument) -> str:
    return f"{document.kind} {document.number or document.id}"


def _sale_row(
    account: SalesAccount, reference: Reference, order: Order | None, sale: SalesDocument | None
) -> TieOutRow:
    said, lines_tie = "", True
    channel = None if order is None else order.total
    if sale is None:
        said = f"{reference.books_kind.capitalize()} {reference.books_number} was deleted in "
        said += f"{account.books.name}."
    elif order is None:
        said = f"{account.channel.name} no longer shows the order."
    elif sale.voided and order.cancelled_at is not None and not order.received:
        channel, said = Money.zero(order.currency), "Cancelled unpaid; the invoice is voided."
    else:
        problem = compare(account, order, sale)
        items = _items(account, order, sale)
        lines_tie = problem is None and not items
        said = " ".join(each for each in (problem.sentence if problem else "", items) if each)
    return TieOutRow(
        kind="order",
        order_name=reference.order_name,
        channel_document="" if order is None else order.name,
        books_document="" if sale is None else _title(sale),
        channel_amount=channel,
        books_amount=None if sale is None else sale.total,
        lines_tie=lines_tie,
        sentence=said,
    )


def _items(account: SalesAccount, order: Order, sale: SalesDocument) -> str:
    ours: dict[str, Decimal] = {}
    for line in written_lines(order):
        _count(ours, books_sku(line.sku, account.settings.skus), Decimal(line.quantity))
    return _differ(ours, _booked(account, sale))


def _count(into: dict[str, Decimal], sku: str, quantity: Decimal) -> None:
    into[sku] = into.get(sku, Decimal(0)) + quantity


def _booked(account: SalesAccount, document: SalesDocument) -> dict[str, Decimal]:
    """Goods only: neither rounding nor adjustment."""
    without = (account.rules.rounding_item, account.rules.adjustment_item)
    found: dict[str, Decimal] = {}
    for line in document.lines:
        if not any(same_name(line.sku, each) for each in without):
            _count(found, line.sku, line.quantity)
    return found


def _differ(ours: dict[str, Decimal], theirs: dict[str, Decimal]) -> str:
    if _folded(ours) == _folded(theirs):
        return ""
    return f"Items differ: {_text(ours)} and {_text(theirs)}."


def _folded(counted: dict[str, Decimal]) -> dict[str, Decimal]:
    """The books may write a SKU in another case."""
    found: dict[str, Decimal] = {}
    for sku, count in counted.items():
        _count(found, sku.casefold(), count)
    return found


def _text(counted: dict[str, Decimal]) -> str:
    return ", ".join(f"{count:f} {sku}" for sku, count in sorted(counted.items())) or "none"


async def _refund_row(
    account: SalesAccount,
    reference: Reference,
    order: Order | None,
    refund: Refund,
    sale: SalesDocument | None,
    documents: Sequence[SalesDocument],
) -> tuple[TieOutRow | None, SalesDocument | None]:
    if order is None or not refund.total:
        return None, None
    match = await find_refund(
        account,
        order,
        refund.refund_id,
        account.refund_document_key(refund.refund_id),
        refund.total,
        documents,
    )
    document = None if match is None else match.document
    said: list[str] = []
    if document is None:
        said.append(f"The refund of {refund.total} has no document in {account.books.name}.")
    elif document.total != refund.total:
        said.append(f"The refund is {refund.total}, the document {document.total}.")
    if document is not None and sale is None:
        said.append(_orphan(document, reference))
    items = ""
    if document is not None and sale is not None:
        items = await _refund_items(account, order, refund, sale, document)
    row = TieOutRow(
        kind="refund",
        order_name=reference.order_name,
        channel_document=f"refund {refund.refund_id}",
        books_document="" if document is None else _title(document),
        channel_amount=refund.total,
        books_amount=None if document is None else document.total,
        lines_tie=not items,
        sentence=" ".join([*said, *([items] if items else [])]),
    )
    return row, document


async def _refund_items(
    account: SalesAccount,
    order: Order,
    refund: Refund,
    sale: SalesDocument,
    document: SalesDocument,
) -> str:
    refunds = list(await account.channel.refunds_of(order))
    earlier = [each for each in refunds if each.created_at < refund.created_at]
    plan = plan_refund(account, order, refund, earlier, sale, ())
    if isinstance(plan, Problem):
        return ""
    ours: dict[str, Decimal] = {}
    for line in plan.lines:
        _count(ours, line.name, Decimal(line.quantity))
    return _differ(ours, _booked(account, document))


def _orphan(document: SalesDocument, reference: Reference) -> str:
    return (
        f"Orphan: {_title(document)} stays although {reference.books_kind} "
        f"{reference.books_number} of order {word_of(reference.order_name)} was deleted."
    )


def _unpaired(
    account: SalesAccount,
    reference: Reference,
    sale: SalesDocument | None,
    document: SalesDocument,
) -> TieOutRow:
    """A document of the books that no refund of the storefront stands for."""
    cancellations = stored(account, reference.order_id, "cancellation")
    ours = any(each.books_id == document.id for each in cancellations.values())
    said = f"{_title(document).capitalize()} of {document.total} has no refund in "
    said += f"{account.channel.name}."
    if sale is None:
        said = _orphan(document, reference)
    elif ours:
        said = f"Cancelled unpaid; credited by {_title(document)}."
    return TieOutRow(
        kind="refund",
        order_name=reference.order_name,
        channel_document="cancellation" if ours else "",
        books_document=_title(document),
        channel_amount=document.total if ours else None,
        books_amount=document.total,
        sentence=said,
    )
