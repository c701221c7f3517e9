"""The shapes that resolvers share: children of an order, amounts, pages.

A resolver is `(source, arguments, context) -> value`. Sources are documents, or a `Child`: a part
of an order together with the order that it needs to know its own figures.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from sandbox.shopify.bulk_records import BulkOperation
from sandbox.shopify.draft_records import DraftOrder
from sandbox.shopify.edit_parts import EditSession
from sandbox.shopify.graphql.context import Arguments, Context
from sandbox.shopify.graphql.cursors import Page
from sandbox.shopify.graphql.gids import gid
from sandbox.shopify.payout_records import BalanceTransaction, Dispute, Payout
from sandbox.shopify.records import Customer, Location, MoneyBag, Order, Product, Shop, Variant
from sandbox.shopify.store_credit_records import StoreCreditAccount
from sandbox.shopify.webhook_records import WebhookSubscription

__all__ = [
    "Bag",
    "Child",
    "Money",
    "Resolver",
    "attribute",
    "connection_field",
    "constant",
    "own_gid",
    "type_name_of",
]

Resolver = Callable[[Any, Arguments, Context], Any]


class Child:
    """`record` of GraphQL type `kind`, inside `order`."""

    __slots__ = ("kind", "order", "record")

    def __init__(self, kind: str, order: Order, record: Any) -> None:
        self.kind = kind
        self.order = order
        self.record = record


class Money:
    """MoneyV2: an amount and its currency."""

    __slots__ = ("amount", "currency")

    def __init__(self, amount: Decimal, currency: str) -> None:
        self.amount = amount
        self.currency = currency


class Bag:
    """MoneyBag: an amount in the shop's currency and in the customer's."""

    __slots__ = ("bag", "order")

    def __init__(self, bag: MoneyBag, order: Order) -> None:
        self.bag = bag
        self.order = order

    @property
    def shop(self) -> Money:
        return Money(self.bag.shop, self.order.currency)

    @property
    def presentment(self) -> Money:
        return Money(self.bag.presentment, self.order.presentment_currency)


_KINDS: dict[type, str] = {
    Customer: "Customer",
    Location: "Location",
    Money: "MoneyV2",
    Order: "Order",
    Product: "Product",
    Shop: "Shop",
    Variant: "ProductVariant",
    Decimal: "PricingPercentageValue",
    DraftOrder: "DraftOrder",
    EditSession: "OrderEditSession",
    StoreCreditAccount: "StoreCreditAccount",
    BalanceTransaction: "ShopifyPaymentsBalanceTransaction",
    BulkOperation: "BulkOperation",
    Dispute: "ShopifyPaymentsDispute",
    Payout: "ShopifyPaymentsPayout",
    WebhookSubscription: "WebhookSubscription",
}


def type_name_of(value: Any) -> str:
    """The object type of a value whose field promises an interface or a union."""
    known = _KINDS.get(type(value))
    if known is not None:
        return known
    kind: str = value.kind  # a Child, or a value that says itself what it is
    return kind


def attribute(name: str) -> Resolver:
    return lambda source, arguments, context: getattr(source, name)


def constant(value: Any) -> Resolver:
    return lambda source, arguments, context: value


def own_gid(kind: str) -> Resolver:
    return lambda source, arguments, context: gid(kind, source.id)


def connection_field(type_name: str, field: str) -> Resolver:
    """Fields of every ...Connection and ...Edge. Raises KeyError for anything else."""
    if type_name.endswith("Connection"):
        return _CONNECTION[field]
    if type_name.endswith("Edge"):
        return _EDGE[field]
    raise KeyError(f"{type_name}.{field} has no resolver")


def _edges(page: Page, arguments: Arguments, context: Context) -> list[tuple[str, Any]]:
    return [(page.cursor(item), item) for item in page.items]


_CONNECTION: dict[str, Resolver] = {
    "edges": _edges,
    "nodes": lambda page, arguments, context: page.items,
    "pageInfo": lambda page, arguments, context: page,
}
_EDGE: dict[str, Resolver] = {
    "cursor": lambda edge, arguments, context: edge[0],
    "node": lambda edge, arguments, context: edge[1],
}
