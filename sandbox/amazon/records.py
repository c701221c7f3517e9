"""The documents of a seller account.

An *event* is one thing that moved money: a shipment, a refund, a charge. It belongs to the period
of its marketplace that was open when it was posted (or released), and so to exactly one
settlement; the settlement file and both Finances APIs are written from the same events.

Signs are the seller's purse: what comes in is positive. Amounts are in the event's currency.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec

from sandbox.kernel.store import Store

__all__ = [
    "AFN",
    "CLOSED_REFUNDS",
    "MFN",
    "Address",
    "Destination",
    "Event",
    "Feed",
    "File",
    "Line",
    "Listing",
    "Notification",
    "Order",
    "OrderItem",
    "Package",
    "Participation",
    "Period",
    "Records",
    "Report",
    "ReportSchedule",
    "SettingValue",
    "Subscription",
]

MFN, AFN = "MFN", "AFN"
CLOSED_REFUNDS = ("Refund", "Chargeback Refund", "A-to-z Guarantee Refund")


class Document(msgspec.Struct, frozen=True, kw_only=True):
    id: str


class Participation(Document, frozen=True, kw_only=True):
    """A marketplace (id) where the account sells."""

    store_name: str
    participating: bool = True


class Listing(Document, frozen=True, kw_only=True):
    """A product by its seller SKU. `fba_fee` is positive, a unit; `referral` in percent."""

    asin: str
    title: str
    price: Decimal
    fba_fee: Decimal = Decimal(0)
    referral: Decimal = Decimal(15)


class Address(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    line1: str
    city: str
    region: str
    postal_code: str
    country: str
    phone: str = ""


class OrderItem(msgspec.Struct, frozen=True, kw_only=True):
    """Amounts are positive and for the whole line. `collected_by` names the tax model under which
    Amazon keeps the tax (`MarketplaceFacilitator`, `DeemedSupplier`); empty: the seller's.
    `merchant_item` is the seller's own id of the item, once he has told it."""

    id: str
    sku: str
    asin: str
    title: str
    quantity: int
    price: Decimal
    tax: Decimal
    shipping: Decimal
    shipping_tax: Decimal
    gift_wrap: Decimal
    gift_wrap_tax: Decimal
    discount: Decimal
    shipping_discount: Decimal
    promotion_id: str
    points: Decimal
    fba_fee: Decimal
    referral: Decimal
    collected_by: str
    shipped: int = 0
    cancelled: int = 0
    cancel_reason: str = ""
    merchant_item: str = ""

    @property
    def left(self) -> int:
        return self.quantity - self.shipped - self.cancelled


class Package(msgspec.Struct, frozen=True, kw_only=True):
    reference: str
    shipment_id: str
    carrier: str
    tracking: str
    shipped: datetime
    items: tuple[tuple[str, int], ...]
    service: str = ""


