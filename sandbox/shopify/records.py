"""What a store keeps, table by table, and the ways to find it.

Orders are one immutable document each (see order.py), with all their children (order_parts.py);
both are re-exported here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

import msgspec

from sandbox.kernel.ids import Ids
from sandbox.kernel.store import Store
from sandbox.shopify.bulk_records import BulkOperation, BulkOutput
from sandbox.shopify.draft_records import DraftOrder
from sandbox.shopify.edit_parts import EditSession
from sandbox.shopify.job_records import Job
from sandbox.shopify.order import Order
from sandbox.shopify.order_parts import (
    Address,
    Attribute,
    DiscountAllocation,
    DiscountApplication,
    Fulfillment,
    FulfillmentLineItem,
    FulfillmentOrder,
    FulfillmentOrderLineItem,
    LineItem,
    MoneyBag,
    OrderAdjustment,
    OrderTransaction,
    Refund,
    RefundLineItem,
    RefundShippingLine,
    ShippingLine,
    TaxLine,
    total,
)
from sandbox.shopify.payout_records import BalanceTransaction, Dispute, Payout
from sandbox.shopify.store_credit_records import StoreCreditAccount
from sandbox.shopify.webhook_records import WebhookSubscription

__all__ = [
    "FIRST_IDS",
    "Address",
    "Attribute",
    "Customer",
    "DiscountAllocation",
    "DiscountApplication",
    "ExchangeRate",
    "Fulfillment",
    "FulfillmentLineItem",
    "FulfillmentOrder",
    "FulfillmentOrderLineItem",
    "InventoryLevel",
    "LineItem",
    "Location",
    "MoneyBag",
    "Order",
    "OrderAdjustment",
    "OrderTransaction",
    "Product",
    "Records",
    "Refund",
    "RefundLineItem",
    "RefundShippingLine",
    "ShippingLine",
    "Shop",
    "TaxLine",
    "Variant",
    "next_id",
    "total",
]

# Each type has its own far-apart series, so that a client that confuses two kinds of id is found
# out. The magnitudes are those of live stores.
FIRST_IDS = {
    "Order": 6100000000001,
    "LineItem": 15200000000001,
    "ShippingLine": 5300000000001,
    "OrderTransaction": 7400000000001,
    "Refund": 930000000001,
    "RefundLineItem": 640000000001,
    "RefundShippingLine": 85000000001,
    "OrderAdjustment": 270000000001,
    "FulfillmentOrder": 7200000000001,
    "FulfillmentOrderLineItem": 15900000000001,
    "Fulfillment": 5700000000001,
    "FulfillmentLineItem": 13800000000001,
    "Return": 15300000001,
    "ReturnLineItem": 23300000001,
    "ExchangeLineItem": 4100000001,
    "ReturnFee": 2600000001,
    "ReverseFulfillmentOrder": 14900000001,
    "ReverseFulfillmentOrderLineItem": 22500000001,
    "ReverseFulfillmentOrderDisposition": 9300000001,
    "OrderEdit": 113000000001,
    "OrderStagedChange": 260000000001,
    "DraftOrder": 1280000000001,
    "DraftOrderLineItem": 58900000000001,
    "StoreCreditAccount": 7600000001,
    "StoreCreditAccountCreditTransaction": 19200000001,
    "Customer": 8500000000001,
    "Product": 9600000000001,
    "ProductVariant": 49800000000001,
    "InventoryItem": 51900000000001,
    "Location": 98000000001,
    "Shop": 71000000001,
    "WebhookSubscription": 1400000000001,
    "BulkOperation": 5200000000001,
    "ShopifyPaymentsAccount": 63000000001,
    "ShopifyPaymentsBalanceTransaction": 310000000001,
    "ShopifyPaymentsPayout": 118000000001,
    "ShopifyPaymentsDispute": 11500000001,
}


def next_id(ids: Ids, kind: str) -> int:
    """The next id of a type, by its GraphQL name (`OrderTransaction`)."""
    return ids.next(f"shopify.{kind}", FIRST_IDS[kind])


class Shop(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    name: str
    myshopify_domain: str
    email: str
    currency: str
    iana_timezone: str
    created_at: datetime
    shop_owner: str = ""
    country_code: str = "US"
    plan_name: str = "basic"
    plan_display_name: str = "Basic"
    taxes_included: bool = False


class Location(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    name: str
    address: Address
    created_at: datetime
    updated_at: datetime
    active: bool = True


class Customer(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    email: str
    first_name: str
    last_name: str
    created_at: datetime
    updated_at: datetime
    phone: str | None = None
    state: str = "disabled"
    note: str | None = None
    tags: tuple[str, ...] = ()
    default_address: Address | None = None


class Product(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    title: str
    handle: str
    vendor: str
    created_at: datetime
    updated_at: datetime
    product_type: str = ""
    status: str = "active"
    tags: tuple[str, ...] = ()


class Variant(msgspec.Struct, frozen=True, kw_only=True):
    """`price` is in the shop's currency. Stock is counted on `inventory_item_id`."""

    id: int
    product_id: int
    inventory_item_id: int
    sku: str
    title: str
    price: Decimal
    created_at: datetime
    updated_at: datetime
    taxable: bool = True
    requires_shipping: bool = True
    grams: int = 0
    inventory_policy: str = "deny"


class InventoryLevel(msgspec.Struct, frozen=True, kw_only=True):
    """`id` is "<inventory item>?location=<location>"; quantities may go below zero.

    on_hand = available + committed: a sale commits, a fulfilment takes the goods out.
    """

    id: str
    inventory_item_id: int
    location_id: int
    available: int
    committed: int
    updated_at: datetime

    @property
    def on_hand(self) -> int:
        return self.available + self.committed


