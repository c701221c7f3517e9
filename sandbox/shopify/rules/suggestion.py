"""What a refund would come to: `suggestedRefund`, and REST's refunds/calculate.

The suggested transactions have kind `suggested_refund`. A client must change that to `refund`:
posted unchanged, they record a refund and move no money (Admin API, "Refund").
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import msgspec

from sandbox.shopify.account import Account
from sandbox.shopify.errors import refuse
from sandbox.shopify.order_parts import LineItem, MoneyBag, OrderTransaction, total
from sandbox.shopify.records import Order
from sandbox.shopify.rules.money import round_bag, to_bag
from sandbox.shopify.rules.refund_inputs import RefundLineInput, SuggestionInput
from sandbox.shopify.rules.refund_shares import (
    LineShare,
    line_shares,
    remaining_shipping,
    shipping_shares,
)

__all__ = [
    "SuggestedLine",
    "SuggestedRefund",
    "SuggestedStoreCredit",
    "SuggestedTransaction",
    "check_currency",
    "parent_remaining",
    "suggested_line",
    "suggested_refund",
    "suggested_transactions",
]


class SuggestedLine(msgspec.Struct, frozen=True, kw_only=True):
    """`price` is the unit as listed, `discounted_price` after line-level discounts only;
    `subtotal` is after the cart's discount as well: what the customer paid for these units."""

    line: LineItem
    quantity: int
    restock_type: str
    location_id: int | None
    price: MoneyBag
    discounted_price: MoneyBag
    discounted_total_price: MoneyBag
    cart_discount: MoneyBag
    subtotal: MoneyBag
    tax: MoneyBag


class SuggestedTransaction(msgspec.Struct, frozen=True, kw_only=True):
    parent: OrderTransaction
    amount: MoneyBag
    maximum_refundable: MoneyBag
    kind: str = "suggested_refund"

    @property
    def gateway(self) -> str:
        return self.parent.gateway


class SuggestedStoreCredit(msgspec.Struct, frozen=True, kw_only=True):
    """The same money as store credit. It never expires unless whoever refunds says so."""

    amount: MoneyBag
    maximum_refundable: MoneyBag
    expires_at: datetime | None = None


class SuggestedRefund(msgspec.Struct, frozen=True, kw_only=True):
    """All positive. amount = subtotal + total_tax + shipping + shipping_tax, but never more than
    maximum_refundable."""

    amount: MoneyBag
    subtotal: MoneyBag
    discounted_subtotal: MoneyBag
    total_cart_discount: MoneyBag
    total_tax: MoneyBag  # of lines and shipping
    maximum_refundable: MoneyBag
    shipping: MoneyBag
    shipping_tax: MoneyBag
    shipping_maximum: MoneyBag
    lines: tuple[SuggestedLine, ...]
    transactions: tuple[SuggestedTransaction, ...]
    store_credit: SuggestedStoreCredit | None = None


def suggested_refund(account: Account, order: Order, asked: SuggestionInput) -> SuggestedRefund:
    """Raises UserErrors for a foreign currency, unknown lines, too many units, too much shipping.

    Refund lines that want a restock and name no location get the one that works the order.
    """
    check_currency(order, asked.currency)
    wanted = asked.refund_line_items
    if asked.full:
        wanted = tuple(
            RefundLineInput(line_item_id=line.id, quantity=order.refundable_quantity(line))
            for line in order.line_items
            if order.refundable_quantity(line)
        )
    lines = line_shares(account, order, wanted)
    shipping = shipping_shares(order, asked.shipping, full=asked.full)
    subtotal = total(each.subtotal for each in lines)
    shipping_amount = total(each.subtotal for each in shipping)
    shipping_tax = total(each.tax for each in shipping)
    tax = total(each.tax for each in lines) + shipping_tax
    goods = subtotal + shipping_amount
    value = goods if order.taxes_included else goods + tax
    most = order.refundable_amount
    amount = most if asked.full or value.presentment > most.presentment else value
    details = tuple(suggested_line(order, each) for each in lines)
    return SuggestedRefund(
        amount=amount,
        subtotal=subtotal,
        discounted_subtotal=total(each.discounted_total_price for each in details),
        total_cart_discount=total(each.cart_discount for each in details),
        total_tax=tax,
        maximum_refundable=most,
        shipping=shipping_amount,
        shipping_tax=shipping_tax,
        shipping_maximum=remaining_shipping(order),
        lines=details,
        transactions=suggested_transactions(account, order, amount.presentment),
    )


def suggested_transactions(
    account: Account, order: Order, amount: Decimal
) -> tuple[SuggestedTransaction, ...]:
    """`amount` (presentment) over the payments in their order, none beyond what it still holds.

    Nothing to pay lists every payment with 0.00, which is how clients ask for the maximum.
    """
    found: list[SuggestedTransaction] = []
    left = amount
    for parent in order.transactions:
        if parent.kind not in {"sale", "capture"} or parent.status != "success":
            continue
        most = parent_remaining(order, parent)
        part = min(left, most.presentment)
        if (part <= 0 and amount > 0) or most.presentment <= 0:
            continue
        left -= part
        found.append(
            SuggestedTransaction(
                parent=parent, amount=_worth(account, order, part), maximum_refundable=most
            )
        )
    return tuple(found)


def parent_remaining(order: Order, parent: OrderTransaction) -> MoneyBag:
    """What a payment still holds: refunds on their way count as gone."""
    return parent.amount - total(
        each.amount
        for each in order.transactions
        if each.kind == "refund"
        and each.parent_id == parent.id
        and each.status in {"success", "pending"}
    )


def check_currency(order: Order, currency: str | None) -> None:
    """A refund is in the currency the customer paid in, and in no other.

    Orders in two currencies must say which (Admin API, "Refund": currency is required for
    multi-currency orders). The sentences are ours.
    """
    if currency is None:
        if order.currency != order.presentment_currency:
            message = "Currency is required to refund a multi-currency order"
            raise refuse(("currency",), message, document=order)
        return
    if currency != order.presentment_currency:
        message = f"Currency must be {order.presentment_currency}"
        raise refuse(("currency",), message, document=order)


def _worth(account: Account, order: Order, amount: Decimal) -> MoneyBag:
    if order.currency == order.presentment_currency:
        return MoneyBag(amount, amount)
    return to_bag(account, amount, order.presentment_currency)


def suggested_line(order: Order, share: LineShare) -> SuggestedLine:
    line, asked = share.line, share.asked
    on_line = {
        each.index for each in order.discount_applications if each.allocation_method == "each"
    }
    own = total(
        each.amount for each in line.discount_allocations if each.application_index in on_line
    )
    discounted = line.original_total - own
    unit = round_bag(
        MoneyBag(discounted.shop / line.quantity, discounted.presentment / line.quantity),
        order.currency,
        order.presentment_currency,
    )
    discounted_total = unit * asked.quantity
    location = asked.location_id
    if location is None and asked.restock_type != "no_restock" and order.fulfillment_orders:
        location = order.fulfillment_orders[0].assigned_location_id
    return SuggestedLine(
        line=line,
        quantity=asked.quantity,
        restock_type=asked.restock_type,
        location_id=location,
        price=line.price,
        discounted_price=unit,
        discounted_total_price=discounted_total,
        cart_discount=discounted_total - share.subtotal,
        subtotal=share.subtotal,
        tax=share.tax,
    )
