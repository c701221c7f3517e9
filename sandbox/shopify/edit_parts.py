"""Edits of an order: what has been committed, and what is only planned in an open session."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import msgspec

from sandbox.shopify.order_parts import MoneyBag

__all__ = [
    "AddDiscount",
    "AddItem",
    "AddShipping",
    "Change",
    "EditSession",
    "OrderEdit",
    "RemoveDiscount",
    "RemoveShipping",
    "SetQuantity",
]


class OrderEdit(msgspec.Struct, frozen=True, kw_only=True):
    """A committed edit. additions, removals: (line item id, units); shipping_...: line ids."""

    id: int
    created_at: datetime
    staff_note: str = ""
    notify_customer: bool = False
    additions: tuple[tuple[int, int], ...] = ()
    removals: tuple[tuple[int, int], ...] = ()
    shipping_additions: tuple[int, ...] = ()
    shipping_removals: tuple[int, ...] = ()


class AddItem(msgspec.Struct, frozen=True, kw_only=True, tag="add_item"):
    """A new line. `key`: a UUID, by which the session knows it. Without variant: a custom item."""

    key: str
    quantity: int
    variant_id: int | None = None
    title: str | None = None
    price: MoneyBag | None = None  # of one unit; None: the list price of the variant
    taxable: bool | None = None
    requires_shipping: bool | None = None
    location_id: int | None = None


class SetQuantity(msgspec.Struct, frozen=True, kw_only=True, tag="set_quantity"):
    """`key`: of an added line, or the id of a line of the order as text."""

    key: str
    quantity: int
    restock: bool = False


class AddDiscount(msgspec.Struct, frozen=True, kw_only=True, tag="add_discount"):
    """Off every unit of one line. One of `percentage` (10 for 10 %) and `amount` (of one unit)."""

    id: int
    application: str  # a UUID
    key: str
    percentage: Decimal | None = None
    amount: MoneyBag | None = None
    description: str = ""


class RemoveDiscount(msgspec.Struct, frozen=True, kw_only=True, tag="remove_discount"):
    """A discount application that the order had before."""

    index: int


class AddShipping(msgspec.Struct, frozen=True, kw_only=True, tag="add_shipping"):
    """`key`: a UUID, by which the session knows it. `price` before tax, as of any shipping."""

    key: str
    title: str
    price: MoneyBag


class RemoveShipping(msgspec.Struct, frozen=True, kw_only=True, tag="remove_shipping"):
    """A shipping line that the order had before."""

    shipping_line_id: int


Change = AddItem | SetQuantity | AddDiscount | RemoveDiscount | AddShipping | RemoveShipping


class EditSession(msgspec.Struct, frozen=True, kw_only=True):
    """An edit that has begun. Nothing of it shows on the order before it is committed."""

    id: int
    order_id: int
    changes: tuple[Change, ...] = ()
    committed: bool = False
