"""Draft orders: what a merchant writes down before it becomes an order."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import msgspec

from sandbox.shopify.order_parts import (
    Address,
    Attribute,
    LineItem,
    MoneyBag,
    Refund,
    ShippingLine,
    total,
)

__all__ = ["DraftDiscount", "DraftOrder"]


class DraftDiscount(msgspec.Struct, frozen=True, kw_only=True):
    """`value`: a percentage (10 for 10 %), or an amount of the draft's currency: of the whole
    draft, or of one unit of a line. value_type: percentage, fixed_amount."""

    value: Decimal
    value_type: str
    title: str | None = None
    description: str = ""


class DraftOrder(msgspec.Struct, frozen=True, kw_only=True):
    """Priced by the shop when it is saved. status: open, invoice_sent, completed.

    Of a line's discounts, allocation 0 is its own if it has one, the rest are shares of the
    draft's. `line_discounts` stand at the place of their line.
    """

    id: int
    name: str  # "#D1"
    status: str
    currency: str
    presentment_currency: str
    created_at: datetime
    updated_at: datetime
    invoice_token: str
    invoice_sent_at: datetime | None = None
    completed_at: datetime | None = None
    order_id: int | None = None
    email: str = ""
    phone: str | None = None
    note: str | None = None
    tags: tuple[str, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    po_number: str | None = None
    source_name: str | None = None
    customer_id: int | None = None
    billing_address: Address | None = None
    shipping_address: Address | None = None
    tax_exempt: bool = False
    taxes_included: bool = False
    visible_to_customer: bool = True
    reserve_inventory_until: datetime | None = None
    discount: DraftDiscount | None = None
    line_discounts: tuple[DraftDiscount | None, ...] = ()
    uuids: tuple[str, ...] = ()  # of the lines
    line_items: tuple[LineItem, ...] = ()
    shipping_line: ShippingLine | None = None

    @property
    def refunds(self) -> tuple[Refund, ...]:
        """None: for whoever shows a line of a draft as he shows one of an order."""
        return ()

    @property
    def open(self) -> bool:
        return self.status != "completed"

    @property
    def line_items_price(self) -> MoneyBag:
        """Before discounts, tax and shipping."""
        return total(line.original_total for line in self.line_items)

    @property
    def subtotal_price(self) -> MoneyBag:
        """After every discount."""
        return total(line.discounted_total for line in self.line_items)

    @property
    def total_discounts(self) -> MoneyBag:
        return total(line.total_discount for line in self.line_items)

    @property
    def total_shipping_price(self) -> MoneyBag:
        return self.shipping_line.discounted_price if self.shipping_line else total(())

    @property
    def total_tax(self) -> MoneyBag:
        shipping = self.shipping_line.total_tax if self.shipping_line else total(())
        return total(line.total_tax for line in self.line_items) + shipping

    @property
    def total_price(self) -> MoneyBag:
        price = self.subtotal_price + self.total_shipping_price
        return price if self.taxes_included else price + self.total_tax
