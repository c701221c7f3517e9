"""Settlements that were taken, their rows, and what became of each posting.

    taken = journal.take(account, file, report_id="...", name="...", now=now,
                         options=SplitOptions())
    for posting in journal.postings(taken.settlement.id):
        rows = journal.rows_of(posting)

A settlement is there entirely or not at all; a second time it is recognised, whoever brings it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from connector.journal_database import Database
from connector.settlements.postings import (
    Exclusion,
    ExclusionKind,
    Part,
    PostingStatus,
    Progress,
    Settlement,
    SettlementPosting,
    SettlementStatus,
    SplitOptions,
    Taken,
    Tally,
)
from connector.settlements.statement import Row

__all__ = [
    "Exclusion",
    "ExclusionKind",
    "Part",
    "PostingStatus",
    "Progress",
    "Settlement",
    "SettlementPosting",
    "SettlementRecords",
    "SettlementStatus",
    "SplitOptions",
    "Taken",
    "Tally",
    "UnknownPosting",
    "UnknownSettlement",
]


class UnknownSettlement(LookupError):
    """The journal has no such settlement."""


class UnknownPosting(LookupError):
    """There is no posting with this number."""


class SettlementRecords(Database):
    def take(
        self,
        account: str,
        file: Path | BinaryIO,
        *,
        report_id: str = "",
        name: str,
        now: datetime,
        options: SplitOptions | None = None,
        available_at: datetime | None = None,
        charset: str | None = None,
    ) -> Taken:
        """Read a report and keep it, entirely or not at all.

        `charset` is what the download declared. The same settlement again changes nothing. Raises
        SettlementRefused; ChangedSettlement when the account has it with other figures.
        """
        raise NotImplementedError

    def settlements(self, account: str | None = None) -> list[Settlement]:
        """Newest period first."""
        raise NotImplementedError

    def settlement(self, account: str, number: str) -> Settlement:
        """By Amazon's settlement id or any of its report ids. Raises UnknownSettlement."""
        raise NotImplementedError

    def settlement_at(self, settlement: int) -> Settlement:
        """By our own id. Raises UnknownSettlement."""
        raise NotImplementedError

    def change_settlement(self, settlement: int, **fields: Any) -> Settlement:
        """Set `posting_since` or `note`. Raises UnknownSettlement."""
        raise NotImplementedError

    def postings(
        self, settlement: int, status: PostingStatus | None = None
    ) -> Iterator[SettlementPosting]:
        """In the order of the file. Raises UnknownSettlement."""
        raise NotImplementedError

    def posting(self, posting: int) -> SettlementPosting:
        """Raises UnknownPosting."""
        raise NotImplementedError

    def postings_of_order(self, account: str, order_id: str) -> list[SettlementPosting]:
        """Of all settlements: what an order was paid, charged and given back."""
        raise NotImplementedError

    def rows_of(self, posting: SettlementPosting) -> list[Row]:
        """Every single row, in the order of the file; no two are ever summed."""
        raise NotImplementedError

    def change_posting(self, posting: int, now: datetime, **fields: Any) -> SettlementPosting:
        """Set lifecycle fields; a new status or note is added to the history.

        Raises UnknownPosting.
        """
        raise NotImplementedError

    def totals(self, settlement: int) -> list[Tally]:
        """By part, then status; those with no posting are not there."""
        raise NotImplementedError

    def progress(self, settlement: int) -> Progress:
        raise NotImplementedError

    def exclusions(self, settlement: int) -> list[Exclusion]:
        raise NotImplementedError

    def drop(self, settlement: int) -> None:
        """Forget it with its rows and postings; intents stay. Raises UnknownSettlement."""
        raise NotImplementedError
