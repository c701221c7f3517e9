"""States by name, going back to one, and what is different between two."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

from sandbox.hosting.control.changes import changes_between
from sandbox.hosting.control.errors import ControlError
from sandbox.hosting.control.models import Diff, SnapshotName, SnapshotState
from sandbox.hosting.control.routes.asking import TheSnapshots, TheWorld, router
from sandbox.hosting.control.snapshots import NOW, Kept, Snapshots
from sandbox.hosting.control.words import describe

__all__ = ["routes"]

routes = router("snapshots")


def _state(snapshots: Snapshots, kept: Kept) -> SnapshotState:
    return SnapshotState(name=kept.name, at=kept.at, writes=snapshots.writes(kept))


@routes.get("/snapshots")
async def listed(world: TheWorld, snapshots: TheSnapshots) -> list[SnapshotState]:
    """Every state that is kept, oldest first."""
    return [_state(snapshots, each) for each in snapshots.of(world)]


@routes.post("/snapshots", status_code=201)
async def take(world: TheWorld, snapshots: TheSnapshots, asked: SnapshotName) -> SnapshotState:
    """Keep the state of this moment under a name: documents, clock, tokens, buckets, faults and
    queue. Not the traffic: what went over the wire happened."""
    if asked.name == NOW:
        raise ControlError(
            422, "malformed", "name: 'now' is the world as it is", field="name",
            fix="choose another name",
        )  # fmt: skip
    return _state(snapshots, snapshots.take(world, asked.name))


@routes.post("/snapshots/{name}/restore")
async def restore(world: TheWorld, snapshots: TheSnapshots, name: str) -> SnapshotState:
    """Go back to a state; it stays kept."""
    kept = snapshots.get(world, name)
    world.restore(kept.version)
    return _state(snapshots, kept)


@routes.delete("/snapshots/{name}", status_code=204)
async def drop(world: TheWorld, snapshots: TheSnapshots, name: str) -> None:
    """Keep it no more."""
    snapshots.drop(world, name)


@routes.get("/diff")
async def diff(
    world: TheWorld,
    snapshots: TheSnapshots,
    before: Annotated[str, Query(description="Name of a snapshot.")],
    after: Annotated[str, Query(description="Name of a snapshot, or `now`.")] = NOW,
) -> Diff:
    """What happened between two states, in money words."""
    first = snapshots.get(world, before)
    last = None if after == NOW else snapshots.get(world, after)
    changes = changes_between(first.version, None if last is None else last.version)
    return describe(world, changes, before, after)
