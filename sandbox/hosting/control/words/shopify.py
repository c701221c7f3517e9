"""Shopify: orders by name with the views of their money, payouts, disputes, stock."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sandbox.hosting.control.words.vocabulary import Amount, Vocabulary
from sandbox.shopify.draft_records import DraftOrder
from sandbox.shopify.order import Order
from sandbox.shopify.payout_records import BalanceTransaction, Dispute, Payout
from sandbox.shopify.records import Customer, InventoryLevel, Product, Variant
from sandbox.shopify.store_credit_records import StoreCreditAccount
from sandbox.world import World

__all__ = ["vocabulary"]


class _Shopify(Vocabulary):
    silent = frozenset({"shopify.bulk_output"})
    leading = frozenset({"shopify.order"})

    def __init__(self, world: World) -> None:
        self.records = world.shopify.records

    def title(self, document: Any) -> str:
        match document:
            case Order():
                return f"order {document.name}"
            case DraftOrder():
                return f"draft order {document.name}"
            case Customer():
                return f"customer {document.email or document.id}"
            case Product():
                return f"product {document.title}"
            case Variant():
                return f"variant {document.sku or document.id}"
            case InventoryLevel():
                variant = self.records.variants_by_item.first(document.inventory_item_id)
                return f"stock of {variant.sku if variant else document.inventory_item_id}"
            case BalanceTransaction():
                return f"balance transaction {document.id} ({document.type})"
            case StoreCreditAccount():
                return f"store credit of customer {document.customer_id}"
            case _:
                return super().title(document)

    def figures(self, document: Any) -> dict[str, Amount]:
        match document:
            case Order():
                views = {
                    "total": document.current_total_price,
                    "received": document.total_received,
                    "refunded": document.total_refunded,
                    "outstanding": document.total_outstanding,
                    "tax": document.current_total_tax,
                }
                currency = document.presentment_currency
                return {name: (view.presentment, currency) for name, view in views.items()}
            case InventoryLevel():
                return {
                    "available": (Decimal(document.available), ""),
                    "committed": (Decimal(document.committed), ""),
                }
            case BalanceTransaction():
                return {
                    "amount": (document.amount, document.currency),
                    "fee": (document.fee, document.currency),
                }
            case Payout():
                return {"net": (document.net, document.currency)}
            case Dispute():
                return {"amount": (document.amount, document.currency)}
            case StoreCreditAccount():
                owed = sum((each.amount for each in document.entries), Decimal(0))
                return {"credit": (owed, document.currency)}
            case _:
                return {}


def vocabulary(world: World) -> Vocabulary:
    return _Shopify(world)
