"""Order edits: planned in a session, shown as a calculated order, committed as one.

Source: shopify.dev "Edit existing orders"; recorded answers of orderEditBegin, AddVariant,
SetQuantity, AddLineItemDiscount and Commit for sentences and figures, except where marked.

Units taken off are booked as a refund without money: the order is worth less by their net **and**
their tax, and the discount on the line shrinks with them. What was paid too much stays owed
(total_outstanding is negative) until somebody refunds it.
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
    Change,
    EditSession,
    OrderEdit,
    SetQuantity,
)
from sandbox.shopify.errors import UserError, UserErrors, refuse
from sandbox.shopify.order_parts import (
    DiscountAllocation,
    FulfillmentOrder,
    FulfillmentOrderLineItem,
    LineItem,
    MoneyBag,
    Refund,
)
from sandbox.shopify.records import Order, next_id
from sandbox.shopify.rules import inventory
from sandbox.shopify.rules.fulfilment import cancel_work
from sandbox.shopify.rules.money import round_bag
from sandbox.shopify.rules.order_inputs import DiscountInput, LineInput
from sandbox.shopify.rules.pricing import (
    line_application,
    off_line,
    price_addition,
    rates_of,
    taxed,
)
from sandbox.shopify.rules.refund_inputs import RefundLineInput
from sandbox.shopify.rules.refund_shares import line_shares
from sandbox.shopify.rules.refunds import refund_line
from sandbox.shopify.rules.saving import save
from sandbox.shopify.rules.trial import trial

__all__ = [
    "Edited",
    "add_discount",
    "add_item",
    "begin",
    "commit",
    "preview",
    "session_of",
    "set_quantity",
]


class Edited(msgspec.Struct, frozen=True, kw_only=True):
    """`before` with the changes applied. `lines`: the line item of each key of the session;
    `applications`: the discount application index of each discount, by its UUID."""

    session: EditSession
    before: Order
    order: Order
    lines: dict[str, int]
    applications: dict[str, int]
    kind: str = "CalculatedOrder"


def begin(account: Account, order_id: int) -> EditSession:
    """Raises UserErrors."""
    order = account.records.orders.get(order_id)
    if order is None:
        raise refuse(("id",), "The order does not exist.")
    if order.cancelled_at is not None:
        raise refuse(("id",), "The order cannot be edited.")  # ours
    session = EditSession(id=next_id(account.ids, "OrderEdit"), order_id=order.id)
    return account.records.edit_sessions.put(session)


def session_of(account: Account, session_id: int) -> EditSession:
    """An open session. Raises UserErrors."""
    found = account.records.edit_sessions.get(session_id)
    if found is None or found.committed:
        raise refuse(("id",), "The calculated order does not exist.")
    return found


def add_item(
    account: Account, session_id: int, asked: AddItem, *, allow_duplicates: bool = True
) -> EditSession:
    """A variant, or a custom item. `asked.key` is given here. Raises UserErrors."""
    session = session_of(account, session_id)
    order = account.records.orders[session.order_id]
    if asked.quantity < 1:
        errors = [UserError(("quantity",), "must be greater than 0")]
        if asked.quantity < 0:
            errors.append(UserError(("quantity",), "must be greater than or equal to 0"))
        raise UserErrors(errors)
    if asked.variant_id is not None:
        if asked.variant_id not in account.records.variants:
            raise refuse(("variantId",), "The variant does not exist.")  # ours
        known = {each.variant_id for each in order.line_items if order.current_quantity(each)}
        known |= {each.variant_id for each in session.changes if isinstance(each, AddItem)}
        if asked.variant_id in known and not allow_duplicates:
            message = "The variant is already on the order."  # ours
            raise refuse(("variantId",), message)
    elif not asked.title:
        raise refuse(("title",), "can't be blank")
    if asked.price is not None and asked.price.presentment < 0:
        raise refuse(("price",), "must be greater than or equal to 0")
    if asked.location_id is not None and asked.location_id not in account.records.locations:
        raise refuse(("locationId",), "The location does not exist.")  # ours
    return _with(account, session, replace(asked, key=account.ids.uuid("shopify.calculated")))


def set_quantity(
    account: Account, session_id: int, key: str, quantity: int, *, restock: bool = False
) -> EditSession:
    """Of a line of the order (its id as key) or of an added one. Only units that have not been
    sent can go. Raises UserErrors."""
    session = session_of(account, session_id)
    if quantity < 0:
        raise refuse(("quantity",), "must be greater than or equal to 0")
    line = _line_of(account, session, key)
    if line is not None:
        order = account.records.orders[session.order_id]
        least = order.current_quantity(line) - order.unfulfilled_quantity(line)
        if quantity < least:
            message = f"must be greater than or equal to {least}"  # ours
            raise refuse(("quantity",), message)
    change = SetQuantity(key=key, quantity=quantity, restock=restock)
    others = tuple(
        each for each in session.changes if not (isinstance(each, SetQuantity) and each.key == key)
    )
    return _with(account, replace(session, changes=others), change)


def add_discount(
    account: Account, session_id: int, key: str, asked: DiscountInput
) -> tuple[EditSession, AddDiscount]:
    """Off every unit of one line. Raises UserErrors (sentences ours)."""
    session = session_of(account, session_id)
    if (asked.percentage is None) is (asked.amount is None):
        message = "Exactly one of fixedValue and percentValue must be given"
        raise refuse(("discount",), message)
    if asked.percentage is not None and not 0 < asked.percentage <= 100:
        raise refuse(("discount", "percentValue"), "must be between 0 and 100")
    if asked.amount is not None and asked.amount.presentment <= 0:
        raise refuse(("discount", "fixedValue"), "must be greater than 0")
    line = _line_of(account, session, key)
    order = account.records.orders[session.order_id]
    if line is not None and order.refunded_quantity(line.id):
        # What is left of such a line is the whole less what went; a new price has no place in it.
        message = "A line item that was partly removed or refunded cannot be discounted"
        raise refuse(("lineItemId",), message)
    change = AddDiscount(
        id=next_id(account.ids, "OrderStagedChange"),
        application=account.ids.uuid("shopify.calculated"),
        key=key,
        percentage=asked.percentage,
        amount=asked.amount,
        description=asked.description,
    )
    return _with(account, session, change), change


def preview(account: Account, session: EditSession) -> Edited:
    """The calculated order; nothing is written. Raises UserErrors."""
    with trial(account):
        return _apply(account, session, OrderEdit(id=session.id, created_at=moment(account)))


def commit(
    account: Account, session_id: int, *, notify: bool = False, staff_note: str = ""
) -> tuple[Order, list[str]]:
    """The order with all changes, and what to tell the user. Raises UserErrors."""
    session = session_of(account, session_id)
    if not session.changes:
        # Ours: nothing public says what an empty edit comes to.
        raise refuse(("id",), "There must be at least one change to be made.")
    edit = OrderEdit(
        id=session.id,
        created_at=moment(account),
        staff_note=staff_note,
        notify_customer=notify,
    )
    order = save(account, _apply(account, session, edit).order)
    account.records.edit_sessions.put(replace(session, committed=True))
    messages = ["Order updated"]
    if notify and order.total_outstanding.presentment > 0:
        messages.append("Invoice sent")
    return order, messages


def _with(account: Account, session: EditSession, change: Change) -> EditSession:
    changed = replace(session, changes=(*session.changes, change))
    return account.records.edit_sessions.put(changed)


def _line_of(account: Account, session: EditSession, key: str) -> LineItem | None:
    """The order's line, or None for one that this session adds. Raises UserErrors."""
    if any(isinstance(each, AddItem) and each.key == key for each in session.changes):
        return None
    order = account.records.orders[session.order_id]
    line = order.line_item(int(key)) if key.isascii() and key.isdigit() else None
    if line is None:
        raise refuse(("lineItemId",), "The line item does not exist.")  # ours
    return line


