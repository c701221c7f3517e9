"""Data Flows > Settlements: what the engine does with settlements, for the screen and programs.

A settlement is named by its settlement ID or any report ID it came with, and by the account where
two accounts have it. Everything a platform does is the state of a posting; wrong settings, unknown
settlements and actions that are not offered are raised.
"""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from connector.books.books import ItemRef
from connector.clock import Clock
from connector.flows.account import Account
from connector.flows.connex.account import SalesAccount
from connector.flows.directions import Sync
from connector.flows.outcome import Kind
from connector.flows.settlements import SettlementAccount
from connector.flows.settlements.items import create_settlement_items, missing_items
from connector.flows.settlements.keys import key_of
from connector.journal import UNRESOLVED, Journal
from connector.journal_settlement_refusals import RefusedReport
from connector.journal_settlements import UnknownSettlement
from connector.lifecycle import ActionRefused
from connector.rows import Problem
from connector.settlement_sync.account import has_settlements, settlement_account
from connector.settlement_sync.attempts import attempt
from connector.settlement_sync.lifecycle import cancel, check_cancel, check_uncancel, uncancel
from connector.settlement_sync.preflight import look_before_posting
from connector.settlement_sync.readiness import check_activation, check_customer
from connector.settlement_sync.retrieval import Brought, bring_file, bring_report
from connector.settlement_sync.run import SettlementRun
from connector.settlement_sync.standing import Standing, standing_of
from connector.settlement_sync.tie_out import SettlementTieOut, tie_out_settlement
from connector.settlement_sync.verify import Verification, verify
from connector.settlements import Row
from connector.settlements.postings import PostingStatus, Settlement, SettlementPosting

__all__ = ["Posted", "SettlementScreen"]

OPEN = (PostingStatus.WAITING, PostingStatus.IN_PROGRESS, PostingStatus.ERROR)
Told = Callable[[int, int], None]
"""How many postings were tried, of how many."""


@dataclass(frozen=True, slots=True)
class Posted:
    """What a manual Post came to. `problem`: why it ended early; what is left is posted the next
    time."""

    standing: Standing
    tried: int
    problem: Problem | None = None


