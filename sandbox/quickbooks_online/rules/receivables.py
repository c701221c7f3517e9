"""Accounts receivable: one account for each currency that customers are billed in.

The home currency has the account that every company starts with. QuickBooks opens one more, named
after it and the currency, with the first customer of another currency. Source: QuickBooks help,
"Set up and use multicurrency".
"""

from __future__ import annotations

from sandbox.quickbooks_online.chart import CHART, CLASSIFICATION, Chart
from sandbox.quickbooks_online.domain import Domain
from sandbox.quickbooks_online.ledger import receivable
from sandbox.quickbooks_online.records import Account, Ref
from sandbox.quickbooks_online.rules.currency import home
from sandbox.quickbooks_online.rules.options import Options
from sandbox.quickbooks_online.rules.saving import stamp, store

__all__ = ["open_receivable"]


def open_receivable(company: Domain, currency: Ref, options: Options) -> None:
    """See that what is billed in `currency` has an account."""
    if currency.value == home(company).value or receivable(company.records, currency) is not None:
        return
    name, kind, sub = CHART[Chart.ACCOUNTS_RECEIVABLE]
    name = f"{name} - {currency.value}"
    made = Account(
        name=name,
        fully_qualified_name=name,
        sub_account=False,
        active=True,
        classification=CLASSIFICATION[kind],
        account_type=kind,
        account_sub_type=sub,
        currency_ref=currency,
        **stamp(company, "Account", None),
    )
    store(company, None, made, options)
