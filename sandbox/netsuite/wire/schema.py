"""Which fields every record type has on the wire, as data (REST API Browser 2026.1).

`WireField.attribute` is the name in records.py and in what the rules take. A field with `value`
is computed and cannot be written; nor can a `read_only` one. Both are ignored in a body, so a
client may send back what it read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any, Literal

import msgspec

from sandbox.netsuite.records import ITEM_TYPES, Records, Transaction
from sandbox.netsuite.rules.customers import balance, unbilled_orders
from sandbox.netsuite.rules.statuses import STATUS_NAMES, TYPE_NAMES, status_name

__all__ = [
    "LEGACY_TAX",
    "RECORDS",
    "SUBRECORDS",
    "TARGETS",
    "RecordType",
    "Target",
    "WireField",
    "record_type",
]

Kind = Literal["text", "number", "rate", "integer", "flag", "day", "time", "reference", "enum"]
Value = Callable[[Any], Any]
AccountValue = Callable[[Any, Any], Any]  # (account, document)

# Fields of legacy tax, on the body and on lines. REST does not support them.
LEGACY_TAX = frozenset({"taxItem", "taxRate", "taxCode", "taxRate1", "taxRate2"})

# Addresses of a transaction: NetSuite keeps them and prints them back, they decide nothing here.
SUBRECORDS = ("billingAddress", "shippingAddress")


class WireField(msgspec.Struct, frozen=True, kw_only=True):
    """One body field. An `enum`'s value is (id, refName); a `rate` is "-12.24" or "-10%"."""

    name: str
    kind: Kind
    attribute: str
    target: str = ""
    read_only: bool = False
    value: Value | None = None
    from_account: AccountValue | None = None  # computed from other documents; not for filters


class RecordType(msgspec.Struct, frozen=True, kw_only=True):
    """`table` is the attribute of Records; `code` tells its documents from others in the table."""

    name: str
    table: str
    label: str
    fields: tuple[WireField, ...]
    sublists: tuple[str, ...] = ()
    writable: bool = False
    by_name: dict[str, WireField] = msgspec.field(default_factory=dict)

    @property
    def is_transaction(self) -> bool:
        return self.table == "transactions"

    def documents(self, records: Records) -> Iterable[Any]:
        """Every document of this type, by internal id."""
        table: Iterable[Any] = getattr(records, self.table)
        if self.table in ("transactions", "items"):
            return (each for each in table if each.record_type == self.name)
        return table


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """What a reference points at."""

    table: str
    path: Callable[[Any], str]  # the record type in the link
    label: Callable[[Any], str]
    by_external_id: str = ""  # the index, for tables that have external ids


def _always(name: str) -> Callable[[Any], str]:
    return lambda _document: name


TARGETS: dict[str, Target] = {
    "customer": Target(
        table="entities",
        path=_always("customer"),
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
        table="accounts", path=_always("account"), label=lambda account: str(account.display_name)
    ),
    "currency": Target(
        table="currencies", path=_always("currency"), label=lambda currency: str(currency.name)
    ),
    "term": Target(table="terms", path=_always("term"), label=lambda term: str(term.name)),
    "paymentMethod": Target(
        table="payment_methods",
        path=_always("paymentMethod"),
        label=lambda method: str(method.name),
    ),
    "accountingPeriod": Target(
        table="periods",
        path=_always("accountingPeriod"),
        label=lambda period: str(period.period_name),
    ),
    "salesTaxItem": Target(
        table="tax_codes", path=_always("salesTaxItem"), label=lambda code: str(code.name)
    ),
    "taxType": Target(
        table="tax_types", path=_always("taxType"), label=lambda kind: str(kind.name)
    ),
}


def _field(
    name: str,
    kind: Kind,
    attribute: str = "",
    *,
    target: str = "",
    read_only: bool | None = None,
    value: Value | None = None,
) -> WireField:
    return WireField(
        name=name,
        kind=kind,
        attribute=attribute or _snake(name),
        target=target,
        read_only=value is not None if read_only is None else read_only,
        value=value,
    )


