"""The judge: does the channel's money equal the books' money, document by document?

It reads the world's state, never the wire, and knows no connector. It shares no function with
the fakes or with any engine: every figure is added up here, from the rawest members of the
documents, so that a mistake in a fake's own totals is a finding like any other.

    facts        what the judge wants to know of either side, in plain values
    channel*     read the storefronts' state into facts
    settled      asks whether every amount of a settlement is in a document, once
    books        what an accounting system is to the judge
    books_*      read one into facts, and ledger_* ask whether postings say what documents say
    judge        pairs both sides (ruling K1), with compare, and names every difference
    report       the differences
"""

from sandbox.audit.facts import LineFact, OrderFact, RefundFact, SalesDocument
from sandbox.audit.judge import audit
from sandbox.audit.report import (
    AuditReport,
    Check,
    DocumentPair,
    Finding,
    SettledPart,
    SettlementFact,
)

__all__ = [
    "AuditReport",
    "Check",
    "DocumentPair",
    "Finding",
    "LineFact",
    "OrderFact",
    "RefundFact",
    "SalesDocument",
    "SettledPart",
    "SettlementFact",
    "audit",
]
