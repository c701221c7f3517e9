"""Customers, items and the account's lists on the wire (REST API Browser 2026.1)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sandbox.netsuite.records import ITEM_TYPES, Account, Item
from sandbox.netsuite.rules.commitment import waiting
from sandbox.netsuite.rules.consolidation import general_rate
from sandbox.netsuite.rules.customers import (
    balance,
    deposit_balance,
    overdue_balance,
    unbilled_orders,
)
from sandbox.netsuite.rules.items import TAXABLE
from sandbox.netsuite.wire.shapes import RecordType, WireField, account_figure, field, record, text
from sandbox.netsuite.wire.transaction_types import EXTERNAL_ID, ID

if TYPE_CHECKING:
    from sandbox.netsuite.rules import Domain

__all__ = ["LISTS"]


def _general_rate(account: Account) -> tuple[str, str]:
    rate = general_rate(account.acct_type)
    return (rate, rate.title())


def _available(item: Item) -> Decimal:
    return item.quantity_on_hand - item.quantity_committed


def _waiting(account: Domain, item: Item) -> Decimal:
    return waiting(account, item.id)


_STOCK = (
    field("averageCost", "number", read_only=True),
    field("quantityOnHand", "number", read_only=True),
    field("quantityCommitted", "number", read_only=True),
    field("quantityAvailable", "number", value=_available),
    account_figure("quantityBackOrdered", _waiting),
)


def _tax_schedule(item: Item) -> tuple[str, str]:
    return (TAXABLE, "Taxable") if item.is_taxable else ("2", "Non-Taxable")


_TAX = (field("taxSchedule", "enum", value=_tax_schedule, read_only=False),)
_COST = (field("cost", "number"),)
# What only some item types have.
_ITEM_FIELDS: dict[str, tuple[WireField, ...]] = {
    "inventoryItem": (*_COST, *_TAX, *_STOCK),
    "discountItem": (field("rate", "rate"),),
}
_ITEM_SUBLISTS: dict[str, tuple[str, ...]] = {
    "inventoryItem": ("price", "locations", "subsidiary"),
    "kitItem": ("member", "price", "subsidiary"),
    "discountItem": ("subsidiary",),
    "shipItem": ("subsidiary",),
}


def _is_bought(name: str) -> bool:
    """What is bought has a purchase price."""
    return name.endswith(("ResaleItem", "PurchaseItem"))


def _item(name: str) -> RecordType:
    return record(
        name,
        "items",
        name[0].upper() + name[1:],
        (
            ID,
            field("itemId", "text"),
            EXTERNAL_ID,
            field("displayName", "text"),
            field("salesDescription", "text", "description"),
            field("upcCode", "text"),
            field("incomeAccount", "reference", target="account"),
            field("cogsAccount", "reference", target="account"),
            field("assetAccount", "reference", target="account"),
            *_ITEM_FIELDS.get(name, (*_COST, *_TAX) if _is_bought(name) else _TAX),
            field("includeChildren", "flag"),
            field("isFulfillable", "flag"),
            field("isInactive", "flag"),
            field("createdDate", "time", "date_created", read_only=True),
            field("lastModifiedDate", "time", "last_modified", read_only=True),
        ),
        sublists=_ITEM_SUBLISTS.get(name, ("price", "subsidiary")),
        writable=True,
    )


LISTS: tuple[RecordType, ...] = (
    record(
        "customer",
        "entities",
        "Customer",
        (
            ID,
            field("entityId", "text"),
            EXTERNAL_ID,
            field("isPerson", "flag"),
            *text("companyName", "firstName", "lastName", "email", "phone"),
            field("currency", "reference", target="currency"),
            field("terms", "reference", target="term"),
            field("subsidiary", "reference", target="subsidiary"),
            field("isInactive", "flag"),
            account_figure("balance", balance),
            account_figure("overdueBalance", overdue_balance),
            account_figure("depositBalance", deposit_balance),
            account_figure("unbilledOrders", unbilled_orders),
            field("dateCreated", "time", read_only=True),
            field("lastModifiedDate", "time", "last_modified", read_only=True),
        ),
        sublists=("addressBook", "currencyList"),
        writable=True,
    ),
    *(_item(name) for name in ITEM_TYPES),
    record(
        "account",
        "accounts",
        "Account",
        (
            ID,
            field("acctNumber", "text"),
            field("acctName", "text"),
            field("acctType", "enum", value=lambda a: (a.acct_type, a.acct_type)),
            field("currency", "reference", target="currency"),
            field("generalRate", "enum", value=_general_rate),
            EXTERNAL_ID,
            field("isInactive", "flag"),
        ),
    ),
    record(
        "currency",
        "currencies",
        "Currency",
        (
            ID,
            field("name", "text"),
            field("symbol", "text"),
            field("exchangeRate", "number"),
            field("isBaseCurrency", "flag"),
            field("isInactive", "flag"),
        ),
    ),
    record(
        "term",
        "terms",
        "Term",
        (
            ID,
            field("name", "text"),
            field("daysUntilNetDue", "integer"),
            field("isInactive", "flag"),
        ),
    ),
    record(
        "paymentMethod",
        "payment_methods",
        "Payment Method",
        (
            ID,
            field("name", "text"),
            field("account", "reference", target="account"),
            field("undepFunds", "flag", value=lambda method: method.account is None),
            field("isInactive", "flag"),
        ),
    ),
    record(
        "accountingPeriod",
        "periods",
        "Accounting Period",
        (
            ID,
            field("periodName", "text"),
            field("startDate", "day"),
            field("endDate", "day"),
            field("closed", "flag"),
            field("allLocked", "flag"),
            field("arLocked", "flag"),
            field("apLocked", "flag"),
            field("parent", "reference", target="accountingPeriod"),
            field("isPosting", "flag", value=lambda period: period.is_posting),
            field("isAdjust", "flag", value=lambda _: False),
            field("isQuarter", "flag"),
            field("isYear", "flag"),
        ),
    ),
    record(
        "salesTaxItem",
        "tax_codes",
        "Tax Code",
        (
            ID,
            field("itemId", "text", "name"),
            field("rate", "text", value=lambda code: f"{code.rate}%"),
            field("taxType", "reference", target="taxType"),
        ),
    ),
    record(
        "taxType",
        "tax_types",
        "Tax Type",
        (
            ID,
            field("name", "text"),
            field("payablesAccount", "reference", "account", target="account"),
        ),
    ),
    record(
        "subsidiary",
        "subsidiaries",
        "Subsidiary",
        (
            ID,
            field("name", "text"),
            field("currency", "reference", target="currency"),
            field("parent", "reference", target="subsidiary"),
            field("isElimination", "flag"),
            field("isInactive", "flag"),
        ),
    ),
    record(
        "location",
        "locations",
        "Location",
        (
            ID,
            field("name", "text"),
            field("subsidiary", "reference", target="subsidiary"),
            field("isInactive", "flag"),
        ),
    ),
)
