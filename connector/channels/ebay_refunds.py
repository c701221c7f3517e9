"""Refunds as an order shows them: under its lines gross, under its payments net.

    lineItems[].refunds       what the buyer got of the seller, by line: the amount to be booked
    paymentSummary.refunds    the same less the fees that eBay returns, with a status

So amounts come from the lines and states from the payments, paired by `refundId`. A refund that
stands under no line has no gross amount: it is still being processed, or it was made without a
request of the buyer (an external transaction), and such a one has no id either.

eBay tells amounts, not units. A line that one refund gives back whole is given back with its units
and its share of the shipping; anything less is an amount. Where goods go is told by nothing here:
they stay, unless the order was cancelled.

Sources: Fulfillment API v1.20.7 (types OrderRefund, LineItemRefund), amounts as recorded; Help
Center "NetSuite Connector Test Refund Prerequisites" (external transactions).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from connector.channels.channel import UntoldRefund
from connector.channels.ebay_api import instant
from connector.channels.ebay_reading import is_cancelled, money
from connector.model import MoneyState, Refund, RefundLine, Restock
from connector.money import Money, total

__all__ = ["given_back", "pending_ids", "read_refunds", "units_back", "untold"]

Json = Mapping[str, Any]

_STATES = {
    "PENDING": MoneyState.PENDING,
    "FAILED": MoneyState.FAILED,
}


@dataclass
class _Shares:
    """One refund's parts by line, in the order of the lines."""

    parts: list[tuple[Json, Money]]
    dates: list[datetime]


def read_refunds(order: Json) -> list[Refund]:
    """Those whose amount is told, oldest first; failed ones are left out."""
    currency = str(order["pricingSummary"]["total"]["currency"])
    shares = _by_id(order, currency)
    states = _states(order)
    changed = instant(str(order["lastModifiedDate"]))
    named = sorted(shares.items(), key=lambda each: (min(each[1].dates, default=changed), each[0]))
    before: dict[str, Money] = {}
    found = []
    for refund_id, share in named:
        state = states.get(refund_id, MoneyState.DONE)
        if state is MoneyState.FAILED:
            continue
        found.append(_refund(order, currency, refund_id, share, before, state))
        for item, amount in share.parts:
            key = str(item["lineItemId"])
            before[key] = before.get(key, Money.zero(currency)) + amount
    return found


def untold(order: Json) -> list[UntoldRefund]:
    """Refunds without an amount that could be booked."""
    currency = str(order["pricingSummary"]["total"]["currency"])
    told = _by_id(order, currency)
    found = []
    for at, each in enumerate(_order_level(order), 1):
        key = str(each.get("refundId") or "")
        status = str(each.get("refundStatus") or "")
        if (key and key in told) or status == "FAILED":
            continue
        date = each.get("refundDate")
        found.append(
            UntoldRefund(
                refund_id=key or f"external-{at}",
                created_at=instant(str(date)) if date else None,
                net=money(each.get("amount"), currency),
                pending=status == "PENDING",
            )
        )
    return found


def given_back(order: Json) -> Money:
    """Gross where it is told, net where it is not, pending refunds included."""
    currency = str(order["pricingSummary"]["total"]["currency"])
    known = total((each.total for each in read_refunds(order)), currency)
    return known + total((each.net for each in untold(order)), currency)


def units_back(order: Json) -> dict[str, int]:
    """Units of lines that were given back whole."""
    found: dict[str, int] = {}
    for refund in read_refunds(order):
        for line in refund.lines:
            found[line.line_id] = found.get(line.line_id, 0) + line.quantity
    return found


def pending_ids(order: Json) -> set[str]:
    return {key for key, state in _states(order).items() if state is MoneyState.PENDING}


def _order_level(order: Json) -> list[Json]:
    return list((order.get("paymentSummary") or {}).get("refunds") or [])


def _states(order: Json) -> dict[str, MoneyState]:
    return {
        str(each["refundId"]): _STATES.get(str(each.get("refundStatus")), MoneyState.DONE)
        for each in _order_level(order)
        if each.get("refundId")
    }


def _by_id(order: Json, currency: str) -> dict[str, _Shares]:
    found: dict[str, _Shares] = {}
    for item in order["lineItems"]:
        for each in item.get("refunds") or []:
            if not each.get("refundId"):
                continue  # by hand, without a request
            share = found.setdefault(str(each["refundId"]), _Shares([], []))
            share.parts.append((item, money(each.get("amount"), currency)))
            if each.get("refundDate"):
                share.dates.append(instant(str(each["refundDate"])))
    return found


def _refund(
    order: Json,
    currency: str,
    refund_id: str,
    share: _Shares,
    before: Mapping[str, Money],
    state: MoneyState,
) -> Refund:
    zero = Money.zero(currency)
    lines: list[RefundLine] = []
    shipping = zero
    for item, amount in share.parts:
        key = str(item["lineItemId"])
        if before.get(key, zero) or amount != money(item["total"], currency):
            continue
        line, own_shipping = _whole_line(order, item, refund_id, currency)
        if line.net + line.tax + own_shipping == amount:
            lines.append(line)
            shipping += own_shipping
    return Refund(
        refund_id=refund_id,
        order_id=str(order["orderId"]),
        created_at=min(share.dates, default=instant(str(order["lastModifiedDate"]))),
        currency=currency,
        total=total((amount for _, amount in share.parts), currency),
        lines=tuple(lines),
        shipping_net=shipping,
        shipping_tax=zero,
        state=state,
    )


def _whole_line(order: Json, item: Json, refund_id: str, currency: str) -> tuple[RefundLine, Money]:
    """All units of a line, and what was charged for sending them."""
    delivery: Json = item.get("deliveryCost") or {}
    off = abs(money(delivery.get("discountAmount"), currency).amount)
    shipping = money(delivery.get("shippingCost"), currency) - Money.of(off, currency)
    taxes = (money(each.get("amount"), currency) for each in item.get("taxes") or [])
    line = RefundLine(
        refund_line_id=f"{refund_id}-{item['lineItemId']}",
        line_id=str(item["lineItemId"]),
        sku=str(item.get("sku") or ""),
        quantity=int(item["quantity"]),
        net=money(item.get("discountedLineItemCost") or item["lineItemCost"], currency),
        tax=total(taxes, currency),
        restock=Restock.CANCEL if _never_sent(order, item) else Restock.NO_RESTOCK,
    )
    return line, shipping


def _never_sent(order: Json, item: Json) -> bool:
    return is_cancelled(order) and item.get("lineItemFulfillmentStatus") == "NOT_STARTED"
