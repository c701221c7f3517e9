"""Refunds and what they would come to as REST writes them (Admin API, "Refund")."""

from __future__ import annotations

from decimal import Decimal

from sandbox.shopify.account import Account
from sandbox.shopify.order_parts import OrderAdjustment, Refund, RefundLineItem
from sandbox.shopify.records import Order
from sandbox.shopify.rules.suggestion import SuggestedRefund
from sandbox.shopify.wire import Json, gid, money_set, number, text, time_of
from sandbox.shopify.wire_lines import (
    line_document,
    shipping_line_document,
    transaction_document,
)

__all__ = ["refund_document", "suggestion_document"]


def refund_document(account: Account, order: Order, refund: Refund) -> Json:
    zone = account.records.shop.iana_timezone
    zero = order.total_price - order.total_price
    return {
        "id": refund.id,
        "admin_graphql_api_id": gid("Refund", refund.id),
        "order_id": order.id,
        "created_at": time_of(refund.created_at, zone),
        "processed_at": time_of(refund.processed_at, zone),
        "note": refund.note,
        "user_id": refund.user_id,
        "restock": refund.restock,
        "return": None if refund.return_id is None else {"id": refund.return_id},
        "total_duties_set": money_set(zero, order),
        "duties": [],
        "additional_fees": [],
        "refund_line_items": [_refund_line(order, each) for each in refund.refund_line_items],
        "refund_shipping_lines": [
            {
                "id": each.id,
                "subtotal_amount_set": money_set(each.subtotal, order),
                "tax_amount_set": money_set(each.tax, order),
                "shipping_line": shipping_line_document(order, line),
            }
            for each in refund.refund_shipping_lines
            for line in order.shipping_lines
            if line.id == each.shipping_line_id
        ],
        "order_adjustments": [
            _adjustment(order, refund, each) for each in refund.order_adjustments
        ],
        "transactions": [
            transaction_document(account, order, each) for each in order.transactions_of(refund)
        ],
    }


def _refund_line(order: Order, returned: RefundLineItem) -> Json:
    line = order.line_item(returned.line_item_id)
    return {
        "id": returned.id,
        "line_item_id": returned.line_item_id,
        "quantity": returned.quantity,
        "location_id": returned.location_id,
        "restock_type": returned.restock_type,
        "subtotal": number(returned.subtotal.shop),
        "subtotal_set": money_set(returned.subtotal, order),
        "total_tax": number(returned.total_tax.shop),
        "total_tax_set": money_set(returned.total_tax, order),
        "line_item": line_document(order, line) if line else None,
    }


def _adjustment(order: Order, refund: Refund, adjustment: OrderAdjustment) -> Json:
    """`reason` as words: "Refund discrepancy"."""
    return {
        "id": adjustment.id,
        "order_id": order.id,
        "refund_id": refund.id,
        "kind": adjustment.kind,
        "reason": adjustment.reason.replace("_", " ").capitalize(),
        "amount": text(adjustment.amount.shop, order.currency),
        "amount_set": money_set(adjustment.amount, order),
        "tax_amount": text(adjustment.tax_amount.shop, order.currency),
        "tax_amount_set": money_set(adjustment.tax_amount, order),
    }


def suggestion_document(order: Order, suggestion: SuggestedRefund) -> Json:
    """What refunds/calculate answers, below the key `refund`. In the customer's currency."""
    currency = order.presentment_currency

    def money(amount: Decimal) -> str:
        return text(amount, currency)

    return {
        "shipping": {
            "amount": money(suggestion.shipping.presentment),
            "tax": money(suggestion.shipping_tax.presentment),
            "maximum_refundable": money(suggestion.shipping_maximum.presentment),
        },
        "duties": [],
        "total_duties_set": money_set(suggestion.shipping - suggestion.shipping, order),
        "additional_fees": [],
        "refund_line_items": [
            {
                "quantity": each.quantity,
                "line_item_id": each.line.id,
                "location_id": each.location_id,
                "restock_type": each.restock_type,
                "price": money(each.price.presentment),
                "subtotal": money(each.subtotal.presentment),
                "total_tax": money(each.tax.presentment),
                "discounted_price": money(each.discounted_price.presentment),
                "discounted_total_price": money(each.discounted_total_price.presentment),
                "total_cart_discount_amount": money(each.cart_discount.presentment),
            }
            for each in suggestion.lines
        ],
        "transactions": [
            {
                "order_id": order.id,
                "kind": each.kind,
                "gateway": each.gateway,
                "parent_id": each.parent.id,
                "amount": money(each.amount.presentment),
                "currency": currency,
                "maximum_refundable": money(each.maximum_refundable.presentment),
            }
            for each in suggestion.transactions
        ],
        "currency": currency,
    }
