"""Documents as they are shown: with figures that follow from others, and names at references."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

from sandbox.quickbooks_online import hosts, ledger, stock
from sandbox.quickbooks_online.chart import DEBIT_NORMAL
from sandbox.quickbooks_online.domain import Domain
from sandbox.quickbooks_online.records import (
    Account,
    Attachable,
    Customer,
    Item,
    Part,
    Ref,
    Stored,
    Vendor,
)
from sandbox.quickbooks_online.rules.attachables import link_of
from sandbox.quickbooks_online.rules.currency import NAMES
from sandbox.quickbooks_online.rules.lists import name_member
from sandbox.quickbooks_online.rules.money import ZERO

__all__ = ["shown"]

S = TypeVar("S", bound=Stored)

# Member -> the entity it refers to.
_TARGETS = {
    "customer_ref": "Customer",
    "department_ref": "Department",
    "class_ref": "Class",
    "sales_term_ref": "Term",
    "term_ref": "Term",
    "payment_method_ref": "PaymentMethod",
    "deposit_to_account_ref": "Account",
    "account_ref": "Account",
    "item_account_ref": "Account",
    "discount_account_ref": "Account",
    "income_account_ref": "Account",
    "expense_account_ref": "Account",
    "asset_account_ref": "Account",
    "from_account_ref": "Account",
    "to_account_ref": "Account",
    "item_ref": "Item",
    "pref_vendor_ref": "Vendor",
    "entity_ref": "",
    "entity": "",
}
# References whose name QuickBooks does not fill in.
_NAMELESS = frozenset({"tax_code_ref", "txn_tax_code_ref", "tax_rate_ref"})


def shown(company: Domain, document: S) -> S:
    """`document` with its computed members: balances, stock on hand, names of references."""
    changes = _figures(company, document)
    for name in document.__struct_fields__:
        if name in changes:
            continue
        value = getattr(document, name)
        new = _named(company, type(document).__name__, name, value)
        if new is not value:
            changes[name] = new
    return msgspec.structs.replace(document, **changes) if changes else document


def _figures(company: Domain, document: Stored) -> dict[str, Any]:
    records = company.records
    if isinstance(document, Attachable):
        return {"temp_download_uri": link_of(company, document, hosts.FILES)}
    if isinstance(document, Customer):
        balance = ledger.name_balance(records, document.id)
        below = sum(
            (ledger.name_balance(records, other.id) for other in records.jobs_of.find(document.id)),
            ZERO,
        )
        return {"balance": balance, "balance_with_jobs": balance + below}
    if isinstance(document, Vendor):
        return {"balance": -ledger.name_balance(records, document.id)}
    if isinstance(document, Item):
        if document.type != "Inventory":
            return {}
        return {"qty_on_hand": stock.on_hand(records, document.id)}
    if isinstance(document, Account):
        sign = 1 if document.classification in DEBIT_NORMAL else -1
        if document.classification in ("Revenue", "Expense"):
            # The API shows balances of the balance sheet; income and expense are reports.
            return {"current_balance": ZERO, "current_balance_with_sub_accounts": ZERO}
        own = sign * ledger.balance_of(records, document.id)
        below = sum(
            (
                sign * ledger.balance_of(records, other.id)
                for other in records.sub_accounts_of.find(document.id)
            ),
            ZERO,
        )
        return {"current_balance": own, "current_balance_with_sub_accounts": own + below}
    return {}


def _named(company: Domain, owner: str, name: str, value: Any) -> Any:
    if isinstance(value, Ref):
        return _with_name(company, owner, name, value)
    if isinstance(value, tuple):
        new = tuple(_named(company, owner, name, each) for each in value)
        return new if any(one is not two for one, two in zip(new, value, strict=True)) else value
    if isinstance(value, Part):
        changes: dict[str, Any] = {}
        for member in value.__struct_fields__:
            inner = getattr(value, member)
            new_inner = _named(company, owner, member, inner)
            if new_inner is not inner:
                changes[member] = new_inner
        return msgspec.structs.replace(value, **changes) if changes else value
    return value


def _with_name(company: Domain, owner: str, name: str, ref: Ref) -> Ref:
    if name in _NAMELESS or owner == "Attachable":
        return ref if not ref.name else msgspec.structs.replace(ref, name="")
    if name in ("currency_ref", "home_currency"):
        known = NAMES.get(ref.value, ref.value)
    else:
        found = _target(company, owner, name, ref)
        if found is None:
            return ref
        known = getattr(found, "fully_qualified_name", None) or getattr(
            found, name_member(type(found).__name__)
        )
    return ref if ref.name == known else msgspec.structs.replace(ref, name=known)


def _target(company: Domain, owner: str, name: str, ref: Ref) -> Any:
    if name == "parent_ref":
        return company.records.table(owner).get(ref.value)
    entity = _TARGETS.get(name)
    if entity is None:
        return None
    if entity:
        return company.records.table(entity).get(ref.value)
    return company.records.customers.get(ref.value) or company.records.vendors.get(ref.value)
