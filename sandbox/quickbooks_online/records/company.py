"""The company and its preferences: one of each."""

from __future__ import annotations

from datetime import date

import msgspec

from sandbox.quickbooks_online.records.parts import (
    EmailAddress,
    NameValue,
    Part,
    PhysicalAddress,
    Ref,
    Stored,
    TelephoneNumber,
    WebSiteAddress,
)

__all__ = [
    "AccountingInfoPrefs",
    "CompanyInfo",
    "CurrencyPrefs",
    "OtherPrefs",
    "Preferences",
    "ProductAndServicesPrefs",
    "ReportPrefs",
    "SalesFormsPrefs",
    "TaxPrefs",
    "VendorAndPurchasesPrefs",
]


class CompanyInfo(Stored, frozen=True, kw_only=True):
    """The company itself."""

    company_name: str | None = None
    legal_name: str | None = None
    company_addr: PhysicalAddress | None = None
    customer_communication_addr: PhysicalAddress | None = None
    legal_addr: PhysicalAddress | None = None
    primary_phone: TelephoneNumber | None = None
    company_start_date: date | None = None
    employer_id: str | None = None
    fiscal_year_start_month: str | None = None
    country: str | None = None
    email: EmailAddress | None = None
    web_addr: WebSiteAddress | None = None
    supported_languages: str | None = None
    default_time_zone: str | None = None
    name_value: tuple[NameValue, ...] = ()


class AccountingInfoPrefs(Part, frozen=True, kw_only=True):
    """Books, classes and departments."""

    use_account_numbers: bool | None = None
    default_ar_account: Ref | None = msgspec.field(name="DefaultARAccount", default=None)
    default_ap_account: Ref | None = msgspec.field(name="DefaultAPAccount", default=None)
    requires_accounts: bool | None = None
    track_departments: bool | None = None
    department_terminology: str | None = None
    class_tracking_per_txn: bool | None = None
    class_tracking_per_txn_line: bool | None = None
    auto_journal_entry_number: bool | None = None
    first_month_of_fiscal_year: str | None = None
    tax_year_month: str | None = None
    tax_form: str | None = None
    book_close_date: date | None = None
    customer_terminology: str | None = None


class ProductAndServicesPrefs(Part, frozen=True, kw_only=True):
    """Products and services."""

    for_sales: bool | None = None
    for_purchase: bool | None = None
    quantity_with_price_and_rate: bool | None = None
    quantity_on_hand: bool | None = None


class SalesFormsPrefs(Part, frozen=True, kw_only=True):
    """Sales forms."""

    custom_txn_numbers: bool | None = None
    allow_deposit: bool | None = None
    allow_discount: bool | None = None
    default_discount_account: str | None = None
    allow_estimates: bool | None = None
    allow_service_date: bool | None = None
    allow_shipping: bool | None = None
    default_shipping_account: str | None = None
    default_terms: Ref | None = None
    auto_apply_credit: bool | None = None
    auto_apply_payments: bool | None = None


class VendorAndPurchasesPrefs(Part, frozen=True, kw_only=True):
    """Purchases."""

    enable_bills: bool | None = None
    tracking_by_customer: bool | None = None
    billable_expense_tracking: bool | None = None


class TaxPrefs(Part, frozen=True, kw_only=True):
    """Sales tax; `partner_tax_enabled`: automated sales tax."""

    using_sales_tax: bool | None = None
    partner_tax_enabled: bool | None = None
    tax_group_code_ref: Ref | None = None


class CurrencyPrefs(Part, frozen=True, kw_only=True):
    """Currencies."""

    multi_currency_enabled: bool | None = None
    home_currency: Ref | None = None


class ReportPrefs(Part, frozen=True, kw_only=True):
    """Reports."""

    report_basis: str | None = None
    calc_aging_report_from_txn_date: bool | None = None


class OtherPrefs(Part, frozen=True, kw_only=True):
    """Everything else, by name."""

    name_value: tuple[NameValue, ...] = ()


class Preferences(Stored, frozen=True, kw_only=True):
    """What the company chose, as far as the API shows it."""

    accounting_info_prefs: AccountingInfoPrefs | None = None
    product_and_services_prefs: ProductAndServicesPrefs | None = None
    sales_forms_prefs: SalesFormsPrefs | None = None
    vendor_and_purchases_prefs: VendorAndPurchasesPrefs | None = None
    tax_prefs: TaxPrefs | None = None
    currency_prefs: CurrencyPrefs | None = None
    report_prefs: ReportPrefs | None = None
    other_prefs: OtherPrefs | None = None
