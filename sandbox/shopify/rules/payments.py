"""Money that customers pay: marking as paid, captures, voids, sales taken outside."""

from __future__ import annotations

from decimal import Decimal

from msgspec.structs import replace

from sandbox.shopify.account import Account, moment
from sandbox.shopify.errors import refuse
from sandbox.shopify.order_parts import MoneyBag, OrderTransaction, total
from sandbox.shopify.records import Order, next_id
from sandbox.shopify.rules.money import to_bag
from sandbox.shopify.rules.order_inputs import TransactionInput
from sandbox.shopify.rules.saving import save

__all__ = ["add_transaction", "mark_as_paid"]


def mark_as_paid(account: Account, order_id: int) -> Order:
    """One successful `sale` by gateway `manual` for all that is outstanding.

    The customer's amount is exact; the shop's side follows the store rate of the moment, not the
    order's pair (recorded: an edited 9.00 USD order settled at another CAD value).
    Raises UserErrors at `id`; a refused order is in the refusal's `document`.
    """
    order = account.records.orders.get(order_id)
    if order is None:
        raise refuse(("id",), "Order does not exist")
    if not order.can_mark_as_paid:
        raise refuse(("id",), "Order cannot be marked as paid.", document=order)
    pending = next((each for each in order.transactions if each.status == "pending"), None)
    due = order.total_outstanding.presentment
    return save(
        account,
        _with(
            order,
            _new(
                account,
                order,
                TransactionInput(parent_id=pending.id if pending else None),
                _paid(account, order, due),
            ),
        ),
    )


def add_transaction(
    account: Account, order_id: int, asked: TransactionInput
) -> tuple[Order, OrderTransaction]:
    """A capture, void or sale. Money back is a refund's business, not a transaction's.

    `asked.amount` None takes what is open. Raises UserErrors.
    """
    order = account.records.orders.get(order_id)
    if order is None:
        raise refuse(("id",), "Order does not exist")
    if asked.kind == "sale":
        amount = asked.amount or _paid(account, order, order.total_outstanding.presentment)
        if amount.presentment <= 0:
            raise refuse(None, "Amount must be greater than zero")
        new = _new(account, order, asked, amount)
    elif asked.kind in {"capture", "void"}:
        new = _on_authorization(account, order, asked)
    else:
        raise refuse(None, f"Kind {asked.kind} is not a valid transaction")
    return save(account, _with(order, new)), new


def _on_authorization(account: Account, order: Order, asked: TransactionInput) -> OrderTransaction:
    authorizations = [each for each in order.transactions if each.kind == "authorization"]
    if asked.parent_id is not None:
        authorizations = [each for each in authorizations if each.id == asked.parent_id]
    if not authorizations:
        raise refuse(None, "Unable to find parent transaction", "TRANSACTION_NOT_FOUND")
    parent = authorizations[-1]
    if parent.status != "success":
        message = "Can only capture successful authorizations"
        raise refuse(None, message, "AUTH_NOT_SUCCESSFUL")
    after = [each for each in order.transactions if each.parent_id == parent.id]
    voided = any(each.kind == "void" or each.final for each in after)
    taken = total(each.amount for each in after if each.kind == "capture")
    left = total(()) if voided else parent.amount - taken
    if asked.kind == "void":
        if voided or taken:
            raise refuse(None, "Parent transaction cannot be voided", "AUTH_NOT_VOIDABLE")
        amount = left
    else:
        amount = asked.amount or left
        if amount.presentment <= 0 or amount.presentment > left.presentment:
            raise refuse(None, "Cannot capture more than the authorized amount")
    settled = replace(asked, parent_id=parent.id, gateway=parent.gateway, status="success")
    return _new(account, order, settled, amount)


def _paid(account: Account, order: Order, amount: Decimal) -> MoneyBag:
    if order.presentment_currency == order.currency:
        return MoneyBag(amount, amount)
    return to_bag(account, amount, order.presentment_currency)


def _new(
    account: Account, order: Order, asked: TransactionInput, amount: MoneyBag
) -> OrderTransaction:
    now = moment(account)
    return OrderTransaction(
        id=next_id(account.ids, "OrderTransaction"),
        kind=asked.kind,
        status=asked.status,
        gateway=asked.gateway,
        amount=amount,
        created_at=now,
        processed_at=(asked.processed_at or now).replace(microsecond=0),
        parent_id=asked.parent_id,
        authorization=asked.authorization,
        payment_id=f"{order.name}.{len(order.transactions) + 1}",
        source_name=asked.source_name,
        test=asked.test,
        final=asked.final,
    )


def _with(order: Order, transaction: OrderTransaction) -> Order:
    return replace(order, transactions=(*order.transactions, transaction))
