"""Order edits: the mutations of a session, and the calculated order that they show.

A calculated line has the number of the order's line, one that the session adds a UUID (recorded).
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from sandbox.shopify.edit_parts import AddDiscount, AddItem, EditSession, SetQuantity
from sandbox.shopify.errors import ResourceNotFound, refuse
from sandbox.shopify.graphql.context import Arguments, Context
from sandbox.shopify.graphql.cursors import Page, page_of
from sandbox.shopify.graphql.gids import gid, parse
from sandbox.shopify.graphql.resolvers.orders import merged_tax_lines
from sandbox.shopify.graphql.resolvers.payloads import (
    Payload,
    mutation,
    number_in,
    payload_fields,
)
from sandbox.shopify.graphql.resolvers.refunds import number_of
from sandbox.shopify.graphql.resolvers.registry import (
    Bag,
    Child,
    Money,
    Resolver,
    attribute,
)
from sandbox.shopify.order_parts import MoneyBag
from sandbox.shopify.records import LineItem, Order, total
from sandbox.shopify.rules import order_edits
from sandbox.shopify.rules.money import round_bag, share_bag, to_bag
from sandbox.shopify.rules.order_edits import Edited
from sandbox.shopify.rules.order_inputs import DiscountInput
from sandbox.shopify.rules.visibility import visible

__all__ = ["FIELDS", "calculated"]

Given = dict[str, Any]
_SESSION_KINDS = ("CalculatedOrder", "OrderEditSession")


# -- mutations ------------------------------------------------------------------------------


def _session_number(text: str, context: Context) -> int:
    """A calculated order and its session have one number; either may be named."""
    found = parse(text)
    if found is None or found.kind not in _SESSION_KINDS:
        raise ResourceNotFound(text)
    session = context.records.edit_sessions.get(found.number)
    order = None if session is None else context.records.orders.get(session.order_id)
    if order is None or not visible(order, context.token.scopes, context.now):
        return -1
    return found.number


def _key(text: str) -> str:
    """Of a calculated line, or of the order's own line."""
    found = parse(text)
    if found is None or found.kind not in {"CalculatedLineItem", "LineItem"}:
        raise ResourceNotFound(text)
    return found.tail


def _shown(session: EditSession, context: Context, key: str = "") -> Payload:
    edited = order_edits.preview(context.shopify, session)
    payload: Payload = {"calculatedOrder": edited, "orderEditSession": session}
    if key:
        payload["calculatedLineItem"] = _Line(edited, key)
    return payload


def _begin(arguments: Arguments, context: Context) -> Payload:
    order = context.records.orders.get(number_in(arguments["id"], "Order"))
    number = -1
    if order is not None and visible(order, context.token.scopes, context.now):
        number = order.id
    return _shown(order_edits.begin(context.shopify, number), context)


def _add_variant(arguments: Arguments, context: Context) -> Payload:
    session = order_edits.add_item(
        context.shopify,
        _session_number(arguments["id"], context),
        AddItem(
            key="",
            quantity=arguments["quantity"],
            variant_id=number_of(arguments["variantId"], "ProductVariant"),
            location_id=number_of(arguments.get("locationId"), "Location"),
        ),
        allow_duplicates=bool(arguments.get("allowDuplicates")),
    )
    return _shown(session, context, _last_added(session))


def _add_custom(arguments: Arguments, context: Context) -> Payload:
    number = _session_number(arguments["id"], context)
    session = order_edits.session_of(context.shopify, number)
    session = order_edits.add_item(
        context.shopify,
        number,
        AddItem(
            key="",
            quantity=arguments["quantity"],
            title=arguments["title"],
            price=_money(context, session, arguments["price"], "price"),
            taxable=arguments.get("taxable"),
            requires_shipping=arguments.get("requiresShipping"),
            location_id=number_of(arguments.get("locationId"), "Location"),
        ),
    )
    return _shown(session, context, _last_added(session))


def _set_quantity(arguments: Arguments, context: Context) -> Payload:
    key = _key(arguments["lineItemId"])
    session = order_edits.set_quantity(
        context.shopify,
        _session_number(arguments["id"], context),
        key,
        arguments["quantity"],
        restock=bool(arguments.get("restock")),
    )
    return _shown(session, context, key)


