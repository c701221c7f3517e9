"""What buyers, the seller at Seller Hub, and eBay's own back office do.

Everything goes through the rules of the API. Amounts are positive, in the order's currency, and the
seller's: tax that eBay collects is never part of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import msgspec

from sandbox.ebay.domain import Domain
from sandbox.ebay.errors import DeskError
from sandbox.ebay.marketplaces import BY_ID
from sandbox.ebay.records import (
    PENDING,
    Buyer,
    Cancellation,
    LineItem,
    Listing,
    Order,
    Payout,
    Refund,
    Return,
    Shipment,
    Transaction,
)
from sandbox.ebay.rules import (
    cancellations,
    ledger,
    orders,
    payouts,
    refunds,
    requests,
    returns,
    shipping,
)
from sandbox.ebay.rules.money import ZERO, quantum, rounded
from sandbox.ebay.rules.orders import Wanted
from sandbox.ebay.seed import BUYER

__all__ = ["Desk", "Wanted"]

Quantities = Mapping[str, int]  # by SKU


class Desk:
    """Every action raises the rules' own refusals."""

    def __init__(self, account: Domain) -> None:
        self.account = account

    # --- listings ----------------------------------------------------------------------------

    def list_product(
        self, sku: str, title: str, price: Decimal, fee_percent: Decimal = ZERO
    ) -> Listing:
        """A listing, or a changed one. `fee_percent` 0: the account's own rate."""
        with self.account.store.transaction():
            known = self.account.records.listings_by_sku.first(sku)
            key = known.id if known else str(self.account.ids.next("ebay.listing", 256_200_000_001))
            return self.account.records.listings.put(
                Listing(id=key, sku=sku, title=title, price=price, fee_percent=fee_percent)
            )

    # --- buyers ------------------------------------------------------------------------------

    def place_order(
        self,
        basket: Sequence[Wanted] | Quantities,
        *,
        buyer: Buyer | None = None,
        pending: bool = False,
        **more: Any,
    ) -> Order:
        """An order of a basket, or of quantities by SKU at the listed price; paid unless
        `pending`. `more`: order_id, marketplace, service, note, refundable, managed."""
        wanted = (
            [Wanted(sku=sku, quantity=quantity) for sku, quantity in basket.items()]
            if isinstance(basket, Mapping)
            else basket
        )
        with self.account.store.transaction():
            order = orders.place(self.account, wanted, buyer or BUYER, **more)
            return order if pending else orders.pay(self.account, order)

    def buy(
        self,
        sku: str,
        quantity: int = 1,
        *,
        price: Decimal | None = None,
        shipping: Decimal = ZERO,
        discount: Decimal = ZERO,
    ) -> Order:
        """One product, paid. `price` for one; shipping and discount for all of it."""
        wanted = Wanted(
            sku=sku, quantity=quantity, price=price, shipping=shipping, discount=discount
        )
        return self.place_order([wanted])

    def pay(self, order_id: str) -> Order:
        """The payment of a pending order is processed."""
        with self.account.store.transaction():
            return orders.pay(self.account, self.order(order_id))

    def fail_payment(self, order_id: str) -> Order:
        with self.account.store.transaction():
            return orders.fail_payment(self.account, self.order(order_id))

    def buyer_asks_to_cancel(
        self, order_id: str, reason: str = "ORDER_MISTAKE", notes: str = ""
    ) -> Cancellation:
        """The seller has some days to answer."""
        with self.account.store.transaction():
            return cancellations.request(self.account, self.order(order_id), reason, notes=notes)

    def buyer_asks_return(
        self,
        order_id: str,
        sku: str = "",
        quantity: int = 0,
        reason: str = "NO_LONGER_NEED_ITEM",
        comments: str = "",
    ) -> Return:
        """Without `sku` the first line, without `quantity` all of it."""
        with self.account.store.transaction():
            order = self.order(order_id)
            line = self._line(order, sku)
            return returns.request(
                self.account, order, line.id, quantity or line.quantity, reason, comments
            )

    def buyer_sends_return(self, return_id: str, carrier: str = "", tracking: str = "") -> Return:
        with self.account.store.transaction():
            return returns.sent(self.account, self.return_request(return_id), carrier, tracking)

    def return_arrives(self, return_id: str) -> Return:
        """The carrier says so: the seller has some days to refund it."""
        with self.account.store.transaction():
            return returns.arrived(self.account, self.return_request(return_id), "SYSTEM")

    def buyer_accepts_offer(self, return_id: str) -> Refund:
        """The offered part is refunded, the goods stay."""
        with self.account.store.transaction():
            return returns.accept_offer(self.account, self.return_request(return_id))

    def buyer_closes_return(self, return_id: str) -> Return:
        with self.account.store.transaction():
            return returns.close(self.account, self.return_request(return_id), "BUYER_CLOSED")

    def buyer_confirms_refund(self, cancel_id: str) -> Cancellation:
        """Of an order that was not paid through eBay."""
        with self.account.store.transaction():
            return cancellations.confirm(self.account, self.cancellation(cancel_id))

    # --- the seller --------------------------------------------------------------------------

    def ship(
        self,
        order_id: str,
        quantities: Quantities | None = None,
        *,
        carrier: str = "USPS",
        tracking: str = "",
    ) -> Shipment:
        """Units by SKU; all that is left without them. A tracking number is made up."""
        with self.account.store.transaction():
            order = self.order(order_id)
            number = tracking or str(
                self.account.ids.next("ebay.tracking", 9_400_100_000_000_000_000_001)
            )
            lines = tuple(
                (self._line(order, sku).id, units) for sku, units in (quantities or {}).items()
            )
            return shipping.ship(
                self.account,
                order,
                requests.ShipmentRequest(lines=lines, carrier=carrier, tracking=number),
            )

    def answer_return(
        self, return_id: str, decision: str = "APPROVE", *, partial: Decimal | None = None
    ) -> Return:
        """`decision`: APPROVE, DECLINE, OFFER_PARTIAL_REFUND (with `partial`), PROVIDE_RMA."""
        with self.account.store.transaction():
            found = self.return_request(return_id)
            return returns.decide(
                self.account, found, decision, partial=partial, rma=f"RMA{return_id}"
            )

    def refund_return(self, return_id: str, amount: Decimal | None = None) -> Refund:
        """What the buyer asked for: an amount, or all that the return is worth. It is PENDING."""
        with self.account.store.transaction():
            found = self.return_request(return_id)
            total = found.estimated if amount is None else amount
            currency = self.order(found.order).currency
            return returns.issue_refund(
                self.account,
                found,
                [returns.Itemised(type="PURCHASE_PRICE", amount=total)],
                total,
                currency,
            )

    def refund_on_request(
        self, order_id: str, amount: Decimal | None = None, sku: str = ""
    ) -> Refund:
        """The buyer asks for a refund and the seller gives it, in one: a return that is refunded
        at once. `amount` without: all that the line can give."""
        with self.account.store.transaction():
            order = self.order(order_id)
            line = self._line(order, sku)
            left = refunds.remaining(self.account, order)[line.id]
            found = returns.request(self.account, order, line.id, line.quantity, "OTHER")
            return self.refund_return(found.id, left if amount is None else amount)

    def seller_refunds(self, order_id: str, amount: Decimal | None = None, sku: str = "") -> Refund:
        """Send refund, in Seller Hub, though no buyer asked: it is external, nothing stands under
        the line. Without `sku` over the whole order; `amount` without: all that is left."""
        with self.account.store.transaction():
            order = self.order(order_id)
            if order.paid is None:
                raise DeskError(f"Order {order_id} is not paid.")
            if any(each.status == PENDING for each in refunds.of_order(self.account, order)):
                raise DeskError(f"A refund of order {order_id} is being processed.")
            left = refunds.remaining(self.account, order)
            key = self._line(order, sku).id if sku else ""
            most = left[key] if key else sum(left.values(), ZERO)
            total = most if amount is None else amount
            if not 0 < total <= most or total != rounded(total, quantum(order.currency)):
                raise DeskError(f"{total} cannot be refunded; there are {most} left.")
            return refunds.create(
                self.account,
                order,
                {key: total} if key else refunds.spread(self.account, order, total),
                source=refunds.HUB,
                reason="OTHER_ADJUSTMENT",
                order_level=not key,
            )

    def cancel(self, order_id: str, reason: str = "OUT_OF_STOCK_OR_CANNOT_FULFILL") -> Cancellation:
        """By the seller. What was paid goes back in full."""
        with self.account.store.transaction():
            return cancellations.by_seller(self.account, self.order(order_id), reason)

    def answer_cancellation(self, cancel_id: str, *, approve: bool = True) -> Cancellation:
        with self.account.store.transaction():
            answer = cancellations.approve if approve else cancellations.reject
            return answer(self.account, self.cancellation(cancel_id))

    # --- eBay --------------------------------------------------------------------------------

    def settle_refunds(self, order_id: str = "") -> list[Refund]:
        """Refunds that are PENDING end now, not when they are due; of one order or of all."""
        with self.account.store.transaction():
            records = self.account.records
            waiting = [
                each.id
                for each in records.refunds
                if each.status == PENDING and order_id in ("", each.order)
            ]
            for key in waiting:
                refunds.settle(self.account, key)
            return [records.refunds[key] for key in waiting]

    def hold(self, order_id: str) -> Order:
        """The money of a sale is kept for now."""
        with self.account.store.transaction():
            return orders.hold(self.account, self.order(order_id))

    def release(self, order_id: str) -> Order:
        with self.account.store.transaction():
            return orders.release(self.account, self.order(order_id))

    def charge(
        self,
        type: str,
        amount: Decimal,
        *,
        fee_type: str = "",
        memo: str = "",
        booking: str = "",
        order_id: str = "",
        item: str = "",
    ) -> Transaction:
        """Beside sales and refunds: NON_SALE_CHARGE (with `fee_type`, AD_FEE ...),
        SHIPPING_LABEL, CREDIT, DISPUTE, TRANSFER, ADJUSTMENT."""
        with self.account.store.transaction():
            currency = BY_ID[self.account.marketplace].currency
            return ledger.charge(
                self.account,
                type,
                amount,
                self.order(order_id).currency if order_id else currency,
                fee_type=fee_type,
                memo=memo,
                booking=booking,
                order=order_id,
                item=item,
            )

    def pay_out(self, currency: str = "") -> Payout:
        """All available funds go to the bank."""
        with self.account.store.transaction():
            own = BY_ID[self.account.marketplace].currency
            return payouts.start(self.account, currency or own)

    def make_available(self, order_id: str = "") -> list[Transaction]:
        """Funds that are being processed can be paid out now; of one order or of all."""
        now, changed = self.account.clock.now(), []
        with self.account.store.transaction():
            for each in list(self.account.records.transactions):
                waits = each.available is not None and each.available > now
                if waits and order_id in ("", each.order):
                    free = msgspec.structs.replace(each, available=now)
                    changed.append(self.account.records.transactions.put(free))
        return changed

    # --- looking -----------------------------------------------------------------------------

    def order(self, order_id: str) -> Order:
        return orders.find(self.account, order_id)

    def return_request(self, return_id: str) -> Return:
        return returns.find(self.account, return_id)

    def cancellation(self, cancel_id: str) -> Cancellation:
        return cancellations.find(self.account, cancel_id)

    def refunds(self, order_id: str) -> list[Refund]:
        """Oldest first."""
        return refunds.of_order(self.account, self.order(order_id))

    def remaining(self, order_id: str) -> Decimal:
        """What the seller can still give back."""
        left = refunds.remaining(self.account, self.order(order_id))
        return sum(left.values(), ZERO)

    def funds(self, currency: str = "") -> payouts.Funds:
        own = BY_ID[self.account.marketplace].currency
        return payouts.funds(self.account, currency or own)

    def _line(self, order: Order, sku: str) -> LineItem:
        """The first one without `sku`. Raises DeskError."""
        for line in order.lines:
            if sku in ("", line.sku):
                return line
        raise DeskError(f"Order {order.id} has no {sku}.")
