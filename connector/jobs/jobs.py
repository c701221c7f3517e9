"""What the engine needs from whatever runs its work."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from connector.flows.directions import Sync

__all__ = ["Job", "Jobs"]


@dataclass(frozen=True, slots=True)
class Job:
    """One run that is due. `id` names the run, so that two workers cannot both take it."""

    account: str
    sync: Sync
    due_at: datetime

    @property
    def id(self) -> str:
        return f"{self.account}:{self.sync}:{self.due_at:%Y-%m-%dT%H:%M:%SZ}"


class Jobs(Protocol):
    """Runs the given work for each job, in their order for one account, each job at most once.

    A guarantee a caller may build on: when `run` returns, every job was carried out or taken by
    somebody else, and the exceptions of bugs were raised, not swallowed.
    """

    async def run(self, jobs: Sequence[Job], work: Callable[[Job], Awaitable[None]]) -> None: ...
