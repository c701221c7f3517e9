"""What somebody writes into a draft order. Amounts are in the draft's presentment currency."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import msgspec

from sandbox.shopify.draft_records import DraftDiscount, DraftOrder
from sandbox.shopify.order_parts import Address, Attribute

__all__ = ["DraftInput", "DraftLineInput", "input_of"]


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


def input_of(draft: DraftOrder) -> DraftInput:
    """What the draft was written from, so that an update can leave parts of it alone."""
    shipping = draft.shipping_line
    return DraftInput(
        presentment_currency=draft.presentment_currency,
        email=draft.email,
        phone=draft.phone,
        note=draft.note,
        tags=draft.tags,
        attributes=draft.attributes,
        po_number=draft.po_number,
        source_name=draft.source_name,
        customer_id=draft.customer_id,
        billing_address=draft.billing_address,
        shipping_address=draft.shipping_address,
        shipping_title=shipping.title if shipping else None,
        shipping_price=shipping.price.presentment if shipping else None,
        tax_exempt=draft.tax_exempt,
        visible_to_customer=draft.visible_to_customer,
        reserve_inventory_until=draft.reserve_inventory_until,
        discount=draft.discount,
        line_items=tuple(
            DraftLineInput(
                quantity=line.quantity,
                variant_id=line.variant_id,
                title=line.title,
                price=line.price.presentment,
                sku=line.sku,
                taxable=line.taxable,
                requires_shipping=line.requires_shipping,
                grams=line.grams,
                attributes=line.properties,
                discount=discount,
                uuid=uuid,
            )
            for line, discount, uuid in zip(
                draft.line_items, draft.line_discounts, draft.uuids, strict=True
            )
        ),
    )
