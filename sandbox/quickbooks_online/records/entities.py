"""Every entity of the API: its struct, what may be done with it, what may be asked of it."""

from __future__ import annotations

from typing import Literal

import msgspec

from sandbox.quickbooks_online.records.attachments import Attachable
from sandbox.quickbooks_online.records.company import CompanyInfo, Preferences
from sandbox.quickbooks_online.records.lists import (
    Account,
    Class,
    Customer,
    Department,
    Item,
    PaymentMethod,
    TaxAgency,
    TaxCode,
    TaxRate,
    Term,
    Vendor,
)
from sandbox.quickbooks_online.records.parts import Stored
from sandbox.quickbooks_online.records.transactions import (
    CreditMemo,
    Deposit,
    Invoice,
    JournalEntry,
    Payment,
    Purchase,
    RefundReceipt,
    SalesReceipt,
    Transfer,
)

__all__ = ["ENTITIES", "ENTITY_NAMES", "ENVELOPE", "Entity"]

# What every answer carries besides the struct; a client may send it back.
ENVELOPE = frozenset({"domain", "sparse", "status", "time"})


class Entity(msgspec.Struct, frozen=True, kw_only=True):
    """`void` says how: `operation` (?operation=void), `include` (?operation=update&include=void).

    `readonly` names what a request may bear without effect; `queryable` what a query may filter
    and order by; `lengths` the longest text of a member; `txn_type` is the name in LinkedTxn and
    `title` the one in sentences.
    """

    name: str
    struct: type[Stored]
    kind: Literal["list", "transaction", "single", "attachment"]
    readonly: frozenset[str] = frozenset()
    queryable: frozenset[str] = frozenset()
    lengths: dict[str, int] = {}
    create: bool = True
    update: bool = True
    delete: bool = False
    void: Literal["", "operation", "include"] = ""
    txn_type: str = ""
    title: str = ""


_OWN = frozenset({"MetaData", "LinkedTxn", "TotalAmt", "HomeTotalAmt", "HomeBalance", "Balance"})
_ASK = frozenset({"Id", "MetaData.CreateTime", "MetaData.LastUpdatedTime"})
_ASK_TXN = _ASK | {"DocNumber", "TxnDate", "PrivateNote", "TotalAmt", "CurrencyRef"}
_ASK_SALE = _ASK_TXN | {
    "CustomerRef", "Balance", "DueDate", "ShipDate", "TrackingNum", "PaymentRefNum",
    "PaymentMethodRef", "DepositToAccountRef", "SalesTermRef", "ClassRef", "EmailStatus",
    "PrintStatus", "BillEmail.Address",
}  # fmt: skip
_ADDRESSES = frozenset(
    f"{address}.{part}"
    for address in ("BillAddr", "ShipAddr")
    for part in ("Line1", "City", "Country", "CountrySubDivisionCode", "PostalCode")
)
_ASK_NAME = _ASK | {
    "DisplayName", "GivenName", "MiddleName", "FamilyName", "Suffix", "Title", "CompanyName",
    "FullyQualifiedName", "PrintOnCheckName", "Active", "Balance", "PrimaryEmailAddr",
    "PrimaryEmailAddr.Address", "PrimaryPhone.FreeFormNumber",
}  # fmt: skip
_ASK_LIST = _ASK | {"Name", "Active"}

_FORM = {
    "DocNumber": 21, "PaymentRefNum": 21, "PrivateNote": 4000, "CustomerMemo": 1000,
    "TrackingNum": 31, "Line.Description": 4000,
}  # fmt: skip
_NAME = {
    "DisplayName": 500, "GivenName": 100, "MiddleName": 100, "FamilyName": 100, "Title": 16,
    "Suffix": 16, "CompanyName": 100, "PrintOnCheckName": 110, "Notes": 4000,
}  # fmt: skip


def _sale(struct: type[Stored], title: str, void: Literal["", "operation", "include"]) -> Entity:
    return Entity(
        name=struct.__name__,
        struct=struct,
        kind="transaction",
        readonly=_OWN | {"RemainingCredit", "InvoiceLink", "DeliveryInfo", "TxnStatus"},
        queryable=_ASK_SALE,
        lengths=_FORM,
        delete=True,
        void=void,
        txn_type=struct.__name__,
        title=title,
    )


def _list(
    struct: type[Stored],
    queryable: frozenset[str] = _ASK_LIST,
    readonly: frozenset[str] = frozenset(),
    lengths: dict[str, int] | None = None,
    *,
    write: bool = True,
) -> Entity:
    return Entity(
        name=struct.__name__,
        struct=struct,
        kind="list",
        readonly=frozenset({"MetaData", "FullyQualifiedName", "Level"}) | readonly,
        queryable=queryable,
        lengths={"Name": 100} if lengths is None else lengths,
        create=write,
        update=write,
        title=struct.__name__,
    )


