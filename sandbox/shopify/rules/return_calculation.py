"""What a return would come to before it exists (Admin API, "returnCalculate").

All figures are positive here; the API shows what comes back as negative.
"""

from __future__ import annotations

from decimal import Decimal

import msgspec

from sandbox.shopify.account import Account
from sandbox.shopify.order_parts import FulfillmentLineItem, MoneyBag
from sandbox.shopify.return_parts import ReturnFee
from sandbox.shopify.rules.money import round_bag
from sandbox.shopify.rules.refund_inputs import RefundLineInput
from sandbox.shopify.rules.refund_shares import line_shares
from sandbox.shopify.rules.return_inputs import ReturnInput
from sandbox.shopify.rules.return_processing import priced_exchange
from sandbox.shopify.rules.returns import create_return
from sandbox.shopify.rules.suggestion import suggested_line

__all__ = ["CalculatedExchange", "CalculatedLine", "CalculatedReturn", "calculate_return"]


class CalculatedLine(msgspec.Struct, frozen=True, kw_only=True):
    sent: FulfillmentLineItem
    quantity: int
    before_order_discounts: MoneyBag
    subtotal: MoneyBag
    tax: MoneyBag
    fee: ReturnFee | None = None


class CalculatedExchange(msgspec.Struct, frozen=True, kw_only=True):
    variant_id: int
    quantity: int
    unit_price: MoneyBag
    discounted_unit_price: MoneyBag
    subtotal: MoneyBag
    tax: MoneyBag


class CalculatedReturn(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    lines: tuple[CalculatedLine, ...]
    exchange: tuple[CalculatedExchange, ...]
    shipping_fee: ReturnFee | None


def calculate_return(account: Account, asked: ReturnInput) -> CalculatedReturn:
    """Makes the return to look at it: callers undo it (trial.py). Raises UserErrors."""
    order, found = create_return(account, asked)
    sent = {line.id: line for fulfillment in order.fulfillments for line in fulfillment.line_items}
    shares = line_shares(
        account,
        order,
        tuple(
            RefundLineInput(line_item_id=each.line_item_id, quantity=each.quantity)
            for each in found.line_items
        ),
    )
    lines = []
    for line, share in zip(found.line_items, shares, strict=True):
        shown = suggested_line(order, share)
        lines.append(
            CalculatedLine(
                sent=sent[line.fulfillment_line_item_id],
                quantity=line.quantity,
                before_order_discounts=shown.discounted_total_price,
                subtotal=shown.subtotal,
                tax=shown.tax,
                fee=line.restocking_fee,
            )
        )
    exchange = []
    for each in found.exchange_line_items:
        new = priced_exchange(account, order, each, each.quantity)[0]
        count = Decimal(new.quantity)
        exchange.append(
            CalculatedExchange(
                variant_id=each.variant_id,
                quantity=each.quantity,
                unit_price=new.price,
                discounted_unit_price=round_bag(
                    MoneyBag(
                        new.discounted_total.shop / count,
                        new.discounted_total.presentment / count,
                    ),
                    order.currency,
                    order.presentment_currency,
                ),
                subtotal=new.discounted_total,
                tax=new.total_tax,
            )
        )
    return CalculatedReturn(
        id=found.id,
        lines=tuple(lines),
        exchange=tuple(exchange),
        shipping_fee=next(iter(found.shipping_fees), None),
    )
