"""Orders, what was shipped of them, and money back.

Source: official description Fulfillment v1.20.7; links and order of members as recorded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sandbox.ebay import hosts
from sandbox.ebay.routes.common import Params, answer, body_of, created, link
from sandbox.ebay.rules import order_search, orders, refunds, shipping
from sandbox.ebay.rules.requests import refund_request, shipment_request
from sandbox.ebay.wire import orders as wire
from sandbox.kernel.routing import Request, Response, Route

if TYPE_CHECKING:
    from sandbox.ebay.app import Ebay

__all__ = ["ROUTES"]


def search(ebay: Ebay, request: Request) -> Response:
    """getOrders: newest first. Raises FulfillmentError 30700 to 31100, 32800."""
    filters = Params(request).every("filter")
    wanted = order_search.wanted(ebay, request.query, filters)
    page = order_search.find(ebay, wanted)
    asked = _asked(request, filters, by_ids=bool(wanted.ids), taxes=wanted.tax_breakdown)

    def place(offset: int) -> str:
        return f"{link(request)}?{asked}limit={wanted.limit}&offset={offset}"

    told: dict[str, Any] = {"href": place(wanted.offset), "total": page.total}
    if wanted.offset + wanted.limit < page.total:
        told["next"] = place(wanted.offset + wanted.limit)
    if wanted.offset > 0:
        told["prev"] = place(max(0, wanted.offset - wanted.limit))
    told |= {
        "limit": wanted.limit,
        "offset": wanted.offset,
        "orders": [
            wire.order_document(ebay, each, request.origin, tax_breakdown=wanted.tax_breakdown)
            for each in page.orders
        ],
    }
    return answer(told)


def _asked(request: Request, filters: list[str], *, by_ids: bool, taxes: bool) -> str:
    """What links repeat of the question, percent-encoded as recorded."""
    if by_ids:
        return f"orderIds={quote(request.query['orderIds'], safe=',-')}&"
    text = "".join(f"filter={quote(each, safe=':.,')}&" for each in filters if each)
    return f"{text}fieldGroups={order_search.TAX_BREAKDOWN}&" if taxes else text


def single(ebay: Ebay, request: Request) -> Response:
    """getOrder: with requests to cancel, which the list never has. Raises FulfillmentError 32100,
    32800."""
    taxes = order_search.field_group(request.query)
    order = orders.find(ebay, request.params["orderId"], absent=404)
    return answer(wire.order_document(ebay, order, request.origin, tax_breakdown=taxes, full=True))


def refund(ebay: Ebay, request: Request) -> Response:
    """issueRefund: PENDING, whatever comes of it. Raises FulfillmentError 34901 to 34930."""
    given = refund_request(body_of(request))
    return answer(wire.refund_answer(refunds.issue(ebay, request.params["order_id"], given)))


def shipments(ebay: Ebay, request: Request) -> Response:
    """getShippingFulfillments. Raises FulfillmentError 32100."""
    return answer(wire.fulfilments(orders.find(ebay, request.params["orderId"])))


def ship(ebay: Ebay, request: Request) -> Response:
    """createShippingFulfillment: 201, empty, its place in `Location`. Raises FulfillmentError
    32100 to 34500."""
    order = orders.find(ebay, request.params["orderId"])
    made = shipping.ship(ebay, order, shipment_request(body_of(request)))
    return created(link(request, wire.shipment_path(order, made)))


def shipment(ebay: Ebay, request: Request) -> Response:
    """getShippingFulfillment. Raises FulfillmentError 32100, 32110."""
    order = orders.find(ebay, request.params["orderId"])
    return answer(wire.fulfilment(shipping.find(order, request.params["fulfillmentId"])))


_ORDERS = f"{hosts.FULFILLMENT}/order"
_SHIPMENTS = f"{_ORDERS}/{{orderId}}/shipping_fulfillment"
ROUTES: tuple[Route[Ebay], ...] = (
    Route("GET", _ORDERS, search),
    Route("GET", f"{_ORDERS}/{{orderId}}", single),
    Route("POST", f"{_ORDERS}/{{order_id}}/issue_refund", refund),
    Route("GET", _SHIPMENTS, shipments),
    Route("POST", _SHIPMENTS, ship),
    Route("GET", f"{_SHIPMENTS}/{{fulfillmentId}}", shipment),
)
