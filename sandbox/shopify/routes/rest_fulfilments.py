"""Fulfillment orders and fulfillments over REST.

A fulfillment is created from fulfillment orders only: the older POST below an order ended with
API version 2022-07.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.kernel.routing import Request, Response
from sandbox.shopify.errors import NotFound
from sandbox.shopify.order_parts import Fulfillment
from sandbox.shopify.records import Order
from sandbox.shopify.routes.rest_requests import (
    Body,
    body_of,
    order_of,
    path_id,
    rest,
    scopes_of,
    trimmed,
)
from sandbox.shopify.rules import fulfilment
from sandbox.shopify.rules.visibility import visible
from sandbox.shopify.wire import answer
from sandbox.shopify.wire_fulfilments import fulfillment_document, fulfillment_order_document

if TYPE_CHECKING:
    from sandbox.shopify.app import Shopify

__all__ = [
    "cancel_fulfillment",
    "count_fulfillments",
    "create_fulfillment",
    "get_fulfillment",
    "get_fulfillment_order",
    "list_fulfillment_orders",
    "list_fulfillments",
    "update_tracking",
]


@rest
def list_fulfillments(shopify: Shopify, request: Request) -> Response:
    order = order_of(shopify, request)
    documents = [
        trimmed(fulfillment_document(shopify, order, each), request) for each in order.fulfillments
    ]
    return answer({"fulfillments": documents})


@rest
def count_fulfillments(shopify: Shopify, request: Request) -> Response:
    return answer({"count": len(order_of(shopify, request).fulfillments)})


@rest
def get_fulfillment(shopify: Shopify, request: Request) -> Response:
    order = order_of(shopify, request)
    wanted = path_id(request, "fulfillment_id")
    for fulfillment in order.fulfillments:
        if fulfillment.id == wanted:
            document = fulfillment_document(shopify, order, fulfillment)
            return answer({"fulfillment": trimmed(document, request)})
    raise NotFound


@rest
def list_fulfillment_orders(shopify: Shopify, request: Request) -> Response:
    order = order_of(shopify, request)
    documents = [
        fulfillment_order_document(shopify, order, each) for each in order.fulfillment_orders
    ]
    return answer({"fulfillment_orders": documents})


@rest
def get_fulfillment_order(shopify: Shopify, request: Request) -> Response:
    order = _order_with(shopify, request, "FulfillmentOrder")
    work = order.fulfillment_order(path_id(request))
    if work is None:
        raise NotFound
    document = fulfillment_order_document(shopify, order, work)
    return answer({"fulfillment_order": document})


@rest
def create_fulfillment(shopify: Shopify, request: Request) -> Response:
    body = body_of(request, "fulfillment")
    work = tuple(_work(each) for each in body.children("line_items_by_fulfillment_order"))
    asked = fulfilment.FulfillmentInput(
        work=work,
        tracking=_tracking(body.child("tracking_info")),
        notify_customer=body.flag("notify_customer") or False,
        message=body.text("message"),
    )
    order, fulfillment = fulfilment.create_fulfillment(shopify, asked)
    return _answer(shopify, order, fulfillment, 201)


@rest
def cancel_fulfillment(shopify: Shopify, request: Request) -> Response:
    _order_with(shopify, request, "Fulfillment")
    order, fulfillment = fulfilment.cancel_fulfillment(shopify, path_id(request))
    return _answer(shopify, order, fulfillment, 200)


@rest
def update_tracking(shopify: Shopify, request: Request) -> Response:
    _order_with(shopify, request, "Fulfillment")
    body = body_of(request, "fulfillment")
    order, fulfillment = fulfilment.update_tracking(
        shopify,
        path_id(request),
        _tracking(body.child("tracking_info")),
        notify_customer=body.flag("notify_customer") or False,
    )
    return _answer(shopify, order, fulfillment, 200)


def _order_with(shopify: Shopify, request: Request, kind: str) -> Order:
    order = shopify.records.order_with(kind, path_id(request))
    if order is None or not visible(order, scopes_of(shopify, request), shopify.clock.now()):
        raise NotFound
    return order


def _answer(shopify: Shopify, order: Order, fulfillment: Fulfillment, status: int) -> Response:
    return answer({"fulfillment": fulfillment_document(shopify, order, fulfillment)}, status)


def _work(body: Body) -> fulfilment.WorkInput:
    return fulfilment.WorkInput(
        fulfillment_order_id=body.whole("fulfillment_order_id") or 0,
        lines=tuple(
            (each.whole("id") or 0, each.whole("quantity") or 0)
            for each in body.children("fulfillment_order_line_items")
        ),
    )


def _tracking(body: Body | None) -> fulfilment.Tracking:
    if body is None:
        return fulfilment.Tracking()
    number, url = body.text("number"), body.text("url")
    return fulfilment.Tracking(
        company=body.text("company"),
        numbers=(number,) if number else (),
        urls=(url,) if url else (),
    )
