"""What changed on an order after its sale: edits, and goods given in exchange.

An edit that takes units off is listed by Shopify as a refund without money; the money follows when
somebody gives it back, as a refund without lines. Both are one refund: its lines say what the money
is for, net and tax, with the discount shared anew (F19, F20).

Units that an edit takes off before anybody paid for them are another matter: no money follows, and
what the buyer owes is what is left. Such an order is read as it is now.

Goods given in exchange become lines of the order. They were never part of the sale that is in the
books, and they lower what is given back for the goods that returned; counting them once more would
double the exchange (F21).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from connector.model import MoneyState, Order, OrderLine, Refund, RefundLine
from connector.money import Money, total

__all__ = ["exchanged_lines", "with_edits", "without_exchanges", "without_uncharged"]


def with_edits(refunds: Sequence[Refund], *, edited: bool) -> tuple[Refund, ...]:
    """`refunds` oldest first. Edits are left out until money follows that covers what they took
    off; then the refund that brings it has their lines."""
    if not edited:
        return tuple(refunds)
    found: list[Refund] = []
    waiting: list[Refund] = []
    for refund in refunds:
        if _takes_off(refund):
            waiting.append(refund)
            continue
        spare = refund.total - _worth(refund)
        lines = list(refund.lines)
        for edit in tuple(waiting):
            worth = _worth(edit)
            if worth <= spare:
                waiting.remove(edit)
                spare -= worth
                lines += edit.lines
        found.append(replace(refund, lines=tuple(lines)))
    return tuple(found)


def without_uncharged(order: Order, refunds: Sequence[Refund]) -> Order:
    """The order as it is owed, when what was received never reached the units that edits took
    off. A buyer who paid in part is owed or owes the difference: that order stays as it was."""
    edits = [refund for refund in refunds if _takes_off(refund)]
    worth = total([_worth(edit) for edit in edits], order.currency)
    if not worth or order.received > order.total - worth:
        return order
    lines = order.lines
    for edit in edits:
        for taken in edit.lines:
            lines = tuple(
                _less(line, taken) if line.line_id == taken.line_id else line for line in lines
            )
    tax = total([taken.tax for edit in edits for taken in edit.lines], order.currency)
    return replace(
        order,
        lines=lines,
        tax=order.tax - tax,
        total=order.total - worth,
        never_charged=frozenset(edit.refund_id for edit in edits),
    )


def _less(line: OrderLine, taken: RefundLine) -> OrderLine:
    net = line.net - taken.net
    gross = line.gross - line.unit_price * taken.quantity if line.discount else net
    return replace(
        line,
        quantity=line.quantity - taken.quantity,
        gross=gross,
        discount=gross - net,
        tax=line.tax - taken.tax,
        refunded_quantity=max(line.refunded_quantity - taken.quantity, 0),
    )


def _takes_off(refund: Refund) -> bool:
    """An edit: lines, and no money."""
    return not refund.total and refund.state is MoneyState.DONE and bool(refund.lines)


def _worth(refund: Refund) -> Money:
    lines = total([line.net + line.tax for line in refund.lines], refund.currency)
    return lines + refund.shipping_net + refund.shipping_tax


def exchanged_lines(returns: Sequence[Mapping[str, Any]]) -> set[str]:
    """Ids of the order's lines that were given in exchange."""
    return {
        line["id"].rpartition("/")[2]
        for each in returns
        for given in each["exchangeLineItems"]["nodes"]
        for line in given["lineItems"] or []
    }


def without_exchanges(order: Order, given: Collection[str]) -> Order:
    """The order as it was sold."""
    lines = [line for line in order.lines if line.line_id in given]
    if not lines:
        return order
    tax = total([line.tax for line in lines], order.currency)
    net = total([line.gross - line.discount for line in lines], order.currency)
    return replace(
        order,
        lines=tuple(line for line in order.lines if line.line_id not in given),
        tax=order.tax - tax,
        total=order.total - net - tax,
    )
