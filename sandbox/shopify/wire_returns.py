"""Returns and order edits as webhooks tell of them (shopify.dev "Webhooks": returns/*,
orders/edited). REST has no resource of its own for either."""

from __future__ import annotations

from sandbox.shopify.account import Account
from sandbox.shopify.edit_parts import OrderEdit
from sandbox.shopify.records import Order
from sandbox.shopify.return_parts import Return, ReturnLineItem
from sandbox.shopify.wire import Json, gid, money_set, time_of

__all__ = ["edit_document", "return_document"]


def _named(kind: str, number: int) -> Json:
    return {"id": number, "admin_graphql_api_id": gid(kind, number)}


def return_document(order: Order, back: Return) -> Json:
    document: Json = {
        **_named("Return", back.id),
        "name": back.name,
        "status": back.status,
        "order": _named("Order", order.id),
        "total_return_line_items": back.total_quantity,
        "return_line_items": [_line(order, each) for each in back.line_items],
        "exchange_line_items": [
            {**_named("ExchangeLineItem", each.id), "quantity": each.quantity}
            for each in back.exchange_line_items
        ],
        "return_shipping_fees": [
            {**_named("ReturnShippingFee", each.id), "amount_set": money_set(each.amount, order)}
            for each in back.shipping_fees
        ],
    }
    if back.decline is not None:
        document["decline"] = {"reason": back.decline.reason, "note": back.decline.note}
    return document


def _line(order: Order, line: ReturnLineItem) -> Json:
    fee = line.restocking_fee
    return {
        **_named("ReturnLineItem", line.id),
        "fulfillment_line_item": {
            **_named("FulfillmentLineItem", line.fulfillment_line_item_id),
            "line_item": _named("LineItem", line.line_item_id),
        },
        "quantity": line.quantity,
        "return_reason": line.reason,
        "return_reason_note": line.reason_note,
        "customer_note": line.customer_note,
        "restocking_fee": None if fee is None else {"amount_set": money_set(fee.amount, order)},
    }


def edit_document(account: Account, order: Order, edit: OrderEdit) -> Json:
    zone = account.records.shop.iana_timezone

    def units(changed: tuple[tuple[int, int], ...]) -> list[Json]:
        return [{"id": line_id, "delta": count} for line_id, count in changed]

    return {
        "order_edit": {
            "id": edit.id,
            "app_id": None,
            "order_id": order.id,
            "notify_customer": edit.notify_customer,
            "staff_note": edit.staff_note,
            "user_id": None,
            "created_at": time_of(edit.created_at, zone),
            "committed_at": time_of(edit.created_at, zone),
            "line_items": {"additions": units(edit.additions), "removals": units(edit.removals)},
            "discounts": {"line_item": {"additions": [], "removals": []}},
            "shipping_lines": {
                "additions": [{"id": each} for each in edit.shipping_additions],
                "removals": [{"id": each} for each in edit.shipping_removals],
            },
        }
    }
