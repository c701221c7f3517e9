"""An order is called off: what was not sent is for sale again, nothing is sent any more.

Money is a matter of its own: whoever cancels decides whether a refund is made, before.
Messages: recorded answers of orderCancel.
"""

from __future__ import annotations

from msgspec.structs import replace

from sandbox.shopify.account import Account, moment
from sandbox.shopify.errors import refuse
from sandbox.shopify.records import Order
from sandbox.shopify.rules import inventory
from sandbox.shopify.rules.fulfilment import cancel_work
from sandbox.shopify.rules.saving import save

__all__ = ["REASONS", "cancel_order", "check_cancel"]

REASONS = frozenset({"customer", "declined", "fraud", "inventory", "staff", "other"})
_FIELD = ("orderId",)


def check_cancel(order: Order) -> None:
    """Raises UserErrors for an order that cannot be cancelled."""
    if order.cancelled_at is not None:
        raise refuse(_FIELD, "Cannot cancel an order that has already been canceled")
    if any(each.status == "success" for each in order.fulfillments):
        raise refuse(_FIELD, "Cannot cancel an order that has outstanding fulfillments")


def cancel_order(
    account: Account,
    order: Order,
    *,
    reason: str = "other",
    restock: bool = True,
    staff_note: str | None = None,
) -> Order:
    """Cancelled and closed; an order without payment is then voided. Raises UserErrors."""
    check_cancel(order)
    if reason not in REASONS:
        raise refuse(("reason",), f"{reason} is not a reason to cancel an order")
    now = moment(account)
    for work in order.fulfillment_orders:
        for piece in work.line_items:
            line = order.line_item(piece.line_item_id)
            if restock and line is not None and piece.remaining_quantity:
                inventory.cancel_units(
                    account, line, piece.remaining_quantity, work.assigned_location_id
                )
    for line in order.line_items:
        order = cancel_work(account, order, line.id, order.unfulfilled_quantity(line))
    closed = tuple(
        replace(work, status="closed", updated_at=now) for work in order.fulfillment_orders
    )
    cancelled = replace(
        order,
        fulfillment_orders=closed,
        cancelled_at=now,
        closed_at=now,
        cancel_reason=reason,
        cancel_staff_note=staff_note,
    )
    return save(account, cancelled)
