"""Cancellations: by the seller, or asked for by the buyer. A paid order is refunded in full.

Source: Post-Order API v2. While a refund is on its way the order says IN_PROGRESS; it is CANCELED
when the money is back.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec

from sandbox.ebay.domain import Domain
from sandbox.ebay.errors import DeskError, PostOrderError
from sandbox.ebay.records import PENDING, Cancellation, Order
from sandbox.ebay.rules import events, orders, refunds
from sandbox.ebay.rules.cases import deadline, keep_cancellation, step, withdrawn
from sandbox.ebay.rules.money import ZERO

__all__ = [
    "BUYER_REASONS",
    "DUE",
    "SELLER_REASONS",
    "approve",
    "by_seller",
    "check_reason",
    "confirm",
    "find",
    "hindrances",
    "overdue",
    "reject",
    "request",
]

DUE = "cancellation_due"
SELLER_REASONS = ("OUT_OF_STOCK_OR_CANNOT_FULFILL", "BUYER_ASKED_CANCEL", "ADDRESS_ISSUES")
BUYER_REASONS = (
    "ORDER_MISTAKE",
    "FOUND_CHEAPER_PRICE",
    "WONT_ARRIVE_IN_TIME",
    "PRICE_TOO_HIGH",
    "WRONG_PAYMENT_METHOD",
    "WRONG_SHIPPING_ADDRESS",
    "WRONG_SHIPPING_METHOD",
    "ORDER_UNPAID",
    "OTHER",
)
_REFUND_REASONS = {"OUT_OF_STOCK_OR_CANNOT_FULFILL": "SELLER_CANCEL"}


def invalid(parameter: str, code: int = 1616) -> PostOrderError:
    return PostOrderError(
        code, "Invalid Input.", domain="cancelErrorDomain", parameters={"parameter": parameter}
    )


def find(account: Domain, cancel_id: str) -> Cancellation:
    """Raises PostOrderError."""
    found = account.records.cancellations.get(cancel_id)
    if found is None:
        raise invalid("cancelId")
    return found


def hindrances(account: Domain, order: Order) -> list[str]:
    """Why the seller cannot cancel it; empty: it is eligible. Words of the documented list, except
    for a refund that is on its way, for which none is known."""
    found = []
    records = account.records
    asked = records.cancellations_by_order.find(order.id)
    if order.cancel_state == "CANCELED" or any(each.closed is None for each in asked):
        found.append("CANCELLATION_EXIST")
    if any(line.shipped for line in order.lines):
        found.append("ITEM_LEVEL_ELIGIBILITY_FAILURE")
    if any(each.closed is None for each in records.returns_by_order.find(order.id)):
        found.append("CASE_EXIST")
    given = refunds.of_order(account, order)
    if any(each.status == PENDING for each in given):
        found.append("REFUND_IN_PROGRESS")
    if order.paid is not None:
        if not sum(refunds.remaining(account, order).values(), ZERO):
            found.append("FULL_REFUNDED_ORDER")
        days = timedelta(days=account.settings.cancellation_days)
        if account.clock.now() > order.paid + days:
            found.append("CANCEL_WINDOW_ELAPSED")
    return found


def check_reason(reason: str) -> None:
    """A seller's. Raises PostOrderError."""
    if reason not in SELLER_REASONS:
        raise invalid("cancelReason")


def by_seller(account: Domain, order: Order, reason: str, *, notes: str = "") -> Cancellation:
    """Raises PostOrderError."""
    check_reason(reason)
    if hindrances(account, order):
        raise _not_eligible(order)
    return _refund_or_close(account, order, _opened(account, order, "SELLER", reason, notes))


def request(account: Domain, order: Order, reason: str, *, notes: str = "") -> Cancellation:
    """The buyer asks; the seller has some days to answer. Raises DeskError."""
    if reason not in BUYER_REASONS:
        raise DeskError(f"{reason} is no reason of a buyer's to cancel.")
    window = timedelta(minutes=account.settings.buyer_cancellation_minutes)
    if hindrances(account, order) or account.clock.now() > order.created + window:
        raise DeskError(f"Order {order.id} cannot be cancelled any more.")
    due = account.clock.now() + timedelta(days=account.settings.cancellation_answer_days)
    found = msgspec.structs.replace(_opened(account, order, "BUYER", reason, notes), due=due)
    deadline(account, DUE, found.id, due)
    orders.changed(account, order, cancel_state="IN_PROGRESS")
    events.tell(account, events.CANCELLATION, order=order.id, cancellation=found.id)
    return keep_cancellation(account, found)


def approve(account: Domain, found: Cancellation) -> Cancellation:
    """Also tries a refund again that failed. Raises PostOrderError."""
    if found.state not in ("APPROVAL_PENDING", "REFUND_FAILED_RETRY"):
        raise _wrong_state(found)
    order = account.records.orders[found.order]
    answered = msgspec.structs.replace(
        found, due=None, history=(*found.history, step(account, "SELLER", "SELLER_APPROVE"))
    )
    return _refund_or_close(account, order, answered)


