"""Rows that become one document of the settlement customer: what belongs to no order, and the
summaries of all fees or all refunds. Pure.

All summed: what the seller owes makes a cash refund (or credit memo), what Amazon owes a cash sale.
Lines are not added together.
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from connector.books.settlement_books import StandAloneKind
from connector.flows.settlements.lines import Charge, Goods, charges
from connector.money import Money, total
from connector.settlements import Row

__all__ = ["SummaryPlan", "day_of", "plan_non_order", "plan_summary"]


@dataclass(frozen=True, kw_only=True, slots=True)
class SummaryPlan:
    """`kind` is None where everything cancels out and nothing is written."""

    kind: StandAloneKind | None
    goods: tuple[Goods, ...]
    charges: tuple[Charge, ...]
    total: Money
    warnings: tuple[str, ...] = ()


def plan_non_order(rows: Sequence[Row], currency: str) -> SummaryPlan:
    return plan_summary((), charges(rows), currency, StandAloneKind.CASH_REFUND)


def plan_summary(
    goods: Sequence[Goods],
    lines: Sequence[Charge],
    currency: str,
    refund: StandAloneKind,
    warnings: Sequence[str] = (),
) -> SummaryPlan:
    """`lines` as they add to the seller's purse; `goods` as they go back to the buyer. `refund`:
    what a document of money that leaves is."""
    net = total((line.amount for line in lines), currency)
    net -= total((each.net + each.tax for each in goods), currency)
    if not net and not goods:
        return SummaryPlan(kind=None, goods=(), charges=(), total=net, warnings=tuple(warnings))
    if net > Money.zero(currency) and not goods:
        return SummaryPlan(
            kind=StandAloneKind.CASH_SALE,
            goods=(),
            charges=tuple(lines),
            total=net,
            warnings=tuple(warnings),
        )
    turned = tuple(replace(line, amount=-line.amount) for line in lines)
    return SummaryPlan(
        kind=refund, goods=tuple(goods), charges=turned, total=-net, warnings=tuple(warnings)
    )


def day_of(end: date, month: date | None) -> date:
    """The date of a summary: the settlement's last day, of a month's half the last day that both
    have, so that no document crosses the end of a month."""
    if month is None:
        return end
    last = month.replace(day=calendar.monthrange(month.year, month.month)[1])
    return max(month, min(end, last))
