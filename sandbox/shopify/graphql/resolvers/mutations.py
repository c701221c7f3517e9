"""Mutation roots: read the input, let the rules decide, give the payload.

Each root is a transaction of its own: a refusal leaves nothing behind and shows as userErrors,
and what roots before it did stands.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox.shopify.errors import ResourceNotFound, UserErrors
from sandbox.shopify.graphql import idempotency
from sandbox.shopify.graphql.context import Arguments, Context, FieldError
from sandbox.shopify.graphql.gids import parse
from sandbox.shopify.graphql.inputs import (
    address_of,
    attributes_of,
    fulfillment_input,
    order_create_input,
    refund_input,
    tracking_of,
)
from sandbox.shopify.graphql.resolvers.refunds import number_of
from sandbox.shopify.graphql.resolvers.registry import Child, Resolver
from sandbox.shopify.records import Order, Refund
from sandbox.shopify.rules import fulfilment, orders, payments, refunds
from sandbox.shopify.rules.visibility import visible

__all__ = ["FIELDS"]

Payload = dict[str, Any]
Work = Callable[[Arguments, Context], Payload]


def _mutation(shown: str, work: Work) -> Resolver:
    """`shown`: the payload field that holds the document."""

    def resolve(source: None, arguments: Arguments, context: Context) -> Payload:
        try:
            with context.shopify.store.transaction():
                return {"userErrors": (), **work(arguments, context)}
        except UserErrors as refused:
            return {shown: refused.document, "userErrors": refused.errors}

    return resolve


def _order_number(text: str, context: Context) -> int:
    """Of an order the app may see; any other is as absent as one that is not there."""
    found = parse(text)
    if found is None or found.kind != "Order":
        raise ResourceNotFound(text)
    order = context.records.orders.get(found.number)
    if order is None or not visible(order, context.token.scopes, context.now):
        return -1
    return order.id


# -- refundCreate ---------------------------------------------------------------------------


def _refund_create(source: None, arguments: Arguments, context: Context) -> Payload:
    key = idempotency.key_of(context)
    if key is not None:
        known = idempotency.find(context, key, arguments)
        if known is not None:
            return _replayed(known, context)
    number = _order_number(arguments["input"]["orderId"], context)
    try:
        with context.shopify.store.transaction():
            asked = refund_input(arguments["input"], number, context.records.orders.get(number))
            order, refund = refunds.create_refund(context.shopify, asked)
            if key is not None:
                idempotency.keep(context, key, arguments, (order.id, refund.id))
    except UserErrors as refused:
        return {"refund": None, "order": refused.document, "userErrors": refused.errors}
    return _refund_payload(order, refund)


def _refund_payload(order: Order, refund: Refund) -> Payload:
    return {"refund": Child("Refund", order, refund), "order": order, "userErrors": ()}


def _replayed(known: tuple[int, ...], context: Context) -> Payload:
    order_id, refund_id = known
    order = context.records.orders[order_id]
    refund = order.refund(refund_id)
    if refund is None:
        raise FieldError("Refund does not exist", "RESOURCE_NOT_FOUND")
    return _refund_payload(order, refund)


# -- orders ---------------------------------------------------------------------------------


def _order_create(arguments: Arguments, context: Context) -> Payload:
    asked = order_create_input(arguments["order"], arguments.get("options") or {}, context)
    return {"order": orders.create_order(context.shopify, asked)}


def _mark_as_paid(arguments: Arguments, context: Context) -> Payload:
    number = _order_number(arguments["input"]["id"], context)
    return {"order": payments.mark_as_paid(context.shopify, number)}


def _close(arguments: Arguments, context: Context) -> Payload:
    number = _order_number(arguments["input"]["id"], context)
    return {"order": orders.close_order(context.shopify, number)}


def _open(arguments: Arguments, context: Context) -> Payload:
    number = _order_number(arguments["input"]["id"], context)
    return {"order": orders.open_order(context.shopify, number)}


def _update(arguments: Arguments, context: Context) -> Payload:
    given = arguments["input"]
    changes: dict[str, Any] = {}
    for name, field in (("note", "note"), ("phone", "phone"), ("poNumber", "po_number")):
        if name in given:
            changes[field] = given[name] or None
    if "email" in given:
        changes["email"] = given["email"] or ""
    if given.get("tags") is not None:
        changes["tags"] = tuple(dict.fromkeys(each.strip() for each in given["tags"] if each))
    if given.get("customAttributes") is not None:
        changes["attributes"] = attributes_of(given["customAttributes"])
    if given.get("shippingAddress") is not None:
        changes["shipping_address"] = address_of(given["shippingAddress"])
    number = _order_number(given["id"], context)
    return {"order": orders.update_order(context.shopify, number, **changes)}


# -- fulfillments ---------------------------------------------------------------------------


def _fulfillment_create(arguments: Arguments, context: Context) -> Payload:
    asked = fulfillment_input(arguments["fulfillment"], arguments.get("message"))
    for work in asked.work:
        order = context.records.order_with("FulfillmentOrder", work.fulfillment_order_id)
        if order is None or not visible(order, context.token.scopes, context.now):
            raise ResourceNotFound("", "invalid id")
    order, fulfillment = fulfilment.create_fulfillment(context.shopify, asked)
    return {"fulfillment": Child("Fulfillment", order, fulfillment)}


def _tracking_update(arguments: Arguments, context: Context) -> Payload:
    number = number_of(arguments["fulfillmentId"], "Fulfillment")
    order = context.records.order_with("Fulfillment", -1 if number is None else number)
    if order is None or number is None or not visible(order, context.token.scopes, context.now):
        number = -1
    order, fulfillment = fulfilment.update_tracking(
        context.shopify,
        number,
        tracking_of(arguments["trackingInfoInput"]),
        notify_customer=bool(arguments.get("notifyCustomer")),
    )
    return {"fulfillment": Child("Fulfillment", order, fulfillment)}


def _of_payload(name: str) -> Resolver:
    return lambda payload, arguments, context: payload.get(name)


def _coded(payload: Payload, arguments: Arguments, context: Context) -> Any:
    return payload["userErrors"]


_PAYLOADS = {
    "RefundCreatePayload": ("order", "refund"),
    "OrderCreatePayload": ("order",),
    "OrderMarkAsPaidPayload": ("order",),
    "OrderUpdatePayload": ("order",),
    "OrderClosePayload": ("order",),
    "OrderOpenPayload": ("order",),
    "FulfillmentCreatePayload": ("fulfillment",),
    "FulfillmentTrackingInfoUpdatePayload": ("fulfillment",),
}

FIELDS: dict[str, Resolver] = {
    "Mutation.fulfillmentCreate": _mutation("fulfillment", _fulfillment_create),
    "Mutation.fulfillmentTrackingInfoUpdate": _mutation("fulfillment", _tracking_update),
    "Mutation.orderClose": _mutation("order", _close),
    "Mutation.orderCreate": _mutation("order", _order_create),
    "Mutation.orderMarkAsPaid": _mutation("order", _mark_as_paid),
    "Mutation.orderOpen": _mutation("order", _open),
    "Mutation.orderUpdate": _mutation("order", _update),
    "Mutation.refundCreate": _refund_create,
    **{f"{kind}.{name}": _of_payload(name) for kind, names in _PAYLOADS.items() for name in names},
    **{f"{kind}.userErrors": _coded for kind in _PAYLOADS},
}