def reject(account: Domain, found: Cancellation, author: str = "SELLER") -> Cancellation:
    """The order stands. Raises PostOrderError."""
    if found.state != "APPROVAL_PENDING":
        raise _wrong_state(found)
    late = author == "SYSTEM"
    paid = account.records.orders[found.order].paid is not None
    reason = f"SELLER_APPROVE_TIMEOUT_{'PAID' if paid else 'UNPAID'}" if late else "SELLER_DECLINE"
    activity = "SYSTEM_TIMEOUT" if late else "SELLER_REJECT"
    closed = _closed(account, found, "CANCEL_REJECTED", reason, author, activity)
    withdrawn(account, account.records.orders[found.order])
    return closed


def confirm(account: Domain, found: Cancellation) -> Cancellation:
    """The buyer has a refund that was paid outside eBay. Raises PostOrderError."""
    if found.state != "CONFIRM_REFUND_PENDING":
        raise _wrong_state(found)
    order = account.records.orders[found.order]
    now = account.clock.now()
    orders.changed(account, order, cancel_state="CANCELED", cancelled=now)
    return _closed(
        account,
        found,
        "CANCEL_CLOSED_WITH_REFUND",
        "BUYER_CONFIRM_REFUND",
        "BUYER",
        "BUYER_CONFIRM_REFUND",
    )


def overdue(account: Domain, payload: str) -> None:
    """The seller has not answered: the request is closed."""
    key, _, moment = payload.partition("|")
    found = account.records.cancellations[key]
    if found.due is not None and found.due.isoformat() == moment:
        reject(account, found, "SYSTEM")


def _opened(account: Domain, order: Order, requestor: str, reason: str, notes: str) -> Cancellation:
    left = refunds.remaining(account, order) if order.paid is not None else {}
    activity = "BUYER_CREATE_CANCEL" if requestor == "BUYER" else "SELLER_CREATE_CANCEL"
    return Cancellation(
        id=str(account.ids.next("ebay.cancellation", 5_200_000_001)),
        order=order.id,
        requestor=requestor,
        reason=reason,
        state="APPROVAL_PENDING",
        status="CANCEL_REQUESTED",
        requested=account.clock.now(),
        amount=sum(left.values(), ZERO),
        history=(step(account, requestor, activity, notes),),
    )


def _refund_or_close(account: Domain, order: Order, found: Cancellation) -> Cancellation:
    now = account.clock.now()
    if order.paid is None:
        orders.changed(account, order, cancel_state="CANCELED", cancelled=now)
        events.tell(account, events.CANCELLATION, order=order.id, cancellation=found.id)
        return _closed(account, found, "CANCEL_CLOSED_NO_REFUND", "SELLER_APPROVE_UNPAID")
    if not order.managed:
        orders.changed(account, order, cancel_state="IN_PROGRESS")
        return _put(account, found, state="CONFIRM_REFUND_PENDING", status="CANCEL_PENDING")
    shares = {key: left for key, left in refunds.remaining(account, order).items() if left}
    if not shares:  # the seller gave it all back meanwhile
        orders.changed(account, order, cancel_state="CANCELED", cancelled=now)
        events.tell(account, events.CANCELLATION, order=order.id, cancellation=found.id)
        return _closed(account, found, "CANCEL_CLOSED_WITH_REFUND", "FULL_REFUNDED")
    if account.settings.refund_funding:
        raise PostOrderError(
            1764,
            "Your refund did not go through. Please try again later or contact us.",
            domain="cancelErrorDomain",
            category="APPLICATION",
        )
    order = orders.changed(account, order, cancel_state="IN_PROGRESS")
    refund = refunds.create(
        account,
        order,
        shares,
        source=refunds.CANCELLATION,
        reason=_REFUND_REASONS.get(found.reason, "BUYER_CANCEL"),
        order_level=True,
        case=found.id,
    )
    return _put(account, found, state="REFUND_PENDING", status="CANCEL_PENDING", refund=refund.id)


def _closed(
    account: Domain,
    found: Cancellation,
    status: str,
    reason: str,
    author: str = "",
    activity: str = "",
) -> Cancellation:
    """Without an `activity` the last step has closed it."""
    history = found.history
    if activity:
        history = (*history, step(account, author, activity))
    return _put(
        account,
        found,
        state="CLOSED",
        status=status,
        closed=account.clock.now(),
        close_reason=reason,
        due=None,
        history=history,
    )


def _put(account: Domain, found: Cancellation, **changes: Any) -> Cancellation:
    return keep_cancellation(account, msgspec.structs.replace(found, **changes), found.state)


def _not_eligible(order: Order) -> PostOrderError:
    return PostOrderError(
        1620,
        "The order is not eligible for cancellation.",
        domain="cancelErrorDomain",
        category="BUSINESS",
        parameters={"legacyOrderId": order.id},
    )


def _wrong_state(found: Cancellation) -> PostOrderError:
    return PostOrderError(
        1621,
        "The action is not allowed in the current state of the cancellation.",
        domain="cancelErrorDomain",
        category="BUSINESS",
        parameters={"cancelState": found.state},
    )