class Order(Document, frozen=True, kw_only=True):
    """`status`: Pending, Unshipped, PartiallyShipped, Shipped, Canceled, Unfulfillable."""

    marketplace: str
    channel: str
    status: str
    purchased: datetime
    updated: datetime
    buyer_name: str
    buyer_email: str
    address: Address
    items: tuple[OrderItem, ...]
    merchant_order_id: str = ""
    packages: tuple[Package, ...] = ()
    business: bool = False
    prime: bool = False
    purchase_order: str = ""
    replaced_order: str = ""
    ships_until: datetime
    delivered_until: datetime

    def item(self, key: str) -> OrderItem | None:
        return next((each for each in self.items if each.id == key), None)


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One amount cell of a settlement."""

    amount_type: str
    description: str
    amount: Decimal
    item: str = ""
    merchant_item: str = ""
    adjustment_item: str = ""
    sku: str = ""
    quantity: int | None = None
    promotion_id: str = ""


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """`period` is the group it belongs to; empty while it is deferred. `deferred` is when a
    deferred event came up: `posted` is its release then."""

    id: int
    type: str
    marketplace: str
    currency: str
    posted: datetime
    lines: tuple[Line, ...]
    order_id: str = ""
    merchant_order_id: str = ""
    adjustment_id: str = ""
    shipment_id: str = ""
    fulfilment: str = ""
    period: str = ""
    deferral: str = ""
    deferred: datetime | None = None
    matures: datetime | None = None
    reference: str = ""

    @property
    def total(self) -> Decimal:
        return sum((line.amount for line in self.lines), Decimal(0))


class Period(Document, frozen=True, kw_only=True):
    """A settlement period of one marketplace; open while `end` is None. `id` is the financial
    event group's. `total` is what the bank gets, or what the seller owes when it is negative.
    `failed`: when the bank sent the payout back; `on_demand`: the seller ended the period."""

    marketplace: str
    currency: str
    start: datetime
    opening: Decimal
    settlement_id: str = ""
    end: datetime | None = None
    deposit: datetime | None = None
    total: Decimal = Decimal(0)
    transfer: str = ""
    trace_id: str = ""
    account_tail: str = ""
    failed: datetime | None = None
    on_demand: bool = False


class File(Document, frozen=True, kw_only=True):
    """Bytes on the document host. `compression`: GZIP or nothing."""

    content: bytes
    content_type: str
    compression: str = ""
    created: datetime
    uploaded: bool = True


class Report(Document, frozen=True, kw_only=True):
    type: str
    marketplaces: tuple[str, ...]
    created: datetime
    status: str
    start: datetime | None = None
    end: datetime | None = None
    began: datetime | None = None
    finished: datetime | None = None
    document: str = ""
    schedule: str = ""
    settlement: str = ""


class ReportSchedule(Document, frozen=True, kw_only=True):
    """A report that is made again and again: `next` is when it is made the next time."""

    type: str
    marketplaces: tuple[str, ...]
    period: str
    next: datetime
    options: dict[str, str] = {}


class Feed(Document, frozen=True, kw_only=True):
    type: str
    marketplaces: tuple[str, ...]
    created: datetime
    status: str
    source: str
    began: datetime | None = None
    finished: datetime | None = None
    result: str = ""


class Notification(msgspec.Struct, frozen=True, kw_only=True):
    """What a subscriber is told: `body` is the whole message, as JSON."""

    id: int
    type: str
    body: str


class Destination(Document, frozen=True, kw_only=True):
    """Where an application wants its messages: a queue, by its ARN; or an event bus, by account
    and region."""

    name: str
    client: str
    queue: str = ""
    account: str = ""
    region: str = ""


class Subscription(Document, frozen=True, kw_only=True):
    """`region` of the seller account. A type has one an application."""

    type: str
    client: str
    version: str
    destination: str
    region: str


class SettingValue(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    value: Any


class Records:
    """All tables and indexes of one account."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.participations = store.table("amazon.participation", Participation)
        self.listings = store.table("amazon.listing", Listing)
        self.orders = store.table("amazon.order", Order)
        self.events = store.table("amazon.event", Event)
        self.periods = store.table("amazon.period", Period)
        self.files = store.table("amazon.file", File)
        self.reports = store.table("amazon.report", Report)
        self.schedules = store.table("amazon.schedule", ReportSchedule)
        self.feeds = store.table("amazon.feed", Feed)
        self.notifications = store.table("amazon.notification", Notification)
        self.destinations = store.table("amazon.destination", Destination)
        self.subscriptions = store.table("amazon.subscription", Subscription)
        self.setting_values = store.table("amazon.setting", SettingValue)

        self.orders_by_purchase = self.orders.index(lambda order: (order.purchased,))
        self.orders_by_update = self.orders.index(lambda order: (order.updated,))
        self.events_by_order = self.events.index(_order)
        self.events_by_period = self.events.index(_period)
        self.deferred_events = self.events.index(_deferred)
        self.events_by_time = self.events.index(lambda event: (event.posted,))
        self.open_periods = self.periods.index(_open)
        self.periods_by_start = self.periods.index(lambda period: (period.start,))
        self.periods_by_settlement = self.periods.index(_settled)
        self.reports_by_creation = self.reports.index(lambda report: (report.created,))
        self.feeds_by_creation = self.feeds.index(lambda feed: (feed.created,))

    def period_of(self, settlement_id: str) -> Period | None:
        return self.periods_by_settlement.first(settlement_id)


def _order(event: Event) -> tuple[str, ...]:
    return (event.order_id,) if event.order_id else ()


def _period(event: Event) -> tuple[str, ...]:
    return (event.period,) if event.period else ()


def _deferred(event: Event) -> tuple[str, ...]:
    return (event.marketplace,) if event.deferral else ()


def _open(period: Period) -> tuple[str, ...]:
    return (period.marketplace,) if period.end is None else ()


def _settled(period: Period) -> tuple[str, ...]:
    return (period.settlement_id,) if period.settlement_id else ()