def _add_discount(arguments: Arguments, context: Context) -> Payload:
    given = arguments["discount"]
    number = _session_number(arguments["id"], context)
    session = order_edits.session_of(context.shopify, number)
    fixed = given.get("fixedValue")
    amount = None
    if fixed is not None:
        amount = _money(context, session, fixed, "discount")
    key = _key(arguments["lineItemId"])
    session, change = order_edits.add_discount(
        context.shopify,
        number,
        key,
        DiscountInput(
            percentage=given.get("percentValue"),
            amount=amount,
            description=given.get("description") or "",
        ),
    )
    payload = _shown(session, context, key)
    payload["addedDiscountStagedChange"] = _Staged(payload["calculatedOrder"], change)
    return payload


def _commit(arguments: Arguments, context: Context) -> Payload:
    order, messages = order_edits.commit(
        context.shopify,
        _session_number(arguments["id"], context),
        notify=bool(arguments.get("notifyCustomer")),
        staff_note=arguments.get("staffNote") or "",
    )
    return {"order": order, "successMessages": messages}


def _last_added(session: EditSession) -> str:
    added = session.changes[-1]
    assert isinstance(added, AddItem)  # noqa: S101 - it was put there a moment ago
    return added.key


def _money(context: Context, session: EditSession, given: Given, field: str) -> MoneyBag:
    order = context.records.orders[session.order_id]
    if given["currencyCode"] != order.presentment_currency:
        raise refuse((field,), f"Currency must be {order.presentment_currency}")  # ours
    amount = given["amount"]
    if order.currency == order.presentment_currency:
        return MoneyBag(amount, amount)
    return to_bag(context.shopify, amount, order.presentment_currency)


# -- the calculated order -------------------------------------------------------------------


class _Line:
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


class _Staged:
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


class _Application:
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


def calculated(number: int, context: Context) -> Edited | None:
    """The calculated order of an open session."""
    session = context.records.edit_sessions.get(number)
    if session is None or session.committed:
        return None
    return order_edits.preview(context.shopify, session)


def _session(source: None, arguments: Arguments, context: Context) -> EditSession | None:
    return context.records.edit_sessions.get(number_in(arguments["id"], "OrderEditSession"))


def _lines(*, added: bool) -> Resolver:
    def lines(edited: Edited, arguments: Arguments, context: Context) -> Page:
        found = [_Line(edited, key) for key in edited.lines]
        chosen = [each for each in found if each.added is added]
        return page_of(chosen, arguments)

    return lines


def _changes(edited: Edited, keys: Callable[[Any], bool]) -> list[_Staged]:
    """Quantities of added lines are part of what was added."""
    added = {each.key for each in edited.session.changes if isinstance(each, AddItem)}
    found = [
        _Staged(edited, each)
        for each in edited.session.changes
        if keys(each) and not (isinstance(each, SetQuantity) and each.key in added)
    ]
    return [each for each in found if not isinstance(each.change, SetQuantity) or each.delta]


def _staged(edited: Edited, arguments: Arguments, context: Context) -> Page:
    return page_of(_changes(edited, lambda each: True), arguments)


def _added_discounts(edited: Edited, arguments: Arguments, context: Context) -> Page:
    found = [_Application(edited, index) for index in sorted(edited.applications.values())]
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
    "stagedChanges": _staged,
    "subtotalLineItemsQuantity": _units,
    "subtotalPriceSet": _bag("current_subtotal_price"),
    "taxLines": _taxes,
    "totalOutstandingSet": _bag("total_outstanding"),
    "totalPriceSet": _bag("current_total_price"),
}


# -- its lines ------------------------------------------------------------------------------


def _own(name: str) -> Resolver:
    return lambda line, arguments, context: getattr(line.record, name)


def _of(rule: Callable[[_Line], Any]) -> Resolver:
    return lambda line, arguments, context: rule(line)


def _editable(line: _Line) -> int:
    """What is left and has not been sent."""
    record = line.record
    if line.added:
        return record.quantity
    return min(line.quantity, line.order.unfulfilled_quantity(record))


def _editable_before(line: _Line) -> int:
    if line.before is None:
        return 0
    return line.edited.before.unfulfilled_quantity(line.before)


