"""What is open between a buyer and the seller, and what the end of a refund means for it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import msgspec

from sandbox.ebay.domain import Domain
from sandbox.ebay.records import FAILED, Cancellation, Order, Refund, Response, Return
from sandbox.ebay.rules import events, orders

__all__ = ["RETURN_DUE", "deadline", "open_for", "refund_ended", "step", "withdrawn"]

RETURN_DUE = "return_due"


def open_for(account: Domain, order: Order) -> bool:
    """Something is open that the seller has to end first."""
    records = account.records
    return any(each.closed is None for each in records.returns_by_order.find(order.id)) or any(
        each.closed is None for each in records.cancellations_by_order.find(order.id)
    )


def step(account: Domain, author: str, activity: str, notes: str = "") -> Response:
    return Response(author=author, activity=activity, date=account.clock.now(), notes=notes)


def deadline(account: Domain, kind: str, key: str, due: datetime) -> None:
    """`kind` of work falls due, unless somebody acts before."""
    account.universe.queue.put("ebay", kind, f"{key}|{due.isoformat()}", due=due)


def withdrawn(account: Domain, order: Order) -> None:
    """A request to cancel has come to nothing."""
    if order.cancel_state == "IN_PROGRESS":
        orders.changed(account, order, cancel_state="NONE_REQUESTED")


def refund_ended(account: Domain, order: Order, refund: Refund) -> None:
    """`refund` is REFUNDED or FAILED: its return or its cancellation goes on."""
    records = account.records
    if (opened := records.returns.get(refund.case)) is not None:
        _return_ended(account, opened, refund)
    elif (asked := records.cancellations.get(refund.case)) is not None:
        _cancellation_ended(account, order, asked, refund)


def _return_ended(account: Domain, opened: Return, refund: Refund) -> None:
    records = account.records
    if refund.status == FAILED:
        # The seller has to try again, in the time there is for what has arrived.
        due = account.clock.now() + timedelta(days=account.settings.return_refund_days)
        deadline(account, RETURN_DUE, opened.id, due)
        records.returns.put(
            msgspec.structs.replace(
                opened,
                state="REFUND_FAILED",
                due=due,
                due_activity="SELLER_ISSUE_REFUND",
                due_by="SELLER",
                history=(*opened.history, step(account, "SYSTEM", "REFUND_FAILED")),
            )
        )
        return
    records.returns.put(
        msgspec.structs.replace(
            opened,
            state="CLOSED",
            closed=account.clock.now(),
            close_reason="REFUNDED",
            due=None,
            due_activity="",
            due_by="",
            history=(*opened.history, step(account, "SYSTEM", "REFUND_SENT")),
        )
    )


def _cancellation_ended(account: Domain, order: Order, asked: Cancellation, refund: Refund) -> None:
    now = account.clock.now()
    changes: dict[str, Any]
    if refund.status == FAILED:
        changes = {"state": "REFUND_FAILED_RETRY", "status": "CANCEL_PENDING"}
        activity = "REFUND_FAILED"
    else:
        changes = {
            "state": "CLOSED",
            "status": "CANCEL_CLOSED_WITH_REFUND",
            "closed": now,
            "close_reason": "FULL_REFUND",
        }
        activity = "REFUND_SENT"
        orders.changed(account, order, cancel_state="CANCELED", cancelled=now)
        events.tell(account, events.CANCELLATION, order=order.id, cancellation=asked.id)
    account.records.cancellations.put(
        msgspec.structs.replace(
            asked, history=(*asked.history, step(account, "SYSTEM", activity)), **changes
        )
    )
