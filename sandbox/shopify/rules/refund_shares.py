"""How much of a line, or of shipping, goes back with some of it.

Cumulative rounding: after k of n units, net = round(line net x k/n) and tax = round(line tax x
k/n), half up, each refund being the difference to what was refunded before. However a line is cut
up, all of it comes back to the cent. Recorded stores give a line's odd cent to its last unit; for
two units both rules agree. `settings.last_unit_takes_remainder` is the other rule.
"""

from __future__ import annotations

from decimal import Decimal

import msgspec

from sandbox.shopify.account import Account
from sandbox.shopify.errors import refuse
from sandbox.shopify.order_parts import LineItem, MoneyBag, RefundLineItem, ShippingLine, total
from sandbox.shopify.records import Order
from sandbox.shopify.rules.money import cumulative_share, round_bag, share_bag, unit_of
from sandbox.shopify.rules.refund_inputs import RefundLineInput, ShippingRefundInput

__all__ = [
    "LineShare",
    "ShippingShare",
    "line_shares",
    "remaining_shipping",
    "shipping_shares",
]


class LineShare(msgspec.Struct, frozen=True, kw_only=True):
    """One asked-for line with its value. `unit_price` is after all discounts, rounded."""

    asked: RefundLineInput
    line: LineItem
    unit_price: MoneyBag
    subtotal: MoneyBag
    tax: MoneyBag


class ShippingShare(msgspec.Struct, frozen=True, kw_only=True):
    line: ShippingLine
    subtotal: MoneyBag
    tax: MoneyBag


def line_shares(
    account: Account, order: Order, asked: tuple[RefundLineInput, ...]
) -> list[LineShare]:
    """Raises UserErrors for an unknown line, a quantity below one or above what is left."""
    shares: list[LineShare] = []
    for place, each in enumerate(asked):
        path = ("refundLineItems", str(place))
        line = order.line_item(each.line_item_id)
        if line is None:
            raise refuse((*path, "lineItemId"), "Line item does not exist", document=order)
        if each.quantity < 1:
            message = "Quantity must be greater than 0"
            raise refuse((*path, "quantity"), message, document=order)
        now = [share for share in shares if share.line.id == line.id]
        earlier = list(order.returned_lines(line.id))
        gone = sum(one.quantity for one in earlier) + sum(one.asked.quantity for one in now)
        if gone + each.quantity > line.quantity:
            message = "Quantity cannot refund more items than were purchased"
            raise refuse((*path, "quantity"), message, document=order)
        shares.append(_share(account, order, each, line, earlier, now))
    return shares


def _share(
    account: Account,
    order: Order,
    asked: RefundLineInput,
    line: LineItem,
    earlier: list[RefundLineItem],
    now: list[LineShare],
) -> LineShare:
    gone = sum(one.quantity for one in earlier) + sum(one.asked.quantity for one in now)
    net_gone = total(one.subtotal for one in earlier) + total(one.subtotal for one in now)
    tax_gone = total(one.total_tax for one in earlier) + total(one.tax for one in now)

    def share(amount: MoneyBag, before: MoneyBag) -> MoneyBag:
        if account.settings.last_unit_takes_remainder:
            return _by_unit(order, amount, before, line.quantity, gone, asked.quantity)
        due = share_bag(
            amount,
            Decimal(gone + asked.quantity),
            Decimal(line.quantity),
            order.currency,
            order.presentment_currency,
        )
        return due - before

    net = line.discounted_total
    return LineShare(
        asked=asked,
        line=line,
        unit_price=_unit(order, net, line.quantity),
        subtotal=share(net, net_gone),
        tax=share(line.total_tax, tax_gone),
    )


def _unit(order: Order, amount: MoneyBag, count: int) -> MoneyBag:
    unit = MoneyBag(amount.shop / count, amount.presentment / count)
    return round_bag(unit, order.currency, order.presentment_currency)


def _by_unit(
    order: Order, amount: MoneyBag, before: MoneyBag, count: int, gone: int, quantity: int
) -> MoneyBag:
    """Every unit the rounded share, the last what is left; never more than is left."""
    left = amount - before
    if gone + quantity == count:
        return left
    units = _unit(order, amount, count) * quantity
    return MoneyBag(min(units.shop, left.shop), min(units.presentment, left.presentment))


def remaining_shipping(order: Order) -> MoneyBag:
    """Shipping, tax apart, that no refund has given back yet."""
    return order.current_shipping_price


def shipping_shares(
    order: Order, asked: ShippingRefundInput | None, *, full: bool = False
) -> list[ShippingShare]:
    """Shipping lines are given back in their order. Raises UserErrors when asked for too much."""
    left = remaining_shipping(order).presentment
    if full or (asked is not None and asked.full_refund):
        wanted = left
    elif asked is not None and asked.amount is not None:
        wanted = _money(order, asked.amount)
    else:
        return []
    if wanted > left:
        # The field is documented; this sentence is not recorded anywhere public.
        message = "Shipping amount cannot be greater than the remaining shipping amount"
        raise refuse(("shipping", "amount"), message, document=order)
    shares: list[ShippingShare] = []
    for line in order.shipping_lines:
        earlier = [
            one
            for refund in order.refunds
            for one in refund.refund_shipping_lines
            if one.shipping_line_id == line.id
        ]
        gone = total(one.subtotal for one in earlier)
        price = line.discounted_price
        part = min(wanted, price.presentment - gone.presentment)
        if part <= 0:
            continue
        wanted -= part
        upto, whole = gone.presentment + part, price.presentment
        shop = cumulative_share(price.shop, upto, whole, order.currency) - gone.shop
        tax = share_bag(line.total_tax, upto, whole, order.currency, order.presentment_currency)
        shares.append(
            ShippingShare(
                line=line,
                subtotal=MoneyBag(shop, part),
                tax=tax - total(one.tax for one in earlier),
            )
        )
    return shares


def _money(order: Order, amount: Decimal) -> Decimal:
    """An amount in the order's presentment currency. Refuses negative ones and parts of a cent."""
    currency = order.presentment_currency
    if amount < 0:
        message = "Shipping amount must be greater than or equal to 0"
        raise refuse(("shipping", "amount"), message, document=order)
    unit = unit_of(currency)
    if amount % unit:
        message = f"Shipping amount has more decimals than {currency} has"
        raise refuse(("shipping", "amount"), message, document=order)
    return amount.quantize(unit)
