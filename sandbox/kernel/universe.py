"""What a platform is given: the parts of its world, without knowing the world."""

from __future__ import annotations

import logging
from datetime import date, datetime

from sandbox.kernel.clock import Clock
from sandbox.kernel.exchange import ExchangeLog, Secrets
from sandbox.kernel.faults import Faults
from sandbox.kernel.ids import Ids
from sandbox.kernel.queue import Queue
from sandbox.kernel.store import Store

__all__ = ["Universe"]

log = logging.getLogger("sandbox")


class Universe:
    """One isolated set of store, clock, ids, faults and log.

    `as_of` decides which release of each platform answers; the clock does not, so a story set in
    2016 still speaks today's API versions.
    """

    def __init__(
        self, name: str, seed: int, start: datetime | None, as_of: date, platforms: list[str]
    ) -> None:
        self.name = name
        self.seed = seed
        self.as_of = as_of
        self.store = Store()
        self.clock = Clock(self.store, start)
        self.ids = Ids(self.store, seed, name)
        self.queue = Queue(self.store, self.clock, self.ids)
        self.faults = Faults(self.store, self.ids, platforms)
        self.secrets = Secrets(self.store)
        self.exchanges = ExchangeLog(self.secrets)
        self.bugs: list[Exception] = []

    def bug(self, error: Exception) -> None:
        """An exception that no rule raised. The client gets the platform's 500; we get this."""
        self.bugs.append(error)
        log.exception("unexpected error in a fake", exc_info=error)
