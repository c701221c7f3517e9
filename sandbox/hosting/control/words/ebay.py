"""eBay: orders with what is left of them, refunds in the seller's figures, movements, payouts."""

from __future__ import annotations

from typing import Any

from sandbox.ebay.records import (
    Cancellation,
    Listing,
    Order,
    Payout,
    Refund,
    Return,
    Transaction,
)
from sandbox.hosting.control.words.vocabulary import Amount, Posted, Vocabulary
from sandbox.world import World

__all__ = ["vocabulary"]


class _Ebay(Vocabulary):
    """A transaction is a row of the seller's account, so it is told as money that moved."""

    silent = frozenset({"ebay.event", "ebay.transaction", "ebay.setting"})
    leading = frozenset({"ebay.order", "ebay.refund"})

    def __init__(self, world: World) -> None:
        self.records = world.ebay.records

    def title(self, document: Any) -> str:
        match document:
            case Listing():
                return f"listing {document.sku}"
            case Refund():
                return f"refund {document.id} of order {document.order} ({document.status})"
            case Return():
                return f"return {document.id} of order {document.order} ({document.state})"
            case Cancellation():
                return f"cancellation {document.id} of order {document.order} ({document.status})"
            case Payout():
                return f"payout {document.id} ({document.status})"
            case _:
                return super().title(document)

    def figures(self, document: Any) -> dict[str, Amount]:
        match document:
            case Order():
                currency = document.currency
                return {
                    "total": (document.total, currency),
                    "collected tax": (document.collected_tax, currency),
                    "fee": (document.fee, currency),
                }
            case Refund():
                currency = self.records.orders[document.order].currency
                return {
                    "gross": (document.gross, currency),
                    "net of fees": (document.net, currency),
                    "collected tax": (document.collected_tax, currency),
                }
            case Return():
                return {"estimated": (document.estimated, self._currency(document.order))}
            case Cancellation():
                return {"refund": (document.amount, self._currency(document.order))}
            case Payout():
                return {"amount": (document.amount, document.currency)}
            case Listing():
                return {"price": (document.price, "")}
            case _:
                return {}

    def posted(self, row: Any) -> Posted | None:
        if not isinstance(row, Transaction):
            return None
        return "eBay funds", row.signed, row.currency

    def _currency(self, order: str) -> str:
        return self.records.orders[order].currency


def vocabulary(world: World) -> Vocabulary:
    return _Ebay(world)