class _Work:
    """An order while it is being edited."""

    def __init__(self, account: Account, order: Order, session: EditSession) -> None:
        self.account = account
        self.order = order
        self.lines = {str(line.id): line.id for line in order.line_items}
        self.applications: dict[str, int] = {}
        self.wanted = {each.key: each for each in session.changes if isinstance(each, SetQuantity)}
        self.discounts = [each for each in session.changes if isinstance(each, AddDiscount)]
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
        cheaper = _scaled_taxes(order, cheaper, before)
        self.order = replace(
            _put(order, cheaper),
            discount_applications=(
                *order.discount_applications, line_application(given, index),
            ),
        )  # fmt: skip
        self.applications[asked.application] = index

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

    def take_off(self, removals: Sequence[tuple[SetQuantity, LineItem, int]], edit_id: int) -> None:
        """All units that go, as one refund without money."""
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
        )
        for wanted, line, count in removals:
            self.order = cancel_work(self.account, self.order, line.id, count)
            if wanted.restock:
                inventory.cancel_units(self.account, line, count, location)
        self.order = replace(self.order, refunds=(*self.order.refunds, refund))

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


def _apply(account: Account, session: EditSession, edit: OrderEdit) -> Edited:
    """New prices first, so that what goes takes its share of them along."""
    before = account.records.orders[session.order_id]
    work = _Work(account, before, session)
    for each in session.changes:
        if isinstance(each, AddItem):
            work.add(each)
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
    if removals:
        work.take_off(removals, edit.id)
    if work.additions:
        work.send_additions()
    edit = replace(
        edit,
        additions=tuple(work.additions.items()),
        removals=tuple((line.id, count) for _, line, count in removals),
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


def _scaled_taxes(order: Order, line: LineItem, before: MoneyBag) -> LineItem:
    """Taxes shrink as the price does: a given tax need not follow its rate."""
    now = line.discounted_total

    def share(price: Decimal, new: Decimal, old: Decimal) -> Decimal:
        return price * new / old if old else Decimal(0)

    return replace(
        line,
        tax_lines=tuple(
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
            for each in line.tax_lines
        ),
    )
