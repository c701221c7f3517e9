"""What a person does in the Shopify admin: take an order, get it paid, send it, refund it.

Orders are named by id. Amounts are in the currency the customer pays in. Whatever the store
refuses is raised as `errors.UserErrors`, and nothing has happened.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from sandbox.shopify.account import Account
from sandbox.shopify.desk_changes import edit_order, take_back
from sandbox.shopify.errors import refuse
from sandbox.shopify.payout_records import Dispute, Payout
from sandbox.shopify.records import Customer, ExchangeRate, LineItem, MoneyBag, Order
from sandbox.shopify.rules import cancellation, fulfilment, orders, payments, payouts, refunds
from sandbox.shopify.rules.money import to_bag
from sandbox.shopify.rules.order_inputs import (
    DiscountInput,
    LineInput,
    OrderInput,
    ShippingInput,
    TransactionInput,
)
from sandbox.shopify.rules.refund_inputs import (
    RefundInput,
    RefundLineInput,
    RefundTransactionInput,
    ShippingRefundInput,
    SuggestionInput,
)
from sandbox.shopify.rules.suggestion import suggested_refund, suggested_transactions
from sandbox.shopify.seed import DEFAULT_EMAIL, make_customers, stock_product

__all__ = ["Desk"]

_MOST_PEOPLE = 10_000
Wanted = tuple[str, int] | tuple[str, int, Decimal]


class Desk:
    def __init__(self, account: Account) -> None:
        self._account = account

    def place(
        self,
        lines: Sequence[Wanted],
        *,
        discount_percent: Decimal | None = Decimal("10"),
        discount_code: str = "",
        shipping: Decimal | None = Decimal("7.95"),
        tax_rate: Decimal | None = Decimal("0.0825"),
        taxes_included: bool = False,
        email: str = DEFAULT_EMAIL,
        currency: str | None = None,
        pay: bool = True,
        authorize: bool = False,
        payments: Sequence[tuple[str, Decimal]] = (),
        gateway: str = "shopify_payments",
        source_name: str = "web",
        name: str | None = None,
        processed_at: datetime | None = None,
        note: str | None = None,
        tags: Sequence[str] = (),
    ) -> Order:
        """A customer orders `lines`: (SKU, quantity), or with a unit price of its own.

        Priced by the rules of this store: the discount spread over the lines, tax per line and
        on shipping. `pay=False` leaves it pending. `payments` splits the tender: pairs of gateway
        and amount that must add up to the total. `source_name="pos"`: sold over the counter.
        """
        money = currency or self._account.records.shop.currency
        known = self._account.records.customers_by_email.first(email.lower())
        address = known.default_address if known else None
        tender = [
            TransactionInput(gateway=name_, amount=self._bag(amount, money))
            for name_, amount in payments
        ] or [TransactionInput(gateway=gateway)]
        if not pay:
            tender = [TransactionInput(gateway="manual", status="pending")]
        if authorize:
            pay, tender = False, [TransactionInput(kind="authorization", gateway=gateway)]
        discount = DiscountInput(
            percentage=discount_percent,
            code=discount_code,
            title="" if discount_code else "Order discount",
        )
        with self._account.store.transaction():
            priced = OrderInput(
                line_items=tuple(self._line(line, money) for line in lines),
                shipping_lines=self._shipping(shipping, money),
                discounts=(discount,) if discount_percent else (),
                tax_rate=tax_rate,
                taxes_included=taxes_included,
                presentment_currency=money,
                email=email,
                billing_address=address,
                shipping_address=address,
                source_name=source_name,
                name=name,
                note=note,
                tags=tuple(tags),
                processed_at=processed_at,
                financial_status="authorized" if authorize else "paid" if pay else "pending",
                transactions=tuple(tender),
                inventory="decrement_ignoring_policy",
            )
            order = orders.create_order(self._account, priced)
            if pay and order.total_outstanding:
                message = "Payments do not add up to the total of the order"
                raise refuse(None, message, document=order)
            return order

    def pay(self, order_id: int) -> Order:
        """ "Mark as paid": everything outstanding, by gateway `manual`."""
        with self._account.store.transaction():
            return payments.mark_as_paid(self._account, order_id)

    def capture(self, order_id: int) -> Order:
        """ "Capture payment": take what was authorized. Raises UserErrors."""
        with self._account.store.transaction():
            asked = TransactionInput(kind="capture")
            return payments.add_transaction(self._account, order_id, asked)[0]

    def fulfil(self, order_id: int, lines: Mapping[str, int] | None = None) -> Order:
        """Send units by SKU; None: everything that is left."""
        with self._account.store.transaction():
            order = self._order(order_id)
            if lines is None:
                return fulfilment.fulfil_everything(self._account, order)
            wanted = dict(lines)
            work: list[fulfilment.WorkInput] = []
            for task in order.fulfillment_orders:
                pieces: list[tuple[int, int]] = []
                for piece in task.line_items:
                    line = order.line_item(piece.line_item_id)
                    sku = line.sku if line else ""
                    count = min(wanted.get(sku, 0), piece.remaining_quantity)
                    if count:
                        wanted[sku] -= count
                        pieces.append((piece.id, count))
                if pieces:
                    work.append(
                        fulfilment.WorkInput(fulfillment_order_id=task.id, lines=tuple(pieces))
                    )
            if any(wanted.values()):
                message = "Invalid fulfillment order line item quantity requested."
                raise refuse(("fulfillment",), message, document=order)
            asked = fulfilment.FulfillmentInput(work=tuple(work))
            return fulfilment.create_fulfillment(self._account, asked)[0]

    def refund(
        self,
        order_id: int,
        lines: Mapping[str, int] | None = None,
        *,
        shipping: bool | Decimal = False,
        amount: Decimal | None = None,
        everything: bool = False,
        restock: bool = True,
        note: str | None = None,
    ) -> Order:
        """The admin's "Refund" page: books the lines and shipping and pays the suggested amount.

        `amount` overrides what is paid; alone, it is an amount-only refund. `shipping` True is
        all that is left of it, a Decimal that much without tax. Units not sent yet are taken off
        the work, sent ones come back, unless `restock` is False. An unpaid order is refunded
        without money.
        """
        with self._account.store.transaction():
            order = self._order(order_id)
            wanted = dict(lines or {})
            if everything:
                returned = self._returned(order, None, restock)
            else:
                returned = self._returned(order, wanted, restock)
            back = None
            if everything or shipping is True:
                back = ShippingRefundInput(full_refund=True)
            elif shipping is not False:
                back = ShippingRefundInput(amount=shipping)
            suggestion = suggested_refund(
                self._account,
                order,
                SuggestionInput(
                    refund_line_items=returned,
                    shipping=back,
                    currency=order.presentment_currency,
                ),
            )
            money = suggestion.amount.presentment
            if everything:
                money = suggestion.maximum_refundable.presentment
            asked = RefundInput(
                order_id=order.id,
                refund_line_items=returned,
                shipping=back,
                currency=order.presentment_currency,
                note=note,
                transactions=self._giving(order, money if amount is None else amount),
            )
            return refunds.create_refund(self._account, asked)[0]

    def close_payout(self, status: str = "paid") -> Payout:
        """Shopify Payments pays out all that is in the balance. status: paid, scheduled, failed,
        canceled."""
        with self._account.store.transaction():
            return payouts.close_payout(self._account, status)

    def open_dispute(
        self,
        order_id: int,
        *,
        kind: str = "chargeback",
        amount: Decimal | None = None,
        reason: str = "fraudulent",
    ) -> Dispute:
        """The customer's bank takes back what was paid by Shopify Payments (a chargeback), or asks
        about it (an inquiry). `amount` in the shop's currency; None: all that is left."""
        with self._account.store.transaction():
            return payouts.open_dispute(
                self._account, order_id, kind=kind, amount=amount, reason=reason
            )

    def resolve_dispute(self, dispute_id: int, *, won: bool) -> Dispute:
        """The bank decides; won, money and fee come back."""
        with self._account.store.transaction():
            return payouts.resolve_dispute(self._account, dispute_id, won=won)

    def edit(
        self,
        order_id: int,
        quantities: Mapping[str, int] | None = None,
        *,
        add: Mapping[str, int] | None = None,
        percent_off: Mapping[str, Decimal] | None = None,
        restock: bool = True,
    ) -> Order:
        """ "Edit order": what is to be left of a line, new lines, a percentage off a line; by SKU.
        Money paid too much stays owed until it is refunded."""
        with self._account.store.transaction():
            return edit_order(
                self._account,
                self._order(order_id),
                quantities or {},
                add=add or {},
                percent_off=percent_off or {},
                restock=restock,
            )

    def take_back(
        self,
        order_id: int,
        lines: Mapping[str, int],
        *,
        exchange: Mapping[str, int] | None = None,
        refund: bool = True,
        restock: bool = True,
    ) -> Order:
        """ "Return items": opened, taken in, exchanged, paid by `refund`, and closed; by SKU."""
        with self._account.store.transaction():
            return take_back(
                self._account,
                self._order(order_id),
                lines,
                exchange=exchange or {},
                refund=refund,
                restock=restock,
            )[0]

    def settle_refunds(self, *, succeed: bool = True) -> list[Order]:
        """The gateways finish (or fail) all pending refunds; see `settings.refund_pending`."""
        with self._account.store.transaction():
            return refunds.settle_refunds(self._account, succeed=succeed)

    def close(self, order_id: int) -> Order:
        with self._account.store.transaction():
            return orders.close_order(self._account, order_id)

    def cancel(
        self, order_id: int, *, refund: bool = True, reason: str = "customer", restock: bool = True
    ) -> Order:
        """ "Cancel order": with `refund`, everything received is given back first."""
        with self._account.store.transaction():
            order = self._order(order_id)
            cancellation.check_cancel(order)
            if refund and order.refundable_amount.presentment > 0:
                order = self.refund(order_id, everything=True, restock=restock)
            return cancellation.cancel_order(self._account, order, reason=reason, restock=restock)

    def reopen(self, order_id: int) -> Order:
        with self._account.store.transaction():
            return orders.open_order(self._account, order_id)

    def find(self, name: str) -> Order:
        """The order called `name` ("#1001"). Raises UserErrors."""
        order = self._account.records.orders_by_name.first(name)
        if order is None:
            raise refuse(("name",), f"Order {name} does not exist")
        return order

    def set_exchange_rate(self, currency: str, rate: Decimal) -> None:
        """From now on one `currency` is worth `rate` of the shop's; enables the currency."""
        self._account.records.exchange_rates.put(ExchangeRate(id=currency, rate=rate))

    def add_product(self, sku: str, *, price: Decimal, title: str = "") -> None:
        """A new product with one variant, in stock; `price` in the shop's currency."""
        with self._account.store.transaction():
            stock_product(self._account, sku, title or sku, price=price)

    def customers(self, count: int) -> list[Customer]:
        """`count` more people, at most 10,000, made up but the same for the same seed. Raises
        ValueError."""
        if not 0 <= count <= _MOST_PEOPLE:
            raise ValueError(f"count: {count} is not between 0 and {_MOST_PEOPLE}")
        return make_customers(self._account, count)

    def _order(self, order_id: int) -> Order:
        order = self._account.records.orders.get(order_id)
        if order is None:
            raise refuse(("id",), "Order does not exist")
        return order

    def _bag(self, amount: Decimal, currency: str) -> MoneyBag:
        return to_bag(self._account, amount, currency)

    def _shipping(self, price: Decimal | None, currency: str) -> tuple[ShippingInput, ...]:
        if price is None:
            return ()
        return (ShippingInput(title="Standard", price=self._bag(price, currency)),)

    def _line(self, wanted: Wanted, currency: str) -> LineInput:
        variant = self._account.records.variants_by_sku.first(wanted[0])
        if variant is None:
            raise refuse(("lineItems",), f"No product has the SKU {wanted[0]}")
        price = self._bag(wanted[2], currency) if len(wanted) == 3 else None
        return LineInput(variant_id=variant.id, quantity=wanted[1], price=price)

    def _returned(
        self, order: Order, wanted: Mapping[str, int] | None, restock: bool
    ) -> tuple[RefundLineInput, ...]:
        """Refund lines by SKU; None: every unit that is left."""
        found: list[RefundLineInput] = []
        open_wishes = dict(wanted or {})
        for line in order.line_items:
            left = order.refundable_quantity(line)
            count = left if wanted is None else min(open_wishes.get(line.sku, 0), left)
            if wanted is not None and line.sku in open_wishes:
                open_wishes[line.sku] -= count
            if count:
                found += self._by_restock(order, line, count, restock)
        for sku, count in open_wishes.items():
            if count:  # more than is left: let the rule say so
                same = [line for line in order.line_items if line.sku == sku]
                if not same:
                    raise refuse(("lineItems",), f"The order has no line with the SKU {sku}")
                found.append(RefundLineInput(line_item_id=same[0].id, quantity=count))
        return tuple(found)

    def _by_restock(
        self, order: Order, line: LineItem, count: int, restock: bool
    ) -> list[RefundLineInput]:
        if not restock:
            return [RefundLineInput(line_item_id=line.id, quantity=count)]
        location = orders.primary_location(self._account)
        unsent = min(count, order.unfulfilled_quantity(line))
        parts = [("cancel", unsent), ("return", count - unsent)]
        return [
            RefundLineInput(
                line_item_id=line.id, quantity=part, restock_type=kind, location_id=location
            )
            for kind, part in parts
            if part
        ]

    def _giving(self, order: Order, amount: Decimal) -> tuple[RefundTransactionInput, ...]:
        """`amount` over the payments; what they do not hold is asked of the last one, so that
        the rule refuses it with both figures."""
        if not amount:
            return ()
        giving = [
            RefundTransactionInput(parent_id=each.parent.id, amount=each.amount.presentment)
            for each in suggested_transactions(self._account, order, amount)
        ]
        short = amount - sum((each.amount for each in giving), Decimal(0))
        if short:
            paid = [each for each in order.transactions if each.kind in {"sale", "capture"}]
            parent = paid[-1].id if paid else None
            giving.append(RefundTransactionInput(parent_id=parent, amount=short))
        return tuple(giving)
