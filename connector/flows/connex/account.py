"""A store whose books are QuickBooks: what the flows of Connex work with."""

from __future__ import annotations

from dataclasses import dataclass

from connector.books.sales_books import SalesBooks
from connector.flows.account import Store
from connector.model import key_for_order
from connector.settings_connex import ConnexSettings

__all__ = ["PRODUCT", "SalesAccount", "word_of"]

PRODUCT = "Connex"
"""The source of a problem that the connector found itself."""


def word_of(order_name: str) -> str:
    """The order number as people write it in QuickBooks: 123 for #123."""
    return order_name.lstrip("#")


@dataclass(frozen=True, kw_only=True, slots=True)
class SalesAccount(Store):
    """`currencies`: what the company keeps."""

    books: SalesBooks
    currencies: tuple[str, ...]

    @property
    def rules(self) -> ConnexSettings:
        return self.settings.connex

    def field(self, name: str) -> str:
        """A setting by the name a person finds it under."""
        return f"accounts.{self.name}.connex.{name}"

    def sale_key(self, order_id: str) -> str:
        return self.order_key(order_id)

    def refund_document_key(self, refund_id: str) -> str:
        return self.refund_key(self.channel.name, refund_id)

    def cancellation_key(self, order_id: str) -> str:
        """Of the void or the credit memo that a cancelled, unpaid order leads to."""
        key = key_for_order(self.settings.channel, self.name, order_id)
        return key.replace("nsc_order_", "nsc_cancel_", 1)
