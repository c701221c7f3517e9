"""The storefront's side: what was sold, what was paid, what was given back.

Amounts are those the customer saw (presentment currency): that is what a document in the books
must carry.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from sandbox.audit.facts import NOTHING, LineFact, OrderFact, RefundFact, SalesDocument
from sandbox.shopify.records import LineItem, Order, Refund, ShippingLine
from sandbox.world import World

__all__ = ["channel_orders"]

_MOVED = {"success", "pending"}  # a pending refund is money on its way
_BACK_ON_THE_SHELF = {"return", "cancel"}


def channel_orders(world: World) -> list[OrderFact]:
    return [_order(order) for order in world.shopify.records.orders]


def _order(order: Order) -> OrderFact:
    lines, gross, discount, tax = [], NOTHING, NOTHING, NOTHING
    swapped = _given_in_exchange(order)
    for item in order.line_items:
        if item.id in swapped:
            continue  # no part of the sale: it lowers what is given back for what returned
        price, net = item.price.presentment * item.quantity, _line_net(item)
        discount += price - net
        if order.taxes_included:  # books keep goods and tax apart
            price, net = price - _tax(item), net - _tax(item)
        lines.append(LineFact(item.sku, Decimal(item.quantity), net))
        gross += price
        tax += _tax(item)
    shipping = NOTHING
    for line in order.shipping_lines:
        off = sum((each.amount.presentment for each in line.discount_allocations), NOTHING)
        shipping += line.price.presentment - off
        if order.taxes_included:
            shipping -= _tax(line)
        tax += _tax(line)
    received = sum(
        (
            each.amount.presentment
            for each in order.transactions
            if each.kind in ("sale", "capture") and each.status == "success"
        ),
        NOTHING,
    )
    uncharged = _uncharged(order, gross - discount + shipping + tax, received)
    for edit in uncharged:
        fact = _refund(order, edit)
        lines = _without(lines, fact.lines)
        tax -= fact.tax
        prices = _prices(order, edit)
        gross -= prices
        discount -= prices - sum((line.net for line in fact.lines), NOTHING)
    total = gross - discount + shipping + tax
    document = SalesDocument(
        order.name, "order", order.presentment_currency, tuple(lines), gross, discount, shipping,
        tax, total,
    )  # fmt: skip
    refunds = tuple(
        fact
        for fact in _refunds(order, uncharged)
        if fact.total or fact.lines  # a refund that moved nothing and returned nothing is a note
    )
    cancelled = order.cancelled_at is not None
    return OrderFact(
        order.name,
        document,
        refunds,
        cancelled=cancelled,
        received=received,
        id=str(order.id),
        buyer=order.email,
        day=order.created_at.date(),
    )


def _given_in_exchange(order: Order) -> set[int]:
    return {
        line_id
        for each in order.returns
        for given in each.exchange_line_items
        for line_id in given.line_item_ids
    }


def _uncharged(order: Order, sold: Decimal, received: Decimal) -> list[Refund]:
    """Edits that took units off before anybody paid for them: what was received is no more than
    what they left of the order. Nobody will give that money back, so the sale is without it."""
    edits = [refund for refund in order.refunds if refund.edit_id is not None]
    worth = -sum((_refund(order, edit).adjustment for edit in edits), NOTHING)
    return edits if received <= sold - worth else []


def _without(lines: list[LineFact], off: tuple[LineFact, ...]) -> list[LineFact]:
    left = list(lines)
    for gone in off:
        at = next(
            number
            for number, line in enumerate(left)
            if line.sku == gone.sku and line.quantity >= gone.quantity
        )
        line = left[at]
        left[at] = replace(line, quantity=line.quantity - gone.quantity, net=line.net - gone.net)
    return [line for line in left if line.quantity]


def _prices(order: Order, edit: Refund) -> Decimal:
    """What the units that an edit took off cost before discount, without tax."""
    items = {item.id: item for item in order.line_items}
    worth = NOTHING
    for line in edit.refund_line_items:
        item = items[line.line_item_id]
        worth += item.price.presentment * line.quantity
        if order.taxes_included:
            worth -= line.total_tax.presentment
    return worth


def _refunds(order: Order, uncharged: list[Refund]) -> Iterator[RefundFact]:
    """Units that an edit took off are owed, not given back, until money that covers them is
    refunded; then they are what that money is for."""
    owed: list[RefundFact] = []
    for refund in order.refunds:
        if refund in uncharged:
            continue
        fact = _refund(order, refund)
        if refund.edit_id is not None:
            owed.append(fact)
            continue
        for edit in list(owed):
            if fact.adjustment >= -edit.adjustment:
                owed.remove(edit)
                fact = replace(
                    fact,
                    lines=(*fact.lines, *edit.lines),
                    tax=fact.tax + edit.tax,
                    adjustment=fact.adjustment + edit.adjustment,
                    restocked=fact.restocked + edit.restocked,
                )
        yield fact


def _line_net(item: LineItem) -> Decimal:
    off = sum((each.amount.presentment for each in item.discount_allocations), NOTHING)
    return item.price.presentment * item.quantity - off


def _tax(line: LineItem | ShippingLine) -> Decimal:
    return sum((each.price.presentment for each in line.tax_lines), NOTHING)


def _refund(order: Order, refund: Refund) -> RefundFact:
    skus = {item.id: item.sku for item in order.line_items}
    lines, tax, shipping = [], NOTHING, NOTHING
    restocked: Counter[str] = Counter()
    for line in refund.refund_line_items:
        if not line.quantity and not line.subtotal.presentment:
            continue  # an adjustment in the shape of a line gives nothing back
        sku, net = skus[line.line_item_id], line.subtotal.presentment
        if order.taxes_included:
            net -= line.total_tax.presentment
        lines.append(LineFact(sku, Decimal(line.quantity), net))
        tax += line.total_tax.presentment
        if line.restock_type in _BACK_ON_THE_SHELF:
            restocked[sku] += line.quantity
    for back in refund.refund_shipping_lines:
        shipping += back.subtotal.presentment
        if order.taxes_included:
            shipping -= back.tax.presentment
        tax += back.tax.presentment
    paid = sum(
        (
            each.amount.presentment
            for each in order.transactions
            if each.id in refund.transaction_ids and each.kind == "refund" and each.status in _MOVED
        ),
        NOTHING,
    )
    worth = sum((line.net for line in lines), NOTHING) + shipping + tax
    return RefundFact(
        number=str(refund.id),
        kind="refund",
        currency=order.presentment_currency,
        lines=tuple(lines),
        shipping=shipping,
        tax=tax,
        adjustment=paid - worth,
        total=paid,
        restocked=restocked,
        origin=order.name,
    )
