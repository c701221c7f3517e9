"""What a row of a settlement is for a document, and the lines that are planned from rows.

Amounts of rows are the seller's purse; amounts of lines stand as they add to their document.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from connector.flows.settlements.items import kind_name
from connector.money import Money, total
from connector.settlements import Row

__all__ = ["Charge", "Goods", "Sort", "charge", "charges", "sort_of", "sum_of"]


class Sort(Enum):
    """What an amount is, whatever it is called in detail."""

    GOODS = "goods"
    """Price of the articles."""
    SHIPPING = "shipping"
    """Price of sending them."""
    TAX = "tax"
    WITHHELD = "withheld"
    """Tax that Amazon kept to pay it itself."""
    PROMOTION = "promotion"
    CHARGE = "charge"
    """Fees, credits and everything else: a line of its own."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Charge:
    """A line with the item of its kind; made from one row."""

    kind: str
    amount: Money
    rows: tuple[int, ...]
    text: str = ""
    """What the description says; empty: the kind."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Goods:
    """Units of a line of the billed record that come back, with their part of its discount (both
    positive) and their tax."""

    billed_line: int
    item_id: str
    sku: str
    quantity: int
    amount: Money
    discount: Money
    tax: Money
    tax_rate: Decimal
    rows: tuple[int, ...]
    """What the line is made of; the discount stands in the document's."""

    @property
    def net(self) -> Money:
        return self.amount - self.discount


_PRICES = {
    "principal": Sort.GOODS,
    "shipping": Sort.SHIPPING,
    "tax": Sort.TAX,
    "shippingtax": Sort.TAX,
    "giftwraptax": Sort.TAX,
    "codtax": Sort.TAX,
}


def sort_of(row: Row) -> Sort:
    said, what = row.amount_type.casefold(), row.amount_description.casefold()
    if said == "itemwithheldtax":
        return Sort.WITHHELD
    if said == "promotion":
        return Sort.TAX if what == "taxdiscount" else Sort.PROMOTION
    if said == "itemprice":
        return _PRICES.get(what, Sort.CHARGE)
    return Sort.CHARGE


def sum_of(rows: Iterable[Row], currency: str, *sorts: Sort) -> Money:
    """All rows, or those of `sorts`."""
    wanted = (row.amount for row in rows if not sorts or sort_of(row) in sorts)
    return total(wanted, currency)


def charge(row: Row, *, given_back: bool = False, text: str = "") -> Charge:
    """`given_back`: on a document that gives money to the buyer what the seller keeps is
    negative."""
    amount = -row.amount if given_back else row.amount
    kind = kind_name(row.amount_type, row.amount_description)
    return Charge(kind=kind, amount=amount, rows=(row.number,), text=text)


def charges(rows: Sequence[Row], *, given_back: bool = False) -> tuple[Charge, ...]:
    return tuple(charge(row, given_back=given_back) for row in rows)
