"""An order with all its children, and every figure that follows from them.

There is no stored total that could disagree: figures are derived when they are asked for. Three
views of the money exist side by side:

original   what was sold: total_price, subtotal_price, total_tax, ... (only edits add to it)
current    less what was returned by line or shipping: current_total_price, ...
payment    what moved: total_received, total_refunded, net_payment, total_outstanding, ...

An amount-only refund changes the payment view and `refund_discrepancy`, not the current view.
Statuses are lower case, as REST writes them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

import msgspec

from sandbox.shopify.edit_parts import OrderEdit
from sandbox.shopify.order_parts import (
    Address,
    Attribute,
    DiscountApplication,
    Fulfillment,
    FulfillmentOrder,
    LineItem,
    MoneyBag,
    OrderTransaction,
    Refund,
    RefundLineItem,
    ShippingLine,
    total,
)
from sandbox.shopify.return_parts import Return

__all__ = ["Order"]


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """Times are aware UTC, whole seconds. `name` is what people say ("#1001")."""

    id: int
    name: str
    number: int  # 1 for #1001; REST's order_number is 1001
    order_number: int
    confirmation_number: str
    currency: str  # of the shop
    presentment_currency: str  # of the customer
    created_at: datetime
    processed_at: datetime
    updated_at: datetime
    closed_at: datetime | None = None
    cancelled_at: datetime | None = None
    cancel_reason: str | None = None
    cancel_staff_note: str | None = None
    email: str = ""
    phone: str | None = None
    note: str | None = None
    tags: tuple[str, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    po_number: str | None = None
    source_name: str = "web"
    source_identifier: str | None = None
    test: bool = False
    token: str = ""
    customer_id: int | None = None
    billing_address: Address | None = None
    shipping_address: Address | None = None
    taxes_included: bool = False
    # What the creator declared; counts only until a transaction says otherwise.
    declared_financial_status: str | None = None
    line_items: tuple[LineItem, ...] = ()
    shipping_lines: tuple[ShippingLine, ...] = ()
    discount_applications: tuple[DiscountApplication, ...] = ()
    transactions: tuple[OrderTransaction, ...] = ()
    refunds: tuple[Refund, ...] = ()
    fulfillment_orders: tuple[FulfillmentOrder, ...] = ()
    fulfillments: tuple[Fulfillment, ...] = ()
    returns: tuple[Return, ...] = ()
    edits: tuple[OrderEdit, ...] = ()
    sold_for: MoneyBag | None = None  # total before the first edit; None: never edited

    # -- children ---------------------------------------------------------------------------

    def line_item(self, line_item_id: int) -> LineItem | None:
        return next((each for each in self.line_items if each.id == line_item_id), None)

    def shipping_line(self, shipping_line_id: int) -> ShippingLine | None:
        return next((each for each in self.shipping_lines if each.id == shipping_line_id), None)

    def transaction(self, transaction_id: int) -> OrderTransaction | None:
        return next((each for each in self.transactions if each.id == transaction_id), None)

    def refund(self, refund_id: int) -> Refund | None:
        return next((each for each in self.refunds if each.id == refund_id), None)

    def return_(self, return_id: int) -> Return | None:
        return next((each for each in self.returns if each.id == return_id), None)

    def fulfillment_order(self, fulfillment_order_id: int) -> FulfillmentOrder | None:
        wanted = fulfillment_order_id
        return next((each for each in self.fulfillment_orders if each.id == wanted), None)

    def transactions_of(self, refund: Refund) -> tuple[OrderTransaction, ...]:
        return tuple(each for each in self.transactions if each.id in refund.transaction_ids)

    def total_refunded_by(self, refund: Refund) -> MoneyBag:
        """Money that this refund has moved: only transactions that succeeded count."""
        return total(
            each.amount for each in self.transactions_of(refund) if each.status == "success"
        )

    # -- quantities -------------------------------------------------------------------------

    def refunded_quantity(self, line_item_id: int) -> int:
        return sum(each.quantity for each in self.returned_lines(line_item_id))

    def returned_lines(self, line_item_id: int) -> Iterator[RefundLineItem]:
        """Refund lines of one line item, oldest first."""
        for refund in self.refunds:
            for line in refund.refund_line_items:
                if line.line_item_id == line_item_id:
                    yield line

    def current_quantity(self, line: LineItem) -> int:
        """Sold less refunded or edited away. Equal to GraphQL's refundableQuantity."""
        return line.quantity - self.refunded_quantity(line.id)

    def refundable_quantity(self, line: LineItem) -> int:
        return self.current_quantity(line)

    def fulfilled_quantity(self, line: LineItem) -> int:
        return sum(
            each.quantity
            for fulfillment in self.fulfillments
            if fulfillment.status == "success"
            for each in fulfillment.line_items
            if each.line_item_id == line.id
        )

    def cancelled_quantity(self, line: LineItem) -> int:
        """Units refunded with restock type `cancel`, or edited away: never to be fulfilled."""
        return sum(
            each.quantity
            for refund in self.refunds
            for each in refund.refund_line_items
            if each.line_item_id == line.id
            and (each.restock_type == "cancel" or refund.edit_id is not None)
        )

    def unfulfilled_quantity(self, line: LineItem) -> int:
        """REST's fulfillable_quantity."""
        if self.cancelled_at is not None:
            return 0
        left = line.quantity - self.fulfilled_quantity(line) - self.cancelled_quantity(line)
        return max(left, 0)

    # -- original view ----------------------------------------------------------------------

    @property
    def total_line_items_price(self) -> MoneyBag:
        """Before discounts, tax and shipping."""
        return total(line.original_total for line in self.line_items)

    @property
    def subtotal_price(self) -> MoneyBag:
        """Lines after discounts; before shipping and, unless taxes_included, tax."""
        return total(line.discounted_total for line in self.line_items)

    @property
    def total_discounts(self) -> MoneyBag:
        return total(line.total_discount for line in self.line_items) + total(
            line.total_discount for line in self.shipping_lines
        )

    @property
    def total_shipping_price(self) -> MoneyBag:
        """Before discounts and returns."""
        return total(line.price for line in self.shipping_lines)

    @property
    def total_tax(self) -> MoneyBag:
        return total(line.total_tax for line in self.line_items) + total(
            line.total_tax for line in self.shipping_lines
        )

    @property
    def total_price(self) -> MoneyBag:
        shipping = total(line.discounted_price for line in self.shipping_lines)
        return self._with_tax(self.subtotal_price + shipping, self.total_tax)

    @property
    def original_total_price(self) -> MoneyBag:
        """At the time of the sale: edits do not change it."""
        return self.total_price if self.sold_for is None else self.sold_for

    def _with_tax(self, price: MoneyBag, tax: MoneyBag) -> MoneyBag:
        return price if self.taxes_included else price + tax

    # -- what came back ---------------------------------------------------------------------

    @property
    def returned_subtotal(self) -> MoneyBag:
        return total(line.subtotal for refund in self.refunds for line in refund.refund_line_items)

    @property
    def returned_shipping(self) -> MoneyBag:
        return total(
            line.subtotal for refund in self.refunds for line in refund.refund_shipping_lines
        )

    @property
    def returned_shipping_tax(self) -> MoneyBag:
        return total(line.tax for refund in self.refunds for line in refund.refund_shipping_lines)

    @property
    def returned_tax(self) -> MoneyBag:
        """Of lines and shipping."""
        lines = total(
            line.total_tax for refund in self.refunds for line in refund.refund_line_items
        )
        return lines + self.returned_shipping_tax

    def returned_by(self, refund: Refund) -> MoneyBag:
        """Value of the lines and shipping of one refund, with tax: what it should have paid."""
        return self._with_tax(
            total(each.subtotal for each in refund.refund_line_items)
            + total(each.subtotal for each in refund.refund_shipping_lines),
            total(each.total_tax for each in refund.refund_line_items)
            + total(each.tax for each in refund.refund_shipping_lines),
        )

    # -- current view -----------------------------------------------------------------------

    @property
    def current_subtotal_price(self) -> MoneyBag:
        return self.subtotal_price - self.returned_subtotal

    @property
    def current_shipping_price(self) -> MoneyBag:
        """After discounts and returns."""
        return total(line.discounted_price for line in self.shipping_lines) - self.returned_shipping

    @property
    def current_total_tax(self) -> MoneyBag:
        return self.total_tax - self.returned_tax

    @property
    def current_total_discounts(self) -> MoneyBag:
        """Less the share that went with returned units (their gross less their subtotal)."""
        gross = total(line.price * self.refunded_quantity(line.id) for line in self.line_items)
        return self.total_discounts - (gross - self.returned_subtotal)

    @property
    def current_total_price(self) -> MoneyBag:
        return self._with_tax(
            self.current_subtotal_price + self.current_shipping_price, self.current_total_tax
        )

    # -- payment view -----------------------------------------------------------------------

    def _moved(self, kinds: tuple[str, ...], statuses: tuple[str, ...]) -> MoneyBag:
        return total(
            each.amount
            for each in self.transactions
            if each.kind in kinds and each.status in statuses
        )

    @property
    def total_received(self) -> MoneyBag:
        """Gross: refunds do not lower it."""
        return self._moved(("sale", "capture"), ("success",))

    @property
    def total_refunded(self) -> MoneyBag:
        """Only what succeeded: zero while a refund's transaction is pending."""
        return self._moved(("refund",), ("success",))

    @property
    def total_refund_pending(self) -> MoneyBag:
        return self._moved(("refund",), ("pending",))

    @property
    def total_refunded_shipping(self) -> MoneyBag:
        """Shipping given back, tax excluded."""
        return self.returned_shipping

    @property
    def net_payment(self) -> MoneyBag:
        return self.total_received - self.total_refunded

    @property
    def refundable_amount(self) -> MoneyBag:
        """What a further refund may move at most; money on its way back counts as gone."""
        return self.net_payment - self.total_refund_pending

    @property
    def refund_discrepancy(self) -> MoneyBag:
        """Calculated less paid over all refunds: negative is in the customer's favour."""
        return total(each.amount for refund in self.refunds for each in refund.order_adjustments)

    @property
    def total_outstanding(self) -> MoneyBag:
        """Still to be paid. Goodwill (refund_discrepancy) is not asked back."""
        if self.cancelled_at is not None or self._settled_elsewhere:
            return total(())
        due = self.current_total_price + self.refund_discrepancy
        return due - (self.net_payment - self.total_refund_pending)

    @property
    def _settled_elsewhere(self) -> bool:
        """Declared paid (refunded, voided) by whoever created it, without any transaction."""
        settled = {"paid", "refunded", "partially_refunded", "voided"}
        return not self.transactions and self.declared_financial_status in settled

    @property
    def total_capturable(self) -> MoneyBag:
        """Authorised, neither captured nor voided."""
        left = total(())
        for each in self.transactions:
            if each.kind != "authorization" or each.status != "success":
                continue
            after = [one for one in self.transactions if one.parent_id == each.id]
            if any((one.kind == "void" or one.final) and one.status == "success" for one in after):
                continue
            captured = total(
                one.amount for one in after if one.kind == "capture" and one.status == "success"
            )
            left = left + (each.amount - captured)
        return left

    # -- status -----------------------------------------------------------------------------

    @property
    def financial_status(self) -> str | None:
        """paid, pending, ... None for an order created without transactions and status."""
        received = self.total_received.presentment
        refunded = self.total_refunded.presentment
        if received > 0:
            if refunded >= received:
                return "refunded"
            if refunded > 0:
                return "partially_refunded"
            owed = (self.current_total_price + self.refund_discrepancy).presentment
            return "paid" if received - self._on_its_way() >= owed else "partially_paid"
        kinds = {(each.kind, each.status) for each in self.transactions}
        if self.total_capturable:
            return "authorized"
        if ("void", "success") in kinds or (kinds and self.cancelled_at is not None):
            return "voided"
        if ("sale", "pending") in kinds or ("authorization", "pending") in kinds:
            return "pending"
        return self.declared_financial_status

    def _on_its_way(self) -> Decimal:
        return self.total_refund_pending.presentment

    @property
    def fulfillment_status(self) -> str | None:
        """None (nothing left yet), "partial" or "fulfilled", as REST writes it."""
        fulfilled = sum(self.fulfilled_quantity(line) for line in self.line_items)
        if not fulfilled:
            return None
        left = any(self.unfulfilled_quantity(line) for line in self.line_items)
        return "partial" if left else "fulfilled"

    @property
    def display_fulfillment_status(self) -> str:
        """GraphQL's word for it."""
        status = self.fulfillment_status
        if status is not None:
            return {"partial": "PARTIALLY_FULFILLED", "fulfilled": "FULFILLED"}[status]
        open_work = {each.status for each in self.fulfillment_orders}
        for state in ("on_hold", "scheduled", "in_progress"):
            if state in open_work:
                return state.upper()
        return "UNFULFILLED"

    @property
    def return_status(self) -> str:
        """no_return, return_requested, in_progress, returned (recorded: the most open wins)."""
        states = {each.status for each in self.returns}
        for state, word in (
            ("requested", "return_requested"),
            ("open", "in_progress"),
            ("closed", "returned"),
        ):
            if state in states:
                return word
        return "no_return"

    @property
    def closed(self) -> bool:
        return self.closed_at is not None

    @property
    def refundable(self) -> bool:
        return self.refundable_amount.presentment > 0

    @property
    def can_mark_as_paid(self) -> bool:
        return (
            self.cancelled_at is None
            and self.total_outstanding.presentment > 0
            and not self.total_capturable
            and self.financial_status not in {"paid", "refunded", "partially_refunded", "voided"}
        )

    @property
    def fully_paid(self) -> bool:
        return self.financial_status == "paid" or (
            self.financial_status in {"refunded", "partially_refunded"}
            and self.total_outstanding.presentment <= 0
        )

    @property
    def unpaid(self) -> bool:
        return not self.total_received
