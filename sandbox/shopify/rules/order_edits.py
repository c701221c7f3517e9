"""Order edits: planned in a session, shown as a calculated order, committed as one.

Source: shopify.dev "Edit existing orders"; recorded answers of orderEditBegin, AddVariant,
SetQuantity, AddLineItemDiscount, RemoveDiscount, the three of shipping lines and Commit for
sentences, except where marked. What the changes come to is in edit_work.py.
"""

from __future__ import annotations

from msgspec.structs import replace

from sandbox.shopify.account import Account, moment
from sandbox.shopify.edit_parts import (
    AddDiscount,
    AddItem,
    AddShipping,
    Change,
    EditSession,
    OrderEdit,
    RemoveDiscount,
    RemoveShipping,
    SetQuantity,
)
from sandbox.shopify.errors import UserError, UserErrors, refuse
from sandbox.shopify.order_parts import LineItem, MoneyBag
from sandbox.shopify.records import Order, next_id
from sandbox.shopify.rules.edit_work import Edited, applied
from sandbox.shopify.rules.order_inputs import DiscountInput
from sandbox.shopify.rules.saving import save
from sandbox.shopify.rules.trial import trial

__all__ = [
    "add_discount",
    "add_item",
    "add_shipping",
    "begin",
    "commit",
    "preview",
    "remove_discount",
    "remove_shipping",
    "session_of",
    "set_quantity",
    "update_discount",
    "update_shipping",
]


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
    _check_discount(asked)
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


def update_discount(
    account: Account, session_id: int, application: str, asked: DiscountInput
) -> EditSession:
    """Another value for a discount of this session. Raises UserErrors (sentences ours)."""
    session = session_of(account, session_id)
    _check_discount(asked)
    for each in session.changes:
        if isinstance(each, AddDiscount) and each.application == application:
            changed = replace(
                each,
                percentage=asked.percentage,
                amount=asked.amount,
                description=asked.description or each.description,
            )
            return _exchanged(account, session, each, changed)
    message = "The discount can't be updated because it doesn't exist or wasn't added during this"
    raise refuse(("discountApplicationId",), f"{message} edit.")


def remove_discount(account: Account, session_id: int, application: str) -> EditSession:
    """One of this session (its UUID), or one that the order had (its index). Raises UserErrors
    (sentences ours)."""
    session = session_of(account, session_id)
    path = ("discountApplicationId",)
    for each in session.changes:
        if isinstance(each, AddDiscount) and each.application == application:
            return _exchanged(account, session, each)
    order = account.records.orders[session.order_id]
    index = int(application) if application.isascii() and application.isdigit() else -1
    before = any(each.index == index for each in order.discount_applications)
    if not before or RemoveDiscount(index=index) in session.changes:
        message = "The discount can't be removed because it doesn't exist or has already been"
        raise refuse(path, f"{message} removed.")
    for line in order.line_items:
        mine = any(each.application_index == index for each in line.discount_allocations)
        if mine and order.refunded_quantity(line.id):
            message = "The discount of a line item that was partly removed or refunded must stay"
            raise refuse(path, message)
    return _with(account, session, RemoveDiscount(index=index))


def _check_discount(asked: DiscountInput) -> None:
    if (asked.percentage is None) is (asked.amount is None):
        message = "Exactly one of fixedValue and percentValue must be given"
        raise refuse(("discount",), message)
    if asked.percentage is not None and not 0 < asked.percentage <= 100:
        raise refuse(("discount", "percentValue"), "must be between 0 and 100")
    if asked.amount is not None and asked.amount.presentment <= 0:
        raise refuse(("discount", "fixedValue"), "must be greater than 0")


def add_shipping(account: Account, session_id: int, title: str, price: MoneyBag) -> EditSession:
    """Raises UserErrors (sentences ours)."""
    session = session_of(account, session_id)
    _check_shipping(title, price)
    key = account.ids.uuid("shopify.calculated")
    return _with(account, session, AddShipping(key=key, title=title, price=price))


def update_shipping(
    account: Account, session_id: int, key: str, *, title: str | None, price: MoneyBag | None
) -> EditSession:
    """Only of a line that this session adds. Raises UserErrors."""
    session = session_of(account, session_id)
    for each in session.changes:
        if isinstance(each, AddShipping) and each.key == key:
            changed = replace(
                each,
                title=each.title if title is None else title,
                price=each.price if price is None else price,
            )
            _check_shipping(changed.title, changed.price)
            return _exchanged(account, session, each, changed)
    message = (
        "The shipping line can't be updated because it doesn't exist or wasn't added during this "
        "edit."
    )
    raise refuse(("shippingLineId",), message)


def remove_shipping(account: Account, session_id: int, key: str) -> EditSession:
    """One that this session adds (its UUID), or one of the order (its id). Raises UserErrors."""
    session = session_of(account, session_id)
    for each in session.changes:
        if isinstance(each, AddShipping) and each.key == key:
            return _exchanged(account, session, each)
    order = account.records.orders[session.order_id]
    line = order.shipping_line(int(key)) if key.isascii() and key.isdigit() else None
    change = None if line is None else RemoveShipping(shipping_line_id=line.id)
    if line is None or line.is_removed or change in session.changes:
        message = (
            "The shipping line can't be removed because it doesn't exist or has already been "
            "removed."
        )
        raise refuse(("shippingLineId",), message)
    return _with(account, session, RemoveShipping(shipping_line_id=line.id))


def _check_shipping(title: str, price: MoneyBag) -> None:
    if not title.strip():
        raise refuse(("shippingLine", "title"), "can't be blank")
    if price.presentment < 0:
        message = "must be greater than or equal to 0"
        raise refuse(("shippingLine", "price"), message)


def preview(account: Account, session: EditSession) -> Edited:
    """The calculated order; nothing is written. Raises UserErrors."""
    with trial(account):
        return applied(account, session, OrderEdit(id=session.id, created_at=moment(account)))


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
    order = save(account, applied(account, session, edit).order)
    account.records.edit_sessions.put(replace(session, committed=True))
    messages = ["Order updated"]
    if notify and order.total_outstanding.presentment > 0:
        messages.append("Invoice sent")
    return order, messages


def _exchanged(account: Account, session: EditSession, old: Change, *new: Change) -> EditSession:
    """`new` at the place of `old`, or nothing there."""
    place = session.changes.index(old)
    changes = (*session.changes[:place], *new, *session.changes[place + 1 :])
    return account.records.edit_sessions.put(replace(session, changes=changes))


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
