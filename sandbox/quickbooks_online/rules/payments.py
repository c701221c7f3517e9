"""Payments: money received, and links between charges and credits.

A payment may link less than its total: the rest is an unapplied credit of the customer. With a
total of zero it links a credit to a charge and moves no money. Source: developer.intuit.com
"Payment"; error texts as recorded where there are any.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sandbox.quickbooks_online.chart import Chart
from sandbox.quickbooks_online.domain import Domain
from sandbox.quickbooks_online.errors import (
    Business,
    NegativeAmount,
    NotLinkable,
    RequiredMissing,
)
from sandbox.quickbooks_online.records import Customer, Line, Payment, Ref
from sandbox.quickbooks_online.rules.currency import currency_of
from sandbox.quickbooks_online.rules.dates import today
from sandbox.quickbooks_online.rules.links import find_open, linked_ids, refresh_all
from sandbox.quickbooks_online.rules.money import ZERO, half_up
from sandbox.quickbooks_online.rules.numbers import number
from sandbox.quickbooks_online.rules.options import Options
from sandbox.quickbooks_online.rules.references import FUNDS, account, customer, exists
from sandbox.quickbooks_online.rules.saving import require_free, stamp, store

__all__ = ["save_payment"]


def save_payment(
    company: Domain, old: Payment | None, draft: dict[str, Any], options: Options
) -> Payment:
    """Raises QuickBooksFault: 6000 for what is too much, NotLinkable where nothing is left."""
    if old is not None:
        require_free(company, old)
    who = customer(company, draft.get("customer_ref"), old.customer_ref if old else None)
    if who is None:
        raise RequiredMissing("CustomerRef")
    total = _total(draft)
    members = dict(draft)
    members["txn_date"] = draft.get("txn_date") or (old.txn_date if old else today(company))
    currency, rate = currency_of(
        company, draft.get("currency_ref"), draft.get("exchange_rate"), who, required=old is None
    )
    exists(company, "PaymentMethod", draft.get("payment_method_ref"))
    deposit_to = draft.get("deposit_to_account_ref")
    account(
        company,
        deposit_to,
        FUNDS,
        "DepositToAccountRef",
        old.deposit_to_account_ref if old else None,
    )
    lines, charges, credits = _links(company, draft.get("line") or (), who, old)
    _weigh(total, charges, credits, lines)
    members.update(
        currency_ref=currency,
        exchange_rate=rate,
        deposit_to_account_ref=deposit_to or Ref(Chart.UNDEPOSITED_FUNDS.value),
        line=lines,
        total_amt=total,
        unapplied_amt=total + credits - charges,
        process_payment=False,
        doc_number=number(company, "Payment", old, draft.get("doc_number"), options),
        **stamp(company, "Payment", old),
    )
    before = linked_ids(old)
    new = store(company, old, Payment(**members), options)
    refresh_all(company, before, linked_ids(new), options)
    return new


def _total(draft: dict[str, Any]) -> Decimal:
    total = draft.get("total_amt")
    if total is None:
        raise Business("You must set a transaction amount.")
    if total < 0:
        raise Business("Transaction amount must be 0 or greater.")
    return half_up(total)


def _links(
    company: Domain, given: Sequence[Line], who: Customer, old: Payment | None
) -> tuple[tuple[Line, ...], Decimal, Decimal]:
    """The lines, and what they link of charges and of credits."""
    lines: list[Line] = []
    sums = {1: ZERO, -1: ZERO}
    linked: dict[str, Decimal] = {}
    for line in given:
        if line.amount is None:
            raise RequiredMissing("Line.Amount")
        if line.amount < 0:
            raise NegativeAmount
        if not line.linked_txn:
            raise RequiredMissing("Line.LinkedTxn")
        amount = half_up(line.amount)
        if len(line.linked_txn) > 1:
            raise Business("A line of a payment links one transaction.")
        link = line.linked_txn[0]
        found = find_open(company, link, who.id, old.id if old is not None else None)
        already = linked.get(found.document.id, ZERO)
        if not amount:
            continue
        if found.open - already <= 0:
            raise NotLinkable(found.document.id, "There is nothing left to apply.")
        if amount > found.open - already:
            raise Business(
                f"The amount {amount} is more than the open balance "
                f"{found.open - already} of the transaction you are applying it to."
            )
        linked[found.document.id] = already + amount
        sums[found.side] += amount
        lines.append(Line(amount=amount, linked_txn=(link,)))
    return tuple(lines), sums[1], sums[-1]


def _weigh(total: Decimal, charges: Decimal, credits: Decimal, lines: Sequence[Line]) -> None:
    if not total and not lines:
        raise Business("You must set a transaction amount.")
    if charges > total + credits:
        raise Business(
            "The amount applied can't be more than the amount received and the credits used."
        )
    if credits > charges:
        raise Business("The credits used can't be more than the charges they are applied to.")
