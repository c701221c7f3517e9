"""Which class speaks to which platform. Adapters are imported when an account needs them."""

from __future__ import annotations

from typing import Protocol

import httpx

from connector.books.books import Books
from connector.channels.channel import Channel
from connector.clock import Clock
from connector.http.rotating import TokenLine
from connector.settings import AccountSettings, NetSuiteSettings

__all__ = ["Adapters", "PlatformAdapters"]


class Adapters(Protocol):
    def channel(
        self, account: AccountSettings, http: httpx.AsyncClient, clock: Clock, logins: TokenLine
    ) -> Channel:
        """`logins`: where an adapter whose tokens rotate keeps them."""
        ...

    def books(self, settings: NetSuiteSettings, http: httpx.AsyncClient, clock: Clock) -> Books: ...


class PlatformAdapters:
    """The real ones, over HTTPS."""

    def channel(
        self, account: AccountSettings, http: httpx.AsyncClient, clock: Clock, logins: TokenLine
    ) -> Channel:
        from connector.channels.shopify import Shopify

        return Shopify(account, http, clock, logins)

    def books(self, settings: NetSuiteSettings, http: httpx.AsyncClient, clock: Clock) -> Books:
        from connector.books.netsuite import NetSuite

        return NetSuite(settings, http, clock)
