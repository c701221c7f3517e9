"""What the judge says: pairs of documents, and every difference."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from sandbox.audit.facts import NOTHING, RefundFact, SalesDocument

__all__ = [
    "AuditReport",
    "Check",
    "DocumentPair",
    "Finding",
    "SettledPart",
    "SettlementFact",
]


class Check(StrEnum):
    """What was compared when a finding came up."""

    DOCUMENTS = "documents"  # a document is missing, doubled or of the wrong kind
    TOTAL = "total"
    TAX = "tax"
    SHIPPING = "shipping"
    LINES = "lines"
    CURRENCY = "currency"
    MONEY = "money"  # what came in, went out or is still owed, whatever the documents say
    STOCK = "stock"
    LEDGER = "ledger"


@dataclass(frozen=True)
class Finding:
    """One difference. Amounts where amounts were compared."""

    order: str
    check: Check
    sentence: str
    channel: Decimal | None = None
    books: Decimal | None = None

    def __str__(self) -> str:
        return f"{self.order}: {self.sentence}"


@dataclass(frozen=True)
class DocumentPair:
    """One row of the tie-out: a document here, its counterpart there; None: there is none."""

    order: str
    what: str
    currency: str
    channel_number: str
    channel: Decimal | None
    books_number: str
    books: Decimal | None

    @property
    def difference(self) -> Decimal:
        """Channel less books; a missing side counts as zero."""
        return (self.channel or NOTHING) - (self.books or NOTHING)


@dataclass(frozen=True)
class SettledPart:
    """`what`: orders, refunds or no order. `channel` is what the settlement pays (the seller's
    purse), `found` what of it is in documents, `surplus` what documents have beyond its rows."""

    what: str
    channel: Decimal
    found: Decimal
    surplus: Decimal = NOTHING

    @property
    def books(self) -> Decimal:
        return self.found + self.surplus

    @property
    def missing(self) -> Decimal:
        return self.channel - self.found


@dataclass(frozen=True)
class SettlementFact:
    """From the documents to the deposit of one settlement that somebody has posted. `carried`:
    reserves and balances, which are in no document."""

    settlement: str
    currency: str
    start: date
    end: date
    parts: tuple[SettledPart, ...]
    carried: Decimal
    deposit: Decimal

    @property
    def books(self) -> Decimal:
        return sum((each.books for each in self.parts), NOTHING)

    @property
    def missing(self) -> Decimal:
        return sum((each.missing for each in self.parts), NOTHING)

    @property
    def surplus(self) -> Decimal:
        return sum((each.surplus for each in self.parts), NOTHING)


@dataclass
class AuditReport:
    """`ties` is the verdict. `money_ties`: whatever else differs, no total does. `books`: the
    accounting systems that hold a document of the channel, by name. `settlements`: those that are
    posted, or had to be, the oldest first."""

    pairs: list[DocumentPair] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    settlements: list[SettlementFact] = field(default_factory=list)
    books: tuple[str, ...] = ()

    @property
    def ties(self) -> bool:
        return not self.findings

    @property
    def money_ties(self) -> bool:
        return not any(
            finding.check
            in (Check.TOTAL, Check.DOCUMENTS, Check.CURRENCY, Check.MONEY, Check.LEDGER)
            for finding in self.findings
        )

    def note(
        self,
        order: str,
        check: Check,
        sentence: str,
        channel: Decimal | None = None,
        books: Decimal | None = None,
    ) -> None:
        self.findings.append(Finding(order, check, sentence, channel, books))

    def pair(
        self,
        order: str,
        what: str,
        channel: SalesDocument | RefundFact | None,
        books: SalesDocument | RefundFact | None,
    ) -> None:
        known = channel or books
        self.pairs.append(
            DocumentPair(
                order=order,
                what=what,
                currency=known.currency if known else "",
                channel_number=channel.number if channel else "",
                channel=channel.total if channel else None,
                books_number=f"{books.kind} {books.number}".rstrip() if books else "",
                books=books.total if books else None,
            )
        )
