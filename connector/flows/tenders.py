"""Which payments a refund goes back to (F32, W7). Pure.

Each payment takes at most what it can still give back. Money first goes to payments other than
gift cards; the part beyond them goes where the account's setting says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from connector.channels.channel import TenderShare
from connector.flows.outcome import ENGINE
from connector.model import MoneyState, Tender
from connector.money import Money, total
from connector.rows import Problem

__all__ = ["Split", "split"]

GiftCards = Literal["gift card", "store credit", "refuse"]


@dataclass(frozen=True, slots=True)
class Split:
    shares: tuple[TenderShare, ...]
    store_credit: Money | None = None


def split(
    amount: Money, tenders: tuple[Tender, ...], gift_cards: GiftCards, store_credit: bool
) -> Split | Problem:
    """`store_credit`: whether the storefront can pay that way."""
    settled = [each for each in tenders if each.state is MoneyState.DONE]
    ordered = sorted(settled, key=lambda each: each.gift_card)
    shares: list[TenderShare] = []
    left = amount
    for tender in ordered:
        if tender.gift_card and gift_cards != "gift card":
            continue
        part = min(left, tender.refundable)
        if part > Money.zero(amount.currency):
            shares.append(
                TenderShare(transaction_id=tender.transaction_id, method=tender.method, amount=part)
            )
            left -= part
    if not left:
        return Split(tuple(shares))
    on_cards = total((each.refundable for each in settled if each.gift_card), amount.currency)
    if left <= on_cards and gift_cards == "store credit" and store_credit:
        return Split(tuple(shares), left)
    if left <= on_cards and gift_cards != "gift card":
        return Problem(
            source=ENGINE,
            sentence=f"{left} of this refund belongs to a gift card payment, and a refund to a "
            "gift card is not made by itself.",
            remedy='Set gift_card_refunds to "gift card"'
            + (' or "store credit"' if store_credit else "")
            + ", or refund that part by hand and cancel this row.",
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
