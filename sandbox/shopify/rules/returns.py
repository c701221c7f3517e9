"""Returns before any goods or money are dealt with: asked for, opened, declined, closed, reopened.

Sources: Admin API, "Return"; recorded answers of returnCreate, returnRequest, returnClose,
returnReopen, returnCancel and removeFromReturn for the sentences, except where a comment says that
a sentence is ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TypeVar

from msgspec.structs import replace

from sandbox.shopify.account import Account, moment
from sandbox.shopify.errors import UserErrors, refuse
from sandbox.shopify.order_parts import FulfillmentLineItem, MoneyBag
from sandbox.shopify.records import Order, next_id
from sandbox.shopify.return_parts import (
    ExchangeLineItem,
    Return,
    ReturnDecline,
    ReturnFee,
    ReturnLineItem,
    ReverseFulfillmentOrder,
    ReverseLineItem,
)
from sandbox.shopify.rules.money import rate_of, round_bag, to_bag, unit_of
from sandbox.shopify.rules.return_inputs import ExchangeInput, ReturnInput, ReturnLineInput
from sandbox.shopify.rules.return_reasons import definition, definition_of
from sandbox.shopify.rules.saving import save

__all__ = [
    "approve_return",
    "cancel_return",
    "close_return",
    "create_return",
    "decline_return",
    "existing",
    "remove_lines",
    "reopen_return",
    "request_return",
    "returnable",
    "with_return",
]

Path = tuple[str, ...]
Line = TypeVar("Line", ReturnLineItem, ExchangeLineItem)
_NOTE_LIMIT = 500


def create_return(account: Account, asked: ReturnInput) -> tuple[Order, Return]:
    """An open return, with the work of taking the goods in. Raises UserErrors."""
    return _new(account, asked, "open")


def request_return(account: Account, asked: ReturnInput) -> tuple[Order, Return]:
    """A return that the shop has yet to approve. Raises UserErrors."""
    return _new(account, asked, "requested")


def approve_return(account: Account, return_id: int) -> tuple[Order, Return]:
    order, found = _requested(account, return_id)
    approved = replace(
        found,
        status="open",
        request_approved_at=moment(account),
        reverse_fulfillment_orders=_work(account, found.line_items),
    )
    return save(account, with_return(order, approved)), approved


def decline_return(
    account: Account, return_id: int, reason: str, note: str | None
) -> tuple[Order, Return]:
    order, found = _requested(account, return_id)
    if note is not None and len(note) > _NOTE_LIMIT:
        message = f"Decline note is too long (maximum is {_NOTE_LIMIT} characters)"
        raise refuse(("input", "declineNote"), message, "TOO_LONG")
    declined = replace(found, status="declined", decline=ReturnDecline(reason=reason, note=note))
    return save(account, with_return(order, declined)), declined


def close_return(account: Account, return_id: int) -> tuple[Order, Return]:
    """Nothing happens to a closed one. Raises UserErrors unless it is open."""
    order, found = existing(account, return_id, ("id",))
    if found.status == "closed":
        return order, found
    if found.status != "open":
        raise _wrong_state(("id",))
    closed = replace(found, status="closed", closed_at=moment(account))
    return save(account, with_return(order, closed)), closed


def reopen_return(account: Account, return_id: int) -> tuple[Order, Return]:
    order, found = existing(account, return_id, ("id",))
    if found.status == "open":
        return order, found
    if found.status != "closed":
        raise _wrong_state(("id",))
    again = replace(found, status="open", closed_at=None)
    return save(account, with_return(order, again)), again


def cancel_return(account: Account, return_id: int) -> tuple[Order, Return]:
    """Only before anything was taken in."""
    order, found = existing(account, return_id, ("id",))
    if found.status == "canceled":
        return order, found
    touched = any(each.processed for each in found.line_items) or any(
        each.processed for each in found.exchange_line_items
    )
    if found.status != "open" or touched:
        raise refuse(("id",), "Return is not cancelable.", "INVALID_STATE")
    cancelled = replace(
        found,
        status="canceled",
        reverse_fulfillment_orders=tuple(
            replace(work, status="canceled") for work in found.reverse_fulfillment_orders
        ),
    )
    return save(account, with_return(order, cancelled)), cancelled


def remove_lines(
    account: Account,
    return_id: int,
    lines: Sequence[tuple[int, int]],
    exchange: Sequence[tuple[int, int]] = (),
) -> tuple[Order, Return]:
    """Take (line, units) off an open return; only what is not processed yet. Raises UserErrors."""
    order, found = existing(account, return_id, ("returnId",))
    if found.status not in {"open", "requested"}:
        raise _wrong_state(("returnId",))
    for place, (line_id, quantity) in enumerate(lines):
        path = ("returnLineItems", str(place))
        line = found.line_item(line_id)
        if line is None:
            message = "Return line item was not found."  # ours
            raise refuse((*path, "returnLineItemId"), message, "NOT_FOUND")
        _check_removal(path, quantity, line.unprocessed)
        found = replace(found, line_items=_less(found.line_items, line_id, quantity))
        found = _less_work(found, line_id, quantity)
    for place, (line_id, quantity) in enumerate(exchange):
        path = ("exchangeLineItems", str(place))
        other = found.exchange_line_item(line_id)
        if other is None:
            message = "Exchange line item was not found."  # ours
            raise refuse((*path, "exchangeLineItemId"), message, "NOT_FOUND")
        _check_removal(path, quantity, other.unprocessed)
        left = _less(found.exchange_line_items, line_id, quantity)
        found = replace(found, exchange_line_items=left)
    return save(account, with_return(order, found)), found


def returnable(order: Order, line: FulfillmentLineItem) -> int:
    """Units of a fulfillment line that no return speaks for and that the order still has."""
    spoken = sum(
        each.quantity
        for found in order.returns
        if found.counts
        for each in found.line_items
        if each.fulfillment_line_item_id == line.id
    )
    sold = order.line_item(line.line_item_id)
    if sold is None:
        return 0
    waiting = sum(
        each.unprocessed
        for found in order.returns
        if found.counts
        for each in found.line_items
        if each.line_item_id == line.line_item_id
    )
    return max(min(line.quantity - spoken, order.current_quantity(sold) - waiting), 0)


def existing(account: Account, return_id: int, path: Path) -> tuple[Order, Return]:
    """Raises UserErrors."""
    order = account.records.order_with("Return", return_id)
    found = order.return_(return_id) if order else None
    if order is None or found is None:
        raise refuse(path, "Return not found.", "NOT_FOUND")
    return order, found


def with_return(order: Order, changed: Return) -> Order:
    kept = tuple(changed if each.id == changed.id else each for each in order.returns)
    return replace(order, returns=kept)


def _requested(account: Account, return_id: int) -> tuple[Order, Return]:
    order, found = existing(account, return_id, ("input", "id"))
    if found.status != "requested":
        raise _wrong_state(("input", "id"))
    return order, found


def _wrong_state(path: Path) -> UserErrors:
    return refuse(path, "Return status is invalid.", "INVALID_STATE")


def _check_removal(path: Path, quantity: int, left: int) -> None:
    if quantity < 1:
        raise refuse(None, "Quantity must be greater than 0", "GREATER_THAN")
    if quantity > left:
        message = "Return line item has an invalid quantity."
        raise refuse((*path, "quantity"), message, "INVALID")


def _less(lines: tuple[Line, ...], line_id: int, quantity: int) -> tuple[Line, ...]:
    """Without these units; without the line when none is left."""
    changed = (
        replace(each, quantity=each.quantity - quantity) if each.id == line_id else each
        for each in lines
    )
    return tuple(each for each in changed if each.quantity)


def _less_work(found: Return, line_id: int, quantity: int) -> Return:
    works = []
    for work in found.reverse_fulfillment_orders:
        lines = tuple(
            replace(each, total_quantity=each.total_quantity - quantity)
            if each.return_line_item_id == line_id
            else each
            for each in work.line_items
        )
        works.append(replace(work, line_items=tuple(each for each in lines if each.total_quantity)))
    return replace(found, reverse_fulfillment_orders=tuple(works))


def _new(account: Account, asked: ReturnInput, status: str) -> tuple[Order, Return]:
    order = account.records.orders.get(asked.order_id)
    if order is None:
        message = "Order does not exist"  # ours: the sentence of the order mutations
        raise refuse((asked.root, "orderId"), message, "NOT_FOUND")
    if not asked.line_items:
        message = "Return line items can't be blank"  # ours
        raise refuse((asked.root, "returnLineItems"), message, "BLANK")
    now = moment(account)
    found = Return(
        id=next_id(account.ids, "Return"),
        name=f"{order.name}-R{len(order.returns) + 1}",
        status=status,
        created_at=(asked.requested_at or now).replace(microsecond=0),
    )
    for place, each in enumerate(asked.line_items):
        path = (asked.root, "returnLineItems", str(place))
        # Each line sees what the lines before it have taken.
        planned = replace(order, returns=(*order.returns, found))
        line = _line(account, planned, path, each, strict=status == "open")
        found = replace(found, line_items=(*found.line_items, line))
    found = replace(
        found,
        exchange_line_items=tuple(
            _exchange(account, order, (asked.root, "exchangeLineItems", str(place)), each)
            for place, each in enumerate(asked.exchange)
        ),
        shipping_fees=_shipping_fee(account, order, asked),
    )
    if status == "open":
        found = replace(found, reverse_fulfillment_orders=_work(account, found.line_items))
    order = replace(order, returns=(*order.returns, found))
    return save(account, order), found


def _line(
    account: Account, order: Order, path: Path, asked: ReturnLineInput, *, strict: bool
) -> ReturnLineItem:
    sent = next(
        (
            line
            for fulfillment in order.fulfillments
            if fulfillment.status == "success"
            for line in fulfillment.line_items
            if line.id == asked.fulfillment_line_item_id
        ),
        None,
    )
    if sent is None:
        message = "Fulfillment Line Item was not found."
        raise refuse((*path, "fulfillmentLineItemId"), message, "NOT_FOUND")
    if not 1 <= asked.quantity <= returnable(order, sent):
        message = "Return line item has an invalid quantity."
        raise refuse((*path, "quantity"), message, "INVALID")
    reason, number = _reason(path, asked, strict)
    line = order.line_item(sent.line_item_id)
    fee = None
    if asked.fee_percentage is not None and line is not None:
        if not 0 <= asked.fee_percentage <= 100:
            message = "Restocking fee percentage must be between 0 and 100"  # ours
            raise refuse((*path, "restockingFee", "percentage"), message, "INVALID")
        share = asked.fee_percentage / 100 * asked.quantity / line.quantity
        whole = line.discounted_total
        fee = ReturnFee(
            id=next_id(account.ids, "ReturnFee"),
            percentage=asked.fee_percentage,
            amount=round_bag(
                MoneyBag(whole.shop * share, whole.presentment * share),
                order.currency,
                order.presentment_currency,
            ),
        )
    return ReturnLineItem(
        id=next_id(account.ids, "ReturnLineItem"),
        fulfillment_line_item_id=sent.id,
        line_item_id=sent.line_item_id,
        quantity=asked.quantity,
        reason=reason,
        reason_definition_id=number,
        reason_note=asked.reason_note,
        customer_note=asked.customer_note,
        restocking_fee=fee,
    )


def _reason(path: Path, asked: ReturnLineInput, strict: bool) -> tuple[str, int]:
    """The old word and the definition. `strict`: as returnCreate asks, returnRequest is milder."""
    if asked.reason_definition_id is not None:
        known = definition(asked.reason_definition_id)
        if known is None:
            message = "Return reason definition was not found."  # ours
            raise refuse((*path, "returnReasonDefinitionId"), message, "NOT_FOUND")
        return known.legacy, known.id
    if asked.reason is None:
        if strict:
            message = (
                "Return line items Either return reason or return reason definition must be "
                "provided"
            )
            raise refuse(path, message, "NOT_FOUND")
        raise refuse((*path, "returnReason"), "Return reason can't be blank", "BLANK")
    if strict and asked.reason == "other" and not asked.reason_note.strip():
        message = (
            "Return line items return reason note The note is required when the return reason is "
            '"Other"'
        )
        raise refuse((*path, "returnReasonNote"), message, "BLANK")
    return asked.reason, definition_of(asked.reason).id


def _exchange(account: Account, order: Order, path: Path, asked: ExchangeInput) -> ExchangeLineItem:
    variant = account.records.variants.get(asked.variant_id) if asked.variant_id else None
    if variant is None:
        raise refuse((*path, "variantId"), "Variant was not found.", "NOT_FOUND")  # ours
    if asked.quantity < 1:
        raise refuse((*path, "quantity"), "Quantity must be greater than 0", "GREATER_THAN")
    amount = asked.discount_amount
    return ExchangeLineItem(
        id=next_id(account.ids, "ExchangeLineItem"),
        variant_id=variant.id,
        quantity=asked.quantity,
        price=_list_price(account, order, variant.price),
        discount_percentage=asked.discount_percentage,
        discount_amount=None if amount is None else _bag(account, order, amount),
        discount_description=asked.discount_description,
    )


def _list_price(account: Account, order: Order, price: Decimal) -> MoneyBag:
    if order.currency == order.presentment_currency:
        return MoneyBag(price, price)
    rate = rate_of(account, order.presentment_currency)
    return round_bag(MoneyBag(price, price / rate), order.currency, order.presentment_currency)


def _bag(account: Account, order: Order, amount: Decimal) -> MoneyBag:
    amount = amount.quantize(unit_of(order.presentment_currency))
    if order.currency == order.presentment_currency:
        return MoneyBag(amount, amount)
    return to_bag(account, amount, order.presentment_currency)


def _shipping_fee(account: Account, order: Order, asked: ReturnInput) -> tuple[ReturnFee, ...]:
    if asked.shipping_fee is None:
        return ()
    path = (asked.root, "returnShippingFee", "amount")
    if asked.currency not in (None, order.presentment_currency):
        message = f"Currency must be {order.presentment_currency}"  # ours
        raise refuse((*path, "currencyCode"), message, "INVALID")
    if asked.shipping_fee < 0:
        message = "Amount must be greater than or equal to 0"  # ours
        raise refuse((*path, "amount"), message, "GREATER_THAN_OR_EQUAL_TO")
    amount = _bag(account, order, asked.shipping_fee)
    return (ReturnFee(id=next_id(account.ids, "ReturnFee"), amount=amount),)


def _work(
    account: Account, lines: tuple[ReturnLineItem, ...]
) -> tuple[ReverseFulfillmentOrder, ...]:
    """One piece of work for all that comes back."""
    return (
        ReverseFulfillmentOrder(
            id=next_id(account.ids, "ReverseFulfillmentOrder"),
            status="open",
            line_items=tuple(
                ReverseLineItem(
                    id=next_id(account.ids, "ReverseFulfillmentOrderLineItem"),
                    return_line_item_id=line.id,
                    total_quantity=line.quantity,
                )
                for line in lines
            ),
        ),
    )
