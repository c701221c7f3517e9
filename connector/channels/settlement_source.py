"""A channel that says what it pays out: settlement reports, to be listed and fetched.

A settlement report is made by the marketplace when it closes a period; it can be neither requested
nor scheduled, only found. The document is a file; reading it is not this room's business. Every
method may raise the tree of `trouble`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import BinaryIO, Protocol, runtime_checkable

__all__ = ["REACH", "ReportInfo", "SettlementSource"]

REACH = timedelta(days=90)
"""How far back a marketplace lists its reports; documents go with them. Source: Selling Partner
API Reports 2021-06-30, getReports (createdSince)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportInfo:
    """One settlement report as it is listed. Times are aware UTC.

    A listing is no settlement: the same settlement may be listed under several report ids
    (generated anew, or once a marketplace), and the list of an account spans its marketplaces.
    Which settlement it is stands in the file.
    """

    report_id: str
    created_at: datetime
    data_start: datetime
    """Start of the settlement's period."""
    data_end: datetime
    document_id: str
    """Empty while the report is not DONE."""
    status: str
    """The marketplace's own word: DONE, IN_PROGRESS, FATAL, CANCELLED ..."""


@runtime_checkable
class SettlementSource(Protocol):
    """One store's settlement reports."""

    async def report(self, report_id: str) -> ReportInfo | None:
        """By the report's id (never the settlement's). None when there is none; Refused, naming
        the type, when the report is of another kind."""
        ...

    async def reports_since(self, start: datetime) -> list[ReportInfo]:
        """Every finished settlement report created at `start` or later, newest first, all pages.
        The marketplace lists `REACH` at most; an earlier `start` is cut to that."""
        ...

    async def download(self, info: ReportInfo, into: BinaryIO) -> None:
        """Write the unpacked file to `into` as it arrives, never the whole of it in memory.

        Raises Refused for a report without a document and for a file that is cut off or damaged;
        what `into` holds by then is to be thrown away.
        """
        ...
