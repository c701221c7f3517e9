"""Goods leave: fulfillment orders are worked off by fulfillments.

Messages: recorded answers of fulfillmentCreate and fulfillmentCancel.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from msgspec.structs import replace

from sandbox.shopify.account import Account, moment
from sandbox.shopify.errors import refuse
from sandbox.shopify.order_parts import (
    Fulfillment,
    FulfillmentLineItem,
    FulfillmentOrder,
    FulfillmentOrderLineItem,
)
from sandbox.shopify.records import Order, next_id
from sandbox.shopify.rules import inventory
from sandbox.shopify.rules.saving import save

__all__ = [
    "FulfillmentInput",
    "Tracking",
    "WorkInput",
    "cancel_fulfillment",
    "cancel_work",
    "create_fulfillment",
    "fulfil_everything",
    "update_tracking",
]

_FIELD = ("fulfillment",)


class WorkInput(msgspec.Struct, frozen=True, kw_only=True):
    """`lines`: (fulfillment order line item id, quantity). Empty: everything that remains."""

    fulfillment_order_id: int
    lines: tuple[tuple[int, int], ...] = ()


class Tracking(msgspec.Struct, frozen=True, kw_only=True):
    company: str | None = None
    numbers: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()


class FulfillmentInput(msgspec.Struct, frozen=True, kw_only=True):
    work: tuple[WorkInput, ...]
    tracking: Tracking = Tracking()
    notify_customer: bool = False
    message: str | None = None


def create_fulfillment(account: Account, asked: FulfillmentInput) -> tuple[Order, Fulfillment]:
    """Fulfil work of one order at one location. Raises UserErrors at `fulfillment`."""
    order, pieces = _pieces(account, asked)
    now = moment(account)
    location = pieces[0][0].assigned_location_id
    fulfillment = Fulfillment(
        id=next_id(account.ids, "Fulfillment"),
        name=f"{order.name}-F{len(order.fulfillments) + 1}",
        status="success",
        location_id=location,
        fulfillment_order_id=pieces[0][0].id,
        created_at=now,
        updated_at=now,
        tracking_company=asked.tracking.company,
        tracking_numbers=asked.tracking.numbers,
        tracking_urls=asked.tracking.urls,
        notify_customer=asked.notify_customer,
        line_items=tuple(
            FulfillmentLineItem(
                id=next_id(account.ids, "FulfillmentLineItem"),
                line_item_id=piece.line_item_id,
                quantity=quantity,
            )
            for _, piece, quantity in pieces
        ),
    )
    for _, piece, quantity in pieces:
        line = order.line_item(piece.line_item_id)
        if line is not None:
            inventory.ship_units(account, line, quantity, location)
    taken = {piece.id: quantity for _, piece, quantity in pieces}
    order = replace(
        order,
        fulfillments=(*order.fulfillments, fulfillment),
        fulfillment_orders=tuple(_reduced(work, taken, now) for work in order.fulfillment_orders),
    )
    return save(account, order), fulfillment


def fulfil_everything(account: Account, order: Order) -> Order:
    """What a merchant's "Fulfill items" does; nothing when no work is open."""
    open_work = [
        WorkInput(fulfillment_order_id=work.id)
        for work in order.fulfillment_orders
        if work.status in {"open", "in_progress"}
    ]
    if not open_work:
        return order
    return create_fulfillment(account, FulfillmentInput(work=tuple(open_work)))[0]


def cancel_fulfillment(account: Account, fulfillment_id: int) -> tuple[Order, Fulfillment]:
    """The goods did not leave after all: the work is open again, in a new fulfillment order."""
    order, fulfillment = _existing(account, fulfillment_id, "Fulfillment not found.")
    if fulfillment.status == "cancelled":
        raise refuse(("id",), "Fulfillment has already been cancelled.")
    now = moment(account)
    cancelled = replace(fulfillment, status="cancelled", updated_at=now)
    again = FulfillmentOrder(
        id=next_id(account.ids, "FulfillmentOrder"),
        status="open",
        assigned_location_id=fulfillment.location_id,
        created_at=now,
        updated_at=now,
        fulfill_at=now,
        line_items=tuple(
            FulfillmentOrderLineItem(
                id=next_id(account.ids, "FulfillmentOrderLineItem"),
                line_item_id=piece.line_item_id,
                total_quantity=piece.quantity,
                remaining_quantity=piece.quantity,
            )
            for piece in fulfillment.line_items
        ),
    )
    for piece in fulfillment.line_items:
        line = order.line_item(piece.line_item_id)
        if line is not None:
            inventory.unship_units(account, line, piece.quantity, fulfillment.location_id)
    order = replace(_with(order, cancelled), fulfillment_orders=(*order.fulfillment_orders, again))
    return save(account, order), cancelled


def update_tracking(
    account: Account, fulfillment_id: int, tracking: Tracking, *, notify_customer: bool = False
) -> tuple[Order, Fulfillment]:
    """Raises UserErrors when the fulfillment does not exist."""
    order, fulfillment = _existing(account, fulfillment_id, "Fulfillment does not exist.")
    changed = replace(
        fulfillment,
        tracking_company=tracking.company,
        tracking_numbers=tracking.numbers,
        tracking_urls=tracking.urls,
        notify_customer=notify_customer,
        updated_at=moment(account),
    )
    return save(account, _with(order, changed)), changed


