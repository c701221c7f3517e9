"""Credits that apply themselves.

Preference "Automatically apply credits": a new credit memo pays the customer's oldest open
invoices, and a new invoice takes the oldest credit memos, by a payment of zero. What is left of the
invoice takes the customer's unapplied payments as well (`AutoApplyPayments`, on in the vendor's
sample company): each gets a line for it. A new payment without lines stays unapplied
(developer.intuit.com "Payment"). Sources: quickbooks.intuit.com on applying credits
automatically; QuickBooks Community on credits and unapplied payments.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sandbox.quickbooks_online import ledger
from sandbox.quickbooks_online.chart import Chart
from sandbox.quickbooks_online.domain import Domain
from sandbox.quickbooks_online.records import (
    CreditMemo,
    Invoice,
    Line,
    LinkedTxn,
    MetaData,
    Payment,
    Ref,
    SalesForm,
)
from sandbox.quickbooks_online.rules.links import linked_ids, refresh_all
from sandbox.quickbooks_online.rules.money import ZERO
from sandbox.quickbooks_online.rules.numbers import new_id
from sandbox.quickbooks_online.rules.options import Options
from sandbox.quickbooks_online.rules.saving import entity_of, store, touch

__all__ = ["LINKING_NOTE", "use_credits"]

LINKING_NOTE = "Created by QB Online to link credits to charges."


def use_credits(company: Domain, new: SalesForm, options: Options) -> None:
    """Link a form that was just written, as far as the preferences say so."""
    forms = company.records.preferences.sales_forms_prefs
    if forms is None or not isinstance(new, (Invoice, CreditMemo)):
        return
    left = new.total_amt or ZERO
    if forms.auto_apply_credit:
        left -= _pair(company, new, options)
    if forms.auto_apply_payments and isinstance(new, Invoice):
        _take_payments(company, new, left, options)


def _pair(company: Domain, new: Invoice | CreditMemo, options: Options) -> Decimal:
    """Link credit memos and invoices by a payment of zero. Returns how much of `new` it linked."""
    left = new.total_amt or ZERO
    pairs: list[Line] = []
    for other in _open(company, "Invoice" if isinstance(new, CreditMemo) else "CreditMemo", new):
        if left <= 0:
            break
        amount = min(left, other.balance or ZERO)
        left -= amount
        pairs.append(_link(amount, other))
    used = (new.total_amt or ZERO) - left
    if not used:
        return ZERO
    own = _link(used, new)
    now = company.clock.now()
    payment = Payment(
        id=new_id(company, "Payment"),
        sync_token=0,
        meta_data=MetaData(create_time=now, last_updated_time=now),
        txn_date=new.txn_date,
        currency_ref=new.currency_ref,
        exchange_rate=new.exchange_rate,
        private_note=LINKING_NOTE,
        line=(*pairs, own) if isinstance(new, CreditMemo) else (own, *pairs),
        customer_ref=new.customer_ref,
        deposit_to_account_ref=Ref(Chart.UNDEPOSITED_FUNDS.value),
        total_amt=ZERO,
        unapplied_amt=ZERO,
        process_payment=False,
    )
    store(company, None, payment, options)
    refresh_all(company, {}, linked_ids(payment), options)
    return used


def _take_payments(company: Domain, new: Invoice, left: Decimal, options: Options) -> None:
    """Give the oldest unapplied payments of the customer a line for `left` of the invoice."""
    taken = ZERO
    for payment in _of_customer(company, "Payment", new):
        amount = min(left - taken, payment.unapplied_amt or ZERO)
        if amount <= 0:
            continue
        taken += amount
        changed = touch(
            company,
            payment,
            options,
            line=(*payment.line, _link(amount, new)),
            unapplied_amt=(payment.unapplied_amt or ZERO) - amount,
        )
        ledger.post(company, "Payment", changed)
    if taken:
        refresh_all(company, {}, {new.id: taken}, options)


def _open(company: Domain, entity: str, new: SalesForm) -> list[Any]:
    """Forms of the customer with something left, oldest first."""
    return [each for each in _of_customer(company, entity, new) if each.balance]


def _of_customer(company: Domain, entity: str, new: SalesForm) -> list[Any]:
    """Documents of the form's customer in its currency, oldest first."""
    who = new.customer_ref.value if new.customer_ref is not None else ""
    found = company.records.by_customer[entity].between((who, date.min), (who, date.max))
    code = new.currency_ref.value if new.currency_ref is not None else ""
    return sorted(
        (each for each in found if each.currency_ref and each.currency_ref.value == code),
        key=lambda each: (each.txn_date, int(each.id)),
    )


def _link(amount: Decimal, document: SalesForm) -> Line:
    link = LinkedTxn(txn_id=document.id, txn_type=entity_of(document))
    return Line(amount=amount, linked_txn=(link,))
