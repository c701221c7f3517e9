"""The rows of a refund as a document: goods of the billed record, shipping, charges. Pure.

The document's total is what left the seller's purse, to the cent. A price becomes units of a billed
line only when it is a whole number of them; any other amount is money without goods and moves no
stock. Tax that Amazon collected and gives back itself is left out where the billed record has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal
from enum import Enum

from connector.books.settlement_books import BilledRecord
from connector.flows.order_shape import rate_of
from connector.flows.outcome import ENGINE
from connector.flows.settlements.keys import PREFIX
from connector.flows.settlements.lines import Charge, Goods, Sort, charge, charges, sort_of, sum_of
from connector.flows.settlements.order_plan import goods_lines
from connector.model import BooksLine, RefundDocument
from connector.money import Money, total
from connector.rows import Problem
from connector.settlements import Row

__all__ = ["RefundPlan", "plan_refund", "value_given_back"]


@dataclass(frozen=True, kw_only=True, slots=True)
class RefundPlan:
    goods: tuple[Goods, ...]
    charges: tuple[Charge, ...]
    shipping: Money
    shipping_tax: Money
    shipping_tax_rate: Decimal
    total: Money
    warnings: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Nothing to write: the rows cancel each other."""
        return not (self.goods or self.charges or self.shipping)


def value_given_back(rows: Iterable[Row], currency: str) -> Money:
    """Goods and shipping of a refund less its promotions, before tax; positive."""
    return -sum_of(rows, currency, Sort.GOODS, Sort.SHIPPING, Sort.PROMOTION)


def plan_refund(
    rows: Sequence[Row],
    record: BilledRecord,
    existing: Sequence[RefundDocument],
    *,
    goods: bool,
    linked: bool,
    sold: Mapping[str, str],
) -> RefundPlan | Problem:
    """`existing`: every refund of the billed record. `goods`: units come back as goods, otherwise
    all of it is money. `linked`: the document is made from the billed
    record; one that stands alone shows shipping as a charge. `sold`: order item code -> SKU as the
    order's own rows had them, where they are known."""
    problem = _already_there(rows, record, existing)
    if problem is not None:
        return problem
    rows, warnings = _by_sku(rows, record, sold)
    currency = record.document.currency
    units: list[Goods] = []
    loose: list[Charge] = []
    taxes, taxed = _taxes(rows, record), bool(record.document.tax)
    promotions = [row for row in rows if sort_of(row) is Sort.PROMOTION]
    left = list(promotions)
    for sku in dict.fromkeys(row.sku for row in rows if sort_of(row) is Sort.GOODS):
        priced = [row for row in rows if sort_of(row) is Sort.GOODS and row.sku == sku]
        own = [
            row
            for row in promotions
            if row.sku == sku and row.amount_description.casefold() != "shipping"
        ]
        found = _units(record, existing, sku, sum_of(priced, currency), sum_of(own, currency))
        if isinstance(found, Problem):
            return found
        # A document that stands alone shows every row; one of a billed record what that shows.
        promoted = found.promotion if linked else Promoted.BESIDE
        if promoted is not Promoted.BESIDE:
            left = [row for row in left if row not in own]
        inside = [*priced, *(own if promoted is Promoted.IN_PRICE else ())]
        if found.line is None or not goods:
            if promoted is Promoted.AS_DISCOUNT:
                inside += own
            loose += _without_goods(inside, sku, found.quantity)
            continue
        taken = [row for row in taxes if taxed and row.sku == sku and _of_goods(row)]
        taxes = [row for row in taxes if row not in taken]
        tax = -sum_of(taken, currency)
        amount = -sum_of(inside, currency)
        discount = sum_of(own if promoted is Promoted.AS_DISCOUNT else (), currency)
        units.append(
            Goods(
                billed_line=found.line.line,
                item_id=found.line.item_id,
                sku=sku,
                quantity=found.quantity,
                amount=amount,
                discount=discount,
                tax=tax,
                tax_rate=rate_of(None, tax, amount - discount),
                rows=tuple(row.number for row in (*inside, *taken)),
            )
        )
    plan = RefundPlan(
        goods=tuple(units),
        charges=(),
        shipping=Money.zero(currency),
        shipping_tax=Money.zero(currency),
        shipping_tax_rate=Decimal(0),
        total=-sum_of(rows, currency),
        warnings=warnings,
    )
    kept = [row for row in rows if sort_of(row) is Sort.CHARGE]
    if taxed or _tax_left(rows, currency):
        kept += [row for row in rows if sort_of(row) is Sort.WITHHELD]
    if linked and (units or loose or kept):  # the books take no document without a line
        plan, left, taxes = _with_shipping(plan, rows, left, taxes, record, existing)
    else:
        left += [row for row in rows if sort_of(row) is Sort.SHIPPING]
    written = sorted((*kept, *left, *taxes), key=lambda row: row.number)
    loose += charges(written, given_back=True)
    return replace(plan, charges=tuple(sorted(loose, key=lambda each: each.rows)))


