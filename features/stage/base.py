"""One world, one engine on one journal, and how a tester meets trouble."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from connector.adapters import PlatformAdapters
from connector.channels.channel import Direction
from connector.engine import Engine
from connector.flows.directions import Switch
from connector.jobs.inline import InlineJobs
from connector.journal import Journal
from connector.rows import Retrieval
from connector.settings import Settings, parse
from connector.trouble import Trouble
from features.stage.parts import OneWorkflow, WorldClock
from features.wire import EngineKilled, TrapTransport
from sandbox.netsuite.records import Transaction
from sandbox.world import DEFAULT_START, World, open_world

__all__ = ["Base"]

T = TypeVar("T")


@dataclass
class Base:
    """Everything a scenario talks about. `billed` is the record last spoken of."""

    seed: int = 7
    environment: str = "production"
    currencies: tuple[str, ...] = ("USD",)
    answered: int = 0
    turns: int = 0
    """Of the schedule; among them those that mend what a trouble of a sweep struck."""
    mending_turns: int = 0
    world: World = field(init=False)
    engine: Engine = field(init=False)
    journal: Journal = field(init=False)
    transport: TrapTransport = field(init=False)
    journal_address: str = ":memory:"
    refresh_token: str = ""
    """Of the QuickBooks company; empty: the one the world was opened with."""
    accounts: dict[str, dict[str, Any]] = field(default_factory=dict)
    adapters: PlatformAdapters = field(default_factory=PlatformAdapters)
    retrieval: Retrieval | None = None
    switched: Switch | Exception | None = None
    refusal: Exception | None = None
    billed: Transaction | None = None
    documents_hash: str = ""
    expected_findings: list[tuple[str, str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._runner = asyncio.Runner()
        self.closing = ExitStack()
        self.journal = Journal(":memory:")
        self._open(DEFAULT_START)

    def _open(self, start: datetime) -> None:
        self.world = open_world("features", seed=self.seed, start=start)
        self.transport = TrapTransport(self.world)

    def begin_on(self, day: date) -> None:
        """The scenario is set on another day than the project's own. Raises ValueError once an
        account is set up: a world's time never goes backwards."""
        if self.accounts:
            raise ValueError("a scenario says on which day it begins before anything else")
        trouble = self.transport.trouble
        self._open(datetime.combine(day, DEFAULT_START.timetz()))
        self.transport.trouble = trouble

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Steps are synchronous; the engine and the world share this scenario's loop."""
        return self._runner.run(work)

    def close(self) -> None:
        if hasattr(self, "engine"):
            self.run(self.engine.aclose())
        self.journal.close()
        self.closing.close()
        self._runner.close()

    def settings(self) -> Settings:
        return parse(self.settings_file())

    def settings_file(self) -> dict[str, Any]:
        """As a user would write it."""
        known = self.world.credentials()
        sections: dict[str, Any] = {}
        products = {each.get("product", "netsuite_connector") for each in self.accounts.values()}
        if "netsuite_connector" in products:
            sections["netsuite"] = {
                "account": known["NETSUITE_ACCOUNT"],
                "consumer_key": known["NETSUITE_CONSUMER_KEY"],
                "consumer_secret": known["NETSUITE_CONSUMER_SECRET"],
                "token_id": known["NETSUITE_TOKEN_ID"],
                "token_secret": known["NETSUITE_TOKEN_SECRET"],
                "currencies": self.currencies,
            }
        if "connex" in products:
            sections["quickbooks_online"] = {
                "realm_id": known["QBO_REALM_ID"],
                "environment": known["QBO_ENVIRONMENT"],
                "client_id": known["QBO_CLIENT_ID"],
                "client_secret": known["QBO_CLIENT_SECRET"],
                "refresh_token": self.refresh_token or known["QBO_REFRESH_TOKEN"],
                "currencies": self.currencies,
            }
        return {
            "environment": self.environment,
            "journal": self.journal_address,
            **sections,
            "accounts": self.accounts,
        }

    def change_account(self, name: str = "main", **changes: Any) -> None:
        """The user edits the settings and starts the engine again on the same journal."""
        self.accounts[name] = {**self.accounts[name], **changes}
        self.start_engine()

    def start_engine(self) -> None:
        self.engine = Engine(
            self.settings(),
            self.journal,
            WorldClock(self.world),
            InlineJobs(),
            self.transport,
            self.adapters,
        )

    def use_journal(self, address: str) -> None:
        """Another machine's, or one that a command line finds again."""
        self.journal.close()
        self.journal_address, self.journal = address, Journal(address)
        self.start_engine()

    def use_new_journal(self) -> None:
        """The journal is lost, or another machine takes over: nothing is remembered."""
        self.use_journal(":memory:")

    def offer_only(self, direction: Direction) -> None:
        """A storefront whose connector has one refund workflow."""
        self.adapters = OneWorkflow(direction)
        self.start_engine()

    def _attempt(self, work: Callable[[], Any]) -> None:
        """An engine that was killed is started again. When a trouble of a sweep struck, the
        tester reads what is on the screen, waits a minute, and does the same thing once more."""
        trouble: Trouble | None = None
        try:
            work()
        except EngineKilled:
            self.start_engine()
        except Trouble as raised:
            trouble = raised
        if self._was_struck():
            self.world.advance(minutes=1)
            work()
        elif trouble is not None:
            raise trouble

    def _was_struck(self) -> bool:
        return self.transport.trouble is not None and self.transport.trouble.take_strike()
