"""Checks and expenses, journal entries, transfers.

A check whose line is Accounts Receivable pays out a customer's credit: it is a charge that a
payment of zero links to the credit memo. Source: QuickBooks community on refunding a credit memo;
developer.intuit.com "Purchase", "JournalEntry", "Transfer".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from sandbox.quickbooks_online.domain import Domain
from sandbox.quickbooks_online.errors import (
    AccountType,
    Business,
    DetailRequired,
    InvalidAmount,
    InvalidEnumeration,
    LineAmount,
    MissingLines,
    MissingPostingType,
    NegativeAmount,
    RequiredMissing,
    StartDate,
    Unbalanced,
)
from sandbox.quickbooks_online.records import (
    JournalEntry,
    Line,
    Purchase,
    Ref,
    Transfer,
)
from sandbox.quickbooks_online.rules.currency import currency_of, multi
from sandbox.quickbooks_online.rules.dates import today
from sandbox.quickbooks_online.rules.links import shrink, worth
from sandbox.quickbooks_online.rules.money import ZERO, half_up
from sandbox.quickbooks_online.rules.numbers import number
from sandbox.quickbooks_online.rules.options import Options
from sandbox.quickbooks_online.rules.references import account, exists, item, name_of
from sandbox.quickbooks_online.rules.sales_lines import Ids
from sandbox.quickbooks_online.rules.saving import stamp, store

__all__ = ["save_journal", "save_purchase", "save_transfer"]

_ACCOUNT, _ITEM = "AccountBasedExpenseLineDetail", "ItemBasedExpenseLineDetail"
_JOURNAL = "JournalEntryLineDetail"
_PAYERS = {
    "Check": ("Bank",),
    "Cash": ("Bank", "Other Current Asset"),
    "CreditCard": ("Credit Card",),
}
_NEEDS_CUSTOMER = "When you use Accounts Receivable, you must choose a customer in the Name field."
_NEEDS_VENDOR = "When you use Accounts Payable, you must choose a vendor in the Name field."
# Where a transfer may go from and to.
_BALANCE_SHEET = (
    "Bank", "Other Current Asset", "Fixed Asset", "Other Asset", "Credit Card",
    "Other Current Liability", "Long Term Liability", "Equity",
)  # fmt: skip


def _base(company: Domain, old: Any, draft: dict[str, Any]) -> dict[str, Any]:
    members = dict(draft)
    members["txn_date"] = draft.get("txn_date") or (old.txn_date if old else today(company))
    currency, rate = currency_of(
        company, draft.get("currency_ref"), draft.get("exchange_rate"), None, required=False
    )
    exists(company, "Department", draft.get("department_ref"))
    members.update(currency_ref=currency, exchange_rate=rate)
    return members


# --- checks and expenses ---------------------------------------------------------------------


def save_purchase(
    company: Domain, old: Purchase | None, draft: dict[str, Any], options: Options
) -> Purchase:
    """Raises QuickBooksFault."""
    kind = draft.get("payment_type")
    if kind is None:
        raise RequiredMissing("PaymentType")
    if kind not in _PAYERS:
        raise InvalidEnumeration("PaymentType", kind)
    payer = draft.get("account_ref")
    if payer is None:
        raise RequiredMissing("AccountRef")
    account(company, payer, _PAYERS[kind], "AccountRef", old.account_ref if old else None)
    given = draft.get("line")
    if given is None:
        raise RequiredMissing("Line")
    members = _base(company, old, draft)
    name = name_of(company, draft.get("entity_ref"))
    if name is not None:
        members["entity_ref"] = msgspec.structs.replace(draft["entity_ref"], type=name[0])
    lines = _purchase_lines(
        company, given, old, members, is_customer=name is not None and name[0] == "Customer"
    )
    total = sum((line.amount or ZERO for line in lines), ZERO)
    if total < 0:
        raise Business("Transaction amount must be 0 or greater.")
    members.update(
        line=lines,
        total_amt=total,
        # Only a card charge can be a credit; it is ignored elsewhere (reported).
        credit=bool(draft.get("credit")) if kind == "CreditCard" else None,
        doc_number=number(company, "Purchase", old, draft.get("doc_number"), options),
        **stamp(company, "Purchase", old),
    )
    side = _linked_side(company, old)
    new = store(company, old, Purchase(**members), options)
    _fit_links(company, side, new, options)
    fresh: Purchase = company.records.table("Purchase")[new.id]
    return fresh


def _linked_side(company: Domain, old: Purchase | JournalEntry | None) -> int:
    """On which side of A/R payments link a document; 0 when none does. Asked before it is written
    again."""
    payment = None if old is None else company.records.payments_by_link.first(old.id)
    if old is None or payment is None:
        return 0
    side, _ = worth(company, old, payment.customer_ref.value)
    return side


def _fit_links(company: Domain, side: int, new: Purchase | JournalEntry, options: Options) -> None:
    """Payments keep no more than what is still on A/R for the customer they belong to."""
    payment = company.records.payments_by_link.first(new.id)
    if side and payment is not None:
        now, amount = worth(company, new, payment.customer_ref.value)
        shrink(company, new, amount if side == now else ZERO, options)


def _purchase_lines(
    company: Domain,
    given: Sequence[Line],
    old: Purchase | None,
    members: dict[str, Any],
    *,
    is_customer: bool,
) -> tuple[Line, ...]:
    if not given:
        raise MissingLines
    ids = Ids(old.line if old is not None else ())
    lines: list[Line] = []
    for line in given:
        if line.amount is None:
            raise RequiredMissing("Line.Amount")
        amount = half_up(line.amount)
        match line.detail_type:
            case None:
                raise RequiredMissing("DetailType")
            case "AccountBasedExpenseLineDetail":
                _expense(company, line, is_customer=is_customer)
            case "ItemBasedExpenseLineDetail":
                _bought(company, line, members)
            case other:
                raise InvalidEnumeration("DetailType", other)
        lines.append(
            msgspec.structs.replace(
                line, id=ids.of(line), line_num=len(lines) + 1, amount=amount, linked_txn=()
            )
        )
    return tuple(lines)


def _expense(company: Domain, line: Line, *, is_customer: bool) -> None:
    detail = line.account_based_expense_line_detail
    if detail is None:
        raise RequiredMissing(_ACCOUNT)
    found = account(company, detail.account_ref)
    if found is None:
        raise DetailRequired
    exists(company, "Customer", detail.customer_ref)
    exists(company, "Class", detail.class_ref)
    named = is_customer or detail.customer_ref is not None
    if found.account_type == "Accounts Receivable" and not named:
        raise Business(_NEEDS_CUSTOMER)


def _bought(company: Domain, line: Line, members: dict[str, Any]) -> None:
    detail = line.item_based_expense_line_detail
    if detail is None:
        raise RequiredMissing(_ITEM)
    if detail.item_ref is None:
        raise DetailRequired
    found = item(company, detail.item_ref)
    exists(company, "Customer", detail.customer_ref)
    amount = line.amount or ZERO
    price = detail.unit_price
    if detail.qty is not None and price is not None and half_up(detail.qty * price) != amount:
        raise LineAmount(amount)
    start = found.inv_start_date if found.type == "Inventory" else None
    if start is not None and members["txn_date"] < start:
        raise StartDate


# --- journal entries ---------------------------------------------------------------------------


def save_journal(
    company: Domain, old: JournalEntry | None, draft: dict[str, Any], options: Options
) -> JournalEntry:
    """Raises Unbalanced when debits and credits differ."""
    given = draft.get("line")
    if given is None:
        raise RequiredMissing("Line")
    if not given:
        raise MissingLines
    members = _base(company, old, draft)
    ids = Ids(old.line if old is not None else ())
    lines: list[Line] = []
    sums = {"Debit": ZERO, "Credit": ZERO}
    for line in given:
        if line.detail_type == "DescriptionOnly":
            lines.append(msgspec.structs.replace(line, id=ids.of(line)))
            continue
        posting = _journal_line(company, line)
        amount = half_up(line.amount or ZERO)
        sums[posting] += amount
        lines.append(msgspec.structs.replace(line, id=ids.of(line), amount=amount, linked_txn=()))
    if sums["Debit"] != sums["Credit"]:
        raise Unbalanced
    if not sums["Debit"]:
        raise Business("You must set a transaction amount.")
    total = sums["Debit"]
    members.update(
        line=tuple(lines),
        adjustment=bool(draft.get("adjustment")),
        total_amt=total,
        home_total_amt=total if multi(company) else None,
        doc_number=number(company, "JournalEntry", old, draft.get("doc_number"), options),
        **stamp(company, "JournalEntry", old),
    )
    side = _linked_side(company, old)
    new = store(company, old, JournalEntry(**members), options)
    _fit_links(company, side, new, options)
    fresh: JournalEntry = company.records.table("JournalEntry")[new.id]
    return fresh


def _journal_line(company: Domain, line: Line) -> str:
    detail = line.journal_entry_line_detail
    if line.detail_type is None:
        raise RequiredMissing("DetailType")
    if detail is None or line.detail_type != _JOURNAL:
        raise RequiredMissing(_JOURNAL)
    if line.amount is None:
        raise RequiredMissing("Line.Amount")
    if line.amount < 0:
        raise NegativeAmount
    if detail.posting_type is None:
        raise MissingPostingType
    if detail.posting_type not in ("Debit", "Credit"):
        raise InvalidEnumeration("PostingType", detail.posting_type)
    found = account(company, detail.account_ref)
    if found is None:
        raise RequiredMissing("AccountRef")
    ref: Ref | None = detail.entity.entity_ref if detail.entity is not None else None
    name = name_of(company, ref)
    kind = name[0] if name is not None else ""
    if found.account_type == "Accounts Receivable" and kind != "Customer":
        raise Business(_NEEDS_CUSTOMER)
    if found.account_type == "Accounts Payable" and kind != "Vendor":
        raise Business(_NEEDS_VENDOR)
    return detail.posting_type


# --- transfers ---------------------------------------------------------------------------------


def save_transfer(
    company: Domain, old: Transfer | None, draft: dict[str, Any], options: Options
) -> Transfer:
    """Raises AccountType for an income or expense account."""
    amount = draft.get("amount")
    if amount is None:
        raise RequiredMissing("Amount")
    if amount <= 0:
        raise InvalidAmount("Amount", amount)
    for wire, member in (
        ("FromAccountRef", "from_account_ref"),
        ("ToAccountRef", "to_account_ref"),
    ):
        if draft.get(member) is None:
            raise RequiredMissing(wire)
        account(company, draft[member], _BALANCE_SHEET, wire)
    if draft["from_account_ref"].value == draft["to_account_ref"].value:
        raise AccountType("The accounts of a transfer must differ", "ToAccountRef")
    members = _base(company, old, draft)
    members.update(amount=half_up(amount), line=(), **stamp(company, "Transfer", old))
    return store(company, old, Transfer(**members), options)
