"""A run of the engine that was cut off goes on behind its last finished step."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from connector.jobs.jobs import Job
from connector.journal import Window
from connector.rows import Problem
from connector.runs import PAGE, RunReport
from connector.trouble import Throttled, Unreachable


def orders(bench: Any, count: int) -> None:
    bench.engine.set_switch("acme", "order", True)
    for number in range(1, count + 1):
        bench.channel.place(bench.w1_order(str(5000 + number), f"#{1000 + number}"))


def cut_off_at_write(bench: Any, number: int, *, written: bool) -> None:
    """The process ends at the write with this number, before it or right after it."""
    write = bench.books.write_order
    seen = 0

    async def die(*args: Any) -> Any:
        nonlocal seen
        seen += 1
        if seen < number:
            return await write(*args)
        if written:
            await write(*args)
        raise KeyboardInterrupt

    bench.books.write_order = die
    with pytest.raises(KeyboardInterrupt):
        bench.run(bench.engine.run_due())
    bench.books.write_order = write
    bench.restart()


@pytest.mark.parametrize("written", [True, False])
@pytest.mark.parametrize("number", [1, PAGE, PAGE + 2])
def test_finished_steps_are_not_repeated(bench: Any, number: int, written: bool) -> None:
    orders(bench, PAGE + 3)
    cut_off_at_write(bench, number, written=written)
    reads = 0
    read = bench.channel.orders_changed_between

    def counted(*window: Any) -> Any:
        nonlocal reads
        reads += 1
        return read(*window)

    bench.channel.orders_changed_between = counted
    bench.clock.advance(minutes=1)
    (report,) = bench.run(bench.engine.run_due())
    assert reads == 0
    assert (report.seen, report.new, report.posted, report.failed) == (28, 28, 28, 0)
    assert bench.books.order_writes == 28
    assert len(bench.books.orders) == 28
    assert {row.status for row in bench.engine.rows()} == {"Order Posted, Waiting for Shipment"}
    assert bench.run(bench.engine.run_due()) == []


def test_a_page_is_a_step_not_a_row(bench: Any) -> None:
    orders(bench, 2 * PAGE + 1)
    noted: list[str] = []
    note = bench.journal.note_step
    bench.journal.note_step = lambda run, name, result: (
        noted.append(name) or note(run, name, result)
    )
    bench.run(bench.engine.run_due())
    assert noted == ["read", "rows from 0", "rows from 25", "rows from 50", "end"]


def test_what_failed_in_an_interrupted_page_is_not_tried_twice_in_one_run(bench: Any) -> None:
    orders(bench, 3)
    for order_id in ("5001", "5002"):
        order = bench.channel.orders[order_id]
        odd = tuple(bench.w1_order().lines[:2])
        bench.channel.orders[order_id] = bench.w1_order(order_id, order.name, lines=odd)
    cut_off_at_write(bench, 1, written=False)
    (report,) = bench.run(bench.engine.run_due())
    failed = [row for row in bench.engine.rows() if row.status == "Error Posting to NetSuite"]
    assert (report.failed, report.posted) == (len(failed), 3 - len(failed))
    assert [row.retries for row in failed] == [0] * len(failed)
    assert len(failed) == 2


def test_the_window_moves_to_where_the_cut_off_run_had_read(bench: Any) -> None:
    orders(bench, 1)
    begun = bench.clock.now()
    cut_off_at_write(bench, 1, written=True)
    bench.clock.advance(hours=5)
    bench.run(bench.engine.run_due())
    assert bench.journal.window("acme", "order") == Window(
        read_until=begun, ran_at=begun, due_at=None
    )
    assert [str(job.sync) for job in bench.engine.due()] == ["order"]


def test_a_limit_in_one_page_ends_the_run_before_the_next(bench: Any) -> None:
    orders(bench, PAGE + 1)
    until = bench.clock.now() + timedelta(minutes=7)
    bench.books.mishaps.queue = [Throttled("Slow down.", "NetSuite", until)]
    (report,) = bench.run(bench.engine.run_due())
    assert (report.due_at, report.posted, bench.books.order_writes) == (until, 0, 0)


# --- names of jobs --------------------------------------------------------------------------------


def due(bench: Any) -> list[str]:
    return [job.id for job in bench.engine.due()]


def test_every_worker_gives_a_job_the_same_name(bench: Any) -> None:
    bench.engine.set_switch("acme", "order", True)
    bench.clock.advance(minutes=7, seconds=3)
    assert due(bench) == ["acme:order:2026-11-24T09:00:00Z"]
    bench.clock.advance(minutes=11)
    assert due(bench) == ["acme:order:2026-11-24T09:00:00Z"]
    bench.run(bench.engine.run_due())
    assert due(bench) == []
    bench.clock.advance(minutes=20)
    assert due(bench) == ["acme:order:2026-11-24T09:38:03Z"]
    bench.clock.advance(minutes=19)
    assert due(bench) == ["acme:order:2026-11-24T09:38:03Z"]


def test_a_job_that_never_ends_is_due_again_under_another_name(bench: Any) -> None:
    """A bug must not stop a sync for good."""
    bench.engine.set_switch("acme", "order", True)
    bench.run(bench.engine.run_due())
    bench.clock.advance(minutes=40)
    assert due(bench) == ["acme:order:2026-11-24T09:40:00Z"]


def test_a_limit_names_the_job_after_its_end(bench: Any) -> None:
    bench.engine.set_switch("acme", "order", True)
    until = bench.clock.now() + timedelta(minutes=7)
    bench.channel.read_trouble = Throttled("Slow down.", "Shopify", until)
    bench.run(bench.engine.run_due())
    bench.clock.advance(minutes=8)
    assert due(bench) == ["acme:order:2026-11-24T09:07:00Z"]
    assert Job.parse(due(bench)[0]) == Job("acme", "order", until)  # type: ignore[arg-type]


def test_a_report_survives_the_journal(bench: Any) -> None:
    bench.engine.set_switch("acme", "order", True)
    bench.channel.read_trouble = Unreachable("No route.", "Shopify")
    (report,) = bench.run(bench.engine.run_due())
    (kept,) = bench.journal.run_reports("acme")
    assert RunReport.from_dict(kept["report"]) == report
    assert isinstance(report.problem, Problem)
