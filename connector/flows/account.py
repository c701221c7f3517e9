"""One store with its books: what every flow works with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from connector.books.books import Books
from connector.channels.channel import Channel, Direction
from connector.clock import Clock
from connector.journal import Journal
from connector.model import key_for_order, key_for_refund
from connector.money import Money
from connector.rows import BOOKS_SOURCE
from connector.settings import AccountSettings, NetSuiteSettings

__all__ = ["Account", "Store"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Store:
    """What every product knows of a store, whatever its books are."""

    name: str
    settings: AccountSettings
    channel: Channel
    journal: Journal
    clock: Clock

    def order_key(self, order_id: str) -> str:
        return key_for_order(self.settings.channel, self.name, order_id)

    def refund_key(self, source: str, refund_id: str) -> str:
        """`source` is a row's source: the channel's name or NetSuite."""
        word = "netsuite" if source == BOOKS_SOURCE else self.settings.channel
        return key_for_refund(word, self.name, refund_id)

    def local_day(self, moment: datetime) -> date:
        """The date a document carries: that of the store's own time zone."""
        return moment.astimezone(self.settings.zone).date()

    def today(self) -> date:
        return self.local_day(self.clock.now())


@dataclass(frozen=True, kw_only=True, slots=True)
class Account(Store):
    """A store of NetSuite Connector."""

    netsuite: NetSuiteSettings
    books: Books

    @property
    def line_refunds(self) -> bool:
        """The storefront can take refunds by line, by its kind and by the account's setting."""
        return self.channel.capabilities.line_refunds and self.settings.line_refunds

    def made_by_us(self, key: str, direction: Direction) -> bool:
        """Whether a key found at a document says this account wrote it in that direction."""
        source = self.channel.name if direction is Direction.TO_BOOKS else BOOKS_SOURCE
        return key.startswith(self.refund_key(source, ""))

    def takes(self, amount: Money) -> bool:
        """Whether the books keep this amount's currency (F24)."""
        return amount.currency in self.netsuite.currencies
