"""All tables and indexes of one company."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sandbox.kernel.store import Index, Store, Table
from sandbox.quickbooks_online.records.company import CompanyInfo, Preferences
from sandbox.quickbooks_online.records.entities import ENTITIES
from sandbox.quickbooks_online.records.lists import Account, Customer, Item, Vendor
from sandbox.quickbooks_online.records.parts import Stored
from sandbox.quickbooks_online.records.rows import (
    Balance,
    Deleted,
    File,
    Movement,
    Number,
    Posting,
    SettingValue,
    Stock,
    StockAdjustment,
    Writer,
)
from sandbox.quickbooks_online.records.transactions import Transaction

__all__ = ["PREFIX", "Records"]

PREFIX = "quickbooks_online."


class Records:
    """`table("SalesReceipt")` holds the entity's documents by id; the rest is bookkeeping."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.tables: dict[str, Table[Any]] = {
            name: store.table(PREFIX + name.lower(), entity.struct)
            for name, entity in ENTITIES.items()
        }
        self.deleted = store.table(PREFIX + "deleted", Deleted)
        self.postings = store.table(PREFIX + "postings", Posting)
        self.balances = store.table(PREFIX + "balance", Balance)
        self.movements = store.table(PREFIX + "movement", Movement)
        self.stock = store.table(PREFIX + "stock", Stock)
        self.adjustments = store.table(PREFIX + "stock_adjustment", StockAdjustment)
        self.numbers = store.table(PREFIX + "number", Number)
        self.writers = store.table(PREFIX + "writer", Writer)
        self.files = store.table(PREFIX + "file", File)
        self.setting_values = store.table(PREFIX + "setting", SettingValue)

        self.postings_by_txn = self.postings.index(lambda row: ((row.entity, row.txn),))
        self.postings_by_account = self.postings.index(lambda row: ((row.account, row.day),))
        self.movements_by_txn = self.movements.index(lambda move: ((move.entity, move.txn),))
        self.movements_by_item = self.movements.index(
            lambda move: ((move.item, move.day, move.order, move.line),)
        )
        # Which payments (deposits) link a document, by its id.
        self.payments_by_link: Index[Any] = self.table("Payment").index(_linked)
        self.deposits_by_link: Index[Any] = self.table("Deposit").index(_linked)
        self.by_number: dict[str, Index[Any]] = {
            name: self.table(name).index(lambda txn: _some(txn.doc_number))
            for name, entity in ENTITIES.items()
            if entity.kind == "transaction"
        }
        self.by_customer: dict[str, Index[Any]] = {
            name: self.table(name).index(
                lambda txn: (
                    () if txn.customer_ref is None else ((txn.customer_ref.value, txn.txn_date),)
                )
            )
            for name in ("Invoice", "SalesReceipt", "CreditMemo", "RefundReceipt", "Payment")
        }
        self.jobs_of = self.customers.index(_parent)
        # Accounts receivable by currency.
        self.receivables = self.accounts.index(_receivable_in)
        self.sub_accounts_of = self.accounts.index(_parent)
        self.by_name: dict[str, Index[Any]] = {
            name: self.table(name).index(_names)
            for name, entity in ENTITIES.items()
            if entity.kind == "list"
        }

    def table(self, name: str) -> Table[Any]:
        """The documents of an entity. Raises KeyError for a name that ENTITIES lacks."""
        return self.tables[name]

    def find(self, name: str, key: str) -> Stored | None:
        return self.tables[name].get(key)

    def named(self, entity: str, name: str) -> Any:
        """The list object of this name, in any case; None when there is none."""
        return self.by_name[entity].first(name.lower())

    @property
    def company(self) -> CompanyInfo:
        info: CompanyInfo = self.table("CompanyInfo")["1"]
        return info

    @property
    def preferences(self) -> Preferences:
        preferences: Preferences = self.table("Preferences")["1"]
        return preferences

    @property
    def customers(self) -> Table[Customer]:
        return self.tables["Customer"]

    @property
    def vendors(self) -> Table[Vendor]:
        return self.tables["Vendor"]

    @property
    def items(self) -> Table[Item]:
        return self.tables["Item"]

    @property
    def accounts(self) -> Table[Account]:
        return self.tables["Account"]


def _some(text: str | None) -> tuple[str, ...]:
    return (text.lower(),) if text else ()


def _receivable_in(account: Account) -> tuple[str, ...]:
    currency = account.currency_ref
    if account.account_type != "Accounts Receivable" or currency is None:
        return ()
    return (currency.value,)


def _parent(document: Any) -> tuple[str, ...]:
    return () if document.parent_ref is None else (document.parent_ref.value,)


def _linked(txn: Transaction) -> Iterable[str]:
    return sorted({link.txn_id or "" for line in txn.line for link in line.linked_txn})


def _names(document: Any) -> tuple[str, ...]:
    return _some(getattr(document, "display_name", None) or getattr(document, "name", None))
