"""From the rows of a settlement to the bank's deposit, with every row in exactly one place.

A row whose order the books do not know is no error here: it is listed with its amount, so the
figures still lead to the deposit and nothing is silently left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from connector.money import Money, total
from connector.settlements.kinds import Kind
from connector.settlements.postings import Part, Settlement, SettlementPosting
from connector.settlements.splitting import exclusions_of
from connector.settlements.statement import Statement

__all__ = ["Bridge", "bridge", "split_by_month"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Bridge:
    """Amounts are the seller's purse: refunds are negative."""

    orders: Money
    refunds: Money
    non_order: Money
    transfers: Money
    """Reserves and carried balances: neither income nor expense."""
    suspense: Money
    """Rows of transaction types that nobody knows, and of other marketplaces."""
    unmatched: tuple[SettlementPosting, ...]
    """Orders and refunds of orders that the books do not have."""
    deposit: Money

    @property
    def not_posted(self) -> Money:
        return total((each.amount for each in self.unmatched), self.deposit.currency)

    @property
    def posted(self) -> Money:
        return self.orders + self.refunds + self.non_order + self.transfers

    @property
    def remainder(self) -> Money:
        """What no row explains; always zero for a settlement that adds up."""
        return self.deposit - self.posted - self.suspense - self.not_posted


def bridge(
    settlement: Settlement, postings: Iterable[SettlementPosting], known: Callable[[str], bool]
) -> Bridge:
    """`known` answers whether the books have the order of this Amazon order id."""
    currency = settlement.total.currency
    sums = dict.fromkeys(Part, Money.zero(currency))
    unmatched = []
    for posting in postings:
        if not posting.order_id or known(posting.order_id):
            sums[posting.part] += posting.amount
        else:
            unmatched.append(posting)
    excluded = exclusions_of(settlement.statement, settlement.options)
    return Bridge(
        orders=sums[Part.ORDER],
        refunds=sums[Part.REFUND],
        non_order=sums[Part.NON_ORDER],
        transfers=total((each.amount for each in excluded if each.kind.transfer), currency),
        suspense=total((each.amount for each in excluded if not each.kind.transfer), currency),
        unmatched=tuple(unmatched),
        deposit=settlement.total,
    )


def split_by_month(statement: Statement, kind: Kind) -> dict[date, Money]:
    """The sum of a kind, month by month: the halves of a settlement that spans two months."""
    months = sorted(statement.by_month())
    halves = {month: statement.of(kind, month) for month in months}
    return {month: amount for month, amount in halves.items() if amount}
