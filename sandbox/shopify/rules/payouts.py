"""Shopify Payments: charges and refunds enter the balance, payouts empty it, disputes take back.

Only money of the gateway `shopify_payments` is here; what was paid by hand, by gift card or by
another provider never was in this balance (Admin API, "ShopifyPaymentsAccount"). Shopify keeps its
fee when a charge is refunded (Help Center, "Refunding orders").
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from msgspec.structs import replace

from sandbox.kernel.store import Write
from sandbox.shopify.account import Account, moment
from sandbox.shopify.errors import refuse
from sandbox.shopify.order_parts import OrderTransaction
from sandbox.shopify.payout_records import BalanceTransaction, Dispute, Payout
from sandbox.shopify.records import Order, next_id
from sandbox.shopify.rules.money import round_money

__all__ = [
    "GATEWAY",
    "balance",
    "book",
    "close_payout",
    "open_dispute",
    "resolve_dispute",
    "transactions_of",
]

GATEWAY = "shopify_payments"
EVIDENCE_DAYS = 7
_TAKEN, _GIVEN = {"sale", "capture"}, {"refund"}
_DISPUTED = {"chargeback", "inquiry"}


def book(account: Account, writes: list[Write]) -> None:
    """Enter into the balance what these writes moved. Called at the end of every transaction."""
    seen: set[int] = set()
    for table, key, before in writes:
        if table.name != "shopify.order" or key in seen:
            continue
        seen.add(key)
        order: Order | None = table.get(key)
        if order is not None and (before is None or before.transactions is not order.transactions):
            _book_order(account, before, order)


def _book_order(account: Account, before: Order | None, order: Order) -> None:
    settled = set()
    if before is not None:
        settled = {each.id for each in before.transactions if each.status == "success"}
    for each in order.transactions:
        moved = each.status == "success" and each.kind in _TAKEN | _GIVEN
        if moved and each.gateway == GATEWAY and each.id not in settled:
            _enter(account, order, each)


def _enter(account: Account, order: Order, paid: OrderTransaction) -> None:
    charge = paid.kind in _TAKEN
    amount = paid.amount.shop
    rate = fixed = fee = Decimal(0)
    if charge:
        rate, fixed = account.settings.payment_fee_rate, account.settings.payment_fee_fixed
        fee = round_money(amount * rate + fixed, order.currency)
    _put(
        account,
        BalanceTransaction(
            id=0,
            type="charge" if charge else "refund",
            amount=amount if charge else -amount,
            fee=fee,
            currency=order.currency,
            source_id=paid.id,
            source_type="charge" if charge else "refund",
            processed_at=moment(account),
            source_order_id=order.id,
            source_order_transaction_id=paid.id,
            fee_rate=rate,
            fee_fixed=fixed,
            test=paid.test,
        ),
    )


def _put(account: Account, draft: BalanceTransaction) -> BalanceTransaction:
    number = next_id(account.ids, "ShopifyPaymentsBalanceTransaction")
    return account.records.balance_transactions.put(replace(draft, id=number))


def balance(account: Account) -> Decimal:
    """What is not paid out yet, in the shop's currency."""
    waiting = account.records.balance_by_payout.find(0)
    return sum((each.net for each in waiting), Decimal(0))


def transactions_of(account: Account, payout: Payout) -> list[BalanceTransaction]:
    """What was paid out, the payout's own transaction apart."""
    found = account.records.balance_by_payout.find(payout.id)
    return [each for each in found if each.type != "payout"]


def close_payout(account: Account, status: str = "paid") -> Payout:
    """Pay out the whole balance. Raises UserErrors when there is nothing in it."""
    waiting = account.records.balance_by_payout.find(0)
    if not waiting:
        raise refuse(None, "There is nothing to pay out")
    currency = account.records.shop.currency
    now = moment(account)
    payout = account.records.payouts.put(
        Payout(
            id=next_id(account.ids, "ShopifyPaymentsPayout"),
            status=status,
            issued_at=now,
            currency=currency,
            net=sum((each.net for each in waiting), Decimal(0)),
        )
    )
    for each in waiting:
        account.records.balance_transactions.put(replace(each, payout_id=payout.id))
    _put(
        account,
        BalanceTransaction(
            id=0,
            type="payout",
            amount=-payout.net,
            fee=Decimal(0),
            currency=currency,
            source_id=payout.id,
            source_type="payout",
            processed_at=now,
            payout_id=payout.id,
        ),
    )
    return payout


def open_dispute(
    account: Account,
    order_id: int,
    *,
    kind: str = "chargeback",
    amount: Decimal | None = None,
    reason: str = "fraudulent",
) -> Dispute:
    """The customer's bank takes a payment back, or asks about it. `amount` None: all that the
    order paid here and did not give back. Raises UserErrors."""
    order = account.records.orders.get(order_id)
    if order is None:
        raise refuse(("id",), "Order does not exist")
    if kind not in _DISPUTED:
        raise refuse(("type",), "Type is not included in the list")
    charges = [
        each
        for each in account.records.balance_transactions
        if each.source_order_id == order.id and each.type in {"charge", "refund", "dispute"}
    ]
    left = sum((each.amount for each in charges), Decimal(0))
    if not charges or left <= 0:
        raise refuse(("id",), "Order has no payment that could be disputed")
    wanted = left if amount is None else amount
    if not 0 < wanted <= left:
        raise refuse(("amount",), "Amount is greater than the payment")
    now = moment(account)
    dispute = account.records.disputes.put(
        Dispute(
            id=next_id(account.ids, "ShopifyPaymentsDispute"),
            order_id=order.id,
            type=kind,
            amount=wanted,
            currency=order.currency,
            reason=reason,
            status="needs_response",
            initiated_at=now,
            evidence_due_by=now + timedelta(days=EVIDENCE_DAYS),
        )
    )
    if kind == "chargeback":
        _move(account, dispute, -wanted, account.settings.dispute_fee)
    return dispute


def resolve_dispute(account: Account, dispute_id: int, *, won: bool) -> Dispute:
    """The bank decides. Won: money and fee come back. Raises UserErrors."""
    dispute = account.records.disputes.get(dispute_id)
    if dispute is None:
        raise refuse(("id",), "Dispute does not exist")
    if dispute.finalized_on is not None:
        raise refuse(("id",), "Dispute is closed already")
    if won and dispute.type == "chargeback":
        taken = next(
            each
            for each in account.records.balance_transactions
            if each.type == "dispute" and each.source_id == dispute.id
        )
        _move(account, dispute, -taken.amount, -taken.fee)
    return account.records.disputes.put(
        replace(dispute, status="won" if won else "lost", finalized_on=moment(account))
    )


def _move(account: Account, dispute: Dispute, amount: Decimal, fee: Decimal) -> None:
    _put(
        account,
        BalanceTransaction(
            id=0,
            type="dispute",
            amount=amount,
            fee=fee,
            currency=dispute.currency,
            source_id=dispute.id,
            source_type="dispute",
            processed_at=moment(account),
            source_order_id=dispute.order_id,
        ),
    )
