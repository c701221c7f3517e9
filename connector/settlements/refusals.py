"""Why a file is not taken. Nothing of a refused file reaches the books.

SettlementRefused
|-- NotASettlement    another report, a spreadsheet, a page: `remedy` says where to go
|-- WrongVersion      V1 or XML where the flat file V2 is needed
|-- BrokenDownload    cut short, damaged, or two settlements in one file
|-- WrongEncoding     bytes that the file's own character set does not have
|-- Unreadable        a date, amount or number that cannot be read exactly
|-- DoesNotAddUp      the rows and the total of the summary row differ
`-- ChangedSettlement the same settlement was taken before with other figures
"""

from __future__ import annotations

from connector.money import Money

__all__ = [
    "BrokenDownload",
    "ChangedSettlement",
    "DoesNotAddUp",
    "NotASettlement",
    "SettlementRefused",
    "Unreadable",
    "WrongEncoding",
    "WrongVersion",
]

V2_PLACE = (
    "In Seller Central take Payments > All Statements > Download Flat File V2, "
    "or the report type GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2."
)


class SettlementRefused(ValueError):
    """`line` is the line of the file, counted from 1 with the header; None where it is the file."""

    def __init__(self, sentence: str, *, line: int | None = None, remedy: str = "") -> None:
        super().__init__(sentence if line is None else f"line {line}: {sentence}")
        self.sentence = sentence
        self.line = line
        self.remedy = remedy


class NotASettlement(SettlementRefused):
    def __init__(self, sentence: str, *, line: int | None = None) -> None:
        super().__init__(sentence, line=line, remedy=V2_PLACE)


class WrongVersion(SettlementRefused):
    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, remedy=V2_PLACE)


class BrokenDownload(SettlementRefused):
    def __init__(self, sentence: str, *, line: int | None = None) -> None:
        super().__init__(sentence, line=line, remedy="Download the report again.")


class WrongEncoding(SettlementRefused):
    pass


class Unreadable(SettlementRefused):
    pass


class DoesNotAddUp(SettlementRefused):
    """`difference` is the total of the summary row less the sum of the rows."""

    def __init__(self, total: Money, summed: Money, rows: int) -> None:
        self.total, self.summed, self.difference = total, summed, total - summed
        super().__init__(
            f"the {rows} rows add up to {summed}, the summary row says {total}; "
            f"the difference is {self.difference}",
            remedy="Download the report again; if it stays, ask Amazon for a corrected report.",
        )


class ChangedSettlement(SettlementRefused):
    pass
