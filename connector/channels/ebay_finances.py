"""Refunds as the Finances API tells them: what left the purse, and the gross beside it.

A refund by hand, without a request of the buyer, may stand under the order net, or nowhere at all;
here it stands in any case. `amount` is net of the fees that come back, or the gross: both are
read. `totalFeeBasisAmount` is the gross. No match is 204 without a body. Nothing is booked from
here: it tells people what an external transaction comes to.

Source: Finances API v1.17.2, getTransactions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from connector.channels.channel import UntoldRefund
from connector.channels.ebay_api import EbayApi, instant
from connector.channels.ebay_reading import money
from connector.money import Money

__all__ = ["PurseRefund", "purse_refunds", "with_gross"]

Json = Mapping[str, Any]

_PATH = "/sell/finances/v1/transaction"


@dataclass(frozen=True, kw_only=True, slots=True)
class PurseRefund:
    transaction_id: str
    date: datetime
    net: Money
    gross: Money


async def purse_refunds(api: EbayApi, order_id: str, currency: str) -> list[PurseRefund]:
    """Of one order, oldest first; a repeated `orderId` filter has no pages. Raises Refused,
    Unreachable, Throttled."""
    params = {"filter": f"orderId:{{{order_id}}}"}
    body = await api.read("getTransactions", _PATH, params)
    found = [
        _refund(each, currency)
        for each in body.get("transactions") or []
        if each.get("transactionType") == "REFUND" and each.get("bookingEntry") == "DEBIT"
    ]
    return sorted(found, key=lambda each: (each.date, each.transaction_id))


def with_gross(
    untold: Sequence[UntoldRefund], told: Sequence[Money], purse: Sequence[PurseRefund]
) -> list[UntoldRefund]:
    """`told`: gross amounts of the refunds that can be retrieved. What the purse has beside them
    and beside `untold` is external too."""
    left = list(purse)
    for gross in told:
        same = next((each for each in left if each.gross == gross), None)
        if same is not None:
            left.remove(same)
    found = []
    for refund in untold:
        same = next((each for each in left if each.net == refund.net), None)
        if same is None or refund.pending:
            found.append(refund)
            continue
        left.remove(same)
        found.append(replace(refund, gross=same.gross))
    return found + [
        UntoldRefund(
            refund_id=each.transaction_id,
            created_at=each.date,
            net=each.net,
            pending=False,
            gross=each.gross,
        )
        for each in left
    ]


def _refund(transaction: Json, currency: str) -> PurseRefund:
    amount = money(transaction.get("amount"), currency)
    fees = money(transaction.get("totalFeeAmount"), currency)
    basis = transaction.get("totalFeeBasisAmount")
    gross = money(basis, currency) if basis is not None else amount + fees
    return PurseRefund(
        transaction_id=str(transaction["transactionId"]),
        date=instant(str(transaction["transactionDate"])),
        net=gross - fees,
        gross=gross,
    )
