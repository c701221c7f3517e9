"""How an outcome becomes a row's documented state, and what time does to a row that failed.

Ruling K8: a failed posting is tried again 3 times with the next batches; when it stays unresolved
for 7 days it is cancelled automatically, never without a warning at least a day before (F07), and
the row says who cancelled it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from connector.flows.outcome import ENGINE, Kind, Outcome
from connector.journal import Journal
from connector.model import OrderKind
from connector.rows import OrderStatus, RefundStatus, Row, RowKind, SalesStatus, Status

__all__ = [
    "CANCEL_AFTER",
    "MAX_RETRIES",
    "ActionRefused",
    "apply_fulfilment",
    "apply_post",
    "cancel",
    "check_cancel",
    "due",
    "error_word",
    "queued_word",
    "requeue",
    "sweep",
    "uncancel",
]

MAX_RETRIES = 3
CANCEL_AFTER = timedelta(days=7)
WARN_AFTER = CANCEL_AFTER - timedelta(days=1)
ERRORS = {
    OrderStatus.ERROR,
    OrderStatus.FULFILMENT_ERROR,
    RefundStatus.ERROR,
    RefundStatus.ERROR_STOREFRONT,
    SalesStatus.ERROR,
}


class ActionRefused(ValueError):
    """The Action menu does not offer that for a row in this state."""


def queued_word(kind: RowKind, automatic_sync: bool) -> OrderStatus | RefundStatus:
    words = OrderStatus if kind is RowKind.ORDER else RefundStatus
    return words.SCHEDULED if automatic_sync else words.IN_FARAPP


def error_word(row_kind: RowKind, from_books: bool) -> OrderStatus | RefundStatus:
    if row_kind is RowKind.ORDER:
        return OrderStatus.ERROR
    return RefundStatus.ERROR_STOREFRONT if from_books else RefundStatus.ERROR


def apply_post(
    journal: Journal,
    row: Row,
    outcome: Outcome,
    now: datetime,
    *,
    automatic: bool,
    automatic_sync: bool,
) -> Row:
    """`automatic`: attempted by a scheduled run. `automatic_sync`: the switch is on."""
    fields: dict[str, Any] = {
        "status": _posted_word(row, outcome, automatic_sync),
        "note": outcome.note,
        "problem": outcome.problem,
        "warnings": _warnings(row, outcome),
        "next_attempt_at": outcome.until,
    }
    for name in ("target_id", "target_type", "target_number", "target_amount"):
        if getattr(outcome, name):
            fields[name] = getattr(outcome, name)
    fields.update(_failure(row, outcome, now, automatic))
    return journal.change_row(row.id, now, **fields)


def _posted_word(row: Row, outcome: Outcome, automatic_sync: bool) -> Status:
    if outcome.kind is Kind.REFUSED:
        return error_word(row.kind, row.from_books)
    if row.kind is RowKind.ORDER:
        if outcome.kind is not Kind.DONE:
            if outcome.kind is Kind.UNKNOWN:
                return OrderStatus.SCHEDULED  # looked at with the next batch
            if row.status in {OrderStatus.WAITING, OrderStatus.COMPLETE}:
                return row.status  # an update that did not come through changes nothing
            return queued_word(row.kind, automatic_sync)
        cash_sale = outcome.facts.get("kind") == OrderKind.CASH_SALE
        return OrderStatus.COMPLETE if cash_sale else OrderStatus.WAITING
    if outcome.kind is Kind.DONE:
        return RefundStatus.POSTED
    if outcome.kind in {Kind.ACCEPTED, Kind.UNKNOWN}:
        return RefundStatus.IN_PROGRESS
    if row.status is RefundStatus.IN_PROGRESS:
        return row.status  # put off while an outcome is open: it stays open
    return queued_word(row.kind, automatic_sync)


def _warnings(row: Row, outcome: Outcome) -> list[str]:
    """Those of an attempt that is still open, or of a failure that lasts, are kept."""
    unresolved = row.status is RefundStatus.IN_PROGRESS or (
        row.failed_at is not None and outcome.kind is Kind.REFUSED
    )
    return [*(row.warnings if unresolved else ()), *outcome.warnings]


def _failure(row: Row, outcome: Outcome, now: datetime, automatic: bool) -> dict[str, Any]:
    if outcome.kind is Kind.REFUSED:
        again = automatic and row.failed_at is not None
        return {
            "failed_at": row.failed_at or now,
            "retries": row.retries + 1 if again else row.retries,
        }
    if outcome.kind in {Kind.DONE, Kind.ACCEPTED}:
        return {"failed_at": None, "warned_at": None}
    return {}


def apply_fulfilment(
    journal: Journal, row: Row, outcome: Outcome, now: datetime, *, automatic: bool
) -> Row:
    """The same for a row that is already posted and waits for its shipment."""
    if outcome.kind is Kind.REFUSED:
        status = OrderStatus.FULFILMENT_ERROR
    elif outcome.kind is Kind.DONE:
        status = OrderStatus.COMPLETE
    else:
        status = OrderStatus.WAITING
    fields: dict[str, Any] = {
        "status": status,
        "note": outcome.note,
        "problem": outcome.problem,
        "warnings": [*row.warnings, *outcome.warnings],
        "next_attempt_at": outcome.until,
        **_failure(row, outcome, now, automatic),
    }
    if outcome.kind is Kind.WAITING:
        fields.update(failed_at=None, warned_at=None)
    return journal.change_row(row.id, now, **fields)


def due(row: Row, now: datetime) -> bool:
    """Whether a scheduled run takes the row up."""
    if row.next_attempt_at is not None and now < row.next_attempt_at:
        return False
    if row.status in ERRORS:
        final = row.problem is not None and row.problem.final
        return row.retries < MAX_RETRIES and not final
    return row.status in {
        OrderStatus.SCHEDULED,
        OrderStatus.IN_FARAPP,
        RefundStatus.SCHEDULED,
        RefundStatus.IN_FARAPP,
        RefundStatus.IN_PROGRESS,
        SalesStatus.QUEUED,
        SalesStatus.WAITING,
        SalesStatus.CHECKING,
    }


def sweep(journal: Journal, rows: list[Row], now: datetime) -> list[Row]:
    """Warn of, then do, the automatic cancel. Returns the rows that changed."""
    changed = []
    for row in rows:
        if row.status not in ERRORS or row.failed_at is None:
            continue
        if row.warned_at is None:
            if now >= row.failed_at + WARN_AFTER:
                cancels = max(row.failed_at + CANCEL_AFTER, now + (CANCEL_AFTER - WARN_AFTER))
                warning = (
                    f"Unresolved since {row.failed_at:%Y-%m-%d %H:%MZ}: this row is cancelled "
                    f"automatically on {cancels:%Y-%m-%d %H:%MZ}."
                )
                changed.append(
                    journal.change_row(
                        row.id, now, warned_at=now, warnings=[*row.warnings, warning]
                    )
                )
            continue
        if now >= max(row.failed_at + CANCEL_AFTER, row.warned_at + (CANCEL_AFTER - WARN_AFTER)):
            changed.append(
                journal.change_row(
                    row.id,
                    now,
                    status=OrderStatus.CANCELED,
                    cancelled_by=ENGINE,
                    note=f"cancelled automatically, unresolved for {CANCEL_AFTER.days} days; "
                    "Uncancel brings it back",
                )
            )
    return changed


def requeue(journal: Journal, row: Row, now: datetime) -> Row:
    """A Complete order that was updated is pending again: order and shipment are compared anew
    with the next batches. Source: Help Center "Checking Syncs for NetSuite Connector Deployment".
    """
    sentence = (
        "The order was Complete; the update put it back to pending, and order and shipment are "
        "synced again."
    )
    return journal.change_row(
        row.id, now, status=OrderStatus.SCHEDULED, warnings=[*row.warnings, sentence]
    )


def check_cancel(row: Row) -> None:
    """Raises ActionRefused for a row that has nothing left to cancel."""
    if row.status in {RefundStatus.POSTED, OrderStatus.COMPLETE, SalesStatus.SYNCED}:
        raise ActionRefused(
            f"Row {row.id} is {row.status}: there is nothing left to cancel. Correct the "
            "documents themselves where they are wrong."
        )


def cancel(journal: Journal, row: Row, now: datetime, by: str = "user", note: str = "") -> Row:
    """Ignore the row; its data stays, neither side is touched. Raises ActionRefused."""
    check_cancel(row)
    if not row.active:
        return row
    return journal.change_row(row.id, now, status=OrderStatus.CANCELED, cancelled_by=by, note=note)


def uncancel(
    journal: Journal,
    row: Row,
    now: datetime,
    *,
    automatic_sync: bool,
    status: Status | None = None,
) -> Row:
    """Back to active; `status`: as what. Raises ActionRefused when the row is not canceled."""
    if row.active:
        raise ActionRefused(f"Row {row.id} is {row.status}, not Canceled.")
    posted = row.kind is RowKind.ORDER and row.target_id and row.problem is None
    word = OrderStatus.WAITING if posted else queued_word(row.kind, automatic_sync)
    return journal.change_row(
        row.id,
        now,
        status=status or word,
        cancelled_by="",
        note="",
        problem=None,
        retries=0,
        failed_at=None,
        warned_at=None,
        next_attempt_at=None,
    )
