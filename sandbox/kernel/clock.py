"""World time. A world's clock runs with the wall (plus an offset) or stands frozen.

It lives in the world's store, so a snapshot restores it. Time never goes backwards except by a
restore: token lives, buckets and queues all assume that.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import msgspec

from sandbox.kernel.store import Store

__all__ = ["Clock", "ClockError", "wall_time"]


def wall_time() -> datetime:
    return datetime.now(UTC)


class ClockError(ValueError):
    """The clock was asked to do what a clock cannot."""


class ClockState(msgspec.Struct, frozen=True):
    id: str
    frozen_at: datetime | None
    offset: timedelta


class Clock:
    """`now()` is an aware UTC datetime.

    A frozen clock moves only by `advance` and `set`; rate limits do not refill meanwhile.
    """

    def __init__(
        self, store: Store, start: datetime | None, wall: Callable[[], datetime] = wall_time
    ) -> None:
        self.wall = wall
        self._table = store.table("kernel.clock", ClockState)
        self._table.put(ClockState("clock", start, timedelta()))

    @property
    def _state(self) -> ClockState:
        return self._table["clock"]

    @property
    def frozen(self) -> bool:
        return self._state.frozen_at is not None

    def now(self) -> datetime:
        state = self._state
        return state.frozen_at if state.frozen_at is not None else self.wall() + state.offset

    def freeze(self) -> None:
        self._table.put(ClockState("clock", self.now(), timedelta()))

    def run(self) -> None:
        """Let time pass with the wall again, from the moment the clock shows."""
        self._table.put(ClockState("clock", None, self.now() - self.wall()))

    def advance(self, step: timedelta) -> datetime:
        now = self.now()
        return self._move(now, now + step)

    def set(self, moment: datetime) -> datetime:
        """Move to `moment` (aware). Raises ClockError when that is in the past or naive."""
        if moment.tzinfo is None:
            raise ClockError(f"{moment.isoformat()} has no time zone; add Z or an offset")
        return self._move(self.now(), moment)

    def _move(self, now: datetime, moment: datetime) -> datetime:
        if moment < now:
            raise ClockError(
                f"{moment.isoformat()} is before the world's time {now.isoformat()}; "
                "a clock cannot go back, restore a snapshot instead"
            )
        if self.frozen:
            self._table.put(ClockState("clock", moment, timedelta()))
        else:
            self._table.put(ClockState("clock", None, moment - self.wall()))
        return moment
