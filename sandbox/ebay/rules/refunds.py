"""Money back to a buyer: asked for, PENDING, and a while later REFUNDED or FAILED.

Amounts are the seller's. eBay gives the tax that it collected back on top, in proportion, and the
seller's fees in proportion to both. There is no key against a second refund: only the one that is
still PENDING stands in the way of the next (34922). Source: Fulfillment v1.20.7 `issueRefund`; the
figures are those of recorded orders.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from decimal import Decimal

import msgspec

from sandbox.ebay.domain import Domain
from sandbox.ebay.errors import DeskError, FulfillmentError
from sandbox.ebay.records import FAILED, PENDING, REFUNDED, LineItem, Order, Refund, Share
from sandbox.ebay.rules import cases, fees, ledger, orders
from sandbox.ebay.rules.money import ZERO, part, quantum, rounded
from sandbox.ebay.rules.requests import Amount, RefundItem, RefundRequest

__all__ = [
    "API",
    "CANCELLATION",
    "HUB",
    "RETURN",
    "SETTLE",
    "create",
    "issue",
    "of_order",
    "payment_status",
    "remaining",
    "settle",
    "spread",
]

API, RETURN, CANCELLATION, HUB = "API", "RETURN", "CANCELLATION", "HUB"
SETTLE = "refund_settle"
Shares = Mapping[str, Decimal]  # the seller's gross, by line item id


def of_order(account: Domain, order: Order) -> list[Refund]:
    """Oldest first, whatever came of them."""
    found = account.records.refunds_by_order.find(order.id)
    return sorted(found, key=lambda refund: (refund.requested, refund.id))


def remaining(account: Domain, order: Order) -> dict[str, Decimal]:
    """What each line can still give back: a refund that is PENDING is taken off already."""
    left = {line.id: line.total for line in order.lines}
    for refund in of_order(account, order):
        if refund.status != FAILED:
            for share in refund.shares:
                left[share.line] -= share.gross
    return left


def spread(account: Domain, order: Order, amount: Decimal) -> dict[str, Decimal]:
    """One amount for the order, over its lines by what is left of each."""
    left = remaining(account, order)
    whole, unit = sum(left.values(), ZERO), quantum(order.currency)
    done, shares = ZERO, {}
    for line, rest in left.items():
        share = part(amount, done, rest, whole, unit)
        done += rest
        if share:
            shares[line] = share
    return shares


def payment_status(account: Domain, order: Order) -> str:
    """What stands under the order as `orderPaymentStatus`."""
    if order.payment_failed:
        return "FAILED"
    if order.paid is None:
        return "PENDING"
    hidden = account.settings.external_refunds == "nowhere"
    given = [
        refund.gross
        for refund in of_order(account, order)
        if refund.status == REFUNDED and not (hidden and refund.source == HUB)
    ]
    if not given:
        return "PAID"
    return "FULLY_REFUNDED" if sum(given, ZERO) >= order.total else "PARTIALLY_REFUNDED"


def issue(account: Domain, order_id: str, request: RefundRequest) -> Refund:
    """`issue_refund`. Raises FulfillmentError 34901 and above; then nothing was done."""
    if not order_id.strip():
        raise FulfillmentError(34901)
    order = account.records.orders.get(order_id)
    if order is None:
        raise FulfillmentError(34913)
    _may(account, order)
    if request.total is not None:
        amount = _checked(order, request.total)
        if amount > sum(remaining(account, order).values(), ZERO):
            raise FulfillmentError(34915)
        shares: Shares = spread(account, order, amount)
    else:
        shares = _itemised(account, order, request.items)
    funded(account)
    return create(
        account,
        order,
        shares,
        source=API,
        reason=request.reason,
        comment=request.comment,
        order_level=request.total is not None,
    )


def funded(account: Domain) -> None:
    """Raises FulfillmentError 34925 to 34930: the seller's money does not come."""
    if account.settings.refund_funding:
        raise FulfillmentError(account.settings.refund_funding)


