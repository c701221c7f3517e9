"""Returns: goods that customers send back, and what they get instead. Children of an order.

Amounts are `MoneyBag`s, never negative. Words are lower case; GraphQL writes them in upper case.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import msgspec

from sandbox.shopify.order_parts import MoneyBag

__all__ = [
    "Disposition",
    "ExchangeLineItem",
    "Return",
    "ReturnDecline",
    "ReturnFee",
    "ReturnLineItem",
    "ReverseFulfillmentOrder",
    "ReverseLineItem",
]


class ReturnFee(msgspec.Struct, frozen=True, kw_only=True):
    """What the shop keeps. `percentage` (10 for 10 %) is of restocking fees only."""

    id: int
    amount: MoneyBag
    percentage: Decimal | None = None


class ReturnLineItem(msgspec.Struct, frozen=True, kw_only=True):
    """Units of one fulfillment line. `processed`: taken in; `refunded`: taken in with a refund."""

    id: int
    fulfillment_line_item_id: int
    line_item_id: int
    quantity: int
    reason: str
    reason_definition_id: int | None = None
    reason_note: str = ""
    customer_note: str | None = None
    restocking_fee: ReturnFee | None = None
    processed: int = 0
    refunded: int = 0

    @property
    def unprocessed(self) -> int:
        return self.quantity - self.processed


class ExchangeLineItem(msgspec.Struct, frozen=True, kw_only=True):
    """Units that the customer gets instead. They become a line of the order, and never one of a
    refund, when they are processed: `line_item_ids` are those lines.

    `discount_percentage` or `discount_amount` (of one unit) is taken off; `price` is of one unit.
    """

    id: int
    variant_id: int
    quantity: int
    price: MoneyBag
    discount_percentage: Decimal | None = None
    discount_amount: MoneyBag | None = None
    discount_description: str = ""
    processed: int = 0
    line_item_ids: tuple[int, ...] = ()

    @property
    def unprocessed(self) -> int:
        return self.quantity - self.processed


class Disposition(msgspec.Struct, frozen=True, kw_only=True):
    """What became of units. kind: restocked, processing_required, not_restocked, missing."""

    id: int
    kind: str
    quantity: int
    created_at: datetime
    location_id: int | None = None


class ReverseLineItem(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    return_line_item_id: int
    total_quantity: int
    dispositions: tuple[Disposition, ...] = ()


class ReverseFulfillmentOrder(msgspec.Struct, frozen=True, kw_only=True):
    """Work of taking goods in. status: open, closed, canceled."""

    id: int
    status: str
    line_items: tuple[ReverseLineItem, ...] = ()


class ReturnDecline(msgspec.Struct, frozen=True, kw_only=True):
    reason: str  # return_period_ended, final_sale, other
    note: str | None = None


class Return(msgspec.Struct, frozen=True, kw_only=True):
    """status: requested, open, closed, canceled, declined. `name`: "#1001-R1"."""

    id: int
    name: str
    status: str
    created_at: datetime
    closed_at: datetime | None = None
    request_approved_at: datetime | None = None
    decline: ReturnDecline | None = None
    line_items: tuple[ReturnLineItem, ...] = ()
    exchange_line_items: tuple[ExchangeLineItem, ...] = ()
    shipping_fees: tuple[ReturnFee, ...] = ()
    # Fees are kept once, with the first refund of the return.
    fees_taken: bool = False
    reverse_fulfillment_orders: tuple[ReverseFulfillmentOrder, ...] = ()

    @property
    def total_quantity(self) -> int:
        return sum(each.quantity for each in self.line_items)

    @property
    def counts(self) -> bool:
        """Whether its units are spoken for."""
        return self.status not in {"canceled", "declined"}

    def line_item(self, line_id: int) -> ReturnLineItem | None:
        return next((each for each in self.line_items if each.id == line_id), None)

    def exchange_line_item(self, line_id: int) -> ExchangeLineItem | None:
        return next((each for each in self.exchange_line_items if each.id == line_id), None)
