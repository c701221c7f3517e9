"""Does what a field refers to exist, is it active, does it belong here?

The sentence for a bad reference is captured from live accounts: "Invalid Field Value 9999 for the
following field: item", with the path of the field in the body.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.kernel.store import Table
from sandbox.netsuite.errors import InvalidContent, UserError
from sandbox.netsuite.records import Customer, Item, Transaction

if TYPE_CHECKING:
    from sandbox.netsuite.rules.domain import Domain

__all__ = [
    "check",
    "check_account",
    "check_currency",
    "customer_field",
    "customer_of",
    "item_of",
    "wire_name",
]


def wire_name(name: str) -> str:
    """`other_ref_num` -> `otherRefNum`."""
    head, *rest = name.split("_")
    return head + "".join(piece.capitalize() for piece in rest)


def _table(netsuite: Domain, field: str) -> Table[Any]:
    records = netsuite.records
    tables: dict[str, Table[Any]] = {
        "terms": records.terms,
        "payment_method": records.payment_methods,
        "currency": records.currencies,
        "account": records.accounts,
        "ar_account": records.accounts,
        "discount_item": records.items,
        "ship_method": records.items,
        "income_account": records.accounts,
        "cogs_account": records.accounts,
        "asset_account": records.accounts,
        "tax_code": records.tax_codes,
        "tax_type": records.tax_types,
        "created_from": records.transactions,
        "posting_period": records.periods,
        "any_account": records.accounts,
        "sales_order": records.transactions,
        "deposit": records.transactions,
    }
    return tables[field]


# Fields that take only some records of their table.
_ITEM_TYPE = {"discount_item": "Discount", "ship_method": "ShipItem"}
_ACCOUNT_TYPES = {
    "ar_account": ("AcctRec",),
    "income_account": ("Income", "OthIncome"),
    "cogs_account": ("COGS",),
    "asset_account": ("OthCurrAsset", "FixedAsset"),
}


def check(netsuite: Domain, field: str, value: int | None, path: str | None = None) -> None:
    """Raises InvalidContent when `value` names nothing active that this field may hold."""
    if value is None:
        return
    found: Any = _table(netsuite, field).get(value)
    fits = found is not None and not getattr(found, "is_inactive", False)
    if fits and field in _ITEM_TYPE:
        fits = found.item_type == _ITEM_TYPE[field]
    if fits and field in _ACCOUNT_TYPES:
        fits = found.acct_type in _ACCOUNT_TYPES[field]
    if not fits:
        name = "account" if field == "any_account" else wire_name(field)
        raise InvalidContent.field_value(value, name, path)


_HOLDS: dict[str, tuple[str, ...]] = {
    "CustInvc": ("AcctRec",),
    "CustCred": ("AcctRec",),
    "Deposit": ("Bank",),
}
_MONEY = ("Bank", "OthCurrAsset", "OthCurrLiab")


def check_account(netsuite: Domain, kind: str, account: int | None) -> None:
    """Invoices and credit memos lie in A/R, everything else where money lies. InvalidContent."""
    if account is None:
        return
    found = netsuite.records.accounts.get(account)
    if found is None or found.is_inactive or found.acct_type not in _HOLDS.get(kind, _MONEY):
        raise InvalidContent.field_value(account, "account")


def customer_field(kind: str) -> str:
    """The wire's name for the customer of a transaction of type `kind`."""
    return "customer" if kind in ("CustPymt", "CustRfnd", "CustDep", "DepAppl") else "entity"


def customer_of(netsuite: Domain, entity: int | None, field: str = "entity") -> Customer:
    """The active customer of a transaction. Raises UserError without one, InvalidContent for an
    unknown or inactive one."""
    if entity is None:
        raise UserError.missing("Customer", path=field)
    customer = netsuite.records.entities.get(entity)
    if customer is None or customer.is_inactive:
        raise InvalidContent.field_value(entity, field)
    return customer


def item_of(netsuite: Domain, item: int | None, path: str) -> Item:
    """An active item for a line. Ship items live in the header, not on lines."""
    if item is None:
        raise UserError.missing("Item", path=path)
    found = netsuite.records.items.get(item)
    if found is None or found.is_inactive or found.item_type == "ShipItem":
        raise InvalidContent.field_value(item, "item", path)
    return found


def check_currency(customer: Customer, transaction: Transaction) -> None:
    """A transaction's currency must be on its customer's list. Raises InvalidContent."""
    if transaction.currency not in (customer.currency, *customer.currencies):
        raise InvalidContent.field_value(transaction.currency, "currency")
