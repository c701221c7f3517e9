"""The stores of the settings, each with its channel and the books of its product."""

from __future__ import annotations

from typing import Any

import httpx

from connector.adapters import Adapters
from connector.clock import Clock
from connector.flows.account import Account
from connector.flows.connex.account import SalesAccount
from connector.http.rotating import LoginLine
from connector.journal import Journal
from connector.settings import AccountSettings, Settings

__all__ = ["stores_of"]


def stores_of(
    settings: Settings,
    journal: Journal,
    clock: Clock,
    client: httpx.AsyncClient,
    adapters: Adapters,
) -> dict[str, Account | SalesAccount]:
    """Each store with its books; all stores of a product share one."""
    found: dict[str, Account | SalesAccount] = {}

    def common(name: str, account: AccountSettings) -> dict[str, Any]:
        channel = adapters.channel(account, client, clock, LoginLine(journal, name))
        return {
            "name": name,
            "settings": account,
            "channel": channel,
            "journal": journal,
            "clock": clock,
        }

    if settings.netsuite is not None:
        books = adapters.books(settings.netsuite, client, clock)
        for name, account in settings.of_product("netsuite_connector").items():
            found[name] = Account(**common(name, account), netsuite=settings.netsuite, books=books)
    company = settings.quickbooks_online
    if company is not None and settings.of_product("connex"):
        line = LoginLine(journal, company.login_name)
        sales_books = adapters.sales_books(company, client, clock, line)
        for name, account in settings.of_product("connex").items():
            found[name] = SalesAccount(
                **common(name, account), books=sales_books, currencies=company.currencies
            )
    return {name: found[name] for name in settings.accounts}
