"""Payments: money received for an invoice, and credits set against one.

A payment of zero moves no money: it links a credit memo to an invoice. Many companies let
QuickBooks do that by itself the moment a credit memo is made, so the balances are read first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from connector.books.sales_books import DocumentKind, DocumentRef, PaymentInstruction, SalesDocument
from connector.flows.connex.account import SalesAccount
from connector.flows.connex.catalogue import deposit_account
from connector.flows.connex.numbering import memo_of
from connector.flows.connex.sale_shape import method_of
from connector.flows.outcome import Kind, Outcome, refused
from connector.flows.write_once import Found, Prepared, WriteOnce
from connector.journal_sales import DocumentReference
from connector.model import Order, keys_in, marker
from connector.money import Money
from connector.rows import Problem

__all__ = ["apply_credit", "note", "receive", "received_by_others"]


def note(
    account: SalesAccount,
    order: Order,
    role: str,
    source_id: str,
    *,
    kind: DocumentKind,
    books_id: str,
    number: str,
) -> None:
    """Remember which document of the books it is: stored ids win over numbers and memos."""
    account.journal.note_document(
        DocumentReference(
            account=account.name,
            order_id=order.order_id,
            role=role,
            source_id=source_id,
            kind=kind,
            books_id=books_id,
            number=number,
            noted_at=account.clock.now(),
        )
    )


async def _look(account: SalesAccount, customer_id: str, key: str) -> Found | None:
    found = await account.books.payments_noted(customer_id, marker(key))
    live = [each for each in found if not each.voided]
    if not live:
        return None
    return Found(id=live[0].id, number=live[0].number, amount=live[0].total)


async def receive(
    account: SalesAccount,
    order: Order,
    invoice: SalesDocument,
    amount: Money,
    on_lost: Callable[[], None],
) -> Outcome:
    """The payment of an order that was paid in the store, into the deposit account. What older
    credits of the customer have settled already stays as unused credit. Raises Trouble of reading.
    """
    key = f"{account.sale_key(order.order_id)}_payment"

    async def prepare() -> Prepared | Outcome:
        into = await deposit_account(account, refunds=False)
        if isinstance(into, Problem):
            return refused(into)
        method, _ = method_of(account, order)
        instruction = PaymentInstruction(
            customer_id=invoice.customer_id,
            day=account.local_day(order.created_at),
            currency=order.currency,
            total=amount,
            invoices=((invoice.id, min(amount, invoice.open_balance)),)
            if invoice.open_balance
            else (),
            deposit_account_id=into.id,
            payment_method=method,
            memo=memo_of(order.name, key),
        )
        return Prepared(write=lambda: account.books.write_payment(instruction, key), amount=amount)

    outcome = await WriteOnce(
        account=account,
        key=key,
        target=account.books.name,
        action=f"receive the payment of {amount} for invoice {invoice.number or invoice.id}",
        look=lambda: _look(account, invoice.customer_id, key),
        prepare=prepare,
        on_lost=on_lost,
    ).run()
    if outcome.kind is Kind.DONE:
        note(
            account,
            order,
            "payment",
            order.order_id,
            kind=DocumentKind.PAYMENT,
            books_id=outcome.target_id,
            number=outcome.target_number,
        )
    return outcome


async def received_by_others(account: SalesAccount, order: Order, invoice: SalesDocument) -> Money:
    """Money that payments of other hands have brought to the invoice. Credits that were set against
    it bring none: the buyer has paid all the same. Raises Trouble."""
    ours = f"{account.sale_key(order.order_id)}_payment"
    brought = Money.zero(invoice.currency)
    for ref in invoice.linked:
        payment = await account.books.document(ref) if ref.kind is DocumentKind.PAYMENT else None
        if payment is None or payment.voided or ours in keys_in(payment.memo):
            continue
        brought += payment.total - payment.open_balance
    return min(brought, invoice.total)


async def apply_credit(
    account: SalesAccount,
    order: Order,
    invoice: DocumentRef,
    credit: SalesDocument,
    key: str,
    on_lost: Callable[[], None],
    *,
    open_before: Money | None = None,
) -> Outcome:
    """Set what is left of a credit memo against the invoice it belongs to, as far as that is open.
    DONE with nothing written when the books did it themselves; with `open_before`, what of the
    invoice was open before the memo was made, it says when they took another invoice. Raises
    Trouble of reading."""
    key = f"{key}_apply"
    zero = Money.zero(credit.currency)
    held = await account.books.document(invoice)
    fresh = await account.books.document(credit.ref)
    if held is None or fresh is None:
        return Outcome(kind=Kind.DONE)
    amount = min(held.open_balance, fresh.open_balance)
    if amount <= zero:
        elsewhere = open_before is not None and held.open_balance >= open_before > zero
        return _used_elsewhere(held, fresh) if elsewhere else Outcome(kind=Kind.DONE)

    async def prepare() -> Prepared | Outcome:
        instruction = PaymentInstruction(
            customer_id=held.customer_id,
            day=fresh.day,
            currency=fresh.currency,
            total=zero,
            invoices=((held.id, amount),),
            credits=((fresh.id, amount),),
            memo=memo_of(order.name, key),
        )
        return Prepared(write=lambda: account.books.write_payment(instruction, key), amount=zero)

    outcome = await WriteOnce(
        account=account,
        key=key,
        target=account.books.name,
        action=f"set credit memo {fresh.number or fresh.id} against invoice "
        f"{held.number or held.id}: {amount}",
        look=lambda: _look(account, held.customer_id, key),
        prepare=prepare,
        on_lost=on_lost,
    ).run()
    if outcome.kind is Kind.REFUSED:
        again = await account.books.document(credit.ref)
        if again is not None and not again.open_balance:  # the books were quicker
            return Outcome(kind=Kind.DONE)
    if outcome.kind is Kind.DONE:
        note(
            account,
            order,
            "application",
            credit.id,
            kind=DocumentKind.PAYMENT,
            books_id=outcome.target_id,
            number=outcome.target_number,
        )
        return replace(outcome, target_id="", target_number="", target_amount=None)
    return outcome


def _used_elsewhere(invoice: SalesDocument, credit: SalesDocument) -> Outcome:
    return Outcome(kind=Kind.DONE).warned(
        f"Credit memo {credit.number or credit.id} is used up, but invoice "
        f"{invoice.number or invoice.id} still has {invoice.open_balance} open: the books set the "
        "credit against other invoices of the customer."
    )
