"""Where the rows of an order stand in a settlement, found without reading the rows.

Four bytes a run, in the order of the runs: the checksum of the order's id. Two orders may share
one, so what is found is looked at.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterator, Sequence
from zlib import crc32

__all__ = ["number_of", "numbers_of", "runs_with"]

WIDTH = 4


def numbers_of(heads: Sequence[bytes]) -> bytes:
    made = array("I", [crc32(head.split(b"\t", 2)[1]) for head in heads])
    if sys.byteorder == "big":
        made.byteswap()
    return made.tobytes()


def number_of(order_id: str) -> bytes:
    return crc32(order_id.encode()).to_bytes(WIDTH, "little")


def runs_with(numbers: bytes, number: bytes) -> Iterator[int]:
    """Places of the runs with this number, from 0."""
    at = numbers.find(number)
    while at >= 0:
        if at % WIDTH == 0:
            yield at // WIDTH
        at = numbers.find(number, at + 1)
