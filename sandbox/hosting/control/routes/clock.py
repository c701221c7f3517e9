"""World time, and the work that falls due in it."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit

from sandbox.hosting.control.errors import ControlError
from sandbox.hosting.control.models import (
    LAST_MOMENT,
    AdvanceClock,
    ClockAnswer,
    FreezeClock,
    PumpAnswer,
    QueuedTask,
    Receiver,
    SetClock,
)
from sandbox.hosting.control.routes.asking import TheHub, TheWorld, router
from sandbox.kernel.clock import ClockError
from sandbox.world import World

__all__ = ["routes"]

routes = router("clock")

_LOOK = 0.02  # seconds of the wall
_PATIENCE = 2.0


async def _settle(world: World) -> int:
    """Do what is due, or wait a while for whoever is doing it already: the server pumps, too. A
    receiver that moves the clock while it is called would wait for itself, hence only a while."""
    done = await world.pump()
    patience = _PATIENCE
    while world.queue.due() is not None and patience > 0:
        await asyncio.sleep(_LOOK)
        patience -= _LOOK
        done += await world.pump()
    return done


async def _answer(world: World) -> ClockAnswer:
    """After what has fallen due is done."""
    done = await _settle(world)
    return ClockAnswer(now=world.clock.now(), frozen=world.clock.frozen, done=done)


def _refused(error: Exception, field: str) -> ControlError:
    return ControlError(
        422,
        "malformed",
        str(error),
        field=field,
        fix="a moment that is not past; to go back, restore a snapshot",
    )


@routes.get("/clock")
async def clock(world: TheWorld) -> ClockAnswer:
    """The world's time; `frozen`: it stands."""
    return ClockAnswer(now=world.clock.now(), frozen=world.clock.frozen)


@routes.post("/clock/freeze")
async def freeze(world: TheWorld, asked: FreezeClock | None = None) -> ClockAnswer:
    """Stop the clock, now or at a later moment. Due work is done."""
    try:
        with world.store.transaction():  # one that is refused stops no clock
            world.clock.freeze()
            if asked is not None and asked.at is not None:
                world.clock.set(asked.at)
    except ClockError as error:
        raise _refused(error, "at") from None
    return await _answer(world)


@routes.post("/clock/run")
async def run(world: TheWorld) -> ClockAnswer:
    """Let time pass with the wall again, from the moment the clock shows."""
    world.clock.run()
    return await _answer(world)


@routes.post("/clock/advance")
async def advance(world: TheWorld, asked: AdvanceClock) -> ClockAnswer:
    """Move the clock on. Due work (webhooks, steps of jobs) is done."""
    try:
        step = timedelta(**{name: float(value) for name, value in asked.model_dump().items()})
        with world.store.transaction():
            if world.clock.advance(step) >= LAST_MOMENT:
                raise OverflowError
    except OverflowError:  # a step that no date can take, too
        late = ClockError(f"a world's time ends before {LAST_MOMENT.isoformat()}")
        raise _refused(late, _first(asked)) from None
    except ClockError as error:
        raise _refused(error, _first(asked)) from None
    return await _answer(world)


def _first(asked: AdvanceClock) -> str:
    return next((name for name, value in asked.model_dump().items() if value), "seconds")


@routes.post("/clock/set")
async def set_clock(world: TheWorld, asked: SetClock) -> ClockAnswer:
    """Move the clock to a moment. Due work is done."""
    try:
        world.clock.set(asked.to)
    except ClockError as error:
        raise _refused(error, "to") from None
    return await _answer(world)


@routes.get("/queue")
async def queue(world: TheWorld) -> list[QueuedTask]:
    """What the platforms still owe, by when it is due."""
    return [
        QueuedTask(
            id=task.id, due=task.due, platform=task.platform, kind=task.kind, attempt=task.attempt
        )
        for task in world.queue
    ]


@routes.post("/queue/pump")
async def pump(world: TheWorld) -> PumpAnswer:
    """Do what is due at the world's time."""
    return PumpAnswer(done=await _settle(world))


@routes.put("/outbound")
async def outbound(hub: TheHub, asked: Receiver) -> Receiver:
    """Where webhooks to a host go, in every world: a server on this machine."""
    parts = urlsplit(asked.url)
    if parts.scheme not in ("http", "https") or not _is_here(parts.hostname or ""):
        raise ControlError(
            422,
            "malformed",
            f"url: {asked.url!r} is no address on this machine",
            field="url",
            fix="as http://127.0.0.1:9000; nothing leaves this machine",
        )
    hub.allow_outbound(asked.host, asked.url)
    return asked


def _is_here(name: str) -> bool:
    if name == "localhost":
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False
