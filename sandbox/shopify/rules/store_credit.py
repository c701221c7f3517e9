"""Refunds to store credit: money that the customer can spend in the shop only.

Source: Admin API, "RefundMethodInput", "StoreCreditAccount". Sentences ours, except where marked.
"""

from __future__ import annotations

from decimal import Decimal

from msgspec.structs import replace

from sandbox.shopify.account import Account, moment
from sandbox.shopify.errors import UserErrors, refuse
from sandbox.shopify.order_parts import MoneyBag, OrderTransaction
from sandbox.shopify.records import Order, next_id
from sandbox.shopify.rules.money import to_bag, unit_of
from sandbox.shopify.rules.refund_inputs import StoreCreditInput
from sandbox.shopify.store_credit_records import StoreCreditAccount, StoreCreditEntry

__all__ = ["GATEWAY", "account_of", "check", "give", "missing_customer"]

GATEWAY = "shopify_store_credit"
_FIELD = ("refundMethods",)


def missing_customer(order: Order) -> UserErrors:
    return refuse(_FIELD, "Store credit needs a customer on the order", document=order)


def check(account: Account, order: Order, asked: tuple[StoreCreditInput, ...]) -> Decimal:
    """What is to become credit, in the order's presentment currency. Raises UserErrors."""
    if not asked:
        return Decimal(0)
    if not account.settings.store_credit:
        message = "Store credit is not enabled for this shop"
        raise refuse(_FIELD, message, document=order)
    if order.customer_id is None:
        raise missing_customer(order)
    for each in asked:
        if each.currency != order.presentment_currency:
            message = f"Currency must be {order.presentment_currency}"
            raise refuse(_FIELD, message, document=order)
        if each.amount <= 0 or each.amount % unit_of(each.currency):
            raise refuse(_FIELD, "Amount is invalid", document=order)
        if each.expires_at is not None and each.expires_at <= account.clock.now():
            raise refuse(_FIELD, "Expiration can't be in the past", document=order)
    return sum((each.amount for each in asked), Decimal(0))


def give(account: Account, order: Order, asked: StoreCreditInput) -> OrderTransaction:
    """Credit the order's customer; the transaction that says so. `check` went before."""
    if order.customer_id is None:
        raise missing_customer(order)
    now = moment(account)
    same = order.currency == order.presentment_currency
    amount = asked.amount.quantize(unit_of(asked.currency))
    transaction = OrderTransaction(
        id=next_id(account.ids, "OrderTransaction"),
        kind="refund",
        status="success",  # no gateway has a say
        gateway=GATEWAY,
        amount=MoneyBag(amount, amount) if same else to_bag(account, amount, asked.currency),
        created_at=now,
        processed_at=now,
        payment_id=f"{order.name}.{len(order.transactions) + 1}",
        test=order.test,
    )
    held = account_of(account, order.customer_id, asked.currency)
    entry = StoreCreditEntry(
        id=next_id(account.ids, "StoreCreditAccountCreditTransaction"),
        amount=amount,
        created_at=now,
        expires_at=asked.expires_at,
        order_transaction_id=transaction.id,
    )
    account.records.store_credit.put(replace(held, entries=(*held.entries, entry)))
    return transaction


def account_of(account: Account, customer_id: int, currency: str) -> StoreCreditAccount:
    """The customer's account in a currency, made when there is none."""
    for each in account.records.credit_by_customer.find(customer_id):
        if each.currency == currency:
            return each
    return account.records.store_credit.put(
        StoreCreditAccount(
            id=next_id(account.ids, "StoreCreditAccount"),
            customer_id=customer_id,
            currency=currency,
        )
    )