def _already_there(
    rows: Sequence[Row], record: BilledRecord, existing: Sequence[RefundDocument]
) -> Problem | None:
    """A refund of the same goods that no settlement wrote: refund sync, or a person."""
    currency = record.document.currency
    value = value_given_back(rows, currency)
    if not value:
        return None
    for document in existing:
        if document.external_id.startswith(PREFIX):
            continue
        linked = [line for line in document.lines if line.order_line is not None]
        goods = total((line.amount for line in linked or document.lines), currency)
        if goods - document.discount + document.shipping == value:
            return Problem(
                source=ENGINE,
                sentence=f"{document.kind.capitalize()} {document.number} of {document.total} "
                f"gives back the same {value} of {record.document.kind} "
                f"{record.document.number} already; no second document is written.",
                remedy="Cancel this posting and add its fees to that document by hand; or delete "
                "the document in NetSuite and post again.",
                figures={"document": document.number, "goods": str(value)},
                code="already_refunded",
                final=True,
            )
    return None


def _by_sku(
    rows: Sequence[Row], record: BilledRecord, sold: Mapping[str, str]
) -> tuple[list[Row], tuple[str, ...]]:
    """Rows with the SKU that the billed record knows. Amazon gives other order item codes on a
    refund than on the order, and now and then another SKU (F37)."""
    lines = goods_lines(record)
    billed = {line.sku for line in lines}
    made: list[Row] = []
    warnings: list[str] = []
    for row in rows:
        code, sku = row.order_item_code, row.sku
        if sku not in billed and sold.get(code) in billed:
            warnings.append(
                f"The refund names {sku or 'no SKU'} for order item {code}, the order {sold[code]}."
            )
            sku = sold[code]
        elif not sku and len(billed) == 1 and sort_of(row) is Sort.GOODS:
            sku = next(iter(billed))
            warnings.append(f"The refund names no SKU; the order has only {sku}.")
        elif sku in billed and code and sold and code not in sold:
            warnings.append(
                f"The refund names order item {code}, which the order does not have; {sku} was "
                "matched by order and SKU."
            )
        made.append(row if sku == row.sku else replace(row, sku=sku))
    return made, tuple(dict.fromkeys(warnings))


class Promoted(Enum):
    """Where a promotion of the goods stands in the billed record, and so in its refund."""

    BESIDE = "beside"
    """The record is before it: a line of its own."""
    AS_DISCOUNT = "as discount"
    IN_PRICE = "in price"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Units:
    """`line` None: an amount without goods."""

    line: BooksLine | None
    quantity: int
    promotion: Promoted


