"""Refunds as they were booked, and the refund that the shop would suggest."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from sandbox.shopify.errors import UserErrors
from sandbox.shopify.graphql.context import Arguments, Context, FieldError
from sandbox.shopify.graphql.cursors import Page, page_of
from sandbox.shopify.graphql.gids import Gid, gid, parse
from sandbox.shopify.graphql.resolvers.registry import Bag, Child, Resolver, constant
from sandbox.shopify.graphql.resolvers.transactions import formatted_gateway
from sandbox.shopify.records import Order, total
from sandbox.shopify.rules.refund_inputs import (
    RefundLineInput,
    ShippingRefundInput,
    SuggestionInput,
)
from sandbox.shopify.rules.suggestion import SuggestedStoreCredit, suggested_refund

__all__ = ["FIELDS", "number_of", "refund_lines", "suggest"]


def number_of(text: str | None, kind: str) -> int | None:
    """The number of a gid of this type; -1, which names nothing, for any other gid."""
    if text is None:
        return None
    found: Gid | None = parse(text)
    return found.number if found is not None and found.kind == kind else -1


def refund_lines(lines: list[dict[str, Any]] | None) -> tuple[RefundLineInput, ...]:
    """RefundLineItemInput as the rules take it."""
    return tuple(
        RefundLineInput(
            line_item_id=number_of(each["lineItemId"], "LineItem") or -1,
            quantity=each["quantity"],
            restock_type=(each.get("restockType") or "NO_RESTOCK").lower(),
            location_id=number_of(each.get("locationId"), "Location"),
        )
        for each in lines or ()
    )


# -- suggestedRefund ------------------------------------------------------------------------


def suggest(order: Order, arguments: Arguments, context: Context) -> Child:
    """A suggestion that cannot be made (too many units) is an error of the field."""
    amount = arguments.get("shippingAmount")
    shipping = None
    if amount is not None or arguments.get("refundShipping"):
        full = bool(arguments.get("refundShipping")) and amount is None
        shipping = ShippingRefundInput(amount=amount, full_refund=full)
    asked = SuggestionInput(
        refund_line_items=refund_lines(arguments.get("refundLineItems")),
        shipping=shipping,
        full=bool(arguments.get("suggestFullRefund")),
        currency=order.presentment_currency,
    )
    try:
        found = suggested_refund(context.shopify, order, asked)
    except UserErrors as refused:
        raise FieldError(refused.errors[0].message, "BAD_REQUEST") from None
    if arguments.get("refundMethodAllocation") == "STORE_CREDIT":
        credit = SuggestedStoreCredit(
            amount=found.amount, maximum_refundable=found.maximum_refundable
        )
        found = replace(found, transactions=(), store_credit=credit)
    return Child("SuggestedRefund", order, found)


def _own(name: str) -> Resolver:
    return lambda child, arguments, context: getattr(child.record, name)


def _bag(name: str) -> Resolver:
    return lambda child, arguments, context: Bag(getattr(child.record, name), child.order)


def _shop(name: str) -> Resolver:
    return lambda child, arguments, context: getattr(child.record, name).shop


def _nothing(child: Child, arguments: Arguments, context: Context) -> Bag:
    return Bag(total(()), child.order)


def _suggested_lines(child: Child, arguments: Arguments, context: Context) -> list[Child]:
    return [Child("SuggestedLine", child.order, each) for each in child.record.lines]


def _suggested_methods(child: Child, arguments: Arguments, context: Context) -> list[Child]:
    credit = child.record.store_credit
    return [] if credit is None else [Child("SuggestedStoreCreditRefund", child.order, credit)]


def _suggested_transactions(child: Child, arguments: Arguments, context: Context) -> list[Child]:
    return [
        Child("SuggestedOrderTransaction", child.order, each) for each in child.record.transactions
    ]


_SUGGESTED: dict[str, Resolver] = {
    "SuggestedRefund.amount": _shop("amount"),
    "SuggestedRefund.amountSet": _bag("amount"),
    "SuggestedRefund.discountedSubtotalSet": _bag("discounted_subtotal"),
    "SuggestedRefund.maximumRefundable": _shop("maximum_refundable"),
    "SuggestedRefund.maximumRefundableSet": _bag("maximum_refundable"),
    "SuggestedRefund.refundDuties": constant(()),
    "SuggestedRefund.refundLineItems": _suggested_lines,
    "SuggestedRefund.shipping": lambda child, a, c: child,
    "SuggestedRefund.subtotal": _shop("subtotal"),
    "SuggestedRefund.subtotalSet": _bag("subtotal"),
    "SuggestedRefund.suggestedRefundMethods": _suggested_methods,
    "SuggestedRefund.suggestedTransactions": _suggested_transactions,
    "SuggestedRefund.totalCartDiscountAmountSet": _bag("total_cart_discount"),
    "SuggestedRefund.totalDutiesSet": _nothing,
    "SuggestedRefund.totalTaxSet": _bag("total_tax"),
    "SuggestedRefund.totalTaxes": _shop("total_tax"),
    "ShippingRefund.amount": _shop("shipping"),
    "ShippingRefund.amountSet": _bag("shipping"),
    "ShippingRefund.maximumRefundable": _shop("shipping_maximum"),
    "ShippingRefund.maximumRefundableSet": _bag("shipping_maximum"),
    "ShippingRefund.tax": _shop("shipping_tax"),
    "ShippingRefund.taxSet": _bag("shipping_tax"),
    "SuggestedOrderTransaction.amount": _shop("amount"),
    "SuggestedOrderTransaction.amountSet": _bag("amount"),
    "SuggestedOrderTransaction.formattedGateway": lambda child, a, c: formatted_gateway(
        child.record.gateway
    ),
    "SuggestedOrderTransaction.gateway": _own("gateway"),
    "SuggestedOrderTransaction.kind": lambda child, a, c: child.record.kind.upper(),
    "SuggestedOrderTransaction.maximumRefundable": _shop("maximum_refundable"),
    "SuggestedOrderTransaction.maximumRefundableSet": _bag("maximum_refundable"),
    "SuggestedOrderTransaction.parentTransaction": lambda child, a, c: Child(
        "OrderTransaction", child.order, child.record.parent
    ),
    "SuggestedStoreCreditRefund.amount": _bag("amount"),
    "SuggestedStoreCreditRefund.expiresAt": _own("expires_at"),
    "SuggestedStoreCreditRefund.maximumRefundable": _bag("maximum_refundable"),
}


# -- refunds --------------------------------------------------------------------------------


def _children(kind: str, name: str) -> Resolver:
    def children(child: Child, arguments: Arguments, context: Context) -> Page:
        order = child.order
        return page_of(
            getattr(child.record, name), arguments, lambda record: Child(kind, order, record)
        )

    return children


def _refund_transactions(child: Child, arguments: Arguments, context: Context) -> Page:
    order = child.order
    return page_of(
        order.transactions_of(child.record),
        arguments,
        lambda record: Child("OrderTransaction", order, record),
    )


def _refunded(child: Child, arguments: Arguments, context: Context) -> Bag:
    return Bag(child.order.total_refunded_by(child.record), child.order)


def _refunded_money(child: Child, arguments: Arguments, context: Context) -> Any:
    return _refunded(child, arguments, context).shop


_REFUND: dict[str, Resolver] = {
    "Refund.createdAt": _own("created_at"),
    "Refund.duties": constant(()),
    "Refund.id": lambda child, a, c: gid("Refund", child.record.id),
    "Refund.legacyResourceId": lambda child, a, c: child.record.id,
    "Refund.note": _own("note"),
    "Refund.order": lambda child, a, c: child.order,
    "Refund.orderAdjustments": _children("OrderAdjustment", "order_adjustments"),
    "Refund.processedAt": _own("processed_at"),
    "Refund.refundLineItems": _children("RefundLineItem", "refund_line_items"),
    "Refund.refundShippingLines": _children("RefundShippingLine", "refund_shipping_lines"),
    "Refund.totalRefunded": _refunded_money,
    "Refund.totalRefundedSet": _refunded,
    "Refund.transactions": _refund_transactions,
    "Refund.updatedAt": _own("updated_at"),
}


def _line(child: Child, arguments: Arguments, context: Context) -> Child:
    """The sold line; a suggested refund line holds it, a booked one names it."""
    record = child.record
    sold = record.line if child.kind == "SuggestedLine" else None
    if sold is None:
        sold = child.order.line_item(record.line_item_id)
    return Child("LineItem", child.order, sold)


def _line_id(child: Child, arguments: Arguments, context: Context) -> str | None:
    return None if child.kind == "SuggestedLine" else gid("RefundLineItem", child.record.id)


def _location(child: Child, arguments: Arguments, context: Context) -> Any:
    number = child.record.location_id
    return None if number is None else context.records.locations.get(number)


def _line_tax(child: Child) -> Any:
    return child.record.tax if child.kind == "SuggestedLine" else child.record.total_tax


def _restocked(child: Child, arguments: Arguments, context: Context) -> bool:
    return child.kind != "SuggestedLine" and child.record.restocked


def _shipping_line(child: Child, arguments: Arguments, context: Context) -> Child:
    line = child.order.shipping_line(child.record.shipping_line_id)
    return Child("ShippingLine", child.order, line)


_LINES: dict[str, Resolver] = {
    "RefundLineItem.id": _line_id,
    "RefundLineItem.lineItem": _line,
    "RefundLineItem.location": _location,
    "RefundLineItem.price": _shop("price"),
    "RefundLineItem.priceSet": _bag("price"),
    "RefundLineItem.quantity": _own("quantity"),
    "RefundLineItem.restockType": lambda child, a, c: child.record.restock_type.upper(),
    "RefundLineItem.restocked": _restocked,
    "RefundLineItem.subtotal": _shop("subtotal"),
    "RefundLineItem.subtotalSet": _bag("subtotal"),
    "RefundLineItem.totalTax": lambda child, a, c: _line_tax(child).shop,
    "RefundLineItem.totalTaxSet": lambda child, a, c: Bag(_line_tax(child), child.order),
    "RefundShippingLine.id": lambda child, a, c: gid("RefundShippingLine", child.record.id),
    "RefundShippingLine.shippingLine": _shipping_line,
    "RefundShippingLine.subtotalAmountSet": _bag("subtotal"),
    "RefundShippingLine.taxAmountSet": _bag("tax"),
    "OrderAdjustment.amountSet": _bag("amount"),
    "OrderAdjustment.id": lambda child, a, c: gid("OrderAdjustment", child.record.id),
    "OrderAdjustment.reason": lambda child, a, c: _reason(child.record.reason),
    "OrderAdjustment.taxAmountSet": _bag("tax_amount"),
    "RefundDuty.amountSet": _bag("amount"),
    "RefundDuty.originalDuty": lambda child, a, c: child.record.duty,
}


def _reason(words: str) -> str | None:
    """ "refund_discrepancy" and the older "Refund discrepancy" alike; OTHER is written as null,
    because the enumeration of what is read has no such word."""
    name = words.upper().replace(" ", "_")
    return None if name == "OTHER" else name


FIELDS: dict[str, Resolver] = {**_SUGGESTED, **_REFUND, **_LINES}
