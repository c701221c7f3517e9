"""What somebody writes into a draft order. Amounts are in the draft's presentment currency."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import msgspec

from sandbox.shopify.draft_records import DraftDiscount
from sandbox.shopify.order_parts import Address, Attribute

__all__ = ["DraftInput", "DraftLineInput"]


class DraftLineInput(msgspec.Struct, frozen=True, kw_only=True):
    """With `variant_id`, title, price, SKU and the like are the variant's, whatever is said."""

    quantity: int
    variant_id: int | None = None
    title: str | None = None
    price: Decimal | None = None
    sku: str | None = None
    taxable: bool | None = None
    requires_shipping: bool | None = None
    grams: int | None = None
    attributes: tuple[Attribute, ...] = ()
    discount: DraftDiscount | None = None
    uuid: str | None = None


class DraftInput(msgspec.Struct, frozen=True, kw_only=True):
    """The whole draft: an update fills in what it leaves alone. `email` None: the customer's."""

    line_items: tuple[DraftLineInput, ...] = ()
    presentment_currency: str | None = None
    email: str | None = None
    phone: str | None = None
    note: str | None = None
    tags: tuple[str, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    po_number: str | None = None
    source_name: str | None = None
    customer_id: int | None = None
    use_default_address: bool = False
    billing_address: Address | None = None
    shipping_address: Address | None = None
    shipping_title: str | None = None
    shipping_price: Decimal | None = None
    tax_exempt: bool = False
    visible_to_customer: bool = True
    reserve_inventory_until: datetime | None = None
    discount: DraftDiscount | None = None
