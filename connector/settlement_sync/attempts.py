"""One posting tried: its rows out of the journal, into the books, and what came of it noted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

from connector.flows.outcome import Kind, Outcome, outcome_of
from connector.flows.settlements import SettlementAccount
from connector.flows.settlements.posting import post_posting
from connector.rows import ANSWER_LOST
from connector.settlement_sync.lifecycle import apply
from connector.settlements import Row
from connector.settlements.postings import Part, PostingStatus, Settlement, SettlementPosting
from connector.trouble import Trouble

__all__ = ["Locks", "attempt"]

Locks = Callable[[str, str], asyncio.Lock]
"""The lock of an order of an account: nothing else of the engine writes for it meanwhile."""


async def attempt(
    account: SettlementAccount,
    settlement: Settlement,
    posting: SettlementPosting,
    locks: Locks,
    *,
    automatic: bool,
) -> tuple[SettlementPosting, Outcome]:
    """`automatic`: by the schedule. A posting that was brought to its end meanwhile stays so."""
    journal = account.journal

    def on_lost() -> None:
        if journal.posting(posting.id).status is not PostingStatus.POSTED:
            journal.change_posting(
                posting.id,
                account.clock.now(),
                status=PostingStatus.IN_PROGRESS,
                note=ANSWER_LOST,
                problem=None,
            )

    about = posting.order_id or f"settlement {settlement.number}"
    async with locks(account.name, about):
        begun = journal.posting(posting.id)
        if begun.status in {PostingStatus.POSTED, PostingStatus.CANCELED}:
            return begun, Outcome(kind=Kind.SKIPPED, note=f"{begun.name} is {begun.status}")
        try:
            outcome = await post_posting(
                account,
                settlement,
                begun,
                journal.rows_of(begun),
                on_lost,
                sold=_sold(account, begun),
            )
        except Trouble as trouble:
            outcome = outcome_of(trouble)
        now = journal.posting(posting.id)
        if now.status is PostingStatus.POSTED and outcome.kind in {Kind.UNKNOWN, Kind.PUT_OFF}:
            return now, outcome  # another worker that took over knows what we do not
        moment: datetime = account.clock.now()
        return apply(journal, now, outcome, moment, automatic=automatic), outcome


def _sold(account: SettlementAccount, posting: SettlementPosting) -> list[Row]:
    """How the order of a refund was sold, in whichever settlement that was."""
    if posting.part is not Part.REFUND or not posting.order_id:
        return []
    journal = account.journal
    return [
        row
        for each in journal.postings_of_order(account.name, posting.order_id)
        if each.part is Part.ORDER
        for row in journal.rows_of(each)
    ]
