"""What an edit session plans, change by change, and the discounts of a calculated order.

A discount of the session has a UUID, one that the order had before its index (recorded for the
former).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox.shopify.edit_parts import (
    AddDiscount,
    AddItem,
    AddShipping,
    RemoveDiscount,
    RemoveShipping,
    SetQuantity,
)
from sandbox.shopify.graphql.context import Arguments, Context
from sandbox.shopify.graphql.gids import gid
from sandbox.shopify.graphql.resolvers.lines import DISCOUNT_KINDS
from sandbox.shopify.graphql.resolvers.registry import (
    Child,
    Money,
    Resolver,
    attribute,
    constant,
)
from sandbox.shopify.records import LineItem
from sandbox.shopify.rules.edit_work import Edited

__all__ = ["FIELDS", "Application", "Staged", "changes_of"]


class Staged:
    """One change as the session shows it. `kind` is its GraphQL type."""

    __slots__ = ("change", "edited", "kind")

    def __init__(self, edited: Edited, change: Any) -> None:
        self.edited = edited
        self.change = change
        match change:
            case AddItem():
                custom = change.variant_id is None
                self.kind = f"OrderStagedChangeAdd{'CustomItem' if custom else 'Variant'}"
            case AddDiscount():
                self.kind = "OrderStagedChangeAddLineItemDiscount"
            case RemoveDiscount():
                self.kind = "OrderStagedChangeRemoveDiscount"
            case AddShipping():
                self.kind = "OrderStagedChangeAddShippingLine"
            case RemoveShipping():
                self.kind = "OrderStagedChangeRemoveShippingLine"
            case _:
                up = self.delta > 0
                self.kind = f"OrderStagedChange{'Increment' if up else 'Decrement'}Item"

    @property
    def id(self) -> int:
        """Its place in the session, for paging."""
        return self.edited.session.changes.index(self.change)

    @property
    def line(self) -> LineItem | None:
        return self.edited.before.line_item(self.edited.lines.get(self.change.key, 0))

    @property
    def delta(self) -> int:
        line = self.line
        if line is None:
            return 0
        delta: int = self.change.quantity - self.edited.before.current_quantity(line)
        return delta


class Application:
    """A discount of the calculated order. `kind` is its GraphQL type."""

    __slots__ = ("edited", "id", "kind", "record", "tail")

    def __init__(self, edited: Edited, index: int) -> None:
        self.edited = edited
        self.id = index
        self.record = next(
            each for each in edited.order.discount_applications if each.index == index
        )
        words = {
            "manual": "Manual", "discount_code": "DiscountCode", "automatic": "Automatic",
            "script": "Script",
        }  # fmt: skip
        self.kind = f"Calculated{words[self.record.kind]}DiscountApplication"
        uuids = {place: uuid for uuid, place in edited.applications.items()}
        self.tail = uuids.get(index, str(index))


def changes_of(edited: Edited, keys: Callable[[Any], bool]) -> list[Staged]:
    """Quantities of added lines are part of what was added."""
    added = {each.key for each in edited.session.changes if isinstance(each, AddItem)}
    found = [
        Staged(edited, each)
        for each in edited.session.changes
        if keys(each) and not (isinstance(each, SetQuantity) and each.key in added)
    ]
    return [each for each in found if not isinstance(each.change, SetQuantity) or each.delta]


def _value(source: Any, arguments: Arguments, context: Context) -> Any:
    """PricingValue: a percentage (Decimal) or an amount of the customer's currency."""
    record = source.record
    if record.value_type == "percentage":
        return record.value
    return Money(record.value, source.edited.order.presentment_currency)


def _level(source: Any, arguments: Arguments, context: Context) -> str:
    return "ORDER" if source.record.allocation_method == "across" else "LINE"


