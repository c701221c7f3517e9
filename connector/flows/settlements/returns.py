"""Goods that are refunded and not put back on the shelf: a return and its receipt, each once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from connector.books.settlement_books import RefundFromBilled
from connector.channels.channel import Written
from connector.flows.outcome import Kind, Outcome
from connector.flows.settlements.account import SettlementAccount
from connector.flows.settlements.documents import look_for
from connector.flows.write_once import Prepared, WriteOnce

__all__ = ["take_back"]


async def take_back(
    account: SettlementAccount, key: str, refund: RefundFromBilled, on_lost: Callable[[], None]
) -> str | Outcome:
    """The internal id of the return; an outcome when it is not there yet. Raises Trouble."""
    ledger = account.ledger
    authorized = await _once(
        account,
        f"{key}_return",
        f"authorize the return of order {refund.order_name}",
        lambda own: ledger.authorize_return(refund, own),
        on_lost,
    )
    if authorized.kind is not Kind.DONE:
        return authorized
    received = await _once(
        account,
        f"{key}_receipt",
        f"receive the return of order {refund.order_name}",
        lambda own: ledger.receive_return(authorized.target_id, refund, own),
        on_lost,
    )
    return authorized.target_id if received.kind is Kind.DONE else received


async def _once(
    account: SettlementAccount,
    key: str,
    action: str,
    write: Callable[[str], Awaitable[Written]],
    on_lost: Callable[[], None],
) -> Outcome:
    async def prepare() -> Prepared | Outcome:
        return Prepared(write=lambda: write(key))

    return await WriteOnce(
        account=account,
        key=key,
        target=account.books.name,
        action=action,
        look=look_for(account, key),
        prepare=prepare,
        on_lost=on_lost,
    ).run()