def _units(
    record: BilledRecord,
    existing: Sequence[RefundDocument],
    sku: str,
    price: Money,
    promotion: Money,
) -> _Units | Problem:
    """The billed line that the price is a whole number of units of, and how many. `price` is
    negative, `promotion` what of it the buyer never paid."""
    lines = [line for line in goods_lines(record) if line.sku == sku]
    billed = record.document
    if not lines:
        return Problem(
            source=ENGINE,
            sentence=f"{sku or 'An article without SKU'} of this refund is not a line of "
            f"{billed.kind} {billed.number}; please bill this line.",
            remedy="Bill the missing line in NetSuite, then post again; where Amazon calls the "
            "article differently, map its SKU.",
            figures={"sku": sku, "billed": billed.number},
            code="line_not_billed",
        )
    whole = Promoted.AS_DISCOUNT if billed.discount and promotion else Promoted.BESIDE
    too_many = False
    for wanted, where in ((-price, whole), (-(price + promotion), Promoted.IN_PRICE)):
        for line in lines:
            quantity = _whole_units(wanted, line.amount, line.quantity)
            if not quantity:
                continue
            if quantity <= line.quantity - _booked(existing, line):
                return _Units(line=line, quantity=quantity, promotion=where)
            too_many = True
    if too_many:
        return Problem(
            source=ENGINE,
            sentence=f"The refund takes back {sku} for {-price}, but {billed.kind} "
            f"{billed.number} has not so many units of it left to refund.",
            remedy="Compare the refunds of the order in both systems; cancel this posting if it is "
            "in the books already.",
            figures={"sku": sku, "amount": str(-price), "billed": billed.number},
            code="quantity",
            final=True,
        )
    return _Units(line=None, quantity=0, promotion=Promoted.IN_PRICE)


def _whole_units(wanted: Money, value: Money, quantity: Decimal) -> int:
    """How many units of a line of `quantity` for `value` the amount is; 0: no whole number. Where
    a unit's price is no whole number of cents, so many units cost a cent more or less."""
    if wanted.minor <= 0 or value.minor <= 0 or quantity <= 0:
        return 0
    units = int((wanted.amount * quantity / value.amount).to_integral_value(ROUND_HALF_EVEN))
    if not 0 < units <= quantity:
        return 0
    exact = value.minor * units / quantity
    return units if exact - 1 < wanted.minor < exact + 1 else 0


def _booked(existing: Sequence[RefundDocument], line: BooksLine) -> Decimal:
    found = (
        each.quantity
        for document in existing
        for each in document.lines
        if each.order_line == line.line and each.sku == line.sku
    )
    return sum(found, Decimal(0))


def _without_goods(rows: Sequence[Row], sku: str, quantity: int) -> list[Charge]:
    text = f"{quantity} x {sku}, not restocked" if quantity else f"{sku}, amount only"
    return [charge(row, given_back=True, text=text) for row in rows]


def _of_goods(row: Row) -> bool:
    return row.amount_description.casefold() in {"tax", "taxdiscount"}


def _tax_left(rows: Iterable[Row], currency: str) -> Money:
    return sum_of(rows, currency, Sort.TAX, Sort.WITHHELD)


def _taxes(rows: Sequence[Row], record: BilledRecord) -> list[Row]:
    """The tax rows that the document shows: none where the billed record has no tax and Amazon
    has given back all of it."""
    if not record.document.tax and not _tax_left(rows, record.document.currency):
        return []
    return [row for row in rows if sort_of(row) is Sort.TAX]


def _with_shipping(
    plan: RefundPlan,
    rows: Sequence[Row],
    promotions: list[Row],
    taxes: list[Row],
    record: BilledRecord,
    existing: Sequence[RefundDocument],
) -> tuple[RefundPlan, list[Row], list[Row]]:
    """Shipping goes back as shipping as far as the billed record still has some; otherwise it is a
    charge. A promotion of shipping belongs to it."""
    currency = plan.total.currency
    charged = [row for row in rows if sort_of(row) is Sort.SHIPPING]
    promoted = [row for row in promotions if row.amount_description.casefold() == "shipping"]
    others = [row for row in promotions if row not in promoted]
    amount = -sum_of([*charged, *promoted], currency)
    gone = total((each.shipping for each in existing), currency)
    left = record.document.shipping - gone
    if amount == Money.zero(currency):
        return plan, others, taxes
    if amount < Money.zero(currency) or amount > left:
        return plan, [*others, *charged, *promoted], taxes
    taxed = bool(record.document.tax)
    mine = [row for row in taxes if taxed and row.amount_description.casefold() == "shippingtax"]
    tax = -sum_of(mine, currency)
    made = replace(
        plan, shipping=amount, shipping_tax=tax, shipping_tax_rate=rate_of(None, tax, amount)
    )
    return made, others, [row for row in taxes if row not in mine]
