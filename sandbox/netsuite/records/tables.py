"""All tables and indexes of one account."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sandbox.kernel.store import Store
from sandbox.netsuite.records.lists import (
    Account,
    AccountingPeriod,
    ConsolidatedRate,
    Currency,
    Customer,
    CustomField,
    CustomRecord,
    CustomRecordType,
    Item,
    Location,
    PaymentMethod,
    Script,
    SettingValue,
    Subsidiary,
    TaxCode,
    TaxType,
    Term,
)
from sandbox.netsuite.records.transactions import RECORD_TYPES, LedgerRow, SystemNote, Transaction

__all__ = ["Records"]


class Records:
    """All tables and indexes of one account. `find` and `first` on an index, `get` on a table."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.transactions = store.table("netsuite.transaction", Transaction)
        self.ledger = store.table("netsuite.ledger", LedgerRow)
        self.system_notes = store.table("netsuite.system_note", SystemNote)
        self.entities = store.table("netsuite.entity", Customer)
        self.items = store.table("netsuite.item", Item)
        self.accounts = store.table("netsuite.account", Account)
        self.currencies = store.table("netsuite.currency", Currency)
        self.terms = store.table("netsuite.term", Term)
        self.payment_methods = store.table("netsuite.payment_method", PaymentMethod)
        self.periods = store.table("netsuite.accounting_period", AccountingPeriod)
        self.tax_types = store.table("netsuite.tax_type", TaxType)
        self.tax_codes = store.table("netsuite.tax_code", TaxCode)
        self.subsidiaries = store.table("netsuite.subsidiary", Subsidiary)
        self.consolidated_rates = store.table("netsuite.consolidated_rate", ConsolidatedRate)
        self.locations = store.table("netsuite.location", Location)
        self.custom_fields = store.table("netsuite.custom_field", CustomField)
        self.custom_record_types = store.table("netsuite.custom_record_type", CustomRecordType)
        self.custom_records = store.table("netsuite.custom_record", CustomRecord)
        self.scripts = store.table("netsuite.script", Script)
        self.setting_values = store.table("netsuite.setting", SettingValue)
        self._index_transactions()
        self._index_lists()

    def _index_transactions(self) -> None:
        each = self.transactions.index
        # One external id namespace for all transaction types.
        self.transactions_by_external_id = each(lambda t: _some(t.external_id))
        self.transactions_by_created_from = each(lambda t: _some(t.created_from))
        self.transactions_by_entity = each(lambda t: _some(t.entity or None))
        self.transactions_by_other_ref_num = each(lambda t: _some(t.other_ref_num))
        self.transactions_by_tran_id = each(lambda t: ((t.type, t.tran_id),))
        self.transactions_by_type = each(lambda t: ((t.type, t.tran_date),))
        self.transactions_by_last_modified = each(lambda t: (t.last_modified,))
        self.transactions_by_item = each(lambda t: sorted({line.item for line in t.lines}))
        # Key: the document that something is applied to.
        self.transactions_by_applied_to = each(
            lambda t: sorted({application.doc for application in t.applications})
        )
        # Key: the payment that something was applied along with.
        self.transactions_by_along = each(
            lambda t: sorted({application.along for application in t.applications} - {None})
        )
        self.deposits_by_sales_order = each(lambda t: _some(t.sales_order))
        self.deposit_applications = each(lambda t: _some(t.deposit))  # by customer deposit
        self.bank_deposits = each(lambda t: t.banked)  # by the document that was deposited
        # Orders that hold stock of an item at a location, and orders that wait for it, oldest
        # first.
        self.orders_committed = each(_committed)
        self.orders_waiting = each(_waiting)
        self.ledger_by_transaction = self.ledger.index(lambda row: (row.transaction,))
        self.ledger_by_account = self.ledger.index(lambda row: (row.account,))

        self.notes_by_record = self.system_notes.index(lambda note: (note.record,))

    def _index_lists(self) -> None:
        self.entities_by_external_id = self.entities.index(lambda e: _some(e.external_id))
        self.entities_by_email = self.entities.index(lambda e: _some(e.email.lower()))
        self.entities_by_entity_id = self.entities.index(lambda e: (e.entity_id,))
        self.entities_by_last_modified = self.entities.index(lambda e: (e.last_modified,))

        self.items_by_item_id = self.items.index(lambda i: (i.item_id,))
        self.items_by_external_id = self.items.index(lambda i: _some(i.external_id))
        self.accounts_by_number = self.accounts.index(lambda a: (a.acct_number,))
        self.accounts_by_name = self.accounts.index(lambda a: (a.acct_name,))
        self.currencies_by_symbol = self.currencies.index(lambda c: (c.symbol,))
        self.terms_by_name = self.terms.index(lambda t: (t.name,))
        self.payment_methods_by_name = self.payment_methods.index(lambda p: (p.name,))
        self.custom_records_by_kind = self.custom_records.index(lambda c: (c.kind,))
        self.custom_records_by_external_id = self.custom_records.index(
            lambda c: () if c.external_id is None else ((c.kind, c.external_id),)
        )
        # Only months: quarters and years start with them.
        self.periods_by_start = self.periods.index(
            lambda p: (p.start_date,) if p.is_posting else ()
        )
        self.rates_by_pair = self.consolidated_rates.index(
            lambda r: ((r.period, r.from_subsidiary, r.to_subsidiary),)
        )
        self.periods_by_parent = self.periods.index(lambda p: _some(p.parent))

    def transactions_of(self, record_type: str) -> Iterator[Transaction]:
        """All transactions of one REST record type, oldest transaction date first."""
        code = RECORD_TYPES[record_type]
        return self.transactions_by_type.between((code, date.min), (code, date.max))

    def items_of(self, record_type: str) -> Iterator[Item]:
        return (item for item in self.items if item.record_type == record_type)

    def children(self, transaction_id: int) -> list[Transaction]:
        """Transactions created from this one, by id."""
        return self.transactions_by_created_from.find(transaction_id)

    def applied_to(self, transaction_id: int) -> list[Transaction]:
        """Payments, credit memos, deposit applications and customer refunds applied to this
        document, by id."""
        return self.transactions_by_applied_to.find(transaction_id)

    def bank_deposit_of(self, transaction_id: int) -> Transaction | None:
        """The bank deposit that took this document's money to the bank."""
        return self.bank_deposits.first(transaction_id)

    def fields_of(self, holder: str, record: str = "") -> Iterator[CustomField]:
        """The custom fields of transaction bodies, lines, entities, items or one custom type."""
        return (
            field
            for field in self.custom_fields
            if field.holder == holder and field.record == record
        )

    def period_of(self, day: date) -> AccountingPeriod | None:
        """The accounting period that holds `day`."""
        first_of_month = day.replace(day=1)
        period = self.periods_by_start.first(first_of_month)
        return period if period is not None and day <= period.end_date else None


def _some(key: Any) -> tuple[Any, ...]:
    """An index key only when there is something to find."""
    return (key,) if key not in (None, "") else ()


def _open_lines(order: Transaction) -> bool:
    return order.type == "SalesOrd" and order.status in ("B", "D", "E")


def _committed(order: Transaction) -> list[Any]:
    if order.type != "SalesOrd":
        return []
    held = {
        (line.item, line.location or order.location or 0)
        for line in order.lines
        if line.quantity_committed
    }
    return [(*place, order.tran_date, order.id) for place in sorted(held)]


def _waiting(order: Transaction) -> list[Any]:
    if not _open_lines(order):
        return []
    short = {
        (line.item, line.location or order.location or 0)
        for line in order.lines
        if not line.is_closed and line.quantity_committed < line.quantity - line.quantity_fulfilled
    }
    return [(*place, order.tran_date, order.id) for place in sorted(short)]
