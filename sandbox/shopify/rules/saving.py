"""The one way a changed order is kept: its time moves on, and it may file itself away."""

from __future__ import annotations

from msgspec.structs import replace

from sandbox.shopify.account import Account, moment
from sandbox.shopify.records import Order

__all__ = ["save"]


def save(account: Account, order: Order) -> Order:
    """Store `order` with a new updated_at. A paid and fulfilled, or wholly refunded, order is
    closed if the store archives automatically."""
    now = moment(account)
    order = replace(order, updated_at=now)
    if account.settings.archive_automatically and not order.closed and _done(order):
        order = replace(order, closed_at=now)
    return account.records.orders.put(order)


def _done(order: Order) -> bool:
    if order.total_refund_pending:
        return False
    if order.fulfillment_status == "fulfilled":
        return order.financial_status in {"paid", "refunded", "partially_refunded"}
    nothing_left = not any(order.current_quantity(line) for line in order.line_items)
    return order.financial_status == "refunded" and nothing_left
