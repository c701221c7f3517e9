"""Currencies: one company has one home currency, and others only after it turned them on."""

from __future__ import annotations

from decimal import Decimal

from sandbox.quickbooks_online.domain import Domain
from sandbox.quickbooks_online.errors import Business, InvalidNumber, RequiredMissing
from sandbox.quickbooks_online.records import Customer, Ref

__all__ = ["NAMES", "check_currency", "currency_of", "home", "multi"]

NAMES = {
    "USD": "United States Dollar",
    "EUR": "Euro",
    "CAD": "Canadian Dollar",
    "GBP": "British Pound Sterling",
    "AUD": "Australian Dollar",
    "JPY": "Japanese Yen",
}


def home(company: Domain) -> Ref:
    prefs = company.records.preferences.currency_prefs
    code = prefs.home_currency.value if prefs and prefs.home_currency else "USD"
    return Ref(code, NAMES.get(code, code))


def multi(company: Domain) -> bool:
    prefs = company.records.preferences.currency_prefs
    return prefs is not None and bool(prefs.multi_currency_enabled)


def check_currency(company: Domain, sent: Ref | None) -> Ref:
    """The currency of a list object. Raises Business."""
    own = home(company)
    if sent is None or sent.value == own.value:
        return own
    if not multi(company):
        raise Business("Multi Currency should be enabled to perform this operation.")
    if sent.value not in NAMES:
        raise Business(f"The currency {sent.value} is not in the currency list of the company.")
    return Ref(sent.value, NAMES[sent.value])


def currency_of(
    company: Domain,
    sent: Ref | None,
    rate: Decimal | None,
    customer: Customer | None,
    *,
    required: bool = True,
) -> tuple[Ref, Decimal | None]:
    """Currency and exchange rate of a transaction; no rate without several currencies. Raises
    RequiredMissing, Business when it is not the customer's currency."""
    found = check_currency(company, sent)
    if not multi(company):
        return found, None
    if sent is None and required:
        raise RequiredMissing("CurrencyRef")
    theirs = customer.currency_ref if customer is not None else None
    if sent is None and theirs is not None:
        found = theirs
    if theirs is not None and theirs.value != found.value:
        raise Business(
            "The currency of the transaction must be the same as the currency of the customer."
        )
    if rate is not None and rate <= 0:
        raise InvalidNumber("ExchangeRate", rate, form=False)
    if found.value == home(company).value or rate is None:
        return found, Decimal(1)
    return found, rate
