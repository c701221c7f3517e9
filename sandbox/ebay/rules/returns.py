"""Returns, from the buyer's request to the seller's refund; whoever is late is acted for.

Source: Post-Order API v2 (developer.ebay.com), the states it names; the days are switches. A seller
who does not answer has agreed, a buyer who sends nothing has given up, and what lies with the
seller unrefunded eBay refunds.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec

from sandbox.ebay.domain import Domain
from sandbox.ebay.errors import DeskError, PostOrderError
from sandbox.ebay.records import PENDING, Order, Refund, Return
from sandbox.ebay.rules import refunds
from sandbox.ebay.rules.cases import RETURN_DUE, deadline, keep_return, step
from sandbox.ebay.rules.money import ZERO, part, quantum, rounded

__all__ = [
    "DECISIONS",
    "DUE",
    "FEE_TYPES",
    "REASONS",
    "Itemised",
    "accept_offer",
    "arrived",
    "close",
    "decide",
    "find",
    "issue_refund",
    "overdue",
    "request",
    "sent",
    "status_of",
]

DUE = RETURN_DUE
REMORSE, SNAD = "REMORSE", "SNAD"
REASONS = {
    "NO_LONGER_NEED_ITEM": REMORSE,
    "ORDERED_WRONG_ITEM": REMORSE,
    "ORDERED_ACCIDENTALLY": REMORSE,
    "FOUND_BETTER_PRICE": REMORSE,
    "WRONG_SIZE": REMORSE,
    "RETURNING_GIFT": REMORSE,
    "NO_REASON": REMORSE,
    "OTHER": REMORSE,
    "ARRIVED_DAMAGED": SNAD,
    "DEFECTIVE_ITEM": SNAD,
    "NOT_AS_DESCRIBED": SNAD,
    "DIFFERENT_FROM_LISTING": SNAD,
    "MISSING_PARTS": SNAD,
    "ORDERED_DIFFERENT_ITEM": SNAD,
    "FAKE": SNAD,
    "ARRIVED_LATE": SNAD,
}
DECISIONS = ("APPROVE", "DECLINE", "OFFER_PARTIAL_REFUND", "PROVIDE_RMA")
FEE_TYPES = ("PURCHASE_PRICE", "ORIGINAL_SHIPPING", "RESTOCKING_FEE", "OTHER")
_ASKED, _READY, _SENT, _THERE = (
    "RETURN_REQUESTED",
    "ITEM_READY_TO_SHIP",
    "ITEM_SHIPPED",
    "ITEM_DELIVERED",
)
_OFFERED = "PARTIAL_REFUND_REQUESTED"
_REFUNDABLE = (_ASKED, _READY, _SENT, _THERE, "REFUND_FAILED")


class Itemised(msgspec.Struct, frozen=True, kw_only=True):
    """One part of a refund. A restocking fee is positive and taken off."""

    type: str
    amount: Decimal


def invalid(parameter: str) -> PostOrderError:
    return PostOrderError(1616, "Invalid Input.", parameters={"parameter": parameter})


def find(account: Domain, return_id: str) -> Return:
    """Raises PostOrderError 1616."""
    found = account.records.returns.get(return_id)
    if found is None:
        raise invalid("returnId")
    return found


def status_of(found: Return) -> str:
    """`status` beside `state`: how it stands between the two."""
    if found.closed is not None:
        return "CLOSED"
    return {
        _ASKED: "RETURN_REQUESTED",
        _OFFERED: "PARTIAL_REFUND_REQUESTED",
        _READY: "READY_FOR_SHIPPING",
        _SENT: "ITEM_SHIPPED",
        _THERE: "ITEM_DELIVERED",
        "REFUND_FAILED": "ITEM_DELIVERED",
    }.get(found.state, found.state)


def request(
    account: Domain, order: Order, line_id: str, quantity: int, reason: str, comments: str = ""
) -> Return:
    """The buyer wants to give something back. Raises DeskError."""
    line = order.line(line_id)
    if line is None:
        raise DeskError(f"Order {order.id} has no line {line_id}.")
    if order.paid is None or order.cancel_state == "CANCELED":
        raise DeskError(f"There is nothing to return of order {order.id}.")
    if reason not in REASONS:
        raise DeskError(f"{reason} is no reason for a return.")
    running = sum(
        each.quantity
        for each in account.records.returns_by_order.find(order.id)
        if each.line == line_id and (each.closed is None or _came_back(account, each))
    )
    if not 0 < quantity <= line.quantity - running:
        raise DeskError(f"{line.quantity - running} of {line.sku} can be returned.")
    unit, now = quantum(order.currency), account.clock.now()
    price = line.cost - line.discount + line.tax
    estimated = part(price, Decimal(running), Decimal(quantity), Decimal(line.quantity), unit)
    if REASONS[reason] == SNAD and quantity == line.quantity:
        estimated = line.total  # the way to the buyer is paid back only when something is wrong
    estimated = min(estimated, refunds.remaining(account, order)[line_id])
    due = now + timedelta(days=account.settings.return_answer_days)
    found = Return(
        id=str(account.ids.next("ebay.return", 5_300_000_001)),
        order=order.id,
        line=line_id,
        quantity=quantity,
        reason=reason,
        reason_type=REASONS[reason],
        comments=comments,
        created=now,
        state=_ASKED,
        estimated=estimated,
        due=due,
        due_activity="SELLER_APPROVE_REQUEST",
        due_by="SELLER",
        history=(step(account, "BUYER", "BUYER_CREATE_RETURN", comments),),
    )
    deadline(account, DUE, found.id, due)
    return keep_return(account, found)


def _came_back(account: Domain, each: Return) -> bool:
    """Less than a full refund: the buyer keeps the goods, and may ask once more."""
    refund = account.records.refunds.get(each.refund)
    return refund is not None and refund.gross >= each.estimated


def decide(
    account: Domain,
    found: Return,
    decision: str,
    *,
    comments: str = "",
    partial: Decimal | None = None,
    rma: str = "",
) -> Return:
    """The seller answers. `partial` goes with OFFER_PARTIAL_REFUND. Raises PostOrderError."""
    if decision not in DECISIONS:
        raise invalid("decision")
    if found.state != _ASKED:
        raise _wrong_state(found)
    notes = step(account, "SELLER", f"SELLER_{decision}", comments)
    match decision:
        case "APPROVE" | "PROVIDE_RMA":
            if decision == "PROVIDE_RMA" and not rma:
                raise invalid("RMAProvided")
            return _ready(account, found, (*found.history, notes), rma)
        case "DECLINE":
            if found.reason_type == SNAD:  # what is not as described cannot be declined
                raise invalid("decision")
            return close(account, found, "SELLER_DECLINED", "SELLER", comments)
        case _:
            order = account.records.orders[found.order]
            left = refunds.remaining(account, order)[found.line]
            unit = quantum(order.currency)
            if partial is None or not 0 < partial < left or partial != rounded(partial, unit):
                raise invalid("partialRefundAmount")
            due = account.clock.now() + timedelta(days=account.settings.return_answer_days)
            return _turn(
                account,
                found,
                due,
                "BUYER_ACCEPT_PARTIAL_REFUND",
                "BUYER",
                state=_OFFERED,
                offered=partial,
                history=(*found.history, notes),
            )


def accept_offer(account: Domain, found: Return) -> Refund:
    """The buyer keeps the goods and takes the offered part. Raises DeskError."""
    if found.state != _OFFERED or found.offered is None:
        raise DeskError(f"Return {found.id} has no offer to accept.")
    order = account.records.orders[found.order]
    left = refunds.remaining(account, order)[found.line]
    if found.offered > left:
        raise DeskError(f"{found.offered} was offered; there are {left} left.")
    return _refund(account, found, found.offered, "PARTIAL_REFUND_INITIATED", "BUYER")


def sent(account: Domain, found: Return, carrier: str = "", tracking: str = "") -> Return:
    """The buyer's parcel is on its way. Raises DeskError."""
    if found.state != _READY:
        raise DeskError(f"Return {found.id} is not to be sent.")
    return keep_return(
        account,
        msgspec.structs.replace(
            found,
            state=_SENT,
            due=None,
            due_activity="",
            due_by="",
            carrier=carrier,
            tracking=tracking,
            history=(*found.history, step(account, "BUYER", "BUYER_MARK_AS_SHIPPED")),
        ),
        found.state,
    )