def cancel_work(account: Account, order: Order, line_item_id: int, quantity: int) -> Order:
    """Take units that will never be sent off the open work. The order is not saved yet."""
    now = moment(account)
    left = quantity
    changed: list[FulfillmentOrder] = []
    for work in order.fulfillment_orders:
        taken: dict[int, int] = {}
        for piece in work.line_items:
            if piece.line_item_id == line_item_id and left and work.status != "closed":
                taken[piece.id] = min(left, piece.remaining_quantity)
                left -= taken[piece.id]
        changed.append(_reduced(work, taken, now, whole=True) if taken else work)
    return replace(order, fulfillment_orders=tuple(changed))


def _pieces(
    account: Account, asked: FulfillmentInput
) -> tuple[Order, list[tuple[FulfillmentOrder, FulfillmentOrderLineItem, int]]]:
    found: list[tuple[FulfillmentOrder, FulfillmentOrderLineItem, int]] = []
    orders: dict[int, Order] = {}
    locations: set[int] = set()
    for work_input in _merged(asked.work):
        order = account.records.order_with("FulfillmentOrder", work_input.fulfillment_order_id)
        work = order.fulfillment_order(work_input.fulfillment_order_id) if order else None
        if order is None or work is None:
            raise refuse(_FIELD, "Fulfillment order does not exist.")
        if work.status not in {"open", "in_progress"}:
            message = f"Fulfillment order {work.id} has an unfulfillable status= {work.status}."
            raise refuse(_FIELD, message)
        orders[order.id] = order
        locations.add(work.assigned_location_id)
        found += _chosen(work, work_input.lines)
    if not found:
        raise refuse(_FIELD, "Line items by fulfillment order can't be blank")
    if len(orders) > 1 or len(locations) > 1:
        message = "All fulfillment orders must belong to the same order and location."
        raise refuse(_FIELD, message)
    return next(iter(orders.values())), found


def _merged(asked: Iterable[WorkInput]) -> list[WorkInput]:
    """Work that is named twice is one piece of work: its units leave once. Everything that
    remains, named with or without single lines, is everything that remains."""
    lines: dict[int, tuple[tuple[int, int], ...]] = {}
    whole: set[int] = set()
    for each in asked:
        number = each.fulfillment_order_id
        lines[number] = (*lines.get(number, ()), *each.lines)
        if not each.lines:
            whole.add(number)
    return [
        WorkInput(fulfillment_order_id=number, lines=() if number in whole else chosen)
        for number, chosen in lines.items()
    ]


def _chosen(
    work: FulfillmentOrder, lines: Iterable[tuple[int, int]]
) -> Iterable[tuple[FulfillmentOrder, FulfillmentOrderLineItem, int]]:
    wanted: dict[int, int] = {}
    for piece_id, quantity in lines:
        if quantity < 1:
            raise refuse(_FIELD, "Quantity must be greater than 0")
        wanted[piece_id] = wanted.get(piece_id, 0) + quantity
    if not wanted:
        return [
            (work, piece, piece.remaining_quantity)
            for piece in work.line_items
            if piece.remaining_quantity
        ]
    known = {piece.id: piece for piece in work.line_items}
    chosen: list[tuple[FulfillmentOrder, FulfillmentOrderLineItem, int]] = []
    for piece_id, quantity in wanted.items():
        piece = known.get(piece_id)
        if piece is None or quantity > piece.remaining_quantity:
            raise refuse(_FIELD, "Invalid fulfillment order line item quantity requested.")
        chosen.append((work, piece, quantity))
    return chosen


def _reduced(
    work: FulfillmentOrder, taken: dict[int, int], now: object, *, whole: bool = False
) -> FulfillmentOrder:
    """`work` less the taken units; closed when nothing remains. `whole`: the total shrinks too."""
    if not any(piece.id in taken for piece in work.line_items):
        return work
    pieces = tuple(
        replace(
            piece,
            remaining_quantity=piece.remaining_quantity - taken.get(piece.id, 0),
            total_quantity=piece.total_quantity - (taken.get(piece.id, 0) if whole else 0),
        )
        for piece in work.line_items
    )
    left = any(piece.remaining_quantity for piece in pieces)
    return replace(
        work,
        line_items=pieces,
        status=("in_progress" if not whole else work.status) if left else "closed",
        updated_at=now,
    )


def _existing(account: Account, fulfillment_id: int, message: str) -> tuple[Order, Fulfillment]:
    order = account.records.order_with("Fulfillment", fulfillment_id)
    if order is not None:
        for fulfillment in order.fulfillments:
            if fulfillment.id == fulfillment_id:
                return order, fulfillment
    raise refuse(("id",), message)


def _with(order: Order, changed: Fulfillment) -> Order:
    kept = tuple(changed if each.id == changed.id else each for each in order.fulfillments)
    return replace(order, fulfillments=kept)