def _account_figure(name: str, value: AccountValue) -> WireField:
    return WireField(name=name, kind="number", attribute="", read_only=True, from_account=value)


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


def _text(*names: str) -> tuple[WireField, ...]:
    return tuple(_field(name, "text") for name in names)


def _order_status(order: Transaction) -> tuple[str, str] | None:
    return (order.status, status_name(order)) if order.status else None


def _ship_status(fulfilment: Transaction) -> tuple[str, str] | None:
    letter = fulfilment.ship_status
    return (letter, STATUS_NAMES["ItemShip"][letter]) if letter else None


def _subtotal(transaction: Transaction) -> Decimal:
    return transaction.subtotal


ID = _field("id", "integer", read_only=True)
EXTERNAL_ID = _field("externalId", "text")

_HEAD = (
    ID,
    _field("tranId", "text"),
    _field("transactionNumber", "text", read_only=True),
    EXTERNAL_ID,
    _field("tranDate", "day"),
    _field("createdDate", "time", "created", read_only=True),
    _field("lastModifiedDate", "time", "last_modified", read_only=True),
)
_POSTED = (_field("postingPeriod", "reference", target="accountingPeriod"),)
_MONEY = (
    _field("currency", "reference", target="currency"),
    _field("exchangeRate", "number"),
)
_ENTITY = (_field("entity", "reference", target="customer"),)
_CUSTOMER = (_field("customer", "reference", "entity", target="customer"),)
_CREATED_FROM = (_field("createdFrom", "reference", target="transaction"),)
_MEMO = (_field("memo", "text"),)
_STATUS = (_field("status", "enum", value=_order_status),)
_PAYMENT = (
    # Accounts with payment instruments call it `paymentOption`, older ones `paymentMethod`.
    _field("paymentOption", "reference", "payment_method", target="paymentMethod"),
    _field("paymentMethod", "reference", "payment_method", target="paymentMethod"),
)
_TERMS = (_field("terms", "reference", target="term"),)
_BANK = (
    _field("account", "reference", target="account"),
    _field("undepFunds", "flag"),
)
_RECEIVABLE = (_field("account", "reference", target="account"),)
_AR_ACCOUNT = (_field("arAcct", "reference", "ar_account", target="account"),)
_SHIPPING = (
    _field("shipMethod", "reference", target="item"),
    _field("shippingCost", "number"),
)
_DISCOUNT = (
    _field("discountItem", "reference", target="item"),
    _field("discountRate", "rate"),
    _field("discountTotal", "number"),
)
_TOTALS = (
    _field("taxDetailsOverride", "flag"),
    _field("subtotal", "number", value=_subtotal),
    _field("taxTotal", "number", value=lambda t: t.tax_total),
    _field("total", "number", value=lambda t: t.total),
)
_SALE = (*_DISCOUNT, *_SHIPPING, *_TOTALS)
_REMAINING = (
    _field("amountPaid", "number", value=lambda t: t.amount_paid),
    _field("amountRemaining", "number", value=lambda t: t.amount_remaining),
    _field("amountRemainingTotalBox", "number", value=lambda t: t.amount_remaining),
)


def _transaction(
    name: str, label: str, *groups: tuple[WireField, ...], sublists: tuple[str, ...]
) -> RecordType:
    return _record(
        name,
        "transactions",
        label,
        tuple(field for group in groups for field in group),
        sublists=sublists,
        writable=True,
    )


def _record(
    name: str,
    table: str,
    label: str,
    fields: tuple[WireField, ...],
    *,
    sublists: tuple[str, ...] = (),
    writable: bool = False,
) -> RecordType:
    return RecordType(
        name=name,
        table=table,
        label=label,
        fields=fields,
        sublists=sublists,
        writable=writable,
        by_name={field.name: field for field in fields},
    )


