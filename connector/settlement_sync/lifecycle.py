"""What an outcome, a person and time do to a posting of a settlement.

The same ruling as for rows (K8): tried again 3 times with the next batches, cancelled after 7 days
without success, never without a warning at least a day before.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from connector.flows.outcome import ENGINE, Kind, Outcome
from connector.journal import Journal
from connector.lifecycle import CANCEL_AFTER, MAX_RETRIES, WARN_AFTER, ActionRefused
from connector.settlements.postings import PostingStatus, SettlementPosting

__all__ = ["apply", "cancel", "check_cancel", "check_uncancel", "due", "sweep", "uncancel"]


def apply(
    journal: Journal,
    posting: SettlementPosting,
    outcome: Outcome,
    now: datetime,
    *,
    automatic: bool,
) -> SettlementPosting:
    """`automatic`: attempted by the schedule."""
    fields: dict[str, Any] = {
        "status": _status(posting, outcome),
        "note": outcome.note,
        "problem": outcome.problem,
        "warnings": _warnings(posting, outcome),
        "next_attempt_at": outcome.until,
    }
    for name in ("target_id", "target_type", "target_number", "target_amount"):
        if getattr(outcome, name):
            fields[name] = getattr(outcome, name)
    if outcome.kind is Kind.REFUSED:
        again = automatic and posting.failed_at is not None
        fields["failed_at"] = posting.failed_at or now
        fields["retries"] = posting.retries + 1 if again else posting.retries
    elif fields["status"] is PostingStatus.POSTED:
        fields.update(failed_at=None, warned_at=None)
    elif fields["status"] is PostingStatus.ERROR:
        fields["problem"] = posting.problem  # put off: what was wrong before is wrong still
    return journal.change_posting(posting.id, now, **fields)


def _status(posting: SettlementPosting, outcome: Outcome) -> PostingStatus:
    if outcome.kind is Kind.REFUSED:
        return PostingStatus.ERROR
    if outcome.kind in {Kind.DONE, Kind.SKIPPED}:
        return PostingStatus.POSTED
    if outcome.kind in {Kind.ACCEPTED, Kind.UNKNOWN}:
        return PostingStatus.IN_PROGRESS
    if posting.failed_at is not None:
        return PostingStatus.ERROR
    if posting.status is PostingStatus.IN_PROGRESS:
        return posting.status  # put off while an outcome is open: it stays open
    return PostingStatus.WAITING


def _warnings(posting: SettlementPosting, outcome: Outcome) -> tuple[str, ...]:
    """Those of an attempt that is still open, or of a failure that lasts, are kept."""
    lasts = posting.failed_at is not None and outcome.kind is not Kind.DONE
    open_still = posting.status is PostingStatus.IN_PROGRESS
    kept = posting.warnings if open_still or lasts else ()
    return tuple(dict.fromkeys((*kept, *outcome.warnings)))


def due(posting: SettlementPosting, now: datetime) -> bool:
    """Whether a scheduled run takes it up."""
    if posting.next_attempt_at is not None and now < posting.next_attempt_at:
        return False
    if posting.status is PostingStatus.ERROR:
        final = posting.problem is not None and posting.problem.final
        return posting.retries < MAX_RETRIES and not final
    return posting.status in {PostingStatus.WAITING, PostingStatus.IN_PROGRESS}


def sweep(
    journal: Journal, postings: Iterable[SettlementPosting], now: datetime
) -> list[SettlementPosting]:
    """Warn of, then do, the automatic cancel. Returns the postings that changed."""
    changed = []
    for posting in list(postings):
        if posting.status is not PostingStatus.ERROR or posting.failed_at is None:
            continue
        if posting.warned_at is None:
            if now >= posting.failed_at + WARN_AFTER:
                cancels = max(posting.failed_at + CANCEL_AFTER, now + (CANCEL_AFTER - WARN_AFTER))
                warning = (
                    f"Unresolved since {posting.failed_at:%Y-%m-%d %H:%MZ}: this posting is "
                    f"cancelled automatically on {cancels:%Y-%m-%d %H:%MZ}; then its "
                    f"{posting.amount} never reach NetSuite."
                )
                warnings = (*posting.warnings, warning)
                changed.append(
                    journal.change_posting(posting.id, now, warned_at=now, warnings=warnings)
                )
            continue
        last = posting.warned_at + (CANCEL_AFTER - WARN_AFTER)
        if now >= max(posting.failed_at + CANCEL_AFTER, last):
            note = (
                f"cancelled automatically, unresolved for {CANCEL_AFTER.days} days; Uncancel "
                "brings it back"
            )
            changed.append(_canceled(journal, posting, now, ENGINE, note))
    return changed


def check_cancel(posting: SettlementPosting, *, unresolved: bool) -> None:
    """Raises ActionRefused for a posting that is in the books, or may be. `unresolved`: a write of
    it was announced, and nothing is known of its outcome."""
    if posting.status is PostingStatus.POSTED:
        raise ActionRefused(
            f"Posting {posting.id} ({posting.name}) is {posting.status}: there is nothing left to "
            "cancel. Correct the documents themselves where they are wrong."
        )
    if unresolved or posting.status is PostingStatus.IN_PROGRESS:
        raise ActionRefused(
            f"Posting {posting.id} ({posting.name}) may be in NetSuite already: nobody heard "
            "the answer. Post again to find out what "
            "became of it, then cancel."
        )


def cancel(
    journal: Journal, posting: SettlementPosting, now: datetime, by: str = "user"
) -> SettlementPosting:
    """Its figures never reach the books; to be checked with `check_cancel` before."""
    return _canceled(journal, posting, now, by, "") if posting.active else posting


def _canceled(
    journal: Journal, posting: SettlementPosting, now: datetime, by: str, note: str
) -> SettlementPosting:
    return journal.change_posting(
        posting.id, now, status=PostingStatus.CANCELED, cancelled_by=by, note=note
    )


def check_uncancel(posting: SettlementPosting) -> None:
    """Raises ActionRefused for a posting that is not cancelled."""
    if posting.active:
        raise ActionRefused(
            f"Posting {posting.id} ({posting.name}) is {posting.status}, not Canceled."
        )


def uncancel(journal: Journal, posting: SettlementPosting, now: datetime) -> SettlementPosting:
    """Back to waiting, as if it had never failed. Raises ActionRefused."""
    check_uncancel(posting)
    return journal.change_posting(
        posting.id,
        now,
        status=PostingStatus.WAITING,
        cancelled_by="",
        note="",
        problem=None,
        warnings=(),
        retries=0,
        failed_at=None,
        warned_at=None,
        next_attempt_at=None,
    )
