"""The company as it is handed over: accounts, preferences, lists and the catalogue. No customers.

`furnish` is part of building a company. `customers` adds made-up people, the same ones for the same
seed, and only when asked.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sandbox.quickbooks_online.chart import CHART, CLASSIFICATION, Chart
from sandbox.quickbooks_online.domain import Domain
from sandbox.quickbooks_online.records import (
    Account,
    AccountingInfoPrefs,
    CompanyInfo,
    CurrencyPrefs,
    Customer,
    EmailAddress,
    Item,
    MetaData,
    NameValue,
    OtherPrefs,
    PaymentMethod,
    PhysicalAddress,
    Preferences,
    ProductAndServicesPrefs,
    Ref,
    ReportPrefs,
    SalesFormsPrefs,
    TaxAgency,
    TaxCode,
    TaxPrefs,
    TaxRate,
    TaxRateDetail,
    TaxRateList,
    TelephoneNumber,
    Term,
    VendorAndPurchasesPrefs,
)
from sandbox.quickbooks_online.rules import operations
from sandbox.quickbooks_online.rules.numbers import new_id
from sandbox.quickbooks_online.rules.options import Options

__all__ = [
    "CATALOGUE",
    "CREDIT_CARD",
    "REFUNDS",
    "REFUND_ADJUSTMENT",
    "ROUNDING",
    "TAX_CODE",
    "TAX_RATE",
    "TERM_NET_30",
    "customers",
    "furnish",
]

# SKU, description, price and cost in USD.
CATALOGUE = (
    ("TEE-BLK", "Black T-Shirt", "19.99", "8.00"),
    ("MUG-WHT", "White Mug", "12.49", "4.00"),
    ("CAP-RED", "Red Cap", "24.95", "9.50"),
)
ON_HAND = Decimal(1000)
START = date(2015, 1, 1)
# Items that never restock: the difference of a refund, refunds to one contra-income item, cents.
REFUND_ADJUSTMENT = "Refund Adjustment"
REFUNDS = "Refunds"
ROUNDING = "Rounding"
TERM_ON_RECEIPT, TERM_NET_30 = "1", "2"
CREDIT_CARD = "Credit Card"
PAYMENT_METHODS = (
    ("Cash", "NON_CREDIT_CARD"),
    ("Check", "NON_CREDIT_CARD"),
    (CREDIT_CARD, "CREDIT_CARD"),
    ("Shopify Payments", "CREDIT_CARD"),
    ("Gift Card", "NON_CREDIT_CARD"),
)
TAX_CODE, TAX_RATE, TAX_AGENCY = "2", "1", "1"
_SEED = Options(user="QuickBooks")


def furnish(company: Domain) -> None:
    """Put everything an empty company holds before its first customer."""
    now = company.clock.now()
    new: dict[str, Any] = {
        "sync_token": 0,
        "meta_data": MetaData(create_time=now, last_updated_time=now),
    }
    _company(company, new)
    accounts = company.records.table("Account")
    for account, (name, kind, sub) in CHART.items():
        accounts.put(
            Account(
                id=str(account),
                name=name,
                sub_account=False,
                fully_qualified_name=name,
                active=True,
                classification=CLASSIFICATION[kind],
                account_type=kind,
                account_sub_type=sub,
                currency_ref=Ref("USD"),
                **new,
            )
        )
    for name, days in (("Due on receipt", 0), ("Net 30", 30)):
        company.records.table("Term").put(
            Term(
                id=new_id(company, "Term"), name=name, active=True, type="STANDARD", due_days=days,
                **new,
            )
        )  # fmt: skip
    for name, kind in PAYMENT_METHODS:
        company.records.table("PaymentMethod").put(
            PaymentMethod(
                id=new_id(company, "PaymentMethod"), name=name, active=True, type=kind, **new
            )
        )
    _taxes(company, new)
    _items(company)


def _company(company: Domain, new: dict[str, Any]) -> None:
    address = PhysicalAddress(
        id="1",
        line1="2500 Garcia Avenue",
        city="Mountain View",
        country="US",
        country_sub_division_code="CA",
        postal_code="94043",
    )
    facts = {
        "NeoEnabled": "true",
        "IndustryType": "Retail Shop or Online Commerce",
        "CompanyType": "Corporation",
        "SubscriptionStatus": "PAID",
        "OfferingSku": "QuickBooks Online Plus",
        "PayrollFeature": "false",
        "AccountantFeature": "false",
    }
    company.records.table("CompanyInfo").put(
        CompanyInfo(
            id="1",
            company_name="Acme Outdoor",
            legal_name="Acme Outdoor, Inc.",
            company_addr=address,
            customer_communication_addr=address,
            legal_addr=address,
            primary_phone=TelephoneNumber(free_form_number="(555) 010-0100"),
            company_start_date=START,
            fiscal_year_start_month="January",
            country="US",
            email=EmailAddress(address="books@acme-outdoor.example.com"),
            supported_languages="en",
            default_time_zone=company.settings.time_zone,
            name_value=tuple(NameValue(name=name, value=value) for name, value in facts.items()),
            **new,
        )
    )
    company.records.table("Preferences").put(
        Preferences(
            id="1",
            accounting_info_prefs=AccountingInfoPrefs(
                use_account_numbers=False,
                track_departments=True,
                class_tracking_per_txn=True,
                class_tracking_per_txn_line=False,
                first_month_of_fiscal_year="January",
                customer_terminology="Customers",
            ),
            product_and_services_prefs=ProductAndServicesPrefs(
                for_sales=True,
                for_purchase=True,
                quantity_with_price_and_rate=True,
                quantity_on_hand=True,
            ),
            sales_forms_prefs=SalesFormsPrefs(
                custom_txn_numbers=False,
                allow_deposit=True,
                allow_discount=True,
                default_discount_account=str(Chart.DISCOUNTS_GIVEN),
                allow_estimates=True,
                allow_service_date=False,
                allow_shipping=True,
                default_shipping_account=str(Chart.SHIPPING_INCOME),
                default_terms=Ref(TERM_NET_30),
                auto_apply_credit=True,
                auto_apply_payments=True,
            ),
            vendor_and_purchases_prefs=VendorAndPurchasesPrefs(enable_bills=True),
            tax_prefs=TaxPrefs(
                using_sales_tax=True, partner_tax_enabled=False, tax_group_code_ref=Ref(TAX_CODE)
            ),
            currency_prefs=CurrencyPrefs(multi_currency_enabled=False, home_currency=Ref("USD")),
            report_prefs=ReportPrefs(report_basis="Accrual"),
            other_prefs=OtherPrefs(),
            **new,
        )
    )


def _taxes(company: Domain, new: dict[str, Any]) -> None:
    records = company.records
    records.table("TaxAgency").put(
        TaxAgency(
            id=TAX_AGENCY,
            display_name="State Department of Revenue",
            tax_tracked_on_sales=True,
            tax_tracked_on_purchases=False,
            **new,
        )
    )
    records.table("TaxRate").put(
        TaxRate(
            id=TAX_RATE,
            name="Sales Tax 8.25%",
            description="Sales Tax",
            active=True,
            rate_value=company.settings.tax_rate,
            agency_ref=Ref(TAX_AGENCY),
            special_tax_type="NONE",
            display_type="ReadOnly",
            **new,
        )
    )
    rate = TaxRateDetail(tax_rate_ref=Ref(TAX_RATE), tax_type_applicable="TaxOnAmount", tax_order=0)
    codes = (
        ("TAX", "TAX", True, False, None),
        ("NON", "NON", False, False, None),
        (TAX_CODE, "Sales Tax 8.25%", True, True, TaxRateList(tax_rate_detail=(rate,))),
    )
    for key, name, taxable, group, rates in codes:
        records.table("TaxCode").put(
            TaxCode(
                id=key,
                name=name,
                description=name,
                active=True,
                taxable=taxable,
                tax_group=group,
                sales_tax_rate_list=rates,
                **new,
            )
        )


def _items(company: Domain) -> None:
    for sku, description, price, cost in CATALOGUE:
        _item(
            company,
            Name=sku,
            Sku=sku,
            Description=description,
            Taxable=True,
            UnitPrice=price,
            Type="Inventory",
            IncomeAccountRef={"value": str(Chart.SALES_OF_PRODUCT_INCOME)},
            PurchaseCost=cost,
            ExpenseAccountRef={"value": str(Chart.COST_OF_GOODS_SOLD)},
            AssetAccountRef={"value": str(Chart.INVENTORY_ASSET)},
            TrackQtyOnHand=True,
            QtyOnHand=ON_HAND,
            InvStartDate=START.isoformat(),
        )
    for name, account in (
        (REFUND_ADJUSTMENT, Chart.REFUNDS_AND_ALLOWANCES),
        (REFUNDS, Chart.REFUNDS_AND_ALLOWANCES),
        (ROUNDING, Chart.ROUNDING),
    ):
        _item(
            company,
            Name=name,
            Sku=name,
            Taxable=False,
            Type="NonInventory",
            IncomeAccountRef={"value": str(account)},
        )


def _item(company: Domain, **given: Any) -> Item:
    made = operations.create(company, "Item", given, _SEED)
    assert isinstance(made, Item)  # noqa: S101 - create answers in kind
    return made


def customers(company: Domain, count: int, locale: str = "en_US") -> list[Customer]:
    """`count` made-up people with e-mail and address; equal seeds make equal people."""
    from faker import Faker

    faker = Faker(locale)
    faker.seed_instance(company.ids.random("quickbooks_online.seed.customers").getrandbits(64))
    made: list[Customer] = []
    for _ in range(count):
        first, last = faker.first_name(), faker.last_name()
        number = faker.unique.random_number(6)
        address = {
            "Line1": faker.street_address(),
            "City": faker.city(),
            "CountrySubDivisionCode": faker.state_abbr(),
            "PostalCode": faker.postcode(),
            "Country": "US",
        }
        person = operations.create(
            company,
            "Customer",
            {
                "DisplayName": f"{first} {last} {number}",
                "GivenName": first,
                "FamilyName": last,
                "PrimaryEmailAddr": {"Address": f"{first}.{last}.{number}@example.com".lower()},
                "PrimaryPhone": {"FreeFormNumber": faker.numerify("555-01##")},
                "BillAddr": address,
                "ShipAddr": address,
            },
            _SEED,
        )
        assert isinstance(person, Customer)  # noqa: S101 - create answers in kind
        made.append(person)
    return made
