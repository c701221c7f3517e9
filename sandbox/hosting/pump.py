"""Does what the platforms owe: deliveries, ends of long operations, when their time has come."""

from __future__ import annotations

import asyncio

from sandbox.hosting.hub import Hub
from sandbox.world import World

__all__ = ["pump"]

_LOOK = 0.05  # seconds between two looks; a look at an idle world is one comparison
_AFTER_A_BUG = 5.0


async def pump(hub: Hub) -> None:
    """Until cancelled. A receiver that is slow holds up its own world only."""
    busy: dict[World, asyncio.Task[None]] = {}
    try:
        while True:
            for world in hub:
                if world not in busy and world.queue.due() is not None:
                    busy[world] = asyncio.create_task(_work(world))
            busy = {world: task for world, task in busy.items() if not task.done()}
            await asyncio.sleep(_LOOK)
    finally:
        for task in busy.values():
            task.cancel()
        await asyncio.gather(*busy.values(), return_exceptions=True)


async def _work(world: World) -> None:
    try:
        await world.pump()
    except Exception as error:  # noqa: BLE001 - one world's bug must not end another's deliveries
        world.bug(error)
        await asyncio.sleep(_AFTER_A_BUG)
