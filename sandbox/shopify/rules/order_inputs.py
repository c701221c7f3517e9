"""What somebody asks for when creating an order, whatever protocol they spoke.

Amounts are MoneyBags: callers that know one currency only use `money.to_bag`.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import msgspec

from sandbox.shopify.order_parts import Address, Attribute, MoneyBag

__all__ = [
    "DiscountInput",
    "LineInput",
    "OrderInput",
    "ShippingInput",
    "TaxLineInput",
    "TransactionInput",
]


class TaxLineInput(msgspec.Struct, frozen=True, kw_only=True):
    title: str
    rate: Decimal | None = None  # a fraction
    price: MoneyBag | None = None  # None: rate times the discounted amount
    channel_liable: bool = False


class DiscountInput(msgspec.Struct, frozen=True, kw_only=True):
    """One of `percentage` (10 for 10 %) and `amount`. With a code it is a code discount."""

    percentage: Decimal | None = None
    amount: MoneyBag | None = None
    code: str = ""
    title: str = ""
    description: str = ""
    target_type: str = "line_item"  # or shipping_line


class LineInput(msgspec.Struct, frozen=True, kw_only=True):
    """`variant_id` fills in whatever is None here."""

    quantity: int
    variant_id: int | None = None
    title: str | None = None
    price: MoneyBag | None = None
    sku: str | None = None
    vendor: str | None = None
    grams: int | None = None
    taxable: bool | None = None
    requires_shipping: bool | None = None
    gift_card: bool = False
    properties: tuple[Attribute, ...] = ()
    tax_lines: tuple[TaxLineInput, ...] = ()
    discounts: tuple[DiscountInput, ...] = ()  # of this line alone; amounts are of one unit


class ShippingInput(msgspec.Struct, frozen=True, kw_only=True):
    title: str
    price: MoneyBag
    code: str | None = None  # None: the title
    source: str | None = None
    tax_lines: tuple[TaxLineInput, ...] = ()


class TransactionInput(msgspec.Struct, frozen=True, kw_only=True):
    """`amount` None: whatever is open (capture and sale)."""

    kind: str = "sale"
    status: str = "success"
    gateway: str = "manual"
    amount: MoneyBag | None = None
    parent_id: int | None = None
    currency: str | None = None
    authorization: str | None = None
    processed_at: datetime | None = None
    test: bool = False
    source_name: str = "web"
    final: bool = False  # of a capture: the rest of the authorization is given up


class OrderInput(msgspec.Struct, frozen=True, kw_only=True):
    """`tax_rate`: the store's own tax settings apply it to every taxable line and to shipping.

    Orders made over an API leave it None: there, only given tax lines count.
    inventory: bypass, decrement_ignoring_policy, decrement_obeying_policy.
    """

    line_items: tuple[LineInput, ...]
    shipping_lines: tuple[ShippingInput, ...] = ()
    tax_lines: tuple[TaxLineInput, ...] = ()  # of the whole order, spread over taxable lines
    tax_rate: Decimal | None = None
    taxes_included: bool = False
    discounts: tuple[DiscountInput, ...] = ()
    transactions: tuple[TransactionInput, ...] = ()
    financial_status: str | None = None
    fulfillment_status: str | None = None
    currency: str | None = None  # of the shop's side; must be the shop's
    presentment_currency: str | None = None
    email: str = ""
    phone: str | None = None
    customer_id: int | None = None
    first_name: str = ""  # of a customer to be made for `email`
    last_name: str = ""
    billing_address: Address | None = None
    shipping_address: Address | None = None
    name: str | None = None
    note: str | None = None
    tags: tuple[str, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    po_number: str | None = None
    source_name: str | None = None
    source_identifier: str | None = None
    processed_at: datetime | None = None
    closed_at: datetime | None = None
    test: bool = False
    inventory: str = "bypass"
