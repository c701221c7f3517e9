"""References: whether what they name exists, is active and may stand there.

QuickBooks words an unknown reference with its own nouns: Names for customers and vendors, Klasses
for classes (recorded).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sandbox.quickbooks_online.domain import Domain
from sandbox.quickbooks_online.errors import AccountType, InvalidReference
from sandbox.quickbooks_online.records import Account, Customer, Item, Ref, Stored

__all__ = ["FUNDS", "account", "customer", "exists", "item", "name_of"]

_NOUNS = {
    "Customer": "Names",
    "Vendor": "Names",
    "Account": "Accounts",
    "Item": "Items",
    "Class": "Klasses",
    "Department": "Departments",
    "Term": "Terms",
    "PaymentMethod": "PaymentMethods",
}
# Where money may be put: a bank account, or an asset such as Undeposited Funds.
FUNDS = ("Bank", "Other Current Asset")


def exists(company: Domain, entity: str, ref: Ref | None, kept: Ref | None = None) -> Any:
    """The object; None for no reference. An inactive one is refused unless the document had it
    before (`kept`). Raises InvalidReference."""
    if ref is None:
        return None
    found: Stored | None = company.records.table(entity).get(ref.value)
    if found is None:
        raise InvalidReference.unknown(_NOUNS[entity], ref.value)
    if getattr(found, "active", True) is False and (kept is None or kept.value != ref.value):
        raise InvalidReference.inactive()
    return found


def customer(company: Domain, ref: Ref | None, kept: Ref | None = None) -> Customer | None:
    found: Customer | None = exists(company, "Customer", ref, kept)
    return found


def account(
    company: Domain,
    ref: Ref | None,
    kinds: Collection[str] = (),
    element: str = "",
    kept: Ref | None = None,
) -> Account | None:
    """An account of one of the types `kinds`. Raises AccountType."""
    found: Account | None = exists(company, "Account", ref, kept)
    if found is not None and kinds and (found.account_type or "") not in kinds:
        raise AccountType(found.account_type or "", element)
    return found


def item(company: Domain, ref: Ref, kept: Ref | None = None) -> Item:
    """An item that may stand on a line. Raises InvalidReference for a category as well."""
    found: Item = exists(company, "Item", ref, kept)
    if found.type == "Category":
        raise InvalidReference.category()
    return found


def name_of(company: Domain, ref: Ref | None) -> tuple[str, Customer | Any] | None:
    """A customer or a vendor by the id they share: (entity, object)."""
    if ref is None:
        return None
    for entity in ("Customer", "Vendor"):
        if ref.value in company.records.table(entity):
            return entity, exists(company, entity, ref)
    raise InvalidReference.unknown("Names", ref.value)
