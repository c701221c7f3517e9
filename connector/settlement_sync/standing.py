"""A settlement as the Settlements screen lists it: status word, dates, and what is not in NetSuite.

Columns: Help Center "Amazon Settlement Sync Dashboard in NetSuite Connector" names Account, Report
ID, Settlement ID, Status and Available Date; the others are ours.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from connector.journal import Journal
from connector.money import Money, total
from connector.settlements import reserve_gap
from connector.settlements.postings import (
    Exclusion,
    ExclusionKind,
    Part,
    PostingStatus,
    Progress,
    Settlement,
    SettlementPosting,
    SettlementStatus,
)

__all__ = ["Standing", "called", "standing_of"]

NAMED = 10
"""How many postings a sentence names; the list of postings has them all."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """`failed` is what failed postings amount to, `cancelled` what cancelled ones do."""

    settlement: Settlement
    progress: Progress
    status: SettlementStatus
    word: str
    failed: Money
    cancelled: Money
    warnings: tuple[str, ...]
    note: str
    preflight: str
    """How the orders are billed, seen before they were posted."""

    @property
    def complete(self) -> bool:
        return self.status is SettlementStatus.COMPLETE

    def as_dict(self) -> dict[str, Any]:
        held, progress = self.settlement, self.progress
        return {
            "account": held.account,
            "report_id": held.report_id,
            "settlement_id": held.number,
            "status": self.word,
            "percent": progress.percent,
            "available_at": held.available_at,
            "start": held.start,
            "end": held.end,
            "deposit_at": held.deposit,
            "deposit": held.total,
            "marketplace": held.marketplace,
            "name": held.name,
            "taken_at": held.taken_at,
            "other_reports": list(held.other_reports),
            "rows": held.rows,
            "postings": {
                "all": progress.all,
                "posted": progress.posted,
                "waiting": progress.waiting,
                "in_progress": progress.in_progress,
                "failed": progress.failed,
                "cancelled": progress.cancelled,
            },
            "failed": self.failed,
            "cancelled": self.cancelled,
            "warnings": list(self.warnings),
            "note": self.note,
            "preflight": self.preflight,
        }


def standing_of(journal: Journal, settlement: Settlement, *, automatic_sync: bool) -> Standing:
    """`automatic_sync`: the switch of the settlement sync is on."""
    progress = journal.progress(settlement.id)
    currency = settlement.total.currency
    tallies = journal.totals(settlement.id)

    def amount(status: PostingStatus) -> Money:
        return total((each.amount for each in tallies if each.status is status), currency)

    failed, cancelled = amount(PostingStatus.ERROR), amount(PostingStatus.CANCELED)
    warnings = []
    if progress.failed:
        which = _named(journal.postings(settlement.id, PostingStatus.ERROR), progress.failed)
        warnings.append(
            f"{_postings(progress.failed)} failed, {failed} not in NetSuite yet: {which}"
        )
    if progress.cancelled:
        which = _named(journal.postings(settlement.id, PostingStatus.CANCELED), progress.cancelled)
        warnings.append(
            f"{_postings(progress.cancelled)} cancelled, {cancelled} not in NetSuite: {which}"
        )
    warnings += _left_out(journal.exclusions(settlement.id), currency)
    warnings += _reserve(journal.settlement_before(settlement), settlement)
    return Standing(
        settlement=settlement,
        progress=progress,
        status=progress.status(automatic_sync),
        word=progress.word(automatic_sync),
        failed=failed,
        cancelled=cancelled,
        warnings=tuple(warnings),
        note=_note(settlement, progress),
        preflight=settlement.note,
    )


def called(posting: SettlementPosting) -> str:
    """What people call it: without the adjustment's id, which is long and tells them nothing."""
    if not posting.order_id:
        return posting.name
    return f"{posting.part}{' of' if posting.part is Part.REFUND else ''} {posting.order_id}"


def _named(postings: Iterable[SettlementPosting], count: int) -> str:
    """The first of them by name and amount, and how many more there are."""
    first = [f"{called(each)} ({each.amount})" for each in islice(postings, NAMED)]
    more = count - len(first)
    return ", ".join(first) + (f" and {more} more" if more > 0 else "")


def _postings(count: int) -> str:
    return "1 posting" if count == 1 else f"{count} postings"


def _left_out(exclusions: Iterable[Exclusion], currency: str) -> list[str]:
    """Transfers need no look; rows that nobody knows and rows of another store do."""
    sentences = []
    for kind in (ExclusionKind.UNKNOWN, ExclusionKind.MARKETPLACE):
        found = [each for each in exclusions if each.kind is kind]
        if not found:
            continue
        rows = sum(each.rows for each in found)
        words = ", ".join(dict.fromkeys(each.description for each in found))
        amount = total((each.amount for each in found), currency)
        if kind is ExclusionKind.UNKNOWN:
            words = f"of kinds that nobody has described are in no posting: {words}"
        sentences.append(f"{rows} row{'' if rows == 1 else 's'}, {amount}: {words}")
    return sentences


def _reserve(earlier: Settlement | None, later: Settlement) -> list[str]:
    """Reserves are followed from one settlement to the next (F43)."""
    if earlier is None or not (gap := reserve_gap(earlier.statement, later.statement)):
        return []
    return [
        f"{later.statement.reserve_released} of reserve came in, settlement {earlier.number} held "
        f"{earlier.statement.reserve_held} back: a difference of {gap}"
    ]


def _note(settlement: Settlement, progress: Progress) -> str:
    since: datetime | None = settlement.posting_since
    if since is not None:
        return (
            f"posting since {since:%Y-%m-%d %H:%MZ}; should the program have been stopped "
            "meanwhile, Post goes on where it was"
        )
    if progress.waiting and progress.posted:
        return f"{progress.posted} of {progress.all} postings are in NetSuite"
    return ""
