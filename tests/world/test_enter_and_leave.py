"""A request is on a platform from its arrival to its answer, a delay included."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from sandbox.kernel.faults import ConnectionLost
from sandbox.kernel.routing import Request
from sandbox.world import World, open_world

HOST = "5512345.suitetalk.api.netsuite.com"


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    """A world whose NetSuite notes who is there at every arrival and departure."""
    world = open_world()
    there: list[str] = []
    notes: list[tuple[str, str, tuple[str, ...]]] = []

    def enter(request: Request) -> None:
        there.append(request.path)
        notes.append(("in", request.path, tuple(there)))

    def leave(request: Request) -> None:
        there.remove(request.path)
        notes.append(("out", request.path, tuple(there)))

    monkeypatch.setattr(world.netsuite, "enter", enter)
    monkeypatch.setattr(world.netsuite, "leave", leave)
    monkeypatch.setattr(world, "notes", notes, raising=False)
    return world


def notes(world: World) -> Any:
    return world.notes  # type: ignore[attr-defined]  # the fixture put them there


def test_a_delayed_request_is_there_while_another_comes_and_goes(world: World) -> None:
    world.faults.plan("netsuite", "delay", path="/slow", seconds=5)

    async def both() -> None:
        await asyncio.gather(
            world.handle(Request("GET", HOST, "/slow")),
            world.handle(Request("GET", HOST, "/quick")),
        )

    asyncio.run(both())
    assert notes(world) == [
        ("in", "/slow", ("/slow",)),
        ("in", "/quick", ("/slow", "/quick")),
        ("out", "/quick", ("/slow",)),
        ("out", "/slow", ()),
    ]


@pytest.mark.parametrize("kind", ["reset", "lost_answer"])
def test_a_lost_connection_leaves(world: World, kind: str) -> None:
    world.faults.plan("netsuite", kind)
    with pytest.raises(ConnectionLost):
        asyncio.run(world.handle(Request("GET", HOST, "/x")))
    assert [note[0] for note in notes(world)] == ["in", "out"]


def test_a_duplicated_request_is_there_once(world: World) -> None:
    world.faults.plan("netsuite", "duplicate")
    asyncio.run(world.handle(Request("GET", HOST, "/x")))
    assert [note[0] for note in notes(world)] == ["in", "out"]
