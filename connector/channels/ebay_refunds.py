"""Refunds as an order shows them: under its lines gross, under its payments net.

    lineItems[].refunds       what the buyer got of the seller, by line: the amount to be booked
    paymentSummary.refunds    the same less the fees that eBay returns, with a status

So amounts come from the lines and states from the payments, paired by `refundId`. A refund that
stands under no line has no gross amount: it is still being processed, or it was made without a
request of the buyer (an external transaction), and such a one has no id either.

eBay tells amounts, not units. Units are known of a line that one refund gives back whole, with its
share of the shipping, and of a return whose amount is what its units cost; anything else is an
amount. Goods are back when a return says so, or when the order was cancelled before they left.

Sources: Fulfillment API v1.20.7 (types OrderRefund, LineItemRefund), amounts as recorded; Help
Center "NetSuite Connector Test Refund Prerequisites" (external transactions).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from connector.channels.channel import UntoldRefund
from connector.channels.ebay_api import instant
from connector.channels.ebay_reading import is_cancelled, money
from connector.channels.ebay_returns import ReturnedUnits
from connector.model import MoneyState, Refund, RefundLine, Restock
from connector.money import Money, cumulative_share, total

__all__ = ["given_back", "read_refunds", "standing", "units_back", "untold"]

Json = Mapping[str, Any]

_STATES = {
    "PENDING": MoneyState.PENDING,
    "FAILED": MoneyState.FAILED,
}


@dataclass
class _Shares:
    """One refund's parts by line, in the order of the lines."""

    parts: list[tuple[Json, Money]] = field(default_factory=list)
    dates: list[datetime] = field(default_factory=list)


@dataclass
class _SoFar:
    """What earlier refunds gave back of each line, and the returns that explain no refund yet."""

    left: list[ReturnedUnits]
    amounts: dict[str, Money] = field(default_factory=dict)
    units: dict[str, int] = field(default_factory=dict)

    def note(self, item: Json, amount: Money, units: int) -> None:
        key = str(item["lineItemId"])
        self.amounts[key] = self.amounts.get(key, Money.zero(amount.currency)) + amount
        self.units[key] = self.units.get(key, 0) + units

    def take(self, item: Json, amount: Money) -> ReturnedUnits | None:
        """The return of this line that was refunded with this amount."""
        names = {str(item["lineItemId"]), ""}
        for each in self.left:
            if (
                each.amount == amount
                and each.item_id == str(item.get("legacyItemId") or "")
                and each.transaction_id in names
            ):
                self.left.remove(each)
                return each
        return None


def read_refunds(order: Json, returned: Sequence[ReturnedUnits] = ()) -> list[Refund]:
    """Those whose amount is told, oldest first; failed ones are left out."""
    currency = _currency(order)
    states = _states(order)
    changed = instant(str(order["lastModifiedDate"]))
    named = sorted(
        _by_id(order, currency).items(),
        key=lambda each: (min(each[1].dates, default=changed), each[0]),
    )
    so_far = _SoFar(list(returned))
    found = []
    for refund_id, share in named:
        state = states.get(refund_id, MoneyState.DONE)
        if state is not MoneyState.FAILED:
            found.append(_refund(order, refund_id, share, so_far, state))
    return found


def untold(order: Json) -> list[UntoldRefund]:
    """Refunds without an amount that could be booked."""
    currency = _currency(order)
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
    currency = _currency(order)
    known = total((each.total for each in read_refunds(order)), currency)
    return known + total((each.net for each in untold(order)), currency)


def units_back(order: Json) -> dict[str, int]:
    """Units of lines that were given back whole."""
    found: dict[str, int] = {}
    for refund in read_refunds(order):
        for line in refund.lines:
            found[line.line_id] = found.get(line.line_id, 0) + line.quantity
    return found


def standing(order: Json, since: datetime | None = None) -> dict[str, MoneyState]:
    """How each refund stands that eBay gave an id. `since`: only those of that second and later,
    and those without a date."""
    shares = _by_id(order, _currency(order))
    dates = {key: min(share.dates) for key, share in shares.items() if share.dates}
    for each in _order_level(order):
        if each.get("refundId") and each.get("refundDate"):
            dates[str(each["refundId"])] = instant(str(each["refundDate"]))
    found = dict.fromkeys(shares, MoneyState.DONE) | _states(order)
    if since is None:
        return found
    second = since.replace(microsecond=0)
    return {key: state for key, state in found.items() if dates.get(key, second) >= second}


def _currency(order: Json) -> str:
    return str(order["pricingSummary"]["total"]["currency"])


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
            share = found.setdefault(str(each["refundId"]), _Shares())
            share.parts.append((item, money(each.get("amount"), currency)))
            if each.get("refundDate"):
                share.dates.append(instant(str(each["refundDate"])))
    return found


def _refund(
    order: Json, refund_id: str, share: _Shares, so_far: _SoFar, state: MoneyState
) -> Refund:
    currency = _currency(order)
    lines: list[RefundLine] = []
    shipping = Money.zero(currency)
    for item, amount in share.parts:
        line, own_shipping = _units(order, item, refund_id, amount, so_far)
        if line is not None:
            lines.append(line)
            shipping += own_shipping
        so_far.note(item, amount, 0 if line is None else line.quantity)
    return Refund(
        refund_id=refund_id,
        order_id=str(order["orderId"]),
        created_at=min(share.dates, default=instant(str(order["lastModifiedDate"]))),
        currency=currency,
        total=total((amount for _, amount in share.parts), currency),
        lines=tuple(lines),
        shipping_net=shipping,
        shipping_tax=Money.zero(currency),
        state=state,
    )


def _units(
    order: Json, item: Json, refund_id: str, amount: Money, so_far: _SoFar
) -> tuple[RefundLine | None, Money]:
    """The units that `amount` is the price of, and what was charged for sending them; None where
    nothing tells them."""
    currency = amount.currency
    zero = Money.zero(currency)
    key, units = str(item["lineItemId"]), int(item["quantity"])
    price = money(item.get("discountedLineItemCost") or item["lineItemCost"], currency)
    tax = total((money(each.get("amount"), currency) for each in item.get("taxes") or []), currency)
    shipping = _shipping(item, currency)
    before = so_far.units.get(key, 0)
    came_back = so_far.take(item, amount)

    def line(quantity: int, net: Money, its_tax: Money) -> RefundLine:
        return RefundLine(
            refund_line_id=f"{refund_id}-{key}",
            line_id=key,
            sku=str(item.get("sku") or ""),
            quantity=quantity,
            net=net,
            tax=its_tax,
            restock=_restock(order, item, came_back),
        )

    if not so_far.amounts.get(key) and amount == price + tax + shipping:
        return line(units, price, tax), shipping
    if came_back is None or not 0 < came_back.quantity <= units - before:
        return None, zero
    net = cumulative_share(price, before, came_back.quantity, units)
    its_tax = cumulative_share(tax, before, came_back.quantity, units)
    if net + its_tax != amount:
        return None, zero
    return line(came_back.quantity, net, its_tax), zero


def _shipping(item: Json, currency: str) -> Money:
    delivery: Json = item.get("deliveryCost") or {}
    off = abs(money(delivery.get("discountAmount"), currency).amount)
    return money(delivery.get("shippingCost"), currency) - Money.of(off, currency)


def _restock(order: Json, item: Json, came_back: ReturnedUnits | None) -> Restock:
    if came_back is not None and came_back.arrived:
        return Restock.RETURN
    if is_cancelled(order) and item.get("lineItemFulfillmentStatus") == "NOT_STARTED":
        return Restock.CANCEL
    return Restock.NO_RESTOCK
