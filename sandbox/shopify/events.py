"""What has happened, told from how documents changed.

At the end of every transaction the documents before and after are compared, so whatever changes
one (REST, GraphQL, the desk, a job) is heard of, and nothing has to announce itself. Payloads are
REST's documents, at the root (shopify.dev "Webhooks"): an order for orders/*, a refund for
refunds/create. One refund is refunds/create, order_transactions/create and orders/updated.

A new kind of document is watched by an entry in `WATCHED`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from sandbox.kernel.store import Write
from sandbox.shopify.account import Account
from sandbox.shopify.draft_records import DraftOrder
from sandbox.shopify.order_parts import Fulfillment
from sandbox.shopify.records import Customer, InventoryLevel, Order, Product
from sandbox.shopify.return_parts import Return
from sandbox.shopify.wire import Json
from sandbox.shopify.wire_customers import customer_document
from sandbox.shopify.wire_drafts import draft_document
from sandbox.shopify.wire_fulfilments import fulfillment_document
from sandbox.shopify.wire_lines import transaction_document
from sandbox.shopify.wire_orders import order_document
from sandbox.shopify.wire_payouts import dispute_document
from sandbox.shopify.wire_products import level_document, product_document
from sandbox.shopify.wire_refunds import refund_document
from sandbox.shopify.wire_returns import edit_document, return_document

__all__ = ["WATCHED", "Happening", "happenings"]

Payload = Callable[[], Json]
Happening = tuple[str, Payload]
Reader = Callable[[Account, Any, Any], Iterator[Happening]]


def happenings(account: Account, writes: list[Write]) -> Iterator[Happening]:
    """(topic, payload) of what these writes mean, in the order of the first writes."""
    seen: set[tuple[str, Any]] = set()
    for table, key, before in writes:
        reader = WATCHED.get(table.name)
        if reader is None or (table.name, key) in seen:
            continue
        seen.add((table.name, key))
        after = table.get(key)
        if after is not before:
            yield from reader(account, before, after)


def _order(account: Account, before: Order | None, after: Order | None) -> Iterator[Happening]:
    if after is None:
        if before is not None:
            gone = before.id
            yield "ORDERS_DELETE", lambda: {"id": gone}
        return
    order = after

    def whole() -> Json:
        return order_document(account, order)

    yield "ORDERS_CREATE" if before is None else "ORDERS_UPDATED", whole
    if order.financial_status == "paid" and (before is None or before.financial_status != "paid"):
        yield "ORDERS_PAID", whole
    if order.cancelled_at is not None and (before is None or before.cancelled_at is None):
        yield "ORDERS_CANCELLED", whole
    status = order.fulfillment_status
    if status is not None and (before is None or _sent(before) != _sent(order)):
        topic = "ORDERS_FULFILLED" if status == "fulfilled" else "ORDERS_PARTIALLY_FULFILLED"
        yield topic, whole
    yield from _children(account, before, order)


def _sent(order: Order) -> tuple[str | None, int]:
    sent = sum(order.fulfilled_quantity(line) for line in order.line_items)
    return order.fulfillment_status, sent


def _children(account: Account, before: Order | None, order: Order) -> Iterator[Happening]:
    refunds = {each.id for each in before.refunds} if before else set()
    for refund in order.refunds:
        if refund.id not in refunds:
            yield "REFUNDS_CREATE", partial(refund_document, account, order, refund)
    transactions = {each.id for each in before.transactions} if before else set()
    for each in order.transactions:
        if each.id not in transactions:
            payload = partial(transaction_document, account, order, each)
            yield "ORDER_TRANSACTIONS_CREATE", payload
    edits = {each.id for each in before.edits} if before else set()
    for edit in order.edits:
        if edit.id not in edits:
            yield "ORDERS_EDITED", partial(edit_document, account, order, edit)
    returns = {each.id: each for each in before.returns} if before else {}
    for back in order.returns:
        for topic in _return_topics(returns.get(back.id), back):
            yield topic, partial(return_document, order, back)
    known: dict[int, Fulfillment] = {}
    if before is not None:
        known = {each.id: each for each in before.fulfillments}
    for sent in order.fulfillments:
        if sent != known.get(sent.id):
            topic = "FULFILLMENTS_UPDATE" if sent.id in known else "FULFILLMENTS_CREATE"
            yield topic, partial(fulfillment_document, account, order, sent)


def _return_topics(before: Return | None, after: Return) -> Iterator[str]:
    """A return that is made open was approved in the making; processing comes before the close
    that it brings about."""
    if before is not None and _processed(before) != _processed(after):
        yield "RETURNS_PROCESS"
    if before is None or before.status != after.status:
        came_from = None if before is None else before.status
        topic = {
            "requested": "RETURNS_REQUEST",
            "open": "RETURNS_REOPEN" if came_from == "closed" else "RETURNS_APPROVE",
            "declined": "RETURNS_DECLINE",
            "canceled": "RETURNS_CANCEL",
            "closed": "RETURNS_CLOSE",
        }[after.status]
        yield topic


def _processed(back: Return) -> int:
    return sum(each.processed for each in back.line_items) + sum(
        each.processed for each in back.exchange_line_items
    )


def _draft(
    account: Account, before: DraftOrder | None, after: DraftOrder | None
) -> Iterator[Happening]:
    if after is None:
        if before is not None:
            gone = before.id
            yield "DRAFT_ORDERS_DELETE", lambda: {"id": gone}
        return
    topic = "DRAFT_ORDERS_CREATE" if before is None else "DRAFT_ORDERS_UPDATE"
    yield topic, lambda: draft_document(account, after)


def _customer(
    account: Account, before: Customer | None, after: Customer | None
) -> Iterator[Happening]:
    if after is None:
        return
    yield (
        "CUSTOMERS_CREATE" if before is None else "CUSTOMERS_UPDATE",
        lambda: customer_document(account, after),
    )


def _product(
    account: Account, before: Product | None, after: Product | None
) -> Iterator[Happening]:
    if after is not None:
        topic = "PRODUCTS_CREATE" if before is None else "PRODUCTS_UPDATE"
        yield topic, lambda: product_document(account, after)


def _level(
    account: Account, before: InventoryLevel | None, after: InventoryLevel | None
) -> Iterator[Happening]:
    if before is not None and after is not None and before.available != after.available:
        yield (
            "INVENTORY_LEVELS_UPDATE",
            lambda: level_document(account, after),
        )


def _dispute(account: Account, before: Any, after: Any) -> Iterator[Happening]:
    if after is not None:
        topic = "DISPUTES_CREATE" if before is None else "DISPUTES_UPDATE"
        yield topic, lambda: dispute_document(account, after)


WATCHED: dict[str, Reader] = {
    "shopify.order": _order,
    "shopify.customer": _customer,
    "shopify.draft_order": _draft,
    "shopify.product": _product,
    "shopify.inventory_level": _level,
    "shopify.dispute": _dispute,
}