def create(
    account: Domain,
    order: Order,
    shares: Shares,
    *,
    source: str,
    reason: str,
    comment: str = "",
    order_level: bool = False,
    case: str = "",
) -> Refund:
    """A refund that is PENDING and settles by the world's clock. The caller has checked it."""
    unit, before = quantum(order.currency), of_order(account, order)
    parts: list[Share] = []
    for key, gross in shares.items():
        line = order.line(key)
        if line is None:
            raise DeskError(f"Order {order.id} has no line {key}.")
        earlier = list(_given(before, key))
        done = sum((share.gross for share in earlier), ZERO)
        tax = part(line.collected_tax, done, gross, line.total, unit)
        back = fees.credit(line, (each.gross + each.tax for each in earlier), gross + tax, unit)
        if source == CANCELLATION and account.settings.cancellation_returns_fixed_fee:
            back += fees.fixed(line)
        parts.append(Share(line=key, gross=gross, tax=tax, fees=back))
    now = account.clock.now()
    refund = account.records.refunds.put(
        Refund(
            id=str(account.ids.next("ebay.refund", 5_136_618_796)),
            order=order.id,
            requested=now,
            status=PENDING,
            source=source,
            reason=reason,
            comment=comment,
            shares=tuple(parts),
            order_level=order_level,
            case=case,
        )
    )
    due = now + timedelta(seconds=account.settings.refund_seconds)
    account.universe.queue.put("ebay", SETTLE, refund.id, due=due)
    if not _unseen(account, refund):
        orders.changed(account, order)
    return refund


def settle(account: Domain, refund_id: str) -> None:
    """The end of a refund that is PENDING; the switch says which."""
    refund = account.records.refunds[refund_id]
    if refund.status != PENDING:
        return
    order = account.records.orders[refund.order]
    now, outcome = account.clock.now(), account.settings.refund_outcome
    refund = msgspec.structs.replace(
        refund, status=outcome, completed=now if outcome == REFUNDED else None
    )
    account.records.refunds.put(refund)
    if outcome == REFUNDED and order.managed:
        ledger.refunded(account, order, refund)
    if not _unseen(account, refund):
        order = orders.changed(account, order)
    cases.refund_ended(account, order, refund)


def _unseen(account: Domain, refund: Refund) -> bool:
    return refund.source == HUB and account.settings.external_refunds == "nowhere"


def _may(account: Domain, order: Order) -> None:
    """Whether a seller can refund this order at all."""
    settings = account.settings
    if not order.managed:
        raise FulfillmentError(34918)
    if not settings.seller_may_refund or order.seller != account.seller_id:
        raise FulfillmentError(34919)
    if order.paid is None:
        raise FulfillmentError(34929)
    if not order.refundable:
        raise FulfillmentError(34923)
    if any(refund.status == PENDING for refund in of_order(account, order)):
        raise FulfillmentError(34922)
    if not sum(remaining(account, order).values(), ZERO):
        raise FulfillmentError(34917)
    if cases.open_for(account, order):
        raise FulfillmentError(34916)
    if account.clock.now() > order.paid + timedelta(days=settings.refund_days):
        raise FulfillmentError(34920)


def _itemised(account: Domain, order: Order, items: Iterable[RefundItem]) -> Shares:
    left = remaining(account, order)
    shares: dict[str, Decimal] = {}
    for item in items:
        line = _named(order, item)
        shares[line.id] = shares.get(line.id, ZERO) + _checked(order, item.amount)
        if shares[line.id] > left[line.id]:
            raise FulfillmentError(34924)
    return shares


def _named(order: Order, item: RefundItem) -> LineItem:
    for line in order.lines:
        if item.line == line.id or (
            not item.line and (item.item, item.transaction) == (line.item, line.transaction)
        ):
            return line
    raise FulfillmentError(34914)


def _checked(order: Order, amount: Amount) -> Decimal:
    """Raises FulfillmentError 34907 and 34909."""
    if amount.currency != order.currency:
        raise FulfillmentError(34909)
    value = amount.value
    if value <= 0 or value != rounded(value, quantum(order.currency)):
        raise FulfillmentError(34907)
    return value


def _given(refunds: Iterable[Refund], line: str) -> Iterable[Share]:
    """What earlier refunds took of a line."""
    for refund in refunds:
        if refund.status != FAILED:
            yield from (share for share in refund.shares if share.line == line)