def arrived(account: Domain, found: Return, author: str = "SELLER") -> Return:
    """The parcel is with the seller. Raises PostOrderError."""
    if found.state not in (_READY, _SENT):
        raise _wrong_state(found)
    due = account.clock.now() + timedelta(days=account.settings.return_refund_days)
    activity = "SELLER_MARK_AS_RECEIVED" if author == "SELLER" else "ITEM_DELIVERED"
    return _turn(
        account,
        found,
        due,
        "SELLER_ISSUE_REFUND",
        "SELLER",
        state=_THERE,
        history=(*found.history, step(account, author, activity)),
    )


def issue_refund(
    account: Domain,
    found: Return,
    parts: Sequence[Itemised],
    total: Decimal,
    currency: str,
    comments: str = "",
) -> Refund:
    """Raises PostOrderError 1616 (the parts must add up to `total`), 1764 (the money does not
    come)."""
    if found.state not in _REFUNDABLE:
        raise _wrong_state(found)
    order = account.records.orders[found.order]
    if currency != order.currency:
        raise invalid("currency")
    added = ZERO
    for each in parts:
        if each.type not in FEE_TYPES:
            raise invalid("refundFeeType")
        if each.amount < 0:
            raise invalid("refundAmount")
        added += -each.amount if each.type == "RESTOCKING_FEE" else each.amount
    if added != total:
        raise invalid("totalAmount")
    if not total > 0 or total != rounded(total, quantum(order.currency)):
        raise invalid("totalAmount")
    if total > refunds.remaining(account, order)[found.line]:
        raise invalid("totalAmount")
    if account.settings.refund_funding or any(
        each.status == PENDING for each in refunds.of_order(account, order)
    ):
        raise PostOrderError(
            1764,
            "Your refund did not go through. Please try again later or contact us.",
            category="APPLICATION",
        )
    state = "REFUND_INITIATED" if total >= found.estimated else "LESS_THAN_A_FULL_REFUND_ISSUED"
    return _refund(account, found, total, state, "SELLER", comments)


