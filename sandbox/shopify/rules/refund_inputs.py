"""What somebody asks for when refunding, whatever protocol they spoke.

Amounts are in the order's presentment currency: the customer gets back what he paid in.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import msgspec

from sandbox.shopify.order_parts import MoneyBag

__all__ = [
    "KeptInput",
    "RefundInput",
    "RefundLineInput",
    "RefundTransactionInput",
    "ShippingRefundInput",
    "StoreCreditInput",
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


class StoreCreditInput(msgspec.Struct, frozen=True, kw_only=True):
    """Money that becomes store credit of the order's customer."""

    amount: Decimal
    currency: str
    expires_at: datetime | None = None


class KeptInput(msgspec.Struct, frozen=True, kw_only=True):
    """Part of the returned value that the shop keeps, and the words it is booked under."""

    amount: MoneyBag
    reason: str


class RefundInput(msgspec.Struct, frozen=True, kw_only=True):
    """Money moves by `transactions` and `store_credit` only; lines and shipping say what is being
    returned.

    discrepancy_reason: restock, damage, customer, other. The rest is said by returns: their id;
    the value of the goods given in exchange; the fees kept; `settles` False: what is not paid now
    stays owed and is no discrepancy.
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
    store_credit: tuple[StoreCreditInput, ...] = ()
    return_id: int | None = None
    exchanged: MoneyBag | None = None
    kept: tuple[KeptInput, ...] = ()
    settles: bool = True


class SuggestionInput(msgspec.Struct, frozen=True, kw_only=True):
    """`full`: every unit, all shipping, all the money that is left."""

    refund_line_items: tuple[RefundLineInput, ...] = ()
    shipping: ShippingRefundInput | None = None
    full: bool = False
    currency: str | None = None
