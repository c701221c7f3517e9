"""What is DBOS's own: one instance, where its state lives, tenants, interrupted runs."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from dbos import DBOS, DBOSClient

from connector.flows.directions import Sync
from connector.jobs.dbos import DbosJobs, system_database
from connector.jobs.jobs import Job, Step


@pytest.fixture
def dbos_bench(new_bench: Callable[[str], Any]) -> Any:
    return new_bench("dbos")


def test_its_state_lies_beside_a_file_and_in_a_server_s_own_database(tmp_path: Path) -> None:
    assert system_database(str(tmp_path / "connector.db")) == (
        f"sqlite:///{tmp_path}/connector.jobs.db"
    )
    assert system_database("journal") == f"sqlite:///{Path.cwd()}/journal.jobs"
    assert system_database("postgres://u:p%40ss@h:5432/books?sslmode=require") == (
        "postgresql+psycopg://u:p%40ss@h:5432/books?sslmode=require"
    )


def test_one_instance_a_process(dbos_bench: Any) -> None:
    first = dbos_bench.jobs()
    first.start(dbos_bench.workshop())
    second = dbos_bench.victim.adapter("dbos", dbos_bench.folder, "worker-2")
    with pytest.raises(RuntimeError, match="DBOS allows one instance"):
        second.start(dbos_bench.workshop())
    assert second.stop()
    assert first.running == frozenset()


def test_the_rules_that_were_measured(dbos_bench: Any, victim: Any) -> None:
    jobs, workshop = dbos_bench.jobs(), dbos_bench.workshop()
    loops = []
    workshop.bug = lambda *_: loops.append(asyncio.get_running_loop())

    async def whole() -> None:
        await jobs.run([victim.job(sync=sync) for sync in Sync], workshop)
        loops.append(asyncio.get_running_loop())

    asyncio.run(whole())
    own, *_, callers = loops
    assert own is not callers  # queued workflows run on DBOS's own loop
    assert (DBOS.executor_id, DBOS.application_version) == ("5512345.worker-1", "5512345.1")
    held = DBOS.list_workflows()
    assert {each.workflow_id for each in held} == {
        f"5512345:acme:{sync}:2026-01-01T00:15:00Z" for sync in Sync
    }
    assert {each.queue_name for each in held} == {"runs.5512345"}
    with closing(sqlite3.connect(dbos_bench.folder / "j.jobs.db")) as file:
        assert file.execute("PRAGMA journal_mode").fetchone() == ("wal",)


class Slow:
    """A workshop whose write waits until it is let go."""

    def __init__(self, bench: Any) -> None:
        self.inner = bench.workshop()
        self.journal, self.clock = self.inner.journal, self.inner.clock
        self.reached = asyncio.Event()

    async def carry_out(self, job: Job, step: Step) -> Any:
        await step("read", partial(self.inner.read, job))
        await step("write", self.wait)

    async def wait(self) -> None:
        self.reached.set()
        await asyncio.sleep(60)


def begin(jobs: Any, slow: Slow, job: Job) -> None:
    """The job is in its second step, and its process is about to be stopped."""
    jobs.start(slow)
    jobs.submit([job])

    async def reached() -> None:
        while not slow.reached.is_set():
            await asyncio.sleep(0.01)

    asyncio.run(asyncio.wait_for(reached(), 60))


def test_a_run_that_was_interrupted_by_a_stop_is_taken_up_by_its_slot(
    dbos_bench: Any, victim: Any
) -> None:
    jobs = dbos_bench.jobs()
    begin(jobs, Slow(dbos_bench), victim.job())
    assert jobs.running == {victim.job().id}
    assert not jobs.stop()
    workshop = dbos_bench.workshop()
    (report,) = asyncio.run(dbos_bench.jobs().run([victim.job()], workshop))
    assert report["wrote"] == "written"
    assert workshop.noted() == ["acme order: read", "acme order: looked", "acme order: ended"]


def test_another_slot_takes_over_only_when_told(dbos_bench: Any, victim: Any) -> None:
    begun = dbos_bench.jobs()
    begin(begun, Slow(dbos_bench), victim.job())
    begun.stop()
    heir = victim.adapter("dbos", dbos_bench.folder, "worker-2")
    workshop = dbos_bench.workshop()
    try:
        heir.start(workshop)
        assert heir.holders() == {"worker-1"}
        # The account of the unfinished run waits for it; the others go on.
        asyncio.run(heir.run([victim.job("north")], workshop))
        heir.submit([victim.job("acme", Sync.FULFILMENT)])
        assert heir.take_over("worker-2") == []
        assert workshop.written() == ["north:order:2026-01-01T00:15:00Z"]
        assert heir.take_over("worker-1") == [victim.job().id]
        due = [victim.job(), victim.job("acme", Sync.FULFILMENT)]
        asyncio.run(heir.run(due, workshop))
        assert workshop.written()[1:] == [each.id for each in due]
        assert heir.holders() == set()
    finally:
        heir.stop()


def test_old_runs_are_forgotten_and_unfinished_ones_are_not(dbos_bench: Any, victim: Any) -> None:
    begun = dbos_bench.jobs()
    begin(begun, Slow(dbos_bench), victim.job())
    begun.stop()
    heir = victim.adapter("dbos", dbos_bench.folder, "worker-2")
    workshop, now = dbos_bench.workshop(), datetime.now(UTC)
    try:
        heir.start(workshop)
        asyncio.run(heir.run([victim.job("north")], workshop))
        assert heir.forget(now - timedelta(minutes=1)) == 0
        assert heir.forget(now + timedelta(minutes=1)) == 1
        assert heir.forget(now + timedelta(minutes=1)) == 0
        assert heir.holders() == {"worker-1"}
        # The journal knows it still.
        assert asyncio.run(heir.run([victim.job("north")], workshop)) == []
    finally:
        heir.stop()


def test_two_tenants_on_one_database_do_not_see_each_other(dbos_bench: Any, victim: Any) -> None:
    path = str(dbos_bench.folder / "j.db")
    begun = dbos_bench.jobs()
    begin(begun, Slow(dbos_bench), victim.job())
    begun.stop()
    other = DbosJobs(path, tenant="9999", slot="worker-1", poll_seconds=0.01)
    workshop = dbos_bench.workshop()
    try:
        other.start(workshop)
        assert other.holders() == set()
        assert other.take_over("worker-1") == []
        other.submit([victim.job("north")])
        other_id = "9999:north:order:2026-01-01T00:15:00Z"

        async def done() -> None:
            handle: Any = await DBOS.retrieve_workflow_async(other_id)
            await handle.get_result(polling_interval_sec=0.01)

        asyncio.run(asyncio.wait_for(done(), 60))
    finally:
        other.stop()
    client = DBOSClient(system_database_url=system_database(path))
    left = client.list_workflows(status="PENDING")
    client.destroy()
    assert [each.workflow_id for each in left] == ["5512345:acme:order:2026-01-01T00:15:00Z"]


def test_what_must_end_on_the_jobs_own_loop_does(dbos_bench: Any, victim: Any) -> None:
    jobs, workshop = dbos_bench.jobs(), dbos_bench.workshop()
    loops: list[Any] = []
    workshop.bug = lambda *_: loops.append(asyncio.get_running_loop())
    asyncio.run(jobs.run([victim.job()], workshop))

    async def last() -> None:
        loops.append(asyncio.get_running_loop())

    assert jobs.stop(last)
    assert loops[0] is loops[1]
