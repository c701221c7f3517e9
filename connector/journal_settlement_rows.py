"""The rows of settlements in the journal: read chunk by chunk, posting by posting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, LargeBinary, func, literal, select

from connector.journal_database import Database
from connector.journal_tables import (
    SETTLEMENT_CHUNKS,
    SETTLEMENT_ORDERS,
    SETTLEMENT_REPEATS,
    SETTLEMENTS,
)
from connector.money import Money
from connector.settlements.chunks import Chunk, Key, Place, Splitter, rows_at
from connector.settlements.dialect import DateLayout
from connector.settlements.order_numbers import number_of, runs_with
from connector.settlements.postings import Part, SettlementPosting, SplitOptions
from connector.settlements.statement import Row

__all__ = ["Book", "SettlementRows", "UnknownPosting", "UnknownSettlement", "posting_id"]

PER_SETTLEMENT = 10_000_000
"""A posting's id is its settlement's times this, and the number of its first run from 1."""
AT_ONCE = 8  # chunks
KEPT = 4  # chunks and settlements that are remembered, taken apart

_CHUNK = [SETTLEMENT_CHUNKS.c[name] for name in Chunk.__slots__]


class UnknownSettlement(LookupError):
    """The journal has no such settlement."""


class UnknownPosting(LookupError):
    """There is no posting with this number."""


def posting_id(settlement: int, run: int) -> int:
    return settlement * PER_SETTLEMENT + run + 1


@dataclass(frozen=True, slots=True)
class Book:
    """What is needed to read a settlement's chunks. It never changes."""

    settlement: int
    currency: str
    words: list[str]
    charset: str
    dates: DateLayout
    options: SplitOptions
    splitter: Splitter
    taken_at: datetime


