"""The documents of one NetSuite account and the tables they live in.

Amounts are `Decimal` in the currency of the document and positive as the screen shows them; only
`discount_total` is negative, and other-charge and discount lines may be. Ledger rows are in base
currency. Internal ids are integers: one series for transactions, one for all lists and entities.
References hold internal ids.

    transactions   transactions, their lines, ledger rows
    lists          customers, items, the account's lists, custom fields and records
    tables         all tables and indexes
"""

from __future__ import annotations

from sandbox.netsuite.records.lists import (
    CUSTOM_FIELDS,
    ITEM_TYPES,
    Account,
    AccountingPeriod,
    Address,
    ConsolidatedRate,
    Currency,
    CustomAccess,
    Customer,
    CustomField,
    CustomRecord,
    CustomRecordType,
    FieldHolder,
    FieldKind,
    Item,
    Location,
    Member,
    PaymentMethod,
    Script,
    SettingValue,
    Stock,
    Subsidiary,
    TaxCode,
    TaxType,
    Term,
)
from sandbox.netsuite.records.tables import (
    Records,
)
from sandbox.netsuite.records.transactions import (
    RECORD_TYPES,
    TRANSACTION_TYPES,
    ZERO,
    AccountLine,
    Application,
    LedgerRow,
    Line,
    SystemNote,
    TaxDetail,
    Transaction,
)

__all__ = [
    "CUSTOM_FIELDS",
    "ITEM_TYPES",
    "RECORD_TYPES",
    "TRANSACTION_TYPES",
    "ZERO",
    "Account",
    "AccountLine",
    "AccountingPeriod",
    "Address",
    "Application",
    "ConsolidatedRate",
    "Currency",
    "CustomAccess",
    "CustomField",
    "CustomRecord",
    "CustomRecordType",
    "Customer",
    "FieldHolder",
    "FieldKind",
    "Item",
    "LedgerRow",
    "Line",
    "Location",
    "Member",
    "PaymentMethod",
    "Records",
    "Script",
    "SettingValue",
    "Stock",
    "Subsidiary",
    "SystemNote",
    "TaxCode",
    "TaxDetail",
    "TaxType",
    "Term",
    "Transaction",
]
