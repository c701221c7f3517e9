"""Returns as they are shown; what a return would come to; the roots that find them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from sandbox.shopify.errors import UserErrors
from sandbox.shopify.graphql.context import Arguments, Context, FieldError
from sandbox.shopify.graphql.cursors import Page, page_of
from sandbox.shopify.graphql.gids import gid
from sandbox.shopify.graphql.lists import listed
from sandbox.shopify.graphql.resolvers.lines import GRAMS
from sandbox.shopify.graphql.resolvers.payloads import number_in
from sandbox.shopify.graphql.resolvers.refunds import number_of
from sandbox.shopify.graphql.resolvers.registry import (
    Bag,
    Child,
    Resolver,
    attribute,
    constant,
    own_gid,
)
from sandbox.shopify.records import MoneyBag, Order, total
from sandbox.shopify.return_parts import Return
from sandbox.shopify.rules.money import share_bag
from sandbox.shopify.rules.refund_inputs import ShippingRefundInput
from sandbox.shopify.rules.return_inputs import ProcessInput, TakenInput
from sandbox.shopify.rules.return_processing import suggested_outcome
from sandbox.shopify.rules.return_reasons import DEFINITIONS, definition, definition_of
from sandbox.shopify.rules.returns import returnable
from sandbox.shopify.rules.suggestion import SuggestedStoreCredit
from sandbox.shopify.rules.trial import trial
from sandbox.shopify.rules.visibility import visible

__all__ = ["FIELDS", "shipping_of", "visible_order"]

NOTHING = total(())


def visible_order(kind: str, text: str, context: Context) -> Order | None:
    """The order that holds this child, if the app may see it."""
    order = context.records.order_with(kind, number_in(text, kind))
    if order is None or not visible(order, context.token.scopes, context.now):
        return None
    return order


def shipping_of(given: dict[str, Any] | None) -> ShippingRefundInput | None:
    """RefundShippingInput as the rules take it."""
    if given is None:
        return None
    amount = given.get("shippingRefundAmount")
    return ShippingRefundInput(
        amount=None if amount is None else amount["amount"],
        full_refund=bool(given.get("fullRefund")),
    )


# -- roots ----------------------------------------------------------------------------------


def _return(source: None, arguments: Arguments, context: Context) -> Child | None:
    order = visible_order("Return", arguments["id"], context)
    number = number_in(arguments["id"], "Return")
    return None if order is None else Child("Return", order, order.return_(number))


def _definitions(source: None, arguments: Arguments, context: Context) -> Page:
    found = list(DEFINITIONS)
    if arguments.get("ids") is not None:
        wanted = {number_of(each, "ReturnReasonDefinition") for each in arguments["ids"]}
        found = [each for each in found if each.id in wanted]
    if arguments.get("handles") is not None:
        found = [each for each in found if each.handle in arguments["handles"]]
    return listed(
        found,
        arguments,
        context,
        keys={
            "": lambda each: each.name,
            "id": lambda each: each.id,
            "handle": lambda each: each.handle,
            "name": lambda each: each.name,
            "deleted": lambda each: False,
        },
        sorts={"NAME": lambda each: each.name, "HANDLE": lambda each: each.handle},
    )


def _returnable_lines(order: Order, fulfillment: Any) -> list[tuple[Any, int]]:
    found = [(line, returnable(order, line)) for line in fulfillment.line_items]
    return [each for each in found if each[1]]


def _returnable(source: None, arguments: Arguments, context: Context) -> Child | None:
    number = number_in(arguments["id"], "ReturnableFulfillment")
    order = context.records.order_with("Fulfillment", number)
    if order is None or not visible(order, context.token.scopes, context.now):
        return None
    return next(
        (
            Child("ReturnableFulfillment", order, each)
            for each in order.fulfillments
            if each.id == number and _returnable_lines(order, each)
        ),
        None,
    )


def _returnables(source: None, arguments: Arguments, context: Context) -> Page:
    order = context.records.orders.get(number_in(arguments["orderId"], "Order"))
    if order is None or not visible(order, context.token.scopes, context.now):
        return page_of((), arguments)
    found = [
        each
        for each in order.fulfillments
        if each.status == "success" and _returnable_lines(order, each)
    ]
    return page_of(found, arguments, lambda each: Child("ReturnableFulfillment", order, each))


class _Counted:
    """A fulfillment line and how much of it may come back."""

    __slots__ = ("id", "line", "quantity")

    def __init__(self, line: Any, quantity: int) -> None:
        self.id = line.id
        self.line = line
        self.quantity = quantity


def _counted(child: Child, arguments: Arguments, context: Context) -> Page:
    order = child.order
    return page_of(
        [_Counted(*each) for each in _returnable_lines(order, child.record)],
        arguments,
        lambda each: Child("ReturnableFulfillmentLineItem", order, each),
    )


# -- a return -------------------------------------------------------------------------------


def _own(name: str) -> Resolver:
    return lambda child, arguments, context: getattr(child.record, name)


def _of(rule: Callable[[Child], Any]) -> Resolver:
    return lambda child, arguments, context: rule(child)


def _children(kind: str, name: str) -> Resolver:
    def children(child: Child, arguments: Arguments, context: Context) -> Page:
        found = getattr(child.record, name)
        match arguments.get("processingStatus"):
            case "PROCESSED":
                found = [each for each in found if each.processed]
            case "PROCESSABLE":
                found = [each for each in found if each.unprocessed]
        order = child.order
        return page_of(found, arguments, lambda record: Child(kind, order, record))

    return children


def _refunds(child: Child, arguments: Arguments, context: Context) -> Page:
    order, number = child.order, child.record.id
    found = [each for each in order.refunds if each.return_id == number]
    return page_of(found, arguments, lambda record: Child("Refund", order, record))


def _transactions(child: Child, arguments: Arguments, context: Context) -> Page:
    order, number = child.order, child.record.id
    ids = {
        each for refund in order.refunds if refund.return_id == number
        for each in refund.transaction_ids
    }  # fmt: skip
    found = [each for each in order.transactions if each.id in ids]
    return page_of(found, arguments, lambda record: Child("OrderTransaction", order, record))


def _shipping_fees(child: Child, arguments: Arguments, context: Context) -> list[Child]:
    fees = child.record.shipping_fees
    return [Child("ReturnShippingFee", child.order, each) for each in fees]


def _decline(child: Child, arguments: Arguments, context: Context) -> Child | None:
    record = child.record.decline
    return None if record is None else Child("ReturnDecline", child.order, record)


def _returns_of(order: Order, arguments: Arguments, context: Context) -> Page:
    return listed(
        order.returns,
        arguments,
        context,
        keys={
            "": lambda each: each.name,
            "id": lambda each: each.id,
            "name": lambda each: each.name,
            "status": lambda each: each.status,
            "created_at": lambda each: each.created_at,
        },
        sorts={},
        wrap=lambda record: Child("Return", order, record),
    )


def _return_of_refund(child: Child, arguments: Arguments, context: Context) -> Child | None:
    number = child.record.return_id
    found = None if number is None else child.order.return_(number)
    return None if found is None else Child("Return", child.order, found)


_RETURN: dict[str, Resolver] = {
    "closedAt": _own("closed_at"),
    "createdAt": _own("created_at"),
    "decline": _decline,
    "exchangeLineItems": _children("ExchangeLineItem", "exchange_line_items"),
    "id": _of(lambda child: gid("Return", child.record.id)),
    "name": _own("name"),
    "order": _of(lambda child: child.order),
    "refunds": _refunds,
    "requestApprovedAt": _own("request_approved_at"),
    "returnLineItems": _children("ReturnLineItem", "line_items"),
    "returnShippingFees": _shipping_fees,
    "reverseFulfillmentOrders": _children("ReverseFulfillmentOrder", "reverse_fulfillment_orders"),
    "status": _of(lambda child: child.record.status.upper()),
    "totalQuantity": _own("total_quantity"),
    "transactions": _transactions,
}


# -- its lines ------------------------------------------------------------------------------


def _sold(child: Child) -> Any:
    return child.order.line_item(child.record.line_item_id)


def _sent(order: Order, number: int) -> Child:
    return next(
        Child("FulfillmentLineItem", order, line)
        for fulfillment in order.fulfillments
        for line in fulfillment.line_items
        if line.id == number
    )


def _open_units(child: Child) -> int:
    """Units that may be processed now: none of a return that is not open."""
    found = _holder(child)
    return child.record.unprocessed if found is not None and found.status == "open" else 0


def _holder(child: Child) -> Return | None:
    return next(
        (
            each
            for each in child.order.returns
            if child.record in each.line_items or child.record in each.exchange_line_items
        ),
        None,
    )


def _definition(child: Child) -> Any:
    number = child.record.reason_definition_id
    found = None if number is None else definition(number)
    return found or definition_of(child.record.reason)


def _with_code_discounts(child: Child) -> MoneyBag:
    """Of the units of this return, order-level discounts apart."""
    sold = _sold(child)
    kinds = {each.index: each for each in child.order.discount_applications}
    off = total(
        each.amount
        for each in sold.discount_allocations
        if kinds[each.application_index].allocation_method != "across"
        or kinds[each.application_index].kind == "discount_code"
    )
    part, order = Decimal(child.record.quantity), child.order
    return share_bag(
        sold.original_total - off,
        part,
        Decimal(sold.quantity),
        order.currency,
        order.presentment_currency,
    )


def _fee(child: Child) -> Child | None:
    fee = child.record.restocking_fee
    return None if fee is None else Child("RestockingFee", child.order, fee)


def _weight(child: Child) -> tuple[Any, str]:
    return _sold(child).grams * child.record.quantity / GRAMS, "KILOGRAMS"


_LINE: dict[str, Resolver] = {
    "customerNote": _own("customer_note"),
    "fulfillmentLineItem": _of(
        lambda child: _sent(child.order, child.record.fulfillment_line_item_id)
    ),
    "id": _of(lambda child: gid("ReturnLineItem", child.record.id)),
    "processableQuantity": _of(_open_units),
    "processedQuantity": _own("processed"),
    "quantity": _own("quantity"),
    "refundableQuantity": _of(lambda child: child.record.quantity - child.record.refunded),
    "refundedQuantity": _own("refunded"),
    "restockingFee": _of(_fee),
    "returnReason": _of(lambda child: child.record.reason.upper()),
    "returnReasonDefinition": _of(_definition),
    "returnReasonNote": _own("reason_note"),
    "totalWeight": _of(_weight),
    "unprocessedQuantity": _own("unprocessed"),
    "withCodeDiscountedTotalPriceSet": _of(
        lambda child: Bag(_with_code_discounts(child), child.order)
    ),
}


def _given(child: Child) -> list[Child] | None:
    numbers = child.record.line_item_ids
    found = [
        Child("LineItem", child.order, line)
        for line in child.order.line_items
        if line.id in numbers
    ]
    return found or None


_EXCHANGE: dict[str, Resolver] = {
    "id": _of(lambda child: gid("ExchangeLineItem", child.record.id)),
    "lineItem": _of(lambda child: next(iter(_given(child) or ()), None)),
    "lineItems": _of(_given),
    "processableQuantity": _of(_open_units),
    "processedQuantity": _own("processed"),
    "quantity": _own("quantity"),
    "unprocessedQuantity": _own("unprocessed"),
    "variantId": _of(lambda child: gid("ProductVariant", child.record.variant_id)),
}


def _reverse_sent(child: Child) -> Child | None:
    for each in child.order.returns:
        line = each.line_item(child.record.return_line_item_id)
        if line is not None:
            return _sent(child.order, line.fulfillment_line_item_id)
    return None


def _dispositions(child: Child) -> list[Child]:
    return [
        Child("ReverseFulfillmentOrderDisposition", child.order, each)
        for each in child.record.dispositions
    ]


def _location(child: Child, arguments: Arguments, context: Context) -> Any:
    number = child.record.location_id
    return None if number is None else context.records.locations.get(number)


_PARTS: dict[str, Resolver] = {
    "ReturnDecline.note": _own("note"),
    "ReturnDecline.reason": _of(lambda child: child.record.reason.upper()),
    "RestockingFee.amountSet": _of(lambda child: Bag(child.record.amount, child.order)),
    "RestockingFee.id": _of(lambda child: gid("RestockingFee", child.record.id)),
    "RestockingFee.percentage": _own("percentage"),
    "ReturnShippingFee.amountSet": _of(lambda child: Bag(child.record.amount, child.order)),
    "ReturnShippingFee.id": _of(lambda child: gid("ReturnShippingFee", child.record.id)),
    "ReturnReasonDefinition.deleted": constant(False),
    "ReturnReasonDefinition.handle": attribute("handle"),
    "ReturnReasonDefinition.id": own_gid("ReturnReasonDefinition"),
    "ReturnReasonDefinition.name": attribute("name"),
    "ReverseFulfillmentOrder.id": _of(
        lambda child: gid("ReverseFulfillmentOrder", child.record.id)
    ),
    "ReverseFulfillmentOrder.lineItems": _children("ReverseFulfillmentOrderLineItem", "line_items"),
    "ReverseFulfillmentOrder.order": _of(lambda child: child.order),
    "ReverseFulfillmentOrder.status": _of(lambda child: child.record.status.upper()),
    "ReverseFulfillmentOrderLineItem.dispositions": _of(_dispositions),
    "ReverseFulfillmentOrderLineItem.fulfillmentLineItem": _of(_reverse_sent),
    "ReverseFulfillmentOrderLineItem.id": _of(
        lambda child: gid("ReverseFulfillmentOrderLineItem", child.record.id)
    ),
    "ReverseFulfillmentOrderLineItem.totalQuantity": _own("total_quantity"),
    "ReverseFulfillmentOrderDisposition.createdAt": _own("created_at"),
    "ReverseFulfillmentOrderDisposition.id": _of(
        lambda child: gid("ReverseFulfillmentOrderDisposition", child.record.id)
    ),
    "ReverseFulfillmentOrderDisposition.location": _location,
    "ReverseFulfillmentOrderDisposition.quantity": _own("quantity"),
    "ReverseFulfillmentOrderDisposition.type": _of(lambda child: child.record.kind.upper()),
    "ReturnableFulfillment.fulfillment": _of(
        lambda child: Child("Fulfillment", child.order, child.record)
    ),
    "ReturnableFulfillment.id": _of(lambda child: gid("ReturnableFulfillment", child.record.id)),
    "ReturnableFulfillment.returnableFulfillmentLineItems": _counted,
    "ReturnableFulfillmentLineItem.fulfillmentLineItem": _of(
        lambda child: Child("FulfillmentLineItem", child.order, child.record.line)
    ),
    "ReturnableFulfillmentLineItem.quantity": _own("quantity"),
}


# -- what it would come to ------------------------------------------------------------------


def _outcome(child: Child, lines: Any, exchange: Any, shipping: Any, context: Context) -> Any:
    """An outcome that cannot be (too many units) is an error of the field."""
    asked = ProcessInput(
        return_id=child.record.id,
        line_items=tuple(
            TakenInput(
                line_id=number_of(each.get("id") or each.get("returnLineItemId"), "ReturnLineItem")
                or -1,
                quantity=each["quantity"],
            )
            for each in lines
        ),
        exchange=tuple(
            TakenInput(
                line_id=number_of(each["id"], "ExchangeLineItem") or -1,
                quantity=each["quantity"],
            )
            for each in exchange
        ),
        shipping=shipping_of(shipping),
    )
    try:
        with trial(context.shopify):
            return suggested_outcome(context.shopify, asked)
    except UserErrors as refused:
        raise FieldError(refused.errors[0].message, "BAD_REQUEST") from None


def _suggested_outcome(child: Child, arguments: Arguments, context: Context) -> Child:
    found = _outcome(
        child,
        arguments["returnLineItems"],
        arguments["exchangeLineItems"],
        arguments.get("refundShipping"),
        context,
    )
    to_credit = arguments.get("refundMethodAllocation") == "STORE_CREDIT"
    return Child("SuggestedReturnFinancialOutcome", child.order, (found, to_credit))


def _suggested_refund(child: Child, arguments: Arguments, context: Context) -> Child:
    found = _outcome(
        child, arguments["returnRefundLineItems"], (), arguments.get("refundShipping"), context
    )
    return Child("SuggestedReturnRefund", child.order, found)


def _transfer(child: Child) -> Child | None:
    """Money back, money still to come, or neither."""
    outcome, to_credit = child.record
    if outcome.due.presentment > 0:
        return Child("RefundReturnOutcome", child.order, (outcome, to_credit))
    if outcome.due.presentment < 0:
        return Child("InvoiceReturnOutcome", child.order, -outcome.due)
    return None


def _suggested(outcome: Any, order: Order) -> list[Child]:
    return [Child("SuggestedOrderTransaction", order, each) for each in outcome.transactions]


def _methods(child: Child) -> list[Child]:
    outcome, to_credit = child.record
    if not to_credit:
        return []
    credit = SuggestedStoreCredit(
        amount=outcome.due, maximum_refundable=outcome.refund.maximum_refundable
    )
    return [Child("SuggestedStoreCreditRefund", child.order, credit)]


def _refund_transactions(child: Child) -> list[Child]:
    outcome, to_credit = child.record
    return [] if to_credit else _suggested(outcome, child.order)


def _figure(read: Callable[[Child], Any], name: str) -> Resolver:
    return lambda child, arguments, context: Bag(getattr(read(child).refund, name), child.order)


def _outcome_of(child: Child) -> Any:
    return child.record[0]


def _plain(child: Child) -> Any:
    return child.record


def _nothing(child: Child, arguments: Arguments, context: Context) -> Bag:
    return Bag(NOTHING, child.order)


def _figures(kind: str, read: Callable[[Child], Any]) -> dict[str, Resolver]:
    return {
        f"{kind}.discountedSubtotal": _figure(read, "discounted_subtotal"),
        f"{kind}.maximumRefundable": _figure(read, "maximum_refundable"),
        f"{kind}.refundDuties": constant(()),
        f"{kind}.shipping": lambda child, a, c: Child(
            "ShippingRefund", child.order, read(child).refund
        ),
        f"{kind}.totalCartDiscountAmount": _figure(read, "total_cart_discount"),
        f"{kind}.totalDuties": _nothing,
        f"{kind}.totalTax": _figure(read, "total_tax"),
    }


_OUTCOMES: dict[str, Resolver] = {
    **_figures("SuggestedReturnFinancialOutcome", _outcome_of),
    **_figures("SuggestedReturnRefund", _plain),
    "SuggestedReturnFinancialOutcome.financialTransfer": _of(_transfer),
    "SuggestedReturnFinancialOutcome.totalAdditionalFees": _nothing,
    "SuggestedReturnRefund.amount": _of(lambda child: Bag(child.record.due, child.order)),
    "SuggestedReturnRefund.subtotal": _figure(_plain, "subtotal"),
    "SuggestedReturnRefund.suggestedTransactions": _of(
        lambda child: _suggested(child.record, child.order)
    ),
    "InvoiceReturnOutcome.amount": _of(lambda child: Bag(child.record, child.order)),
    "RefundReturnOutcome.amount": _of(lambda child: Bag(child.record[0].due, child.order)),
    "RefundReturnOutcome.suggestedRefundMethods": _of(_methods),
    "RefundReturnOutcome.suggestedTransactions": _of(_refund_transactions),
}


FIELDS: dict[str, Resolver] = {
    "QueryRoot.return": _return,
    "QueryRoot.returnReasonDefinitions": _definitions,
    "QueryRoot.returnableFulfillment": _returnable,
    "QueryRoot.returnableFulfillments": _returnables,
    "Order.returns": _returns_of,
    "Refund.return": _return_of_refund,
    **{f"Return.{name}": resolver for name, resolver in _RETURN.items()},
    "Return.suggestedFinancialOutcome": _suggested_outcome,
    "Return.suggestedRefund": _suggested_refund,
    **{f"ReturnLineItem.{name}": resolver for name, resolver in _LINE.items()},
    **{f"ExchangeLineItem.{name}": resolver for name, resolver in _EXCHANGE.items()},
    **_PARTS,
    **_OUTCOMES,
}
