"""From what NetSuite holds of a settlement to what the bank got, with every row in one place.

Every row is in a document, in a named exclusion (a transfer, another store), or in the remainder,
which is printed and must be nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from connector.flows.settlements import SettlementAccount
from connector.money import Money, total
from connector.settlement_sync.documents import ReadBack, read_back
from connector.settlements.postings import (
    Exclusion,
    ExclusionKind,
    Part,
    Settlement,
    SettlementPosting,
)

__all__ = ["SettlementTieOut", "read_all", "tie_out_settlement"]

AT_ONCE = 8
"""Postings whose documents are read at the same time; the books' own limit holds besides."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SettlementTieOut:
    """Amounts are the seller's purse: refunds and what is owed to Amazon are negative."""

    settlement: Settlement
    postings: tuple[ReadBack, ...]
    exclusions: tuple[Exclusion, ...]

    @property
    def deposit(self) -> Money:
        return self.settlement.total

    @property
    def currency(self) -> str:
        return self.settlement.total.currency

    def in_books(self, part: Part) -> Money:
        """As the documents are now."""
        return self._sum(
            each.books
            for each in self.postings
            if each.posting.part is part and each.books is not None
        )

    def documents(self, part: Part) -> int:
        named = {each.document for each in self.postings if each.posting.part is part}
        return len(named - {""})

    def excluded(self, *kinds: ExclusionKind) -> Money:
        return self._sum(each.amount for each in self.exclusions if each.kind in kinds)

    @property
    def transfers(self) -> Money:
        return self.excluded(ExclusionKind.RESERVE, ExclusionKind.BALANCE)

    @property
    def explained(self) -> Money:
        """Documents and transfers."""
        return self._sum([*map(self.in_books, Part), self.transfers])

    @property
    def missing(self) -> tuple[ReadBack, ...]:
        """Postings of which NetSuite holds nothing."""
        return tuple(each for each in self.postings if each.books is None)

    @property
    def different(self) -> tuple[ReadBack, ...]:
        """Postings of which NetSuite holds another amount."""
        return tuple(each for each in self.postings if each.books is not None and each.difference)

    @property
    def unposted(self) -> Money:
        return self._sum(each.difference for each in self.missing)

    @property
    def differences(self) -> Money:
        return self._sum(each.difference for each in self.different)

    @property
    def elsewhere(self) -> Money:
        """Rows of other stores: they stand in the deposit, not in these books."""
        return self.excluded(ExclusionKind.MARKETPLACE)

    @property
    def unknown(self) -> Money:
        """Rows of kinds that nobody has described: somebody has to look."""
        return self.excluded(ExclusionKind.UNKNOWN)

    @property
    def remainder(self) -> Money:
        """What nothing above explains; unknown rows are in it."""
        return self.deposit - self.explained - self.unposted - self.differences - self.elsewhere

    @property
    def ties(self) -> bool:
        unknown = any(each.kind is ExclusionKind.UNKNOWN for each in self.exclusions)
        return not (self.missing or self.different or unknown or self.remainder)

    def as_dict(self) -> dict[str, Any]:
        return {
            "account": self.settlement.account,
            "report_id": self.settlement.report_id,
            "settlement_id": self.settlement.number,
            "ties": self.ties,
            "orders": self.in_books(Part.ORDER),
            "refunds": self.in_books(Part.REFUND),
            "non_order": self.in_books(Part.NON_ORDER),
            "transfers": self.transfers,
            "explained": self.explained,
            "not_posted": self.unposted,
            "differences": self.differences,
            "other_stores": self.elsewhere,
            "remainder": self.remainder,
            "deposit": self.deposit,
            "postings": [
                {
                    "posting": each.posting.id,
                    "name": each.posting.name,
                    "status": str(each.posting.status),
                    "document": each.document,
                    "settlement": each.posting.amount,
                    "books": each.books,
                    "difference": each.difference,
                    "sentence": each.sentence,
                }
                for each in self.postings
            ],
            "exclusions": [
                {
                    "kind": str(each.kind),
                    "description": each.description,
                    "rows": each.rows,
                    "amount": each.amount,
                }
                for each in self.exclusions
            ],
        }

    def _sum(self, amounts: Iterable[Money]) -> Money:
        return total(amounts, self.currency)


async def tie_out_settlement(
    account: SettlementAccount, settlement: Settlement
) -> SettlementTieOut:
    """Reads every document anew. Raises Trouble."""
    return SettlementTieOut(
        settlement=settlement,
        postings=tuple(await read_all(account, settlement)),
        exclusions=tuple(account.journal.exclusions(settlement.id)),
    )


async def read_all(account: SettlementAccount, settlement: Settlement) -> list[ReadBack]:
    """Every posting in the order of the file. Raises Trouble."""
    journal = account.journal

    async def one(posting: SettlementPosting) -> ReadBack:
        return await read_back(account, settlement, posting, journal.rows_of(posting))

    found: list[ReadBack] = []
    postings = iter(list(journal.postings(settlement.id)))
    while batch := list(islice(postings, AT_ONCE)):
        found += await asyncio.gather(*map(one, batch))
    return found