class SettlementScreen:
    """A part of the engine."""

    journal: Journal
    clock: Clock

    @abstractmethod
    def account(self, name: str) -> Account: ...

    @abstractmethod
    def store(self, name: str) -> Account | SalesAccount: ...

    @abstractmethod
    def _order_lock(self, account: str, order_id: str) -> asyncio.Lock: ...

    # --- Retrieve -------------------------------------------------------------------------------

    async def retrieve_settlement(self, account: str, report_id: str) -> Brought:
        """By report ID. Raises UnknownAccount, and ActionRefused where there are no settlements."""
        return await bring_report(self._settling(account), report_id)

    def upload_settlement(self, account: str, file: Path | BinaryIO, name: str = "") -> Brought:
        """A flat file V2 from Seller Central; also for what is too old to be listed. Raises
        UnknownAccount, ActionRefused, and OSError for a file that cannot be read."""
        return bring_file(self._settling(account), file, name)

    # --- the dashboard --------------------------------------------------------------------------

    def settlements(self, account: str | None = None) -> list[Standing]:
        """Newest period first. Raises UnknownAccount."""
        if account is not None:
            self._settling(account)
        return [self._standing(each) for each in self.journal.settlements(account)]

    def refused_reports(self, account: str | None = None) -> list[RefusedReport]:
        """Reports that were downloaded and not imported, newest first. Retrieving one tries it
        again. Raises UnknownAccount."""
        if account is not None:
            self._settling(account)
        return self.journal.refused_reports(account)

    def settlement(self, number: str, account: str | None = None) -> Standing:
        """Raises UnknownSettlement, also when two accounts have it and none is named."""
        return self._standing(self._held(number, account))

    def settlement_postings(
        self,
        number: str,
        account: str | None = None,
        status: PostingStatus | None = None,
    ) -> list[SettlementPosting]:
        """In the order of the file; `status` ERROR is the list of posting errors. Raises
        UnknownSettlement."""
        return list(self.journal.postings(self._held(number, account).id, status))

    # --- Post and the postings ------------------------------------------------------------------

    async def post_settlement(
        self,
        number: str,
        account: str | None = None,
        postings: Sequence[int] = (),
        told: Told | None = None,
    ) -> Posted:
        """Action menu > Post: whatever is not in NetSuite yet and not cancelled, or `postings`
        only. Goes on where an earlier one was stopped. Raises UnknownSettlement, UnknownPosting
        and ActionRefused."""
        held = self._held(number, account)
        owner = self._settling(held.account)
        check_customer(owner)
        wanted = self._chosen(held, postings, OPEN)
        await look_before_posting(owner, held)
        self.journal.change_settlement(held.id, posting_since=self.clock.now())
        tried, problem = 0, None
        try:
            for posting_id in wanted:
                posting = self.journal.posting(posting_id)
                _, outcome = await attempt(owner, held, posting, self._order_lock, automatic=False)
                tried += 1
                if told is not None:
                    told(tried, len(wanted))
                if outcome.kind is Kind.PUT_OFF or outcome.login:
                    problem = outcome.problem
                    break
        finally:
            self.journal.change_settlement(held.id, posting_since=None)
        return Posted(self._standing(self.journal.settlement_at(held.id)), tried, problem)

    def cancel_settlement_postings(
        self, number: str, account: str | None = None, postings: Sequence[int] = ()
    ) -> Standing:
        """Cancel `postings`, or every one with an error: their figures never reach NetSuite. All or
        none. Raises UnknownSettlement, UnknownPosting and ActionRefused."""
        held = self._held(number, account)
        chosen = self._chosen(held, postings, (PostingStatus.ERROR,))
        if not chosen:
            raise ActionRefused(
                f"Settlement {held.number} has no posting with an error; name the postings to "
                "cancel."
            )
        for each in chosen:
            posting = self.journal.posting(each)
            intent = self.journal.intent(key_of(held.account, held.number, posting))
            unresolved = intent is not None and intent.state in UNRESOLVED
            check_cancel(posting, unresolved=unresolved)
        for each in chosen:
            cancel(self.journal, self.journal.posting(each), self.clock.now())
        return self._standing(held)

    def uncancel_settlement_postings(
        self, number: str, account: str | None = None, postings: Sequence[int] = ()
    ) -> Standing:
        """Bring `postings`, or every cancelled one, back. All or none. Raises UnknownSettlement,
        UnknownPosting and ActionRefused."""
        held = self._held(number, account)
        chosen = self._chosen(held, postings, (PostingStatus.CANCELED,))
        if not chosen:
            raise ActionRefused(f"Settlement {held.number} has no cancelled posting.")
        for each in chosen:
            check_uncancel(self.journal.posting(each))
        for each in chosen:
            uncancel(self.journal, self.journal.posting(each), self.clock.now())
        return self._standing(held)

    def delete_settlement(self, number: str, account: str | None = None) -> Settlement:
        """Delete from FarApp: the connector's copy only; what is in NetSuite stays and is
        recognised when the settlement is imported again. Raises UnknownSettlement."""
        held = self._held(number, account)
        self.journal.drop(held.id)
        return held

    # --- items ----------------------------------------------------------------------------------

    async def create_settlement_items(self, account: str) -> list[ItemRef]:
        """Create Settlement Items: one for each published kind of fee and credit, and for those of
        the settlements that are here; the new ones. Raises UnknownAccount, ActionRefused and
        Trouble."""
        owner = self._settling(account)
        check_customer(owner)
        return await create_settlement_items(owner, self._rows(account))

    async def missing_settlement_items(self, account: str) -> list[str]:
        """Items that the settlements here need and NetSuite does not have. Raises UnknownAccount,
        ActionRefused and Trouble."""
        return await missing_items(self._settling(account), self._rows(account))

    # --- comparing ------------------------------------------------------------------------------

    async def tie_out_settlement(self, number: str, account: str | None = None) -> SettlementTieOut:
        """From the documents as NetSuite has them now to the bank's deposit. Raises
        UnknownSettlement and Trouble."""
        held = self._held(number, account)
        return await tie_out_settlement(self._settling(held.account), held)

    async def verify_settlement(
        self, file: Path | BinaryIO, account: str | None = None
    ) -> Verification:
        """A downloaded file against what was posted, row by row. Raises SettlementRefused,
        UnknownSettlement and Trouble."""
        return await verify(file, lambda number: self._owned(number, account))

    # --- inside ---------------------------------------------------------------------------------

    def _settling(self, name: str) -> SettlementAccount:
        return settlement_account(self.account(name))

    def _has_settlements(self, name: str) -> bool:
        return has_settlements(self.store(name))

    def _activate_settlements(self, name: str) -> tuple[str, ...]:
        return check_activation(self._settling(name))

    def _settlement_run(self, name: str) -> SettlementRun:
        owner = self._settling(name)
        check_customer(owner)
        return SettlementRun(owner, partial(attempt, owner, locks=self._order_lock, automatic=True))

    def _standing(self, held: Settlement) -> Standing:
        on = self.journal.switch(held.account, Sync.SETTLEMENT)
        return standing_of(self.journal, held, automatic_sync=on)

    def _held(self, number: str, account: str | None) -> Settlement:
        if account is not None:
            self.store(account)
            return self.journal.settlement(account, number)
        owners = list(dict.fromkeys(each.account for each in self.journal.settlements()))
        found = []
        for owner in owners:
            try:
                found.append(self.journal.settlement(owner, number))
            except UnknownSettlement:
                continue
        if len(found) > 1:
            names = ", ".join(each.account for each in found)
            raise UnknownSettlement(f"{number} is in several accounts ({names}): name the account")
        if not found:
            raise UnknownSettlement(
                f"there is no settlement {number}: give a settlement ID or a report ID that "
                "`connector settlement list` shows"
            )
        return found[0]

    def _owned(self, number: str, account: str | None) -> tuple[SettlementAccount, Settlement]:
        held = self._held(number, account)
        return self._settling(held.account), held

    def _chosen(
        self, held: Settlement, postings: Sequence[int], states: Iterable[PostingStatus]
    ) -> list[int]:
        """`postings`, else all in one of `states`, in the order of the file. Numbers only: a large
        settlement has a quarter of a million."""
        if not postings:
            return sorted(
                each.id for status in states for each in self.journal.postings(held.id, status)
            )
        chosen = [self.journal.posting(each) for each in dict.fromkeys(postings)]
        strange = [each for each in chosen if each.settlement != held.id]
        if strange:
            raise ActionRefused(
                f"Posting {strange[0].id} ({strange[0].name}) belongs to another settlement than "
                f"{held.number}."
            )
        return [each.id for each in chosen]

    def _rows(self, account: str) -> Iterable[Row]:
        for held in self.journal.settlements(account):
            for posting in self.journal.postings(held.id):
                yield from self.journal.rows_of(posting)
