"""Every record type that the record service knows, as data (REST API Browser 2026.1).

    shapes              what a record type and a field are
    transaction_types   sales, refunds, returns, deposits, payments, journals
    list_types          customers, items, the account's lists

`RECORDS` holds the types that every account has; `types_of` adds an account's custom record types
and leaves out those of features that it does not have.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sandbox.netsuite.records import CustomRecordType
from sandbox.netsuite.rules.statuses import TYPE_NAMES
from sandbox.netsuite.wire.list_types import LISTS
from sandbox.netsuite.wire.shapes import (
    Kind,
    RecordType,
    Target,
    WireField,
    always,
    field,
    record,
)
from sandbox.netsuite.wire.transaction_types import EXTERNAL_ID, ID, TRANSACTIONS

if TYPE_CHECKING:
    from sandbox.netsuite.rules import Domain

__all__ = [
    "LEGACY_TAX",
    "RECORDS",
    "SUBRECORDS",
    "TARGETS",
    "Kind",
    "RecordType",
    "Target",
    "WireField",
    "custom_type",
    "record_type",
    "target_of",
    "type_of",
    "types_of",
]

# Fields of legacy tax, on the body and on lines. REST does not support them.
LEGACY_TAX = frozenset({"taxItem", "taxRate", "taxCode", "taxRate1", "taxRate2"})

# Addresses of a transaction: NetSuite keeps them and prints them back, they decide nothing here.
SUBRECORDS = ("billingAddress", "shippingAddress")

TARGETS: dict[str, Target] = {
    "customer": Target(
        table="entities",
        path=always("customer"),
        label=lambda customer: str(customer.display_name),
        by_external_id="entities_by_external_id",
    ),
    "transaction": Target(
        table="transactions",
        path=lambda transaction: str(transaction.record_type),
        label=lambda transaction: f"{TYPE_NAMES[transaction.type]} #{transaction.tran_id}",
        by_external_id="transactions_by_external_id",
    ),
    "item": Target(
        table="items",
        path=lambda item: str(item.record_type),
        label=lambda item: str(item.item_id),
        by_external_id="items_by_external_id",
    ),
    "account": Target(
        table="accounts", path=always("account"), label=lambda account: str(account.display_name)
    ),
    "currency": Target(
        table="currencies", path=always("currency"), label=lambda currency: str(currency.name)
    ),
    "term": Target(table="terms", path=always("term"), label=lambda term: str(term.name)),
    "paymentMethod": Target(
        table="payment_methods",
        path=always("paymentMethod"),
        label=lambda method: str(method.name),
    ),
    "accountingPeriod": Target(
        table="periods",
        path=always("accountingPeriod"),
        label=lambda period: str(period.period_name),
    ),
    "salesTaxItem": Target(
        table="tax_codes", path=always("salesTaxItem"), label=lambda code: str(code.name)
    ),
    "taxType": Target(table="tax_types", path=always("taxType"), label=lambda kind: str(kind.name)),
    "subsidiary": Target(
        table="subsidiaries", path=always("subsidiary"), label=lambda company: str(company.name)
    ),
    "location": Target(
        table="locations", path=always("location"), label=lambda place: str(place.name)
    ),
    "customrecord": Target(
        table="custom_records",
        path=lambda custom: str(custom.kind),
        label=lambda custom: str(custom.name),
    ),
}

RECORDS: Mapping[str, RecordType] = {each.name: each for each in (*TRANSACTIONS, *LISTS)}
_BY_LOWER_NAME = {each.name.lower(): each for each in RECORDS.values()}


def record_type(name: str) -> RecordType | None:
    """The record type of a URL segment, whose case does not matter."""
    return _BY_LOWER_NAME.get(name.lower())


def type_of(account: Domain, name: str) -> RecordType | None:
    """The same, with the account's own custom record types and without what its features hide."""
    known = record_type(name)
    if known is not None:
        return known if known.name != "subsidiary" or account.settings.one_world else None
    custom = account.records.custom_record_types.get(name.lower())
    return custom_type(custom) if custom is not None else None


def types_of(account: Domain) -> dict[str, RecordType]:
    """Every record type of one account, by name."""
    found = {name: kind for name, kind in RECORDS.items() if type_of(account, name) is not None}
    for custom in account.records.custom_record_types:
        found[custom.id] = custom_type(custom)
    return found


def custom_type(custom: CustomRecordType) -> RecordType:
    """A custom record type; its `custrecord_` fields are custom fields like those of others."""
    return record(
        custom.id,
        "custom_records",
        custom.name,
        (
            ID,
            field("name", "text"),
            EXTERNAL_ID,
            field("isInactive", "flag"),
            field("created", "time", read_only=True),
            field("lastModified", "time", read_only=True),
        ),
        writable=True,
    )


def target_of(name: str) -> Target:
    """What a reference to `name` leads to; custom record types share one target."""
    return TARGETS["customrecord" if name.startswith("customrecord_") else name]
