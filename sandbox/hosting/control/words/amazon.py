"""Amazon: orders by id, what moved money by its name, settlements; the seller's balance."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sandbox.amazon.marketplaces import BY_ID
from sandbox.amazon.records import Event, Feed, Listing, Order, OrderItem, Period, Report
from sandbox.hosting.control.words.vocabulary import Amount, Posted, Vocabulary
from sandbox.world import World

__all__ = ["vocabulary"]


class _Amazon(Vocabulary):
    # A report or a feed says what there is in its file.
    silent = frozenset({"amazon.file", "amazon.notification", "amazon.setting"})
    leading = frozenset({"amazon.order"})

    def title(self, document: Any) -> str:
        match document:
            case Order():
                return f"order {document.id}"
            case Event():
                return _event(document)
            case Period():
                name = BY_ID[document.marketplace].name
                return (
                    f"settlement {document.settlement_id} of {name}"
                    if document.settlement_id
                    else f"open period of {name}"
                )
            case Report():
                return f"report {document.id} ({document.type})"
            case Feed():
                return f"feed {document.id} ({document.type})"
            case Listing():
                return f"listing {document.id}"
            case _:
                return super().title(document)

    def figures(self, document: Any) -> dict[str, Amount]:
        match document:
            case Order():
                currency = BY_ID[document.marketplace].currency
                return {
                    "total": (sum(map(_paid, document.items), Decimal(0)), currency),
                    "shipped": (Decimal(sum(item.shipped for item in document.items)), ""),
                    "unshipped": (Decimal(sum(item.left for item in document.items)), ""),
                }
            case Event():
                return {"amount": (document.total, document.currency)}
            case Period(end=None):
                return {}
            case Period():
                return {"pays": (document.total, document.currency)}
            case Listing():
                return {"price": (document.price, "")}
            case _:
                return {}

    def posted(self, row: Any) -> Posted | None:
        """The seller's balance in a marketplace: what moved money, less what was paid out."""
        match row:
            case Event() if row.period:
                return _balance(row.marketplace), row.total, row.currency
            case Period() if row.end is not None:
                return _balance(row.marketplace), -row.total, row.currency
        return None


def _balance(marketplace: str) -> str:
    return f"balance of {BY_ID[marketplace].name}"


def _event(event: Event) -> str:
    """As the settlement calls it."""
    if event.order_id:
        kind = "shipment" if event.type == "Order" else event.type
        return f"{kind} of order {event.order_id}"
    line = event.lines[0]
    return line.amount_type if line.description == "TransactionTotalAmount" else line.description


def _paid(item: OrderItem) -> Decimal:
    """By the buyer; an item is cancelled as a whole."""
    if item.cancelled == item.quantity:
        return Decimal(0)
    return (
        item.price + item.shipping + item.gift_wrap
        + item.tax + item.shipping_tax + item.gift_wrap_tax
        - item.discount - item.shipping_discount
    )  # fmt: skip


def vocabulary(world: World) -> Vocabulary:
    return _Amazon()
