"""The judge: does the channel's money equal the books' money, document by document?

It reads the world's state, never the wire, and knows no connector. It shares no function with
the fakes or with any engine: every figure is added up here, from the rawest members of the
documents, so that a mistake in a fake's own totals is a finding like any other.

    facts     what the judge wants to know of either side, in plain values
    channel   reads a storefront's state into facts        books    reads an accounting system's
    ledger    do a document's postings say what the document says?
    judge     pairs both sides (ruling K1) and names every difference
"""

from sandbox.audit.judge import AuditReport, Check, DocumentPair, Finding, audit

__all__ = ["AuditReport", "Check", "DocumentPair", "Finding", "audit"]
