"""Mutation roots of returns, and returnCalculate."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from sandbox.shopify.errors import UserErrors
from sandbox.shopify.graphql.context import Arguments, Context, FieldError
from sandbox.shopify.graphql.gids import gid
from sandbox.shopify.graphql.resolvers.payloads import (
    Payload,
    mutation,
    number_in,
    payload_fields,
)
from sandbox.shopify.graphql.resolvers.refunds import number_of
from sandbox.shopify.graphql.resolvers.registry import Bag, Child, Resolver, attribute
from sandbox.shopify.graphql.resolvers.returns import visible_order
from sandbox.shopify.graphql.return_inputs import (
    calculate_input,
    process_input,
    refund_of_return_input,
    return_input,
)
from sandbox.shopify.records import MoneyBag, Order
from sandbox.shopify.return_parts import Return
from sandbox.shopify.rules import returns
from sandbox.shopify.rules.return_calculation import CalculatedReturn, calculate_return
from sandbox.shopify.rules.return_processing import process_return
from sandbox.shopify.rules.trial import trial
from sandbox.shopify.rules.visibility import visible

__all__ = ["FIELDS"]


def _order_number(text: str, context: Context) -> int:
    """-1, which no order has, for one that the app may not see."""
    order = context.records.orders.get(number_in(text, "Order"))
    if order is None or not visible(order, context.token.scopes, context.now):
        return -1
    return order.id


def _return_number(text: str, context: Context) -> int:
    order = visible_order("Return", text, context)
    return -1 if order is None else number_in(text, "Return")


def _shown(result: tuple[Order, Return]) -> Payload:
    order, found = result
    return {"return": Child("Return", order, found)}


def _create(arguments: Arguments, context: Context) -> Payload:
    given = arguments["returnInput"]
    asked = return_input("returnInput", given, _order_number(given["orderId"], context))
    return _shown(returns.create_return(context.shopify, asked))


def _request(arguments: Arguments, context: Context) -> Payload:
    given = arguments["input"]
    asked = return_input("input", given, _order_number(given["orderId"], context))
    return _shown(returns.request_return(context.shopify, asked))


def _approve(arguments: Arguments, context: Context) -> Payload:
    number = _return_number(arguments["input"]["id"], context)
    return _shown(returns.approve_return(context.shopify, number))


def _decline(arguments: Arguments, context: Context) -> Payload:
    given = arguments["input"]
    number = _return_number(given["id"], context)
    reason = given["declineReason"].lower()
    return _shown(returns.decline_return(context.shopify, number, reason, given.get("declineNote")))


def _by_id(rule: Callable[..., tuple[Order, Return]]) -> Callable[[Arguments, Context], Payload]:
    def work(arguments: Arguments, context: Context) -> Payload:
        return _shown(rule(context.shopify, _return_number(arguments["id"], context)))

    return work


def _remove(arguments: Arguments, context: Context) -> Payload:
    lines = [
        (number_of(each["returnLineItemId"], "ReturnLineItem") or -1, each["quantity"])
        for each in arguments.get("returnLineItems") or ()
    ]
    exchange = [
        (number_of(each["exchangeLineItemId"], "ExchangeLineItem") or -1, each["quantity"])
        for each in arguments.get("exchangeLineItems") or ()
    ]
    number = _return_number(arguments["returnId"], context)
    return _shown(returns.remove_lines(context.shopify, number, lines, exchange))


def _process(arguments: Arguments, context: Context) -> Payload:
    given = arguments["input"]
    number = _return_number(given["returnId"], context)
    asked = replace(process_input(given), return_id=number)
    order, found, _ = process_return(context.shopify, asked)
    return _shown((order, found))


def _refund(arguments: Arguments, context: Context) -> Payload:
    given = arguments["returnRefundInput"]
    number = _return_number(given["returnId"], context)
    asked = replace(refund_of_return_input(given), return_id=number)
    order, _, refund = process_return(context.shopify, asked)
    return {"refund": Child("Refund", order, refund)}


def _code(error: Any, arguments: Arguments, context: Context) -> str | None:
    """Refusals of the refund behind a return have no word of their own here."""
    known: dict[str, Any] = context.schema.type_map["ReturnErrorCode"].values
    return error.code if error.code in known else "INVALID"


def _without_document(resolve: Resolver) -> Resolver:
    """A refusal shows no return, whatever document it carries."""

    def resolved(source: Any, arguments: Arguments, context: Context) -> Payload:
        payload: Payload = resolve(source, arguments, context)
        if payload["userErrors"]:
            return {"userErrors": payload["userErrors"]}
        return payload

    return resolved


# -- returnCalculate ------------------------------------------------------------------------


def _calculate(source: None, arguments: Arguments, context: Context) -> Child | None:
    given = arguments["input"]
    number = _order_number(given["orderId"], context)
    if number < 0:
        return None
    asked = calculate_input(given, number)
    try:
        with trial(context.shopify):
            found = calculate_return(context.shopify, asked)
    except UserErrors as refused:
        raise FieldError(refused.errors[0].message, "BAD_REQUEST") from None
    return Child("CalculatedReturn", context.records.orders[number], found)


def _own(name: str) -> Resolver:
    return lambda child, arguments, context: getattr(child.record, name)


def _bag(name: str, sign: int = 1) -> Resolver:
    def read(child: Child, arguments: Arguments, context: Context) -> Bag:
        amount: MoneyBag = getattr(child.record, name)
        return Bag(amount if sign > 0 else -amount, child.order)

    return read


def _calculated(kind: str, name: str) -> Resolver:
    def lines(child: Child, arguments: Arguments, context: Context) -> list[Child]:
        return [Child(kind, child.order, each) for each in getattr(child.record, name)]

    return lines


def _calculated_fee(kind: str, name: str) -> Resolver:
    def fee(child: Child, arguments: Arguments, context: Context) -> Child | None:
        record = getattr(child.record, name)
        return None if record is None else Child(kind, child.order, record)

    return fee


def _sent(child: Child, arguments: Arguments, context: Context) -> Child:
    return Child("FulfillmentLineItem", child.order, child.record.sent)


def _variant(child: Child, arguments: Arguments, context: Context) -> Any:
    return context.records.variants.get(child.record.variant_id)


def _calculated_id(child: Child, arguments: Arguments, context: Context) -> str:
    record: CalculatedReturn = child.record
    return gid("CalculatedReturn", record.id)


_CALCULATED: dict[str, Resolver] = {
    "CalculatedReturn.exchangeLineItems": _calculated("CalculatedExchangeLineItem", "exchange"),
    "CalculatedReturn.id": _calculated_id,
    "CalculatedReturn.returnLineItems": _calculated("CalculatedReturnLineItem", "lines"),
    "CalculatedReturn.returnShippingFee": _calculated_fee(
        "CalculatedReturnShippingFee", "shipping_fee"
    ),
    "CalculatedReturnLineItem.fulfillmentLineItem": _sent,
    "CalculatedReturnLineItem.id": lambda child, a, c: None,
    "CalculatedReturnLineItem.quantity": _own("quantity"),
    "CalculatedReturnLineItem.restockingFee": _calculated_fee("CalculatedRestockingFee", "fee"),
    # What comes back is negative, what is kept positive (recorded).
    "CalculatedReturnLineItem.subtotalBeforeOrderDiscountsSet": _bag("before_order_discounts", -1),
    "CalculatedReturnLineItem.subtotalSet": _bag("subtotal", -1),
    "CalculatedReturnLineItem.totalTaxSet": _bag("tax", -1),
    "CalculatedExchangeLineItem.discountedUnitPriceSet": _bag("discounted_unit_price"),
    "CalculatedExchangeLineItem.id": lambda child, a, c: None,
    "CalculatedExchangeLineItem.originalUnitPriceSet": _bag("unit_price"),
    "CalculatedExchangeLineItem.quantity": _own("quantity"),
    "CalculatedExchangeLineItem.subtotalSet": _bag("subtotal"),
    "CalculatedExchangeLineItem.totalTaxSet": _bag("tax"),
    "CalculatedExchangeLineItem.variant": _variant,
    "CalculatedRestockingFee.amountSet": _bag("amount"),
    "CalculatedRestockingFee.id": lambda child, a, c: gid("RestockingFee", child.record.id),
    "CalculatedRestockingFee.percentage": _own("percentage"),
    "CalculatedReturnShippingFee.amountSet": _bag("amount"),
    "CalculatedReturnShippingFee.id": lambda child, a, c: gid("ReturnShippingFee", child.record.id),
}

_ROOTS = {
    "removeFromReturn": _remove,
    "returnApproveRequest": _approve,
    "returnCancel": _by_id(returns.cancel_return),
    "returnClose": _by_id(returns.close_return),
    "returnCreate": _create,
    "returnDeclineRequest": _decline,
    "returnProcess": _process,
    "returnReopen": _by_id(returns.reopen_return),
    "returnRequest": _request,
}


def _payload_name(root: str) -> str:
    return f"{root[0].upper()}{root[1:]}Payload"


FIELDS: dict[str, Resolver] = {
    "QueryRoot.returnCalculate": _calculate,
    **{
        f"Mutation.{root}": _without_document(mutation("return", work))
        for root, work in _ROOTS.items()
    },
    "Mutation.returnRefund": _without_document(mutation("refund", _refund)),
    **payload_fields({_payload_name(root): ("return",) for root in _ROOTS}),
    **payload_fields({"ReturnRefundPayload": ("refund",)}),
    "ReturnUserError.code": _code,
    "ReturnUserError.field": attribute("field"),
    "ReturnUserError.message": attribute("message"),
    **_CALCULATED,
}
