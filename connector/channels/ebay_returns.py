"""Returns that were refunded: how many units of which line came back for how much.

An order tells amounts of its refunds and no units; Post-Order tells both, but not which refund came
of which return. So a return explains a refund of its line where the amounts are the same. A search
shows the returns that are closed, the return itself whether the parcel has arrived.

Post-Order is not served in eBay's sandbox, and an application may be kept from it; then a refund is
an amount.

Source: Post-Order API v2, return search and getReturn.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from connector.channels.ebay_api import EbayApi
from connector.channels.ebay_reading import money
from connector.money import Money
from connector.trouble import Refused

__all__ = ["ReturnedUnits", "returned_units"]

Json = Mapping[str, Any]

_PATH = "/post-order/v2/return"
_PAGE = 200
_ARRIVED = "ITEM_DELIVERED"


@dataclass(frozen=True, kw_only=True, slots=True)
class ReturnedUnits:
    """`arrived`: the goods are with the seller again. `closed_at` as eBay writes it, in UTC."""

    item_id: str
    transaction_id: str
    quantity: int
    amount: Money
    arrived: bool
    closed_at: str


async def returned_units(api: EbayApi, order_id: str, currency: str) -> list[ReturnedUnits]:
    """Of one order, by when they were closed, which is the sequence of their refunds. Raises
    Refused(login=True), Unreachable, Throttled."""
    params = {"order_id": order_id, "return_state": "CLOSED", "limit": str(_PAGE)}
    try:
        body = await api.read("return search", f"{_PATH}/search", params)
        found = [each for each in body.get("members") or [] if _refunded(each)]
        returned = [await _units(api, each, currency) for each in found]
    except Refused as refused:
        if refused.login:
            raise
        return []
    return sorted(returned, key=lambda each: each.closed_at)


def _refunded(summary: Json) -> bool:
    return bool((summary.get("sellerTotalRefund") or {}).get("actualRefundAmount"))


async def _units(api: EbayApi, summary: Json, currency: str) -> ReturnedUnits:
    item: Json = (summary.get("creationInfo") or {}).get("item") or {}
    body = await api.read("getReturn", f"{_PATH}/{summary['returnId']}")
    detail: Json = body.get("detail") or {}
    history = detail.get("responseHistory") or []
    closed = (detail.get("closeInfo") or {}).get("returnCloseDate") or {}
    return ReturnedUnits(
        item_id=str(item.get("itemId") or ""),
        transaction_id=str(item.get("transactionId") or ""),
        quantity=int(item.get("returnQuantity") or 0),
        amount=money(summary["sellerTotalRefund"]["actualRefundAmount"], currency),
        arrived=any(each.get("toState") == _ARRIVED for each in history),
        closed_at=str(closed.get("value") or ""),
    )
