"""Lists: names, items, accounts and what forms refer to.

A list object is never deleted: it is made inactive, its name gets the suffix " (deleted)" and is
free again (recorded). Customers and vendors share their names. Sources: developer.intuit.com entity
pages; "Error codes" 6080, 6240.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sandbox.quickbooks_online.chart import CLASSIFICATION, SUBTYPES
from sandbox.quickbooks_online.domain import Domain
from sandbox.quickbooks_online.errors import (
    AccountKind,
    Business,
    DuplicateName,
    InvalidEnumeration,
    InvalidString,
    NoName,
    RequiredMissing,
)
from sandbox.quickbooks_online.records import ENTITIES, Customer, Ref, Stored
from sandbox.quickbooks_online.rules.currency import check_currency
from sandbox.quickbooks_online.rules.options import Options
from sandbox.quickbooks_online.rules.receivables import open_receivable
from sandbox.quickbooks_online.rules.references import exists
from sandbox.quickbooks_online.rules.saving import stamp, store, touch

__all__ = ["SUFFIX", "carry_name", "name_member", "save_list", "settle_name"]

SUFFIX = " (deleted)"
# Who else may not bear the name, and how the sentence calls them.
_SHARED = {"Customer": ("Customer", "Vendor"), "Vendor": ("Customer", "Vendor")}
_SUBJECTS = {
    "Customer": "customer, vendor or employee",
    "Vendor": "customer, vendor or employee",
    "Item": "product or service",
    "Account": "account",
    "Class": "class",
    "Department": "location",
    "Term": "term",
    "PaymentMethod": "payment method",
    "TaxAgency": "tax agency",
}
_FORBIDDEN = (":", "\t", "\n", '"')
_PARTS = ("title", "given_name", "middle_name", "family_name", "suffix")
_LEVELS = 5


def name_member(entity: str) -> str:
    return "display_name" if entity in ("Customer", "Vendor", "TaxAgency") else "name"


def save_list(
    company: Domain, entity: str, old: Stored | None, draft: dict[str, Any], options: Options
) -> Stored:
    """Raises QuickBooksFault."""
    members = dict(draft)
    prepare = _PREPARE.get(entity)
    if prepare is not None:
        prepare(company, old, members)
    settle_name(company, entity, old, members)
    members.update(stamp(company, entity, old))
    new = store(company, old, ENTITIES[entity].struct(**members), options)
    if isinstance(new, Customer) and new.currency_ref is not None:
        open_receivable(company, new.currency_ref, options)
    carry_name(company, old, new, options)
    return new


def carry_name(company: Domain, old: Stored | None, new: Stored, options: Options) -> None:
    """What lies below a renamed object gets its full name anew."""
    name = getattr(new, "fully_qualified_name", None)
    if old is None or name == getattr(old, "fully_qualified_name", None):
        return
    if not hasattr(new, "parent_ref"):
        return  # vendors have no sub-vendors
    entity = type(new).__name__
    for below in list(company.records.table(entity)):
        if below.parent_ref is not None and below.parent_ref.value == new.id:
            own = getattr(below, name_member(entity))
            child = touch(company, below, options, fully_qualified_name=f"{name}:{own}")
            carry_name(company, below, child, options)


# --- names -------------------------------------------------------------------------------------


def settle_name(company: Domain, entity: str, old: Stored | None, members: dict[str, Any]) -> None:
    """The name, free and well formed; the suffix comes and goes with `active`. Raises
    RequiredMissing, InvalidString, DuplicateName."""
    member = name_member(entity)
    name = members.get(member)
    if name is None:
        raise RequiredMissing("DisplayName" if member == "display_name" else "Name")
    if any(sign in name for sign in _FORBIDDEN[: 3 if member == "display_name" else 4]):
        raise InvalidString("DisplayName" if member == "display_name" else "Name", name)
    if entity == "TaxAgency":
        _require_free(company, entity, old, name, None)
        return
    if members.get("active") is None:
        members["active"] = True
    was_active = old is None or getattr(old, "active", True) is not False
    if not members["active"]:
        if was_active and company.settings.inactive_names_reusable:
            name = _suffixed(company, entity, old, name)
    elif not was_active and name.endswith(SUFFIX):
        name = name.removesuffix(SUFFIX)
    parent = members.get("parent_ref")
    if members["active"] or not company.settings.inactive_names_reusable:
        _require_free(company, entity, old, name, parent)
    members[member] = name
    if "fully_qualified_name" in ENTITIES[entity].struct.__struct_fields__:
        _qualify(company, entity, old, members, name, parent)


def _require_free(
    company: Domain, entity: str, old: Stored | None, name: str, parent: Ref | None
) -> None:
    for kind in _SHARED.get(entity, (entity,)):
        for other in company.records.by_name[kind].find(name.lower()):
            if old is not None and kind == entity and other.id == old.id:
                continue
            above = getattr(other, "parent_ref", None)
            siblings = (above.value if above else None) == (parent.value if parent else None)
            # Names of people are unique; items, accounts, classes only beneath their parent.
            if kind in ("Customer", "Vendor") or siblings:
                raise DuplicateName(_SUBJECTS.get(entity, entity.lower()))


def _suffixed(company: Domain, entity: str, old: Stored | None, name: str) -> str:
    wanted, number = name + SUFFIX, 1
    while any(
        old is None or other.id != old.id
        for kind in _SHARED.get(entity, (entity,))
        for other in company.records.by_name[kind].find(wanted.lower())
    ):
        number += 1
        wanted = f"{name} (deleted-{number})"
    return wanted


def _qualify(
    company: Domain,
    entity: str,
    old: Stored | None,
    members: dict[str, Any],
    name: str,
    parent: Ref | None,
) -> None:
    """FullyQualifiedName, and the level below the top."""
    names, level = [name], 0
    above: Any = exists(company, entity, parent, getattr(old, "parent_ref", None))
    while above is not None:
        level += 1
        if level >= _LEVELS or (old is not None and above.id == old.id):
            raise Business("You can nest up to 5 levels, and nothing can be its own parent.")
        names.insert(0, getattr(above, name_member(entity)))
        above = exists(company, entity, above.parent_ref, above.parent_ref)
    members["fully_qualified_name"] = ":".join(names)
    if "level" in ENTITIES[entity].struct.__struct_fields__:
        members["level"] = level if level or entity == "Item" else None


# --- what each list needs ------------------------------------------------------------------------


def _person(company: Domain, old: Any, members: dict[str, Any]) -> None:
    parts = [members[part] for part in _PARTS if members.get(part)]
    if members.get("display_name") is None:
        if not parts:
            raise NoName
        members["display_name"] = " ".join(parts)
    if not members.get("print_on_check_name"):
        members["print_on_check_name"] = members.get("company_name") or members["display_name"]
    kept = old.currency_ref if old is not None else None
    members["currency_ref"] = check_currency(company, members.get("currency_ref") or kept)
    if kept is not None and kept.value != members["currency_ref"].value and _billed(company, old):
        raise Business(
            "You can't change the currency of a customer or vendor that has transactions."
        )


def _billed(company: Domain, old: Stored) -> bool:
    """Transactions bear the name, whether or not anything is open."""
    for index in company.records.by_customer.values():
        if list(index.between((old.id, date.min), (old.id, date.max))):
            return True
    return any(
        txn.entity_ref is not None and txn.entity_ref.value == old.id
        for txn in company.records.table("Purchase")
    )


def _customer(company: Domain, old: Any, members: dict[str, Any]) -> None:
    _person(company, old, members)
    exists(company, "Term", members.get("sales_term_ref"))
    exists(company, "PaymentMethod", members.get("payment_method_ref"))
    if members.get("taxable") is None:
        members["taxable"] = True
    if members.get("preferred_delivery_method") is None:
        members["preferred_delivery_method"] = "None"
    members["job"] = bool(members.get("job"))
    members["bill_with_parent"] = bool(members.get("bill_with_parent"))
    if members["job"] and members.get("parent_ref") is None:
        raise RequiredMissing("ParentRef")


def _vendor(company: Domain, old: Any, members: dict[str, Any]) -> None:
    _person(company, old, members)
    exists(company, "Term", members.get("term_ref"))
    members["vendor1099"] = bool(members.get("vendor1099"))


def _account(company: Domain, old: Any, members: dict[str, Any]) -> None:
    kind, sub = members.get("account_type"), members.get("account_sub_type")
    if kind is None and sub is None:
        raise AccountKind
    if kind is None:
        kind = next((known for known, first in SUBTYPES.items() if first == sub), None)
    if kind not in CLASSIFICATION:
        raise InvalidEnumeration("AccountType", kind or sub)
    members["account_type"] = kind
    members["account_sub_type"] = sub or SUBTYPES[kind]
    members["classification"] = CLASSIFICATION[kind]
    members["sub_account"] = members.get("parent_ref") is not None
    members["currency_ref"] = check_currency(company, members.get("currency_ref"))


def _term(company: Domain, old: Any, members: dict[str, Any]) -> None:
    by_day = members.get("day_of_month_due") is not None
    if not by_day and members.get("due_days") is None:
        raise RequiredMissing("DueDays")
    members["type"] = "DATE_DRIVEN" if by_day else "STANDARD"


def _payment_method(company: Domain, old: Any, members: dict[str, Any]) -> None:
    kind = members.get("type") or "NON_CREDIT_CARD"
    if kind not in ("CREDIT_CARD", "NON_CREDIT_CARD"):
        raise InvalidEnumeration("Type", kind)
    members["type"] = kind


def _class(company: Domain, old: Any, members: dict[str, Any]) -> None:
    members["sub_class"] = members.get("parent_ref") is not None


def _department(company: Domain, old: Any, members: dict[str, Any]) -> None:
    members["sub_department"] = members.get("parent_ref") is not None


_PREPARE = {
    "Customer": _customer,
    "Vendor": _vendor,
    "Account": _account,
    "Term": _term,
    "PaymentMethod": _payment_method,
    "Class": _class,
    "Department": _department,
}
