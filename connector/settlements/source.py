"""The bytes of a file, in blocks of whole lines, unpacked when they are gzip.

A block is 64 kB, so a file of any size needs the same memory.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self, cast

from connector.settlements.refusals import BrokenDownload, NotASettlement, WrongVersion

__all__ = ["Source"]

BLOCK = 1 << 16
LONGEST_LINE = 1 << 20
GZIP, ZIP, UTF8_BOM = b"\x1f\x8b", b"PK\x03\x04", b"\xef\xbb\xbf"
UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")


class Source:
    """Iterates over blocks that end with a line feed; carriage returns and a UTF-8 mark are gone.

    Raises NotASettlement for what is plainly something else and BrokenDownload for damaged gzip.
    """

    def __init__(self, file: Path | BinaryIO) -> None:
        self._held = ExitStack()
        self._file = self._held.enter_context(file.open("rb")) if isinstance(file, Path) else file
        self.cut = False
        """The last line had no line feed: it may be complete, it may be cut."""
        try:
            first = self._begin()
        except BaseException:
            self.close()
            raise
        self._blocks = self._read(first)

    def close(self) -> None:
        self._held.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __iter__(self) -> Iterator[bytes]:
        return self._blocks

    def _begin(self) -> bytes:
        first = self._file.read(BLOCK)
        if not first.startswith(GZIP):
            first += self._file.readline(LONGEST_LINE)
        else:
            packed = cast("BinaryIO", _Again(first, self._file))
            self._file = cast("BinaryIO", gzip.GzipFile(fileobj=packed, mode="rb"))
            first = self._more()
        first = first.removeprefix(UTF8_BOM)
        start = first[:200].lstrip().lower()
        if not start:
            raise NotASettlement("the file is empty")
        if first.startswith(ZIP):
            raise NotASettlement("this is a spreadsheet or an archive, not a text file")
        if first.startswith(UTF16_BOMS) or _every_second_is_zero(first):
            raise NotASettlement("this is Unicode text (UTF-16) as a spreadsheet saves it")
        if b"\0" in first:
            raise NotASettlement("this is no text file")
        if start.startswith((b"<?xml", b"<amazonenvelope")):
            raise WrongVersion("this is the XML settlement report; the flat file V2 is needed")
        if start.startswith(b"<"):
            raise NotASettlement("this is a web page; the sign-in may have expired")
        return first

    def _more(self) -> bytes:
        try:
            block = self._file.read(BLOCK)
            if block.endswith(b"\n"):
                return block
            return block + self._file.readline(LONGEST_LINE)
        except EOFError as cut:
            raise BrokenDownload("the gzip file ends too early: the download was cut") from cut
        except (gzip.BadGzipFile, zlib.error) as damaged:
            raise BrokenDownload(f"the gzip file is damaged ({damaged})") from damaged

    def _read(self, block: bytes) -> Iterator[bytes]:
        while block:
            if b"\r" in block:
                block = block.replace(b"\r\n", b"\n")
            following = self._more()
            if block.endswith(b"\n"):
                yield block
            elif following:
                raise NotASettlement("a line is longer than 1 MB")
            elif block.strip():
                self.cut = True
                yield block.rstrip(b"\r") + b"\n"
            block = following


def _every_second_is_zero(first: bytes) -> bool:
    """Plain letters in UTF-16, without its mark."""
    sample = first[:200]
    return b"\0" in sample and (not any(sample[::2]) or not any(sample[1::2]))


class _Again:
    """A stream whose beginning was read already."""

    def __init__(self, first: bytes, rest: BinaryIO) -> None:
        self._first, self._rest = first, rest

    def read(self, size: int = -1) -> bytes:
        if self._first:
            taken = self._first if size < 0 else self._first[:size]
            self._first = self._first[len(taken) :]
            return taken if size >= 0 else taken + self._rest.read()
        return self._rest.read(size)
