"""Cancellations: looked for, made by the seller, answered.

Source: developer.ebay.com "Post-Order API" v2, cancellation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.ebay import hosts
from sandbox.ebay.records import Cancellation, Order
from sandbox.ebay.routes.common import Params, answer, nothing
from sandbox.ebay.routes.post_order import Reader, pages
from sandbox.ebay.rules import cancellations
from sandbox.ebay.wire import post_order as wire
from sandbox.kernel.routing import Request, Response, Route

if TYPE_CHECKING:
    from sandbox.ebay.app import Ebay

__all__ = ["ROUTES"]

_DOMAIN = "cancelErrorDomain"


def search(ebay: Ebay, request: Request) -> Response:
    """Newest first. With `cancel_id` the rest is ignored. Raises PostOrderError 1616."""
    reader = Reader(ebay, request, _DOMAIN)
    if key := reader.params.one("cancel_id"):
        one = ebay.records.cancellations.get(key)
        found, limit, offset = ([] if one is None else [one]), 25, 0
    else:
        span, (limit, offset) = reader.span(), reader.page()
        mine = list(ebay.records.cancellations_by_request.between(reverse=True))
        if not reader.role_sells():
            mine = []
        found = [
            each
            for each in mine
            if (span is None or span.start <= each.requested <= span.end)
            and _fits(ebay, each, reader.params)
        ]
    return answer(
        {
            "cancellations": [
                wire.cancellation_summary(ebay, each) for each in found[offset : offset + limit]
            ],
            "total": len(found),
            "paginationOutput": pages(found, limit, offset),
        }
    )


def _fits(ebay: Ebay, found: Cancellation, params: Params) -> bool:
    lines = ebay.records.orders[found.order].lines
    item, transaction = params.one("item_id"), params.one("transaction_id")
    return params.one("legacy_order_id") in ("", found.order) and any(
        item in ("", line.item) and transaction in ("", line.transaction) for line in lines
    )


def single(ebay: Ebay, request: Request) -> Response:
    """With its history, unless only a SUMMARY is asked for. Raises PostOrderError 1616."""
    reader = Reader(ebay, request, _DOMAIN)
    group = reader.params.one("fieldgroups").upper() or "FULL"
    if group not in ("FULL", "SUMMARY"):
        raise reader.invalid("fieldgroups")
    found = cancellations.find(ebay, request.params["cancelId"])
    return answer(wire.cancellation_document(ebay, found, full=group == "FULL"))


def create(ebay: Ebay, request: Request) -> Response:
    """By the seller: 201. What was paid is refunded in full. An order that is not eligible is
    answered without a cancelId, or refused, by a switch. Raises PostOrderError 1616, 1620, 1764."""
    reader = Reader(ebay, request, _DOMAIN)
    order, reason = _order(ebay, reader), reader.text(reader.body(), "cancelReason")
    result = wire.eligibility(ebay, order)
    if not result["eligible"] and ebay.settings.ineligible_cancellations == "answered":
        cancellations.check_reason(reason)
        return answer({"orderEligibilityResult": result})
    made = cancellations.by_seller(ebay, order, reason)
    return answer({"cancelId": made.id, "orderEligibilityResult": result}, 201)


def eligible(ebay: Ebay, request: Request) -> Response:
    """Raises PostOrderError 1616."""
    return answer(wire.eligibility(ebay, _order(ebay, Reader(ebay, request, _DOMAIN))))


def approve(ebay: Ebay, request: Request) -> Response:
    """Raises PostOrderError 1616, 1621, 1764."""
    cancellations.approve(ebay, cancellations.find(ebay, request.params["cancelId"]))
    return nothing(200)


def reject(ebay: Ebay, request: Request) -> Response:
    """The seller has shipped it, or will. Raises PostOrderError 1616, 1621."""
    reader = Reader(ebay, request, _DOMAIN)
    body = reader.body()
    for name in ("shipmentDate", "trackingNumber"):
        if not isinstance(body.get(name), dict):
            reader.text(body, name)
    cancellations.reject(ebay, cancellations.find(ebay, request.params["cancelId"]))
    return nothing(200)


def confirm(ebay: Ebay, request: Request) -> Response:
    """The buyer has a refund that was paid outside eBay. Raises PostOrderError 1616, 1621."""
    cancellations.confirm(ebay, cancellations.find(ebay, request.params["cancelId"]))
    return nothing(200)


def _order(ebay: Ebay, reader: Reader) -> Order:
    found = ebay.records.orders.get(reader.text(reader.body(), "legacyOrderId"))
    if found is None:
        raise reader.invalid("legacyOrderId")
    return found


_BASE = f"{hosts.POST_ORDER}/cancellation"
ROUTES: tuple[Route[Ebay], ...] = (
    Route("GET", f"{_BASE}/search", search),
    Route("GET", f"{_BASE}/{{cancelId}}", single),
    Route("POST", _BASE, create),
    Route("POST", f"{_BASE}/check_eligibility", eligible),
    Route("POST", f"{_BASE}/{{cancelId}}/approve", approve),
    Route("POST", f"{_BASE}/{{cancelId}}/reject", reject),
    Route("POST", f"{_BASE}/{{cancelId}}/confirm", confirm),
)
