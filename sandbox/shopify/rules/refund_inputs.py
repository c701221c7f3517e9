"""What somebody asks for when refunding, whatever protocol they spoke.

Amounts are in the order's presentment currency: the customer gets back what he paid in.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import msgspec

__all__ = [
    "RefundInput",
    "RefundLineInput",
    "RefundTransactionInput",
    "ShippingRefundInput",
    "SuggestionInput",
]


class RefundLineInput(msgspec.Struct, frozen=True, kw_only=True):
    """restock_type: no_restock, cancel, return."""

    line_item_id: int
    quantity: int
    restock_type: str = "no_restock"
    location_id: int | None = None


class ShippingRefundInput(msgspec.Struct, frozen=True, kw_only=True):
    """`amount` is without tax (unless taxes are included); `full_refund` wins over it."""

    amount: Decimal | None = None
    full_refund: bool = False


class RefundTransactionInput(msgspec.Struct, frozen=True, kw_only=True):
    """`gateway` is taken from the parent whatever is said here. `order_id` None: this order."""

    amount: Decimal
    parent_id: int | None = None
    kind: str = "refund"
    gateway: str = ""
    order_id: int | None = None


class RefundInput(msgspec.Struct, frozen=True, kw_only=True):
    """Money moves by `transactions` only; lines and shipping say what is being returned.

    discrepancy_reason: restock, damage, customer, other.
    """

    order_id: int
    refund_line_items: tuple[RefundLineInput, ...] = ()
    shipping: ShippingRefundInput | None = None
    transactions: tuple[RefundTransactionInput, ...] = ()
    currency: str | None = None
    note: str | None = None
    notify: bool = False
    processed_at: datetime | None = None
    discrepancy_reason: str | None = None
    allow_over_refunding: bool = False
    user_id: int | None = None


class SuggestionInput(msgspec.Struct, frozen=True, kw_only=True):
    """`full`: every unit, all shipping, all the money that is left."""

    refund_line_items: tuple[RefundLineInput, ...] = ()
    shipping: ShippingRefundInput | None = None
    full: bool = False
    currency: str | None = None
