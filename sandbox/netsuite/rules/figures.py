"""The figures of a transaction that follow from its fields, type by type."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec

from sandbox.netsuite.chart import Chart
from sandbox.netsuite.errors import InvalidContent, UserError
from sandbox.netsuite.records import ZERO, Transaction
from sandbox.netsuite.rules import (
    account_lines,
    applications,
    banking,
    checks,
    deposits,
    lines,
    totals,
)
from sandbox.netsuite.rules.totals import WITH_TOTALS

if TYPE_CHECKING:
    from sandbox.netsuite.rules.domain import Domain

__all__ = ["complete"]

_WITH_FUNDS = frozenset({"CashSale", "CashRfnd", "CustPymt", "CustDep"})


def complete(netsuite: Domain, draft: Transaction) -> Transaction:
    """What follows from the fields of one type."""
    if draft.type in WITH_TOTALS:
        if not draft.lines:
            raise UserError(lines.NO_LINES, "item")
        draft = totals.complete(netsuite, draft)
    elif draft.type in ("ItemShip", "ItemRcpt") and not draft.lines:
        raise UserError(lines.NO_LINES, "item")
    if draft.type in _WITH_FUNDS:
        draft = _funds(netsuite, draft)
    special = _BY_TYPE.get(draft.type)
    return special(netsuite, draft) if special is not None else draft


def _return(netsuite: Domain, draft: Transaction) -> Transaction:
    if draft.status:
        return draft
    return msgspec.structs.replace(draft, status=netsuite.settings.default_return_status)


def _invoice(netsuite: Domain, draft: Transaction) -> Transaction:
    if draft.due_date is not None or draft.terms is None:
        return draft
    days = netsuite.records.terms[draft.terms].days_until_net_due
    return msgspec.structs.replace(draft, due_date=draft.tran_date + timedelta(days=days))


def _credit_memo(netsuite: Domain, draft: Transaction) -> Transaction:
    if not draft.auto_apply or draft.applications:
        return draft
    found = applications.automatic(netsuite, draft, draft.total)
    return msgspec.structs.replace(draft, applications=found)


def _customer_refund(netsuite: Domain, draft: Transaction) -> Transaction:
    """What it applies; paid from the bank unless another account is named."""
    total = sum((each.amount for each in draft.applications), ZERO)
    if not total:
        raise UserError.missing("Amount", path="apply")
    account = checks.account_of(netsuite, draft)
    if account is None:
        account = int(Chart.CHECKING) if draft.account is None else draft.account
    return msgspec.structs.replace(draft, total=total, account=account)


def _customer_deposit(netsuite: Domain, draft: Transaction) -> Transaction:
    deposits.check_order(netsuite, draft)
    return _payment(draft)


def _deposit_application(netsuite: Domain, draft: Transaction) -> Transaction:
    return msgspec.structs.replace(draft, total=deposits.total_of(netsuite, draft))


def _journal(_netsuite: Domain, draft: Transaction) -> Transaction:
    return account_lines.check_journal(draft)


def _order(netsuite: Domain, draft: Transaction) -> Transaction:
    """B4: terms and a payment method exclude each other; the order could not be billed."""
    if draft.terms is not None and draft.payment_method is not None:
        raise UserError(
            "A sales order cannot have both Terms and a Payment Method. Remove one of them.",
            "terms",
        )
    if not draft.status:
        return msgspec.structs.replace(draft, status=netsuite.settings.default_order_status)
    return draft


def _funds(netsuite: Domain, draft: Transaction) -> Transaction:
    """Where the money lies: a named bank, the payment method's, else Undeposited Funds. A refund
    by check owes it until the check is written."""
    account = draft.account
    if draft.type == "CashRfnd":
        account = checks.account_of(netsuite, draft) or account
        if account is not None and account != draft.account:
            return msgspec.structs.replace(draft, account=account, undep_funds=False)
    if account is None and not draft.undep_funds and draft.payment_method is not None:
        account = netsuite.records.payment_methods[draft.payment_method].account
    if draft.undep_funds or account is None:
        return msgspec.structs.replace(draft, account=None, undep_funds=True)
    return msgspec.structs.replace(draft, account=account)


def _payment(draft: Transaction) -> Transaction:
    """Without an amount the payment is what it applies."""
    total = draft.total or sum((each.amount for each in draft.applications), ZERO)
    if total < 0:
        raise InvalidContent.field_value(total, "payment")
    if not total:
        raise UserError.missing("Payment Amount", path="payment")
    return msgspec.structs.replace(draft, total=total)


def _customer_payment(netsuite: Domain, draft: Transaction) -> Transaction:
    draft = _payment(draft)
    if draft.auto_apply and not draft.applications:
        found = applications.automatic(netsuite, draft, draft.total)
        return msgspec.structs.replace(draft, applications=found)
    return draft


_BY_TYPE: dict[str, Callable[[Domain, Transaction], Transaction]] = {
    "SalesOrd": _order,
    "RtnAuth": _return,
    "CustInvc": _invoice,
    "CustCred": _credit_memo,
    "CustPymt": _customer_payment,
    "CustRfnd": _customer_refund,
    "CustDep": _customer_deposit,
    "DepAppl": _deposit_application,
    "Deposit": banking.complete,
    "Journal": _journal,
}
