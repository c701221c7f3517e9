"""One posting of a settlement into the books, once.

Fee lines go on the billed record of their order: the books would take a line a second time, so
every line bears the key of its write, and a second attempt looks for it. Documents bear the key as
external id, which the books keep unique.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from connector.flows.lines import books_sku
from connector.flows.outcome import Outcome
from connector.flows.settlements.account import SettlementAccount
from connector.flows.settlements.added_lines import add_to_billed
from connector.flows.settlements.keys import key_of
from connector.flows.settlements.lines import sum_of
from connector.flows.settlements.refunds import post_refund
from connector.flows.settlements.summaries import (
    Plan,
    fees_of_all,
    non_order,
    post_summary,
    refunds_of_all,
)
from connector.flows.settlements.summary_plan import day_of
from connector.money import Money
from connector.settlements import Row
from connector.settlements.postings import Part, Settlement, SettlementPosting

__all__ = ["post_posting"]


def _nobody() -> None:
    """Nobody waits to hear that an answer was lost."""


async def post_posting(
    account: SettlementAccount,
    settlement: Settlement,
    posting: SettlementPosting,
    rows: Sequence[Row],
    on_lost: Callable[[], None] = _nobody,
    *,
    sold: Sequence[Row] = (),
) -> Outcome:
    """Write what `rows` (all of the posting's, in the order of the file) become.

    `on_lost` is told when the answer to the write was lost, before the books are watched. `sold`:
    the rows of the orders as they were sold, where the journal has them; they say which order item
    code is which SKU. Raises the Trouble of reading.
    """
    key = key_of(account.name, settlement.number, posting)
    rows = [_in_books(account, row) for row in rows]
    codes = {
        row.order_item_code: books_sku(row.sku, account.settings.skus)
        for row in sold
        if row.order_item_code and row.sku
    }
    if posting.part is Part.ORDER and posting.order_id:
        return await add_to_billed(account, key, posting.order_id, rows, on_lost)
    currency = posting.amount.currency
    if posting.part is Part.REFUND and posting.order_id:
        if sum_of(rows, currency) > Money.zero(currency):
            return await add_to_billed(account, key, posting.order_id, rows, on_lost, refund=True)
        return await post_refund(
            account, key, posting.order_id, posting.adjustment_id, rows, codes, on_lost
        )
    what, plan = _summary(account, posting, rows, codes)
    if posting.month is not None:
        what = f"{what} of {posting.month:%Y-%m}"
    day = day_of(account.local_day(settlement.end), posting.month)
    return await post_summary(account, key, settlement.number, what, day, plan, on_lost)


def _summary(
    account: SettlementAccount,
    posting: SettlementPosting,
    rows: Sequence[Row],
    codes: dict[str, str],
) -> tuple[str, Plan]:
    """What it is called, and how it is planned."""
    currency = posting.amount.currency
    match posting.part:
        case Part.ORDER:
            return "order fees", fees_of_all(account, rows, currency)
        case Part.REFUND:
            return "refunds", refunds_of_all(account, rows, currency, codes)
        case Part.NON_ORDER:
            return "what belongs to no order", non_order(rows, currency)


def _in_books(account: SettlementAccount, row: Row) -> Row:
    """The row with the SKU that the books use."""
    sku = books_sku(row.sku, account.settings.skus)
    return row if sku == row.sku else replace(row, sku=sku)