_ALL = (
    Entity(
        name="CompanyInfo", struct=CompanyInfo, kind="single", create=False, queryable=_ASK,
        readonly=frozenset({"MetaData", "NameValue", "CompanyStartDate", "Country"}),
    ),
    Entity(
        name="Preferences", struct=Preferences, kind="single", create=False, queryable=_ASK,
        readonly=frozenset({"MetaData"}),
    ),
    _list(
        Customer,
        _ASK_NAME | _ADDRESSES | {"Taxable", "ParentRef", "Job", "BalanceWithJobs", "Notes"},
        frozenset({"Balance", "BalanceWithJobs", "IsProject"}),
        _NAME,
    ),
    _list(Vendor, _ASK_NAME, frozenset({"Balance"}), _NAME),
    _list(
        Item,
        _ASK_LIST
        | {
            "Sku", "FullyQualifiedName", "Type", "UnitPrice", "QtyOnHand", "Description", "Taxable",
            "ParentRef", "SubItem", "IncomeAccountRef", "TrackQtyOnHand",
        },
        lengths={"Name": 100, "Sku": 100, "Description": 4000, "PurchaseDesc": 1000},
    ),
    _list(
        Account,
        _ASK_LIST
        | {
            "FullyQualifiedName", "Classification", "AccountType", "AccountSubType", "AcctNum",
            "CurrentBalance", "SubAccount", "Description", "ParentRef",
        },
        frozenset({"CurrentBalance", "CurrentBalanceWithSubAccounts", "Classification"}),
        {"Name": 100, "AcctNum": 20, "Description": 100},
    ),
    _list(Class, _ASK_LIST | {"FullyQualifiedName", "ParentRef"}),
    _list(Department, _ASK_LIST | {"FullyQualifiedName", "ParentRef"}),
    _list(Term, lengths={"Name": 31}),
    _list(PaymentMethod, _ASK_LIST | {"Type"}, lengths={"Name": 31}),
    _list(TaxCode, write=False),
    _list(TaxRate, write=False),
    _list(TaxAgency, _ASK | {"DisplayName"}, lengths={"DisplayName": 100}),
    Entity(
        name="Attachable",
        struct=Attachable,
        kind="attachment",
        readonly=frozenset(
            {"MetaData", "FileAccessUri", "TempDownloadUri", "Size"}
        ),
        queryable=_ASK
        | {
            "FileName", "Note", "ContentType", "Category", "AttachableRef.EntityRef.value",
            "AttachableRef.EntityRef.type",
        },
        lengths={"FileName": 1000, "Note": 2000},
        delete=True,
        title="Attachment",
    ),
    _sale(Invoice, "Invoice", "operation"),
    _sale(SalesReceipt, "Sales Receipt", "include"),
    _sale(CreditMemo, "Credit Memo", ""),
    _sale(RefundReceipt, "Refund", ""),
    Entity(
        name="Payment",
        struct=Payment,
        kind="transaction",
        readonly=frozenset({"MetaData", "LinkedTxn", "UnappliedAmt", "TxnStatus"}),
        queryable=_ASK_TXN
        | {
            "CustomerRef", "UnappliedAmt", "PaymentRefNum", "PaymentMethodRef",
            "DepositToAccountRef",
        },
        lengths=_FORM,
        delete=True,
        void="include",
        txn_type="Payment",
        title="Payment",
    ),
    Entity(
        name="Deposit",
        struct=Deposit,
        kind="transaction",
        readonly=frozenset({"MetaData", "LinkedTxn", "TotalAmt", "HomeTotalAmt", "TxnStatus"}),
        queryable=(_ASK_TXN | {"DepositToAccountRef"}) - {"TotalAmt"},  # recorded: not queryable
        lengths=_FORM,
        delete=True,
        txn_type="Deposit",
        title="Deposit",
    ),
    Entity(
        name="Purchase",
        struct=Purchase,
        kind="transaction",
        readonly=frozenset({"MetaData", "LinkedTxn", "TotalAmt", "TxnStatus"}),
        queryable=_ASK_TXN | {"AccountRef", "PaymentType", "PaymentRefNum", "Credit"},
        lengths=_FORM,
        delete=True,
        txn_type="Purchase",
        title="Expense",
    ),
    Entity(
        name="JournalEntry",
        struct=JournalEntry,
        kind="transaction",
        readonly=frozenset({"MetaData", "LinkedTxn", "TotalAmt", "HomeTotalAmt", "TxnStatus"}),
        queryable=_ASK_TXN | {"Adjustment"},
        lengths=_FORM,
        delete=True,
        txn_type="JournalEntry",
        title="Journal Entry",
    ),
    Entity(
        name="Transfer",
        struct=Transfer,
        kind="transaction",
        readonly=frozenset({"MetaData", "LinkedTxn", "TxnStatus"}),
        queryable=_ASK_TXN | {"FromAccountRef", "ToAccountRef", "Amount"},
        lengths=_FORM,
        delete=True,
        txn_type="Transfer",
        title="Transfer",
    ),
)  # fmt: skip


def _fitted(entity: Entity) -> Entity:
    """Without the members of other kinds that the shared sets above name."""
    known = {field.encode_name for field in msgspec.structs.fields(entity.struct)}
    lengths = {
        name: most for name, most in entity.lengths.items() if name.partition(".")[0] in known
    }
    queryable = frozenset(name for name in entity.queryable if name.partition(".")[0] in known)
    return msgspec.structs.replace(entity, lengths=lengths, queryable=queryable)


ENTITIES: dict[str, Entity] = {entity.name: _fitted(entity) for entity in _ALL}
# Paths and queries name entities in any case.
ENTITY_NAMES: dict[str, str] = {name.lower(): name for name in ENTITIES}
