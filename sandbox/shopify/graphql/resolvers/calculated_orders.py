"""The calculated order of an edit session, its lines and its shipping.

A calculated line has the number of the order's line, one that the session adds a UUID (recorded).
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from sandbox.shopify.edit_parts import (
    AddDiscount,
    AddItem,
    EditSession,
    RemoveShipping,
    SetQuantity,
)
from sandbox.shopify.graphql.context import Arguments, Context
from sandbox.shopify.graphql.cursors import Page, page_of
from sandbox.shopify.graphql.gids import gid
from sandbox.shopify.graphql.resolvers.orders import merged_tax_lines
from sandbox.shopify.graphql.resolvers.payloads import number_in
from sandbox.shopify.graphql.resolvers.registry import Bag, Child, Resolver, attribute
from sandbox.shopify.graphql.resolvers.staged_changes import Application, Staged, changes_of
from sandbox.shopify.order_parts import MoneyBag
from sandbox.shopify.records import LineItem, Order, total
from sandbox.shopify.rules import order_edits
from sandbox.shopify.rules.edit_work import Edited
from sandbox.shopify.rules.money import round_bag, share_bag

__all__ = ["FIELDS", "Line", "Shipping", "calculated"]


class Line:
    """One line of a session, by its key."""

    __slots__ = ("edited", "id", "key")

    def __init__(self, edited: Edited, key: str) -> None:
        self.edited = edited
        self.key = key
        self.id = edited.lines.get(key, 0)

    @property
    def order(self) -> Order:
        return self.edited.order

    @property
    def added(self) -> bool:
        return any(
            isinstance(each, AddItem) and each.key == self.key
            for each in self.edited.session.changes
        )

    @property
    def record(self) -> LineItem:
        """As it will be; an added line of which nothing is left shows as it was added."""
        return self.order.line_item(self.id) or self._gone()

    def _gone(self) -> LineItem:
        asked = next(
            each
            for each in self.edited.session.changes
            if isinstance(each, AddItem) and each.key == self.key
        )
        nothing = total(())
        return LineItem(
            id=0, title=asked.title or "", quantity=0, price=asked.price or nothing,
            variant_id=asked.variant_id,
        )  # fmt: skip

    @property
    def before(self) -> LineItem | None:
        return self.edited.before.line_item(self.id)

    @property
    def quantity(self) -> int:
        return self.order.current_quantity(self.record)

    @property
    def discounts(self) -> list[AddDiscount]:
        return [
            each
            for each in self.edited.session.changes
            if isinstance(each, AddDiscount) and each.key == self.key
        ]

    @property
    def wanted(self) -> SetQuantity | None:
        return next(
            (
                each
                for each in self.edited.session.changes
                if isinstance(each, SetQuantity) and each.key == self.key
            ),
            None,
        )


class Shipping:
    """One shipping line of a session, by its key. status: none, added, removed."""

    __slots__ = ("key", "order", "price", "status", "title")

    def __init__(self, edited: Edited, key: str) -> None:
        self.key = key
        self.order = edited.order
        line = edited.order.shipping_line(
            edited.shipping.get(key, 0)
        ) or edited.order.shipping_line(int(key) if key.isdigit() else 0)
        assert line is not None  # noqa: S101 - keys are those of the session
        self.title, self.price = line.title, line.price
        gone = RemoveShipping(shipping_line_id=line.id) in edited.session.changes
        self.status = "added" if key in edited.shipping else "removed" if gone else "none"


def calculated(number: int, context: Context) -> Edited | None:
    """The calculated order of an open session."""
    session = context.records.edit_sessions.get(number)
    if session is None or session.committed:
        return None
    return order_edits.preview(context.shopify, session)


def _session(source: None, arguments: Arguments, context: Context) -> EditSession | None:
    return context.records.edit_sessions.get(number_in(arguments["id"], "OrderEditSession"))


def _shipping(edited: Edited, arguments: Arguments, context: Context) -> list[Shipping]:
    """What edits before this one removed is not shown."""
    keys = [str(each.id) for each in edited.before.shipping_lines if not each.is_removed]
    return [Shipping(edited, key) for key in (*keys, *edited.shipping)]


def _lines(*, added: bool) -> Resolver:
    def lines(edited: Edited, arguments: Arguments, context: Context) -> Page:
        found = [Line(edited, key) for key in edited.lines]
        chosen = [each for each in found if each.added is added]
        return page_of(chosen, arguments)

    return lines


def _staged(edited: Edited, arguments: Arguments, context: Context) -> Page:
    return page_of(changes_of(edited, lambda each: True), arguments)


def _added_discounts(edited: Edited, arguments: Arguments, context: Context) -> Page:
    found = [Application(edited, index) for index in sorted(edited.applications.values())]
    return page_of(found, arguments)


def _bag(name: str) -> Resolver:
    return lambda edited, arguments, context: Bag(getattr(edited.order, name), edited.order)


def _units(edited: Edited, arguments: Arguments, context: Context) -> int:
    return sum(edited.order.current_quantity(line) for line in edited.order.line_items)


def _taxes(edited: Edited, arguments: Arguments, context: Context) -> list[Child]:
    order = edited.order
    found = [tax for line in order.line_items for tax in line.tax_lines]
    found += [tax for line in order.shipping_lines for tax in line.tax_lines]
    return [Child("TaxLine", order, each) for each in merged_tax_lines(found)]


def _cart_discount(edited: Edited, arguments: Arguments, context: Context) -> Bag:
    order = edited.order
    kinds = {each.index: each.allocation_method for each in order.discount_applications}
    return Bag(
        total(
            each.amount
            for line in order.line_items
            for each in line.discount_allocations
            if kinds[each.application_index] == "across"
        ),
        order,
    )


_ORDER: dict[str, Resolver] = {
    "addedDiscountApplications": _added_discounts,
    "addedLineItems": _lines(added=True),
    "cartDiscountAmountSet": _cart_discount,
    "committed": lambda edited, a, c: edited.session.committed,
    "id": lambda edited, a, c: gid("CalculatedOrder", edited.session.id),
    "lineItems": _lines(added=False),
    "originalOrder": attribute("before"),
    "shippingLines": _shipping,
    "stagedChanges": _staged,
    "subtotalLineItemsQuantity": _units,
    "subtotalPriceSet": _bag("current_subtotal_price"),
    "taxLines": _taxes,
    "totalOutstandingSet": _bag("total_outstanding"),
    "totalPriceSet": _bag("current_total_price"),
}


def _own(name: str) -> Resolver:
    return lambda line, arguments, context: getattr(line.record, name)


def _of(rule: Callable[[Line], Any]) -> Resolver:
    return lambda line, arguments, context: rule(line)


def _editable(line: Line) -> int:
    """What is left and has not been sent."""
    record = line.record
    if line.added:
        return record.quantity
    return min(line.quantity, line.order.unfulfilled_quantity(record))


def _editable_before(line: Line) -> int:
    if line.before is None:
        return 0
    return line.edited.before.unfulfilled_quantity(line.before)


def _part(line: Line, count: int) -> Bag:
    record, order = line.record, line.order
    amount = share_bag(
        record.discounted_total,
        Decimal(count),
        Decimal(record.quantity),
        order.currency,
        order.presentment_currency,
    )
    return Bag(amount, order)


def _discounted_unit(line: Line) -> Bag:
    record, order = line.record, line.order
    if not record.quantity:
        return Bag(record.price, order)
    amount, count = record.discounted_total, record.quantity
    unit = MoneyBag(amount.shop / count, amount.presentment / count)
    return Bag(round_bag(unit, order.currency, order.presentment_currency), order)


class _Allocation:
    __slots__ = ("amount", "application", "order")

    def __init__(self, line: Line, record: Any) -> None:
        self.amount = record.amount
        self.application = Application(line.edited, record.application_index)
        self.order = line.order


def _variant(line: Line, arguments: Arguments, context: Context) -> Any:
    number = line.record.variant_id
    return None if number is None else context.records.variants.get(number)


def _line_changes(line: Line) -> list[Staged]:
    mine = AddItem | SetQuantity | AddDiscount
    return changes_of(line.edited, lambda each: isinstance(each, mine) and each.key == line.key)


_LINE: dict[str, Resolver] = {
    "calculatedDiscountAllocations": _of(
        lambda line: [_Allocation(line, each) for each in line.record.discount_allocations]
    ),
    "customAttributes": _own("properties"),
    "discountedUnitPriceSet": _of(_discounted_unit),
    "editableQuantity": _of(_editable),
    "editableQuantityBeforeChanges": _of(_editable_before),
    "editableSubtotalSet": _of(lambda line: _part(line, _editable(line))),
    "hasStagedLineItemDiscount": _of(lambda line: bool(line.discounts)),
    "id": _of(lambda line: gid("CalculatedLineItem", line.key)),
    "originalUnitPriceSet": _of(lambda line: Bag(line.record.price, line.order)),
    "quantity": _of(lambda line: line.quantity),
    "restockable": _of(lambda line: line.record.variant_id is not None),
    "restocking": _of(lambda line: line.wanted is not None and line.wanted.restock),
    "sku": _of(lambda line: line.record.sku or None),
    "stagedChanges": _of(_line_changes),
    "title": _own("title"),
    "uneditableSubtotalSet": _of(lambda line: _part(line, line.quantity - _editable(line))),
    "variant": _variant,
    "variantTitle": _own("variant_title"),
}

_SHIPPING: dict[str, Resolver] = {
    "id": lambda each, a, c: gid("CalculatedShippingLine", each.key),
    "price": lambda each, a, c: Bag(each.price, each.order),
    "stagedStatus": lambda each, a, c: each.status.upper(),
    "title": attribute("title"),
}

FIELDS: dict[str, Resolver] = {
    "QueryRoot.orderEditSession": _session,
    "OrderEditSession.id": lambda session, a, c: gid("OrderEditSession", session.id),
    **{f"CalculatedOrder.{name}": resolver for name, resolver in _ORDER.items()},
    **{f"CalculatedLineItem.{name}": resolver for name, resolver in _LINE.items()},
    **{f"CalculatedShippingLine.{name}": resolver for name, resolver in _SHIPPING.items()},
    "CalculatedDiscountAllocation.allocatedAmountSet": lambda each, a, c: Bag(
        each.amount, each.order
    ),
    "CalculatedDiscountAllocation.discountApplication": attribute("application"),
}
