"""A store whose settlements are posted, and how it wants that done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from connector.books.settlement_books import SettlementBooks
from connector.channels.settlement_source import SettlementSource
from connector.flows.account import Account

__all__ = ["SettlementAccount", "SettlementOptions"]


@dataclass(frozen=True, kw_only=True, slots=True)
class SettlementOptions:
    """The Settlement tab. `item_mapping`: kind of fee or credit as the report calls it -> item
    (name or internal id)."""

    customer_internal_id: str
    refunds_as_credit_memos: bool = False
    restock: bool = True
    item_mapping: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class SettlementAccount(Account):
    """`ledger` is the adapter of `books`; `source` is None where reports come as files only."""

    source: SettlementSource | None
    ledger: SettlementBooks
    options: SettlementOptions
