"""Jobs that outlive their process: queued, remembered and taken over by way of DBOS.

    jobs = DbosJobs("postgresql://host/books", tenant="5512345", slot="worker-1")
    jobs.start(engine)          # from a thread without an event loop
    jobs.submit(engine.due())   # any worker on that database carries them out, each once
    jobs.take_over("worker-2")  # what a dead worker had begun goes back into the queue
    jobs.stop()

A job is a workflow with the tenant in its id; a step is a DBOS step. What was learnt about DBOS
3.4 the hard way, and is kept here:

- One instance a process, and it is global.
- `application_version` is a constant: derived from the source, every deployment would orphan what
  the one before had begun. `executor_id` is the slot, stable over restarts, for the same reason.
- A queue is registered after the launch. Queued async workflows run on DBOS's own event loop, so
  `launch` must not find another one running, and the engine's connections belong to that loop.
- Its `sleep`, `limiter` and schedules go by the wall clock (and the limiter is wrong on SQLite
  before 3.42): times come from the engine, whose jobs are named after the time they fell due.
- A resumed workflow is put into a queue of DBOS's own unless told otherwise; ours keeps the jobs
  of one account apart, so it is always named.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import ExitStack, closing
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from dbos import DBOS, DBOSClient, DBOSConfig, SetEnqueueOptions, SetWorkflowID, StepOptions
from sqlalchemy.exc import DBAPIError

from connector.flows.directions import Sync
from connector.jobs.jobs import Job, Json, Workshop, carried_out
from connector.journal_database import JournalUnusable, database_url, why_unusable

__all__ = ["DbosJobs", "system_database"]

VERSION: Final = 1
"""Raised only when old runs could not be finished by the new steps. DBOS wants the name of a
version to itself within one database, so it carries the tenant's."""
ORDER = {sync: number for number, sync in enumerate(Sync, 1)}
"""DBOS takes the lower number first: orders and shipments before refunds."""
FORGET_AT_ONCE = 500
TERMINAL = {"SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"}


def system_database(journal: str) -> str:
    """Where DBOS keeps its state: the journal's own PostgreSQL database (in a schema `dbos`), or
    a second file beside a SQLite journal, so that neither waits for the other's lock."""
    url = database_url(journal)
    if url.drivername != "sqlite":
        return url.render_as_string(hide_password=False)
    path = Path(url.database or "").absolute()
    return f"sqlite:///{path.with_name(f'{path.stem}.jobs{path.suffix}')}"


def _use_wal(system_url: str) -> None:
    """DBOS leaves a SQLite file in its default mode, where readers and writers block each other.
    The mode is a property of the file."""
    path = database_url(system_url).database
    with closing(sqlite3.connect(path or "")) as file:
        file.execute("PRAGMA journal_mode=WAL")


