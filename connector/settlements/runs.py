"""Rows in runs: neighbours that are alike in everything but words, amount and quantity.

A run is what one item of an order got on one occasion, four or five rows. What its rows share is
kept once, so a settlement of a million rows needs a fifth of the room of its file, and what is
to be done in Python is done once a run.
"""

from __future__ import annotations

import hashlib
import sys
from array import array
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, compress, count, repeat
from operator import add, ne, or_, sub

from connector.settlements.dialect import Amounts

__all__ = ["Codes", "Digest", "Pairs", "RunBlock", "RunSums", "in_runs", "when_of"]

Sums = dict[tuple[bytes, bytes, bytes], tuple[int, int]]
PLACE = 32  # bits that a word's code may have
USUAL = len(b"AFN\t2026-03-14\t2026-03-14")


class Codes(dict[bytes, int]):
    """A number for each different text, from 0."""

    def __missing__(self, text: bytes) -> int:
        code = self[text] = len(self)
        return code


class Pairs(dict[bytes, tuple[int, int]]):
    """Words and amount, as they stand in a line, to the words' number and minor units."""

    MOST = 20_000

    def __init__(self, amounts: Amounts, words: Codes) -> None:
        super().__init__()
        self._amounts, self._words = amounts, words

    def __missing__(self, said: bytes) -> tuple[int, int]:
        words, _, amount = said.rpartition(b"\t")
        pair = (self._words[words], self._amounts[amount])
        if len(self) >= self.MOST:
            self.clear()
        self[said] = pair
        return pair


@dataclass(frozen=True, slots=True)
class RunBlock:
    """Some rows in the order of the file. `heads`, `tails`, `lengths` have one entry a run, the
    others one a row; `words` are numbers of `RunSums.words`."""

    number: int
    """Of its first row; 1 is the first row after the summary."""
    heads: list[bytes]
    tails: list[bytes]
    lengths: list[int]
    words: Sequence[int]
    minor: Sequence[int]
    rests: Sequence[bytes]


def in_runs(
    number: int, heads: Sequence[bytes], tails: Sequence[bytes], words: Sequence[int],
    minor: Sequence[int], rests: Sequence[bytes],
) -> RunBlock:  # fmt: skip
    """Columns with one entry a row; `number` is the first row's."""
    breaks = map(or_, map(ne, heads, heads[1:]), map(ne, tails, tails[1:]))
    starts = [0, *compress(count(1), breaks)]
    return RunBlock(
        number=number,
        heads=list(map(heads.__getitem__, starts)),
        tails=list(map(tails.__getitem__, starts)),
        lengths=list(map(sub, [*starts[1:], len(heads)], starts)),
        words=words,
        minor=minor,
        rests=rests,
    )


def when_of(tail: bytes) -> bytes:
    """Fulfillment, day and the day of the moment, as the groups of a statement are told apart."""
    fulfillment, day, moment, _ = tail.split(b"\t", 3)
    return fulfillment + b"\t\t" + (moment or day)[:10]


class RunSums:
    """The sums of all groups. `day` reads a day, or refuses it."""

    def __init__(self, day: Callable[[bytes], date]) -> None:
        self.words = Codes()
        self._day = day
        self._kinds: dict[tuple[bytes, bytes, date], tuple[int, bytes]] = {}
        self._seen: dict[tuple[bytes, bytes], int] = {}
        self._lists = _Lists()

    def add(self, block: RunBlock) -> None:
        """Raises what `day` raises."""
        seen = self._seen.get
        kinds: list[int] = []
        note = kinds.append
        for head, tail in zip(block.heads, block.tails, strict=True):
            said = head[: head.index(b"\t")]
            kind = seen((said, tail[:USUAL]))
            note(self._kind(said, tail) if kind is None else kind)
        of_rows = chain.from_iterable(map(repeat, kinds, block.lengths))
        lists = map(self._lists.__getitem__, map(add, of_rows, block.words))
        deque(map(list.append, lists, block.minor), 0)

    def _kind(self, said: bytes, tail: bytes) -> int:
        """A number for the transaction type, the fulfillment and the month."""
        when = when_of(tail)
        month = self._day(when[-10:]).replace(day=1)
        key = (said, when[:-10], month)
        kind, _ = self._kinds.setdefault(key, (len(self._kinds) << PLACE, when))
        begins = tail[:USUAL]
        if begins.count(b"\t") == 2 and len(begins.rpartition(b"\t")[2]) == 10:
            self._seen[said, begins] = kind  # fulfillment and both days are all in there
        return kind

    def move_to(self, sums: Sums) -> None:
        """Add up what has come since the last time."""
        kinds, words = list(self._kinds.items()), list(self.words)
        for place, waiting in self._lists.items():
            if waiting:
                (said, _, _), (_, when) = kinds[place >> PLACE]
                key = (said, words[place & ((1 << PLACE) - 1)], when)
                rows, minor = sums.get(key, (0, 0))
                sums[key] = (rows + len(waiting), minor + sum(waiting))
                waiting.clear()


class _Lists(dict[int, list[int]]):
    def __missing__(self, place: int) -> list[int]:
        made: list[int] = []
        self[place] = made
        return made


class Digest:
    """Of every amount, and of its order: the same for a file and its gzip, in any encoding and with
    any dates, wherever its blocks begin."""

    def __init__(self) -> None:
        self._heads, self._amounts = hashlib.sha256(), hashlib.sha256()
        self._last = (b"", b"")

    def add(self, block: RunBlock, text: Callable[[bytes], str]) -> None:
        """`text` reads letters that are not ASCII."""
        goes_on = (block.heads[0], block.tails[0]) == self._last
        self._last = (block.heads[-1], block.tails[-1])
        said = b"\n".join([*block.heads[goes_on:], b""])
        self._heads.update(said if said.isascii() else text(said).encode())
        amounts = array("q", block.minor)
        if sys.byteorder == "big":
            amounts.byteswap()
        self._amounts.update(amounts)

    def __str__(self) -> str:
        return self._heads.hexdigest() + self._amounts.hexdigest()
