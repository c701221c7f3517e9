"""What the judge knows of a document, whichever platform it came from. Amounts are positive."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

__all__ = ["NOTHING", "LineFact", "OrderFact", "RefundFact", "SalesDocument"]

NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class LineFact:
    """`net` is after discount and before tax."""

    sku: str
    quantity: Decimal
    net: Decimal


@dataclass(frozen=True)
class SalesDocument:
    """An order, a cash sale or an invoice. `gross` of the lines, `discount` positive. `made_for`:
    the total it was made with, where the books have noted that it was changed later."""

    number: str
    kind: str
    currency: str
    lines: tuple[LineFact, ...]
    gross: Decimal
    discount: Decimal
    shipping: Decimal
    tax: Decimal
    total: Decimal
    made_for: Decimal | None = None

    @property
    def sold(self) -> Counter[str]:
        """Units per SKU."""
        return _units(self.lines)


@dataclass(frozen=True)
class RefundFact:
    """Money given back. `adjustment` is what the total has beyond lines, tax and shipping
    (positive: more was paid than the lines are worth). `restocked`: units back on the shelf."""

    number: str
    kind: str
    currency: str
    lines: tuple[LineFact, ...]
    shipping: Decimal
    tax: Decimal
    adjustment: Decimal
    total: Decimal
    restocked: Counter[str] = field(default_factory=Counter)
    origin: str = ""  # number of the document it was made from; empty: typed by hand

    @property
    def returned(self) -> Counter[str]:
        return _units(self.lines)

    @property
    def line_values(self) -> Counter[tuple[str, Decimal, Decimal]]:
        return Counter((line.sku, line.quantity, line.net) for line in self.lines)


@dataclass(frozen=True)
class OrderFact:
    """One order on one side, with what became of it there. `open`: the books wait for the rest of
    it to be billed."""

    name: str
    document: SalesDocument
    refunds: tuple[RefundFact, ...]
    billed: tuple[SalesDocument, ...] = ()
    cancelled: bool = False
    open: bool = False
    received: Decimal = NOTHING


def _units(lines: tuple[LineFact, ...]) -> Counter[str]:
    units: Counter[str] = Counter()
    for line in lines:
        units[line.sku] += int(line.quantity)
    return units
