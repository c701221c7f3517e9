"""Cancelling as an app asks for it: checked now, done by a job a moment later.

Sentences: recorded answers of orderCancel, except where marked. Money goes back first, all of it
or the amount that is named, with everything that was not refunded yet booked as coming back.
"""

from __future__ import annotations

from decimal import Decimal

from msgspec.structs import replace

from sandbox.shopify.account import Account, moment
from sandbox.shopify.errors import UserErrors, refuse
from sandbox.shopify.job_records import Cancellation, Job
from sandbox.shopify.records import Order
from sandbox.shopify.rules.cancellation import cancel_order, check_cancel
from sandbox.shopify.rules.order_inputs import TransactionInput
from sandbox.shopify.rules.payments import add_transaction
from sandbox.shopify.rules.refund_inputs import (
    RefundInput,
    RefundLineInput,
    RefundTransactionInput,
    ShippingRefundInput,
    StoreCreditInput,
)
from sandbox.shopify.rules.refunds import create_refund
from sandbox.shopify.rules.suggestion import suggested_transactions

__all__ = ["NOTE_LIMIT", "WORK", "cancel_now", "check", "run_jobs", "start", "waiting"]

NOTE_LIMIT = 255
WORK = "job"  # kind of task: a pumped world does what still waits


def start(account: Account, asked: Cancellation) -> Job:
    """A job that will cancel the order. Raises UserErrors."""
    check(account, asked)
    if any(
        job.cancellation.order_id == asked.order_id
        for job in account.records.jobs_waiting.between()
    ):
        raise refuse(None, "Cancellation is already in progress", "INVALID")
    return account.records.jobs.put(
        Job(id=account.ids.uuid("shopify.job"), created_at=moment(account), cancellation=asked)
    )


def waiting(account: Account) -> bool:
    records = account.records
    return len(records.jobs) > 0 and next(records.jobs_waiting.between(), None) is not None


def run_jobs(account: Account) -> None:
    """Do what waits. An order that cannot be cancelled any more stays as it is."""
    for job in list(account.records.jobs_waiting.between()):
        try:
            with account.store.transaction():
                cancel_now(account, job.cancellation)
        except UserErrors:
            # The app was told that its wish is being worked on; that it came to nothing shows on
            # the order alone, as on the platform.
            pass
        account.records.jobs.put(replace(job, done=True))


def check(account: Account, asked: Cancellation) -> Order:
    """Raises UserErrors."""
    order = account.records.orders.get(asked.order_id)
    if order is None:
        raise refuse(("orderId",), "Order does not exist", "NOT_FOUND")
    if asked.staff_note is not None and len(asked.staff_note) > NOTE_LIMIT:
        message = f"Staff note is too long. Maximum length is {NOTE_LIMIT} characters."
        raise refuse(("staffNote",), message, "INVALID")
    try:
        check_cancel(order)
    except UserErrors as refused:
        raise refuse(refused.errors[0].field, refused.errors[0].message, "INVALID") from None
    if asked.refund == "store_credit":
        if order.customer_id is None:
            message = "Store credit needs a customer on the order"  # ours
            raise refuse(
                ("refundMethod", "storeCreditRefund"),
                message,
                "STORE_CREDIT_REFUND_MISSING_CUSTOMER",
            )
        expires = asked.credit_expires_at
        if expires is not None and expires <= account.clock.now():
            message = "Expiration can't be in the past"  # ours
            field = ("refundMethod", "storeCreditRefund", "expiresAt")
            raise refuse(field, message, "STORE_CREDIT_REFUND_EXPIRATION_IN_PAST")
    return order


def cancel_now(account: Account, asked: Cancellation) -> Order:
    """Raises UserErrors."""
    order = check(account, asked)
    if asked.refund and order.refundable_amount.presentment > 0:
        order = _give_back(account, order, asked)
    for each in order.transactions:
        if order.total_capturable and each.kind == "authorization":
            void = TransactionInput(kind="void", parent_id=each.id)
            order = add_transaction(account, order.id, void)[0]
    return cancel_order(
        account,
        order,
        reason=asked.reason,
        restock=asked.restock,
        staff_note=asked.staff_note,
    )


def _give_back(account: Account, order: Order, asked: Cancellation) -> Order:
    location = order.fulfillment_orders[0].assigned_location_id if asked.restock else None
    lines = tuple(
        RefundLineInput(
            line_item_id=line.id,
            quantity=order.refundable_quantity(line),
            restock_type="cancel" if asked.restock else "no_restock",
            location_id=location,
        )
        for line in order.line_items
        if order.refundable_quantity(line)
    )
    amount = asked.amount if asked.amount is not None else order.refundable_amount.presentment
    credit: tuple[StoreCreditInput, ...] = ()
    transactions: tuple[RefundTransactionInput, ...] = ()
    if asked.refund == "store_credit":
        credit = (
            StoreCreditInput(
                amount=amount,
                currency=order.presentment_currency,
                expires_at=asked.credit_expires_at,
            ),
        )
    else:
        transactions = _transactions(account, order, amount)
    return create_refund(
        account,
        RefundInput(
            order_id=order.id,
            refund_line_items=lines,
            shipping=ShippingRefundInput(full_refund=True),
            transactions=transactions,
            store_credit=credit,
            currency=order.presentment_currency,
            notify=asked.notify_customer,
        ),
    )[0]


def _transactions(
    account: Account, order: Order, amount: Decimal
) -> tuple[RefundTransactionInput, ...]:
    """Over the payments; what they do not hold is asked of the last, so that it is refused."""
    found = [
        RefundTransactionInput(parent_id=each.parent.id, amount=each.amount.presentment)
        for each in suggested_transactions(account, order, amount)
    ]
    short = amount - sum((each.amount for each in found), Decimal(0))
    if short:
        parent = found[-1].parent_id if found else None
        found.append(RefundTransactionInput(parent_id=parent, amount=short))
    return tuple(found)
