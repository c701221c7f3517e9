"""Before a settlement is posted: how its orders are billed, kind by kind (F41).

Posting goes by what is really there, order by order; this says once, for all of them, whether that
is what was expected. One question to the books for hundreds of orders.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from connector.flows.settlements.account import SettlementAccount
from connector.flows.settlements.records import AMAZON_SENDS, expected_kind
from connector.model import BilledKind

__all__ = ["preflight"]

NAMED = 3
"""Orders that a sentence names."""


async def preflight(account: SettlementAccount, orders: Mapping[str, str]) -> str:
    """`orders`: order id -> fulfillment as the report has it (MFN, AFN). Empty for none. Raises
    Trouble."""
    if not orders:
        return ""
    billed = await account.ledger.billed_kinds(list(orders))
    said = []
    for fulfillment in sorted(set(orders.values())):
        names = [order_id for order_id, by in orders.items() if by == fulfillment]
        said.append(_kind(account, fulfillment, names, billed))
    return " ".join(said)


def _kind(
    account: SettlementAccount,
    fulfillment: str,
    names: list[str],
    billed: Mapping[str, frozenset[BilledKind]],
) -> str:
    called = {AMAZON_SENDS: "FBA", "": "other"}.get(fulfillment, fulfillment)
    counts = Counter(kind for name in names for kind in billed.get(name, ()))
    pieces = [_count(counts[kind], f"billed as {kind}") for kind in BilledKind if counts[kind]]
    without = [name for name in names if not billed.get(name)]
    if without:
        pieces.append(f"{len(without)} in no bill ({_named(without)})")
    sentence = f"{_count(len(names), f'{called} order')}: {', '.join(pieces)}."
    expected = expected_kind(account, fulfillment)
    other = [name for name in names if expected and billed.get(name, {expected}) != {expected}]
    if other:
        sentence += (
            f" {called} orders are expected as {expected}s; {_named(other)} "
            f"{'is' if len(other) == 1 else 'are'} not, and posted to all the same."
        )
    return sentence


def _count(number: int, what: str) -> str:
    plural = "s" if number != 1 and what.endswith("order") else ""
    return f"{number} {what}{plural}"


def _named(names: Iterable[str]) -> str:
    every = list(names)
    more = len(every) - NAMED
    return ", ".join(every[:NAMED]) + (f" and {more} more" if more > 0 else "")
