"""What a platform must be able to say of its documents; by default: type and id."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

__all__ = ["Amount", "Posted", "Vocabulary"]

Amount = tuple[Decimal, str]
"""A figure and its currency; units of stock have none."""
Posted = tuple[str, Decimal, str]
"""Account by name, debits less credits, currency."""


class Vocabulary:
    silent: frozenset[str] = frozenset()
    """Tables that are no documents: ledger rows, notes, numbers."""
    leading: frozenset[str] = frozenset()
    """Tables that a person asks about first."""

    def title(self, document: Any) -> str:
        """As a person says it: "invoice INV1"."""
        return f"{_spaced(type(document).__name__)} {document.id}"

    def figures(self, document: Any) -> dict[str, Amount]:
        """Money and stock of a document, by the words of its screen."""
        del document
        return {}

    def posted(self, row: Any) -> Posted | None:
        """What a row of the ledger posts; None for any other document."""
        del row
        return None


def _spaced(name: str) -> str:
    """`PaymentMethod` as "payment method"."""
    return "".join(f" {each.lower()}" if each.isupper() else each for each in name).strip()
