"""The documents of a seller account.

Amounts are positive and in the order's currency. A refund's amounts are what the seller gives, not
what the buyer gets: the tax that eBay collected goes back beside them. What eBay shows of money
(fees, what is due, how much of a line is left) is read from orders and refunds, nothing twice.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec

from sandbox.kernel.store import Store

__all__ = [
    "FAILED",
    "PENDING",
    "REFUNDED",
    "Buyer",
    "Cancellation",
    "Event",
    "Fee",
    "LineItem",
    "Listing",
    "Order",
    "Payout",
    "Records",
    "Refund",
    "Response",
    "Return",
    "SettingValue",
    "Share",
    "Shipment",
    "Transaction",
]

PENDING, REFUNDED, FAILED = "PENDING", "REFUNDED", "FAILED"


class Document(msgspec.Struct, frozen=True, kw_only=True):
    id: str


class Listing(Document, frozen=True, kw_only=True):
    """`id` is the item id of the site. `fee_percent` 0: the account's own rate (a switch)."""

    sku: str
    title: str
    price: Decimal
    fee_percent: Decimal = Decimal(0)
    variation: str = ""
    aspects: tuple[tuple[str, str], ...] = ()


class Buyer(msgspec.Struct, frozen=True, kw_only=True):
    username: str
    name: str
    line1: str
    city: str
    region: str
    postal_code: str
    country: str
    line2: str = ""
    phone: str = ""
    email: str = ""


class Fee(msgspec.Struct, frozen=True, kw_only=True):
    """`type` is eBay's word: FINAL_VALUE_FEE, FINAL_VALUE_FEE_FIXED_PER_ORDER ..."""

    type: str
    amount: Decimal


class LineItem(msgspec.Struct, frozen=True, kw_only=True):
    """Amounts are for the whole line. `tax` is charged by the seller, `collected_tax` by eBay."""

    id: str
    item: str
    transaction: str
    sku: str
    title: str
    quantity: int
    cost: Decimal
    discount: Decimal
    shipping: Decimal
    shipping_discount: Decimal
    tax: Decimal
    collected_tax: Decimal
    fees: tuple[Fee, ...]
    variation: str = ""
    aspects: tuple[tuple[str, str], ...] = ()
    promotion: str = ""
    auction: bool = False
    best_offer: bool = False
    ad_campaign: bool = False
    shipped: int = 0

    @property
    def total(self) -> Decimal:
        """What the line is worth to the seller, fees not taken off: the most it can give back."""
        return self.cost - self.discount + self.shipping - self.shipping_discount + self.tax

    @property
    def fee_basis(self) -> Decimal:
        """What the buyer paid for the line."""
        return self.total + self.collected_tax


class Shipment(msgspec.Struct, frozen=True, kw_only=True):
    """A shipping fulfilment. `lines`: units by line item id."""

    id: str
    carrier: str
    tracking: str
    shipped: datetime
    lines: tuple[tuple[str, int], ...]


class Order(Document, frozen=True, kw_only=True):
    """`paid` is None until the payment is processed; a payment that failed is `payment_failed`.

    `cancel_state`: NONE_REQUESTED, IN_PROGRESS, CANCELED. `refundable` off: a kind of order that
    knows no refund by the seller. `managed` off: paid outside eBay's managed payments.
    """

    marketplace: str
    currency: str
    seller: str
    created: datetime
    updated: datetime
    buyer: Buyer
    lines: tuple[LineItem, ...]
    service: str
    ship_by: datetime
    arrives_from: datetime
    arrives_until: datetime
    record: str
    tax_type: str = ""
    note: str = ""
    paid: datetime | None = None
    payment: str = ""
    payment_failed: bool = False
    held: bool = False
    shipments: tuple[Shipment, ...] = ()
    cancel_state: str = "NONE_REQUESTED"
    cancelled: datetime | None = None
    refundable: bool = True
    managed: bool = True

    @property
    def total(self) -> Decimal:
        """The seller's: without tax that eBay collects."""
        return sum((line.total for line in self.lines), Decimal(0))

    @property
    def collected_tax(self) -> Decimal:
        return sum((line.collected_tax for line in self.lines), Decimal(0))

    @property
    def fee(self) -> Decimal:
        return sum((fee.amount for line in self.lines for fee in line.fees), Decimal(0))

    @property
    def fulfilment_status(self) -> str:
        sent = sum(line.shipped for line in self.lines)
        if not sent:
            return "NOT_STARTED"
        return "FULFILLED" if sent == sum(line.quantity for line in self.lines) else "IN_PROGRESS"

    def line(self, key: str) -> LineItem | None:
        return next((line for line in self.lines if line.id == key), None)


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """What a line gives of a refund: the seller's `gross`, the collected `tax` on top of it, and
    the fees that come back to the seller."""

    line: str
    gross: Decimal
    tax: Decimal
    fees: Decimal


class Refund(Document, frozen=True, kw_only=True):
    """Money back to a buyer.

    `source`: API (issue_refund), RETURN, CANCELLATION, or HUB (by hand in Seller Hub, nobody had
    asked). `order_level`: asked for as one amount for the order. `completed` is None while PENDING.
    """

    order: str
    requested: datetime
    status: str
    source: str
    reason: str
    shares: tuple[Share, ...]
    order_level: bool = False
    comment: str = ""
    completed: datetime | None = None
    case: str = ""

    @property
    def gross(self) -> Decimal:
        """What the seller's price goes down by; the buyer gets `collected_tax` on top."""
        return sum((share.gross for share in self.shares), Decimal(0))

    @property
    def collected_tax(self) -> Decimal:
        return sum((share.tax for share in self.shares), Decimal(0))

    @property
    def fee_credit(self) -> Decimal:
        return sum((share.fees for share in self.shares), Decimal(0))

    @property
    def net(self) -> Decimal:
        """What leaves the seller's purse."""
        return self.gross - self.fee_credit


