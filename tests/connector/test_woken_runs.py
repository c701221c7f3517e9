"""A message wakes a sync: the order is read, the rows are posted, the schedule stays as it was."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from connector.flows.directions import Sync
from connector.jobs.jobs import Job

NOW = datetime(2026, 11, 24, 9, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize("hint", [0, 12])
def test_a_job_is_found_again_by_its_id(hint: int) -> None:
    job = Job("acme", Sync.REFUND_TO_BOOKS, NOW, hint)
    assert Job.parse(job.id) == job
    assert job.id == "acme:refund to NetSuite:2026-11-24T09:00:00Z" + ("#12" if hint else "")


def noted(bench: Any, order_id: str, delivery: str) -> None:
    assert bench.journal.take_delivery(
        bench.account, delivery, topic="orders/updated", order_id=order_id,
        syncs=[Sync.ORDER], now=bench.clock.now(),
    )  # fmt: skip


def test_a_hint_makes_its_sync_due_once_and_reads_no_window(bench: Any) -> None:
    engine, journal = bench.engine, bench.journal
    engine.set_switch(bench.account, Sync.ORDER, True)
    bench.run(engine.run_due())
    window = journal.window(bench.account, Sync.ORDER)
    assert engine.due() == []
    order = bench.channel.place(bench.w1_order())
    noted(bench, order.order_id, "a")
    (job,) = engine.due()
    assert (job.sync, job.hint) == (Sync.ORDER, 1)
    (report,) = bench.run(engine.run_due())
    assert (report.seen, report.new, report.posted) == (1, 1, 1)
    assert report.read_from is None
    assert journal.window(bench.account, Sync.ORDER) == window
    assert engine.due() == []
    noted(bench, order.order_id, "b")  # in the same second: a run of its own
    assert [each.hint for each in engine.due()] == [2]
    (report,) = bench.run(engine.run_due())
    assert (report.seen, report.new, report.posted) == (1, 0, 0)


def test_a_hint_at_an_order_that_is_gone_is_done_with(bench: Any) -> None:
    bench.engine.set_switch(bench.account, Sync.ORDER, True)
    bench.run(bench.engine.run_due())
    noted(bench, "404404", "a")
    (report,) = bench.run(bench.engine.run_due())
    assert report.seen == 0
    assert bench.journal.hints(bench.account, Sync.ORDER) == []


def test_the_schedule_takes_hints_along_when_it_comes_first(bench: Any) -> None:
    bench.engine.set_switch(bench.account, Sync.ORDER, True)
    order = bench.channel.place(bench.w1_order())
    noted(bench, order.order_id, "a")
    (job,) = bench.engine.due()
    assert job.hint == 0
    (report,) = bench.run(bench.engine.run_due())
    assert (report.new, report.posted) == (1, 1)
    assert bench.journal.hints(bench.account, Sync.ORDER) == []


def test_hints_of_a_switch_that_is_off_wait(bench: Any) -> None:
    noted(bench, "1", "a")
    assert bench.engine.due() == []
    bench.clock.advance(hours=1)
    assert bench.engine.due() == []
