"""What both adapters of jobs promise: `connector.jobs.jobs`, word by word."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from connector.flows.directions import Sync
from connector.jobs.jobs import Job

REPORT = {"read": {"rows": [1, 2], "note": None}, "wrote": "written", "ended": None}


def run(jobs: Any, due: list[Job], workshop: Any) -> Any:
    return asyncio.run(jobs.run(due, workshop))


def test_the_report_of_a_job_is_what_its_steps_gave(jobs_bench: Any, victim: Any) -> None:
    workshop = jobs_bench.workshop()
    assert run(jobs_bench.jobs(), [victim.job()], workshop) == [REPORT]
    assert workshop.noted() == ["acme order: read", "acme order: looked", "acme order: ended"]


def test_a_job_is_carried_out_once_over_all_processes(jobs_bench: Any, victim: Any) -> None:
    workshop, jobs = jobs_bench.workshop(), jobs_bench.jobs()
    run(jobs, [victim.job()], workshop)
    assert run(jobs, [victim.job()], workshop) == []
    assert run(jobs_bench.jobs(), [victim.job()], jobs_bench.workshop()) == []
    assert len(workshop.noted()) == 3


def test_the_next_time_is_another_job(jobs_bench: Any, victim: Any) -> None:
    workshop, jobs = jobs_bench.workshop(), jobs_bench.jobs()
    later = Job("acme", Sync.ORDER, victim.NOW + timedelta(minutes=20))
    assert run(jobs, [victim.job(), later], workshop) == [REPORT, REPORT]
    assert workshop.written() == [
        "acme:order:2026-01-01T00:15:00Z",
        "acme:order:2026-01-01T00:35:00Z",
    ]


def test_jobs_of_one_account_never_overlap_and_keep_their_order(
    jobs_bench: Any, victim: Any
) -> None:
    workshop = jobs_bench.workshop()
    due = [victim.job(account, sync) for account in ("acme", "north") for sync in Sync]
    assert len(run(jobs_bench.jobs(), due, workshop)) == 2 * len(Sync)
    for account in ("acme", "north"):
        mine = [each for each in workshop.noted() if each.startswith(account)]
        assert mine == [
            f"{account} {sync}: {what}" for sync in Sync for what in ("read", "looked", "ended")
        ]


def test_a_bug_is_raised_and_the_finished_steps_are_not_run_again(
    jobs_bench: Any, victim: Any
) -> None:
    def bug(_: Job, step: str) -> None:
        raise ZeroDivisionError(step)

    broken, jobs = jobs_bench.workshop(bug=bug), jobs_bench.jobs()
    with pytest.raises(ZeroDivisionError, match="write"):
        run(jobs, [victim.job()], broken)
    assert run(jobs, [victim.job()], jobs_bench.workshop()) == [REPORT]
    assert broken.noted() == [
        "acme order: read", "acme order: looked", "acme order: looked", "acme order: ended",
    ]  # fmt: skip


def test_one_account_s_bug_leaves_the_other_alone(jobs_bench: Any, victim: Any) -> None:
    def bug(job: Job, step: str) -> None:
        if job.account == "north":
            raise ZeroDivisionError(step)

    workshop, jobs = jobs_bench.workshop(bug=bug), jobs_bench.jobs()
    with pytest.raises(ZeroDivisionError):
        run(jobs, [victim.job("acme"), victim.job("north")], workshop)
    assert workshop.written() == ["acme:order:2026-01-01T00:15:00Z"]
    assert run(jobs, [victim.job("acme")], workshop) == []


def test_times_are_those_of_the_engine_s_clock(jobs_bench: Any, victim: Any) -> None:
    workshop = jobs_bench.workshop()
    run(jobs_bench.jobs(), [victim.job()], workshop)
    (found,) = workshop.journal.run_reports()
    assert (found["id"], found["started_at"], found["ended_at"], found["report"]) == (
        "acme:order:2026-01-01T00:15:00Z", victim.NOW, victim.NOW, REPORT,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("point", "looks", "wrote"),
    [
        ("between two steps", 1, "written"),
        ("before the write", 2, "written"),
        ("after the write", 2, "found"),
    ],
)
def test_kill_9(jobs_bench: Any, victim: Any, point: str, looks: int, wrote: str) -> None:
    killed = subprocess.run(
        [sys.executable, victim.__file__, jobs_bench.name, str(jobs_bench.folder), point],
        check=False,
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert (killed.returncode, killed.stderr) == (-9, "")
    workshop = jobs_bench.workshop()
    assert workshop.noted()[0] == "acme order: read"
    assert run(jobs_bench.jobs(), [victim.job()], workshop) == [{**REPORT, "wrote": wrote}]
    assert workshop.noted() == [
        "acme order: read", *["acme order: looked"] * looks, "acme order: ended",
    ]  # fmt: skip
    assert workshop.written() == ["acme:order:2026-01-01T00:15:00Z"]
    assert run(jobs_bench.jobs(), [victim.job()], workshop) == []


def test_a_job_and_its_name() -> None:
    job = Job.parse("acme:refund to NetSuite:2026-01-01T00:15:00Z")
    assert (job.account, job.sync, job.due_at.isoformat()) == (
        "acme", Sync.REFUND_TO_BOOKS, "2026-01-01T00:15:00+00:00",
    )  # fmt: skip
    assert job.id == "acme:refund to NetSuite:2026-01-01T00:15:00Z"
