"""Orders as they were before settlements were posted to them.

Fees on a billed record are not the order's: an order is compared with its documents without the
lines that settlements added, and is not rewritten once there are some.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from connector.books.settlement_books import BilledRecord, SettlementBooks
from connector.flows.account import Account
from connector.flows.settlements.keys import PREFIX
from connector.lifecycle import ActionRefused
from connector.model import BilledDocument, BooksLine, BooksOrder
from connector.money import total
from connector.rows import Row
from connector.settlements.postings import PostingStatus

__all__ = ["check_unsettled", "without_settlement"]


async def without_settlement(
    account: Account, held: BooksOrder
) -> tuple[BooksOrder, list[BilledDocument]]:
    """The order (a cash sale is its own bill) and its bills. Raises Trouble."""
    if not isinstance(account.books, SettlementBooks):
        return held, list(await account.books.billed_documents(held))
    billed = []
    for record in await account.books.billed_records(held):
        added = _added(record)
        document = record.document
        lines = _kept(document.lines, added)
        lower = total((line.amount for line in added), document.currency)
        billed.append(replace(document, lines=lines, total=document.total - lower))
        if document.id == held.id:
            held = replace(held, lines=_kept(held.lines, added), total=held.total - lower)
    return held, billed


def _added(record: BilledRecord) -> list[BooksLine]:
    marked = {
        line for line, keys in record.marks.items() if any(key.startswith(PREFIX) for key in keys)
    }
    return [line for line in record.document.lines if line.line in marked]


def _kept(lines: Sequence[BooksLine], added: Sequence[BooksLine]) -> tuple[BooksLine, ...]:
    gone = {line.line for line in added}
    return tuple(line for line in lines if line.line not in gone)


def check_unsettled(account: Account, row: Row) -> None:
    """Raises ActionRefused where updating the document would take settlement lines off it."""
    for posting in account.journal.postings_of_order(account.name, row.order_id):
        if posting.status is PostingStatus.POSTED and posting.target_id == row.target_id:
            number = account.journal.settlement_at(posting.settlement).number
            raise ActionRefused(
                f"Row {row.id}: {row.target_number or row.target_id} carries fees of settlement "
                f"{number}; an update would take them off. Correct the document in NetSuite itself."
            )
