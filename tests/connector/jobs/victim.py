"""A workshop on files, and a process that is killed in it: `victim.py ADAPTER FOLDER POINT`.

The target is a file with one line a write. It outlives the process, as a platform does.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from connector.flows.directions import Sync
from connector.jobs.inline import InlineJobs
from connector.jobs.jobs import Job, Jobs, Step
from connector.journal import Journal

NOW = datetime(2026, 1, 1, 0, 15, tzinfo=UTC)
BETWEEN, BEFORE, AFTER = "between two steps", "before the write", "after the write"


def job(account: str = "acme", sync: Sync = Sync.ORDER) -> Job:
    return Job(account, sync, NOW)


@dataclass
class FrozenClock:
    moment: datetime = NOW

    def now(self) -> datetime:
        return self.moment

    async def sleep(self, seconds: float) -> None:
        raise AssertionError("nothing here waits")


@dataclass
class FileWorkshop:
    """Reads, writes once (looking first), ends. `seen` is told what happens, in this process."""

    folder: Path
    kill_at: str = ""
    clock: FrozenClock = field(default_factory=FrozenClock)
    bug: Callable[[Job, str], None] = lambda *_: None

    def __post_init__(self) -> None:
        self.journal = Journal(str(self.folder / "j.db"))
        self.target = self.folder / "target"
        self.diary = self.folder / "diary"

    def note(self, job_: Job, what: str) -> None:
        with self.diary.open("a") as diary:
            diary.write(f"{job_.account} {job_.sync}: {what}\n")

    def noted(self) -> list[str]:
        return self.diary.read_text().splitlines() if self.diary.exists() else []

    def written(self) -> list[str]:
        return self.target.read_text().splitlines() if self.target.exists() else []

    def reach(self, point: str) -> None:
        if point == self.kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    async def carry_out(self, job_: Job, step: Step) -> Any:
        read = await step("read", partial(self.read, job_))
        self.reach(BETWEEN)
        wrote = await step("write", partial(self.write, job_))
        ended = await step("end", partial(self.end, job_))
        return {"read": read, "wrote": wrote, "ended": ended}

    async def read(self, job_: Job) -> Any:
        self.note(job_, "read")
        return {"rows": [1, 2], "note": None}

    async def write(self, job_: Job) -> Any:
        self.note(job_, "looked")
        await asyncio.sleep(0)  # others may come between
        self.bug(job_, "write")
        if job_.id in self.written():
            return "found"
        self.reach(BEFORE)
        with self.target.open("a") as target:
            target.write(f"{job_.id}\n")
        self.reach(AFTER)
        return "written"

    async def end(self, job_: Job) -> Any:
        self.note(job_, "ended")


def adapter(name: str, folder: Path, slot: str = "worker-1") -> Jobs:
    if name == "inline":
        return InlineJobs()
    from connector.jobs.dbos import DbosJobs

    return DbosJobs(str(folder / "j.db"), tenant="5512345", slot=slot, poll_seconds=0.01)


if __name__ == "__main__":
    name, folder, point = sys.argv[1], Path(sys.argv[2]), sys.argv[3]
    asyncio.run(adapter(name, folder).run([job()], FileWorkshop(folder, kill_at=point)))
