"""Amazon's settlement report, flat file V2: read exactly, checked, split into postings.

`read_statement(path)` gives the sums or says why the file is refused; `SettlementReader` gives the
rows. The journal keeps a settlement and recognises it when it comes again
(`connector.journal_settlements`). Nothing here posts anything.
"""

from connector.settlements.kinds import Kind
from connector.settlements.reader import SettlementReader, read_statement
from connector.settlements.refusals import (
    BrokenDownload,
    ChangedSettlement,
    DoesNotAddUp,
    NotASettlement,
    SettlementRefused,
    Unreadable,
    WrongEncoding,
    WrongVersion,
)
from connector.settlements.statement import Group, Row, Statement, Summary, reserve_gap

__all__ = [
    "BrokenDownload",
    "ChangedSettlement",
    "DoesNotAddUp",
    "Group",
    "Kind",
    "NotASettlement",
    "Row",
    "SettlementReader",
    "SettlementRefused",
    "Statement",
    "Summary",
    "Unreadable",
    "WrongEncoding",
    "WrongVersion",
    "read_statement",
    "reserve_gap",
]
