"""What somebody asks for when goods come back. Amounts are in the order's presentment currency."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import msgspec

from sandbox.shopify.rules.refund_inputs import (
    RefundTransactionInput,
    ShippingRefundInput,
    StoreCreditInput,
)

__all__ = [
    "DispositionInput",
    "ExchangeInput",
    "ProcessInput",
    "ReturnInput",
    "ReturnLineInput",
    "TakenInput",
]


class ReturnLineInput(msgspec.Struct, frozen=True, kw_only=True):
    """`reason` is the old word, lower case; `fee_percentage` of a restocking fee: 10 for 10 %."""

    fulfillment_line_item_id: int
    quantity: int
    reason: str | None = None
    reason_definition_id: int | None = None
    reason_note: str = ""
    customer_note: str | None = None
    fee_percentage: Decimal | None = None


class ExchangeInput(msgspec.Struct, frozen=True, kw_only=True):
    """Units given instead; one of the discounts, `discount_amount` of one unit."""

    variant_id: int | None
    quantity: int
    discount_percentage: Decimal | None = None
    discount_amount: Decimal | None = None
    discount_description: str = ""


class ReturnInput(msgspec.Struct, frozen=True, kw_only=True):
    """`root`: how the caller's protocol names this input; paths of refusals begin with it."""

    root: str
    order_id: int
    line_items: tuple[ReturnLineInput, ...]
    exchange: tuple[ExchangeInput, ...] = ()
    shipping_fee: Decimal | None = None
    currency: str | None = None  # of the shipping fee
    requested_at: datetime | None = None


class DispositionInput(msgspec.Struct, frozen=True, kw_only=True):
    """kind: restocked, processing_required, not_restocked, missing."""

    reverse_line_item_id: int
    quantity: int
    kind: str
    location_id: int | None = None


class TakenInput(msgspec.Struct, frozen=True, kw_only=True):
    """Units of one return line (or exchange line) that are dealt with now."""

    line_id: int
    quantity: int
    dispositions: tuple[DispositionInput, ...] = ()


class ProcessInput(msgspec.Struct, frozen=True, kw_only=True):
    """`pays`: whether money was named at all; without, what is due stays owed."""

    return_id: int
    line_items: tuple[TakenInput, ...] = ()
    exchange: tuple[TakenInput, ...] = ()
    shipping: ShippingRefundInput | None = None
    pays: bool = False
    transactions: tuple[RefundTransactionInput, ...] = ()
    store_credit: tuple[StoreCreditInput, ...] = ()
    note: str | None = None
    currency: str | None = None
    root: tuple[str, ...] = ("input",)
