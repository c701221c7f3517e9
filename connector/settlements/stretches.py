"""Which postings a file has, and which of them it tells in more than one place.

The rows of an order stand together as a rule, but nothing promises it. So every stretch of runs
that begins is noted as a number, four bytes each; those that occur twice are looked at once more
when the file has been read.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence

from connector.settlements.kinds import Kind, kind_of

__all__ = ["Stretches", "key_of"]

SEEN = 1 << 21  # flags that say whether a number may have come before
SHORT = 0xFFFFFFFF

_ORDER, _REFUND, _OTHER = b"o", b"r", b""


class _Parts(dict[bytes, bytes]):
    def __missing__(self, said: bytes) -> bytes:
        kinds = {Kind.ORDER: _ORDER, Kind.REFUND: _REFUND}
        part = self[said] = kinds.get(kind_of(said.decode("cp1252", "replace"), ""), _OTHER)
        return part


_PARTS = _Parts()


def key_of(head: bytes) -> bytes:
    """The same for all runs of an order, and of a refund; empty for the account's own rows."""
    said, order_id, _, adjustment_id, _ = head.split(b"\t")
    part = _PARTS[said]
    if not part or not order_id:
        return b""
    return part + order_id + b"\t" + adjustment_id if part == _REFUND else part + order_id


class Stretches:
    def __init__(self) -> None:
        self._last = b""
        self._hashes, self._runs = array("I"), array("I")
        self.orders = self.refunds = 0
        """Stretches of each."""
        self.orderless = False
        """A row of an order's kind names no order."""

    def add(self, heads: Sequence[bytes], first_run: int) -> None:
        last, begin, at = self._last, self._hashes.append, self._runs.append
        refunds = 0
        before = len(self._hashes)
        for run, head in enumerate(heads, first_run):
            said, order_id, _, adjustment_id, _ = head.split(b"\t")
            key = _PARTS[said]
            if not key:
                last = b""
                continue
            if not order_id:
                self.orderless, last = True, b""
                continue
            key = key + order_id + b"\t" + adjustment_id if key == _REFUND else key + order_id
            if key != last:
                refunds += key[0] == _REFUND[0]
                begin(hash(key) & SHORT)
                at(run)
                last = key
        self._last = last
        self.refunds += refunds
        self.orders += len(self._hashes) - before - refunds

    def maybe_repeated(self) -> list[int]:
        """First runs of stretches that may have one key with another, in the order of the file."""
        flags = bytearray(SEEN)
        maybe = set()
        for number in self._hashes:
            at = number & (SEEN - 1)
            if flags[at]:
                maybe.add(number)
            else:
                flags[at] = 1
        often = Counter(filter(maybe.__contains__, self._hashes))
        twice = {number for number, times in often.items() if times > 1}
        if not twice:
            return []
        return [
            run for run, number in zip(self._runs, self._hashes, strict=True) if number in twice
        ]