_LINES = ("item", "taxDetails")

_ALL: tuple[RecordType, ...] = (
    _transaction(
        "salesOrder",
        "Sales Order",
        (*_HEAD, *_ENTITY, *_MONEY),
        (_field("orderStatus", "enum", value=_order_status, read_only=False), *_STATUS),
        (*_text("otherRefNum", "email"), *_MEMO, *_TERMS, *_PAYMENT),
        (_field("shipDate", "day"), *_SALE),
        sublists=_LINES,
    ),
    _transaction(
        "cashSale",
        "Cash Sale",
        (*_HEAD, *_ENTITY, *_MONEY, *_POSTED, *_CREATED_FROM, *_STATUS),
        (*_text("otherRefNum", "email", "checkNumber"), *_MEMO, *_PAYMENT, *_BANK, *_SALE),
        sublists=_LINES,
    ),
    _transaction(
        "invoice",
        "Invoice",
        (*_HEAD, *_ENTITY, *_MONEY, *_POSTED, *_CREATED_FROM, *_STATUS),
        (*_text("otherRefNum", "email"), *_MEMO, *_TERMS, _field("dueDate", "day")),
        (*_RECEIVABLE, *_SALE, *_REMAINING),
        sublists=_LINES,
    ),
    _transaction(
        "cashRefund",
        "Cash Refund",
        (*_HEAD, *_ENTITY, *_MONEY, *_POSTED, *_CREATED_FROM, *_STATUS),
        (*_text("otherRefNum", "email", "checkNumber"), *_MEMO, *_PAYMENT, *_BANK, *_SALE),
        (_field("totalAfterTaxes", "number", value=lambda t: t.total),),
        sublists=_LINES,
    ),
    _transaction(
        "creditMemo",
        "Credit Memo",
        (*_HEAD, *_ENTITY, *_MONEY, *_POSTED, *_CREATED_FROM, *_STATUS),
        (*_text("otherRefNum", "email"), *_MEMO, *_RECEIVABLE, *_SALE, *_REMAINING),
        (
            _field("applied", "number", value=lambda t: t.amount_paid),
            _field("unapplied", "number", value=lambda t: t.amount_remaining),
            _field("autoApply", "flag"),
        ),
        sublists=(*_LINES, "apply"),
    ),
    _transaction(
        "customerPayment",
        "Customer Payment",
        (*_HEAD, *_CUSTOMER, *_MONEY, *_POSTED, *_STATUS, *_text("checkNumber"), *_MEMO),
        (*_PAYMENT, *_BANK, *_AR_ACCOUNT),
        (
            _field("payment", "number", "payment"),
            _field("total", "number", value=lambda t: t.total),
            _field("applied", "number", value=lambda t: t.amount_paid),
            _field("unapplied", "number", value=lambda t: t.amount_remaining),
            _field("pending", "number", value=lambda t: Decimal(0)),
            _field("autoApply", "flag"),
        ),
        sublists=("apply", "credit", "deposit"),
    ),
    _transaction(
        "customerRefund",
        "Customer Refund",
        (*_HEAD, *_CUSTOMER, *_MONEY, *_POSTED, *_STATUS, *_text("checkNumber"), *_MEMO),
        (*_PAYMENT, *_RECEIVABLE, *_AR_ACCOUNT),
        (_field("total", "number", value=lambda t: t.total),),
        sublists=("apply", "deposit"),
    ),
    _transaction(
        "itemFulfillment",
        "Item Fulfillment",
        (*_HEAD, *_ENTITY, *_POSTED, *_CREATED_FROM, *_STATUS, *_MEMO),
        (
            _field("orderId", "integer", value=lambda t: t.created_from),
            _field("shipStatus", "enum", value=_ship_status),
            _field("shippedDate", "day", "ship_date"),
            _field("shipMethod", "reference", target="item"),
        ),
        sublists=("item", "package"),
    ),
    _record(
        "customer",
        "entities",
        "Customer",
        (
            ID,
            _field("entityId", "text"),
            EXTERNAL_ID,
            _field("isPerson", "flag"),
            *_text("companyName", "firstName", "lastName", "email", "phone"),
            _field("currency", "reference", target="currency"),
            *_TERMS,
            _field("isInactive", "flag"),
            _account_figure("balance", balance),
            _account_figure("unbilledOrders", unbilled_orders),
            _field("dateCreated", "time", read_only=True),
            _field("lastModifiedDate", "time", "last_modified", read_only=True),
        ),
        sublists=("addressBook", "currencyList"),
        writable=True,
    ),
    *(
        _record(
            name,
            "items",
            name[0].upper() + name[1:],
            (
                ID,
                _field("itemId", "text"),
                EXTERNAL_ID,
                _field("displayName", "text"),
                _field("salesDescription", "text", "description"),
                _field("upcCode", "text"),
                _field("incomeAccount", "reference", target="account"),
                _field("cogsAccount", "reference", target="account"),
                _field("assetAccount", "reference", target="account"),
                *(
                    (
                        _field("averageCost", "number", read_only=True),
                        _field("quantityOnHand", "number", read_only=True),
                    )
                    if name == "inventoryItem"
                    else ()
                ),
                _field("isFulfillable", "flag"),
                _field("isInactive", "flag"),
                _field("createdDate", "time", "date_created", read_only=True),
                _field("lastModifiedDate", "time", "last_modified", read_only=True),
            ),
            writable=True,
        )
        for name in ITEM_TYPES
    ),
    _record(
        "account",
        "accounts",
        "Account",
        (
            ID,
            _field("acctNumber", "text"),
            _field("acctName", "text"),
            _field("acctType", "enum", value=lambda a: (a.acct_type, a.acct_type)),
            EXTERNAL_ID,
            _field("isInactive", "flag"),
        ),
    ),
    _record(
        "currency",
        "currencies",
        "Currency",
        (
            ID,
            _field("name", "text"),
            _field("symbol", "text"),
            _field("exchangeRate", "number"),
            _field("isBaseCurrency", "flag"),
            _field("isInactive", "flag"),
        ),
    ),
    _record(
        "term",
        "terms",
        "Term",
        (
            ID,
            _field("name", "text"),
            _field("daysUntilNetDue", "integer"),
            _field("isInactive", "flag"),
        ),
    ),
    _record(
        "paymentMethod",
        "payment_methods",
        "Payment Method",
        (
            ID,
            _field("name", "text"),
            _field("account", "reference", target="account"),
            _field("undepFunds", "flag", value=lambda method: method.account is None),
            _field("isInactive", "flag"),
        ),
    ),
    _record(
        "accountingPeriod",
        "periods",
        "Accounting Period",
        (
            ID,
            _field("periodName", "text"),
            _field("startDate", "day"),
            _field("endDate", "day"),
            _field("closed", "flag"),
        ),
    ),
    _record(
        "salesTaxItem",
        "tax_codes",
        "Tax Code",
        (
            ID,
            _field("itemId", "text", "name"),
            _field("rate", "text", value=lambda code: f"{code.rate}%"),
            _field("taxType", "reference", target="taxType"),
        ),
    ),
    _record(
        "taxType",
        "tax_types",
        "Tax Type",
        (
            ID,
            _field("name", "text"),
            _field("payablesAccount", "reference", "account", target="account"),
        ),
    ),
)

RECORDS: Mapping[str, RecordType] = {record.name: record for record in _ALL}
_BY_LOWER_NAME = {record.name.lower(): record for record in _ALL}


def record_type(name: str) -> RecordType | None:
    """The record type of a URL segment, whose case does not matter."""
    return _BY_LOWER_NAME.get(name.lower())
