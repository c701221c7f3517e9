"""A second storefront, without HTTP: the smallest channel that a connector can sell through.

It sells one thing, example W1, and pays back in units. Its figures are written down here and not
computed: the documented ones, unit after unit.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from connector.channels.channel import (
    Capabilities,
    Direction,
    FulfilmentReport,
    RefundInstruction,
    Written,
)
from connector.clock import Clock
from connector.model import (
    ChannelKind,
    Customer,
    Order,
    OrderLine,
    Refund,
    RefundLine,
    Restock,
    Shipping,
    Tender,
)
from connector.money import Money

__all__ = ["CornerShop"]

# SKU: units of W1, price, gross, discount, tax; then net and tax of one unit after the other (W2).
GOODS = {
    "TEE-BLK": (3, "19.99", "59.97", "6.00", "4.45"),
    "MUG-WHT": (1, "12.49", "12.49", "1.25", "0.93"),
    "CAP-RED": (2, "24.95", "49.90", "4.99", "3.71"),
}
UNITS = {
    "TEE-BLK": (("17.99", "1.48"), ("17.99", "1.49"), ("17.99", "1.48")),
    "MUG-WHT": (("11.24", "0.93"),),
    "CAP-RED": (("22.46", "1.86"), ("22.45", "1.85")),
}
SHIPPING = ("7.95", "0.66")
TAX, TOTAL = "9.75", "127.82"
NOTHING = Money.of("0.00", "USD")


def usd(figure: str) -> Money:
    return Money.of(figure, "USD")


class CornerShop:
    """A `connector.channels.channel.Channel`, and the hands of whoever stands behind its counter.

    It never pays out by itself: money goes back over the counter and is booked afterwards."""

    name = "Corner Shop"

    def __init__(self) -> None:
        self.clock: Clock | None = None
        self.orders: dict[str, Order] = {}
        self.refunds: dict[str, list[Refund]] = {}
        self.capabilities = Capabilities(
            kind=ChannelKind.MARKETPLACE,
            directions=frozenset({Direction.TO_BOOKS}),
            line_refunds=True,
        )

    # --- behind the counter -----------------------------------------------------------------------

    def place(self, name: str, customer: str, *, pay: bool = True) -> Order:
        """Example W1, which is all it sells."""
        now = self._now()
        order = Order(
            order_id=f"sale-{len(self.orders) + 1}",
            name=name,
            created_at=now,
            updated_at=now,
            currency="USD",
            lines=tuple(
                OrderLine(
                    line_id=f"{name.lstrip('#')}-{sku}",
                    sku=sku,
                    title=sku,
                    quantity=count,
                    unit_price=usd(price),
                    gross=usd(gross),
                    discount=usd(discount),
                    tax=usd(tax),
                    tax_rate=Decimal("8.25"),
                )
                for sku, (count, price, gross, discount, tax) in GOODS.items()
            ),
            shipping=(
                Shipping(
                    line_id="by-bike", title="Bike", net=usd(SHIPPING[0]), tax=usd(SHIPPING[1])
                ),
            ),
            tax=usd(TAX),
            total=usd(TOTAL),
            refunded=NOTHING,
            customer=Customer(email=customer, first_name="Dana", last_name="Whitfield"),
            financial_status="pending",
            source="counter",
        )
        self.refunds[order.order_id] = []
        self._keep(order)
        return self.pay(order) if pay else order

    def pay(self, order: Order, amount: Decimal | None = None) -> Order:
        """All of it, or a part: the rest stays on the buyer's tab."""
        paid = order.total if amount is None else Money.of(amount, "USD")
        tender = Tender(
            transaction_id=f"till-{order.order_id}", method="card", amount=paid, refundable=paid
        )
        whole = paid == order.total
        word = "paid" if whole else "partially_paid"
        return self._keep(replace(order, tenders=(tender,), paid=whole, financial_status=word))

    def refund(
        self,
        order: Order,
        lines: Mapping[str, int] | None = None,
        *,
        everything: bool = False,
        amount: Decimal | None = None,
    ) -> Refund:
        """Units by SKU, or everything that is left, or a sum without goods."""
        given = self.refunds[order.order_id]
        wanted = {line.sku: self._left(order, line.sku) for line in order.lines}
        wanted = wanted if everything else dict(lines or {})
        with_shipping = everything and not any(each.shipping_net for each in given)
        back = [self._line(order, sku, count) for sku, count in wanted.items() if count]
        shipping = SHIPPING if with_shipping else ("0.00", "0.00")
        if amount is not None:
            paid = Money.of(amount, "USD")
        elif everything:
            paid = order.received - order.refunded
        else:
            paid = NOTHING
            for line in back:
                paid += line.net + line.tax
        refund = Refund(
            refund_id=f"slip-{order.order_id}-{len(given) + 1}",
            order_id=order.order_id,
            created_at=self._now(),
            currency="USD",
            total=paid,
            lines=tuple(back),
            shipping_net=usd(shipping[0]),
            shipping_tax=usd(shipping[1]),
        )
        given.append(refund)
        self._keep(replace(order, refunded=order.refunded + paid))
        return refund

    def cancel(self, order: Order) -> Order:
        return self._keep(replace(order, cancelled_at=self._now()))

    def _line(self, order: Order, sku: str, count: int) -> RefundLine:
        """The next units of this SKU that have not come back yet."""
        first = GOODS[sku][0] - self._left(order, sku)
        net, tax = NOTHING, NOTHING
        for unit_net, unit_tax in UNITS[sku][first : first + count]:
            net, tax = net + usd(unit_net), tax + usd(unit_tax)
        return RefundLine(
            refund_line_id=f"{order.order_id}-{sku}-{first + count}",
            line_id=next(each.line_id for each in order.lines if each.sku == sku),
            sku=sku,
            quantity=count,
            net=net,
            tax=tax,
            restock=Restock.RETURN,
        )

    def _left(self, order: Order, sku: str) -> int:
        came = [line for each in self.refunds[order.order_id] for line in each.lines]
        return GOODS[sku][0] - sum(line.quantity for line in came if line.sku == sku)

    def _keep(self, order: Order) -> Order:
        self.orders[order.order_id] = replace(order, updated_at=self._now())
        return self.orders[order.order_id]

    def _now(self) -> datetime:
        if self.clock is None:
            raise RuntimeError("the shop has no clock before it is connected")
        return self.clock.now()

    # --- what a connector asks --------------------------------------------------------------------

    async def order(self, order_id: str) -> Order | None:
        by_name = {each.name.lstrip("#"): each for each in self.orders.values()}
        return self.orders.get(order_id) or by_name.get(order_id.lstrip("#"))

    async def orders_changed_between(self, start: datetime, end: datetime) -> AsyncIterator[Order]:
        for order in sorted(self.orders.values(), key=lambda each: each.updated_at):
            if start <= order.updated_at < end:
                yield order

    async def refunds_of(self, order: Order) -> Sequence[Refund]:
        return list(self.refunds[order.order_id])

    async def find_refund(self, order: Order, key: str) -> Refund | None:
        return next((each for each in self.refunds[order.order_id] if key in each.keys), None)

    async def issue_refund(self, instruction: RefundInstruction, key: str) -> Written:
        raise NotImplementedError(f"{self.name} pays back over its counter only")

    async def fulfilled_quantities(self, order: Order) -> dict[str, int]:
        return {line.line_id: line.quantity for line in order.lines}  # carried home at once

    async def report_fulfilment(self, report: FulfilmentReport, key: str) -> Written:
        raise NotImplementedError(f"{self.name} sends nothing")
