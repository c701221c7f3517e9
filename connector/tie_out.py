"""The connector's own view of both sides, document by document, to the cent.

Everything is read anew from the two platforms. Refunds are paired by their keys; what is left on
both sides is paired by amount and says so, because a hand-made document carries no key.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from connector.flows.account import Account, Store
from connector.flows.lines import books_sku
from connector.flows.order_shape import compare
from connector.flows.refunds_to_books import external_refund, untold_refunds
from connector.journal import Reference
from connector.model import BilledDocument, BooksLine, BooksOrder, Order, Refund, RefundDocument
from connector.money import Money, total
from connector.rows import BOOKS_SOURCE
from connector.settlement_sync.account import has_settlements
from connector.settlement_sync.unsettled import without_settlement

__all__ = ["TieOut", "TieOutRow", "tie_out", "with_external"]


@dataclass(frozen=True, kw_only=True, slots=True)
class TieOutRow:
    """`kind`: order, billed or refund. An amount is None where that side has no document."""

    kind: str
    order_name: str
    channel_document: str
    books_document: str
    channel_amount: Money | None
    books_amount: Money | None
    lines_tie: bool = True
    """Same items on both sides, and lines that explain the document's total."""
    sentence: str = ""

    @property
    def difference(self) -> Money:
        """Channel less books; a missing side counts as zero."""
        known = self.books_amount if self.channel_amount is None else self.channel_amount
        if known is None:
            raise ValueError("a row has at least one side")
        zero = Money.zero(known.currency)
        channel = zero if self.channel_amount is None else self.channel_amount
        books = zero if self.books_amount is None else self.books_amount
        if channel.currency != books.currency:
            return channel
        return channel - books

    @property
    def ties(self) -> bool:
        return self.channel_amount == self.books_amount


@dataclass(frozen=True, slots=True)
class TieOut:
    account: str
    rows: tuple[TieOutRow, ...]

    @property
    def ties(self) -> bool:
        """Every document ties; lines are a check of their own (`lines_tie`)."""
        return all(row.ties for row in self.rows)

    @property
    def lines_tie(self) -> bool:
        return all(row.lines_tie for row in self.rows)

    @property
    def differences(self) -> dict[str, Money]:
        """Per currency: channel less books, refunds counted as money given back. A billed row
        repeats its order and is left out unless it differs by itself."""
        found: dict[str, Money] = {}
        for row in self.rows:
            if row.kind == "billed":
                continue
            part = -row.difference if row.kind == "refund" else row.difference
            found[part.currency] = found.get(part.currency, Money.zero(part.currency)) + part
        return found

    @property
    def difference(self) -> Money:
        """Of the first currency that does not tie; 0.00 when everything does."""
        found = list(self.differences.values())
        return next((each for each in found if each), found[0] if found else Money.zero("USD"))

    def as_dict(self) -> dict[str, Any]:
        return {
            "account": self.account,
            "ties": self.ties,
            "lines_tie": self.lines_tie,
            "difference": str(self.difference),
            "rows": [
                {
                    "kind": row.kind,
                    "order": row.order_name,
                    "channel": row.channel_document,
                    "books": row.books_document,
                    "channel_amount": _text(row.channel_amount),
                    "books_amount": _text(row.books_amount),
                    "ties": row.ties,
                    "lines_tie": row.lines_tie,
                    "sentence": row.sentence,
                }
                for row in self.rows
            ],
        }


def _text(amount: Money | None) -> str | None:
    return None if amount is None else str(amount)


async def tie_out(account: Account) -> TieOut:
    rows: list[TieOutRow] = []
    for reference in account.journal.order_references(account.name):
        rows += await _order(account, reference)
    return TieOut(account.name, tuple(rows))


async def _order(account: Account, reference: Reference) -> list[TieOutRow]:
    order = await account.channel.order(reference.order_id)
    held = await account.books.order(reference.books_id)
    if order is None and held is None:
        return []
    if has_settlements(account):
        return await _settled(account, reference, order, held)
    rows = [_order_row(account, reference, order, held)]
    billed = [] if held is None else await account.books.billed_documents(held)
    documents: list[RefundDocument] = []
    if held is not None and billed:
        rows.append(await _billed_row(account, reference, order, held, billed))
    for each in billed:
        documents += await account.books.refund_documents_of(each)
    refunds = [] if order is None else await account.channel.refunds_of(order)
    found = _refund_rows(account, reference, order, refunds, documents)
    if order is not None:
        found = await with_external(account, order, found)
    return rows + found


