"""issueRefund: money back through eBay, one amount for the order.

eBay answers PENDING and says later what became of it. It knows no key, and what stands in the
comment is never shown again, so the order's refunds are read before anything is sent: one that is
still being processed, or that was made since the caller looked, stops this one. When the answer is
lost they are read once more, and a refund that was not there before is this one: eBay processes one
refund of an order at a time.

Source: Fulfillment API v1.20.7, issueRefund (reasons; comment up to 1,000 characters).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from connector.channels.channel import RefundInstruction, Written
from connector.channels.ebay_api import SOURCE, EbayApi
from connector.channels.ebay_refunds import given_back, standing
from connector.model import MoneyState, marker
from connector.trouble import AnswerLost, Refused, Trouble

__all__ = ["issue"]

Json = Mapping[str, Any]

_LONGEST = 1000


async def issue(
    api: EbayApi,
    path: str,
    instruction: RefundInstruction,
    key: str,
    read: Callable[[], Awaitable[Json | None]],
) -> Written:
    """`read` reads the order anew. Raises Refused before anything is sent, or eBay's refusal;
    AnswerLost where the order shows no refund that was not there before."""
    name = instruction.order.name
    order = await read()
    if order is None:
        raise Refused(f"eBay no longer has order {name}.", SOURCE, code="ORDER_GONE")
    before = standing(order)
    if MoneyState.PENDING in before.values():
        raise Refused(
            f"A refund of order {name} is still being processed by eBay.",
            SOURCE,
            code="34922",
            remedy="Wait until it is through, then post again.",
        )
    if given_back(order) != instruction.order.refunded:
        raise Refused(
            f"Order {name} was refunded on eBay a moment ago ({given_back(order)} in all).",
            SOURCE,
            code="REFUNDS_CHANGED",
            remedy="Look at the refunds of the order, then post again.",
        )
    try:
        answer = await api.write_for("issueRefund", path, _body(instruction, key))
    except AnswerLost as lost:
        found = await _made(before, read)
        if found is None:
            raise lost from None
        return Written(id=found, number=found, state=MoneyState.PENDING, amount=instruction.total)
    refund_id = str(answer.get("refundId") or "")
    if answer.get("refundStatus") == "FAILED":
        raise Refused(f"eBay could not carry out the refund of order {name}.", SOURCE)
    done = answer.get("refundStatus") == "REFUNDED"
    state = MoneyState.DONE if done else MoneyState.PENDING
    return Written(id=refund_id, number=refund_id, state=state, amount=instruction.total)


async def _made(
    before: Mapping[str, MoneyState], read: Callable[[], Awaitable[Json | None]]
) -> str | None:
    try:
        order = await read()
    except Trouble:
        return None
    new = [] if order is None else sorted(standing(order).keys() - before.keys())
    return new[0] if len(new) == 1 else None


def _body(instruction: RefundInstruction, key: str) -> dict[str, Any]:
    """A reason for full refunds only where all that is left goes back with its goods."""
    whole = bool(instruction.lines) and instruction.total == instruction.order.remainder
    mark = marker(key)
    note = instruction.note.strip()[: _LONGEST - len(mark) - 1]
    return {
        "reasonForRefund": "BUYER_RETURN" if whole else "OTHER_ADJUSTMENT",
        "comment": f"{note} {mark}".strip(),
        "orderLevelRefundAmount": {
            "value": str(instruction.total.amount),
            "currency": instruction.total.currency,
        },
    }
