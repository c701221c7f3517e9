"""Which orders an app sees: 60 days' worth, unless it may read all.

Source: the Admin API's "Order" page; older orders are silently absent, never refused.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sandbox.shopify.records import Order

__all__ = ["WINDOW", "visible", "window_start"]

WINDOW = timedelta(days=60)


def window_start(scopes: Collection[str], now: datetime) -> datetime | None:
    """Orders created before this moment are absent; None: no limit."""
    return None if "read_all_orders" in scopes else now - WINDOW


def visible(order: Order, scopes: Collection[str], now: datetime) -> bool:
    start = window_start(scopes, now)
    return start is None or order.created_at >= start
