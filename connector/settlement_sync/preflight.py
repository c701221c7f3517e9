"""What is seen of a settlement before the first of its postings is tried, kept with it."""

from __future__ import annotations

from connector.flows.settlements import SettlementAccount
from connector.flows.settlements.preflight import preflight
from connector.settlements.postings import Part, PostingStatus, Settlement
from connector.trouble import Trouble

__all__ = ["look_before_posting"]


async def look_before_posting(account: SettlementAccount, settlement: Settlement) -> None:
    """Once a settlement. Books that do not answer now say the same to the first posting."""
    journal = account.journal
    if settlement.note or journal.progress(settlement.id).posted:
        return
    orders: dict[str, set[str]] = {}
    for posting in journal.postings(settlement.id):
        if posting.part is Part.ORDER and posting.status is not PostingStatus.CANCELED:
            for row in journal.rows_of(posting):
                orders.setdefault(row.order_id, set()).add(row.fulfillment)
    kinds = {order_id: " and ".join(sorted(by - {""})) for order_id, by in orders.items()}
    try:
        said = await preflight(account, kinds)
    except Trouble:
        return
    journal.change_settlement(settlement.id, note=said)
