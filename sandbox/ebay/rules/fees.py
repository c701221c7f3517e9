"""What eBay keeps of a sale, and what it gives back with a refund.

The basis is all that the buyer paid, with the tax that eBay collected. A refund gives back its
share of every fee but the fixed one per order, as in the recorded orders: 43.10 leave the purse
for 50.00, at 13.8 percent; a sale of 143.98 that is refunded in full costs its 0.44.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from sandbox.ebay.domain import Domain
from sandbox.ebay.records import Fee, LineItem
from sandbox.ebay.rules.money import ZERO, part, percent

__all__ = [
    "FINAL_VALUE",
    "FIXED",
    "INTERNATIONAL",
    "credit",
    "fixed",
    "fixed_fee",
    "of_line",
    "variable",
]

FINAL_VALUE = "FINAL_VALUE_FEE"
FIXED = "FINAL_VALUE_FEE_FIXED_PER_ORDER"
INTERNATIONAL = "INTERNATIONAL_FEE"


def of_line(
    account: Domain, basis: Decimal, rate: Decimal, unit: Decimal, *, abroad: bool
) -> tuple[Fee, ...]:
    """The fees of one line, without the order's fixed one. `rate` 0: the account's own."""
    settings = account.settings
    final = percent(basis, rate or settings.final_value_fee_percent, unit)
    fees = [Fee(type=FINAL_VALUE, amount=final)]
    if abroad and settings.international_fee_percent:
        amount = percent(basis, settings.international_fee_percent, unit)
        fees.append(Fee(type=INTERNATIONAL, amount=amount))
    return tuple(fees)


def fixed_fee(account: Domain, total: Decimal) -> Fee:
    settings = account.settings
    small = total <= settings.small_order
    return Fee(type=FIXED, amount=settings.fixed_fee_small if small else settings.fixed_fee)


def variable(line: LineItem) -> Decimal:
    return sum((fee.amount for fee in line.fees if fee.type != FIXED), ZERO)


def fixed(line: LineItem) -> Decimal:
    return sum((fee.amount for fee in line.fees if fee.type == FIXED), ZERO)


def credit(line: LineItem, before: Iterable[Decimal], more: Decimal, unit: Decimal) -> Decimal:
    """What comes back of the fees for `more` given to the buyer, tax included, after `before`."""
    return part(variable(line), sum(before, ZERO), more, line.fee_basis, unit)
