"""Copies of sales receipts, with what they post, what they take from the shelf and who wrote them.

The goods were bought before, at the cost that the company knows, so that first in, first out gives
a copy the cost of its original.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from zoneinfo import ZoneInfo

import msgspec

from sandbox.quickbooks_online.records import (
    Balance,
    EmailAddress,
    Layer,
    MetaData,
    Movement,
    Number,
    Posting,
    Ref,
    SalesReceipt,
    Stock,
)
from sandbox.world import World
from sandbox.worlds.copies_shopify import Copied
from sandbox.worlds.facts import Sold
from sandbox.worlds.quickbooks import QuickBooksBooks, bare, note_of

__all__ = ["QuickBooksCopies"]

_ENTITY = "SalesReceipt"
replace = msgspec.structs.replace


class Family(msgspec.Struct, frozen=True):
    receipt: SalesReceipt
    rows: list[Posting]
    moves: list[Movement]
    sold: Sold


class QuickBooksCopies:
    def __init__(self, world: World, books: QuickBooksBooks) -> None:
        self.company = world.quickbooks_online
        self.books = books
        self.zone = ZoneInfo(self.company.settings.time_zone)
        self.balances: dict[str, Decimal] = {}

    def copy(self, originals: Sequence[Sold], copies: Iterable[Copied]) -> None:
        """`copies` take turns: the first is of the first original."""
        families = [self._family(each) for each in originals]
        orders = list(copies)
        if not orders:
            return
        self._buy(families, len(orders))
        key = self.company.ids.reserve("quickbooks_online.transaction", len(orders))
        for at, copied in enumerate(orders):
            last = self._copy(families[at % len(families)], str(key + at), copied)
        self._finish(families, len(orders), last)

    def _family(self, sold: Sold) -> Family:
        records = self.company.records
        receipt = records.by_number[_ENTITY].find(bare(sold.name))[-1]
        link = (_ENTITY, receipt.id)
        return Family(
            receipt, records.postings_by_txn.find(link), records.movements_by_txn.find(link), sold
        )

    def _sold_units(self, families: Sequence[Family], count: int) -> dict[str, Decimal]:
        """Units by item that `count` copies take."""
        units: dict[str, Decimal] = {}
        rounds, rest = divmod(count, len(families))
        for at, family in enumerate(families):
            times = rounds + (at < rest)
            for move in family.moves:
                units[move.item] = units.get(move.item, Decimal(0)) - move.quantity * times
        return units

    def _buy(self, families: Sequence[Family], count: int) -> None:
        for item, units in self._sold_units(families, count).items():
            name = self.company.records.items[item].name
            self.company.desk.adjust_stock(name or "", units)

    def _copy(self, family: Family, key: str, copied: Copied) -> SalesReceipt:
        records, old, order = self.company.records, family.receipt, copied.order
        made = old.meta_data.create_time + copied.shift
        day = made.astimezone(self.zone).date()
        customer = records.customers[self.books.customer(copied.buyer)]
        new = replace(
            old,
            id=key,
            meta_data=MetaData(create_time=made, last_updated_time=made),
            doc_number=bare(order.name),
            private_note=note_of(family.sold.channel, order.name, str(order.id)),
            txn_date=day,
            customer_ref=Ref(customer.id),
            bill_email=EmailAddress(address=copied.buyer.email),
            bill_addr=customer.bill_addr,
            ship_addr=customer.ship_addr,
        )
        records.table(_ENTITY).put(new)
        records.writers.put(replace(records.writers[f"{_ENTITY}.{old.id}"], id=f"{_ENTITY}.{key}"))
        for row in family.rows:
            records.postings.put(
                replace(row, id=f"{_ENTITY}.{key}.{row.line:04}", txn=key, day=day)
            )
            before = self.balances.get(row.account, Decimal(0))
            self.balances[row.account] = before + row.debit - row.credit
        for move in family.moves:
            records.movements.put(
                replace(
                    move, id=f"{_ENTITY}.{key}.{move.line:04}", txn=key, day=day, order=int(key)
                )
            )
        return new

    def _finish(self, families: Sequence[Family], count: int, last: SalesReceipt) -> None:
        """What follows from all rows and movements, once."""
        records = self.company.records
        for account, change in self.balances.items():
            known = records.balances.get(f"account:{account}")
            amount = (known.amount if known is not None else Decimal(0)) + change
            records.balances.put(Balance(f"account:{account}", amount))
        for item, units in self._sold_units(families, count).items():
            newest = max(
                records.movements_by_item.between((item,), (item, last.txn_date, int(last.id) + 1)),
                key=lambda move: (move.day, move.order),
            )
            records.stock.put(_taken(records.stock[item], units, newest))
        records.numbers.put(Number("sales", int(last.doc_number or 0)))


def _taken(stock: Stock, units: Decimal, newest: Movement) -> Stock:
    """`units` less, oldest first."""
    layers, left = list(stock.layers), units
    while left:
        layer = layers.pop(0)
        taken = min(left, layer.quantity)
        left -= taken
        if taken < layer.quantity:
            rest = layer.quantity - taken
            worth = (layer.value * rest / layer.quantity).quantize(Decimal("0.01"))
            layers.insert(0, Layer(rest, worth))
    return replace(
        stock,
        quantity=stock.quantity - units,
        layers=tuple(layers),
        last=(newest.day, newest.order),
    )
