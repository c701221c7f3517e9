"""Worlds of the server: list, open, reset, close."""

from __future__ import annotations

from typing import Any

import msgspec

from sandbox.hosting.control.errors import ControlError, unknown
from sandbox.hosting.control.models import OpenWorld, WorldState
from sandbox.hosting.control.routes.asking import TheHub, TheWorld, router
from sandbox.hosting.hub import Hub, WorldError
from sandbox.kernel.clock import ClockError
from sandbox.kernel.platform import Refusal
from sandbox.world import World
from sandbox.worlds import KINDS, UnknownKind

__all__ = ["routes"]

routes = router("worlds")


def _state(hub: Hub, world: World) -> WorldState:
    return WorldState(
        name=world.name,
        kind=hub.kind(world.name),
        seed=world.seed,
        as_of=world.as_of,
        now=world.clock.now(),
        frozen=world.clock.frozen,
        default=world is hub.default,
        accounts=msgspec.structs.asdict(world.accounts),
        exchanges=len(world.exchanges),
        bugs=len(world.bugs),
    )


@routes.get("/worlds")
async def worlds(hub: TheHub) -> list[WorldState]:
    """Every world that is open; the first one is the default."""
    return [_state(hub, each) for each in hub]


@routes.post("/worlds", status_code=201)
async def open_world(hub: TheHub, asked: OpenWorld) -> WorldState:
    """Open a world beside the others, with accounts of its own. With `start` its clock stands."""
    given: dict[str, Any] = asked.model_dump(exclude_unset=True, exclude={"name"})
    if asked.start is not None:
        given["frozen"] = True
    try:
        return _state(hub, hub.open(asked.name, **given))
    except UnknownKind as error:
        known = f"one of: {', '.join(KINDS)}"
        raise ControlError(422, "malformed", str(error), field="kind", fix=known) from None
    except ClockError as error:
        raise ControlError(
            422, "malformed", str(error), field="start", fix="a moment that is not past"
        ) from None
    except WorldError as error:
        raise ControlError(
            409, "conflict", str(error), field="name", fix="choose another name, or close it"
        ) from None
    except Refusal as refusal:  # what the kind holds cannot have happened so early
        raise ControlError(
            422, "malformed", f"start: {refusal}", field="start", fix="choose a later start"
        ) from None


@routes.delete("/worlds/{name}", status_code=204)
async def close_world(hub: TheHub, name: str) -> None:
    """End a world, with everything in it. The last one stays."""
    known = [each.name for each in hub]
    if name not in known:
        raise unknown("world", name, known)
    try:
        hub.close(name)
    except WorldError as error:
        raise ControlError(
            409, "conflict", str(error), field="name", fix="open another world first"
        ) from None


@routes.post("/reset")
async def reset(hub: TheHub, world: TheWorld) -> WorldState:
    """The world as it was opened: same seed, accounts and credentials; traffic, faults and
    snapshots are gone."""
    try:
        return _state(hub, hub.reset(world.name))
    except WorldError as error:
        raise ControlError(
            409, "conflict", str(error), field="world", fix="restore a snapshot instead"
        ) from None
