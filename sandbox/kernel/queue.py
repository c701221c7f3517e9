"""Work that is due later: a delivery, the next try of one, the end of a long operation.

Tasks lie in the world's store, so a snapshot holds them and a refused request leaves none behind.
Nothing here runs by itself: whoever drives the world pumps (`World.pump`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec

from sandbox.kernel.clock import Clock
from sandbox.kernel.ids import Ids
from sandbox.kernel.store import Store

__all__ = ["Queue", "Task"]


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """`payload` is the platform's business: an id, or a document as JSON. `attempt` counts from 1.

    Due at the world's time `due`; what is due together goes by `id`.
    """

    id: int
    due: datetime
    platform: str
    kind: str
    payload: str = ""
    attempt: int = 1


class Queue:
    def __init__(self, store: Store, clock: Clock, ids: Ids) -> None:
        self._tasks = store.table("kernel.queue", Task)
        self._by_due = self._tasks.index(lambda task: (task.due,))
        self._clock = clock
        self._ids = ids

    def put(
        self,
        platform: str,
        kind: str,
        payload: str = "",
        *,
        due: datetime | None = None,
        attempt: int = 1,
    ) -> Task:
        """Add work; without `due` it may be done at once."""
        return self._tasks.put(
            Task(
                id=self._ids.next("queue"),
                due=self._clock.now() if due is None else due,
                platform=platform,
                kind=kind,
                payload=payload,
                attempt=attempt,
            )
        )

    def due(self) -> Task | None:
        """The first task whose time has come."""
        first = self.first()
        return first if first is not None and first.due <= self._clock.now() else None

    def first(self) -> Task | None:
        """The task that is due next, whenever that is: how far to advance a frozen clock."""
        return next(self._by_due.between(), None)

    def remove(self, task: Task) -> None:
        """Done. Nothing happens when it is gone already (a restore may have taken it)."""
        if task.id in self._tasks:
            self._tasks.delete(task.id)

    def __len__(self) -> int:
        return len(self._tasks)

    def __iter__(self) -> Iterator[Task]:
        """In order of (due, id)."""
        return self._by_due.between()
