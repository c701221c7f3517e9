"""A block of lines taken apart into the cells that matter, many rows at a time.

The amounts of a million rows are read here, so nothing is done row by row in Python: one pattern
takes each line apart, and what it gives is turned into columns, which are mapped and added up by
the interpreter's own loops. Words that describe a row stay glued together as they stand in the
line (marketplace, amount type and description; fulfillment, day and date) and are read once for
each different text. That every line matched is counted, not assumed; a block that does not pass
is taken apart line by line, which finds the line to blame.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from connector.settlements.columns import CHECKED, STANDARD, Columns
from connector.settlements.refusals import BrokenDownload, Unreadable

__all__ = ["HEAD", "REST", "TAIL", "WORDS", "Cells", "TakeApart"]

CELL = rb"[^\t]*+"
GROUPS = 4

Cells = Sequence[bytes]
"""A column: the cells, or the cells that are glued together, of every line of a block."""

WORDS = ("marketplace-name", "amount-type", "amount-description")
HEAD = ("transaction-type", "order-id", "merchant-order-id", "adjustment-id", "shipment-id")
TAIL = (
    "fulfillment-id",
    "posted-date",
    "posted-date-time",
    "order-item-code",
    "merchant-order-item-id",
    "merchant-adjustment-item-id",
    "sku",
)
REST = ("quantity-purchased", "promotion-id")
SUMMARY_ONLY = (
    "settlement-start-date",
    "settlement-end-date",
    "deposit-date",
    "total-amount",
)


class TakeApart:
    """`whole`: every cell is kept, in four columns (head, words and amount, tail, rest); otherwise
    those that sums need (transaction type, words, amount, fulfillment and days)."""

    def __init__(self, columns: Columns, settlement_id: str, currency: str, *, whole: bool) -> None:
        self._columns, self._whole = columns, whole
        self._id, self._currency = settlement_id.encode(), currency.encode()
        self._quick = columns.complete if whole else columns.standard
        self._pattern = re.compile(
            b"^" + re.escape(self._id) + rb"\t{6}" + (self._all() if whole else self._some()),
            re.MULTILINE,
        )

    def _all(self) -> bytes:
        rest = self._columns.width - len(STANDARD[:-2])
        moment = rb"[^\t]{10}[^\t]*+"
        tail = [CELL, CELL, moment, *[CELL] * (len(TAIL) - 3)]
        return (
            _glued([CELL] * len(HEAD)) + rb"\t" + _glued([CELL] * (len(WORDS) + 1)) + rb"\t"
            + _glued(tail) + rb"\t"
            + _glued([rb"[^\t\n]*+"] * rest) + rb"\n"
        )  # fmt: skip

    def _some(self) -> bytes:
        skip = CELL + rb"\t"
        more = self._columns.width - len(CHECKED)
        return (
            _glued([CELL]) + rb"\t" + skip * 4 + _glued([CELL] * len(WORDS)) + rb"\t"
            + _glued([CELL]) + rb"\t" + _glued([CELL, CELL, rb"[^\t]{10}"]) + skip * more
            + rb"[^\t\n]*+\n"
        )  # fmt: skip

    def __call__(self, block: bytes, line: int, *, cut: bool = False) -> list[Cells]:
        """The columns. `line` is the file's line number of the block's first; `cut`: its last may
        be cut short.

        Raises BrokenDownload for a line with too few or too many cells or of another settlement.
        """
        if self._quick:
            step = GROUPS + 1
            found: list[bytes] = self._pattern.split(block)
            # What is between two matches must be nothing, and a match has one line feed, its last
            # letter: then as many matches as line feeds are one match a line.
            if len(found) // step == block.count(b"\n") and not any(found[::step]):
                return [found[each::step] for each in range(1, step)]
        return self._one_by_one(block, line, cut=cut)

    def _one_by_one(self, block: bytes, line: int, *, cut: bool) -> list[Cells]:
        at = self._columns.at
        rest = tuple(each for each in REST if each in at)
        names = [HEAD, (*WORDS, "amount"), TAIL, rest]
        if not self._whole:
            names = [HEAD[:1], WORDS, ("amount",), TAIL[:1]]
        wanted = [[at[name] for name in each] for each in names]
        columns: list[list[bytes]] = [[] for _ in wanted]
        lines = block.split(b"\n")[:-1]
        for number, text in enumerate(lines, line):
            cells = text.split(b"\t")
            self._check(cells, number, cut=cut and number == line + len(lines) - 1)
            moment = cells[at["posted-date-time"]] or cells[at["posted-date"]]
            if len(moment) < 10:
                raise Unreadable(f"{moment.decode('ascii', 'replace')!r} is no date", line=number)
            for column, places in zip(columns, wanted, strict=True):
                column.append(b"\t".join([cells[each] for each in places]))
            if not self._whole:
                columns[3][-1] += b"\t\t" + moment[:10]
        return list(columns)

    def _check(self, cells: list[bytes], line: int, *, cut: bool) -> None:
        at, width = self._columns.at, self._columns.width
        if len(cells) != width:
            if cut:
                raise BrokenDownload("the file ends in the middle of a line", line=line)
            if not any(cells):
                raise BrokenDownload("the line is empty", line=line)
            raise BrokenDownload(f"{len(cells)} cells, the header has {width}", line=line)
        whose = cells[at["settlement-id"]]
        if whose != self._id:
            raise BrokenDownload(
                f"the row belongs to settlement {_shown(whose)}, "
                f"the file to {_shown(self._id)}: two settlements in one file",
                line=line,
            )
        if any(cells[at[name]] for name in SUMMARY_ONLY):
            raise BrokenDownload("a second summary row: two reports in one file", line=line)
        currency = cells[at["currency"]]
        if currency not in {b"", self._currency}:
            raise BrokenDownload(
                f"the row is in {_shown(currency)}, the settlement in {_shown(self._currency)}",
                line=line,
            )


def _glued(cells: list[bytes]) -> bytes:
    return b"(" + rb"\t".join(cells) + b")"


def _shown(cell: bytes) -> str:
    return cell.decode("ascii", "replace")
