"""What the changes of an edit come to: the order as it would be, and as it becomes.

Units and shipping taken off are booked as a refund without money: the order is worth less by
their net **and** their tax, and the discount on a line shrinks with them. What was paid too much
stays owed (total_outstanding is negative) until somebody refunds it.

Figures: recorded answers of orderEditSetQuantity, AddLineItemDiscount, AddShippingLine and
RemoveShippingLine.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import msgspec
from msgspec.structs import replace

from sandbox.shopify.account import Account, moment
from sandbox.shopify.edit_parts import (
    AddDiscount,
    AddItem,
    AddShipping,
    EditSession,
    OrderEdit,
    RemoveDiscount,
    RemoveShipping,
    SetQuantity,
)
from sandbox.shopify.order_parts import (
    DiscountAllocation,
    FulfillmentOrder,
    FulfillmentOrderLineItem,
    LineItem,
    MoneyBag,
    Refund,
    RefundShippingLine,
    ShippingLine,
    TaxLine,
    total,
)
from sandbox.shopify.records import Order, next_id
from sandbox.shopify.rules import inventory
from sandbox.shopify.rules.fulfilment import cancel_work
from sandbox.shopify.rules.money import round_bag
from sandbox.shopify.rules.order_inputs import DiscountInput, LineInput, TaxLineInput
from sandbox.shopify.rules.pricing import (
    line_application,
    off_line,
    price_addition,
    rates_of,
    taxed,
    taxes_on,
)
from sandbox.shopify.rules.refund_inputs import RefundLineInput
from sandbox.shopify.rules.refund_shares import line_shares
from sandbox.shopify.rules.refunds import refund_line

__all__ = ["Edited", "applied"]


class Edited(msgspec.Struct, frozen=True, kw_only=True):
    """`before` with the changes applied. `lines`: the line item of each key of the session;
    `applications`: the discount application index of each discount, by its UUID; `shipping`: the
    shipping line of each added one, by its UUID."""

    session: EditSession
    before: Order
    order: Order
    lines: dict[str, int]
    applications: dict[str, int]
    shipping: dict[str, int]
    kind: str = "CalculatedOrder"


class _Work:
    """An order while it is being edited."""

    def __init__(self, account: Account, order: Order, session: EditSession) -> None:
        self.account = account
        self.order = order
        self.lines = {str(line.id): line.id for line in order.line_items}
        self.applications: dict[str, int] = {}
        self.wanted = {each.key: each for each in session.changes if isinstance(each, SetQuantity)}
        self.discounts = [each for each in session.changes if isinstance(each, AddDiscount)]
        self.shipping: dict[str, int] = {}
        self.additions: dict[int, int] = {}
        self.locations: dict[int, int] = {}

    def add(self, asked: AddItem) -> None:
        wanted = self.wanted.get(asked.key)
        quantity = asked.quantity if wanted is None else wanted.quantity
        if not quantity:
            return
        mine = [each for each in self.discounts if each.key == asked.key]
        line, applications = price_addition(
            self.account,
            self.order,
            LineInput(
                quantity=quantity,
                variant_id=asked.variant_id,
                title=asked.title,
                price=asked.price,
                taxable=asked.taxable,
                requires_shipping=asked.requires_shipping,
                discounts=tuple(map(_discount_input, mine)),
            ),
        )
        for each, application in zip(mine, applications, strict=True):
            self.applications[each.application] = application.index
        self.order = replace(
            self.order,
            line_items=(*self.order.line_items, line),
            discount_applications=(*self.order.discount_applications, *applications),
        )
        self.lines[asked.key] = line.id
        self.additions[line.id] = quantity
        if asked.location_id is not None:
            self.locations[line.id] = asked.location_id

    def discount(self, asked: AddDiscount) -> None:
        """On a line that was there before; its taxes follow its price."""
        line = self.order.line_item(self.lines[asked.key])
        if line is None or line.id in self.additions:
            return
        index = len(self.order.discount_applications)
        given = _discount_input(asked)
        order = self.order
        amount = round_bag(off_line(line, given), order.currency, order.presentment_currency)
        before = line.discounted_total
        allocation = DiscountAllocation(amount=amount, application_index=index)
        cheaper = replace(line, discount_allocations=(*line.discount_allocations, allocation))
        cheaper = replace(
            cheaper,
            tax_lines=_scaled_taxes(order, line.tax_lines, before, cheaper.discounted_total),
        )
        self.order = replace(
            _put(order, cheaper),
            discount_applications=(
                *order.discount_applications, line_application(given, index),
            ),
        )  # fmt: skip
        self.applications[asked.application] = index

    def reprice(self, session: EditSession) -> None:
        """What comes on, at prices without the discounts that go."""
        for each in session.changes:
            if isinstance(each, RemoveDiscount):
                self.undo_discount(each.index)
        for each in session.changes:
            if isinstance(each, AddItem):
                self.add(each)
            elif isinstance(each, AddShipping):
                self.ship(each)

    def undo_discount(self, index: int) -> None:
        """Nothing is allocated to this application any more. It keeps its place: others are
        found by theirs."""
        order = self.order
        for line in order.line_items:
            if _allocated(line, index):
                dearer = _without(line, index)
                taxes = _restored_taxes(
                    order, line.tax_lines, line.discounted_total, dearer.discounted_total
                )
                self.order = _put(self.order, replace(dearer, tax_lines=taxes))
        shipping = []
        for each in order.shipping_lines:
            if _allocated(each, index):
                dearer_way = _without_shipping(each, index)
                taxes = _restored_taxes(
                    order, each.tax_lines, each.discounted_price, dearer_way.discounted_price
                )
                shipping.append(replace(dearer_way, tax_lines=taxes))
            else:
                shipping.append(each)
        self.order = replace(self.order, shipping_lines=tuple(shipping))

    def ship(self, asked: AddShipping) -> None:
        """Taxed as the order's goods are: this shop taxes shipping."""
        line = ShippingLine(
            id=next_id(self.account.ids, "ShippingLine"),
            title=asked.title,
            price=asked.price,
            code="custom",
            tax_lines=taxes_on(self.order, asked.price, rates_of(self.account, self.order)),
        )
        self.shipping[asked.key] = line.id
        self.order = replace(self.order, shipping_lines=(*self.order.shipping_lines, line))

    def more(self, line: LineItem, count: int) -> None:
        """More units of a line, at its price, without its discounts."""
        order = self.order
        taxes = rates_of(self.account, order) if line.taxable else ()
        extra = taxed(
            order, replace(line, quantity=count, discount_allocations=(), tax_lines=()), taxes
        )
        added = {(each.title, each.rate): each for each in extra.tax_lines}
        merged = tuple(
            replace(each, price=each.price + added.pop((each.title, each.rate)).price)
            if (each.title, each.rate) in added
            else each
            for each in line.tax_lines
        )
        grown = replace(line, quantity=line.quantity + count, tax_lines=(*merged, *added.values()))
        self.order = _put(order, grown)
        self.additions[line.id] = count

    def take_off(
        self,
        removals: Sequence[tuple[SetQuantity, LineItem, int]],
        shipping: Sequence[int],
        edit_id: int,
    ) -> None:
        """All units and shipping that go, as one refund without money."""
        location = self.order.fulfillment_orders[0].assigned_location_id
        asked = tuple(
            RefundLineInput(
                line_item_id=line.id,
                quantity=count,
                restock_type="cancel" if wanted.restock else "no_restock",
                location_id=location if wanted.restock else None,
            )
            for wanted, line, count in removals
        )
        now = moment(self.account)
        shares = line_shares(self.account, self.order, asked)
        refund = Refund(
            id=next_id(self.account.ids, "Refund"),
            created_at=now,
            processed_at=now,
            updated_at=now,
            edit_id=edit_id,
            refund_line_items=tuple(
                refund_line(self.account, self.order, share) for share in shares
            ),
            refund_shipping_lines=tuple(
                self._rest(each) for each in self.order.shipping_lines if each.id in shipping
            ),
        )
        for wanted, line, count in removals:
            self.order = cancel_work(self.account, self.order, line.id, count)
            if wanted.restock:
                inventory.cancel_units(self.account, line, count, location)
        self.order = replace(
            self.order,
            refunds=(*self.order.refunds, refund),
            shipping_lines=tuple(
                replace(each, is_removed=True) if each.id in shipping else each
                for each in self.order.shipping_lines
            ),
        )

    def _rest(self, line: ShippingLine) -> RefundShippingLine:
        """What refunds have left of it."""
        earlier = [
            each
            for refund in self.order.refunds
            for each in refund.refund_shipping_lines
            if each.shipping_line_id == line.id
        ]
        return RefundShippingLine(
            id=next_id(self.account.ids, "RefundShippingLine"),
            shipping_line_id=line.id,
            subtotal=line.discounted_price - total(each.subtotal for each in earlier),
            tax=line.total_tax - total(each.tax for each in earlier),
        )

    def send_additions(self) -> None:
        """What came on is work of its own, one piece a location (recorded)."""
        first = self.order.fulfillment_orders[0].assigned_location_id
        by_location: dict[int, list[FulfillmentOrderLineItem]] = {}
        for line_id, count in self.additions.items():
            line = self.order.line_item(line_id)
            location = self.locations.get(line_id, first)
            if line is not None:
                inventory.commit_units(self.account, replace(line, quantity=count), location)
            by_location.setdefault(location, []).append(
                FulfillmentOrderLineItem(
                    id=next_id(self.account.ids, "FulfillmentOrderLineItem"),
                    line_item_id=line_id,
                    total_quantity=count,
                    remaining_quantity=count,
                )
            )
        now = moment(self.account)
        works = tuple(
            FulfillmentOrder(
                id=next_id(self.account.ids, "FulfillmentOrder"),
                status="open",
                assigned_location_id=location,
                created_at=now,
                updated_at=now,
                fulfill_at=now,
                line_items=tuple(pieces),
            )
            for location, pieces in by_location.items()
        )
        self.order = replace(
            self.order, fulfillment_orders=(*self.order.fulfillment_orders, *works)
        )


