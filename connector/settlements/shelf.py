"""Settlements that were read, order by order, in a file of their own.

A report may hold a million rows of a quarter of a million orders; posting needs them one order at
a time. The shelf holds the sum of each unbroken run of rows of an order, so memory stays the same
whatever the report's size. A settlement is there entirely or not at
all, and a second time under the same number is recognised, whoever brings it and however.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate, compress, count, repeat
from operator import ne, or_, sub
from pathlib import Path
from typing import BinaryIO

from connector.money import Money
from connector.settlements.kinds import Kind, kind_of
from connector.settlements.reader import Block, SettlementReader
from connector.settlements.refusals import ChangedSettlement
from connector.settlements.statement import Statement

__all__ = ["Posting", "Shelf", "Taken"]

SCHEMA = """
CREATE TABLE IF NOT EXISTS settlements (
    place INTEGER PRIMARY KEY, settlement_id TEXT NOT NULL UNIQUE, currency TEXT NOT NULL,
    fingerprint TEXT NOT NULL, total INTEGER NOT NULL, rows INTEGER NOT NULL, name TEXT NOT NULL,
    taken_at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS runs (
    place INTEGER NOT NULL, kind TEXT NOT NULL, order_id TEXT NOT NULL, rows INTEGER NOT NULL,
    minor INTEGER NOT NULL
);
"""
WAIT = 60.0  # seconds for another process that is taking a report


@dataclass(frozen=True, slots=True)
class Taken:
    """`statement` is what was read now; the name and moment are those of the first time."""

    statement: Statement
    name: str
    taken_at: datetime
    again: bool

    @property
    def sentence(self) -> str:
        number = self.statement.summary.settlement_id
        if self.again:
            return (
                f"settlement {number} was already taken from {self.name} "
                f"on {self.taken_at:%Y-%m-%d %H:%M} UTC; nothing was changed"
            )
        return f"settlement {number}: {self.statement.rows} rows"


@dataclass(frozen=True, slots=True)
class Posting:
    """What one order gets, or gives back, in one settlement."""

    kind: Kind
    order_id: str
    rows: int
    amount: Money


class Shelf:
    def __init__(self, file: Path) -> None:
        self._database = sqlite3.connect(file, timeout=WAIT, isolation_level=None)
        self._database.execute("PRAGMA cache_size = -512")  # kB; written once, in order
        self._database.executescript(SCHEMA)
        self._kinds = _Kinds()

    def close(self) -> None:
        self._database.close()

    def take(
        self, file: Path | BinaryIO, *, name: str, now: datetime, charset: str | None = None
    ) -> Taken:
        """Read a report and keep it. `name` is what a person calls it: a file or report id.

        The same settlement again changes nothing. Raises SettlementRefused, and ChangedSettlement
        when it was taken before with other figures; then the shelf is as it was.
        """
        with SettlementReader(file, charset, orders=True) as reader:
            self._database.execute("BEGIN IMMEDIATE")
            try:
                taken = self._take(reader, name, now)
            except BaseException:
                self._database.execute("ROLLBACK")
                raise
            self._database.execute("COMMIT")
            return taken

    def _take(self, reader: SettlementReader, name: str, now: datetime) -> Taken:
        number = reader.summary.settlement_id
        before = self._database.execute(
            "SELECT fingerprint, name, taken_at, total, rows FROM settlements"
            " WHERE settlement_id = ?", (number,),
        ).fetchone()  # fmt: skip
        if before is not None:
            return self._again(reader.statement(), *before)
        (place,) = self._database.execute(
            "SELECT COALESCE(MAX(place), 0) + 1 FROM settlements"
        ).fetchone()
        for block in reader.blocks():
            self._keep(place, block, reader.dialect.charset or "ascii")
        statement = reader.so_far()
        total = statement.summary.total
        self._database.execute(
            "INSERT INTO settlements VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (place, number, total.currency, _fingerprint(statement), total.minor,
             statement.rows, name, now.isoformat()),
        )  # fmt: skip
        return Taken(statement, name, now, again=False)

    def postings(self, settlement_id: str) -> Iterator[Posting]:
        """One for each order and kind, orders and refunds only, by order id.

        Raises KeyError for a settlement that was never taken.
        """
        found = self._database.execute(
            "SELECT place, currency FROM settlements WHERE settlement_id = ?", (settlement_id,)
        ).fetchone()
        if found is None:
            raise KeyError(f"settlement {settlement_id} is not on the shelf")
        place, currency = found
        with closing(
            self._database.execute(
                "SELECT kind, order_id, SUM(rows), SUM(minor) FROM runs WHERE place = ?"
                " GROUP BY order_id, kind ORDER BY order_id, kind", (place,),
            )
        ) as found:  # fmt: skip
            for kind, order_id, rows, minor in found:
                yield Posting(Kind(kind), order_id, rows, Money.from_minor(minor, currency))

    def _keep(self, place: int, block: Block, charset: str) -> None:
        """A run ends where the next row has another order or another transaction type."""
        types, orders = block.types, block.orders
        breaks = map(or_, map(ne, orders, orders[1:]), map(ne, types, types[1:]))
        ends = [*compress(count(1), breaks), len(orders)]
        starts = [0, *ends[:-1]]
        upto = [0, *accumulate(block.minor)]
        of_start = [*map(upto.__getitem__, starts), upto[-1]]
        kinds = [self._kinds[types[start]] for start in starts]
        runs = zip(
            repeat(place),
            kinds,
            map(str, map(orders.__getitem__, starts), repeat(charset)),
            map(sub, ends, starts),
            map(sub, of_start[1:], of_start),
        )
        self._database.executemany("INSERT INTO runs VALUES (?, ?, ?, ?, ?)", compress(runs, kinds))

    def _again(
        self, statement: Statement, fingerprint: str, name: str, at: str, total: int, rows: int
    ) -> Taken:
        if fingerprint != _fingerprint(statement):
            said = statement.summary.total
            raise ChangedSettlement(
                f"settlement {statement.summary.settlement_id} was taken from {name} with {rows} "
                f"rows and {Money.from_minor(total, said.currency)}; "
                f"now it has {statement.rows} rows and {said}, or other figures in them",
                remedy="Compare the two files; cancel the first before the second is taken.",
            )
        return Taken(statement, name, datetime.fromisoformat(at), again=True)


class _Kinds(dict[bytes, str]):
    """Transaction type to the kind of an order's row; "" for rows that are no order's."""

    def __missing__(self, cell: bytes) -> str:
        kind = kind_of(cell.decode("cp1252", "replace"), "")
        said = self[cell] = kind.value if kind in {Kind.ORDER, Kind.REFUND} else ""
        return said


def _fingerprint(statement: Statement) -> str:
    """Of the summary row and every group: the same for a file and its gzip, in any encoding."""
    said = repr((statement.summary, statement.rows, statement.groups))
    return hashlib.sha256(said.encode()).hexdigest()
