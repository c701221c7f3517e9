"""The children of an order: frozen values, each with the figures that need nothing but itself.

Amounts are `MoneyBag`s, never negative unless a docstring says so. Statuses and kinds are lower
case as REST writes them; GraphQL's enums are the same words in upper case.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

import msgspec

__all__ = [
    "Address",
    "Attribute",
    "DiscountAllocation",
    "DiscountApplication",
    "Fulfillment",
    "FulfillmentLineItem",
    "FulfillmentOrder",
    "FulfillmentOrderLineItem",
    "LineItem",
    "MoneyBag",
    "OrderAdjustment",
    "OrderTransaction",
    "Refund",
    "RefundLineItem",
    "RefundShippingLine",
    "ShippingLine",
    "TaxLine",
    "total",
]


class MoneyBag(msgspec.Struct, frozen=True):
    """One amount twice: in the shop's currency, and in the one the customer saw and paid."""

    shop: Decimal
    presentment: Decimal

    def __add__(self, other: MoneyBag) -> MoneyBag:
        return MoneyBag(self.shop + other.shop, self.presentment + other.presentment)

    def __sub__(self, other: MoneyBag) -> MoneyBag:
        return MoneyBag(self.shop - other.shop, self.presentment - other.presentment)

    def __mul__(self, count: int) -> MoneyBag:
        return MoneyBag(self.shop * count, self.presentment * count)

    def __neg__(self) -> MoneyBag:
        return MoneyBag(-self.shop, -self.presentment)

    def __bool__(self) -> bool:
        """False when the customer's side is zero."""
        return bool(self.presentment)


_NOTHING = Decimal(0)


def total(amounts: Iterable[MoneyBag]) -> MoneyBag:
    """The sum; of nothing: zero."""
    shop = presentment = _NOTHING
    for amount in amounts:
        shop += amount.shop
        presentment += amount.presentment
    return MoneyBag(shop, presentment)


class Attribute(msgspec.Struct, frozen=True, kw_only=True):
    """A name and a value that somebody attached (`note_attributes`, `customAttributes`)."""

    key: str
    value: str


class Address(msgspec.Struct, frozen=True, kw_only=True):
    first_name: str = ""
    last_name: str = ""
    company: str | None = None
    address1: str = ""
    address2: str | None = None
    city: str = ""
    province: str | None = None
    province_code: str | None = None
    country: str = ""
    country_code: str = ""
    zip: str = ""
    phone: str | None = None


class TaxLine(msgspec.Struct, frozen=True, kw_only=True):
    """`rate` is a fraction: 0.0825."""

    title: str
    rate: Decimal
    price: MoneyBag
    channel_liable: bool = False


class DiscountApplication(msgspec.Struct, frozen=True, kw_only=True):
    """Why there is a discount. `kind`: manual, discount_code, automatic, script.

    `value` is a percentage (10 for 10 %) or an amount in presentment currency, by `value_type`
    (percentage, fixed_amount).
    """

    index: int
    kind: str
    value: Decimal
    value_type: str
    title: str = ""
    code: str = ""
    description: str = ""
    allocation_method: str = "across"  # each, across, one
    target_selection: str = "all"  # all, entitled, explicit
    target_type: str = "line_item"  # line_item, shipping_line


class DiscountAllocation(msgspec.Struct, frozen=True, kw_only=True):
    """What one discount takes off one line."""

    amount: MoneyBag
    application_index: int


class LineItem(msgspec.Struct, frozen=True, kw_only=True):
    """`quantity` is what was sold; what is left of it is the order's to say."""

    id: int
    title: str
    quantity: int
    price: MoneyBag  # of one unit, before discounts
    name: str = ""
    variant_title: str | None = None
    sku: str = ""
    variant_id: int | None = None
    product_id: int | None = None
    vendor: str | None = None
    grams: int = 0
    taxable: bool = True
    requires_shipping: bool = True
    gift_card: bool = False
    properties: tuple[Attribute, ...] = ()
    discount_allocations: tuple[DiscountAllocation, ...] = ()
    tax_lines: tuple[TaxLine, ...] = ()

    @property
    def original_total(self) -> MoneyBag:
        return self.price * self.quantity

    @property
    def total_discount(self) -> MoneyBag:
        return total(each.amount for each in self.discount_allocations)

    @property
    def discounted_total(self) -> MoneyBag:
        """After every discount, order-level ones included; before tax unless taxes_included."""
        return self.original_total - self.total_discount

    @property
    def total_tax(self) -> MoneyBag:
        return total(each.price for each in self.tax_lines)