def applied(account: Account, session: EditSession, edit: OrderEdit) -> Edited:
    """New prices first, so that what goes takes its share of them along."""
    before = account.records.orders[session.order_id]
    work = _Work(account, before, session)
    work.reprice(session)
    for discount in work.discounts:
        if discount.key in work.lines:
            work.discount(discount)
    removals: list[tuple[SetQuantity, LineItem, int]] = []
    for wanted in work.wanted.values():
        line = before.line_item(work.lines.get(wanted.key, -1))
        if line is None:
            continue
        line = work.order.line_item(line.id) or line
        change = wanted.quantity - work.order.current_quantity(line)
        if change > 0:
            work.more(line, change)
        elif change < 0:
            removals.append((wanted, line, -change))
    gone = [each.shipping_line_id for each in session.changes if isinstance(each, RemoveShipping)]
    if removals or gone:
        work.take_off(removals, gone, edit.id)
    if work.additions:
        work.send_additions()
    edit = replace(
        edit,
        additions=tuple(work.additions.items()),
        removals=tuple((line.id, count) for _, line, count in removals),
        shipping_additions=tuple(work.shipping.values()),
        shipping_removals=tuple(gone),
    )
    order = replace(
        work.order,
        edits=(*before.edits, edit),
        sold_for=before.original_total_price,
    )
    return Edited(
        session=session,
        before=before,
        order=order,
        lines=work.lines,
        applications=work.applications,
        shipping=work.shipping,
    )


