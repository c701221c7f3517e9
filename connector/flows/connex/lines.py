"""Lines as QuickBooks takes them: an amount is a quantity times a rate, to the cent. Pure."""

from __future__ import annotations

from decimal import Decimal

from connector.books.sales_books import LineInstruction, SalesItem
from connector.money import Money

__all__ = ["priced", "single"]


def priced(
    item: SalesItem, sku: str, quantity: int, amount: Money, *, taxable: bool, description: str = ""
) -> tuple[LineInstruction, ...]:
    """One line; two where the amount is no multiple of a rate (prices that hold tax): 49.54 for
    three units is 2 x 16.51 and 1 x 16.52, since QuickBooks refuses 3 x 16.51 = 49.54."""
    base, rest = divmod(amount.minor, quantity)
    parts = [(quantity - rest, base), (rest, base + 1)] if rest else [(quantity, base)]
    lines = []
    for count, minor in parts:
        rate = Money.from_minor(minor, amount.currency)
        lines.append(
            LineInstruction(
                item_id=item.id,
                sku=sku,
                quantity=Decimal(count),
                rate=rate,
                amount=rate * count,
                taxable=taxable,
                description=description,
            )
        )
    return tuple(lines)


def single(item: SalesItem, sku: str, amount: Money, description: str) -> LineInstruction:
    """One untaxed line worth `amount`, which may be negative."""
    return LineInstruction(
        item_id=item.id,
        sku=sku,
        quantity=Decimal(1),
        rate=amount,
        amount=amount,
        taxable=False,
        description=description,
    )
