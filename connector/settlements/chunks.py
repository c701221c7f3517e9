"""Rows as the journal keeps them: a chunk for each block that was read, column by column.

Columns of text are lines as they stood in the file, in its own character set; columns of numbers
are little-endian integers. Runs are numbered through the settlement from 0, so a run's number also
names the posting that begins with it.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from connector.money import Money
from connector.settlements.dialect import DateLayout
from connector.settlements.kinds import Kind, kind_of
from connector.settlements.postings import Part, SplitOptions
from connector.settlements.runs import RunBlock, when_of
from connector.settlements.splitting import is_foreign
from connector.settlements.statement import Row

__all__ = ["Chunk", "Key", "Place", "Splitter", "pack", "rows_at"]


@dataclass(frozen=True, slots=True)
class Chunk:
    """`first_run` and `first_row` (from 1) are numbers in the settlement."""

    first_run: int
    runs: int
    first_row: int
    rows: int
    heads: bytes
    lengths: bytes
    words: bytes
    amounts: bytes
    tails: bytes
    rests: bytes


def pack(block: RunBlock, first_run: int) -> Chunk:
    return Chunk(
        first_run=first_run,
        runs=len(block.heads),
        first_row=block.number,
        rows=len(block.minor),
        heads=b"\n".join(block.heads),
        lengths=_numbers(block.lengths, "HI"),
        words=_numbers(block.words, "HI"),
        amounts=_numbers(block.minor, "iq"),
        tails=b"\n".join(block.tails),
        rests=b"\n".join(block.rests),
    )


def _numbers(values: Sequence[int], codes: str) -> bytes:
    """In the smallest of the two widths that holds all of them."""
    try:
        made = array(codes[0], values)
    except OverflowError:
        made = array(codes[1], values)
    if sys.byteorder == "big":
        made.byteswap()
    return made.tobytes()


def _values(data: bytes, count: int, *, signed: bool = False) -> Sequence[int]:
    width = len(data) // count
    code = {2: "H", 4: "i" if signed else "I", 8: "q"}[width]
    made = array(code, data)
    if sys.byteorder == "big":
        made.byteswap()
    return made


@dataclass(frozen=True, slots=True)
class Key:
    """What tells one posting of a settlement from another."""

    part: Part
    order_id: str
    adjustment_id: str
    month: date | None


@dataclass(frozen=True, slots=True)
class Place:
    """Rows of one posting in one run; `rows` are their places in the chunk."""

    run: int
    rows: Sequence[int]
    minor: int


class Splitter:
    """Says which posting a row belongs to, if any. One for each settlement."""

    def __init__(
        self, options: SplitOptions, words: Sequence[str], charset: str, dates: DateLayout
    ) -> None:
        self._options = options
        self._charset, self._dates = charset, dates
        said = [each.split("\t") for each in words]
        self._descriptions = [each[2] for each in said]
        self._foreign = [is_foreign(each[0], options) for each in said]
        self._kinds: dict[tuple[str, int], Kind] = {}
        self._parts: dict[str, Part | None] = {}

    def places(self, chunk: Chunk) -> Iterator[tuple[Key, Place]]:
        """Every run, or part of one, that belongs to a posting, in the order of the file."""
        lengths = _values(chunk.lengths, chunk.runs)
        words = _values(chunk.words, chunk.rows)
        amounts = _values(chunk.amounts, chunk.rows, signed=True)
        upto = [0, *accumulate(amounts)]
        heads = chunk.heads.decode(self._charset).split("\n")
        tails = self._months(chunk)
        any_foreign = any(self._foreign)
        at = 0
        for run, (head, length) in enumerate(zip(heads, lengths, strict=True)):
            start, at = at, at + length
            said, order_id, _, adjustment_id, _ = head.split("\t")
            part = self._part(said) if order_id else None
            rows: Sequence[int] = range(start, at)
            if any_foreign:
                rows = [each for each in rows if not self._foreign[words[each]]]
            if part is None:
                rows = [each for each in rows if self._is_non_order(said, words[each])]
            if not rows:
                continue
            if isinstance(rows, range):
                minor = upto[at] - upto[start]
            else:
                minor = sum(amounts[each] for each in rows)
            key = self._key(part or Part.NON_ORDER, order_id, adjustment_id, tails, run)
            yield key, Place(chunk.first_run + run, rows, minor)

    def _key(
        self, part: Part, order_id: str, adjustment_id: str, month_of: Callable[[int], date],
        run: int,
    ) -> Key:  # fmt: skip
        merged = {
            Part.ORDER: self._options.merge_fees,
            Part.REFUND: self._options.merge_refunds,
            Part.NON_ORDER: True,
        }[part]
        if merged:
            return Key(part, "", "", month_of(run) if self._options.split_months else None)
        return Key(part, order_id, adjustment_id if part is Part.REFUND else "", None)

    def _part(self, said: str) -> Part | None:
        if said not in self._parts:
            kind = kind_of(said, "")
            self._parts[said] = Part(kind.value) if kind in {Kind.ORDER, Kind.REFUND} else None
        return self._parts[said]

    def _is_non_order(self, said: str, word: int) -> bool:
        """Also a row of an order's kind that names no order: nothing is there to add it to."""
        kind = self._kinds.get((said, word))
        if kind is None:
            kind = self._kinds[said, word] = kind_of(said, self._descriptions[word])
        return kind in {Kind.NON_ORDER, Kind.ORDER, Kind.REFUND}

    def _months(self, chunk: Chunk) -> Callable[[int], date]:
        tails: list[bytes] = []

        def month_of(run: int) -> date:
            if not tails:
                tails.extend(chunk.tails.split(b"\n"))
            day = self._dates.day(when_of(tails[run])[-10:].decode("ascii"))
            if day is None:
                raise ValueError(f"run {chunk.first_run + run} has no day")
            return day.replace(day=1)

        return month_of


def rows_at(
    chunk: Chunk, place: Place, words: Sequence[str], charset: str, dates: DateLayout, currency: str
) -> list[Row]:
    """The rows themselves. Raises ValueError for a chunk that this reader cannot have written."""
    run = place.run - chunk.first_run
    kind, order_id, merchant_order_id, adjustment_id, shipment_id = (
        chunk.heads.split(b"\n")[run].decode(charset).split("\t")
    )
    tail = chunk.tails.split(b"\n")[run]
    fulfillment, day, moment, code, merchant_item, merchant_adjustment, sku = tail.decode(
        charset
    ).split("\t")
    seen = dates.day((moment or day)[:10])
    if seen is None:
        raise ValueError(f"run {place.run} has no day")
    rests = chunk.rests.decode(charset).split("\n")
    of_rows = _values(chunk.words, chunk.rows)
    amounts = _values(chunk.amounts, chunk.rows, signed=True)
    found = []
    for at in place.rows:
        marketplace, amount_type, description = words[of_rows[at]].split("\t")
        quantity, _, promotion = rests[at].partition("\t")
        found.append(
            Row(
                number=chunk.first_row + at, transaction_type=kind, order_id=order_id,
                merchant_order_id=merchant_order_id, adjustment_id=adjustment_id,
                shipment_id=shipment_id, marketplace=marketplace, amount_type=amount_type,
                amount_description=description,
                amount=Money.from_minor(amounts[at], currency),
                fulfillment=fulfillment, day=seen, posted=dates.moment(moment),
                order_item_code=code, merchant_order_item_id=merchant_item,
                merchant_adjustment_item_id=merchant_adjustment, sku=sku,
                quantity=int(quantity) if quantity.strip() else None, promotion_id=promotion,
            )
        )  # fmt: skip
    return found
