"""The account as it is handed over: chart, periods, lists and the catalogue. No customers.

`furnish` is part of building an account. `customers` adds made-up people, the same ones for the
same seed, and only when asked.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from sandbox.netsuite.chart import CHART, Chart
from sandbox.netsuite.records import (
    CUSTOM_FIELDS,
    ITEM_TYPES,
    Account,
    AccountingPeriod,
    Currency,
    Customer,
    CustomField,
    Item,
    PaymentMethod,
    TaxCode,
    TaxType,
    Term,
)
from sandbox.netsuite.rules.customers import create_customer
from sandbox.netsuite.rules.numbers import next_list_id

if TYPE_CHECKING:
    from sandbox.netsuite.rules.domain import Domain

__all__ = [
    "ADJUSTMENT_NEGATIVE",
    "ADJUSTMENT_POSITIVE",
    "CATALOGUE",
    "DISCOUNT_ITEM",
    "EUR",
    "SHIP_ITEM",
    "TAX_CODE",
    "TAX_TYPE",
    "USD",
    "customers",
    "furnish",
]

USD, EUR = 1, 2
TAX_TYPE, TAX_CODE = 1, 1

# SKU, price and average cost in base currency.
CATALOGUE = (
    ("TEE-BLK", "Black T-Shirt", "19.99", "8.00"),
    ("MUG-WHT", "White Mug", "12.49", "4.00"),
    ("CAP-RED", "Red Cap", "24.95", "9.50"),
)
ON_HAND = Decimal(1000)
DISCOUNT_ITEM = "Channel Discount"
SHIP_ITEM = "Standard Shipping"
ADJUSTMENT_POSITIVE = "Refund Adjustment Positive"
ADJUSTMENT_NEGATIVE = "Refund Adjustment Negative"
PAYMENT_METHODS = ("Cash", "Shopify Payments", "Gift Card")
PERIOD_YEARS = (2016, 2025, 2026, 2027)


def furnish(netsuite: Domain) -> None:
    """Put everything an empty account holds before its first customer."""
    records = netsuite.records
    for account, (number, name, kind) in CHART.items():
        records.accounts.put(
            Account(id=int(account), acct_number=number, acct_name=name, acct_type=kind)
        )
    records.currencies.put(
        Currency(
            id=USD, symbol="USD", name="US Dollar", exchange_rate=Decimal(1), is_base_currency=True
        )
    )
    records.currencies.put(
        Currency(id=EUR, symbol="EUR", name="Euro", exchange_rate=Decimal("1.09"))
    )
    records.terms.put(Term(id=1, name="Net 30", days_until_net_due=30))
    for method, name in enumerate(PAYMENT_METHODS, 1):
        records.payment_methods.put(PaymentMethod(id=method, name=name))
    records.tax_types.put(
        TaxType(id=TAX_TYPE, name="Sales Tax", account=int(Chart.SALES_TAX_PAYABLE))
    )
    records.tax_codes.put(
        TaxCode(id=TAX_CODE, name="Sales Tax 8.25%", tax_type=TAX_TYPE, rate=Decimal("8.25"))
    )
    for field, kind in CUSTOM_FIELDS.items():
        records.custom_fields.put(CustomField(id=field, label=field, kind=kind, holder="body"))
    _periods(netsuite)
    _items(netsuite)


def _periods(netsuite: Domain) -> None:
    """Months, then the quarters and years above them."""

    def period(
        key: int, name: str, year: int, months: range, parent: int | None, **kind: bool
    ) -> None:
        last = months[-1]
        netsuite.records.periods.put(
            AccountingPeriod(
                id=key,
                period_name=name,
                start_date=date(year, months[0], 1),
                end_date=date(year, last, monthrange(year, last)[1]),
                parent=parent,
                **kind,
            )
        )

    quarters = 12 * len(PERIOD_YEARS)
    years = quarters + 4 * len(PERIOD_YEARS)
    for at, year in enumerate(PERIOD_YEARS):
        own_year = years + at + 1
        for month in range(1, 13):
            quarter = quarters + 4 * at + (month + 2) // 3
            name = f"{date(year, month, 1):%b %Y}"
            period(12 * at + month, name, year, range(month, month + 1), quarter)
        for quarter in range(1, 5):
            months = range(3 * quarter - 2, 3 * quarter + 1)
            key = quarters + 4 * at + quarter
            period(key, f"Q{quarter} {year}", year, months, own_year, is_quarter=True)
        period(own_year, f"FY {year}", year, range(1, 13), None, is_year=True)


def _items(netsuite: Domain) -> None:
    now = netsuite.clock.now()

    def put(
        item_id: str,
        record_type: str,
        income: Chart,
        *,
        display_name: str = "",
        price: Decimal | None = None,
        cost: Decimal | None = None,
        taxable: bool = True,
    ) -> None:
        stocked = cost is not None
        netsuite.records.items.put(
            Item(
                id=next_list_id(netsuite),
                item_id=item_id,
                record_type=record_type,
                item_type=ITEM_TYPES[record_type],
                date_created=now,
                last_modified=now,
                display_name=display_name or item_id,
                base_price=price,
                average_cost=cost or Decimal(0),
                quantity_on_hand=ON_HAND if stocked else Decimal(0),
                income_account=int(income),
                cogs_account=int(Chart.COST_OF_GOODS_SOLD) if stocked else None,
                asset_account=int(Chart.INVENTORY_ASSET) if stocked else None,
                is_fulfillable=stocked,
                is_taxable=taxable,
            )
        )

    for sku, name, price, cost in CATALOGUE:
        put(
            sku,
            "inventoryItem",
            Chart.SALES,
            display_name=name,
            price=Decimal(price),
            cost=Decimal(cost),
        )
    put(DISCOUNT_ITEM, "discountItem", Chart.SALES_DISCOUNTS)
    put(SHIP_ITEM, "shipItem", Chart.SHIPPING_INCOME)
    for name in (ADJUSTMENT_POSITIVE, ADJUSTMENT_NEGATIVE):
        put(name, "otherChargeSaleItem", Chart.REFUND_ADJUSTMENTS, taxable=False)


def customers(netsuite: Domain, count: int, locale: str = "en_US") -> list[Customer]:
    """`count` made-up people with e-mail and address; equal seeds make equal people."""
    from faker import Faker

    faker = Faker(locale)
    faker.seed_instance(netsuite.ids.random("netsuite.seed.customers").getrandbits(64))
    made: list[Customer] = []
    for _ in range(count):
        first, last = faker.first_name(), faker.last_name()
        made.append(
            create_customer(
                netsuite,
                {
                    "first_name": first,
                    "last_name": last,
                    "email": f"{first}.{last}.{faker.unique.random_number(6)}@example.com".lower(),
                    "phone": faker.numerify("555-01##"),
                    "addresses": [
                        {
                            "default_billing": True,
                            "default_shipping": True,
                            "addressee": f"{first} {last}",
                            "addr1": faker.street_address(),
                            "city": faker.city(),
                            "state": faker.state_abbr(),
                            "zip": faker.postcode(),
                            "country": "US",
                        }
                    ],
                },
            )
        )
    return made