async def with_external(account: Store, order: Order, rows: list[TieOutRow]) -> list[TieOutRow]:
    """Refunds that cannot be retrieved, beside the documents that people made for them. An order
    may hide one that the storefront tells of elsewhere, so it is asked for every order."""
    for refund in await untold_refunds(account, order):
        if refund.pending:
            continue
        amount = refund.net if refund.gross is None else refund.gross
        by_hand = next(
            (
                each
                for each in rows
                if each.kind == "refund" and not each.channel_document
                and each.books_amount == amount
            ),
            None,
        )  # fmt: skip
        told = external_refund(account, order.name, refund).sentence
        row = TieOutRow(
            kind="refund",
            order_name=order.name,
            channel_document=f"external refund {refund.refund_id}",
            books_document="",
            channel_amount=amount,
            books_amount=None,
            sentence=told,
        )
        if by_hand is not None:
            rows.remove(by_hand)
            said = f"The external refund of {amount} was booked by hand."
            row = replace(by_hand, channel_document=row.channel_document, channel_amount=amount,
                          sentence=said)  # fmt: skip
        rows.append(row)
    return rows


async def _settled(
    account: Account, reference: Reference, order: Order | None, held: BooksOrder | None
) -> list[TieOutRow]:
    """The order without what settlements added; its refunds come with them and tie there."""
    if held is None:
        return [_order_row(account, reference, order, held)]
    held, billed = await without_settlement(account, held)
    rows = [_order_row(account, reference, order, held)]
    if billed:
        rows.append(await _billed_row(account, reference, order, held, billed))
    return rows


def _order_row(
    account: Account, reference: Reference, order: Order | None, held: BooksOrder | None
) -> TieOutRow:
    problem = None
    amount = None if order is None else order.total
    if order is not None and held is not None:
        if _undone(order, held):
            amount = held.total
        else:
            problem = compare(account, order, held)
    sentence = "" if problem is None else problem.sentence
    if held is None:
        sentence = f"{reference.books_number} was deleted in NetSuite."
    elif order is None:
        sentence = f"{account.channel.name} no longer shows the order."
    return TieOutRow(
        kind="order",
        order_name=reference.order_name,
        channel_document="" if order is None else order.name,
        books_document="" if held is None else f"{held.kind} {held.number}",
        channel_amount=amount,
        books_amount=None if held is None else held.total,
        lines_tie=problem is None or _other_currency(order, held),
        sentence=sentence,
    )


def _undone(order: Order, held: BooksOrder) -> bool:
    """Cancelled there before anybody paid, closed here. Not every storefront still says what such
    an order would have come to."""
    return order.cancelled_at is not None and held.closed and not order.total


def _other_currency(order: Order | None, held: BooksOrder | None) -> bool:
    """Said by the amounts; what the lines are worth cannot be compared then."""
    return order is not None and held is not None and order.currency != held.currency


async def _billed_row(
    account: Account,
    reference: Reference,
    order: Order | None,
    held: BooksOrder,
    billed: Sequence[BilledDocument],
) -> TieOutRow:
    """All bills together against the order. While the order waits for the rest of its units to be
    billed they may be a part of it, unless one of them was lowered after it was made."""
    whole = total([each.total for each in billed], billed[0].currency)
    channel = None if order is None else order.total
    tax = total([each.tax for each in billed], billed[0].currency)
    lines_tie = order is None or order.tax == tax or _other_currency(order, held)
    sentence = ""
    if channel is not None and channel != whole:
        sentence = f"The billed record is {whole}, the order {channel}."
        if not held.closed and _units(held.lines) != _units(
            [line for each in billed for line in each.lines]
        ):
            lines_tie = True
            lowered = [await _lowered(account, each) for each in billed]
            sentence = " ".join(each for each in lowered if each)
            if not sentence:
                sentence, channel = f"{whole} of {channel} is billed.", whole
    return TieOutRow(
        kind="billed",
        order_name=reference.order_name,
        channel_document="" if order is None else order.name,
        books_document=", ".join(f"{each.kind} {each.number}" for each in billed),
        channel_amount=channel,
        books_amount=whole,
        lines_tie=lines_tie,
        sentence=sentence,
    )


def _units(lines: Sequence[BooksLine]) -> dict[str, Decimal]:
    units: dict[str, Decimal] = {}
    for line in lines:
        units[line.sku] = units.get(line.sku, Decimal(0)) + line.quantity
    return units


async def _lowered(account: Account, billed: BilledDocument) -> str:
    made_for = await account.books.made_for(billed)
    if made_for is None or billed.total >= made_for:
        return ""
    return (
        f"{billed.kind.capitalize()} {billed.number} was made for {made_for} and lowered to "
        f"{billed.total} later."
    )


