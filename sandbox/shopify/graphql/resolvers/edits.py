"""The mutations of an order edit session."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from sandbox.shopify.edit_parts import AddItem, AddShipping, EditSession
from sandbox.shopify.errors import ResourceNotFound, UserErrors, refuse
from sandbox.shopify.graphql.context import Arguments, Context
from sandbox.shopify.graphql.gids import parse
from sandbox.shopify.graphql.resolvers.calculated_orders import Line, Shipping
from sandbox.shopify.graphql.resolvers.payloads import (
    Payload,
    Work,
    mutation,
    number_in,
    payload_fields,
)
from sandbox.shopify.graphql.resolvers.refunds import number_of
from sandbox.shopify.graphql.resolvers.registry import Resolver, attribute
from sandbox.shopify.graphql.resolvers.staged_changes import Staged
from sandbox.shopify.order_parts import MoneyBag
from sandbox.shopify.rules import order_edits
from sandbox.shopify.rules.money import to_bag
from sandbox.shopify.rules.order_inputs import DiscountInput
from sandbox.shopify.rules.visibility import visible

__all__ = ["FIELDS"]

Given = dict[str, Any]
_SESSION_KINDS = ("CalculatedOrder", "OrderEditSession")
_LINE_KINDS = frozenset({"CalculatedLineItem", "LineItem"})
_SHIPPING_KINDS = {"CalculatedShippingLine", "ShippingLine"}
_DISCOUNT_KINDS = {
    "CalculatedAutomaticDiscountApplication",
    "CalculatedDiscountCodeApplication",
    "CalculatedManualDiscountApplication",
    "CalculatedScriptDiscountApplication",
}


def _session_number(text: str, context: Context) -> int:
    """A calculated order and its session have one number; either may be named."""
    found = parse(text)
    if found is None or found.kind not in _SESSION_KINDS:
        raise ResourceNotFound(text)
    session = context.records.edit_sessions.get(found.number)
    order = None if session is None else context.records.orders.get(session.order_id)
    if order is None or not visible(order, context.token.scopes, context.now):
        return -1
    return found.number


def _key(text: str, kinds: frozenset[str] | set[str] = _LINE_KINDS) -> str:
    """Of a calculated line, or of the order's own line."""
    found = parse(text)
    if found is None or found.kind not in kinds:
        raise ResourceNotFound(text)
    return found.tail


def _shown(session: EditSession, context: Context, key: str = "") -> Payload:
    edited = order_edits.preview(context.shopify, session)
    payload: Payload = {"calculatedOrder": edited, "orderEditSession": session}
    if key:
        payload["calculatedLineItem"] = Line(edited, key)
    return payload


def _begin(arguments: Arguments, context: Context) -> Payload:
    order = context.records.orders.get(number_in(arguments["id"], "Order"))
    number = -1
    if order is not None and visible(order, context.token.scopes, context.now):
        number = order.id
    return _shown(order_edits.begin(context.shopify, number), context)


def _add_variant(arguments: Arguments, context: Context) -> Payload:
    session = order_edits.add_item(
        context.shopify,
        _session_number(arguments["id"], context),
        AddItem(
            key="",
            quantity=arguments["quantity"],
            variant_id=number_of(arguments["variantId"], "ProductVariant"),
            location_id=number_of(arguments.get("locationId"), "Location"),
        ),
        allow_duplicates=bool(arguments.get("allowDuplicates")),
    )
    return _shown(session, context, _last_added(session))


def _add_custom(arguments: Arguments, context: Context) -> Payload:
    number = _session_number(arguments["id"], context)
    session = order_edits.session_of(context.shopify, number)
    session = order_edits.add_item(
        context.shopify,
        number,
        AddItem(
            key="",
            quantity=arguments["quantity"],
            title=arguments["title"],
            price=_money(context, session, arguments["price"], "price"),
            taxable=arguments.get("taxable"),
            requires_shipping=arguments.get("requiresShipping"),
            location_id=number_of(arguments.get("locationId"), "Location"),
        ),
    )
    return _shown(session, context, _last_added(session))


def _set_quantity(arguments: Arguments, context: Context) -> Payload:
    key = _key(arguments["lineItemId"])
    session = order_edits.set_quantity(
        context.shopify,
        _session_number(arguments["id"], context),
        key,
        arguments["quantity"],
        restock=bool(arguments.get("restock")),
    )
    return _shown(session, context, key)


def _discount(arguments: Arguments, context: Context, session_id: int) -> DiscountInput:
    given = arguments["discount"]
    session = order_edits.session_of(context.shopify, session_id)
    fixed = given.get("fixedValue")
    return DiscountInput(
        percentage=given.get("percentValue"),
        amount=None if fixed is None else _money(context, session, fixed, "discount"),
        description=given.get("description") or "",
    )


def _add_discount(arguments: Arguments, context: Context) -> Payload:
    number = _session_number(arguments["id"], context)
    key = _key(arguments["lineItemId"])
    asked = _discount(arguments, context, number)
    session, change = order_edits.add_discount(context.shopify, number, key, asked)
    payload = _shown(session, context, key)
    payload["addedDiscountStagedChange"] = Staged(payload["calculatedOrder"], change)
    return payload


def _update_discount(arguments: Arguments, context: Context) -> Payload:
    number = _session_number(arguments["id"], context)
    application = _key(arguments["discountApplicationId"], _DISCOUNT_KINDS)
    asked = _discount(arguments, context, number)
    return _shown(order_edits.update_discount(context.shopify, number, application, asked), context)