_APPLICATION: dict[str, Resolver] = {
    "allocationMethod": lambda source, a, c: source.record.allocation_method.upper(),
    "appliedTo": _level,
    "description": lambda source, a, c: source.record.description or None,
    "id": lambda source, a, c: gid(source.kind, source.tail),
    "targetSelection": lambda source, a, c: source.record.target_selection.upper(),
    "targetType": lambda source, a, c: source.record.target_type.upper(),
    "value": _value,
}
_APPLICATIONS = (
    "CalculatedAutomaticDiscountApplication",
    "CalculatedDiscountCodeApplication",
    "CalculatedManualDiscountApplication",
    "CalculatedScriptDiscountApplication",
)


def _staged_line(staged: Staged, arguments: Arguments, context: Context) -> Child:
    return Child("LineItem", staged.edited.before, staged.line)


def _staged_variant(staged: Staged, arguments: Arguments, context: Context) -> Any:
    return context.records.variants[staged.change.variant_id]


def _staged_value(staged: Staged, arguments: Arguments, context: Context) -> Any:
    change = staged.change
    if change.percentage is not None:
        return change.percentage
    return Money(change.amount.presentment, staged.edited.order.presentment_currency)


def _staged_price(staged: Staged, arguments: Arguments, context: Context) -> Money:
    order = staged.edited.order
    return Money(staged.change.price.presentment, order.presentment_currency)


def _shipping_price(staged: Staged, arguments: Arguments, context: Context) -> Money:
    order = staged.edited.order
    return Money(staged.change.price.presentment, order.presentment_currency)


def _removed_shipping(staged: Staged, arguments: Arguments, context: Context) -> Child:
    order = staged.edited.before
    return Child("ShippingLine", order, order.shipping_line(staged.change.shipping_line_id))


def _removed_discount(staged: Staged, arguments: Arguments, context: Context) -> Child:
    order = staged.edited.before
    record = next(each for each in order.discount_applications if each.index == staged.change.index)
    return Child(DISCOUNT_KINDS[record.kind], order, record)


_STAGED: dict[str, Resolver] = {
    "OrderStagedChangeAddCustomItem.originalUnitPrice": _staged_price,
    "OrderStagedChangeAddCustomItem.quantity": lambda staged, a, c: staged.change.quantity,
    "OrderStagedChangeAddCustomItem.title": lambda staged, a, c: staged.change.title,
    "OrderStagedChangeAddLineItemDiscount.description": lambda staged, a, c: (
        staged.change.description
    ),
    "OrderStagedChangeAddLineItemDiscount.id": lambda staged, a, c: gid(
        "OrderStagedChangeAddLineItemDiscount", staged.change.id
    ),
    "OrderStagedChangeAddLineItemDiscount.value": _staged_value,
    "OrderStagedChangeAddShippingLine.phone": constant(None),
    "OrderStagedChangeAddShippingLine.presentmentTitle": lambda staged, a, c: staged.change.title,
    "OrderStagedChangeAddShippingLine.price": _shipping_price,
    "OrderStagedChangeAddShippingLine.title": lambda staged, a, c: staged.change.title,
    "OrderStagedChangeAddVariant.quantity": lambda staged, a, c: staged.change.quantity,
    "OrderStagedChangeAddVariant.variant": _staged_variant,
    "OrderStagedChangeDecrementItem.delta": lambda staged, a, c: -staged.delta,
    "OrderStagedChangeDecrementItem.lineItem": _staged_line,
    "OrderStagedChangeDecrementItem.restock": lambda staged, a, c: staged.change.restock,
    "OrderStagedChangeIncrementItem.delta": attribute("delta"),
    "OrderStagedChangeIncrementItem.lineItem": _staged_line,
    "OrderStagedChangeRemoveDiscount.discountApplication": _removed_discount,
    "OrderStagedChangeRemoveShippingLine.shippingLine": _removed_shipping,
}

FIELDS: dict[str, Resolver] = {
    **{
        f"{kind}.{name}": resolver
        for kind in _APPLICATIONS
        for name, resolver in _APPLICATION.items()
    },
    "CalculatedDiscountCodeApplication.code": lambda source, a, c: source.record.code,
    **_STAGED,
}
