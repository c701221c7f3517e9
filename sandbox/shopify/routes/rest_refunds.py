"""Refunds over REST: list, read, calculate, create."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sandbox.kernel.routing import Request, Response
from sandbox.shopify.errors import NotFound
from sandbox.shopify.records import Order
from sandbox.shopify.routes.rest_requests import Body, body_of, order_of, path_id, rest, trimmed
from sandbox.shopify.rules import refunds
from sandbox.shopify.rules.refund_inputs import (
    RefundInput,
    RefundLineInput,
    RefundTransactionInput,
    ShippingRefundInput,
    SuggestionInput,
)
from sandbox.shopify.rules.suggestion import suggested_refund
from sandbox.shopify.wire import answer
from sandbox.shopify.wire_refunds import refund_document, suggestion_document

if TYPE_CHECKING:
    from sandbox.shopify.app import Shopify

__all__ = ["calculate_refund", "create_refund", "get_refund", "list_refunds", "refund_input"]


@rest
def list_refunds(shopify: Shopify, request: Request) -> Response:
    order = order_of(shopify, request)
    documents = [trimmed(refund_document(shopify, order, each), request) for each in order.refunds]
    return answer({"refunds": documents})


@rest
def get_refund(shopify: Shopify, request: Request) -> Response:
    order = order_of(shopify, request)
    refund = order.refund(path_id(request, "refund_id"))
    if refund is None:
        raise NotFound
    return answer({"refund": trimmed(refund_document(shopify, order, refund), request)})


@rest
def calculate_refund(shopify: Shopify, request: Request) -> Response:
    """Nothing is written. Transactions come with kind `suggested_refund`."""
    order = order_of(shopify, request)
    body = body_of(request, "refund")
    asked = SuggestionInput(
        refund_line_items=_lines(body),
        shipping=_shipping(body),
        currency=body.text("currency"),
    )
    suggestion = suggested_refund(shopify, order, asked)
    return answer({"refund": suggestion_document(order, suggestion)})


@rest
def create_refund(shopify: Shopify, request: Request) -> Response:
    order = order_of(shopify, request)
    asked = refund_input(shopify, order, body_of(request, "refund"))
    order, refund = refunds.create_refund(shopify, asked)
    return answer({"refund": refund_document(shopify, order, refund)}, 201)


def refund_input(shopify: Shopify, order: Order, body: Body) -> RefundInput:
    """A `refund` object as the rules take it."""
    return RefundInput(
        order_id=order.id,
        refund_line_items=_lines(body),
        shipping=_shipping(body),
        transactions=tuple(_transaction(each) for each in body.children("transactions")),
        currency=body.text("currency"),
        note=body.text("note"),
        notify=body.flag("notify") or False,
        processed_at=body.time("processed_at", shopify.records.shop.iana_timezone),
        discrepancy_reason=body.text("discrepancy_reason"),
        user_id=body.whole("user_id"),
    )


def _lines(body: Body) -> tuple[RefundLineInput, ...]:
    return tuple(
        RefundLineInput(
            line_item_id=each.whole("line_item_id") or 0,
            quantity=1 if "quantity" not in each else each.whole("quantity") or 0,
            restock_type=each.text("restock_type") or "no_restock",
            location_id=each.whole("location_id"),
        )
        for each in body.children("refund_line_items")
    )


def _shipping(body: Body) -> ShippingRefundInput | None:
    shipping = body.child("shipping")
    if shipping is None:
        return None
    return ShippingRefundInput(
        amount=shipping.amount("amount"), full_refund=shipping.flag("full_refund") or False
    )


def _transaction(body: Body) -> RefundTransactionInput:
    amount = body.amount("amount")
    return RefundTransactionInput(
        parent_id=body.whole("parent_id"),
        amount=Decimal(0) if amount is None else amount,
        kind=body.text("kind") or "refund",
        gateway=body.text("gateway") or "",
        order_id=body.whole("order_id"),
    )
