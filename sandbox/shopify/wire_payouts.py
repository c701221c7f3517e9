"""Payouts, balance transactions and disputes as REST writes them (Admin API, "Payouts",
"Transactions", "Dispute")."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from sandbox.shopify.account import Account
from sandbox.shopify.payout_records import BalanceTransaction, Dispute, Payout
from sandbox.shopify.rules.payouts import transactions_of
from sandbox.shopify.wire import Json, text, time_of

__all__ = [
    "Summary",
    "balance_document",
    "dispute_document",
    "payout_document",
    "summary_of",
    "transaction_document",
]


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """Gross and fee of a payout by what it is made of; net = gross less fees, all added up."""

    charges_gross: Decimal
    charges_fee: Decimal
    refunds_gross: Decimal
    refunds_fee: Decimal
    adjustments_gross: Decimal  # disputes
    adjustments_fee: Decimal


def summary_of(account: Account, payout: Payout) -> Summary:
    gross: dict[str, Decimal] = {}
    fees: dict[str, Decimal] = {}
    zero = Decimal(0)
    for each in transactions_of(account, payout):
        gross[each.type] = gross.get(each.type, zero) + each.amount
        fees[each.type] = fees.get(each.type, zero) + each.fee
    return Summary(
        charges_gross=gross.get("charge", zero),
        charges_fee=fees.get("charge", zero),
        refunds_gross=gross.get("refund", zero),
        refunds_fee=fees.get("refund", zero),
        adjustments_gross=gross.get("dispute", zero),
        adjustments_fee=fees.get("dispute", zero),
    )


def payout_document(account: Account, payout: Payout) -> Json:
    found = summary_of(account, payout)
    zone = account.records.shop.iana_timezone

    def money(amount: Decimal) -> str:
        return text(amount, payout.currency)

    return {
        "id": payout.id,
        "status": payout.status,
        "date": (time_of(payout.issued_at, zone) or "")[:10],
        "currency": payout.currency,
        "amount": money(payout.net),
        "summary": {
            "adjustments_fee_amount": money(found.adjustments_fee),
            "adjustments_gross_amount": money(found.adjustments_gross),
            "charges_fee_amount": money(found.charges_fee),
            "charges_gross_amount": money(found.charges_gross),
            "refunds_fee_amount": money(found.refunds_fee),
            "refunds_gross_amount": money(found.refunds_gross),
            "reserved_funds_fee_amount": money(Decimal(0)),
            "reserved_funds_gross_amount": money(Decimal(0)),
            "retried_payouts_fee_amount": money(Decimal(0)),
            "retried_payouts_gross_amount": money(Decimal(0)),
        },
    }


def transaction_document(account: Account, entry: BalanceTransaction) -> Json:
    payout = None if entry.payout_id is None else account.records.payouts[entry.payout_id]
    return {
        "id": entry.id,
        "type": entry.type,
        "test": entry.test,
        "payout_id": entry.payout_id,
        "payout_status": "pending" if payout is None else payout.status,
        "currency": entry.currency,
        "amount": text(entry.amount, entry.currency),
        "fee": text(entry.fee, entry.currency),
        "net": text(entry.net, entry.currency),
        "source_id": entry.source_id,
        "source_type": entry.source_type,
        "source_order_id": entry.source_order_id,
        "source_order_transaction_id": entry.source_order_transaction_id,
        "processed_at": time_of(entry.processed_at, account.records.shop.iana_timezone),
        "adjustment_order_transactions": None,
        "adjustment_reason": None,
    }


def balance_document(amount: Decimal, currency: str) -> Json:
    return {"currency": currency, "amount": text(amount, currency)}


def dispute_document(account: Account, dispute: Dispute) -> Json:
    zone = account.records.shop.iana_timezone
    return {
        "id": dispute.id,
        "order_id": dispute.order_id,
        "type": dispute.type,
        "amount": text(dispute.amount, dispute.currency),
        "currency": dispute.currency,
        "reason": dispute.reason,
        "network_reason_code": dispute.network_reason_code,
        "status": dispute.status,
        "evidence_due_by": time_of(dispute.evidence_due_by, zone),
        "evidence_sent_on": time_of(dispute.evidence_sent_on, zone),
        "finalized_on": time_of(dispute.finalized_on, zone),
        "initiated_at": time_of(dispute.initiated_at, zone),
    }
