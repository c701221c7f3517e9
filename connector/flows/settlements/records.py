"""The billed record that the rows of an order belong to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from connector.books.settlement_books import BilledRecord
from connector.flows.orders import books_order_of, renamed
from connector.flows.settlements import problems
from connector.flows.settlements.account import SettlementAccount
from connector.flows.settlements.lines import Sort, sort_of
from connector.flows.settlements.order_plan import fits, goods_lines
from connector.model import BilledKind, BooksOrder
from connector.rows import Problem
from connector.settlements import Row

__all__ = ["AMAZON_SENDS", "Billed", "billed_for", "expected_kind", "mixed_up"]

AMAZON_SENDS = "AFN"


@dataclass(frozen=True, kw_only=True, slots=True)
class Billed:
    records: tuple[BilledRecord, ...]
    """All of the order's, oldest first."""
    record: BilledRecord
    """The one that the rows belong to."""
    warnings: tuple[str, ...]


async def billed_for(
    account: SettlementAccount, order_id: str, rows: Sequence[Row]
) -> Billed | Problem:
    """Raises Trouble."""
    order, warnings = await _order(account, order_id)
    if order is not None:
        records = tuple(await account.ledger.billed_records(order))
        if not records:
            return problems.not_billed(account, order, order_id)
    else:
        records = tuple(await account.ledger.billed_named(order_id))
        if not records:
            return problems.order_missing(account, order_id)
    record = _belongs(records, rows)
    money = rows[0].amount
    if record.document.currency != money.currency:
        number, currency = record.document.number, record.document.currency
        return problems.currency(order_id, money, number, currency)
    return Billed(records=records, record=record, warnings=warnings)


async def _order(
    account: SettlementAccount, order_id: str
) -> tuple[BooksOrder | None, tuple[str, ...]]:
    """As the connector wrote it; failing that, the order with this reference. Amazon's order ids
    are unique, so a document that names one is that order's; others bill without an order."""
    order = await books_order_of(account, order_id, order_id)
    if order is not None:
        return order, renamed(order, order_id)
    return await account.books.find_order(account.order_key(order_id), order_id), ()


def _belongs(records: Sequence[BilledRecord], rows: Sequence[Row]) -> BilledRecord:
    """An order may be billed in parts, and settled in parts: the record that is worth what the
    rows say; else the first with all their articles; else the first with one of them."""
    if len(records) == 1:
        return records[0]
    skus = {row.sku for row in rows if sort_of(row) is Sort.GOODS}
    skus = skus or {row.sku for row in rows if row.sku}
    held = [(record, {line.sku for line in goods_lines(record)}) for record in records]
    whole = [record for record, own in held if skus <= own]
    some = [record for record, own in held if skus & own]
    worth = [record for record in whole if fits(rows, record)]
    return next(iter([*worth, *whole, *some, *records]))


def mixed_up(account: SettlementAccount, record: BilledRecord, rows: Sequence[Row]) -> str:
    """Why the kind of the billed record is not what is expected of this kind of order (F41); empty
    when it is."""
    by = sorted({row.fulfillment for row in rows if row.fulfillment})
    kind = record.document.kind
    if not by:
        return ""
    if len(by) > 1:
        return (
            f"The rows of this order are {' and '.join(by)}; all were posted to {kind} "
            f"{record.document.number}."
        )
    wanted = expected_kind(account, by[0])
    if wanted is None or wanted is kind:
        return ""
    what = (
        "FBA orders are cash sales"
        if by == [AMAZON_SENDS]
        else f"MFN orders are billed as {wanted}s by the account's mappings"
    )
    return f"{what}, but this one is {kind} {record.document.number}; it was posted to as it is."


def expected_kind(account: SettlementAccount, fulfillment: str) -> BilledKind | None:
    """What an order of this kind is billed as; None where the settings do not say. What Amazon
    sends is a cash sale at once (B5); what the seller sends is billed by its terms (B1-B3)."""
    settings = account.settings
    if not fulfillment:
        return None
    if fulfillment == AMAZON_SENDS:
        return BilledKind.CASH_SALE
    if settings.terms and not settings.payment_methods:
        return BilledKind.INVOICE
    if settings.payment_methods and not settings.terms:
        return BilledKind.CASH_SALE
    return None
