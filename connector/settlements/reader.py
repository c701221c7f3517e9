"""Reads a settlement (flat file V2) from its first byte to its last, in constant memory.

What is read may be used before the end, but counts only after it: the check that the rows add up to
the summary row comes last, and raises.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from operator import itemgetter
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from connector.money import Money, UnknownCurrency, exponent
from connector.settlements.blocks import TakeApart
from connector.settlements.columns import Columns
from connector.settlements.dialect import Amounts, Dialect, Letters, date_layout
from connector.settlements.refusals import (
    BrokenDownload,
    DoesNotAddUp,
    NotASettlement,
    Unreadable,
)
from connector.settlements.runs import Digest, Pairs, RunBlock, RunSums, in_runs, when_of
from connector.settlements.source import Source
from connector.settlements.statement import Group, Row, Statement, Summary

__all__ = ["Block", "SettlementReader", "read_statement"]

FLUSH = 20_000  # rows whose amounts wait in their groups before they are added up
FIRST_ROW_LINE = 3


@dataclass(frozen=True, slots=True)
class Block:
    """Some rows in the order of the file, as columns."""

    number: int
    """Of its first row; 1 is the first row after the summary."""
    text: bytes
    minor: list[int]
    """Amounts in minor units."""


def read_statement(file: Path | BinaryIO, charset: str | None = None) -> Statement:
    """The whole settlement in sums. Raises SettlementRefused; nothing is half-read.

    `charset` is what the download's Content-Type declared, if it is known.
    """
    with SettlementReader(file, charset) as reader:
        return reader.statement()


class SettlementReader:
    """One pass over one file: `statement()`, `rows()` or `blocks()`, once; `runs()` instead when
    the reader is for the `whole` of it.

    Opening reads the header and the summary row, so `summary` is there before the rows. Raises
    SettlementRefused, then and while reading.
    """

    def __init__(
        self, file: Path | BinaryIO, charset: str | None = None, *, whole: bool = False
    ) -> None:
        self._whole = whole
        self._letters = Letters(charset)
        self._source = Source(file)
        try:
            self._open()
        except BaseException:
            self._source.close()
            raise
        self._groups = _Waiting(self._day)
        self.run_sums = RunSums(self._day)
        self._pairs = Pairs(self._amounts, self.run_sums.words)
        self._known_rests: set[bytes] = set()
        self.digest = Digest()
        self._sums: dict[tuple[bytes, bytes, bytes], tuple[int, int]] = {}
        self._waiting = 0
        self.row_count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._source.close()

    @property
    def dialect(self) -> Dialect:
        """As far as it has been found out."""
        return Dialect(self._dates, self._amounts.mark, self._letters.name)

    def statement(self) -> Statement:
        deque(self.runs() if self._whole else self.blocks(), 0)
        return self.so_far()

    def so_far(self) -> Statement:
        """The sums of what was read; a statement only after the last block."""
        self._add_up()
        merged: dict[tuple[str, ...], tuple[int, int]] = {}
        months: dict[tuple[str, ...], date] = {}
        for (kind, words, when), (rows, minor) in self._sums.items():
            fulfillment = when.split(b"\t")[0]
            month = self._day(when[-10:]).replace(day=1)
            key = tuple(map(self._letters.text, (kind, *words.split(b"\t"), fulfillment)))
            key = (*key, month.isoformat())
            months[key] = month
            before = merged.get(key, (0, 0))
            merged[key] = (before[0] + rows, before[1] + minor)
        currency = self.summary.total.currency
        groups = tuple(
            Group(
                transaction_type=key[0], marketplace=key[1], amount_type=key[2],
                amount_description=key[3], fulfillment=key[4], month=months[key], rows=rows,
                amount=Money.from_minor(minor, currency),
            )
            for key, (rows, minor) in sorted(merged.items())
        )  # fmt: skip
        return Statement(
            summary=self.summary, dialect=self.dialect, rows=self.row_count, groups=groups
        )

    def rows(self) -> Iterator[Row]:
        """Every row, in the order of the file. Raises DoesNotAddUp after the last one."""
        at, width = self._columns.at, self._columns.width
        wanted = itemgetter(*(at.get(name, width) for name in _ROW_TEXTS))
        currency = self.summary.total.currency
        for block in self.blocks():
            lines = self._letters.text(block.text).split("\n")
            for number, (line, minor) in enumerate(
                zip(lines[:-1], block.minor, strict=True), block.number
            ):
                cells = [*line.split("\t"), ""]
                day, moment = cells[at["posted-date"]], cells[at["posted-date-time"]]
                yield Row(
                    number=number,
                    amount=Money.from_minor(minor, currency),
                    day=self._day((moment or day)[:10].encode()),
                    posted=self._dates.moment(moment),
                    quantity=_quantity(cells[at["quantity-purchased"]], _line(number)),
                    **dict(zip(_ROW_TEXTS.values(), wanted(cells), strict=True)),
                )

    def blocks(self) -> Iterator[Block]:
        """Blocks of rows; their amounts are in the sums when they are given out."""
        for text, line in self._texts():
            types, words, amounts, days = self._take_apart(text, line, cut=self._source.cut)
            minor = self._read_amounts(amounts, line)
            lists = map(self._groups.__getitem__, zip(types, words, days, strict=True))
            try:
                deque(map(list.append, lists, minor), 0)
            except Unreadable:
                self._blame_day([when[-10:] for when in days], line)
                raise
            self._count(len(minor))
            yield Block(self.row_count + 1 - len(minor), text, minor)
        self._check_total()

    def runs(self) -> Iterator[RunBlock]:
        """The same of a reader for the `whole` file: every cell, in runs."""
        for text, line in self._texts():
            heads, said, tails, rests = self._take_apart(text, line, cut=self._source.cut)
            try:
                words, minor = zip(*map(self._pairs.__getitem__, said), strict=True)
            except Unreadable:
                self._blame([each.rpartition(b"\t")[2] for each in said], line)
                raise
            if not self._known_rests.issuperset(rests):
                self._read_rests(rests, line)
            block = in_runs(self.row_count + 1, heads, tails, words, minor, rests)
            try:
                self.run_sums.add(block)
            except Unreadable:
                self._blame_day([when_of(tail)[-10:] for tail in tails], line)
                raise
            self.digest.add(block, self._letters.text)
            self._count(len(minor))
            yield block
        self._check_total()

    def _read_rests(self, rests: Sequence[bytes], line: int) -> None:
        """Refuse what is no quantity now, not when somebody asks for the row."""
        for number, rest in enumerate(rests, line):
            if rest not in self._known_rests:
                _quantity(rest.partition(b"\t")[0].decode("ascii", "replace"), number)
        if len(self._known_rests) > Amounts.MOST:
            self._known_rests.clear()
        self._known_rests.update(rests)

    def _read_amounts(self, amounts: Sequence[bytes], line: int) -> list[int]:
        try:
            return list(map(self._amounts.__getitem__, amounts))
        except Unreadable:
            self._blame(amounts, line)
            raise

    def _count(self, rows: int) -> None:
        self._waiting += rows
        self.row_count += rows
        if self._waiting > FLUSH:
            self._add_up()

    def _check_total(self) -> None:
        self._add_up()
        currency = self.summary.total.currency
        summed = Money.from_minor(sum(minor for _, minor in self._sums.values()), currency)
        if summed != self.summary.total:
            raise DoesNotAddUp(self.summary.total, summed, self.row_count)

    def _open(self) -> None:
        head = b""
        for block in self._source:
            head += block
            if head.count(b"\n") > 1:
                break
        header, _, rest = head.partition(b"\n")
        self._columns = Columns.of(header.decode("cp1252", "replace"))
        first, ended, self._rest = rest.partition(b"\n")
        if not ended:
            raise NotASettlement("there is no summary row below the header")
        if not first.isascii():
            raise Unreadable("the summary row has letters that belong in no figure", line=2)
        self.summary = self._read_summary(first.decode("ascii").split("\t"))
        self._take_apart = TakeApart(
            self._columns,
            self.summary.settlement_id,
            self.summary.total.currency,
            whole=self._whole,
        )

    def _read_summary(self, cells: list[str]) -> Summary:
        at = self._columns.at
        cells += [""] * (self._columns.width - len(cells))
        said = {name: cells[number].strip() for name, number in at.items()}
        if len(cells) > self._columns.width or said["transaction-type"] or said["amount"]:
            raise BrokenDownload("the summary row is missing: a transaction stands there", line=2)
        number = said["settlement-id"]
        if not re.fullmatch(r"[0-9]{1,20}", number):
            raise Unreadable(
                f"{number!r} is no settlement id: a spreadsheet program may have changed it", line=2
            )
        currency = said["currency"]
        try:
            self._amounts = Amounts(exponent(currency))
        except UnknownCurrency as unknown:
            raise Unreadable(str(unknown), line=2) from unknown
        start, end = said["settlement-start-date"], said["settlement-end-date"]
        deposit = said["deposit-date"]
        self._dates = date_layout(start, end, deposit, line=2)
        if not said["total-amount"]:
            raise BrokenDownload("the summary row has no total-amount", line=2)
        began, ended = self._dates.moment(start), self._dates.moment(end)
        if began is None or ended is None:
            raise Unreadable(f"{start!r} to {end!r} is no settlement period", line=2)
        try:
            minor = self._amounts.read(said["total-amount"])
        except Unreadable as wrong:
            raise Unreadable(wrong.sentence, line=2) from wrong
        return Summary(
            settlement_id=number, start=began, end=ended, deposit=self._dates.moment(deposit),
            total=Money.from_minor(minor, currency),
        )  # fmt: skip

    def _texts(self) -> Iterator[tuple[bytes, int]]:
        """Whole lines, and the line of the file that the first of them is."""
        for text in chain([self._rest] if self._rest else [], self._source):
            # Empty lines at the end are left by editors; one in the middle is refused as it comes.
            kept = text.rstrip(b"\n") + b"\n" if text.endswith(b"\n\n") else text
            if kept == b"\n":
                continue
            line = _line(self.row_count + 1)
            if not kept.isascii():
                self._letters.decide(kept, self.summary.total.currency, line)
            yield kept, line

    def _add_up(self) -> None:
        for key, waiting in self._groups.items():
            if waiting:
                rows, minor = self._sums.get(key, (0, 0))
                self._sums[key] = (rows + len(waiting), minor + sum(waiting))
                waiting.clear()
        self.run_sums.move_to(self._sums)
        self._waiting = 0

    def _blame(self, amounts: Sequence[bytes], line: int) -> None:
        for number, cell in enumerate(amounts, line):
            try:
                self._amounts[cell]
            except Unreadable as wrong:
                raise Unreadable(wrong.sentence, line=number) from wrong

    def _blame_day(self, days: list[bytes], line: int) -> None:
        for number, day in enumerate(days, line):
            try:
                self._day(day)
            except Unreadable as wrong:
                raise Unreadable(wrong.sentence, line=number) from wrong

    def _day(self, text: bytes) -> date:
        day = self._dates.day(text.decode("ascii", "replace"))
        if day is None:
            raise Unreadable(
                f"{text.decode('ascii', 'replace')!r} is no day as this file writes them "
                f"({self._dates.value})"
            )
        return day


class _Waiting(dict[tuple[bytes, bytes, bytes], list[int]]):
    """The amounts of each group that are not added up yet; a new group's day is read at once."""

    def __init__(self, day: Callable[[bytes], date]) -> None:
        super().__init__()
        self._day = day

    def __missing__(self, key: tuple[bytes, bytes, bytes]) -> list[int]:
        self._day(key[2][-10:])
        made: list[int] = []
        self[key] = made
        return made


_ROW_TEXTS = {
    "transaction-type": "transaction_type",
    "order-id": "order_id",
    "merchant-order-id": "merchant_order_id",
    "adjustment-id": "adjustment_id",
    "shipment-id": "shipment_id",
    "marketplace-name": "marketplace",
    "amount-type": "amount_type",
    "amount-description": "amount_description",
    "fulfillment-id": "fulfillment",
    "order-item-code": "order_item_code",
    "merchant-order-item-id": "merchant_order_item_id",
    "merchant-adjustment-item-id": "merchant_adjustment_item_id",
    "sku": "sku",
    "promotion-id": "promotion_id",
}


def _line(number: int) -> int:
    return number + FIRST_ROW_LINE - 1


def _quantity(text: str, line: int) -> int | None:
    if not text.strip():
        return None
    try:
        return int(text)
    except ValueError as wrong:
        raise Unreadable(f"{text!r} is no quantity", line=line) from wrong
