"""What the company keeps beside its documents: the ledger, stock, numbers and tombstones.

None of these is an entity of the API. Amounts are in home currency.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import msgspec

__all__ = [
    "Balance",
    "Deleted",
    "File",
    "Layer",
    "Movement",
    "Number",
    "Posting",
    "SettingValue",
    "Stock",
    "StockAdjustment",
    "Writer",
]


class Posting(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the ledger. One of `debit` and `credit` is zero. `name` is the customer or vendor
    of a row on A/R or A/P, `item` and `quantity` the goods behind it, `foreign` the amount in the
    transaction's currency (a debit is positive)."""

    id: str
    entity: str
    txn: str
    line: int
    day: date
    account: str
    debit: Decimal
    credit: Decimal
    name: str = ""
    item: str = ""
    quantity: Decimal = Decimal(0)
    foreign: Decimal = Decimal(0)


class Balance(msgspec.Struct, frozen=True):
    """Debits less credits of one account (`account:35`, home currency), or of one name on A/R or
    A/P (`name:12`, in the name's currency); a balance of zero has no row."""

    id: str
    amount: Decimal


class Layer(msgspec.Struct, frozen=True):
    """Units that came in together and what they are worth in all. Both are negative for units
    that were sold before any came in."""

    quantity: Decimal
    value: Decimal


class Movement(msgspec.Struct, frozen=True, kw_only=True):
    """Units of an item that one line of a transaction moves; what leaves is negative.

    `given` is the worth of what comes in from outside; None for goods that are sold or come back.
    `cost` is what FIFO made of it, signed as `quantity`.
    """

    id: str
    entity: str
    txn: str
    line: int
    item: str
    day: date
    order: int
    quantity: Decimal
    given: Decimal | None = None
    cost: Decimal = Decimal(0)


class Stock(msgspec.Struct, frozen=True, kw_only=True):
    """An item's units on hand, oldest layer first; `last` is the newest movement counted in and
    `unit_cost` what the last unit that left had cost."""

    id: str
    quantity: Decimal
    layers: tuple[Layer, ...]
    unit_cost: Decimal | None
    last: tuple[date, int]


class Writer(msgspec.Struct, frozen=True):
    """Who wrote an object last; a stale caller is told."""

    id: str
    user: str


class StockAdjustment(msgspec.Struct, frozen=True, kw_only=True):
    """A count that a person corrected, or what an item started with (`opening`)."""

    id: str
    item: str
    day: date
    quantity: Decimal
    unit_cost: Decimal
    account: str
    opening: bool = False


class Number(msgspec.Struct, frozen=True):
    """The last document number of a series."""

    id: str
    last: int


class Deleted(msgspec.Struct, frozen=True):
    """A transaction that was deleted. `id` is its own: transactions of all kinds share one
    sequence of ids."""

    entity: str
    id: str
    when: datetime


class File(msgspec.Struct, frozen=True):
    """What was uploaded; `id` is that of its Attachable."""

    id: str
    content: bytes


class SettingValue(msgspec.Struct, frozen=True):
    """A stored switch."""

    id: str
    value: Any
