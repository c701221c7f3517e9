"""The row of the check list about Amazon's settlements: prerequisites, a test report, its figures.

Source: Help Center "Activating NetSuite Connector Settlement Sync".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from connector.checklist import Checklist, CheckRow, State
from connector.flows.settlements import SettlementAccount
from connector.flows.settlements.items import missing_items
from connector.settlement_sync.readiness import tested
from connector.settlement_sync.standing import Standing, called, standing_of
from connector.settlement_sync.tie_out import tie_out_settlement
from connector.settlements import Row
from connector.settlements.postings import Part, PostingStatus
from connector.trouble import Trouble

__all__ = ["with_settlements"]

NAME = "Amazon settlement"


async def with_settlements(checklist: Checklist, account: SettlementAccount) -> Checklist:
    """The list with this row really checked. Trouble while reading is a missing row."""
    if not any(row.name == NAME for row in checklist.rows):
        return checklist  # nothing could be reached
    try:
        checked = await _checked(account)
    except Trouble as trouble:
        checked = _missing(
            f"{trouble.source}: {trouble.sentence}", "Correct the credentials or the connection."
        )
    rows = tuple(checked if row.name == NAME else row for row in checklist.rows)
    return replace(checklist, rows=rows)


async def _checked(account: SettlementAccount) -> CheckRow:
    customer = account.options.customer_internal_id
    if not customer or not await account.ledger.customer_exists(customer):
        said = f"there is no customer {customer}" if customer else "it is not set"
        return _missing(
            f"settlement.customer_internal_id: {said}.",
            "Make a customer in NetSuite for settlements only, and set its internal ID.",
        )
    items = await missing_items(account, _rows(account))
    if items:
        return _missing(
            f"Items are missing in NetSuite: {', '.join(items)}.",
            f"connector settlement create-items {account.name}",
        )
    found = tested(account)
    if found is None:
        return _untested(account)
    return await _compared(account, found)


def _untested(account: SettlementAccount) -> CheckRow:
    held = account.journal.settlements(account.name)
    if not held:
        return _missing(
            "No settlement report was tested yet.",
            "Retrieve a report whose orders were synced, and Post it (settlement sync test).",
        )
    newest = standing_of(account.journal, held[0], automatic_sync=False)
    return _missing(
        f"Settlement {held[0].number} is {newest.word}.",
        "Fix what its postings complain about and post again, or cancel them.",
    )


async def _compared(account: SettlementAccount, found: Standing) -> CheckRow:
    seen = await tie_out_settlement(account, found.settlement)
    gone = [each for each in seen.missing if each.posting.status is not PostingStatus.CANCELED]
    number = found.settlement.number
    for each in [*gone, *seen.different]:
        return _missing(
            f"Settlement {number}, {called(each.posting)}: {each.sentence}",
            "Correct the document in NetSuite, or delete the settlement and import it again.",
        )
    orders, refunds = (
        sum(1 for each in seen.postings if each.posting.part is part and each.books is not None)
        for part in (Part.ORDER, Part.REFUND)
    )
    evidence = (
        f"Settlement {number} is Complete; {orders} order posting(s) and {refunds} refund "
        "posting(s) equal in NetSuite."
    )
    return CheckRow(NAME, State.PASSED, " ".join([evidence, *found.warnings]))


def _rows(account: SettlementAccount) -> Iterable[Row]:
    for held in account.journal.settlements(account.name):
        for posting in account.journal.postings(held.id):
            if posting.active:
                yield from account.journal.rows_of(posting)


def _missing(evidence: str, remedy: str) -> CheckRow:
    return CheckRow(NAME, State.MISSING, evidence, remedy)