class ExchangeRate(msgspec.Struct, frozen=True, kw_only=True):
    """`rate` units of the shop's currency for one unit of currency `id`."""

    id: str
    rate: Decimal


class Records:
    """The tables of one store, and the ways to find an order."""

    def __init__(self, store: Store) -> None:
        self.shops = store.table("shopify.shop", Shop)
        self.locations = store.table("shopify.location", Location)
        self.customers = store.table("shopify.customer", Customer)
        self.products = store.table("shopify.product", Product)
        self.variants = store.table("shopify.variant", Variant)
        self.inventory_levels = store.table("shopify.inventory_level", InventoryLevel)
        self.exchange_rates = store.table("shopify.exchange_rate", ExchangeRate)
        self.orders = store.table("shopify.order", Order)
        self.draft_orders = store.table("shopify.draft_order", DraftOrder)
        self.store_credit = store.table("shopify.store_credit", StoreCreditAccount)
        # What is only planned, and the jobs that do it, are no business documents.
        self.edit_sessions = store.table("plans.shopify.order_edit", EditSession)
        self.jobs = store.table("plans.shopify.job", Job)

        self.webhook_subscriptions = store.table(
            "shopify.webhook_subscription", WebhookSubscription
        )
        self.balance_transactions = store.table("shopify.balance_transaction", BalanceTransaction)
        self.payouts = store.table("shopify.payout", Payout)
        self.disputes = store.table("shopify.dispute", Dispute)
        self.bulk_operations = store.table("shopify.bulk_operation", BulkOperation)
        self.bulk_outputs = store.table("shopify.bulk_output", BulkOutput)

        # What REST says of an order, with the documents it was made of (see wire_orders.py).
        self.written: dict[int, tuple[tuple[object, ...], msgspec.Raw]] = {}

        self.orders_by_id = self.orders.index(lambda order: (order.id,))
        self.orders_by_name = self.orders.index(lambda order: (order.name,))
        self.orders_by_created = self.orders.index(lambda order: (order.created_at,))
        self.orders_by_processed = self.orders.index(lambda order: (order.processed_at,))
        self.orders_by_updated = self.orders.index(lambda order: (order.updated_at,))
        self.orders_by_email = self.orders.index(
            lambda order: (order.email.lower(),) if order.email else ()
        )
        self.orders_by_customer = self.orders.index(
            lambda order: () if order.customer_id is None else (order.customer_id,)
        )
        self.orders_by_child = self.orders.index(_child_keys)
        self.drafts_by_updated = self.draft_orders.index(lambda draft: (draft.updated_at,))
        self.credit_by_customer = self.store_credit.index(lambda each: (each.customer_id,))
        self.jobs_waiting = self.jobs.index(lambda job: () if job.done else (job.created_at,))
        self.variants_by_sku = self.variants.index(lambda variant: (variant.sku,))
        self.variants_by_product = self.variants.index(lambda variant: (variant.product_id,))
        self.balance_by_payout = self.balance_transactions.index(
            lambda each: (each.payout_id or 0,)
        )
        self.balance_by_transaction = self.balance_transactions.index(
            lambda each: (each.source_order_transaction_id or 0,)
        )
        self.disputes_by_order = self.disputes.index(lambda each: (each.order_id,))
        self.levels_by_item = self.inventory_levels.index(lambda each: (each.inventory_item_id,))
        self.variants_by_item = self.variants.index(lambda each: (each.inventory_item_id,))
        self.customers_by_email = self.customers.index(lambda each: (each.email.lower(),))

    @property
    def shop(self) -> Shop:
        return next(iter(self.shops))

    def order_with(self, kind: str, child_id: int) -> Order | None:
        """The order that holds a child, by the child's GraphQL type name (`LineItem`)."""
        return self.orders_by_child.first((kind, child_id))


def _child_keys(order: Order) -> Iterator[tuple[str, int]]:
    yield from _sold_keys(order)
    yield from _sent_keys(order)
    yield from _returned_keys(order)


def _sold_keys(order: Order) -> Iterator[tuple[str, int]]:
    for line in order.line_items:
        yield "LineItem", line.id
    for shipping in order.shipping_lines:
        yield "ShippingLine", shipping.id
    for transaction in order.transactions:
        yield "OrderTransaction", transaction.id


def _sent_keys(order: Order) -> Iterator[tuple[str, int]]:
    for work in order.fulfillment_orders:
        yield "FulfillmentOrder", work.id
        for piece in work.line_items:
            yield "FulfillmentOrderLineItem", piece.id
    for fulfillment in order.fulfillments:
        yield "Fulfillment", fulfillment.id
        for shipped in fulfillment.line_items:
            yield "FulfillmentLineItem", shipped.id


def _returned_keys(order: Order) -> Iterator[tuple[str, int]]:
    for refund in order.refunds:
        yield "Refund", refund.id
        for returned in refund.refund_line_items:
            yield "RefundLineItem", returned.id
    for back in order.returns:
        yield "Return", back.id
        for part in back.line_items:
            yield "ReturnLineItem", part.id
        for other in back.exchange_line_items:
            yield "ExchangeLineItem", other.id
        for reverse in back.reverse_fulfillment_orders:
            yield "ReverseFulfillmentOrder", reverse.id
            for taken in reverse.line_items:
                yield "ReverseFulfillmentOrderLineItem", taken.id
