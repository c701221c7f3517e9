"""What evidence shows of QuickBooks: its documents, what they posted, and where the money is.

Read from the company's rows; those of one document on one side of one account are one line here.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sandbox.world import World

__all__ = ["quickbooks_pages"]

_KINDS = {
    "SalesReceipt": "sales receipt",
    "Invoice": "invoice",
    "RefundReceipt": "refund receipt",
    "CreditMemo": "credit memo",
    "Payment": "payment",
    "Deposit": "deposit",
    "Purchase": "check or expense",
    "JournalEntry": "journal entry",
    "Transfer": "transfer",
}
_FUNDS = "Undeposited Funds"


def quickbooks_pages(world: World) -> dict[str, list[dict[str, str]]]:
    """`documents`, `postings` and `funds` (the statement of Undeposited Funds), in the order they
    were made; empty where nothing was written."""
    records = world.quickbooks_online.records
    found = [
        (int(document.id), entity, document)
        for entity in _KINDS
        for document in records.table(entity)
    ]
    if not found:
        return {}
    documents: list[dict[str, str]] = []
    postings: list[dict[str, str]] = []
    funds: list[dict[str, str]] = []
    balance = Decimal("0.00")
    for _number, entity, document in sorted(found, key=lambda each: each[0]):
        title = _title(entity, document)
        documents.append(_document(title, entity, document))
        sides: dict[tuple[str, bool], Decimal] = {}
        for row in records.postings_by_txn.find((entity, document.id)):
            side = (records.accounts[row.account].name or row.account, bool(row.debit))
            sides[side] = sides.get(side, Decimal(0)) + row.debit + row.credit
        for (account, is_debit), amount in sides.items():
            posting = _posting(title, account, amount, is_debit)
            postings.append(posting)
            if account == _FUNDS:
                balance += amount if is_debit else -amount
                funds.append({**posting, "balance": f"{balance:,.2f}"})
    return {"documents": documents, "postings": postings, "funds": funds}


def _title(entity: str, document: Any) -> str:
    if entity == "Payment" and not document.total_amt:
        return f"payment {document.id} (links only)"
    return f"{_KINDS[entity]} {document.doc_number or document.id}"


def _document(title: str, entity: str, document: Any) -> dict[str, str]:
    left = getattr(document, "remaining_credit", None)
    if entity == "Invoice":
        left = document.balance
    links = {f"{link.txn_type} {link.txn_id}" for line in document.line for link in line.linked_txn}
    return {
        "title": title,
        "day": document.txn_date.isoformat() if document.txn_date is not None else "",
        "total": f"{getattr(document, 'total_amt', None) or Decimal(0):,.2f}",
        "open": f"{left:,.2f}" if entity in ("Invoice", "CreditMemo") and left is not None else "",
        "memo": document.private_note or "",
        "links": ", ".join(sorted(links)),
    }


def _posting(title: str, account: str, amount: Decimal, is_debit: bool) -> dict[str, str]:
    return {
        "title": title,
        "account": account,
        "debit": f"{amount:,.2f}" if is_debit else "",
        "credit": "" if is_debit else f"{amount:,.2f}",
    }
