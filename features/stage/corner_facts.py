"""What the judge is told of the corner shop, which is no platform of the world.

Every figure is added up here from the shop's own slips, as the judge does it for a platform.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from connector.model import MoneyState, Order, Refund, Restock
from features.stage.corner_shop import CornerShop
from sandbox.audit import LineFact, OrderFact, RefundFact, SalesDocument

__all__ = ["facts_of"]

NOTHING = Decimal("0.00")


def facts_of(shop: CornerShop | None) -> Iterator[OrderFact]:
    for order in [] if shop is None else shop.orders.values():
        given = shop.refunds[order.order_id] if shop is not None else []
        paid = [each for each in order.tenders if each.state is MoneyState.DONE]
        yield OrderFact(
            order.name,
            _sale(order),
            tuple(_refund(order, each) for each in given),
            cancelled=order.cancelled_at is not None,
            received=sum((each.amount.amount for each in paid), NOTHING),
            id=order.order_id,
            buyer=order.customer.email,
            day=order.created_at.date(),
        )


def _sale(order: Order) -> SalesDocument:
    lines = tuple(
        LineFact(
            each.sku,
            Decimal(each.quantity),
            each.unit_price.amount * each.quantity - each.discount.amount,
        )
        for each in order.lines
    )
    gross = sum((each.unit_price.amount * each.quantity for each in order.lines), NOTHING)
    discount = sum((each.discount.amount for each in order.lines), NOTHING)
    shipping = sum((each.net.amount for each in order.shipping), NOTHING)
    tax = sum((each.tax.amount for each in order.lines), NOTHING)
    tax += sum((each.tax.amount for each in order.shipping), NOTHING)
    return SalesDocument(
        order.name, "order", order.currency, lines, gross, discount, shipping, tax,
        gross - discount + shipping + tax,
    )  # fmt: skip


def _refund(order: Order, refund: Refund) -> RefundFact:
    lines = tuple(
        LineFact(each.sku, Decimal(each.quantity), each.net.amount) for each in refund.lines
    )
    tax = sum((each.tax.amount for each in refund.lines), refund.shipping_tax.amount)
    worth = sum((each.net for each in lines), NOTHING) + refund.shipping_net.amount + tax
    restocked: Counter[str] = Counter()
    for each in refund.lines:
        if each.restock is not Restock.NO_RESTOCK:
            restocked[each.sku] += each.quantity
    return RefundFact(
        number=refund.refund_id,
        kind="refund",
        currency=refund.currency,
        lines=lines,
        shipping=refund.shipping_net.amount,
        tax=tax,
        adjustment=refund.total.amount - worth,
        total=refund.total.amount,
        restocked=restocked,
        origin=order.name,
    )