class Transaction(Document, frozen=True, kw_only=True):
    """One movement on the seller's account. `amount` is unsigned, `booking` says CREDIT or DEBIT.

    `type`: SALE, REFUND, NON_SALE_CHARGE, SHIPPING_LABEL, CREDIT, DISPUTE, TRANSFER, ADJUSTMENT ...
    `available`: when the funds of a sale can be paid out; None: they are on hold.
    """

    type: str
    booking: str
    currency: str
    amount: Decimal
    date: datetime
    available: datetime | None
    order: str = ""
    refund: str = ""
    buyer: str = ""
    payout: str = ""
    fee_type: str = ""
    memo: str = ""
    references: tuple[tuple[str, str], ...] = ()  # (id, type)
    failed: bool = False

    @property
    def signed(self) -> Decimal:
        """As the seller's balance moves."""
        return self.amount if self.booking == "CREDIT" else -self.amount


class Payout(Document, frozen=True, kw_only=True):
    """`status`: INITIATED, SUCCEEDED, RETRYABLE_FAILED, TERMINAL_FAILED, REVERSED."""

    currency: str
    amount: Decimal
    status: str
    date: datetime
    count: int
    account_tail: str
    nickname: str
    attempted: datetime | None = None
    bank_reference: str = ""


class Response(msgspec.Struct, frozen=True, kw_only=True):
    """One step of a return or a cancellation, from state to state. `author`: BUYER, SELLER,
    SYSTEM."""

    author: str
    activity: str
    date: datetime
    before: str = ""
    after: str = ""
    notes: str = ""


class Return(Document, frozen=True, kw_only=True):
    """`state`: RETURN_REQUESTED, ITEM_READY_TO_SHIP, ITEM_SHIPPED, ITEM_DELIVERED,
    PARTIAL_REFUND_REQUESTED, PARTIAL_REFUND_INITIATED, LESS_THAN_A_FULL_REFUND_ISSUED,
    REFUND_INITIATED, RETURN_REJECTED, ESCALATED, CLOSED. `due` is when the one whose turn it is
    must have acted."""

    order: str
    line: str
    quantity: int
    reason: str
    reason_type: str  # REMORSE, SNAD
    comments: str
    created: datetime
    state: str
    estimated: Decimal
    due: datetime | None = None
    due_activity: str = ""
    due_by: str = ""  # SELLER, BUYER
    offered: Decimal | None = None
    rma: str = ""
    carrier: str = ""
    tracking: str = ""
    refund: str = ""
    closed: datetime | None = None
    close_reason: str = ""
    history: tuple[Response, ...] = ()


class Cancellation(Document, frozen=True, kw_only=True):
    """`state`: APPROVAL_PENDING, REFUND_PENDING, CLOSED ...; `status`: CANCEL_REQUESTED,
    CANCEL_PENDING, CANCEL_REJECTED, CANCEL_CLOSED_WITH_REFUND, CANCEL_CLOSED_NO_REFUND."""

    order: str
    requestor: str  # BUYER, SELLER
    reason: str
    state: str
    status: str
    requested: datetime
    amount: Decimal
    due: datetime | None = None
    refund: str = ""
    closed: datetime | None = None
    close_reason: str = ""
    history: tuple[Response, ...] = ()


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """What a subscriber may be told, in order. `topic` is eBay's, `data` the ids it names."""

    id: int
    topic: str
    date: datetime
    data: dict[str, Any]


class SettingValue(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    value: Any


class Records:
    """All tables and indexes of one account."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.listings = store.table("ebay.listing", Listing)
        self.orders = store.table("ebay.order", Order)
        self.refunds = store.table("ebay.refund", Refund)
        self.transactions = store.table("ebay.transaction", Transaction)
        self.payouts = store.table("ebay.payout", Payout)
        self.returns = store.table("ebay.return", Return)
        self.cancellations = store.table("ebay.cancellation", Cancellation)
        self.events = store.table("ebay.event", Event)
        self.setting_values = store.table("ebay.setting", SettingValue)

        self.listings_by_sku = self.listings.index(lambda listing: (listing.sku,))
        self.orders_by_creation = self.orders.index(lambda order: (order.created,))
        self.orders_by_update = self.orders.index(lambda order: (order.updated,))
        self.refunds_by_order = self.refunds.index(lambda refund: (refund.order,))
        self.transactions_by_date = self.transactions.index(lambda each: (each.date,))
        self.transactions_by_order = self.transactions.index(_order)
        self.transactions_by_payout = self.transactions.index(_payout)
        self.payouts_by_date = self.payouts.index(lambda payout: (payout.date,))
        self.returns_by_order = self.returns.index(lambda each: (each.order,))
        self.returns_by_creation = self.returns.index(lambda each: (each.created,))
        self.cancellations_by_order = self.cancellations.index(lambda each: (each.order,))
        self.cancellations_by_request = self.cancellations.index(lambda each: (each.requested,))


def _order(each: Transaction) -> tuple[str, ...]:
    return (each.order,) if each.order else ()


def _payout(each: Transaction) -> tuple[str, ...]:
    return (each.payout,) if each.payout else ()
