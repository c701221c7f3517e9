"""Deposits: what lies in Undeposited Funds goes to the bank, and is locked from then on.

A line either links one transaction and says nothing more, or names an account. Refund receipts
paid from Undeposited Funds are negative lines. Sources: developer.intuit.com "Deposit"; reported:
a line with both answers 6000 "Select a bank account for this deposit" (python-quickbooks#391), and
the form refuses a negative total.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import msgspec

from sandbox.quickbooks_online.chart import Chart
from sandbox.quickbooks_online.domain import Domain
from sandbox.quickbooks_online.errors import (
    Business,
    MissingLines,
    NotFound,
    NotLinkable,
    RequiredMissing,
)
from sandbox.quickbooks_online.records import Deposit, Line, Ref, Transaction
from sandbox.quickbooks_online.rules.currency import currency_of, multi
from sandbox.quickbooks_online.rules.dates import today
from sandbox.quickbooks_online.rules.links import refresh
from sandbox.quickbooks_online.rules.money import ZERO, half_up
from sandbox.quickbooks_online.rules.options import Options
from sandbox.quickbooks_online.rules.references import FUNDS, account, exists, name_of
from sandbox.quickbooks_online.rules.sales_lines import Ids
from sandbox.quickbooks_online.rules.saving import deposit_of, stamp, store

__all__ = ["DEPOSITABLE", "deposited", "free", "save_deposit"]

# TxnType -> the sign of its line.
DEPOSITABLE = {"Payment": 1, "SalesReceipt": 1, "RefundReceipt": -1}


def save_deposit(
    company: Domain, old: Deposit | None, draft: dict[str, Any], options: Options
) -> Deposit:
    """Raises QuickBooksFault."""
    to = draft.get("deposit_to_account_ref")
    if to is None:
        raise RequiredMissing("DepositToAccountRef")
    kept = old.deposit_to_account_ref if old is not None else None
    account(company, to, FUNDS, "DepositToAccountRef", kept)
    given = draft.get("line")
    if given is None:
        raise RequiredMissing("Line")
    members = dict(draft)
    members["txn_date"] = draft.get("txn_date") or (old.txn_date if old else today(company))
    currency, rate = currency_of(
        company, draft.get("currency_ref"), draft.get("exchange_rate"), None, required=False
    )
    lines = _lines(company, given, old, currency)
    total = sum((line.amount or ZERO for line in lines), ZERO)
    back = draft.get("cash_back")
    if back is not None:
        if back.account_ref is None or back.amount is None:
            raise RequiredMissing("CashBack.AccountRef" if back.amount else "CashBack.Amount")
        account(company, back.account_ref)
        total -= half_up(back.amount)
    if total < 0 and company.settings.negative_deposit_refused:
        raise Business("You can't make a deposit for a negative amount.")
    members.update(
        currency_ref=currency,
        exchange_rate=rate,
        line=lines,
        total_amt=total,
        home_total_amt=half_up(total * (rate or 1)) if multi(company) else None,
        **stamp(company, "Deposit", old),
    )
    before = set(_linked(old))
    new = store(company, old, Deposit(**members), options)
    after = set(_linked(new))
    for key in sorted(before ^ after, key=lambda each: int(each[1])):
        refresh(company, deposited(company, *key), options)
    return new


def free(company: Domain, deposit: Deposit, options: Options) -> None:
    """The deposit is gone: what it took lies in Undeposited Funds again."""
    for key in sorted(set(_linked(deposit)), key=lambda each: int(each[1])):
        refresh(company, deposited(company, *key), options)


def deposited(company: Domain, txn_type: str, txn: str) -> Transaction:
    found: Transaction = company.records.table(txn_type)[txn]
    return found


def _linked(deposit: Deposit | None) -> list[tuple[str, str]]:
    return [
        (link.txn_type or "", link.txn_id or "")
        for line in (deposit.line if deposit is not None else ())
        for link in line.linked_txn
    ]


def _lines(
    company: Domain, given: Sequence[Line], old: Deposit | None, currency: Ref
) -> tuple[Line, ...]:
    if not given:
        raise MissingLines
    ids = Ids(old.line if old is not None else ())
    taken: set[str] = set()
    lines: list[Line] = []
    for line in given:
        if line.linked_txn:
            lines.append(_linked_line(company, line, old, taken, currency))
        else:
            made = _account_line(company, line)
            lines.append(msgspec.structs.replace(made, id=ids.of(line)))
    return tuple(
        msgspec.structs.replace(line, line_num=number) for number, line in enumerate(lines, 1)
    )


def _linked_line(
    company: Domain, line: Line, old: Deposit | None, taken: set[str], currency: Ref
) -> Line:
    if line.deposit_line_detail is not None:
        raise Business("Select a bank account for this deposit.")
    if len(line.linked_txn) > 1:
        raise Business("A line of a deposit links one transaction.")
    link = line.linked_txn[0]
    txn, kind = link.txn_id or "", link.txn_type or ""
    if kind not in DEPOSITABLE:
        raise NotLinkable(txn, f"TxnType={kind}")
    found: Any = company.records.table(kind).get(txn)
    if found is None:
        raise NotFound()
    other = deposit_of(company, found)
    if txn in taken or (other is not None and (old is None or other != old.id)):
        raise NotLinkable(txn, "It is in a deposit already.")
    funds = found.deposit_to_account_ref
    if funds is None or funds.value != Chart.UNDEPOSITED_FUNDS or not found.total_amt:
        raise NotLinkable(txn, "It has nothing in Undeposited Funds.")
    if found.currency_ref is not None and found.currency_ref.value != currency.value:
        raise Business("The currency of a deposit must be that of what is deposited.")
    taken.add(txn)
    amount: Decimal = DEPOSITABLE[kind] * found.total_amt
    if line.amount is not None and half_up(line.amount) != amount:
        raise Business(f"The amount {line.amount} is not the amount {amount} of the transaction.")
    linked = msgspec.structs.replace(link, txn_line_id=link.txn_line_id or "0")
    return Line(amount=amount, linked_txn=(linked,))


def _account_line(company: Domain, line: Line) -> Line:
    detail = line.deposit_line_detail
    if detail is None or detail.account_ref is None:
        raise RequiredMissing("DepositLineDetail.AccountRef")
    if line.amount is None:
        raise RequiredMissing("Line.Amount")
    found = account(company, detail.account_ref)
    name = name_of(company, detail.entity)
    receivable = found is not None and found.account_type == "Accounts Receivable"
    if receivable and (name is None or name[0] != "Customer"):
        raise Business(
            "When you use Accounts Receivable, you must choose a customer in the Name field."
        )
    exists(company, "PaymentMethod", detail.payment_method_ref)
    exists(company, "Class", detail.class_ref)
    return msgspec.structs.replace(
        line, amount=half_up(line.amount), detail_type="DepositLineDetail"
    )
