"""What an accounting system is to the judge, whichever it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from sandbox.audit.facts import OrderFact, RefundFact, SalesDocument

__all__ = ["Booked", "Books", "LedgerError"]

LedgerError = tuple[str, str, Decimal, Decimal]
"""Document, what of it, by the document, by the ledger."""


@dataclass(frozen=True)
class Booked:
    """What one system holds of one order of the channel.

    `sales`: every document that records its sale (there should be one), `order`: the first of them
    with what was made of it. `loose`: refunds that name the order where it has no sale. `voided`:
    sales of it that were voided, and count for nothing."""

    sales: tuple[SalesDocument, ...] = ()
    order: OrderFact | None = None
    loose: tuple[RefundFact, ...] = ()
    voided: tuple[SalesDocument, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.sales or self.loose or self.voided)


class Books(Protocol):
    """Read from the state of a world; `right` refund documents by the kind of sale."""

    @property
    def name(self) -> str: ...

    @property
    def right(self) -> Mapping[str, frozenset[str]]: ...

    @property
    def undoes(self) -> bool:
        """An order that is cancelled unpaid must be voided or credited, since its invoice asks for
        the money until then."""
        ...

    def title(self, sale: SalesDocument) -> str:
        """How a person speaks of the document."""
        ...

    def booked(self, order: OrderFact) -> Booked: ...

    def strangers(self) -> Iterator[tuple[str, str, Decimal]]:
        """Sales that name an order which nobody has asked for: the name, a sentence, the total."""
        ...

    def ledger_errors(self) -> Iterator[LedgerError]: ...
