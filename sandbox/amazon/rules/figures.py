"""What a statement adds up to: each amount of the period stands in exactly one figure.

The headings are those of Seller Central's statements; which amount stands below which heading is
this sandbox's own table. Statements and the summaries of Finances 2024-06-19 are read from it, so
they agree. Signs are the seller's purse; amounts are in the period's currency.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import msgspec

from sandbox.amazon.domain import Domain
from sandbox.amazon.records import CLOSED_REFUNDS, Event, Line, Period
from sandbox.amazon.rules.money import ZERO
from sandbox.amazon.rules.periods import events_of

__all__ = [
    "COLUMNS",
    "FEES",
    "OPENING",
    "ORDERS",
    "OTHERS",
    "REFUNDS",
    "RESERVE",
    "SECTIONS",
    "Figures",
    "figures_of",
    "sections_of",
]

SECTIONS = (
    "Beginning balance",
    "Orders",
    "Refunds",
    "Selling and service fees",
    "Other transactions",
    "Account level reserve",
)
OPENING, ORDERS, REFUNDS, FEES, OTHERS, RESERVE = SECTIONS
COLUMNS = (
    "Beginning balance",
    "Product charges",
    "Promo rebates",
    "Amazon fees",
    "Refunds",
    "Other",
    "Reserve",
)

_ACCOUNT = "other-transaction"
_CARRIED = {
    "Previous Reserve Amount Balance": OPENING,
    "Payable to Amazon": OPENING,
    "Current Reserve Amount": RESERVE,
}
_PRICES = {
    "Principal": "Product charges",
    "Shipping": "Shipping and gift wrap",
    "GiftWrap": "Shipping and gift wrap",
    "Tax": "Tax collected",
    "ShippingTax": "Tax collected",
    "GiftWrapTax": "Tax collected",
}
_KINDS = {
    "ItemFees": "Amazon fees",
    "ItemWithheldTax": "Tax withheld by Amazon",
    "Promotion": "Promo rebates",
}
_ORDER = (
    "Product charges",
    "Shipping and gift wrap",
    "Promo rebates",
    "Tax collected",
    "Tax withheld by Amazon",
    "Amazon fees",
)
# Charges that do not call themselves a fee.
_FEES = ("StorageRenewalBilling", "RemovalComplete", "DisposalComplete")
_COLUMN_OF = {
    OPENING: "Beginning balance",
    REFUNDS: "Refunds",
    FEES: "Amazon fees",
    OTHERS: "Other",
    RESERVE: "Reserve",
}


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """`sections`: name and amount of every figure below its heading, as people expect them and
    then by name.
    `columns`: the same money in one row."""

    sections: dict[str, dict[str, Decimal]]
    columns: dict[str, Decimal]

    @property
    def total(self) -> Decimal:
        return sum(self.columns.values(), ZERO)

    def of(self, section: str) -> Decimal:
        return sum(self.sections[section].values(), ZERO)


def figures_of(account: Domain, period: Period) -> Figures:
    """Of a period, closed or open."""
    sections = sections_of(events_of(account, period))
    columns = dict.fromkeys(COLUMNS, ZERO)
    for section, figures in sections.items():
        for name, figure in figures.items():
            columns[_column(section, name)] += figure
    return Figures(sections=sections, columns=columns)


def sections_of(events: Iterable[Event]) -> dict[str, dict[str, Decimal]]:
    """The figures of some events, by heading."""
    sections: dict[str, dict[str, Decimal]] = {name: {} for name in SECTIONS}
    for event in events:
        for line in event.lines:
            if not line.amount:
                continue
            section, name = _place(event, line)
            known = sections[section]
            known[name] = known.get(name, ZERO) + line.amount
    return {name: dict(sorted(each.items(), key=_rank)) for name, each in sections.items()}


def _rank(figure: tuple[str, Decimal]) -> tuple[int, str]:
    name = figure[0]
    return (_ORDER.index(name) if name in _ORDER else len(_ORDER)), name


def _column(section: str, name: str) -> str:
    if section == ORDERS:
        return name if name in COLUMNS else "Other"
    return _COLUMN_OF[section]


def _place(event: Event, line: Line) -> tuple[str, str]:
    """The heading of an amount and the figure below it."""
    if event.type == "Order" or event.type in CLOSED_REFUNDS:
        section = ORDERS if event.type == "Order" else REFUNDS
        if line.amount_type == "ItemPrice":
            return section, _PRICES.get(line.description, line.description)
        return section, _KINDS.get(line.amount_type, line.amount_type)
    if event.type == _ACCOUNT and line.description in _CARRIED:
        return _CARRIED[line.description], line.description
    name = line.description if line.amount_type == _ACCOUNT else line.amount_type
    if line.amount_type.endswith("Reimbursement"):
        return OTHERS, f"{line.amount_type}: {line.description}"
    if event.type.startswith(_ACCOUNT) and not ("Fee" in name or name in _FEES):
        return OTHERS, name
    return FEES, name
