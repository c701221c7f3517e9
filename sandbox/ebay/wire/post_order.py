"""Returns and cancellations as Post-Order v2 writes them: amounts are numbers, moments objects."""

from __future__ import annotations

from sandbox.ebay.domain import Domain
from sandbox.ebay.records import (
    FAILED,
    PENDING,
    REFUNDED,
    Cancellation,
    Order,
    Refund,
    Response,
    Return,
)
from sandbox.ebay.rules import cancellations, returns
from sandbox.ebay.rules.money import ZERO
from sandbox.ebay.wire.shapes import Json, number, said

__all__ = [
    "cancellation_document",
    "cancellation_summary",
    "eligibility",
    "refund_result",
    "return_document",
    "return_summary",
]

_RESULTS = {PENDING: "PENDING", REFUNDED: "SUCCESS", FAILED: "FAILED"}
# What the seller can do in each state of a return.
_OPTIONS = {
    "RETURN_REQUESTED": (
        "SELLER_APPROVE_REQUEST",
        "SELLER_OFFER_PARTIAL_REFUND",
        "SELLER_ISSUE_REFUND",
    ),
    "ITEM_READY_TO_SHIP": ("SELLER_ISSUE_REFUND", "SELLER_MARK_AS_RECEIVED"),
    "ITEM_SHIPPED": ("SELLER_ISSUE_REFUND", "SELLER_MARK_AS_RECEIVED"),
    "ITEM_DELIVERED": ("SELLER_ISSUE_REFUND",),
    "REFUND_FAILED": ("SELLER_ISSUE_REFUND",),
}


def return_summary(account: Domain, found: Return, origin: str) -> Json:
    records = account.records
    order = records.orders[found.order]
    line = order.line(found.line)
    refund = records.refunds.get(found.refund)
    given = refund is not None and refund.status == REFUNDED
    currency = order.currency
    item: Json = {"returnQuantity": found.quantity}
    if line is not None:
        item |= {"itemId": line.item, "transactionId": line.transaction}
    totals: Json = {"estimatedRefundAmount": number(found.estimated, currency)}
    if refund is not None and given:
        totals["actualRefundAmount"] = number(refund.gross, currency)
    shown: Json = {
        "returnId": found.id,
        "orderId": found.order,
        "buyerLoginName": order.buyer.username,
        "sellerLoginName": order.seller,
        "currentType": "MONEY_BACK",
        "state": found.state,
        "status": returns.status_of(found),
        "creationInfo": {
            "item": item,
            "type": "MONEY_BACK",
            "reason": found.reason,
            "reasonType": found.reason_type,
            "comments": {"content": found.comments},
            "creationDate": said(found.created),
        },
        "sellerTotalRefund": totals,
        "buyerTotalRefund": _buyers(found, refund, currency),
    }
    if found.due is not None:
        role = "sellerResponseDue" if found.due_by == "SELLER" else "buyerResponseDue"
        shown[role] = {"activityDue": found.due_activity, "respondByDate": said(found.due)}
        shown["timeoutDate"] = said(found.due)
    shown["sellerAvailableOptions"] = [
        {"actionType": option, "actionURL": f"{origin}/post-order/v2/return/{found.id}"}
        for option in _OPTIONS.get(found.state, ())
    ]
    return shown


def _buyers(found: Return, refund: Refund | None, currency: str) -> Json:
    """With the tax that eBay gives back on top."""
    if refund is None:
        return {"estimatedRefundAmount": number(found.estimated, currency)}
    total = number(refund.gross + refund.collected_tax, currency)
    if refund.status != REFUNDED:
        return {"estimatedRefundAmount": total}
    return {"estimatedRefundAmount": total, "actualRefundAmount": total}


def return_document(account: Domain, found: Return, origin: str, *, full: bool = False) -> Json:
    """`getReturn`; `full`: with its details."""
    shown: Json = {"summary": return_summary(account, found, origin)}
    if full:
        shown["detail"] = _detail(account, found)
    return shown


