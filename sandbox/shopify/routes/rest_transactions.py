"""Transactions of an order over REST."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.kernel.routing import Request, Response
from sandbox.shopify.errors import NotFound
from sandbox.shopify.routes.rest_requests import body_of, order_of, path_id, rest, trimmed
from sandbox.shopify.rules import payments
from sandbox.shopify.rules.money import to_bag
from sandbox.shopify.rules.order_inputs import TransactionInput
from sandbox.shopify.wire import answer
from sandbox.shopify.wire_lines import transaction_document

if TYPE_CHECKING:
    from sandbox.shopify.app import Shopify

__all__ = ["count_transactions", "create_transaction", "get_transaction", "list_transactions"]


@rest
def list_transactions(shopify: Shopify, request: Request) -> Response:
    order = order_of(shopify, request)
    documents = [
        trimmed(transaction_document(shopify, order, each), request) for each in order.transactions
    ]
    return answer({"transactions": documents})


@rest
def count_transactions(shopify: Shopify, request: Request) -> Response:
    return answer({"count": len(order_of(shopify, request).transactions)})


@rest
def get_transaction(shopify: Shopify, request: Request) -> Response:
    order = order_of(shopify, request)
    transaction = order.transaction(path_id(request, "transaction_id"))
    if transaction is None:
        raise NotFound
    document = transaction_document(shopify, order, transaction)
    return answer({"transaction": trimmed(document, request)})


@rest
def create_transaction(shopify: Shopify, request: Request) -> Response:
    """capture, void, sale. Refunds are created as refunds."""
    order = order_of(shopify, request)
    body = body_of(request, "transaction")
    amount = body.amount("amount")
    asked = TransactionInput(
        kind=body.text("kind") or "",
        gateway=body.text("gateway") or "manual",
        amount=None if amount is None else to_bag(shopify, amount, order.presentment_currency),
        parent_id=body.whole("parent_id"),
        authorization=body.text("authorization"),
        test=body.flag("test") or False,
        processed_at=body.time("processed_at", shopify.records.shop.iana_timezone),
    )
    order, transaction = payments.add_transaction(shopify, order.id, asked)
    return answer({"transaction": transaction_document(shopify, order, transaction)}, 201)