class DbosJobs:
    """`journal`: as for Journal, but never ":memory:". `tenant`: whose jobs these are; several may
    share a database. `at_once`: accounts worked on at a time by this process."""

    def __init__(
        self,
        journal: str,
        *,
        tenant: str,
        slot: str,
        poll_seconds: float = 1.0,
        at_once: int = 4,
        ended: Callable[[Job, Json, BaseException | None], None] = lambda *_: None,
    ) -> None:
        self._system = system_database(journal)
        self._tenant = tenant.lower()
        self._slot = slot
        self._poll = poll_seconds
        self._at_once = at_once
        self._ended = ended
        self._queue = f"runs.{self._tenant}"
        self._workshop: Workshop | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._running: set[str] = set()

    # --- life -----------------------------------------------------------------------------------

    def start(self, workshop: Workshop) -> None:
        """Begin to carry out what is queued, with what this slot left behind first. Raises
        JournalUnusable, and RuntimeError for a second instance in this process."""
        global _current  # noqa: PLW0603 - DBOS is global itself: one instance a process
        if _current is not None:
            raise RuntimeError("this process runs jobs already; DBOS allows one instance")
        self._workshop = workshop
        try:
            if self._system.startswith("sqlite"):
                _use_wal(self._system)
            DBOS.migrate(self._system)
            self._resume_own()
        except DBAPIError as failed:
            raise JournalUnusable(why_unusable(database_url(self._system), failed)) from failed
        _current = self  # before the launch: what is queued already begins at once
        with ExitStack() as undo:
            undo.callback(self._end)
            self._launch()
            undo.pop_all()

    def _end(self) -> None:
        global _current  # noqa: PLW0603
        DBOS.destroy()
        _current = None
        self._loop = None

    def _launch(self) -> None:
        DBOS(
            config=DBOSConfig(
                name=f"connector-{self._tenant}",
                system_database_url=self._system,
                application_version=f"{self._tenant}.{VERSION}",
                executor_id=self._executor(self._slot),
                log_level="ERROR",
                notification_listener_polling_interval_sec=self._poll,
            )
        )
        DBOS.launch()
        DBOS.register_queue(
            self._queue,
            partition_concurrency=1,
            worker_concurrency=self._at_once,
            polling_interval_sec=self._poll,
            on_conflict="always_update",
        )

    def _resume_own(self) -> None:
        """Before the launch: DBOS would put them into its own queue, beside the others."""
        client = DBOSClient(system_database_url=self._system)
        try:
            for each in client.list_workflows(
                status="PENDING", executor_id=self._executor(self._slot), load_output=False
            ):
                client.resume_workflow(each.workflow_id, queue_name=self._queue)
        finally:
            client.destroy()

    def stop(self, last: Callable[[], Coroutine[Any, Any, None]] | None = None) -> bool:
        """Stop carrying out; `last` is run on the loop of the jobs, where their connections live.
        False: runs were interrupted and are left for whoever takes this slot over."""
        if _current is not self:
            return True
        if last is not None and self._loop is not None:
            asyncio.run_coroutine_threadsafe(last(), self._loop).result(timeout=10)
        whole = not self._running
        self._end()
        return whole

    @property
    def running(self) -> frozenset[str]:
        """The ids of the jobs this process is carrying out at this moment."""
        return frozenset(self._running)

    def _executor(self, slot: str) -> str:
        return f"{self._tenant}.{slot}"

    # --- jobs -----------------------------------------------------------------------------------

    def _workflow_id(self, job: Job) -> str:
        return f"{self._tenant}:{job.id}"

    def submit(self, jobs: Sequence[Job]) -> None:
        """Queue each job, once over all processes and times. Does not wait."""
        for job in jobs:
            with (
                SetWorkflowID(self._workflow_id(job)),
                SetEnqueueOptions(queue_partition_key=job.account, priority=ORDER[job.sync]),
            ):
                DBOS.enqueue_workflow(self._queue, _run, job.id)

    def take_over(self, slot: str) -> list[str]:
        """What a dead worker had begun goes back into the queue; returns the ids of its jobs."""
        found = DBOS.list_workflows(
            status="PENDING",
            executor_id=self._executor(slot),
            load_input=False,
            load_output=False,
        )
        for each in found:
            DBOS.resume_workflow(each.workflow_id, queue_name=self._queue)
        return [each.workflow_id.removeprefix(f"{self._tenant}:") for each in found]

    def holders(self) -> set[str]:
        """The slots that have jobs begun, of this tenant, dead or alive."""
        begun = DBOS.list_workflows(
            status="PENDING",
            workflow_id_prefix=f"{self._tenant}:",
            load_input=False,
            load_output=False,
        )
        prefix = self._executor("")
        return {(each.executor_id or "").removeprefix(prefix) for each in begun}

    def forget(self, before: datetime) -> int:
        """Drop what ended before that time, a page at a call; returns how many. Nothing is lost:
        the journal keeps the reports, and a job of that age falls due under a new name."""
        ended = DBOS.list_workflows(
            status=["SUCCESS", "ERROR"],
            workflow_id_prefix=f"{self._tenant}:",
            completed_before=before.isoformat(),
            limit=FORGET_AT_ONCE,
            load_input=False,
            load_output=False,
        )
        DBOS.delete_workflows([each.workflow_id for each in ended])
        return len(ended)

    async def run(self, jobs: Sequence[Job], workshop: Workshop) -> list[Json]:
        """See the contract. A job that ended in a bug before is tried again from that step."""
        if self._workshop is None:
            await asyncio.to_thread(self.start, workshop)
        self._workshop = workshop
        asked = await asyncio.to_thread(self._ask_for, jobs)
        reports = []
        for workflow_id in asked:
            handle: Any = await DBOS.retrieve_workflow_async(workflow_id)
            reports.append(await handle.get_result(polling_interval_sec=self._poll))
        return [report for report in reports if report is not None]

    def _ask_for(self, jobs: Sequence[Job]) -> list[str]:
        asked = []
        for job in jobs:
            workflow_id = self._workflow_id(job)
            known = DBOS.get_workflow_status(workflow_id)
            if known is not None and known.status == "SUCCESS":
                continue
            if known is None:
                self.submit([job])
            elif known.status in TERMINAL:
                self._try_again(job)
            asked.append(workflow_id)
        return asked

    def _try_again(self, job: Job) -> None:
        workflow_id = self._workflow_id(job)
        steps = DBOS.list_workflow_steps(workflow_id)
        broken = [each["function_id"] for each in steps if each["error"] is not None]
        DBOS.rewind_workflow(
            workflow_id,
            start_step=broken[0] if broken else len(steps) + 1,
            queue_name=self._queue,
            queue_partition_key=job.account,
        )

    async def carry_out(self, job: Job) -> Json:
        """On DBOS's loop, in the workflow."""
        if self._workshop is None:
            raise RuntimeError("jobs are carried out after start() only")
        self._loop = asyncio.get_running_loop()
        self._running.add(job.id)
        with _Ending(self, job) as ending:
            ending.report = await carried_out(job, self._workshop, _step)
        return ending.report

    def left(self, job: Job, report: Json, bug: BaseException | None) -> None:
        self._running.discard(job.id)
        if not isinstance(bug, asyncio.CancelledError):
            self._ended(job, report, bug)


class _Ending:
    """Tells how a job ended, whichever way it did."""

    def __init__(self, jobs: DbosJobs, job: Job) -> None:
        self._jobs, self._job = jobs, job
        self.report: Json = None

    def __enter__(self) -> _Ending:
        return self

    def __exit__(self, kind: object, bug: BaseException | None, trace: object) -> None:
        self._jobs.left(self._job, self.report, bug)


_current: DbosJobs | None = None


async def _step(name: str, work: Callable[[], Awaitable[Json]]) -> Json:
    async def give() -> Json:
        return await work()

    return await DBOS.run_step_async(StepOptions(name=name), give)


@DBOS.workflow(name="connector.run")
async def _run(job_id: str) -> Json:
    if _current is None:
        raise RuntimeError(f"{job_id}: process {os.getpid()} runs no jobs")
    return await _current.carry_out(Job.parse(job_id))
