"""How one file writes dates, amounts and letters: found out once a file, never by marketplace.

The format follows the language of the seller's account: the same German settlement comes with
`14.03.2023` and `12,34` in one account and in ISO with dots in another. Source: Amazon SP-API
"Settlement reports attributes"; https://github.com/abuzuhri/Amazon-SP-API-CSharp/issues/571.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from enum import Enum

from connector.settlements.refusals import Unreadable, WrongEncoding

__all__ = ["Amounts", "DateLayout", "Dialect", "Letters", "date_layout"]


class DateLayout(Enum):
    """The first ten characters of a moment, as groups (year, month, day) of their position."""

    ISO = "2026-03-14"
    DOTS = "14.03.2026"
    JAPANESE = "2026/03/14"
    DAY_FIRST = "14/03/2026"
    MONTH_FIRST = "03/14/2026"

    def day(self, text: str) -> date | None:
        """None where `text` is no day in this layout."""
        found = _DAYS[self].fullmatch(text[:10])
        if found is None:
            return None
        try:
            return date(int(found["y"]), int(found["m"]), int(found["d"]))
        except ValueError:
            return None

    def moment(self, text: str) -> datetime | None:
        """In UTC, which every file writes. None where `text` is no moment in this layout."""
        day = self.day(text)
        found = _TIME.fullmatch(text[10:])
        if day is None or found is None:
            return None
        offset = found["offset"]
        zone: timezone = UTC
        if offset is not None:
            ahead = timedelta(hours=int(offset[1:3]), minutes=int(offset[-2:]))
            zone = timezone(-ahead if offset[0] == "-" else ahead)
        clock = (int(found["h"]), int(found["min"]), int(found["s"] or 0))
        try:
            return datetime(day.year, day.month, day.day, *clock, tzinfo=zone).astimezone(UTC)
        except ValueError:
            return None


_Y, _M, _D = r"(?P<y>\d{4})", r"(?P<m>\d\d)", r"(?P<d>\d\d)"
_DAYS = {
    DateLayout.ISO: re.compile(f"{_Y}-{_M}-{_D}", re.ASCII),
    DateLayout.DOTS: re.compile(rf"{_D}\.{_M}\.{_Y}", re.ASCII),
    DateLayout.JAPANESE: re.compile(f"{_Y}/{_M}/{_D}", re.ASCII),
    DateLayout.DAY_FIRST: re.compile(f"{_D}/{_M}/{_Y}", re.ASCII),
    DateLayout.MONTH_FIRST: re.compile(f"{_M}/{_D}/{_Y}", re.ASCII),
}
_TIME = re.compile(
    r"[ T](?P<h>\d\d):(?P<min>\d\d)(?::(?P<s>\d\d))?"
    r"(?: ?(?:UTC|GMT|Z|(?P<offset>[+-]\d\d:?\d\d)))?",
    re.ASCII,
)
LONGEST_PERIOD = timedelta(days=62)
LONGEST_WAIT = timedelta(days=14)


def date_layout(start: str, end: str, deposit: str, line: int) -> DateLayout:
    """The one layout in which the three summary dates are a settlement period.

    `04/05/2026` is April or May. Where both readings run forwards, the one is meant whose period
    is two months at the most and paid out within a fortnight. Raises Unreadable when none or two
    are left.
    """
    fitting = [each for each in DateLayout if _runs_forwards(each, start, end, deposit)]
    if len(fitting) > 1:
        fitting = [each for each in fitting if _is_usual(each, start, end, deposit)] or fitting
    if len(fitting) == 1:
        return fitting[0]
    dates = f"{start!r} to {end!r}, deposit {deposit!r}"
    if not fitting:
        raise Unreadable(f"the dates {dates} are no settlement period", line=line)
    raise Unreadable(f"the dates {dates} can be read with the day or the month first", line=line)


def _runs_forwards(layout: DateLayout, start: str, end: str, deposit: str) -> bool:
    began, ended = layout.moment(start), layout.moment(end)
    if began is None or ended is None or began > ended:
        return False
    return not deposit or layout.moment(deposit) is not None  # nothing may be paid out


def _is_usual(layout: DateLayout, start: str, end: str, deposit: str) -> bool:
    began, ended, paid = (layout.moment(each) for each in (start, end, deposit or end))
    if began is None or ended is None or paid is None:
        return False
    return ended - began <= LONGEST_PERIOD and timedelta() <= paid - ended <= LONGEST_WAIT


class Amounts(dict[bytes, int]):
    """Amount cells to integer minor units, exact; each text is read once.

    `mark` is the decimal mark of the file: the summary row decides it, or the first cell that has
    one when its total has none. A cell that contradicts it is refused, because a mark taken for a
    separator of thousands makes an amount a hundred times too large.
    """

    MOST = 50_000

    def __init__(self, decimals: int) -> None:
        super().__init__()
        self.decimals = decimals
        self.mark: str | None = None

    def __missing__(self, cell: bytes) -> int:
        minor = self.read(cell.decode("ascii", "replace"))
        if len(self) >= self.MOST:
            self.clear()
        self[cell] = minor
        return minor

    def read(self, text: str) -> int:
        """Raises Unreadable, without a line. An empty cell is zero."""
        text = text.strip()
        if not text:
            return 0
        self.mark = self.mark or self._mark_of(text)
        mark = self.mark or "."
        found = _AMOUNTS[mark].fullmatch(text)
        if found is None:
            hint = f" in a file whose decimal mark is {mark!r}" if self.mark else ""
            raise Unreadable(f"{text!r} is not an amount{hint}")
        fraction = (found["fraction"] or "").rstrip("0")
        if len(fraction) > self.decimals:
            raise Unreadable(f"{text!r} has more than {self.decimals} decimals")
        whole = found["whole"].replace("," if mark == "." else ".", "")
        minor = int(whole + fraction.ljust(self.decimals, "0"))
        return -minor if found["sign"] else minor

    def _mark_of(self, text: str) -> str | None:
        """None where the text has no mark, or one that separates thousands or decimals alike."""
        marks = [each for each in text if each in ",."]
        if not marks:
            return None
        last = marks[-1]
        after = len(text) - text.rindex(last) - 1
        if len(set(marks)) == 1 and (len(marks) > 1 or after == 3):
            return "." if last == "," else ","  # thousands
        return last


_AMOUNTS = {
    mark: re.compile(
        rf"(?P<sign>-?)(?P<whole>\d+|\d{{1,3}}(?:{thousands}\d{{3}})+)(?:{escaped}(?P<fraction>\d+))?",
        re.ASCII,
    )
    for mark, escaped, thousands in ((".", r"\.", ","), (",", ",", r"\."))
}


class Letters:
    """The character set: what the download declared, else what the first strange letter tells.

    Downloads are windows-1252, UTF-8 or windows-31j by marketplace, and are rarely labelled once
    they are files. UTF-8 is recognised by itself; without it a file in yen is windows-31j and any
    other windows-1252. Source: https://github.com/saleweaver/python-amazon-sp-api/pull/764.
    """

    KNOWN = {  # noqa: RUF012
        "cp1252": "cp1252", "windows-1252": "cp1252", "iso-8859-1": "cp1252",
        "utf-8": "utf-8", "utf8": "utf-8",
        "windows-31j": "cp932", "shift_jis": "cp932", "cp932": "cp932",
    }  # fmt: skip

    def __init__(self, declared: str | None) -> None:
        self.name: str | None = None
        if declared is not None:
            self.name = self.KNOWN.get(declared.strip().lower())
            if self.name is None:
                raise WrongEncoding(f"the character set {declared!r} is not one that Amazon uses")

    def decide(self, block: bytes, currency: str, line: int) -> None:
        """Hear a block that is not plain ASCII. Raises WrongEncoding."""
        tried = [self.name] if self.name else ["utf-8", "cp932" if currency == "JPY" else "cp1252"]
        for name in tried:
            try:
                block.decode(name)
            except UnicodeDecodeError as wrong:
                at = line + block.count(b"\n", 0, wrong.start)
                continue
            self.name = name
            return
        raise WrongEncoding(f"the bytes are not {' nor '.join(tried)}", line=at)

    def text(self, cell: bytes) -> str:
        return cell.decode(self.name or "ascii")


@dataclass(frozen=True, slots=True)
class Dialect:
    """`charset` is None while the file is plain ASCII, `decimal_mark` while no amount has one."""

    dates: DateLayout
    decimal_mark: str | None
    charset: str | None
