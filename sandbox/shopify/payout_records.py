"""Shopify Payments: what the balance consists of, what was paid out, what is disputed.

Amounts are in the shop's currency, seen from the merchant's balance: a charge is positive, a
refund, a chargeback and the payout itself are negative; a fee is positive and lowers the net.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import msgspec

__all__ = ["BalanceTransaction", "Dispute", "Payout"]


class BalanceTransaction(msgspec.Struct, frozen=True, kw_only=True):
    """`type` as REST has it: charge, refund, dispute, payout. `payout_id` None: not paid out yet.

    `source_id` is that of the order transaction, dispute or payout behind it. `fee_rate` and
    `fee_fixed` are what `fee` was computed with.
    """

    id: int
    type: str
    amount: Decimal
    fee: Decimal
    currency: str
    source_id: int
    source_type: str
    processed_at: datetime
    source_order_id: int | None = None
    source_order_transaction_id: int | None = None
    payout_id: int | None = None
    fee_rate: Decimal = Decimal(0)
    fee_fixed: Decimal = Decimal(0)
    test: bool = False

    @property
    def net(self) -> Decimal:
        return self.amount - self.fee


class Payout(msgspec.Struct, frozen=True, kw_only=True):
    """`net` is the sum of the nets of its transactions, the payout's own apart; negative when
    money is taken from the bank account. status: scheduled, in_transit, paid, failed, canceled."""

    id: int
    status: str
    issued_at: datetime
    currency: str
    net: Decimal


class Dispute(msgspec.Struct, frozen=True, kw_only=True):
    """type: chargeback (the money is gone until it is won), inquiry (no money moves).

    status: needs_response, under_review, accepted, won, lost.
    """

    id: int
    order_id: int
    type: str
    amount: Decimal
    currency: str
    reason: str
    status: str
    initiated_at: datetime
    network_reason_code: str | None = None
    evidence_due_by: datetime | None = None
    evidence_sent_on: datetime | None = None
    finalized_on: datetime | None = None
