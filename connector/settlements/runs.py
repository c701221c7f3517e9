"""Rows in runs: neighbours that are alike in everything but words, amount and quantity.

A run is what one item of an order got on one occasion, four or five rows. What its rows share is
kept once, so a settlement of a million rows needs a seventh of the room of its file, and what is
to be done in Python is done once a run.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain, compress, count, repeat
from operator import add, ne, or_, sub

__all__ = ["Codes", "RunBlock", "RunSums", "in_runs", "when_of"]

Sums = dict[tuple[bytes, bytes, bytes], tuple[int, int]]
PLACE = 32  # bits that a word's code may have


class Codes(dict[bytes, int]):
    """A number for each different text, from 0."""

    def __missing__(self, text: bytes) -> int:
        code = self[text] = len(self)
        return code


@dataclass(frozen=True, slots=True)
class RunBlock:
    """Some rows in the order of the file. `heads`, `tails`, `lengths` have one entry a run, the
    others one a row; `words` are numbers of `RunSums.words`."""

    number: int
    """Of its first row; 1 is the first row after the summary."""
    heads: list[bytes]
    tails: list[bytes]
    lengths: list[int]
    words: list[int]
    minor: list[int]
    rests: Sequence[bytes]


def in_runs(heads: Sequence[bytes], tails: Sequence[bytes]) -> tuple[list[int], list[int]]:
    """(where each run begins, how many rows it has)."""
    breaks = map(or_, map(ne, heads, heads[1:]), map(ne, tails, tails[1:]))
    starts = [0, *compress(count(1), breaks)]
    return starts, list(map(sub, [*starts[1:], len(heads)], starts))


def when_of(tail: bytes) -> bytes:
    """Fulfillment, day and the day of the moment, as the groups of a statement are told apart."""
    fulfillment, day, moment, _ = tail.split(b"\t", 3)
    return fulfillment + b"\t\t" + (moment or day)[:10]


class RunSums:
    """The sums of all groups. `check` refuses a day that cannot be read."""

    def __init__(self, check: Callable[[bytes], object]) -> None:
        self.words = Codes()
        self._check = check
        self._kinds: dict[tuple[bytes, bytes], int] = {}
        self._lists = _Lists()

    def add(
        self, heads: list[bytes], tails: list[bytes], lengths: list[int], words: list[int],
        minor: list[int],
    ) -> None:  # fmt: skip
        """Raises what `check` raises."""
        kinds = []
        for head, tail in zip(heads, tails, strict=True):
            key = (head[: head.index(b"\t")], when_of(tail))
            kind = self._kinds.get(key)
            if kind is None:
                self._check(key[1][-10:])
                kind = self._kinds[key] = len(self._kinds) << PLACE
            kinds.append(kind)
        of_rows = chain.from_iterable(map(repeat, kinds, lengths))
        lists = map(self._lists.__getitem__, map(add, of_rows, words))
        deque(map(list.append, lists, minor), 0)

    def move_to(self, sums: Sums) -> None:
        """Add up what has come since the last time."""
        kinds, words = list(self._kinds), list(self.words)
        for place, waiting in self._lists.items():
            if waiting:
                said, when = kinds[place >> PLACE]
                key = (said, words[place & ((1 << PLACE) - 1)], when)
                rows, minor = sums.get(key, (0, 0))
                sums[key] = (rows + len(waiting), minor + sum(waiting))
                waiting.clear()


class _Lists(dict[int, list[int]]):
    def __missing__(self, place: int) -> list[int]:
        made = self[place] = []
        return made
