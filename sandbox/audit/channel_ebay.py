"""eBay's side: what a seller sold there and gave back, in the seller's own figures.

Tax that eBay collects is in no document (F35), and no fee is: a refund is what the line gave, not
what it cost the seller after fees came back (W6). eBay says amounts of a refund and no units, so it
is money without lines. A refund that is still PENDING may fail, and is none yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from sandbox.audit.facts import NOTHING, LineFact, OrderFact, RefundFact, SalesDocument
from sandbox.ebay.records import REFUNDED, Order, Refund
from sandbox.world import World

__all__ = ["ebay_orders"]


def ebay_orders(world: World) -> Iterator[OrderFact]:
    given: dict[str, list[Refund]] = {}
    for refund in world.ebay.records.refunds:
        if refund.status == REFUNDED:
            given.setdefault(refund.order, []).append(refund)
    for order in world.ebay.records.orders:
        if order.paid is None and order.cancel_state != "CANCELED":
            continue  # nobody has paid: no order for the books yet
        yield _fact(order, given.get(order.id, []))


def _fact(order: Order, given: list[Refund]) -> OrderFact:
    gross = discount = shipping = tax = NOTHING
    lines = []
    for line in order.lines:
        gross += line.cost
        discount += line.discount
        shipping += line.shipping - line.shipping_discount
        tax += line.tax
        lines.append(LineFact(line.sku, Decimal(line.quantity), line.cost - line.discount))
    total = gross - discount + shipping + tax
    document = SalesDocument(
        order.id, "order", order.currency, tuple(lines), gross, discount, shipping, tax, total
    )
    return OrderFact(
        order.id,
        document,
        tuple(_refund(order, refund) for refund in given),
        cancelled=order.cancel_state == "CANCELED",
        received=NOTHING if order.paid is None else total,
        id=order.id,
        buyer=order.buyer.email,
        day=order.created.date(),
    )


def _refund(order: Order, refund: Refund) -> RefundFact:
    paid = sum((share.gross for share in refund.shares), NOTHING)
    return RefundFact(
        number=refund.id,
        kind="refund",
        currency=order.currency,
        lines=(),
        shipping=NOTHING,
        tax=NOTHING,
        adjustment=paid,
        total=paid,
        origin=order.id,
    )
