"""Which document gives a sale's money back: the two boxes of Connex's refund settings. Pure.

Where the published texts leave room, this table is the ruling. It is data, so that it can be laid
beside the ruling and compared cell by cell.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from connector.books.sales_books import DocumentKind, SalesDocument
from connector.money import Money

__all__ = ["BOXES", "Decision", "Sale", "decide", "sale_of"]


class Sale(StrEnum):
    """What the order is in the books now."""

    RECEIPT = "sales receipt"
    UNPAID = "unpaid invoice"
    PAID = "paid invoice"


@dataclass(frozen=True, slots=True)
class Decision:
    """No document: `skip` says why. `warning` goes onto the row."""

    document: DocumentKind | None
    skip: str = ""
    warning: str = ""


CREDIT = Decision(DocumentKind.CREDIT_MEMO)
RECEIPT = Decision(DocumentKind.REFUND_RECEIPT)
LEFT_OPEN = Decision(DocumentKind.REFUND_RECEIPT, warning="the invoice stays open")
NONE_FOR_RECEIPTS = Decision(None, skip="no refund document is switched on for sales receipts")
OFF = Decision(None, skip="refund sync is off")

BOXES: dict[tuple[bool, bool], dict[Sale, Decision]] = {
    # (credit memo box, refund receipt box)
    (True, True): {Sale.RECEIPT: RECEIPT, Sale.UNPAID: CREDIT, Sale.PAID: CREDIT},
    (True, False): {Sale.RECEIPT: NONE_FOR_RECEIPTS, Sale.UNPAID: CREDIT, Sale.PAID: CREDIT},
    (False, True): {Sale.RECEIPT: RECEIPT, Sale.UNPAID: LEFT_OPEN, Sale.PAID: RECEIPT},
    (False, False): {Sale.RECEIPT: OFF, Sale.UNPAID: OFF, Sale.PAID: OFF},
}


def sale_of(document: SalesDocument) -> Sale:
    """An invoice counts as unpaid while anything of it is open."""
    if document.kind is DocumentKind.SALES_RECEIPT:
        return Sale.RECEIPT
    open_ = document.open_balance > Money.zero(document.currency)
    return Sale.UNPAID if open_ else Sale.PAID


def decide(credit_memos: bool, refund_receipts: bool, sale: Sale) -> Decision:
    return BOXES[credit_memos, refund_receipts][sale]
