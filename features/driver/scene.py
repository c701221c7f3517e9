"""What a scenario has set up for a foreign engine, and what it switched on."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

from connector.flows.directions import Sync, syncs_of
from connector.run_steps import RunReport
from connector.settings import AccountSettings, Settings
from features.driver.contract import ChosenSync
from sandbox.world import World

__all__ = ["Run", "Scene"]

T = TypeVar("T")
Run = Callable[[Coroutine[Any, Any, Any]], Any]


@dataclass
class Scene:
    """`ended` is told of every run. `ran`: when a sync ran last. `killed`: the scenario has ended
    the engine, and the call that was under way has not told yet. `over`: no more calls."""

    world: World
    run: Run
    state: str
    ended: Callable[[RunReport], None]
    proxy: str = ""
    ca_file: str = ""
    settings: Settings | None = None
    settings_file: dict[str, Any] = field(default_factory=dict)
    switched_on: set[tuple[str, Sync]] = field(default_factory=set)
    ran: dict[tuple[str, Sync], datetime] = field(default_factory=dict)
    killed: bool = False
    over: bool = False

    def now(self) -> datetime:
        return self.world.clock.now()

    def let_pass(self, span: timedelta) -> datetime:
        return self.world.clock.advance(span)

    def environment(self) -> dict[str, str]:
        return {
            "HTTPS_PROXY": self.proxy,
            "https_proxy": self.proxy,
            "SSL_CERT_FILE": self.ca_file,
            "REQUESTS_CA_BUNDLE": self.ca_file,
            "NODE_EXTRA_CA_CERTS": self.ca_file,
            **self.world.credentials(),
        }

    def plain_settings(self) -> dict[str, Any]:
        """The settings file of docs/settings.md; where an engine keeps its memory is its own."""
        return {name: each for name, each in self.settings_file.items() if name != "journal"}

    def account(self, name: str) -> AccountSettings:
        """Raises KeyError."""
        if self.settings is None:
            raise KeyError(name)
        return self.settings.accounts[name]

    def switch(self, account: str, sync: Sync, on: bool) -> None:
        (self.switched_on.add if on else self.switched_on.discard)((account, sync))

    def switched_on_by_account(
        self, words: Mapping[Sync, ChosenSync]
    ) -> dict[str, list[ChosenSync]]:
        if self.settings is None:
            return {}
        return {
            name: [words[sync] for sync in syncs_of(each) if (name, sync) in self.switched_on]
            for name, each in self.settings.accounts.items()
        }

    def due(
        self, every: Callable[[Sync, AccountSettings], timedelta]
    ) -> Iterator[tuple[str, Sync]]:
        """What is switched on and has not run for its time; from then on it has."""
        if self.settings is None:
            return
        for name, account in self.settings.accounts.items():
            for sync in syncs_of(account):
                last = self.ran.get((name, sync))
                if (name, sync) not in self.switched_on:
                    continue
                if last is None or self.now() - last >= every(sync, account):
                    self.ran[name, sync] = self.now()
                    yield name, sync

    def take_kill(self) -> bool:
        killed, self.killed = self.killed, False
        return killed