class ShippingLine(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    title: str
    price: MoneyBag  # before discounts
    code: str = ""
    source: str = "shopify"
    carrier_identifier: str | None = None
    phone: str | None = None
    is_removed: bool = False
    discount_allocations: tuple[DiscountAllocation, ...] = ()
    tax_lines: tuple[TaxLine, ...] = ()

    @property
    def total_discount(self) -> MoneyBag:
        return total(each.amount for each in self.discount_allocations)

    @property
    def discounted_price(self) -> MoneyBag:
        return self.price - self.total_discount

    @property
    def total_tax(self) -> MoneyBag:
        return total(each.price for each in self.tax_lines)


class OrderTransaction(msgspec.Struct, frozen=True, kw_only=True):
    """Money that moved, or was to move. `amount` is positive for every kind.

    kind: sale, authorization, capture, void, refund. status: success, pending, failure, error.
    """

    id: int
    kind: str
    status: str
    gateway: str
    amount: MoneyBag
    created_at: datetime
    processed_at: datetime
    parent_id: int | None = None
    authorization: str | None = None
    payment_id: str = ""
    message: str | None = None
    error_code: str | None = None
    source_name: str = "web"
    user_id: int | None = None
    location_id: int | None = None
    test: bool = False
    final: bool = False  # of a capture: the rest of the authorization is given up


class RefundLineItem(msgspec.Struct, frozen=True, kw_only=True):
    """Units given back. restock_type: no_restock, cancel, return, legacy_restock."""

    id: int
    line_item_id: int
    quantity: int
    price: MoneyBag  # of one unit after discounts, rounded
    subtotal: MoneyBag  # exact share of the line's discounted total
    total_tax: MoneyBag
    restock_type: str = "no_restock"
    restocked: bool = False
    location_id: int | None = None


class RefundShippingLine(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    shipping_line_id: int
    subtotal: MoneyBag
    tax: MoneyBag


class OrderAdjustment(msgspec.Struct, frozen=True, kw_only=True):
    """Difference between what was booked as returned and the money that moved.

    Sign: calculated minus paid. An amount-only refund of 15.00 has -15.00 (in the customer's
    favour); returning goods worth 19.47 for 10.00 has +9.47 (in the merchant's favour). So the
    Admin API describes `Order.refundDiscrepancySet`, and so live stores write REST's
    `order_adjustments`: a refund of 1.00 without lines has "-1.00", refund lines of 1366.02 that
    no money has followed yet have "1366.02".
    """

    id: int
    amount: MoneyBag
    tax_amount: MoneyBag
    kind: str = "refund_discrepancy"
    reason: str = "refund_discrepancy"


class Refund(msgspec.Struct, frozen=True, kw_only=True):
    """Its transactions are kept once, on the order: `order.transactions_of(refund)`.

    An order edit that takes units off the order books them as a refund without money
    (`edit_id`): the connectors' public sources read it so (microsoft/BCApps, "Shpfy Refunds").
    """

    id: int
    created_at: datetime
    processed_at: datetime
    updated_at: datetime
    note: str | None = None
    user_id: int | None = None
    return_id: int | None = None
    edit_id: int | None = None
    refund_line_items: tuple[RefundLineItem, ...] = ()
    refund_shipping_lines: tuple[RefundShippingLine, ...] = ()
    order_adjustments: tuple[OrderAdjustment, ...] = ()
    transaction_ids: tuple[int, ...] = ()

    @property
    def restock(self) -> bool:
        return any(each.restock_type != "no_restock" for each in self.refund_line_items)


class FulfillmentOrderLineItem(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    line_item_id: int
    total_quantity: int
    remaining_quantity: int


class FulfillmentOrder(msgspec.Struct, frozen=True, kw_only=True):
    """Work for one location. status: open, in_progress, on_hold, scheduled, cancelled, closed."""

    id: int
    status: str
    assigned_location_id: int
    created_at: datetime
    updated_at: datetime
    request_status: str = "unsubmitted"
    fulfill_at: datetime | None = None
    line_items: tuple[FulfillmentOrderLineItem, ...] = ()


class FulfillmentLineItem(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    line_item_id: int
    quantity: int


class Fulfillment(msgspec.Struct, frozen=True, kw_only=True):
    """Goods that left. status: success, cancelled."""

    id: int
    name: str  # "#1001-F1"
    status: str
    location_id: int
    fulfillment_order_id: int
    created_at: datetime
    updated_at: datetime
    service: str = "manual"
    shipment_status: str | None = None
    tracking_company: str | None = None
    tracking_numbers: tuple[str, ...] = ()
    tracking_urls: tuple[str, ...] = ()
    notify_customer: bool = False
    line_items: tuple[FulfillmentLineItem, ...] = ()
