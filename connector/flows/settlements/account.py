"""A store whose settlements are posted, and how it wants that done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from connector.books.settlement_books import SettlementBooks
from connector.channels.settlement_source import SettlementSource
from connector.flows.account import Account
from connector.money import Money

__all__ = ["PostingLike", "SettlementAccount", "SettlementLike", "SettlementOptions"]


@dataclass(frozen=True, kw_only=True, slots=True)
class SettlementOptions:
    """The Settlement tab. `marketplace`: the marketplace name that the account's rows bear
    ("Amazon.com"); empty: every row is taken. `item_mapping`: kind of fee or credit as the report
    calls it -> item (name or internal id)."""

    customer_internal_id: str
    refunds_as_credit_memos: bool = False
    restock: bool = True
    item_mapping: Mapping[str, str] = field(default_factory=dict)
    marketplace: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class SettlementAccount(Account):
    """`ledger` is the adapter of `books`; `source` is None where reports come as files only."""

    source: SettlementSource | None
    ledger: SettlementBooks
    options: SettlementOptions


class SettlementLike(Protocol):
    """What posting needs to know of a settlement."""

    @property
    def settlement_id(self) -> str: ...
    @property
    def start(self) -> datetime: ...
    @property
    def end(self) -> datetime: ...
    @property
    def total(self) -> Money: ...


class PostingLike(Protocol):
    """What posting needs to know of a posting. `part`: order, refund or non-order. A summary of all
    orders or refunds has no `order_id`; `month` is set where a summary is split."""

    @property
    def part(self) -> str: ...
    @property
    def order_id(self) -> str: ...
    @property
    def adjustment_id(self) -> str: ...
    @property
    def month(self) -> date | None: ...
    @property
    def amount(self) -> Money: ...