class SettlementRows(Database):
    def __init__(self, path: str) -> None:
        super().__init__(path)
        self._books: dict[int, Book] = {}
        self._taken_apart: dict[tuple[int, int], tuple[Chunk, list[tuple[Key, Place]]]] = {}

    def rows_of(self, posting: SettlementPosting) -> list[Row]:
        """Every single row, in the order of the file; no two are ever summed.

        Raises UnknownSettlement for a posting whose settlement was dropped.
        """
        found: list[Row] = []
        with self._begin() as connection:
            book = self._book(connection, posting.settlement)
            for chunk, _, place in self._places_of(connection, book, _key(posting), _run(posting)):
                found += rows_at(chunk, place, book.words, book.charset, book.dates, book.currency)
        return found

    def _book(self, connection: Connection, settlement: int) -> Book:
        known = self._books.get(settlement)
        if known is not None:
            return known
        asked = select(
            SETTLEMENTS.c.words, SETTLEMENTS.c.dialect, SETTLEMENTS.c.options,
            SETTLEMENTS.c.total_currency, SETTLEMENTS.c.taken_at,
        ).where(SETTLEMENTS.c.id == settlement)  # fmt: skip
        found = connection.execute(asked).first()
        if found is None:
            raise UnknownSettlement(f"there is no settlement {settlement} in the journal")
        words, dialect, options, currency, taken_at = found
        made = book_of(
            settlement, currency, words, dialect["charset"], DateLayout[dialect["dates"]],
            SplitOptions(**options), taken_at,
        )  # fmt: skip
        _remember(self._books, settlement, made)
        return made

    def _chunks(self, connection: Connection, settlement: int, run: int = 0) -> Iterator[Chunk]:
        """From the one that holds `run` to the last."""
        first = (
            select(func.max(SETTLEMENT_CHUNKS.c.first_run))
            .where(SETTLEMENT_CHUNKS.c.settlement == settlement)
            .where(SETTLEMENT_CHUNKS.c.first_run <= run)
        )
        at, limit = connection.execute(first).scalar(), 1
        while at is not None:
            asked = (
                select(*_CHUNK)
                .where(SETTLEMENT_CHUNKS.c.settlement == settlement)
                .where(SETTLEMENT_CHUNKS.c.first_run >= at)
                .order_by(SETTLEMENT_CHUNKS.c.first_run)
                .limit(limit)
            )
            found = [Chunk(*each) for each in connection.execute(asked)]
            yield from found
            at = found[-1].first_run + found[-1].runs if len(found) == limit else None
            limit = AT_ONCE

    def _places(
        self, connection: Connection, book: Book, run: int = 0
    ) -> Iterator[tuple[Chunk, Key, Place]]:
        """Of every run that belongs to a posting, from `run` on, in the order of the file."""
        kept = self._held(book.settlement, run)
        if kept is not None:
            chunk, places = kept
            for key, place in places:
                if place.run >= run:
                    yield chunk, key, place
            run = chunk.first_run + chunk.runs
        for chunk in self._chunks(connection, book.settlement, run):
            if chunk.first_run + chunk.runs <= run:
                return
            places = list(book.splitter.places(chunk))
            _remember(self._taken_apart, (book.settlement, chunk.first_run), (chunk, places))
            for key, place in places:
                if place.run >= run:
                    yield chunk, key, place

    def _held(self, settlement: int, run: int) -> tuple[Chunk, list[tuple[Key, Place]]] | None:
        for (whose, first), kept in list(self._taken_apart.items()):
            if whose == settlement and first <= run < first + kept[0].runs:
                return kept
        return None

    def _places_of(
        self, connection: Connection, book: Book, key: Key, first: int
    ) -> Iterator[tuple[Chunk, Key, Place]]:
        """`first`: the run the posting begins with."""
        if not key.order_id:
            yield from (each for each in self._places(connection, book) if each[1] == key)
            return
        asked = (
            select(SETTLEMENT_REPEATS.c.run)
            .where(SETTLEMENT_REPEATS.c.settlement == book.settlement)
            .where(SETTLEMENT_REPEATS.c.first == first)
            .order_by(SETTLEMENT_REPEATS.c.run)
        )
        until = -1
        for run in [first, *connection.execute(asked).scalars()]:
            for each in self._places(connection, book, run):
                if each[1] != key:
                    break
                if each[2].run > until:
                    until = each[2].run
                    yield each

    def _bases(self, connection: Connection, book: Book) -> dict[int, SettlementPosting]:
        """Every posting as the file gives it, by id, in the order of the file."""
        sums: dict[Key, list[int]] = {}
        for _, key, place in self._places(connection, book):
            known = sums.get(key)
            if known is None:
                sums[key] = [place.run, len(place.rows), place.minor]
            else:
                known[1] += len(place.rows)
                known[2] += place.minor
        made = (_posting(book, key, *each) for key, each in sums.items())
        return {each.id: each for each in made}

    def _base(self, connection: Connection, posting: int) -> SettlementPosting:
        settlement, number = divmod(posting, PER_SETTLEMENT)
        unknown = UnknownPosting(f"there is no posting {posting} of a settlement")
        try:
            book = self._book(connection, settlement)
        except UnknownSettlement as nothing:
            raise unknown from nothing
        run = number - 1
        found = next(self._places(connection, book, run), None) if number else None
        if found is None or found[2].run != run:
            raise unknown
        key = found[1]
        if key.order_id and self._goes_on(connection, book, key, run):
            raise unknown
        places = [place for _, _, place in self._places_of(connection, book, key, run)]
        if places[0].run != run:
            raise unknown
        rows = sum(len(place.rows) for place in places)
        return _posting(book, key, run, rows, sum(place.minor for place in places))

    def _goes_on(self, connection: Connection, book: Book, key: Key, run: int) -> bool:
        """Whether the run is a later one of its posting."""
        asked = select(SETTLEMENT_REPEATS.c.first).where(
            SETTLEMENT_REPEATS.c.settlement == book.settlement, SETTLEMENT_REPEATS.c.run == run
        )
        if connection.execute(asked).first() is not None:
            return True
        before = None
        if run:
            for _, other, place in self._places(connection, book, run - 1):
                if place.run >= run:
                    break
                before = other
        return before == key

    def _naming(self, connection: Connection, account: str, order_id: str) -> list[int]:
        """Ids of the postings that are the order's own, in all settlements of the account."""
        number = number_of(order_id)
        held, sought = SETTLEMENT_ORDERS.c, literal(number, LargeBinary)
        numbers: Any = held.numbers
        if connection.dialect.name == "sqlite":
            there: Any = func.instr(numbers, sought)
        else:
            there = func.position(sought.op("IN")(numbers))
        asked = (
            select(held.settlement, held.first_run, numbers)
            .join(SETTLEMENTS, SETTLEMENTS.c.id == held.settlement)
            .where(SETTLEMENTS.c.account == account, there > 0)
            .order_by(held.settlement, held.first_run)
        )
        first: dict[tuple[int, Key], int] = {}
        for settlement, at, seen in connection.execute(asked).all():
            book = self._book(connection, settlement)
            for run in (at + each for each in runs_with(seen, number)):
                for _, key, place in self._places(connection, book, run):
                    if place.run > run:
                        break
                    if key.order_id == order_id:
                        first.setdefault((settlement, key), place.run)
        return [posting_id(settlement, run) for (settlement, _), run in first.items()]

    def _forget(self, settlement: int) -> None:
        self._books.pop(settlement, None)
        for kept in [each for each in self._taken_apart if each[0] == settlement]:
            self._taken_apart.pop(kept, None)


def book_of(
    settlement: int, currency: str, words: list[str], charset: str, dates: DateLayout,
    options: SplitOptions, taken_at: datetime,
) -> Book:  # fmt: skip
    splitter = Splitter(options, words, charset, dates)
    return Book(settlement, currency, words, charset, dates, options, splitter, taken_at)


def _key(posting: SettlementPosting) -> Key:
    return Key(posting.part, posting.order_id, posting.adjustment_id, posting.month)


def _run(posting: SettlementPosting) -> int:
    return posting.id % PER_SETTLEMENT - 1


def _posting(book: Book, key: Key, run: int, rows: int, minor: int) -> SettlementPosting:
    return SettlementPosting(
        id=posting_id(book.settlement, run), settlement=book.settlement, part=Part(key.part),
        order_id=key.order_id, adjustment_id=key.adjustment_id, month=key.month,
        amount=Money.from_minor(minor, book.currency), rows=rows,
    )  # fmt: skip


def _remember(kept: dict[Any, Any], key: object, value: object) -> None:
    while len(kept) >= KEPT:
        kept.pop(next(iter(kept)), None)
    kept[key] = value