def _discount_input(asked: AddDiscount) -> DiscountInput:
    return DiscountInput(
        percentage=asked.percentage,
        amount=asked.amount,
        title=asked.description or "Discount",
        description=asked.description,
    )


def _put(order: Order, line: LineItem) -> Order:
    kept = tuple(line if each.id == line.id else each for each in order.line_items)
    return replace(order, line_items=kept)


def _allocated(line: LineItem | ShippingLine, index: int) -> bool:
    return any(each.application_index == index for each in line.discount_allocations)


def _without(line: LineItem, index: int) -> LineItem:
    kept = tuple(each for each in line.discount_allocations if each.application_index != index)
    return replace(line, discount_allocations=kept)


def _without_shipping(line: ShippingLine, index: int) -> ShippingLine:
    kept = tuple(each for each in line.discount_allocations if each.application_index != index)
    return replace(line, discount_allocations=kept)


def _restored_taxes(
    order: Order, taxes: Sequence[TaxLine], before: MoneyBag, now: MoneyBag
) -> tuple[TaxLine, ...]:
    """Of a price that a discount no longer lowers: by the rate where the tax follows it, so that
    a whole price has its whole tax again."""
    return tuple(
        replace(each, price=whole.price) if reckoned.price == each.price else scaled
        for each, reckoned, whole, scaled in zip(
            taxes,
            taxes_on(order, before, _rates(taxes)),
            taxes_on(order, now, _rates(taxes)),
            _scaled_taxes(order, taxes, before, now),
            strict=True,
        )
    )


def _rates(taxes: Sequence[TaxLine]) -> list[TaxLineInput]:
    return [TaxLineInput(title=each.title, rate=each.rate) for each in taxes]


def _scaled_taxes(
    order: Order, taxes: Sequence[TaxLine], before: MoneyBag, now: MoneyBag
) -> tuple[TaxLine, ...]:
    """Taxes change as the price does: a given tax need not follow its rate."""

    def share(price: Decimal, new: Decimal, old: Decimal) -> Decimal:
        return price * new / old if old else Decimal(0)

    return tuple(
        replace(
            each,
            price=round_bag(
                MoneyBag(
                    share(each.price.shop, now.shop, before.shop),
                    share(each.price.presentment, now.presentment, before.presentment),
                ),
                order.currency,
                order.presentment_currency,
            ),
        )
        for each in taxes
    )
