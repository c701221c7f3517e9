"""Amazon's side: what a seller sold there, in the seller's own figures.

Tax that Amazon collects and keeps is not the seller's, so a document is right without it; one that
carries it is right too until its settlement takes it out again (`settled.py` asks for that). Fees
and refunds come with settlements: an order by itself says nothing of them. What Amazon's own
warehouse sends may come into the books only when it is sent.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from sandbox.amazon.marketplaces import BY_ID
from sandbox.amazon.records import MFN, Order, OrderItem
from sandbox.audit.facts import NOTHING, LineFact, OrderFact, SalesDocument
from sandbox.world import World

__all__ = ["amazon_orders"]

_NOT_YET = ("Pending", "PendingAvailability")  # the payment is not good: no order for the books


def amazon_orders(world: World) -> Iterator[OrderFact]:
    kept = {each.symbol for each in world.netsuite.records.currencies}
    for order in world.amazon.records.orders:
        if order.status not in _NOT_YET:
            fact = _fact(order)
            # A marketplace whose money the books do not keep is another store's.
            yield fact if fact.document.currency in kept else replace(fact, due=False)


@dataclass
class _Sums:
    gross: Decimal = NOTHING
    discount: Decimal = NOTHING
    shipping: Decimal = NOTHING
    tax: Decimal = NOTHING
    kept: Decimal = NOTHING


def _fact(order: Order) -> OrderFact:
    market = BY_ID[order.marketplace]
    sums, lines = _Sums(), []
    for item in order.items:
        units = item.quantity - item.cancelled
        if not units and order.status != "Canceled":
            continue  # taken out of the order before it was sent

        def of(total: Decimal, item: OrderItem = item, units: int = units) -> Decimal:
            if order.status == "Canceled" or units == item.quantity:
                return total
            return (total * units / item.quantity).quantize(market.quantum, ROUND_HALF_UP)

        sums.gross += of(item.price)
        sums.discount += of(item.discount)
        sums.shipping += of(item.shipping) - of(item.shipping_discount) + of(item.gift_wrap)
        tax = of(item.tax) + of(item.shipping_tax) + of(item.gift_wrap_tax)
        if item.collected_by:
            sums.kept += tax
        else:
            sums.tax += tax
        sold = item.quantity if order.status == "Canceled" else units
        lines.append(LineFact(item.sku, Decimal(sold), of(item.price) - of(item.discount)))
    document = SalesDocument(
        order.id, "order", market.currency, tuple(lines), sums.gross, sums.discount,
        sums.shipping, sums.tax, sums.gross - sums.discount + sums.shipping + sums.tax,
    )  # fmt: skip
    cancelled = order.status == "Canceled"
    return OrderFact(
        order.id,
        document,
        (),
        cancelled=cancelled,
        received=NOTHING if cancelled else document.total,
        id=order.id,
        buyer=order.buyer_email,
        day=order.purchased.date(),
        settled=True,
        kept_tax=sums.kept,
        due=order.channel == MFN or order.status == "Shipped",
    )
