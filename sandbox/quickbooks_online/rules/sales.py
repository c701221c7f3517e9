"""Invoice, sales receipt, credit memo, refund receipt.

The total is always worked out: lines, less the discount, plus tax. A refund receipt takes money
out of an account that has to be named; it links nothing and is not compared with any sale.
Sources: developer.intuit.com entity pages; quickbooks.intuit.com on applying credits automatically.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import msgspec

from sandbox.quickbooks_online.chart import Chart
from sandbox.quickbooks_online.domain import Domain
from sandbox.quickbooks_online.errors import (
    Business,
    EmailRequired,
    InvalidEnumeration,
    RequiredMissing,
)
from sandbox.quickbooks_online.records import (
    ENTITIES,
    CreditMemo,
    Customer,
    Line,
    Ref,
    RefundReceipt,
    SalesForm,
)
from sandbox.quickbooks_online.rules.credits import use_credits
from sandbox.quickbooks_online.rules.currency import currency_of, multi
from sandbox.quickbooks_online.rules.dates import today
from sandbox.quickbooks_online.rules.links import applied, shrink
from sandbox.quickbooks_online.rules.money import ZERO, half_up
from sandbox.quickbooks_online.rules.numbers import number
from sandbox.quickbooks_online.rules.options import Options
from sandbox.quickbooks_online.rules.references import FUNDS, account, customer, exists
from sandbox.quickbooks_online.rules.sales_lines import add_up, read_lines
from sandbox.quickbooks_online.rules.saving import require_free, stamp, store
from sandbox.quickbooks_online.rules.tax import tax_of

__all__ = ["save_form", "zeroed"]

_CHOICES: dict[str, tuple[str, ...]] = {
    "print_status": ("NotSet", "NeedToPrint", "PrintComplete"),
    "email_status": ("NotSet", "NeedToSend", "EmailSent"),
    "global_tax_calculation": ("TaxExcluded", "TaxInclusive", "NotApplicable"),
}
_WIRE = {
    "print_status": "PrintStatus",
    "email_status": "EmailStatus",
    "global_tax_calculation": "GlobalTaxCalculation",
}


def save_form(
    company: Domain,
    entity: str,
    old: SalesForm | None,
    draft: dict[str, Any],
    options: Options,
) -> SalesForm:
    """Write a sales form from the members that a request, or an update of `old`, gives it."""
    if old is not None:
        require_free(company, old)
    kept = old.customer_ref if old is not None else None
    who = customer(company, draft.get("customer_ref"), kept)
    if who is None and entity in ("Invoice", "CreditMemo"):
        raise RequiredMissing("CustomerRef")
    given: tuple[Line, ...] | None = draft.get("line")
    if given is None:
        raise RequiredMissing("Line")
    _check_members(company, draft)
    _check_customer(company, old, who)
    members = dict(draft)
    if draft.get("txn_date") is None:
        members["txn_date"] = old.txn_date if old is not None else today(company)
    day: date = members["txn_date"]
    currency, rate = currency_of(
        company, draft.get("currency_ref"), draft.get("exchange_rate"), who, required=old is None
    )
    members.update(currency_ref=currency, exchange_rate=rate)
    members["line"] = read_lines(company, given, old.line if old is not None else (), day)
    members["txn_tax_detail"] = tax_of(
        company,
        draft.get("txn_tax_detail"),
        members["line"],
        who,
        after_discount=bool(draft.get("apply_tax_after_discount")),
        mode=draft.get("global_tax_calculation"),
    )
    total = add_up(members["line"]) + (members["txn_tax_detail"].total_tax or ZERO)
    if total < 0:
        raise Business("Transaction amount must be 0 or greater.")
    members["total_amt"] = total
    members["home_total_amt"] = half_up(total * (rate or 1)) if multi(company) else None
    _money_account(company, entity, members, old)
    _defaults(company, entity, members, who)
    members["doc_number"] = number(
        company,
        entity,
        old,
        draft.get("doc_number"),
        options,
        automatic=bool(draft.get("auto_doc_number")),
    )
    members["auto_doc_number"] = None
    return _write(company, entity, old, members, options)


def _write(
    company: Domain,
    entity: str,
    old: SalesForm | None,
    members: dict[str, Any],
    options: Options,
) -> SalesForm:
    struct = ENTITIES[entity].struct
    total: Decimal = members["total_amt"]
    rate: Decimal = members["exchange_rate"] or Decimal(1)
    linked = applied(company, old.id) if old is not None else ZERO
    left = total - min(linked, total) if entity in ("Invoice", "CreditMemo") else ZERO
    members["balance"] = left
    if multi(company):
        members["home_balance"] = half_up(left * rate)
    if entity in ("CreditMemo", "RefundReceipt"):
        members["remaining_credit"] = left
    members.update(stamp(company, entity, old))
    new = store(company, old, struct(**members), options)
    assert isinstance(new, SalesForm)  # noqa: S101 - a sales form's struct
    if linked > total:
        shrink(company, new, total, options)
    if old is None:
        use_credits(company, new, options)
    fresh: SalesForm = company.records.table(entity)[new.id]
    return fresh


def _check_members(company: Domain, draft: dict[str, Any]) -> None:
    for member, choices in _CHOICES.items():
        value = draft.get(member)
        if value is not None and value not in choices:
            raise InvalidEnumeration(_WIRE[member], value)
    if draft.get("email_status") == "NeedToSend" and draft.get("bill_email") is None:
        raise EmailRequired
    exists(company, "Department", draft.get("department_ref"))
    exists(company, "Class", draft.get("class_ref"))
    exists(company, "Term", draft.get("sales_term_ref"))
    exists(company, "PaymentMethod", draft.get("payment_method_ref"))


def _check_customer(company: Domain, old: SalesForm | None, who: Customer | None) -> None:
    """What payments link stays with its customer."""
    if old is None or old.customer_ref is None:
        return
    if who is not None and who.id == old.customer_ref.value:
        return
    if applied(company, old.id):
        raise Business("You can't change the customer of a transaction that is linked to payments.")


def _money_account(
    company: Domain, entity: str, members: dict[str, Any], old: SalesForm | None
) -> None:
    """Raises RequiredMissing, AccountType."""
    ref = members.get("deposit_to_account_ref")
    if entity in ("Invoice", "CreditMemo"):
        members["deposit_to_account_ref"] = None
        return
    if ref is None:
        if entity == "RefundReceipt":
            raise RequiredMissing("DepositToAccountRef")
        members["deposit_to_account_ref"] = Ref(Chart.UNDEPOSITED_FUNDS.value)
        return
    kept = old.deposit_to_account_ref if old is not None else None
    account(company, ref, FUNDS, "DepositToAccountRef", kept)


def _defaults(company: Domain, entity: str, members: dict[str, Any], who: Customer | None) -> None:
    """What QuickBooks fills in from the customer and by itself."""
    members.setdefault("print_status", None)
    members.setdefault("email_status", None)
    members["print_status"] = members["print_status"] or "NeedToPrint"
    members["email_status"] = members["email_status"] or "NotSet"
    if members.get("apply_tax_after_discount") is None:
        members["apply_tax_after_discount"] = False
    if who is not None:
        for address in ("bill_addr", "ship_addr"):
            if members.get(address) is None:
                members[address] = getattr(who, address)
    if entity != "Invoice":
        return
    if members.get("sales_term_ref") is None and who is not None:
        members["sales_term_ref"] = who.sales_term_ref
    if members.get("due_date") is None:
        term = exists(company, "Term", members.get("sales_term_ref"), members.get("sales_term_ref"))
        days = term.due_days if term is not None else None
        members["due_date"] = members["txn_date"] + timedelta(days=days or 0)


def zeroed(form: SalesForm) -> dict[str, Any]:
    """A voided form: no amount, no quantity, no tax."""
    lines = []
    for line in form.line:
        changes: dict[str, Any] = {"amount": ZERO}
        if line.sales_item_line_detail is not None:
            changes["sales_item_line_detail"] = msgspec.structs.replace(
                line.sales_item_line_detail, qty=Decimal(0)
            )
        lines.append(msgspec.structs.replace(line, **changes))
    tax = form.txn_tax_detail
    credit = {"remaining_credit": ZERO} if isinstance(form, (CreditMemo, RefundReceipt)) else {}
    return {
        **credit,
        "line": tuple(lines),
        "txn_tax_detail": None
        if tax is None
        else msgspec.structs.replace(tax, total_tax=ZERO, tax_line=()),
        "total_amt": ZERO,
        "home_total_amt": None if form.home_total_amt is None else ZERO,
        "balance": ZERO,
        "home_balance": None if form.home_balance is None else ZERO,
    }
