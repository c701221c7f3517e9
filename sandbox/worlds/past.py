"""What happened before a world was opened, written day by day under a clock that was moved back.

A clock never goes back under anybody's eyes: this is for a new world that nobody has used. The
credentials of the world are as old as the world itself, not as old as its past.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count

from sandbox.kernel.clock import ClockState
from sandbox.world import World

__all__ = ["Agenda", "Happens", "the_past"]

_CLOCK = "kernel.clock"
Happens = Callable[[], object]


@contextmanager
def the_past(world: World, span: timedelta) -> Iterator[datetime]:
    """The clock stands `span` before the world's time, and is set on from there; gives the world's
    time. Afterwards the clock stands, or runs, as it did before. Raises ValueError when something
    has happened after the world's time."""
    clock, now = world.store.tables[_CLOCK], world.clock.now()
    kept = clock["clock"]
    clock.put(ClockState("clock", now - span, timedelta()))
    try:
        yield now
        if world.clock.now() > now:
            raise ValueError(f"the past goes on to {world.clock.now()}, and the world is at {now}")
    finally:
        clock.put(kept)


class Agenda:
    """What happens when. Things of one moment happen in the order they were noted."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._waiting: list[tuple[datetime, int, Happens]] = []
        self._numbers = count()

    def note(self, moment: datetime, happens: Happens) -> None:
        heappush(self._waiting, (moment, next(self._numbers), happens))

    def run(self) -> None:
        """Everything, in order, also what is noted meanwhile. The clock goes along. Raises
        ClockError for a moment before the world's."""
        while self._waiting:
            moment, _, happens = heappop(self._waiting)
            self._world.clock.set(moment)
            happens()
