"""GraphQL's inputs of returns as the rules take them."""

from __future__ import annotations

from typing import Any

from sandbox.shopify.graphql.inputs import store_credit_of
from sandbox.shopify.graphql.resolvers.refunds import number_of
from sandbox.shopify.graphql.resolvers.returns import shipping_of
from sandbox.shopify.rules.refund_inputs import RefundTransactionInput
from sandbox.shopify.rules.return_inputs import (
    DispositionInput,
    ExchangeInput,
    ProcessInput,
    ReturnInput,
    ReturnLineInput,
    TakenInput,
)

__all__ = ["calculate_input", "process_input", "refund_of_return_input", "return_input"]

Given = dict[str, Any]


def return_input(root: str, given: Given, order_id: int) -> ReturnInput:
    fee = (given.get("returnShippingFee") or {}).get("amount")
    return ReturnInput(
        root=root,
        order_id=order_id,
        line_items=tuple(_line(each) for each in given["returnLineItems"]),
        exchange=tuple(_exchange(each) for each in given.get("exchangeLineItems") or ()),
        shipping_fee=None if fee is None else fee["amount"],
        currency=None if fee is None else fee["currencyCode"],
        requested_at=given.get("requestedAt"),
    )


def calculate_input(given: Given, order_id: int) -> ReturnInput:
    """A return that is only thought of has no reasons: UNKNOWN stands for them."""
    lines = [{**each, "returnReason": "UNKNOWN"} for each in given.get("returnLineItems") or ()]
    return return_input("input", {**given, "returnLineItems": lines}, order_id)


def _line(given: Given) -> ReturnLineInput:
    reason, fee = given.get("returnReason"), given.get("restockingFee")
    return ReturnLineInput(
        fulfillment_line_item_id=number_of(given["fulfillmentLineItemId"], "FulfillmentLineItem")
        or -1,
        quantity=given["quantity"],
        reason=None if reason is None else reason.lower(),
        reason_definition_id=number_of(
            given.get("returnReasonDefinitionId"), "ReturnReasonDefinition"
        ),
        reason_note=given.get("returnReasonNote") or "",
        customer_note=given.get("customerNote"),
        fee_percentage=None if fee is None else fee["percentage"],
    )


def _exchange(given: Given) -> ExchangeInput:
    discount = given.get("appliedDiscount") or {}
    value = discount.get("value") or {}
    amount = value.get("amount")
    return ExchangeInput(
        variant_id=number_of(given.get("variantId"), "ProductVariant"),
        quantity=given["quantity"],
        discount_percentage=value.get("percentage"),
        discount_amount=None if amount is None else amount["amount"],
        discount_description=discount.get("description") or "",
    )


def process_input(given: Given) -> ProcessInput:
    refund = (given.get("financialTransfer") or {}).get("issueRefund")
    money = _money((refund or {}).get("orderTransactions"))
    return ProcessInput(
        return_id=number_of(given["returnId"], "Return") or -1,
        line_items=tuple(
            TakenInput(
                line_id=number_of(each["id"], "ReturnLineItem") or -1,
                quantity=each["quantity"],
                dispositions=tuple(_disposition(one) for one in each.get("dispositions") or ()),
            )
            for each in given.get("returnLineItems") or ()
        ),
        exchange=tuple(
            TakenInput(
                line_id=number_of(each["id"], "ExchangeLineItem") or -1,
                quantity=each["quantity"],
            )
            for each in given.get("exchangeLineItems") or ()
        ),
        shipping=shipping_of(given.get("refundShipping")),
        pays=refund is not None,
        transactions=money[0],
        currency=money[1],
        store_credit=store_credit_of((refund or {}).get("refundMethods")),
        note=given.get("note"),
    )


def refund_of_return_input(given: Given) -> ProcessInput:
    """The older way, which took lines and money only."""
    money = _money(given.get("orderTransactions"))
    return ProcessInput(
        root=("returnRefundInput",),
        return_id=number_of(given["returnId"], "Return") or -1,
        line_items=tuple(
            TakenInput(
                line_id=number_of(each["returnLineItemId"], "ReturnLineItem") or -1,
                quantity=each["quantity"],
            )
            for each in given["returnRefundLineItems"]
        ),
        shipping=shipping_of(given.get("refundShipping")),
        pays=bool(money[0]),
        transactions=money[0],
        currency=money[1],
    )


def _disposition(given: Given) -> DispositionInput:
    return DispositionInput(
        reverse_line_item_id=number_of(
            given["reverseFulfillmentOrderLineItemId"], "ReverseFulfillmentOrderLineItem"
        )
        or -1,
        quantity=given["quantity"],
        kind=given["dispositionType"].lower(),
        location_id=number_of(given.get("locationId"), "Location"),
    )


def _money(given: list[Given] | None) -> tuple[tuple[RefundTransactionInput, ...], str | None]:
    """The transactions, and the one currency they are in (of several, the rule sees the first
    that is not the order's: a refund has one currency)."""
    found = tuple(
        RefundTransactionInput(
            amount=each["transactionAmount"]["amount"],
            parent_id=number_of(each["parentId"], "OrderTransaction"),
        )
        for each in given or ()
    )
    currencies = sorted({each["transactionAmount"]["currencyCode"] for each in given or ()})
    return found, currencies[0] if currencies else None
