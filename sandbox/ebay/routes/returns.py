"""Returns: looked for, answered, refunded.

Source: developer.ebay.com "Post-Order API" v2, return.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.ebay import hosts
from sandbox.ebay.records import Return
from sandbox.ebay.routes.common import answer, nothing
from sandbox.ebay.routes.post_order import Reader, pages
from sandbox.ebay.rules import returns
from sandbox.ebay.rules.returns import Itemised
from sandbox.ebay.wire import post_order as wire
from sandbox.kernel.routing import Request, Response, Route

if TYPE_CHECKING:
    from sandbox.ebay.app import Ebay

__all__ = ["ROUTES"]

_DOMAIN = "returnErrorDomain"
# Words of the search beside the states themselves; None: whatever the state.
_SEARCHED: dict[str, tuple[str, ...] | None] = {
    "ALL_OPEN": None,
    "ALL_OPEN_RETURN": None,
    "RETURN_STARTED": ("RETURN_REQUESTED",),
    "ITEM_READY_TO_SHIP": ("ITEM_READY_TO_SHIP",),
    "ITEM_SHIPPED": ("ITEM_SHIPPED",),
    "ITEM_DELIVERED": ("ITEM_DELIVERED",),
    "RETURN_REQUESTED_TIMEOUT": (),
    "ESCALATED": ("ESCALATED",),
    "ALL_OPEN_REPLACEMENT": (),
    "CLOSED": ("CLOSED",),
}


def search(ebay: Ebay, request: Request) -> Response:
    """Newest first; those that are open, unless a state is asked for. Raises PostOrderError
    1616."""
    reader = Reader(ebay, request, _DOMAIN)
    params, span = reader.params, reader.span()
    word = params.one("return_state").upper() or "ALL_OPEN"
    if word not in _SEARCHED:
        raise reader.invalid("return_state")
    states = _SEARCHED[word]
    if listed := params.one("states"):
        states = tuple(each.strip().upper() for each in listed.split(","))
    limit, offset = reader.page()
    mine = list(ebay.records.returns_by_creation.between(reverse=True))
    if not reader.role_sells():
        mine = []
    mine = [
        each
        for each in mine
        if params.one("return_id") in ("", each.id)
        and params.one("order_id") in ("", each.order)
        and (span is None or span.start <= each.created <= span.end)
        and _item_fits(ebay, each, params.one("item_id"), params.one("transaction_id"))
    ]
    found = [
        each for each in mine if (each.closed is None if states is None else _state(each) in states)
    ]
    opened = sum(each.closed is None for each in mine)
    return answer(
        {
            "members": [
                wire.return_summary(ebay, each, request.origin)
                for each in found[offset : offset + limit]
            ],
            "total": len(found),
            "paginationOutput": pages(found, limit, offset),
            "countSummary": [
                {"type": "ALL_OPEN", "count": opened},
                {"type": "CLOSED", "count": len(mine) - opened},
            ],
        }
    )


def _state(found: Return) -> str:
    """A return whose refund is through is closed, whatever it was refunded in."""
    return "CLOSED" if found.closed is not None else found.state


def _item_fits(ebay: Ebay, found: Return, item: str, transaction: str) -> bool:
    line = ebay.records.orders[found.order].line(found.line)
    return line is not None and item in ("", line.item) and transaction in ("", line.transaction)


def single(ebay: Ebay, request: Request) -> Response:
    """With its details, unless only a SUMMARY is asked for. Raises PostOrderError 1616."""
    reader = Reader(ebay, request, _DOMAIN)
    group = reader.params.one("fieldgroups").upper() or "FULL"
    if group not in ("FULL", "SUMMARY"):
        raise reader.invalid("fieldgroups")
    found = returns.find(ebay, request.params["returnId"])
    return answer(wire.return_document(ebay, found, request.origin, full=group == "FULL"))


def decide(ebay: Ebay, request: Request) -> Response:
    """The seller approves, declines or offers a part. Raises PostOrderError 1616, 1626."""
    reader = Reader(ebay, request, _DOMAIN)
    found = returns.find(ebay, request.params["returnId"])
    body, partial = reader.body(), None
    decision = reader.text(body, "decision")
    if decision == "OFFER_PARTIAL_REFUND":
        partial, currency = reader.amount(body, "partialRefundAmount")
        if currency != ebay.records.orders[found.order].currency:
            raise reader.invalid("partialRefundAmount")
    decided = returns.decide(
        ebay,
        found,
        decision,
        comments=reader.text(body, "comments"),
        partial=partial,
        rma=reader.text(body, "RMAProvided"),
    )
    return answer({"returnId": decided.id, "state": decided.state})


def refund(ebay: Ebay, request: Request) -> Response:
    """The seller refunds. Raises PostOrderError 1616, 1626, 1764."""
    reader = Reader(ebay, request, _DOMAIN)
    found = returns.find(ebay, request.params["returnId"])
    body = reader.body()
    detail = reader.member(body, "refundDetail")
    total, currency = reader.amount(detail, "totalAmount")
    given = detail.get("itemizedRefundDetail")
    if not isinstance(given, list) or not given:
        raise reader.invalid("itemizedRefundDetail")
    parts = []
    for each in given:
        if not isinstance(each, dict):
            raise reader.invalid("itemizedRefundDetail")
        value, unit = reader.amount(each, "refundAmount")
        if unit != currency:
            raise reader.invalid("refundAmount")
        parts.append(Itemised(type=reader.text(each, "refundFeeType"), amount=value))
    made = returns.issue_refund(ebay, found, parts, total, currency, reader.text(body, "comments"))
    return answer(wire.refund_result(made))


def received(ebay: Ebay, request: Request) -> Response:
    """The parcel is there. Raises PostOrderError 1616, 1626."""
    returns.arrived(ebay, returns.find(ebay, request.params["returnId"]))
    return nothing(200)


_RETURN = f"{hosts.POST_ORDER}/return/{{returnId}}"
ROUTES: tuple[Route[Ebay], ...] = (
    Route("GET", f"{hosts.POST_ORDER}/return/search", search),
    Route("GET", _RETURN, single),
    Route("POST", f"{_RETURN}/decide", decide),
    Route("POST", f"{_RETURN}/issue_refund", refund),
    Route("POST", f"{_RETURN}/mark_as_received", received),
)
