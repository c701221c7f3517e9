"""Movements on the seller's account. What happened is never written twice: a sale's amount is its
order's total less its fees, a refund's what left the purse.

A recorded SALE has the order's id as its own; charges of no order have ids like FEE-..._11.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import msgspec

from sandbox.ebay.domain import Domain
from sandbox.ebay.errors import DeskError
from sandbox.ebay.records import Order, Refund, Transaction
from sandbox.ebay.rules.money import quantum, rounded

__all__ = ["charge", "free_from", "refunded", "sale", "status_of"]

# Which way the money goes, unless one says otherwise (a shipping label can be given back).
BOOKINGS = {
    "SALE": "CREDIT",
    "CREDIT": "CREDIT",
    "REFUND": "DEBIT",
    "DISPUTE": "DEBIT",
    "SHIPPING_LABEL": "DEBIT",
    "TRANSFER": "DEBIT",
    "NON_SALE_CHARGE": "DEBIT",
    "ADJUSTMENT": "CREDIT",
    "WITHDRAWAL": "DEBIT",
    "LOAN_REPAYMENT": "DEBIT",
    "PURCHASE": "DEBIT",
}


def sale(account: Domain, order: Order) -> Transaction:
    now = account.clock.now()
    return account.records.transactions.put(
        Transaction(
            id=order.id,
            type="SALE",
            booking="CREDIT",
            currency=order.currency,
            amount=order.total - order.fee,
            date=now,
            available=now + timedelta(hours=account.settings.funds_hours),
            order=order.id,
            buyer=order.buyer.username,
        )
    )


def refunded(account: Domain, order: Order, refund: Refund) -> Transaction:
    """It can be paid out (of something else) no sooner than its sale."""
    now = account.clock.now()
    sold = account.records.transactions.get(order.id)
    available = None if sold is None else sold.available
    gross = account.settings.refund_transaction_amount == "gross"
    return account.records.transactions.put(
        Transaction(
            id=refund.id,
            type="REFUND",
            booking="DEBIT",
            currency=order.currency,
            amount=refund.gross if gross else refund.net,
            date=now,
            available=None if available is None else max(now, available),
            order=order.id,
            refund=refund.id,
            buyer=order.buyer.username,
        )
    )


def charge(
    account: Domain,
    type: str,
    amount: Decimal,
    currency: str,
    *,
    fee_type: str = "",
    memo: str = "",
    booking: str = "",
    order: str = "",
    item: str = "",
) -> Transaction:
    """A movement beside sales and refunds: advertising, a shipping label, a credit. `amount` is
    positive. Raises DeskError."""
    if type in ("SALE", "REFUND") or type not in BOOKINGS:
        raise DeskError(f"{type} is no charge or credit.")
    if booking not in ("", "CREDIT", "DEBIT"):
        raise DeskError(f"{booking} is no booking entry.")
    if amount <= 0 or amount != rounded(amount, quantum(currency)):
        raise DeskError(f"{amount} is no amount of {currency}.")
    now = account.clock.now()
    number = account.ids.next("ebay.charge", 5_601_000_000_001)
    key = f"FEE-{number}_11" if type == "NON_SALE_CHARGE" else str(number)
    references = [(order, "ORDER_ID")] if order else []
    references += [(item, "ITEM_ID")] if item else []
    return account.records.transactions.put(
        Transaction(
            id=key,
            type=type,
            booking=booking or BOOKINGS[type],
            currency=currency,
            amount=amount,
            date=now,
            available=now,
            order=order if type == "SHIPPING_LABEL" else "",
            fee_type=fee_type,
            memo=memo,
            references=tuple(references),
        )
    )


def free_from(account: Domain, order: Order, moment: datetime | None) -> None:
    """When the money of an order can be paid out; None: it is held. Raises DeskError when it is
    already on its way."""
    for each in account.records.transactions_by_order.find(order.id):
        if each.type not in ("SALE", "REFUND"):
            continue
        if each.payout:
            raise DeskError(f"The money of order {order.id} is paid out.")
        account.records.transactions.put(msgspec.structs.replace(each, available=moment))


def status_of(account: Domain, each: Transaction) -> str:
    if each.failed:
        return "FAILED"
    if each.payout:
        return "PAYOUT"
    if each.available is None:
        return "FUNDS_ON_HOLD"
    if each.available > account.clock.now():
        return "FUNDS_PROCESSING"
    return "FUNDS_AVAILABLE_FOR_PAYOUT"