def _remove_discount(arguments: Arguments, context: Context) -> Payload:
    application = _key(arguments["discountApplicationId"], _DISCOUNT_KINDS)
    number = _session_number(arguments["id"], context)
    return _shown(order_edits.remove_discount(context.shopify, number, application), context)


def _shipping_price(context: Context, session_id: int, given: Given | None) -> MoneyBag | None:
    """Raises UserErrors for another currency than the order's (recorded)."""
    if given is None:
        return None
    session = order_edits.session_of(context.shopify, session_id)
    currency = context.records.orders[session.order_id].presentment_currency
    if given["currencyCode"] != currency:
        message = f"The price must be in {currency}."
        raise refuse(("shippingLine", "price"), message)
    return _money(context, session, given, "shippingLine")


def _add_shipping(arguments: Arguments, context: Context) -> Payload:
    number = _session_number(arguments["id"], context)
    given = arguments["shippingLine"]
    price = _shipping_price(context, number, given["price"])
    assert price is not None  # noqa: S101 - the schema asks for it
    session = order_edits.add_shipping(context.shopify, number, given["title"], price)
    payload = _shown(session, context)
    added = session.changes[-1]
    assert isinstance(added, AddShipping)  # noqa: S101 - it was put there a moment ago
    payload["calculatedShippingLine"] = Shipping(payload["calculatedOrder"], added.key)
    return payload


def _update_shipping(arguments: Arguments, context: Context) -> Payload:
    number = _session_number(arguments["id"], context)
    given = arguments["shippingLine"]
    session = order_edits.update_shipping(
        context.shopify,
        number,
        _key(arguments["shippingLineId"], _SHIPPING_KINDS),
        title=given.get("title"),
        price=_shipping_price(context, number, given.get("price")),
    )
    return _shown(session, context)


def _remove_shipping(arguments: Arguments, context: Context) -> Payload:
    key = _key(arguments["shippingLineId"], _SHIPPING_KINDS)
    number = _session_number(arguments["id"], context)
    return _shown(order_edits.remove_shipping(context.shopify, number, key), context)


def _commit(arguments: Arguments, context: Context) -> Payload:
    order, messages = order_edits.commit(
        context.shopify,
        _session_number(arguments["id"], context),
        notify=bool(arguments.get("notifyCustomer")),
        staff_note=arguments.get("staffNote") or "",
    )
    return {"order": order, "successMessages": messages}


def _last_added(session: EditSession) -> str:
    added = session.changes[-1]
    assert isinstance(added, AddItem)  # noqa: S101 - it was put there a moment ago
    return added.key


def _money(context: Context, session: EditSession, given: Given, field: str) -> MoneyBag:
    order = context.records.orders[session.order_id]
    if given["currencyCode"] != order.presentment_currency:
        raise refuse((field,), f"Currency must be {order.presentment_currency}")  # ours
    amount = given["amount"]
    if order.currency == order.presentment_currency:
        return MoneyBag(amount, amount)
    return to_bag(context.shopify, amount, order.presentment_currency)


def _coded(work: Work) -> Work:
    """The errors of these mutations have a code, of which there is but one."""

    def coded(arguments: Arguments, context: Context) -> Payload:
        try:
            return work(arguments, context)
        except UserErrors as refused:
            raise UserErrors([replace(each, code="INVALID") for each in refused.errors]) from None

    return coded


_CODED = ("AddShippingLine", "RemoveDiscount", "RemoveShippingLine", "UpdateDiscount",
          "UpdateShippingLine")  # fmt: skip
_EDITING = {
    "orderEditAddCustomItem": _add_custom,
    "orderEditAddLineItemDiscount": _add_discount,
    "orderEditAddShippingLine": _coded(_add_shipping),
    "orderEditAddVariant": _add_variant,
    "orderEditBegin": _begin,
    "orderEditRemoveDiscount": _coded(_remove_discount),
    "orderEditRemoveShippingLine": _coded(_remove_shipping),
    "orderEditSetQuantity": _set_quantity,
    "orderEditUpdateDiscount": _coded(_update_discount),
    "orderEditUpdateShippingLine": _coded(_update_shipping),
}
_SHARED = ("calculatedOrder", "orderEditSession")
_MEMBERS = (*_SHARED, "calculatedLineItem")

FIELDS: dict[str, Resolver] = {
    **{f"Mutation.{root}": mutation("calculatedOrder", work) for root, work in _EDITING.items()},
    "Mutation.orderEditCommit": mutation("order", _commit),
    **payload_fields(
        {
            "OrderEditAddCustomItemPayload": _MEMBERS,
            "OrderEditAddLineItemDiscountPayload": (*_MEMBERS, "addedDiscountStagedChange"),
            "OrderEditAddShippingLinePayload": (*_SHARED, "calculatedShippingLine"),
            "OrderEditAddVariantPayload": _MEMBERS,
            "OrderEditBeginPayload": _SHARED,
            "OrderEditCommitPayload": ("order", "successMessages"),
            "OrderEditRemoveDiscountPayload": _SHARED,
            "OrderEditRemoveShippingLinePayload": _SHARED,
            "OrderEditSetQuantityPayload": _MEMBERS,
            "OrderEditUpdateDiscountPayload": _SHARED,
            "OrderEditUpdateShippingLinePayload": _SHARED,
        }
    ),
    **{
        f"OrderEdit{kind}UserError.{name}": attribute(name)
        for kind in _CODED
        for name in ("code", "field", "message")
    },
}