def _refund_rows(
    account: Account,
    reference: Reference,
    order: Order | None,
    refunds: Sequence[Refund],
    documents: Sequence[RefundDocument],
) -> list[TieOutRow]:
    pairs, refunds_left, documents_left = _pair(account, refunds, documents)
    rows = [
        _refund_row(account, reference, order, refund, document, by_key)
        for refund, document, by_key in pairs
    ]
    rows += [
        TieOutRow(
            kind="refund",
            order_name=reference.order_name,
            channel_document=f"refund {refund.refund_id}",
            books_document="",
            channel_amount=refund.total,
            books_amount=None,
            sentence=f"The refund of {refund.total} has no document in NetSuite.",
        )
        for refund in refunds_left
        if refund.total
    ]
    return rows + [
        _unpaid_row(account, reference, document, documents) for document in documents_left
    ]


def _unpaid_row(
    account: Account,
    reference: Reference,
    document: RefundDocument,
    documents: Sequence[RefundDocument],
) -> TieOutRow:
    """A document the storefront knows nothing of. Goods with an adjustment are off the lines,
    unless the adjustment takes back what earlier goodwill gave (W4)."""
    said = (
        f"{document.kind.capitalize()} {document.number} of {document.total} has no refund in "
        f"{account.channel.name}."
    )
    zero = Money.zero(document.currency)
    adjustment = total(
        [line.amount for line in document.lines if line.order_line is None], document.currency
    )
    goodwill = total(
        [each.total for each in documents if all(line.order_line is None for line in each.lines)],
        document.currency,
    )
    goods = any(line.order_line is not None for line in document.lines)
    off_lines = goods and bool(adjustment) and not -goodwill <= adjustment < zero
    if off_lines:
        said += f" Its lines are worth {document.total - adjustment}."
    return TieOutRow(
        kind="refund",
        order_name=reference.order_name,
        channel_document="",
        books_document=f"{document.kind} {document.number}",
        channel_amount=None,
        books_amount=document.total,
        lines_tie=not off_lines,
        sentence=said,
    )


Pair = tuple[Refund, RefundDocument, bool]


def _pair(
    account: Account, refunds: Sequence[Refund], documents: Sequence[RefundDocument]
) -> tuple[list[Pair], list[Refund], list[RefundDocument]]:
    pairs: list[Pair] = []
    left = list(documents)
    unpaired: list[Refund] = []
    for refund in refunds:
        found = next((each for each in left if _same(account, refund, each)), None)
        if found is None:
            unpaired.append(refund)
            continue
        pairs.append((refund, found, True))
        left.remove(found)
    still: list[Refund] = []
    for refund in unpaired:
        found = next((each for each in left if each.total == refund.total), None)
        if found is None:
            still.append(refund)
            continue
        pairs.append((refund, found, False))
        left.remove(found)
    return pairs, still, left


def _same(account: Account, refund: Refund, document: RefundDocument) -> bool:
    if document.external_id == account.refund_key(account.channel.name, refund.refund_id):
        return True
    key = account.refund_key(BOOKS_SOURCE, document.id)
    intent = account.journal.intent(key)
    return key in refund.keys or (intent is not None and intent.target_id == refund.refund_id)


def _refund_row(
    account: Account,
    reference: Reference,
    order: Order | None,
    refund: Refund,
    document: RefundDocument,
    by_key: bool,
) -> TieOutRow:
    said = [] if by_key else ["Paired by amount: neither document carries the other's key."]
    mapping = account.settings.skus
    given = Counter[str]()
    for line in refund.lines:
        given[books_sku(line.sku, mapping)] += line.quantity
    goods = {books_sku(line.sku, mapping) for line in order.lines} if order is not None else set()
    booked: dict[str, Decimal] = {}
    for each in document.lines:
        if each.sku in goods and each.quantity:
            booked[each.sku] = booked.get(each.sku, Decimal(0)) + each.quantity
    same_items = {sku: Decimal(count) for sku, count in given.items() if count} == booked
    if not same_items and account.line_refunds:
        said.append(f"Items differ: {_items(given)} and {_items(booked)}.")
    explained = total([line.net + line.tax for line in refund.lines], refund.currency)
    explained += refund.shipping_net + refund.shipping_tax
    closing = order is not None and not order.remainder
    goods_back = any(line.quantity for line in refund.lines)
    off_lines = goods_back and explained != refund.total and not closing
    if off_lines:
        said.append(f"The lines are worth {explained}, the refund is {refund.total}.")
    if refund.total != document.total:
        said.append(f"The refund is {refund.total}, the document {document.total}.")
    return TieOutRow(
        kind="refund",
        order_name=reference.order_name,
        channel_document=f"refund {refund.refund_id}",
        books_document=f"{document.kind} {document.number}",
        channel_amount=refund.total,
        books_amount=document.total,
        lines_tie=(same_items or not account.line_refunds) and not off_lines,
        sentence=" ".join(said),
    )


def _items(counted: Counter[str] | dict[str, Decimal]) -> str:
    return ", ".join(f"{count} {sku}" for sku, count in sorted(counted.items())) or "none"
