"""Which class speaks to which platform. Adapters are imported when an account needs them."""

from __future__ import annotations

from typing import Protocol

import httpx

from connector.books.books import Books
from connector.books.sales_books import SalesBooks
from connector.channels.channel import Channel
from connector.clock import Clock
from connector.http.rotating import TokenLine
from connector.settings import AccountSettings, NetSuiteSettings, QuickBooksOnlineSettings

__all__ = ["Adapters", "PlatformAdapters"]


class Adapters(Protocol):
    def channel(
        self, account: AccountSettings, http: httpx.AsyncClient, clock: Clock, logins: TokenLine
    ) -> Channel:
        """`logins`: where an adapter whose tokens rotate keeps them."""
        ...

    def books(self, settings: NetSuiteSettings, http: httpx.AsyncClient, clock: Clock) -> Books: ...

    def sales_books(
        self,
        settings: QuickBooksOnlineSettings,
        http: httpx.AsyncClient,
        clock: Clock,
        logins: TokenLine,
    ) -> SalesBooks:
        """`logins`: the line of the company (`settings.login_name`), not of a store: every store
        that posts into the company shares its tokens."""
        ...


class PlatformAdapters:
    """The real ones, over HTTPS."""

    def channel(
        self, account: AccountSettings, http: httpx.AsyncClient, clock: Clock, logins: TokenLine
    ) -> Channel:
        if account.channel == "amazon":
            from connector.channels.amazon import Amazon

            return Amazon(account, http, clock, logins)
        if account.channel == "ebay":
            from connector.channels.ebay import Ebay

            return Ebay(account, http, clock, logins)
        from connector.channels.shopify import Shopify

        return Shopify(account, http, clock, logins)

    def books(self, settings: NetSuiteSettings, http: httpx.AsyncClient, clock: Clock) -> Books:
        from connector.books.netsuite import NetSuite

        return NetSuite(settings, http, clock)

    def sales_books(
        self,
        settings: QuickBooksOnlineSettings,
        http: httpx.AsyncClient,
        clock: Clock,
        logins: TokenLine,
    ) -> SalesBooks:
        from connector.books.quickbooks_online import QuickBooksOnline

        return QuickBooksOnline(settings, http, clock, logins)
