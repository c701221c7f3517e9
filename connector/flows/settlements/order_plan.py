"""The rows of an order: what its billed record lacks of them. Pure.

The value of the order is in the billed record already; its fees become one line each. Tax that
Amazon collected and kept, and promotions, are written only where the billed record has the value
before them: what it nets already is not written a second time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, combinations

from connector.books.settlement_books import BilledRecord
from connector.flows.settlements.lines import Charge, Sort, charges, sort_of, sum_of
from connector.model import BilledDocument, BooksLine
from connector.money import Money, total
from connector.settlements import Row

__all__ = ["OrderPlan", "fits", "goods_lines", "plan_order", "value_of"]


@dataclass(frozen=True, kw_only=True, slots=True)
class OrderPlan:
    """`total` is what the billed record must come to; None where this settlement pays for a part
    of the order only."""

    lines: tuple[Charge, ...]
    total: Money | None
    warnings: tuple[str, ...] = ()


def plan_order(rows: Sequence[Row], record: BilledRecord) -> OrderPlan:
    billed, currency = record.document, record.document.currency
    sale = [row for row in rows if row.transaction_type.casefold() == "order"]
    later = [row for row in rows if row.transaction_type.casefold() != "order"]
    by_sort = {sort: [row for row in sale if sort_of(row) is sort] for sort in Sort}
    written = _promotions(by_sort, record)
    if billed.tax:
        written += by_sort[Sort.WITHHELD]
    written += _added(by_sort[Sort.CHARGE], record)
    written += _retrocharged(later, currency)
    lines = charges(sorted(written, key=lambda row: row.number))
    if _in_part(by_sort, record):
        return OrderPlan(lines=lines, total=None)
    return OrderPlan(lines=lines, total=sum_of(rows, currency))


def fits(rows: Sequence[Row], record: BilledRecord) -> bool:
    """The billed record is worth what the rows say, with or without their promotions."""
    sale = [row for row in rows if row.transaction_type.casefold() == "order"]
    currency = record.document.currency
    worth = sum_of(sale, currency, Sort.GOODS, Sort.SHIPPING)
    return value_of(record) in {worth, worth + sum_of(sale, currency, Sort.PROMOTION)}


def goods_lines(record: BilledRecord) -> tuple[BooksLine, ...]:
    """The lines that no settlement added."""
    return tuple(line for line in record.document.lines if not record.marks.get(line.line))


def value_of(record: BilledRecord) -> Money:
    """Goods and shipping after discounts, before tax, without what settlements added."""
    billed = record.document
    goods = total((line.amount for line in goods_lines(record)), billed.currency)
    return goods - billed.discount + billed.shipping


def _promotions(by_sort: dict[Sort, list[Row]], record: BilledRecord) -> list[Row]:
    """The promotion rows that the billed record is before of: those whose value, added to what is
    billed, is missing from it."""
    promotions, currency = by_sort[Sort.PROMOTION], record.document.currency
    if not promotions:
        return []
    priced = [*by_sort[Sort.GOODS], *by_sort[Sort.SHIPPING], *_wrapping(by_sort[Sort.CHARGE])]
    gross, value = sum_of(priced, currency), value_of(record)
    kinds = sorted({row.amount_description.casefold() for row in promotions})
    for netted in _subsets(kinds):
        inside = [row for row in promotions if row.amount_description.casefold() in netted]
        if value == gross + sum_of(inside, currency):
            return [row for row in promotions if row not in inside]
    return [row for row in promotions if not _netted_in_part(row, by_sort, record.document)]


def _netted_in_part(row: Row, by_sort: dict[Sort, list[Row]], billed: BilledDocument) -> bool:
    """Where the sums say nothing (the order is settled in parts): a discount of the billed record
    stands for promotions of goods, a smaller shipping charge for those of shipping."""
    if row.amount_description.casefold() == "shipping":
        return billed.shipping < sum_of(by_sort[Sort.SHIPPING], billed.currency)
    return billed.discount >= -row.amount


def _subsets(kinds: Sequence[str]) -> Iterable[tuple[str, ...]]:
    """All kinds first: the usual case is that an order is imported as the buyer paid it."""
    return chain.from_iterable(combinations(kinds, size) for size in range(len(kinds), -1, -1))


def _wrapping(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row.amount_type.casefold() == "itemprice"]


def _added(rows: Sequence[Row], record: BilledRecord) -> list[Row]:
    """Fees and credits. Prices beside goods and shipping (gift wrap) are in the billed record, as
    the whole value of the order is."""
    return [row for row in rows if row not in _wrapping(rows)]


def _retrocharged(rows: Sequence[Row], currency: str) -> list[Row]:
    """What was charged or paid for the order afterwards: lines, but for tax that was collected
    and kept in one."""
    taxes = [row for row in rows if sort_of(row) in {Sort.TAX, Sort.WITHHELD}]
    if sum_of(taxes, currency):
        return list(rows)
    return [row for row in rows if row not in taxes]


def _in_part(by_sort: dict[Sort, list[Row]], record: BilledRecord) -> bool:
    """Whether the rows pay for less than what is billed: a line without rows, fewer units, or
    another settlement that has paid for the rest."""
    if any(record.marks.values()):
        return True
    units: dict[str, Decimal | None] = {}
    for row in by_sort[Sort.GOODS]:
        known = units.get(row.sku, Decimal(0))
        units[row.sku] = None if known is None or row.quantity is None else known + row.quantity
    if not units:
        return True
    rows, billed = sum_of(by_sort[Sort.GOODS], record.document.currency), value_of(record)
    if rows >= billed:
        return False
    lines = goods_lines(record)
    wanted = {line.sku: Decimal(0) for line in lines}
    for line in lines:
        wanted[line.sku] += line.quantity
    missing = [sku for sku in wanted if sku not in units]
    fewer = any((seen := units.get(sku)) is not None and seen < wanted[sku] for sku in wanted)
    return bool(missing) or fewer
