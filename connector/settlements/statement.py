"""What a settlement says: the summary row, its rows, and their sums in groups.

Amounts are the seller's purse: money to the seller is positive, money to the buyer, Amazon or a tax
office negative. Moments are UTC; Seller Central's screens show local time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from connector.money import Money, total
from connector.settlements.dialect import Dialect
from connector.settlements.kinds import CURRENT_RESERVE, PREVIOUS_RESERVE, Kind, is_known, kind_of

__all__ = ["Group", "Row", "Statement", "Summary", "reserve_gap"]

Key = TypeVar("Key")


@dataclass(frozen=True, kw_only=True, slots=True)
class Summary:
    """The second line of the file. It is no transaction."""

    settlement_id: str
    start: datetime
    end: datetime
    deposit: datetime | None
    """When the transfer to the bank starts; None where nothing is paid."""
    total: Money

    @property
    def spans_two_months(self) -> bool:
        return (self.start.year, self.start.month) != (self.end.year, self.end.month)


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One amount. Two rows may be alike in everything but `number` (two units lost at once)."""

    number: int
    """1 is the first row after the summary."""
    transaction_type: str
    order_id: str
    merchant_order_id: str
    adjustment_id: str
    shipment_id: str
    marketplace: str
    amount_type: str
    amount_description: str
    amount: Money
    fulfillment: str
    day: date
    posted: datetime | None
    """None where the file names the day only."""
    order_item_code: str
    merchant_order_item_id: str
    merchant_adjustment_item_id: str
    sku: str
    quantity: int | None
    """To be trusted on ItemPrice / Principal rows of an order, nowhere else."""
    promotion_id: str

    @property
    def kind(self) -> Kind:
        return kind_of(self.transaction_type, self.amount_description)

    @property
    def known(self) -> bool:
        return is_known(self.transaction_type, self.amount_type, self.amount_description)


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """The sum of all rows that are alike in these words and in their month."""

    transaction_type: str
    amount_type: str
    amount_description: str
    marketplace: str
    fulfillment: str
    month: date
    """The first day of it."""
    rows: int
    amount: Money

    @property
    def kind(self) -> Kind:
        return kind_of(self.transaction_type, self.amount_description)

    @property
    def known(self) -> bool:
        return is_known(self.transaction_type, self.amount_type, self.amount_description)


@dataclass(frozen=True, kw_only=True, slots=True)
class Statement:
    """A settlement that was read to its end and adds up."""

    summary: Summary
    dialect: Dialect
    rows: int
    groups: tuple[Group, ...]

    def sum(self, wanted: Callable[[Group], bool]) -> Money:
        return total(
            (each.amount for each in self.groups if wanted(each)), self.summary.total.currency
        )

    def of(self, kind: Kind, month: date | None = None) -> Money:
        """The sum of a kind, of one month when it is given."""
        return self.sum(lambda each: each.kind is kind and month in {None, each.month})

    def by_marketplace(self) -> dict[str, Money]:
        """Account-level rows name none: they stand under ""."""
        return self._by(self.groups, lambda each: each.marketplace)

    @property
    def marketplace(self) -> str | None:
        """The one marketplace of the file; None when there are several or only account-level rows.

        It is then asked for: the marketplaces of the report list are no help, they are the
        account's.
        """
        named = {each.marketplace for each in self.groups if each.marketplace}
        return named.pop() if len(named) == 1 else None

    @property
    def unknown(self) -> tuple[Group, ...]:
        """Groups with a word that is in no published table: shown, and still in the total."""
        return tuple(each for each in self.groups if not each.known)

    @property
    def reserve_released(self) -> Money:
        return self.sum(lambda each: each.amount_description.casefold() == PREVIOUS_RESERVE)

    @property
    def reserve_held(self) -> Money:
        """What stays with Amazon, as a positive amount."""
        return -self.sum(lambda each: each.amount_description.casefold() == CURRENT_RESERVE)

    def _by(self, groups: Iterable[Group], key: Callable[[Group], Key]) -> dict[Key, Money]:
        sums: dict[Key, Money] = {}
        for each in groups:
            said = key(each)
            sums[said] = sums.get(said, Money.zero(each.amount.currency)) + each.amount
        return sums


def reserve_gap(earlier: Statement, later: Statement) -> Money:
    """What `later` releases less what `earlier` held: zero when one follows the other."""
    return later.reserve_released - earlier.reserve_held
