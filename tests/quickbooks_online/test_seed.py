"""The company as it is handed over."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sandbox.quickbooks_online.seed import customers

D = Decimal


def test_the_catalogue(books: Any) -> None:
    found = {
        item.name: (item.unit_price, item.purchase_cost, item.qty_on_hand)
        for name in ("TEE-BLK", "MUG-WHT", "CAP-RED")
        for item in [books.desk.item(name)]
    }
    assert found == {
        "TEE-BLK": (D("19.99"), D("8.00"), 1000),
        "MUG-WHT": (D("12.49"), D("4.00"), 1000),
        "CAP-RED": (D("24.95"), D("9.50"), 1000),
    }


def test_items_that_never_restock(books: Any) -> None:
    accounts = {
        name: books.desk.item(name).income_account_ref.name
        for name in ("Refund Adjustment", "Refunds", "Rounding")
    }
    assert accounts == {
        "Refund Adjustment": "Refunds and Allowances",
        "Refunds": "Refunds and Allowances",
        "Rounding": "Rounding",
    }
    assert {books.desk.item(name).type for name in accounts} == {"NonInventory"}


def test_preferences_of_most_companies(books: Any) -> None:
    prefs = books.records.preferences
    forms = prefs.sales_forms_prefs
    assert (forms.custom_txn_numbers, forms.auto_apply_credit, forms.allow_shipping) == (
        False,
        True,
        True,
    )
    assert prefs.tax_prefs.partner_tax_enabled is False
    assert prefs.currency_prefs.multi_currency_enabled is False
    assert prefs.currency_prefs.home_currency.value == "USD"
    assert prefs.accounting_info_prefs.book_close_date is None
    assert books.records.company.company_name == "Acme Outdoor"
    assert books.records.company.country == "US"


def test_lists(books: Any) -> None:
    names = {
        entity: [each.name for each in books.records.table(entity)]
        for entity in ("Term", "PaymentMethod", "TaxCode")
    }
    assert names == {
        "Term": ["Due on receipt", "Net 30"],
        "PaymentMethod": ["Cash", "Check", "Credit Card", "Shopify Payments", "Gift Card"],
        "TaxCode": ["Sales Tax 8.25%", "NON", "TAX"],
    }
    assert len(books.records.table("Customer")) == 0


def test_people_are_the_same_for_the_same_seed(books: Any, new_books: Any) -> None:
    one = [person.display_name for person in customers(books, 3)]
    two = [person.display_name for person in customers(new_books(), 3)]
    assert one == two
    assert len(set(one)) == 3