def _part(line: _Line, count: int) -> Bag:
    record, order = line.record, line.order
    amount = share_bag(
        record.discounted_total,
        Decimal(count),
        Decimal(record.quantity),
        order.currency,
        order.presentment_currency,
    )
    return Bag(amount, order)


def _discounted_unit(line: _Line) -> Bag:
    record, order = line.record, line.order
    if not record.quantity:
        return Bag(record.price, order)
    amount, count = record.discounted_total, record.quantity
    unit = MoneyBag(amount.shop / count, amount.presentment / count)
    return Bag(round_bag(unit, order.currency, order.presentment_currency), order)


class _Allocation:
    __slots__ = ("amount", "application", "order")

    def __init__(self, line: _Line, record: Any) -> None:
        self.amount = record.amount
        self.application = _Application(line.edited, record.application_index)
        self.order = line.order


def _variant(line: _Line, arguments: Arguments, context: Context) -> Any:
    number = line.record.variant_id
    return None if number is None else context.records.variants.get(number)


def _line_changes(line: _Line) -> list[_Staged]:
    return _changes(line.edited, lambda each: each.key == line.key)


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


# -- its discounts and changes --------------------------------------------------------------


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


def _staged_line(staged: _Staged, arguments: Arguments, context: Context) -> Child:
    return Child("LineItem", staged.edited.before, staged.line)


def _staged_variant(staged: _Staged, arguments: Arguments, context: Context) -> Any:
    return context.records.variants[staged.change.variant_id]


def _staged_value(staged: _Staged, arguments: Arguments, context: Context) -> Any:
    change = staged.change
    if change.percentage is not None:
        return change.percentage
    return Money(change.amount.presentment, staged.edited.order.presentment_currency)


def _staged_price(staged: _Staged, arguments: Arguments, context: Context) -> Money:
    order = staged.edited.order
    return Money(staged.change.price.presentment, order.presentment_currency)


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
    "OrderStagedChangeAddVariant.quantity": lambda staged, a, c: staged.change.quantity,
    "OrderStagedChangeAddVariant.variant": _staged_variant,
    "OrderStagedChangeDecrementItem.delta": lambda staged, a, c: -staged.delta,
    "OrderStagedChangeDecrementItem.lineItem": _staged_line,
    "OrderStagedChangeDecrementItem.restock": lambda staged, a, c: staged.change.restock,
    "OrderStagedChangeIncrementItem.delta": attribute("delta"),
    "OrderStagedChangeIncrementItem.lineItem": _staged_line,
}

_EDITING = {
    "orderEditAddCustomItem": _add_custom,
    "orderEditAddLineItemDiscount": _add_discount,
    "orderEditAddVariant": _add_variant,
    "orderEditBegin": _begin,
    "orderEditSetQuantity": _set_quantity,
}
_MEMBERS = ("calculatedOrder", "orderEditSession", "calculatedLineItem")

FIELDS: dict[str, Resolver] = {
    "QueryRoot.orderEditSession": _session,
    **{f"Mutation.{root}": mutation("calculatedOrder", work) for root, work in _EDITING.items()},
    "Mutation.orderEditCommit": mutation("order", _commit),
    **payload_fields(
        {
            "OrderEditAddCustomItemPayload": _MEMBERS,
            "OrderEditAddLineItemDiscountPayload": (*_MEMBERS, "addedDiscountStagedChange"),
            "OrderEditAddVariantPayload": _MEMBERS,
            "OrderEditBeginPayload": _MEMBERS[:2],
            "OrderEditCommitPayload": ("order", "successMessages"),
            "OrderEditSetQuantityPayload": _MEMBERS,
        }
    ),
    "OrderEditSession.id": lambda session, a, c: gid("OrderEditSession", session.id),
    **{f"CalculatedOrder.{name}": resolver for name, resolver in _ORDER.items()},
    **{f"CalculatedLineItem.{name}": resolver for name, resolver in _LINE.items()},
    "CalculatedDiscountAllocation.allocatedAmountSet": lambda each, a, c: Bag(
        each.amount, each.order
    ),
    "CalculatedDiscountAllocation.discountApplication": attribute("application"),
    **{
        f"{kind}.{name}": resolver
        for kind in _APPLICATIONS
        for name, resolver in _APPLICATION.items()
    },
    "CalculatedDiscountCodeApplication.code": lambda source, a, c: source.record.code,
    **_STAGED,
}
