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

from connector.settlements.columns import CHECKED, Columns
from connector.settlements.refusals import BrokenDownload, Unreadable

__all__ = ["Cells", "TakeApart"]

Cells = tuple[bytes, ...]
"""Transaction type; order id (when asked for); words; amount; fulfillment and days."""

WORDS = ("marketplace-name", "amount-type", "amount-description")
SUMMARY_ONLY = (
    "settlement-start-date",
    "settlement-end-date",
    "deposit-date",
    "total-amount",
)


class TakeApart:
    def __init__(
        self, columns: Columns, settlement_id: str, currency: str, *, orders: bool
    ) -> None:
        self._columns, self._orders = columns, orders
        self._id, self._currency = settlement_id.encode(), currency.encode()
        cell, skip = rb"([^\t]*+)\t", rb"[^\t]*+\t"
        order = cell if orders else skip
        three, day = rb"([^\t]*+\t[^\t]*+\t[^\t]*+)\t", rb"([^\t]*+\t[^\t]*+\t[^\t]{10})"
        tail = rb"[^\t]*+\t" * (columns.width - len(CHECKED)) + rb"[^\t\n]*+\n"
        self._pattern = re.compile(
            b"^"
            + re.escape(self._id)
            + rb"\t{6}"
            + cell
            + order
            + skip * 3
            + three
            + cell
            + day
            + tail,
            re.MULTILINE,
        )

    def __call__(self, block: bytes, line: int, *, cut: bool = False) -> list[Cells]:
        """`line` is the file's line number of the block's first; `cut`: its last may be cut short.

        Raises BrokenDownload for a line with too few or too many cells or of another settlement.
        """
        if self._columns.standard:
            found: list[Cells] = self._pattern.findall(block)
            # A match has as many tabs as the header and at least one line feed, its last letter:
            # as many matches as line feeds are one match a line.
            if len(found) == block.count(b"\n"):
                return found
        return self._one_by_one(block, line, cut=cut)

    def _one_by_one(self, block: bytes, line: int, *, cut: bool) -> list[Cells]:
        at = self._columns.at
        words = [at[name] for name in WORDS]
        taken: list[Cells] = []
        lines = block.split(b"\n")[:-1]
        for number, text in enumerate(lines, line):
            cells = text.split(b"\t")
            self._check(cells, number, cut=cut and number == line + len(lines) - 1)
            moment = cells[at["posted-date-time"]] or cells[at["posted-date"]]
            if len(moment) < 10:
                raise Unreadable(f"{moment.decode('ascii', 'replace')!r} is no date", line=number)
            order = (cells[at["order-id"]],) if self._orders else ()
            taken.append(
                (
                    cells[at["transaction-type"]],
                    *order,
                    b"\t".join([cells[each] for each in words]),
                    cells[at["amount"]],
                    cells[at["fulfillment-id"]] + b"\t\t" + moment[:10],
                )
            )
        return taken

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


def _shown(cell: bytes) -> str:
    return cell.decode("ascii", "replace")
