"""Cancelling an order over REST: done at once, where GraphQL gives a job (Admin API, "Order")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.kernel.routing import Request, Response
from sandbox.shopify.errors import UserErrors, refuse
from sandbox.shopify.job_records import Cancellation
from sandbox.shopify.records import Order
from sandbox.shopify.routes.rest_refunds import refund_input
from sandbox.shopify.routes.rest_requests import Body, bare_body, order_of, rest
from sandbox.shopify.rules import order_cancel, refunds
from sandbox.shopify.rules.cancellation import REASONS
from sandbox.shopify.rules.suggestion import check_currency
from sandbox.shopify.wire import answer
from sandbox.shopify.wire_orders import order_json

if TYPE_CHECKING:
    from sandbox.shopify.app import Shopify

__all__ = ["cancel_order"]


@rest
def cancel_order(shopify: Shopify, request: Request) -> Response:
    """No money goes back unless `amount` or `refund` says so; stock comes back with `restock`."""
    order = order_of(shopify, request)
    body = bare_body(request)
    asked = _cancellation(order, body)
    try:
        order_cancel.check(shopify, asked)
    except UserErrors as refused:
        # The order is named by the path here: nothing in the body is at fault.
        raise refuse(None, refused.errors[0].message) from None
    refund = body.child("refund")
    if refund is not None:
        order = refunds.create_refund(shopify, refund_input(shopify, order, refund))[0]
    order = order_cancel.cancel_now(shopify, asked)
    return answer({"order": order_json(shopify, order), "notice": "Order has been canceled"})


def _cancellation(order: Order, body: Body) -> Cancellation:
    """Raises UserErrors."""
    reason = body.text("reason") or "other"
    if reason not in REASONS:
        raise refuse(("reason",), "Reason is not included in the list")
    amount = None if body.child("refund") is not None else body.amount("amount")
    if amount is not None:
        check_currency(order, body.text("currency"))
    return Cancellation(
        order_id=order.id,
        reason=reason,
        restock=body.flag("restock") or False,
        refund="" if amount is None else "original",
        amount=amount,
        staff_note=body.text("note"),
        notify_customer=body.flag("email") or False,
    )
