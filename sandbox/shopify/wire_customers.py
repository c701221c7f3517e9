"""Customers on their own, as REST writes them (Admin API, "Customer"): what an order shows of
one, and what it has bought."""

from __future__ import annotations

from decimal import Decimal

from sandbox.shopify.account import Account
from sandbox.shopify.records import Customer
from sandbox.shopify.wire import Json, address, customer, text

__all__ = ["customer_document"]


def customer_document(account: Account, known: Customer) -> Json:
    shop = account.records.shop
    orders = account.records.orders_by_customer.find(known.id)
    last = max(orders, key=lambda each: (each.created_at, each.id), default=None)
    spent = sum((each.net_payment.shop for each in orders), Decimal(0))
    home = address(known.default_address)
    document = customer(known, shop.iana_timezone, shop.currency) or {}
    return {
        **document,
        "orders_count": len(orders),
        "total_spent": text(spent, shop.currency),
        "last_order_id": None if last is None else last.id,
        "last_order_name": None if last is None else last.name,
        "addresses": [] if home is None else [home],
    }
