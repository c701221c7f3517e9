"""A worker: a process that queues what falls due and carries out what is queued.

Any number of them share a journal. Each holds a slot and raises its beat; whoever sees a beat
stand still takes that slot's jobs over: first they go back into the queue, then the slot is
dropped, so that a helper that dies in between leaves it to the next. A worker that was only
asleep finds its slot gone and stops; the intents of the journal keep the two from writing twice.

The beat is watched, not read off: two machines' clocks need not agree.
"""

from __future__ import annotations

import asyncio
import os
import socket
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.exc import DBAPIError

from connector.engine import Engine
from connector.jobs.dbos import DbosJobs
from connector.journal import Journal, JournalUnusable
from connector.journal_workers import Slot
from connector.settings import WorkerSettings

__all__ = ["SlotLost", "SlotTaken", "Watch", "Worker"]


FORGET_EVERY, KEEP = timedelta(hours=1), timedelta(days=30)


class SlotTaken(RuntimeError):
    """Another worker that lives holds this slot."""


class SlotLost(RuntimeError):
    """This worker was believed dead: another one has taken its slot over."""


@dataclass
class Watch:
    """Tells which slots stood still for `patience`, by the time of this process alone."""

    patience: timedelta
    _seen: dict[str, tuple[str, int, datetime]] = field(default_factory=dict)

    def still(self, slots: list[Slot], now: datetime) -> list[Slot]:
        found = []
        seen = {}
        for each in slots:
            token, beat, since = self._seen.get(each.slot, ("", 0, now))
            if (token, beat) != (each.token, each.beat):
                since = now
            elif now - since >= self.patience:
                found.append(each)
            seen[each.slot] = (each.token, each.beat, since)
        self._seen = seen
        return found


def _lives(pid: int) -> bool:
    """On this machine."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True  # somebody else's
    return True


class Worker:
    """`tell` is called with every event worth a line; from more than one thread."""

    def __init__(
        self,
        engine: Engine,
        journal: Journal,
        jobs: DbosJobs,
        slot: str,
        settings: WorkerSettings,
        tell: Callable[[dict[str, Any]], None],
    ) -> None:
        self._engine, self._journal, self._jobs = engine, journal, jobs
        self._slot = slot
        self._settings = settings
        self._tell = tell
        self._clock = engine.clock
        self._token = uuid.uuid4().hex
        self._host = socket.gethostname()
        self._forgot: datetime | None = None
        self._watch = Watch(timedelta(seconds=settings.takeover_seconds))

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set. Raises SlotTaken, SlotLost and JournalUnusable."""
        if not await self._take_slot(stop):
            return
        try:
            await asyncio.to_thread(self._jobs.start, self._engine)
        except JournalUnusable:
            self._journal.drop_slot(self._slot, self._token)
            raise
        try:
            self._tell({"event": "started", "slot": self._slot})
            while not stop.is_set():
                await self._turn()
                await self._pause(stop)
            await self._finish()
        finally:
            whole = await asyncio.to_thread(self._jobs.stop, self._engine.aclose)
            if whole:
                with suppress(DBAPIError):  # it will be found standing still
                    self._journal.drop_slot(self._slot, self._token)
            self._tell({"event": "stopped", "slot": self._slot, "interrupted": not whole})

    # --- the slot -------------------------------------------------------------------------------

    def _as_slot(self, name: str) -> Slot:
        return Slot(
            slot=name,
            token=self._token,
            host=self._host,
            pid=os.getpid(),
            beat=0,
            beat_at=self._clock.now(),
        )

    async def _take_slot(self, stop: asyncio.Event) -> bool:
        """False when `stop` was set while waiting for a holder to show that it lives."""
        first: Slot | None = None
        while not stop.is_set():
            held = self._journal.slot(self._slot)
            still = self._watch.still([] if held is None else [held], self._clock.now())
            if held is None or still or self._is_former_self(held):
                if self._journal.take_slot(self._as_slot(self._slot), held):
                    return True
                continue
            if first is None:
                first = held
                self._tell({"event": "waiting", "slot": self._slot, "host": held.host})
            elif (first.token, first.beat) != (held.token, held.beat):
                raise SlotTaken(
                    f"slot {self._slot} is held by process {held.pid} on {held.host}, which lives; "
                    "give every worker a name of its own with --slot"
                )
            await self._pause(stop)
        return False

    def _is_former_self(self, held: Slot) -> bool:
        """This machine's, and its process is gone (or has our number: we are a new container)."""
        return held.host == self._host and (held.pid == os.getpid() or not _lives(held.pid))

    # --- turns ----------------------------------------------------------------------------------

    async def _pause(self, stop: asyncio.Event) -> None:
        sleep = asyncio.ensure_future(self._clock.sleep(self._settings.beat_seconds))
        halt = asyncio.ensure_future(stop.wait())
        _, open_ = await asyncio.wait({sleep, halt}, return_when=asyncio.FIRST_COMPLETED)
        for each in open_:
            each.cancel()
        await asyncio.gather(*open_, return_exceptions=True)

    async def _turn(self) -> None:
        """Database trouble is told and tried again: a server that restarts ends no worker."""
        try:
            self._beat()
            await asyncio.to_thread(self._take_over)
            await asyncio.to_thread(lambda: self._jobs.submit(self._engine.due()))
            await asyncio.to_thread(self._forget)
        except DBAPIError as trouble:
            said = (str(trouble.orig).strip().splitlines() or [""])[0]
            self._tell({"event": "trouble", "sentence": f"the journal cannot be used: {said}"})

    def _beat(self) -> None:
        if not self._journal.beat(self._slot, self._token, self._clock.now()):
            raise SlotLost(
                f"slot {self._slot} was taken over by another worker, which carries on with its "
                "runs: this one gave no sign of life for too long; start it again"
            )

    def _take_over(self) -> None:
        slots = self._journal.slots()
        for dead in self._watch.still(slots, self._clock.now()):
            if dead.slot != self._slot:
                self._inherit(dead.slot, dead)
        # A worker that slept may have begun a run after its slot was dropped.
        for name in self._jobs.holders() - {each.slot for each in slots}:
            self._inherit(name, None)

    def _inherit(self, name: str, seen: Slot | None) -> None:
        if not self._journal.take_slot(self._as_slot(name), seen):
            return  # it lives after all, or another worker is quicker
        taken = self._jobs.take_over(name)
        self._journal.drop_slot(name, self._token)
        self._tell({"event": "took over", "slot": name, "runs": taken})

    def _forget(self) -> None:
        """A worker that runs for years must not slow down: now and then old runs are dropped."""
        now = self._clock.now()
        if self._forgot is None or now - self._forgot >= FORGET_EVERY:
            self._forgot = now
            self._jobs.forget(now - KEEP)

    async def _finish(self) -> None:
        """Let what is running come to its end; what does not is taken up later."""
        end = self._clock.now() + timedelta(seconds=self._settings.stop_seconds)
        never = asyncio.Event()
        while self._jobs.running and self._clock.now() < end:
            self._beat()
            await self._pause(never)
