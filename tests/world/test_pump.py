"""Queued work: when it is due, in what order, and what a call to the outside becomes."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from sandbox.kernel.outbound import Call
from sandbox.kernel.platform import Platform
from sandbox.kernel.queue import Task
from sandbox.kernel.routing import Response
from sandbox.world import World, open_world


class Worker:
    """Stands in for the shop's own work: notes tasks, calls where their payload says."""

    def __init__(self, world: World) -> None:
        self.done: list[str] = []
        self.answers: list[int | None] = []
        self.world = world

    def perform(self, task: Task) -> Call | None:
        self.done.append(task.payload)
        if not task.payload.startswith("https://"):
            return None
        return Call(
            method="POST",
            url=task.payload,
            headers=(("content-type", "text/plain"),),
            body=b"hello",
            connect_seconds=1,
            total_seconds=5,
        )

    def performed(self, task: Task, answer: Response | None) -> None:
        self.answers.append(None if answer is None else answer.status)


@pytest.fixture
def world() -> World:
    return open_world()


@pytest.fixture
def worker(world: World, monkeypatch: pytest.MonkeyPatch) -> Worker:
    worker = Worker(world)
    platform: Platform = world.shopify
    monkeypatch.setattr(platform, "perform", worker.perform)
    monkeypatch.setattr(platform, "performed", worker.performed)
    return worker


class Receiver:
    """An ASGI application that answers with `status`, after `seconds` of world time."""

    def __init__(self, world: World, status: int = 200, seconds: float = 0) -> None:
        self.world = world
        self.status = status
        self.seconds = seconds
        self.bodies: list[bytes] = []
        self.hosts: list[str] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.bodies.append((await receive())["body"])
        self.hosts.append(dict(scope["headers"])[b"host"].decode())
        await self.world.sleep(self.seconds)
        await send({"type": "http.response.start", "status": self.status, "headers": []})
        await send({"type": "http.response.body", "body": b"ok"})


def pump(world: World) -> int:
    return asyncio.run(world.pump())


def test_work_is_done_when_it_is_due_in_order_of_time_then_number(
    world: World, worker: Worker
) -> None:
    later = world.clock.now() + timedelta(minutes=5)
    world.queue.put("shopify", "note", "third", due=later)
    world.queue.put("shopify", "note", "first")
    world.queue.put("shopify", "note", "second")
    world.queue.put("shopify", "note", "fourth", due=later)
    assert pump(world) == 2
    assert worker.done == ["first", "second"]
    assert pump(world) == 0
    world.advance(minutes=5)
    assert pump(world) == 2
    assert worker.done == ["first", "second", "third", "fourth"]
    assert len(world.queue) == 0


def test_the_next_task_tells_how_far_to_advance(world: World) -> None:
    assert world.queue.first() is None
    due = world.clock.now() + timedelta(hours=1)
    world.queue.put("shopify", "note", due=due)
    first = world.queue.first()
    assert first is not None
    assert first.due == due
    assert world.queue.due() is None


def test_tasks_are_part_of_a_snapshot(world: World, worker: Worker) -> None:
    world.queue.put("shopify", "note", "kept")
    version = world.snapshot()
    assert pump(world) == 1
    world.restore(version)
    assert pump(world) == 1
    assert worker.done == ["kept", "kept"]


def test_a_refused_request_leaves_no_task(world: World) -> None:
    with pytest.raises(ValueError, match="no"), world.store.transaction():
        world.queue.put("shopify", "note")
        raise ValueError("no")
    assert len(world.queue) == 0


def test_work_that_no_platform_queues_is_a_bug(world: World) -> None:
    world.queue.put("shopify", "nonsense")
    with pytest.raises(LookupError, match="nonsense"):
        pump(world)


def test_a_call_reaches_the_registered_application_and_is_logged(
    world: World, worker: Worker
) -> None:
    receiver = Receiver(world, 202)
    world.outbound("hooks.example.com", receiver)
    world.queue.put("shopify", "call", "https://hooks.example.com/in?a=1")
    assert pump(world) == 1
    assert worker.answers == [202]
    assert receiver.bodies == [b"hello"]
    assert receiver.hosts == ["hooks.example.com"]
    (logged,) = world.exchanges
    assert (logged.outbound, logged.platform, logged.status) == (True, "shopify", 202)
    assert logged.url == "https://hooks.example.com/in?a=1"


def test_a_host_that_nobody_registered_is_a_refused_connection(
    world: World, worker: Worker
) -> None:
    world.queue.put("shopify", "call", "https://nowhere.example.com/in")
    assert pump(world) == 1
    assert worker.answers == [None]
    (logged,) = world.exchanges
    assert logged.status == 0


def test_an_answer_that_takes_longer_in_world_time_is_none(world: World, worker: Worker) -> None:
    world.outbound("hooks.example.com", Receiver(world, seconds=6))
    world.queue.put("shopify", "call", "https://hooks.example.com/in")
    pump(world)
    assert worker.answers == [None]


def test_a_crashing_receiver_answers_500(world: World, worker: Worker) -> None:
    async def crash(scope: Any, receive: Any, send: Any) -> None:
        raise RuntimeError("bug of theirs")

    world.outbound("hooks.example.com", crash)
    world.queue.put("shopify", "call", "https://hooks.example.com/in")
    pump(world)
    assert worker.answers == [500]


def test_a_pump_inside_a_pump_does_nothing(world: World, worker: Worker) -> None:
    inner: list[int] = []

    async def greedy(scope: Any, receive: Any, send: Any) -> None:
        inner.append(await world.pump())
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body"})

    world.outbound("hooks.example.com", greedy)
    world.queue.put("shopify", "call", "https://hooks.example.com/1")
    world.queue.put("shopify", "call", "https://hooks.example.com/2")
    assert pump(world) == 2
    assert inner == [0, 0]


def test_listeners_see_a_transaction_before_it_ends_and_may_add_to_it(world: World) -> None:
    told: list[int] = []

    def listen(writes: list[Any]) -> None:
        told.append(len(writes))
        world.queue.put("shopify", "added")

    world.store.before_commit.append(listen)
    version = world.snapshot()
    with world.store.transaction(), world.store.transaction():
        world.queue.put("shopify", "one")
    assert told == [2]  # the task and the counter of its number
    assert len(world.queue) == 2
    world.restore(version)
    assert told == [2]
    assert len(world.queue) == 0
