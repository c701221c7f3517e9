"""What books must be able to do for a settlement, beside orders and refunds.

An adapter of books that implements this as well as `Books` can take settlements. Amounts of a line
stand as they add to the total of the document they are on: a fee lowers a billed record (negative)
and raises a refund (positive). A write answers with the id and what else is known; the caller reads
back. Every method may raise the tree of `trouble`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Protocol, runtime_checkable

from connector.books.books import GoodsReturn, ItemRef, Recorded, ReturnedLine
from connector.channels.channel import Written
from connector.model import BilledDocument, BilledKind, BooksOrder
from connector.money import Money, total

__all__ = [
    "BilledRecord",
    "DocumentLine",
    "RefundFromBilled",
    "SettlementBooks",
    "StandAlone",
    "StandAloneKind",
    "WrittenDocument",
]


class StandAloneKind(StrEnum):
    CASH_SALE = "cash sale"
    CASH_REFUND = "cash refund"
    CREDIT_MEMO = "credit memo"


@dataclass(frozen=True, kw_only=True, slots=True)
class BilledRecord:
    """A cash sale or invoice with all its lines, those of settlements included."""

    document: BilledDocument
    day: date
    customer_id: str
    marks: Mapping[int, tuple[str, ...]]
    """Line number -> keys in its description; lines that no settlement wrote have none."""

    def lines_with(self, key: str) -> tuple[int, ...]:
        """Numbers of the lines that one write added."""
        return tuple(
            line
            for line, keys in self.marks.items()
            if any(each == key or each.startswith(f"{key}_r") for each in keys)
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class WrittenDocument:
    """A document of a settlement as it stands in the books now. Amounts as on the document: those
    of a cash refund or credit memo are positive."""

    id: str
    record_type: str
    external_id: str
    number: str
    total: Money
    amounts: Mapping[int, Money]
    """Line number -> amount, before tax."""
    marks: Mapping[int, tuple[str, ...]]
    """Line number -> keys in its description."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DocumentLine:
    """One line to write. Goods have `billed_line` (made from a billed record) or the item alone
    (stand-alone), a quantity of units and their tax; charges have quantity 1 and no tax."""

    item_id: str
    amount: Money
    quantity: int = 1
    description: str = ""
    billed_line: int | None = None
    discount: Money | None = None
    """Positive: its part of the document's discount; only of goods of a billed record."""
    tax: Money | None = None
    tax_rate: Decimal = Decimal(0)


@dataclass(frozen=True, kw_only=True, slots=True)
class RefundFromBilled:
    """A cash refund of a cash sale, or a credit memo of an invoice: exactly these lines, nothing of
    the billed record's defaults. total = sum(amount - discount + tax) + shipping + shipping_tax.

    `return_id`: the return authorization of the billed record that it is made from instead; the
    goods then move with that return's receipt, and not with this document.
    """

    billed: BilledRecord
    day: date
    currency: str
    lines: tuple[DocumentLine, ...]
    shipping: Money
    shipping_tax: Money
    shipping_tax_rate: Decimal
    total: Money
    order_name: str
    refund_id: str
    memo: str = ""
    return_id: str = ""

    @property
    def discount(self) -> Money:
        """Positive."""
        parts = (line.discount for line in self.lines if line.discount is not None)
        return total(parts, self.currency)

    def goods(self, *, restock: bool) -> GoodsReturn:
        return GoodsReturn(
            billed=self.billed.document,
            day=self.day,
            order_name=self.order_name,
            memo=self.memo,
            lines=tuple(
                ReturnedLine(billed_line=line.billed_line, quantity=line.quantity, restock=restock)
                for line in self.lines
                if line.billed_line is not None
            ),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class StandAlone:
    """A document made from no other. `reference`: what its PO number says."""

    kind: StandAloneKind
    customer_id: str
    day: date
    currency: str
    lines: tuple[DocumentLine, ...]
    total: Money
    reference: str
    memo: str = ""
    custom: Mapping[str, str] = field(default_factory=dict)


@runtime_checkable
class SettlementBooks(Protocol):
    """Books that take settlements."""

    @property
    def name(self) -> str: ...

    async def charge_items(self, names: Sequence[str]) -> dict[str, ItemRef]:
        """Items by name or internal id; what is missing is absent. Service and charge items are
        meant, any other item will do."""
        ...

    async def create_charge_item(self, name: str, customer_id: str) -> ItemRef:
        """A new item for a kind of fee or credit: sold, never shipped, not taxed. `customer_id`:
        where the books are several companies', it belongs to that customer's. An item that is
        there already is the result."""
        ...

    async def billed_records(self, order: BooksOrder) -> Sequence[BilledRecord]:
        """Every cash sale and invoice of the order with all lines, by internal id."""
        ...

    async def billed_named(self, order_name: str) -> Sequence[BilledRecord]:
        """Every cash sale and invoice with this order name in its reference field, by internal id:
        for orders that are billed without an order document."""
        ...

    async def billed_kinds(self, order_names: Sequence[str]) -> dict[str, frozenset[BilledKind]]:
        """What the orders with these names in their reference fields are billed as; those that are
        in no bill are absent."""
        ...

    async def billed_record(self, record_type: str, internal_id: str) -> BilledRecord | None:
        """`record_type` cashSale or invoice; None when it was deleted."""
        ...

    async def add_lines(self, record: BilledRecord, lines: Sequence[DocumentLine]) -> Written:
        """Append `lines`; nothing else of the record changes. The caller has looked for the key in
        their descriptions first: the books do not know a second time."""
        ...

    async def drop_lines(self, record: BilledRecord, lines: Sequence[int]) -> Written:
        """Take lines of the record off; all others stay as they are."""
        ...

    async def refund_from_billed(self, refund: RefundFromBilled, key: str) -> Written:
        """Create with `key` as external id."""
        ...

    async def write_stand_alone(self, document: StandAlone, key: str) -> Written:
        """Create with `key` as external id."""
        ...

    async def stand_alone_named(self, reference: str) -> Sequence[Recorded]:
        """Every document of `write_stand_alone` with this reference, whoever wrote it."""
        ...

    async def find_by_external_id(self, key: str) -> Recorded | None:
        """Any transaction with this external id."""
        ...

    async def written_document(self, record_type: str, internal_id: str) -> WrittenDocument | None:
        """A cash sale, invoice, cash refund or credit memo with all its lines, read anew; None
        when it was deleted."""
        ...

    async def period_open(self, day: date) -> bool:
        """False when the accounting period of `day` is closed or locked."""
        ...

    async def customer_exists(self, internal_id: str) -> bool:
        """Whether there is an active customer with this internal id."""
        ...
