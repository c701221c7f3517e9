"""What the engine needs from whatever runs its work, and what it lends to it.

A job is one run of one sync; its steps are the pieces that are remembered one by one. Both
adapters, `inline` and `dbos`, keep the same guarantees and pass the same tests, `kill -9` included:

- A job that was carried out is not carried out again, whoever asks and in whichever process.
- A step that finished is not run again: a process that takes the job up gets what it gave.
- A step that was interrupted is run again from its start. It must look before it writes.
- Jobs of one account never overlap and keep their order.
- The exceptions of bugs are raised from `run`, and leave the job unfinished.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from connector.clock import Clock
from connector.flows.directions import Sync

__all__ = ["Job", "Jobs", "Json", "Records", "Step", "Workshop", "at_once", "carried_out"]

Json = Any
"""None, bool, int, str, and lists and dicts of them: what a step may give."""
Step = Callable[[str, Callable[[], Awaitable[Json]]], Awaitable[Json]]
"""`await step(name, work)`; names are unique in a job and the same in every attempt."""

DUE = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True)
class Job:
    """One run that is due. `id` names the run, so that two workers cannot both take it.

    `hint`: not by the schedule, but because the storefront told of changed orders; the number of
    the newest hint, which makes the name one that was never used."""

    account: str
    sync: Sync
    due_at: datetime
    hint: int = 0

    @property
    def id(self) -> str:
        told = f"#{self.hint}" if self.hint else ""
        return f"{self.account}:{self.sync}:{self.due_at:{DUE}}{told}"

    @classmethod
    def parse(cls, job_id: str) -> Job:
        """From its id. Raises ValueError."""
        account, sync, rest = job_id.split(":", 2)
        due_at, _, hint = rest.partition("#")
        moment = datetime.strptime(due_at, DUE).replace(tzinfo=UTC)
        return cls(account, Sync(sync), moment, int(hint or 0))


class Records(Protocol):
    """The part of the journal that knows runs."""

    def begin_run(self, run_id: str, account: str, sync: str, now: datetime) -> bool: ...

    def end_run(self, run_id: str, report: Json, now: datetime) -> None: ...

    def unfinished_run(self, account: str, sync: str) -> str | None: ...

    def steps_of(self, run_id: str) -> dict[str, Json]: ...

    def note_step(self, run_id: str, name: str, result: Json) -> None: ...


class Workshop(Protocol):
    """Where jobs are carried out: the engine."""

    @property
    def journal(self) -> Records: ...

    @property
    def clock(self) -> Clock: ...

    async def carry_out(self, job: Job, step: Step) -> Json:
        """The job's report. Everything that takes long or writes happens in its steps."""
        ...


class Jobs(Protocol):
    async def run(self, jobs: Sequence[Job], workshop: Workshop) -> list[Json]:
        """The reports of those that were carried out for this call; jobs that were carried out
        before are left out. Returns when every job is done, here or by another process."""
        ...


async def carried_out(job: Job, workshop: Workshop, step: Step) -> Json:
    """One job in the journal's record of runs. None: it was carried out before."""
    if not workshop.journal.begin_run(job.id, job.account, job.sync, workshop.clock.now()):
        return None
    report = await workshop.carry_out(job, step)
    workshop.journal.end_run(job.id, report, workshop.clock.now())
    return report


async def at_once(name: str, work: Callable[[], Awaitable[Json]]) -> Json:
    """The step of a run that nobody will take up: it is not remembered."""
    return await work()
