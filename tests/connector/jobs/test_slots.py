"""Slots and their beats, on a clock of the test: who holds one, who is dead, who inherits."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from connector.jobs.jobs import Job
from connector.jobs.worker import SlotLost, SlotTaken, Watch, Worker
from connector.journal import Journal
from connector.journal_workers import Slot
from connector.settings import WorkerSettings

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
HERE = socket.gethostname()


def slot(name: str = "worker-2", token: str = "other", **given: Any) -> Slot:
    held = Slot(slot=name, token=token, host="elsewhere", pid=7, beat=0, beat_at=NOW)
    return replace(held, **given)


class StepClock:
    """Sleeping moves it, and lets `meanwhile` happen."""

    def __init__(self) -> None:
        self.moment = NOW
        self.meanwhile: Callable[[], None] = lambda: None

    def now(self) -> datetime:
        return self.moment

    async def sleep(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)
        self.meanwhile()
        await asyncio.sleep(0)


@dataclass
class FakeJobs:
    """Records what a worker asks of its jobs."""

    begun: dict[str, list[str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    submitted: list[list[Job]] = field(default_factory=list)
    running: set[str] = field(default_factory=set)
    forgotten: list[datetime] = field(default_factory=list)

    def start(self, _engine: Any) -> None:
        self.asked.append("start")

    def stop(self, _last: Any) -> bool:
        self.asked.append("stop")
        return not self.running

    def holders(self) -> set[str]:
        return set(self.begun)

    def take_over(self, name: str) -> list[str]:
        self.asked.append(f"take over {name}")
        return self.begun.pop(name, [])

    def submit(self, due: list[Job]) -> None:
        self.submitted.append(due)

    def forget(self, before: datetime) -> int:
        self.forgotten.append(before)
        return 0


@dataclass
class Bench:
    journal: Journal
    clock: StepClock = field(default_factory=StepClock)
    jobs: FakeJobs = field(default_factory=FakeJobs)
    told: list[dict[str, Any]] = field(default_factory=list)
    turns: int = 0
    due: Callable[[], list[Job]] = list

    def work(self, turns: int, each: Callable[[int], None] = lambda _: None) -> None:
        """One worker, stopped after so many pauses; `each` happens in every one of them."""

        async def whole() -> None:
            stop = asyncio.Event()

            def pass_on() -> None:
                self.turns += 1
                each(self.turns)
                if self.turns >= turns:
                    stop.set()

            self.clock.meanwhile = pass_on
            engine = SimpleNamespace(clock=self.clock, due=self.due, aclose=None)
            settings = WorkerSettings(beat_seconds=5, takeover_seconds=30, stop_seconds=20)
            worker: Any = Worker(
                engine, self.journal, self.jobs, "worker-1", settings, self.told.append
            )
            await worker.run(stop)

        asyncio.run(whole())

    @property
    def events(self) -> list[str]:
        return [each["event"] for each in self.told]


@pytest.fixture
def slots_bench(tmp_path: Path) -> Iterator[Bench]:
    journal = Journal(str(tmp_path / "j.db"))
    yield Bench(journal)
    journal.close()


def test_a_worker_beats_and_queues_what_is_due_and_leaves_nothing_behind(
    slots_bench: Bench,
) -> None:
    beats = []

    def look(_: int) -> None:
        held = slots_bench.journal.slot("worker-1")
        assert held is not None
        beats.append((held.beat, held.pid, held.host))

    slots_bench.work(3, look)
    assert beats == [(1, os.getpid(), HERE), (2, os.getpid(), HERE), (3, os.getpid(), HERE)]
    assert slots_bench.events == ["started", "stopped"]
    assert (slots_bench.jobs.asked, len(slots_bench.jobs.submitted)) == (["start", "stop"], 3)
    assert slots_bench.journal.slots() == []


def test_a_slot_whose_beat_stands_still_is_taken_over_and_dropped(slots_bench: Bench) -> None:
    slots_bench.journal.take_slot(slot(), None)
    slots_bench.jobs.begun = {"worker-2": ["acme:order:1"]}
    slots_bench.work(6)
    assert "take over worker-2" not in slots_bench.jobs.asked
    slots_bench.turns = 0
    slots_bench.work(8)
    assert slots_bench.jobs.asked.count("take over worker-2") == 1
    took = next(each for each in slots_bench.told if each["event"] == "took over")
    assert (took["slot"], took["runs"]) == ("worker-2", ["acme:order:1"])
    assert slots_bench.journal.slots() == []


def test_a_slot_that_beats_is_left_alone_whatever_its_clock_says(slots_bench: Bench) -> None:
    slots_bench.journal.take_slot(slot(beat_at=NOW - timedelta(days=1)), None)
    slots_bench.jobs.begun = {"worker-2": ["acme:order:1"]}
    slots_bench.work(
        20, lambda _: slots_bench.journal.beat("worker-2", "other", NOW - timedelta(days=1)) or None
    )
    assert slots_bench.jobs.asked == ["start", "stop"]


def test_resume_first_then_drop_the_slot(slots_bench: Bench, monkeypatch: Any) -> None:
    """A helper that dies in between leaves the slot to the next one."""
    slots_bench.journal.take_slot(slot(), None)

    def die(name: str) -> list[str]:
        assert slots_bench.journal.slot(name) is not None
        raise KeyboardInterrupt

    monkeypatch.setattr(slots_bench.jobs, "take_over", die)
    with pytest.raises(KeyboardInterrupt):
        slots_bench.work(20)
    assert slots_bench.journal.slot("worker-2") is not None


def test_a_run_begun_under_a_slot_that_is_gone_is_taken_over_too(slots_bench: Bench) -> None:
    slots_bench.jobs.begun = {"worker-9": ["acme:order:1"]}
    slots_bench.work(2)
    assert "take over worker-9" in slots_bench.jobs.asked
    assert slots_bench.journal.slots() == []


def test_of_two_heirs_one_inherits(slots_bench: Bench, monkeypatch: Any) -> None:
    slots_bench.journal.take_slot(slot(), None)
    real = slots_bench.journal.take_slot

    def late(wanted: Slot, seen: Slot | None) -> bool:
        if wanted.slot == "worker-2" and seen is not None and seen.token == "other":
            real(slot(token="quicker"), seen)
        return real(wanted, seen)

    monkeypatch.setattr(slots_bench.journal, "take_slot", late)
    slots_bench.work(8)
    assert "take over worker-2" not in slots_bench.jobs.asked
    held = slots_bench.journal.slot("worker-2")
    assert held is not None
    assert held.token == "quicker"


def test_a_worker_whose_slot_is_gone_stops(slots_bench: Bench) -> None:
    def taken(turn: int) -> None:
        held = slots_bench.journal.slot("worker-1")
        if turn == 2 and held is not None:
            slots_bench.journal.take_slot(slot("worker-1", "heir"), held)

    with pytest.raises(SlotLost, match="slot worker-1 was taken over by another worker"):
        slots_bench.work(9, taken)
    assert slots_bench.turns == 2
    assert slots_bench.jobs.asked == ["start", "stop"]
    held = slots_bench.journal.slot("worker-1")
    assert held is not None
    assert held.token == "heir"


# --- who may have a slot --------------------------------------------------------------------------


def test_a_slot_that_beats_is_refused_by_name(slots_bench: Bench) -> None:
    slots_bench.journal.take_slot(slot("worker-1"), None)
    with pytest.raises(SlotTaken) as refused:
        slots_bench.work(9, lambda _: slots_bench.journal.beat("worker-1", "other", NOW) or None)
    assert str(refused.value) == (
        "slot worker-1 is held by process 7 on elsewhere, which lives; give every worker a name "
        "of its own with --slot"
    )
    assert slots_bench.jobs.asked == []
    assert slots_bench.events == ["waiting"]


def test_a_slot_of_another_machine_is_had_once_its_holder_shows_no_life(
    slots_bench: Bench,
) -> None:
    slots_bench.journal.take_slot(slot("worker-1"), None)
    slots_bench.work(8)
    assert slots_bench.events == ["waiting", "started", "stopped"]
    assert slots_bench.clock.moment - NOW >= timedelta(seconds=30)


@pytest.mark.parametrize("pid", [os.getpid(), 2**22 + 1], ids=["our number", "gone"])
def test_the_own_former_life_is_not_waited_for(slots_bench: Bench, pid: int) -> None:
    """Its process is gone; or has our number, as the first process of every container has."""
    slots_bench.journal.take_slot(slot("worker-1", host=HERE, pid=pid), None)
    slots_bench.work(1)
    assert slots_bench.events == ["started", "stopped"]


def test_a_living_process_of_this_machine_keeps_its_slot(slots_bench: Bench) -> None:
    slots_bench.journal.take_slot(slot("worker-1", host=HERE, pid=os.getppid()), None)
    slots_bench.work(2)
    assert slots_bench.events == ["waiting"]


# --- trouble and the end -------------------------------------------------------------------------


def test_a_database_that_is_away_for_a_while_ends_no_worker(slots_bench: Bench) -> None:
    def away() -> list[Job]:
        if slots_bench.turns == 1:
            raise OperationalError("select", {}, Exception("server closed\nthe connection"))
        return []

    slots_bench.due = away
    slots_bench.work(3)
    assert slots_bench.events == ["started", "trouble", "stopped"]
    assert slots_bench.told[1]["sentence"] == "the journal cannot be used: server closed"


def test_runs_may_come_to_their_end_when_the_worker_is_stopped(slots_bench: Bench) -> None:
    slots_bench.jobs.running = {"acme:order:1"}

    def end(turn: int) -> None:
        if turn == 3:
            slots_bench.jobs.running.clear()

    slots_bench.work(1, end)
    assert slots_bench.turns == 3
    assert slots_bench.told[-1] == {"event": "stopped", "slot": "worker-1", "interrupted": False}
    assert slots_bench.journal.slots() == []


def test_what_ended_a_month_ago_is_forgotten_once_an_hour(slots_bench: Bench) -> None:
    def half_an_hour(_: int) -> None:
        slots_bench.clock.moment += timedelta(minutes=31)

    slots_bench.work(3, half_an_hour)
    assert [NOW - each for each in slots_bench.jobs.forgotten] == [
        timedelta(days=30), timedelta(days=30) - timedelta(minutes=62, seconds=10),
    ]  # fmt: skip


def test_a_run_that_does_not_end_in_time_is_left_with_the_slot(slots_bench: Bench) -> None:
    slots_bench.jobs.running = {"acme:order:1"}
    slots_bench.work(1)
    assert slots_bench.clock.moment - NOW == timedelta(seconds=5 + 20)
    assert slots_bench.told[-1] == {"event": "stopped", "slot": "worker-1", "interrupted": True}
    assert [each.slot for each in slots_bench.journal.slots()] == ["worker-1"]


def test_the_watch_counts_from_what_it_saw_itself() -> None:
    watch = Watch(timedelta(seconds=30))
    held = slot(beat=5)
    assert watch.still([held], NOW) == []
    assert watch.still([held], NOW + timedelta(seconds=29)) == []
    assert watch.still([held], NOW + timedelta(seconds=30)) == [held]
    beaten = replace(held, beat=6)
    assert watch.still([beaten], NOW + timedelta(seconds=31)) == []
    assert watch.still([], NOW + timedelta(seconds=99)) == []
    assert watch.still([beaten], NOW + timedelta(seconds=100)) == []


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"beat_seconds": 10}, ""),
        ({"beat_seconds": 11}, "takeover_seconds = 30 is too short for beat_seconds = 11; make it "
                               "at least 33"),
        ({"slot": ""}, "at least 1 character"),
        ({"poll_seconds": 0}, "greater than or equal to 0.01"),
    ],
)  # fmt: skip
def test_settings_of_a_worker(given: dict[str, Any], says: str) -> None:
    if not says:
        assert WorkerSettings(**given).beat_seconds == 10
        return
    with pytest.raises(ValueError, match=says):
        WorkerSettings(**given)
