"""Lines of transactions and what describes them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sandbox.quickbooks_online.records.parts import EntityTypeRef, LinkedTxn, Part, Ref

__all__ = [
    "AccountBasedExpenseLineDetail",
    "DepositLineDetail",
    "DescriptionLineDetail",
    "DiscountLineDetail",
    "GroupLineDetail",
    "ItemBasedExpenseLineDetail",
    "JournalEntryLineDetail",
    "Line",
    "SalesItemLineDetail",
    "SubTotalLineDetail",
    "TaxLineDetail",
    "TxnTaxDetail",
]


class SalesItemLineDetail(Part, frozen=True, kw_only=True):
    """What was sold: `qty` times `unit_price` of an item."""

    item_ref: Ref | None = None
    class_ref: Ref | None = None
    unit_price: Decimal | None = None
    qty: Decimal | None = None
    item_account_ref: Ref | None = None
    tax_code_ref: Ref | None = None
    service_date: date | None = None


class DiscountLineDetail(Part, frozen=True, kw_only=True):
    """The discount of a form; its amount is positive."""

    percent_based: bool | None = None
    discount_percent: Decimal | None = None
    discount_account_ref: Ref | None = None
    service_date: date | None = None
    class_ref: Ref | None = None
    tax_code_ref: Ref | None = None


class SubTotalLineDetail(Part, frozen=True, kw_only=True):
    """Marks the line that QuickBooks appends after the items."""

    item_ref: Ref | None = None
    service_date: date | None = None


class DepositLineDetail(Part, frozen=True, kw_only=True):
    """Money of a deposit that comes from no transaction."""

    entity: Ref | None = None
    class_ref: Ref | None = None
    account_ref: Ref | None = None
    payment_method_ref: Ref | None = None
    check_num: str | None = None
    txn_type: str | None = None


class JournalEntryLineDetail(Part, frozen=True, kw_only=True):
    """One debit or credit of a journal entry."""

    posting_type: str | None = None
    entity: EntityTypeRef | None = None
    account_ref: Ref | None = None
    class_ref: Ref | None = None
    department_ref: Ref | None = None
    tax_code_ref: Ref | None = None
    billable_status: str | None = None


class AccountBasedExpenseLineDetail(Part, frozen=True, kw_only=True):
    """Money spent on an account."""

    customer_ref: Ref | None = None
    class_ref: Ref | None = None
    account_ref: Ref | None = None
    billable_status: str | None = None
    tax_amount: Decimal | None = None
    tax_code_ref: Ref | None = None


class ItemBasedExpenseLineDetail(Part, frozen=True, kw_only=True):
    """Goods bought."""

    item_ref: Ref | None = None
    class_ref: Ref | None = None
    unit_price: Decimal | None = None
    qty: Decimal | None = None
    item_account_ref: Ref | None = None
    tax_code_ref: Ref | None = None
    customer_ref: Ref | None = None
    billable_status: str | None = None


class TaxLineDetail(Part, frozen=True, kw_only=True):
    """The share of one rate in the tax of a form."""

    tax_rate_ref: Ref | None = None
    percent_based: bool | None = None
    tax_percent: Decimal | None = None
    net_amount_taxable: Decimal | None = None
    tax_inclusive_amount: Decimal | None = None


class DescriptionLineDetail(Part, frozen=True, kw_only=True):
    """A line of text."""

    service_date: date | None = None
    tax_code_ref: Ref | None = None


class GroupLineDetail(Part, frozen=True, kw_only=True):
    """A bundle and the lines that it stands for."""

    group_item_ref: Ref | None = None
    quantity: Decimal | None = None
    service_date: date | None = None
    line: tuple[Line, ...] = ()


class Line(Part, frozen=True, kw_only=True):
    """A line of any transaction; `detail_type` names the member that describes it."""

    id: str | None = None
    line_num: int | None = None
    description: str | None = None
    amount: Decimal | None = None
    linked_txn: tuple[LinkedTxn, ...] = ()
    detail_type: str | None = None
    discount_line_detail: DiscountLineDetail | None = None
    tax_line_detail: TaxLineDetail | None = None
    sales_item_line_detail: SalesItemLineDetail | None = None
    description_line_detail: DescriptionLineDetail | None = None
    item_based_expense_line_detail: ItemBasedExpenseLineDetail | None = None
    account_based_expense_line_detail: AccountBasedExpenseLineDetail | None = None
    deposit_line_detail: DepositLineDetail | None = None
    journal_entry_line_detail: JournalEntryLineDetail | None = None
    group_line_detail: GroupLineDetail | None = None
    sub_total_line_detail: SubTotalLineDetail | None = None


class TxnTaxDetail(Part, frozen=True, kw_only=True):
    """The tax of a form."""

    txn_tax_code_ref: Ref | None = None
    total_tax: Decimal | None = None
    tax_line: tuple[Line, ...] = ()
