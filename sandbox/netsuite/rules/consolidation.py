"""Consolidated exchange rates: what an amount in a subsidiary's books is worth in those of a
company above it, by accounting period (Help Center "Consolidated Exchange Rates").

A new subsidiary starts with the rates of its day in every month. Which of the three rates an amount
takes is its account's general rate: current for the balance sheet, historical for equity, average
for income and expenses (Help Center "Creating Accounts").
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

import msgspec

from sandbox.netsuite.records import ConsolidatedRate, Subsidiary
from sandbox.netsuite.rules.subsidiaries import rate_of

if TYPE_CHECKING:
    from sandbox.netsuite.rules.domain import Domain

__all__ = ["RateType", "general_rate", "open_rates", "set_rates"]

RateType = Literal["CURRENT", "AVERAGE", "HISTORICAL"]

_AVERAGE = frozenset({"Income", "COGS", "Expense", "OthIncome", "OthExpense"})


def general_rate(account_type: str) -> RateType:
    if account_type in _AVERAGE:
        return "AVERAGE"
    return "HISTORICAL" if account_type == "Equity" else "CURRENT"


def open_rates(netsuite: Domain, subsidiary: Subsidiary) -> None:
    """Rates of a new subsidiary towards each company above it, for every month."""
    rates = netsuite.records.consolidated_rates
    number = max((each.id for each in rates), default=0)
    months = [period for period in netsuite.records.periods if period.is_posting]
    for above in _above(netsuite, subsidiary):
        today = rate_of(netsuite, subsidiary.currency, above.id)
        for month in months:
            number += 1
            rates.put(
                ConsolidatedRate(
                    id=number,
                    period=month.id,
                    from_subsidiary=subsidiary.id,
                    to_subsidiary=above.id,
                    current_rate=today,
                    average_rate=today,
                    historical_rate=today,
                )
            )


def set_rates(
    netsuite: Domain, period: int, pair: tuple[int, int], rates: dict[str, Decimal]
) -> ConsolidatedRate:
    """New rates of one month between a subsidiary and one above it; `rates` by attribute. Raises
    KeyError for a pair that is not consolidated, ValueError for a rate that is not positive."""
    found = netsuite.records.rates_by_pair.first((period, *pair))
    if found is None:
        raise KeyError(f"no consolidated exchange rate leads from {pair[0]} to {pair[1]}")
    for name, rate in rates.items():
        if rate <= 0:
            raise ValueError(f"{name}: {rate} is not a rate")
    changed = msgspec.structs.replace(found, **rates)
    return netsuite.records.consolidated_rates.put(changed)


def _above(netsuite: Domain, subsidiary: Subsidiary) -> Iterator[Subsidiary]:
    at = subsidiary.parent
    while at is not None:
        parent = netsuite.records.subsidiaries[at]
        yield parent
        at = parent.parent
