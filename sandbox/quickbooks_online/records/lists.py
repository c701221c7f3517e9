"""The lists of a company: names, items, accounts and what forms refer to."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sandbox.quickbooks_online.records.parts import (
    EmailAddress,
    ListObject,
    Part,
    PhysicalAddress,
    Ref,
    TelephoneNumber,
    WebSiteAddress,
)

__all__ = [
    "Account",
    "Class",
    "Customer",
    "Department",
    "EffectiveTaxRate",
    "Item",
    "PaymentMethod",
    "TaxAgency",
    "TaxCode",
    "TaxRate",
    "TaxRateDetail",
    "TaxRateList",
    "Term",
    "Vendor",
]


class TaxRateDetail(Part, frozen=True, kw_only=True):
    """One rate of a tax code."""

    tax_rate_ref: Ref | None = None
    tax_type_applicable: str | None = None
    tax_order: int | None = None
    tax_on_tax_order: int | None = None


class TaxRateList(Part, frozen=True, kw_only=True):
    """The rates of a tax code."""

    tax_rate_detail: tuple[TaxRateDetail, ...] = ()


class EffectiveTaxRate(Part, frozen=True, kw_only=True):
    """A rate and the day it begins."""

    rate_value: Decimal | None = None
    effective_date: datetime | None = None


class Customer(ListObject, frozen=True, kw_only=True):
    """`balance` in the customer's currency: positive when the customer owes."""

    title: str | None = None
    given_name: str | None = None
    middle_name: str | None = None
    family_name: str | None = None
    suffix: str | None = None
    fully_qualified_name: str | None = None
    company_name: str | None = None
    display_name: str | None = None
    print_on_check_name: str | None = None
    active: bool | None = None
    primary_phone: TelephoneNumber | None = None
    alternate_phone: TelephoneNumber | None = None
    mobile: TelephoneNumber | None = None
    fax: TelephoneNumber | None = None
    primary_email_addr: EmailAddress | None = None
    web_addr: WebSiteAddress | None = None
    default_tax_code_ref: Ref | None = None
    taxable: bool | None = None
    bill_addr: PhysicalAddress | None = None
    ship_addr: PhysicalAddress | None = None
    notes: str | None = None
    job: bool | None = None
    bill_with_parent: bool | None = None
    parent_ref: Ref | None = None
    level: int | None = None
    sales_term_ref: Ref | None = None
    payment_method_ref: Ref | None = None
    balance: Decimal | None = None
    open_balance_date: date | None = None
    balance_with_jobs: Decimal | None = None
    currency_ref: Ref | None = None
    preferred_delivery_method: str | None = None
    resale_num: str | None = None
    is_project: bool | None = None


class Vendor(ListObject, frozen=True, kw_only=True):
    """Somebody who is paid; shares its names with the customers."""

    title: str | None = None
    given_name: str | None = None
    middle_name: str | None = None
    family_name: str | None = None
    suffix: str | None = None
    fully_qualified_name: str | None = None
    company_name: str | None = None
    display_name: str | None = None
    print_on_check_name: str | None = None
    active: bool | None = None
    primary_phone: TelephoneNumber | None = None
    alternate_phone: TelephoneNumber | None = None
    mobile: TelephoneNumber | None = None
    fax: TelephoneNumber | None = None
    primary_email_addr: EmailAddress | None = None
    web_addr: WebSiteAddress | None = None
    default_tax_code_ref: Ref | None = None
    bill_addr: PhysicalAddress | None = None
    tax_identifier: str | None = None
    term_ref: Ref | None = None
    balance: Decimal | None = None
    acct_num: str | None = None
    vendor1099: bool | None = None
    currency_ref: Ref | None = None


class Item(ListObject, frozen=True, kw_only=True):
    """`type`: Inventory, Service, NonInventory, Category or Group."""

    name: str | None = None
    sku: str | None = None
    description: str | None = None
    active: bool | None = None
    sub_item: bool | None = None
    parent_ref: Ref | None = None
    level: int | None = None
    fully_qualified_name: str | None = None
    taxable: bool | None = None
    sales_tax_included: bool | None = None
    unit_price: Decimal | None = None
    type: str | None = None
    income_account_ref: Ref | None = None
    purchase_desc: str | None = None
    purchase_tax_included: bool | None = None
    purchase_cost: Decimal | None = None
    expense_account_ref: Ref | None = None
    asset_account_ref: Ref | None = None
    pref_vendor_ref: Ref | None = None
    track_qty_on_hand: bool | None = None
    qty_on_hand: Decimal | None = None
    reorder_point: Decimal | None = None
    sales_tax_code_ref: Ref | None = None
    inv_start_date: date | None = None
    item_category_type: str | None = None
    class_ref: Ref | None = None


class Account(ListObject, frozen=True, kw_only=True):
    """`current_balance` in home currency, positive on the account's normal side."""

    name: str | None = None
    sub_account: bool | None = None
    parent_ref: Ref | None = None
    description: str | None = None
    fully_qualified_name: str | None = None
    active: bool | None = None
    classification: str | None = None
    account_type: str | None = None
    account_sub_type: str | None = None
    acct_num: str | None = None
    current_balance: Decimal | None = None
    current_balance_with_sub_accounts: Decimal | None = None
    currency_ref: Ref | None = None


class Class(ListObject, frozen=True, kw_only=True):
    """A class of the company."""

    name: str | None = None
    sub_class: bool | None = None
    parent_ref: Ref | None = None
    fully_qualified_name: str | None = None
    active: bool | None = None


class Department(ListObject, frozen=True, kw_only=True):
    """A location of the company."""

    name: str | None = None
    sub_department: bool | None = None
    parent_ref: Ref | None = None
    fully_qualified_name: str | None = None
    active: bool | None = None


class Term(ListObject, frozen=True, kw_only=True):
    """Terms of payment."""

    name: str | None = None
    active: bool | None = None
    type: str | None = None
    discount_percent: Decimal | None = None
    due_days: int | None = None
    discount_days: int | None = None
    day_of_month_due: int | None = None
    due_next_month_days: int | None = None
    discount_day_of_month: int | None = None


class PaymentMethod(ListObject, frozen=True, kw_only=True):
    """`type`: CREDIT_CARD or NON_CREDIT_CARD."""

    name: str | None = None
    active: bool | None = None
    type: str | None = None


class TaxCode(ListObject, frozen=True, kw_only=True):
    """A combination of rates; in the US `TAX` and `NON` stand on lines."""

    name: str | None = None
    description: str | None = None
    active: bool | None = None
    hidden: bool | None = None
    taxable: bool | None = None
    tax_group: bool | None = None
    sales_tax_rate_list: TaxRateList | None = None
    purchase_tax_rate_list: TaxRateList | None = None


class TaxRate(ListObject, frozen=True, kw_only=True):
    """A percentage that one agency takes."""

    name: str | None = None
    description: str | None = None
    active: bool | None = None
    rate_value: Decimal | None = None
    agency_ref: Ref | None = None
    tax_return_line_ref: Ref | None = None
    effective_tax_rate: tuple[EffectiveTaxRate, ...] = ()
    special_tax_type: str | None = None
    display_type: str | None = None


class TaxAgency(ListObject, frozen=True, kw_only=True):
    """Whom the tax is owed to."""

    display_name: str | None = None
    tax_registration_number: str | None = None
    tax_tracked_on_purchases: bool | None = None
    tax_tracked_on_sales: bool | None = None