def _detail(account: Domain, found: Return) -> Json:
    order = account.records.orders[found.order]
    refund, currency = account.records.refunds.get(found.refund), order.currency
    line = order.line(found.line)
    info: Json = {
        "estimatedRefundDetail": {
            "itemizedRefundDetails": [
                {
                    "refundFeeType": "PURCHASE_PRICE",
                    "estimatedAmount": number(found.estimated, currency),
                }
            ]
        }
    }
    if refund is not None:
        info["actualRefundDetail"] = _actual(refund, currency)
    shown: Json = {"refundInfo": info, "responseHistory": _history(found.history)}
    if line is not None:
        shown["itemDetail"] = {
            "itemId": line.item,
            "transactionId": line.transaction,
            "itemTitle": line.title,
            "itemPrice": number(line.cost / line.quantity, currency),
            "returnQuantity": found.quantity,
        }
    if found.rma:
        shown["RMANumber"] = found.rma
    if found.tracking:
        shown["returnShipmentInfo"] = {
            "shipmentTracking": {
                "carrierName": found.carrier,
                "trackingNumber": found.tracking,
                "shippedBy": "BUYER",
            }
        }
    if found.closed is not None:
        shown["closeInfo"] = {
            "returnCloseReason": found.close_reason,
            "returnCloseDate": said(found.closed),
        }
    return shown


def _actual(refund: Refund, currency: str) -> Json:
    return {
        "actualRefund": {
            "itemizedRefundDetail": [
                {
                    "refundFeeType": "PURCHASE_PRICE",
                    "refundAmount": number(refund.gross, currency),
                }
            ],
            "totalAmount": number(refund.gross, currency),
            "refundStatus": _RESULTS[refund.status],
        },
        "netChargeAmount": number(refund.net, currency),
        "outstandingAmount": number(ZERO, currency),
    }


def refund_result(refund: Refund) -> Json:
    """Of a return's `issue_refund`."""
    return {"refundStatus": _RESULTS[refund.status]}


def cancellation_summary(account: Domain, found: Cancellation) -> Json:
    order = account.records.orders[found.order]
    shown: Json = {
        "cancelId": found.id,
        "marketplaceId": order.marketplace,
        "legacyOrderId": found.order,
        "buyerLoginName": order.buyer.username,
        "sellerLoginName": order.seller,
        "requestorType": found.requestor,
        "cancelReason": found.reason,
        "cancelState": found.state,
        "cancelStatus": found.status,
    }
    if found.close_reason:
        shown["cancelCloseReason"] = found.close_reason
    shown |= {
        "paymentStatus": "NOT_PAID" if order.paid is None else "MARK_AS_PAID",
        "partialOrderType": "FULL_ORDER",
        "requestRefundAmount": number(found.amount, order.currency),
        "cancelRequestDate": said(found.requested),
    }
    if found.closed is not None:
        shown["cancelCloseDate"] = said(found.closed)
    if found.due is not None:
        shown["sellerResponseDueDate"] = said(found.due)
    if order.shipments:
        shown["shipmentDate"] = said(order.shipments[0].shipped)
    shown["lineItems"] = [
        {
            "itemId": line.item,
            "transactionId": line.transaction,
            "cancelQuantity": line.quantity,
        }
        for line in order.lines
    ]
    return shown


def cancellation_document(account: Domain, found: Cancellation, *, full: bool = True) -> Json:
    """`getCancellation`; without `full` as in the search."""
    detail = cancellation_summary(account, found)
    if not full:
        return {"cancelDetail": detail}
    detail["activityHistories"] = [
        {
            "actionDate": said(each.date),
            "activityParty": each.author if each.author in ("BUYER", "SELLER") else "UNKNOWN",
            "activityType": each.activity,
            "stateFrom": each.before,
            "stateTo": each.after,
        }
        for each in found.history
    ]
    refund = account.records.refunds.get(found.refund)
    if refund is not None:
        order = account.records.orders[found.order]
        detail["refundInfo"] = {"actualRefundDetail": _actual(refund, order.currency)}
    return {"cancelDetail": detail}


def eligibility(account: Domain, order: Order) -> Json:
    """`check_eligibility`."""
    hindrances = cancellations.hindrances(account, order)
    shown: Json = {"legacyOrderId": order.id, "eligible": not hindrances}
    if hindrances:
        shown["failureReason"] = hindrances
    else:
        shown["eligibleCancelReason"] = list(cancellations.SELLER_REASONS)
    shown["itemEligibilityResult"] = [
        {
            "itemId": line.item,
            "transactionId": line.transaction,
            "eligible": not line.shipped
            and not set(hindrances) - {"ITEM_LEVEL_ELIGIBILITY_FAILURE"},
        }
        for line in order.lines
    ]
    return shown


def _history(steps: tuple[Response, ...]) -> list[Json]:
    shown = []
    for step in steps:
        entry: Json = {
            "author": step.author,
            "activity": step.activity,
            "creationDate": said(step.date),
            "fromState": step.before,
            "toState": step.after,
        }
        if step.notes:
            entry["notes"] = step.notes
        shown.append(entry)
    return shown
