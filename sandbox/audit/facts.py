"""What the judge knows of a document, whichever platform it came from. Amounts are positive."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date
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
    """An order, a cash sale, a sales receipt or an invoice. `gross` of the lines, `discount`
    positive. `made_for`: the total it was made with, where the books have noted that it was changed
    later. `rounding`: of a line that takes up what another tax leaves. `left`: what of it is still
    to be paid, where the books say so."""

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
    rounding: Decimal = NOTHING
    left: Decimal | None = None

    @property
    def sold(self) -> Counter[str]:
        """Units per SKU."""
        return _units(self.lines)


@dataclass(frozen=True)
class RefundFact:
    """Money given back. `adjustment` is what the total has beyond lines, tax and shipping
    (positive: more was paid than the lines are worth). `restocked`: units back on the shelf.

    Books that give a discount for the document as a whole say no net of a line: then `by_line` is
    False, and `adjustment` is what lines without a SKU come to. Such lines may stand for goods
    (contra-income: nothing is put back), `stand_ins` units of them. `unshelved`: SKUs of which the
    books keep no stock. `unused`: what of a credit has not been used. Not `told`: a channel that
    says an amount only; its lines are what else is known, and books may do without them."""

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
    rounding: Decimal = NOTHING
    by_line: bool = True
    stand_ins: Decimal = Decimal(0)
    unshelved: frozenset[str] = frozenset()
    unused: Decimal = NOTHING
    told: bool = True

    @property
    def returned(self) -> Counter[str]:
        return _units(self.lines)

    @property
    def goods(self) -> Decimal:
        """Net of the lines."""
        return sum((line.net for line in self.lines), NOTHING)

    @property
    def amount_only(self) -> RefundFact:
        """The same money without a word about goods."""
        return replace(
            self,
            lines=(),
            shipping=NOTHING,
            tax=NOTHING,
            adjustment=self.total,
            restocked=Counter(),
        )

    @property
    def line_values(self) -> Counter[tuple[str, Decimal, Decimal]]:
        return Counter((line.sku, line.quantity, line.net) for line in self.lines)


@dataclass(frozen=True)
class OrderFact:
    """One order on one side, with what became of it there. `open`: the books wait for the rest of
    it to be billed. `received`: money that came in (channel), or that the books say came in;
    `returned`: money that left the books. `id`, `buyer` (an e-mail address) and `day` are the
    channel's and help to find the order in the books. `settled`: its fees and refunds come with a
    settlement (`settled.py`), and its sale is judged without them. `kept_tax`: tax that the
    marketplace collected from the buyer and keeps. Not `due`: the books may not have it yet."""

    name: str
    document: SalesDocument
    refunds: tuple[RefundFact, ...]
    billed: tuple[SalesDocument, ...] = ()
    cancelled: bool = False
    open: bool = False
    received: Decimal = NOTHING
    returned: Decimal = NOTHING
    id: str = ""
    buyer: str = ""
    day: date | None = None
    settled: bool = False
    kept_tax: Decimal = NOTHING
    due: bool = True

    @property
    def given_back(self) -> Decimal:
        """Sum of the refunds."""
        return sum((each.total for each in self.refunds), NOTHING)


def _units(lines: tuple[LineFact, ...]) -> Counter[str]:
    units: Counter[str] = Counter()
    for line in lines:
        units[line.sku] += int(line.quantity)
    return units
