"""What is open between a buyer and the seller, and what the end of a refund means for it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import msgspec

from sandbox.ebay.domain import Domain
from sandbox.ebay.records import FAILED, Cancellation, Order, Refund, Response, Return
from sandbox.ebay.rules import events, orders

__all__ = [
    "RETURN_DUE",
    "deadline",
    "keep_cancellation",
    "keep_return",
    "open_for",
    "refund_ended",
    "step",
    "withdrawn",
]

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


def told(history: tuple[Response, ...], before: str, after: str) -> tuple[Response, ...]:
    """New steps know between which states they stand."""
    return tuple(
        each if each.after else msgspec.structs.replace(each, before=before, after=after)
        for each in history
    )


def keep_return(account: Domain, changed: Return, before: str = "INITIAL") -> Return:
    history = told(changed.history, before, changed.state)
    return account.records.returns.put(msgspec.structs.replace(changed, history=history))


def keep_cancellation(
    account: Domain, changed: Cancellation, before: str = "INITIAL"
) -> Cancellation:
    history = told(changed.history, before, changed.state)
    return account.records.cancellations.put(msgspec.structs.replace(changed, history=history))


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
    now = account.clock.now()
    changes: dict[str, Any]
    if refund.status == FAILED:
        # The seller has to try again, in the time there is for what has arrived.
        due = now + timedelta(days=account.settings.return_refund_days)
        deadline(account, RETURN_DUE, opened.id, due)
        changes = {
            "state": "REFUND_FAILED",
            "due": due,
            "due_activity": "SELLER_ISSUE_REFUND",
            "due_by": "SELLER",
        }
        activity = "REFUND_FAILED"
    else:
        changes = {
            "state": "CLOSED",
            "closed": now,
            "close_reason": "REFUNDED",
            "due": None,
            "due_activity": "",
            "due_by": "",
        }
        activity = "REFUND_SENT"
    history = (*opened.history, step(account, "SYSTEM", activity))
    keep_return(account, msgspec.structs.replace(opened, history=history, **changes), opened.state)


def _cancellation_ended(account: Domain, order: Order, asked: Cancellation, refund: Refund) -> None:
    now = account.clock.now()
    changes: dict[str, Any]
    if refund.status == FAILED:
        changes = {"state": "REFUND_FAILED_RETRY", "status": "CANCEL_PENDING"}
    else:
        changes = {
            "state": "CLOSED",
            "status": "CANCEL_CLOSED_WITH_REFUND",
            "closed": now,
            "close_reason": "FULL_REFUNDED",
        }
        orders.changed(account, order, cancel_state="CANCELED", cancelled=now)
        events.tell(account, events.CANCELLATION, order=order.id, cancellation=asked.id)
    history = (*asked.history, step(account, "SYSTEM", "SYSTEM_NOTIFY_REFUND_STATUS"))
    keep_cancellation(
        account, msgspec.structs.replace(asked, history=history, **changes), asked.state
    )
