"""How a marketplace writes days, moments and amounts. All moments are UTC.

Not documented: read off files that importers publish. The account's language decides, not only
the marketplace, so a switch of the account overrides the table.
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import msgspec

__all__ = ["CODECS", "DIALECTS", "Dialect"]

# Charset header -> Python's codec. windows-31j is Microsoft's name of what Python calls cp932.
CODECS = {"windows-1252": "cp1252", "Cp1252": "cp1252", "UTF-8": "utf-8", "windows-31j": "cp932"}


class Dialect(msgspec.Struct, frozen=True, kw_only=True):
    day: str
    moment: str
    decimal_mark: str = "."

    def on(self, at: datetime) -> str:
        return at.astimezone(UTC).strftime(self.day)

    def at(self, at: datetime) -> str:
        return at.astimezone(UTC).strftime(self.moment)

    def amount(self, amount: Decimal) -> str:
        return f"{amount:f}".replace(".", self.decimal_mark)


DIALECTS = {
    "english": Dialect(day="%Y-%m-%d", moment="%Y-%m-%d %H:%M:%S UTC"),
    "european": Dialect(day="%d.%m.%Y", moment="%d.%m.%Y %H:%M:%S UTC", decimal_mark=","),
    "japanese": Dialect(day="%Y/%m/%d", moment="%Y/%m/%d %H:%M:%S UTC"),
    "day_first": Dialect(day="%d/%m/%Y", moment="%d/%m/%Y %H:%M:%S UTC"),
    "iso": Dialect(day="%Y-%m-%dT%H:%M:%S+00:00", moment="%Y-%m-%dT%H:%M:%S+00:00"),
}
