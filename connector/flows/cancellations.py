"""What an order's cancellation in the storefront does to the order in the books (F27).

unpaid, not billed         the order is closed; no refund document
paid and refunded          nothing here: the refund sync writes the refund, in full or in part
paid, never refunded       nothing is written; the row is flagged for review
"""

from __future__ import annotations

from connector.flows.account import Account
from connector.flows.orders import books_order_of
from connector.lifecycle import cancel
from connector.model import Order
from connector.rows import Row

__all__ = ["after_cancellation"]


async def after_cancellation(account: Account, order: Order, row: Row) -> Row:
    """`row` is the order's row, posted earlier. Raises Trouble."""
    journal, now = account.journal, account.clock.now()
    if not row.target_id:
        return cancel(
            journal, row, now, by=account.channel.name, note="cancelled in the storefront"
        )
    if order.received:
        if order.refunded:
            return row
        return _flagged(account, row, "was cancelled but never refunded")
    held = await books_order_of(account, order.order_id, order.name)
    if held is None or held.closed:
        note = "cancelled in the storefront"
    elif await account.books.find_billed_document(held) is not None:
        return _flagged(account, row, "was cancelled unpaid, but is billed in NetSuite")
    else:
        await account.books.cancel_order(held.id)
        note = f"cancelled in the storefront; {held.kind} {held.number} was closed in NetSuite"
    return cancel(journal, row, now, by=account.channel.name, note=note)


def _flagged(account: Account, row: Row, what: str) -> Row:
    sentence = f"Order {row.order_name} {what}: please review it. No document was written."
    if sentence in row.warnings:
        return row
    return account.journal.change_row(
        row.id, account.clock.now(), warnings=[*row.warnings, sentence]
    )
