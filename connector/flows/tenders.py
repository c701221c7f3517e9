"""Which payments a refund goes back to (F32, W7). Pure.

Each payment takes at most what it can still give back. Money first goes to payments other than
gift cards; the part beyond them belongs to the gift card, where the account's setting lets it be
given back (onto the card, or as store credit: the adapter's business).
"""

from __future__ import annotations

from typing import Literal

from connector.channels.channel import TenderShare
from connector.flows.outcome import ENGINE
from connector.model import MoneyState, Tender
from connector.money import Money, total
from connector.rows import Problem

__all__ = ["split"]

GiftCards = Literal["gift card", "store credit", "refuse"]


def split(
    amount: Money, tenders: tuple[Tender, ...], gift_cards: GiftCards
) -> tuple[TenderShare, ...] | Problem:
    """Shares that add up to `amount`."""
    settled = [each for each in tenders if each.state is MoneyState.DONE]
    ordered = sorted(settled, key=lambda each: each.gift_card)
    shares: list[TenderShare] = []
    left = amount
    for tender in ordered:
        if tender.gift_card and gift_cards == "refuse":
            continue
        part = min(left, tender.refundable)
        if part > Money.zero(amount.currency):
            shares.append(
                TenderShare(transaction_id=tender.transaction_id, method=tender.method, amount=part)
            )
            left -= part
    if not left:
        return tuple(shares)
    on_cards = total((each.refundable for each in settled if each.gift_card), amount.currency)
    if left <= on_cards:
        return Problem(
            source=ENGINE,
            sentence=f"{left} of this refund belongs to a gift card payment, and a refund to a "
            "gift card is not made by itself.",
            remedy='Set gift_card_refunds to "gift card" or "store credit", or refund by hand and '
            "cancel this row.",
            figures={"refund": str(amount), "gift card part": str(left)},
            code="gift_card",
            final=True,
        )
    payable = total((each.refundable for each in settled), amount.currency)
    return Problem(
        source=ENGINE,
        sentence=f"The refund of {amount} is more than the payments of this order can give back "
        f"({payable}).",
        remedy="Correct the refund, or refund the rest by hand and cancel this row.",
        figures={"refund": str(amount), "refundable": str(payable)},
        code="over_refund",
        final=True,
    )
