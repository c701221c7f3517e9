"""Copies of sales orders, their fulfilments and cash sales, with ledger rows and system notes.

Rows are those that the account's own ledger makes of the copy.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import chain
from zoneinfo import ZoneInfo

import msgspec

from sandbox.netsuite import ledger
from sandbox.netsuite.records import SystemNote, Transaction
from sandbox.netsuite.rules.numbers import TRAN_ID_PREFIXES
from sandbox.world import World
from sandbox.worlds.copies_shopify import Copied
from sandbox.worlds.facts import Sold
from sandbox.worlds.netsuite import NetSuiteBooks, order_reference

__all__ = ["NetSuiteCopies"]

_KINDS = ("SalesOrd", "ItemShip", "CashSale")
_LINES = 1000  # a transaction's lines take their unique keys from its own thousand
_NOTES = 10_000
replace = msgspec.structs.replace


class NetSuiteCopies:
    def __init__(self, world: World, books: NetSuiteBooks) -> None:
        self.account = world.netsuite
        self.books = books
        self.zone = ZoneInfo(self.account.settings.time_zone)

    def copy(self, originals: Sequence[Sold], copies: Iterable[Copied]) -> None:
        """`copies` take turns: the first is of the first original."""
        families = [self._family(each) for each in originals]
        orders = list(copies)
        if not orders:
            return
        ids = self.account.ids
        key = ids.reserve("netsuite.transaction", len(_KINDS) * len(orders))
        numbers = {kind: ids.reserve(f"netsuite.tran_id.{kind}", len(orders)) for kind in _KINDS}
        for at, copied in enumerate(orders):
            sold, family = originals[at % len(originals)], families[at % len(families)]
            keys = {old.id: key + number for number, (old, _) in enumerate(family)}
            key += len(family)
            customer = self.books.customer(copied.buyer, sold)
            for old, notes in family:
                tran_id = f"{TRAN_ID_PREFIXES[old.type]}{numbers[old.type] + at}"
                new = self._copy(old, keys, tran_id, customer, copied, sold)
                self._write(new, notes, copied.shift)

    def _family(self, sold: Sold) -> list[tuple[Transaction, list[SystemNote]]]:
        """The order and what was made of it, in order of id."""
        records = self.account.records
        order = self.account.desk.find_order(sold.name)
        assert order is not None  # noqa: S101 - originals were booked by the rules
        family = chain((order,), records.children(order.id))
        return [(each, records.notes_by_record.find(each.id)) for each in family]

    def _copy(
        self,
        old: Transaction,
        keys: dict[int, int],
        tran_id: str,
        customer: int,
        copied: Copied,
        sold: Sold,
    ) -> Transaction:
        key, order = keys[old.id], copied.order
        created = old.created + copied.shift
        day = created.astimezone(self.zone).date()
        period = None
        if old.posting_period is not None:
            found = self.account.records.period_of(day)
            assert found is not None  # noqa: S101 - the books were opened for these days
            period = found.id
        return replace(
            old,
            id=key,
            tran_id=tran_id,
            transaction_number=str(key),
            entity=customer,
            tran_date=day,
            posting_period=period,
            created=created,
            last_modified=old.last_modified + copied.shift,
            external_id=old.external_id and order_reference(sold.channel, str(order.id)),
            memo=old.memo.replace(sold.name, order.name),
            other_ref_num=order.name,
            email=copied.buyer.email,
            created_from=keys.get(old.created_from or 0),
            ship_date=old.ship_date and day,
            lines=tuple(
                replace(
                    line,
                    unique_key=key * _LINES + line.line,
                    order_doc=keys.get(line.order_doc or 0),
                )
                for line in old.lines
            ),
        )

    def _write(self, new: Transaction, notes: list[SystemNote], shift: timedelta) -> None:
        records = self.account.records
        records.transactions.put(new)
        for row in ledger.rows_of(records, new):
            records.ledger.put(row)
        for number, note in enumerate(notes, 1):
            records.system_notes.put(
                replace(note, id=new.id * _NOTES + number, record=new.id, date=note.date + shift)
            )