def close(
    account: Domain, found: Return, reason: str, author: str = "BUYER", notes: str = ""
) -> Return:
    """No refund comes of it. Raises PostOrderError."""
    if found.closed is not None or found.refund:
        raise _wrong_state(found)
    return keep_return(
        account,
        msgspec.structs.replace(
            found,
            state="CLOSED",
            closed=account.clock.now(),
            close_reason=reason,
            due=None,
            due_activity="",
            due_by="",
            history=(*found.history, step(account, author, "RETURN_CLOSED", notes)),
        ),
        found.state,
    )


def overdue(account: Domain, payload: str) -> None:
    """Somebody may be late. `payload` is what `deadline` wrote."""
    key, _, moment = payload.partition("|")
    found = account.records.returns[key]
    if found.due is None or found.due.isoformat() != moment:
        return
    match found.state:
        case "RETURN_REQUESTED":
            _ready(account, found, (*found.history, step(account, "SYSTEM", "AUTO_APPROVED")))
        case "PARTIAL_REFUND_REQUESTED":
            due = account.clock.now() + timedelta(days=account.settings.return_answer_days)
            _turn(
                account,
                found,
                due,
                "SELLER_APPROVE_REQUEST",
                "SELLER",
                state=_ASKED,
                offered=None,
                history=(*found.history, step(account, "SYSTEM", "OFFER_EXPIRED")),
            )
        case "ITEM_READY_TO_SHIP":
            close(account, found, "BUYER_DID_NOT_SHIP", "SYSTEM")
        case "ITEM_DELIVERED" | "REFUND_FAILED":
            order = account.records.orders[found.order]
            amount = min(found.estimated, refunds.remaining(account, order)[found.line])
            if amount:
                _refund(account, found, amount, "REFUND_INITIATED", "SYSTEM")
            else:
                close(account, found, "REFUNDED_ALREADY", "SYSTEM")


def _ready(account: Domain, found: Return, history: tuple[Any, ...], rma: str = "") -> Return:
    due = account.clock.now() + timedelta(days=account.settings.return_shipping_days)
    return _turn(
        account,
        found,
        due,
        "BUYER_SHIP_ITEM",
        "BUYER",
        state=_READY,
        rma=rma or found.rma,
        history=history,
    )


def _turn(
    account: Domain, found: Return, due: datetime, activity: str, by: str, **changes: Any
) -> Return:
    """It is somebody's turn until `due`."""
    deadline(account, DUE, found.id, due)
    return keep_return(
        account,
        msgspec.structs.replace(found, due=due, due_activity=activity, due_by=by, **changes),
        found.state,
    )


def _refund(
    account: Domain, found: Return, amount: Decimal, state: str, author: str, notes: str = ""
) -> Refund:
    order = account.records.orders[found.order]
    refund = refunds.create(
        account,
        order,
        {found.line: amount},
        source=refunds.RETURN,
        reason="BUYER_RETURN" if found.reason_type == REMORSE else "ITEM_NOT_AS_DESCRIBED",
        comment=notes,
        case=found.id,
    )
    keep_return(
        account,
        msgspec.structs.replace(
            found,
            state=state,
            refund=refund.id,
            due=None,
            due_activity="",
            due_by="",
            history=(*found.history, step(account, author, "REFUND_ISSUED", notes)),
        ),
        found.state,
    )
    return refund


def _wrong_state(found: Return) -> PostOrderError:
    return PostOrderError(
        1626,
        "The action is not allowed in the current state of the return.",
        parameters={"state": found.state},
    )
