"""QuickBooks Online: transactions by type and number, balances, stock; the ledger."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sandbox.hosting.control.words.vocabulary import Amount, Posted, Vocabulary
from sandbox.quickbooks_online.records import ENTITIES, Posting, Stock, Transaction
from sandbox.world import World

__all__ = ["vocabulary"]

_OWN = "quickbooks_online."
_FIGURES = {
    "total_amt": "total",
    "amount": "amount",
    "balance": "balance",
    "remaining_credit": "remaining credit",
    "unapplied_amt": "unapplied",
}


class _QuickBooks(Vocabulary):
    silent = frozenset(
        f"{_OWN}{name}"
        for name in ("postings", "balance", "movement", "number", "writer", "deleted")
    )

    leading = frozenset(
        f"{_OWN}{name.lower()}" for name, each in ENTITIES.items() if each.kind == "transaction"
    )

    def __init__(self, world: World) -> None:
        self.records = world.quickbooks_online.records
        home = self.records.preferences.currency_prefs
        self.home = home.home_currency.value if home and home.home_currency else ""

    def title(self, document: Any) -> str:
        if isinstance(document, Stock):
            item = self.records.items.get(document.id)
            return f"stock of {item.name if item else document.id}"
        entity = ENTITIES.get(type(document).__name__)
        if entity is None:
            return super().title(document)
        if isinstance(document, Transaction):
            return f"{entity.title.lower()} {document.doc_number or document.id}"
        name = getattr(document, "display_name", None) or getattr(document, "name", None)
        return f"{entity.name.lower()} {name or document.id}"

    def figures(self, document: Any) -> dict[str, Amount]:
        if isinstance(document, Stock):
            return {"on hand": (document.quantity, "")}
        if not isinstance(document, Transaction):
            return {}
        currency = document.currency_ref.value if document.currency_ref else self.home
        found: dict[str, Amount] = {}
        for member, word in _FIGURES.items():
            amount: Decimal | None = getattr(document, member, None)
            if amount is not None:
                found[word] = (amount, currency)
        if document.txn_tax_detail is not None and document.txn_tax_detail.total_tax is not None:
            found["tax"] = (document.txn_tax_detail.total_tax, currency)
        return found

    def posted(self, row: Any) -> Posted | None:
        if not isinstance(row, Posting):
            return None
        account = self.records.accounts.get(row.account)
        name = account.name if account is not None and account.name else f"account {row.account}"
        return name, row.debit - row.credit, self.home


def vocabulary(world: World) -> Vocabulary:
    return _QuickBooks(world)
