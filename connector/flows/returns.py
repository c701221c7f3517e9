"""Goods that are refunded and not put back on the shelf: a return and its receipt, each once.

The refund is made from the return afterwards. What was begun by a return goes on by it, whatever
the settings say since: its goods would come back twice.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from connector.books.books import GoodsReturn
from connector.channels.channel import Written
from connector.flows.account import Account
from connector.flows.keyed import look_for
from connector.flows.outcome import Kind, Outcome
from connector.flows.write_once import Prepared, WriteOnce
from connector.journal import UNRESOLVED, IntentState

__all__ = ["needs_return", "take_back", "told"]


def needs_return(account: Account, key: str, goods: GoodsReturn) -> bool:
    """`key`: that of the refund document."""
    if not goods.stocked:
        return False
    begun = account.journal.intent(_return_key(key))
    if begun is not None and begun.state in {*UNRESOLVED, IntentState.DONE}:
        return True
    return not all(line.restock for line in goods.stocked)


async def take_back(
    account: Account, key: str, goods: GoodsReturn, on_lost: Callable[[], None]
) -> str | Outcome:
    """The internal id of the return; an outcome when it is not there yet. Raises Trouble."""
    books = account.books
    authorized = await _once(
        account,
        _return_key(key),
        f"authorize the return of order {goods.order_name}",
        lambda own: books.authorize_return(goods, own),
        on_lost,
    )
    if authorized.kind is not Kind.DONE:
        return authorized
    received = await _once(
        account,
        f"{key}_receipt",
        f"receive the return of order {goods.order_name}",
        lambda own: books.receive_return(authorized.target_id, goods, own),
        on_lost,
    )
    return authorized.target_id if received.kind is Kind.DONE else received


def told(account: Account, key: str, outcome: Outcome) -> Outcome:
    """A refusal after the return was written says that it is there, and what becomes of it."""
    begun = account.journal.intent(_return_key(key))
    if (
        outcome.kind is not Kind.REFUSED
        or outcome.problem is None
        or begun is None
        or begun.state is not IntentState.DONE
    ):
        return outcome
    problem = outcome.problem
    what = f"return authorization {begun.target_number or begun.target_id}"
    return replace(
        outcome,
        problem=replace(
            problem,
            remedy=f"{problem.remedy} The goods were put on {what} in {account.books.name} before: "
            "posting again goes on with it; after a cancel, close it there or refund it by hand.",
            figures={**problem.figures, "return": begun.target_id},
        ),
    )


def _return_key(key: str) -> str:
    return f"{key}_return"


async def _once(
    account: Account,
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
        look=look_for(account.books, key),
        prepare=prepare,
        on_lost=on_lost,
    ).run()
