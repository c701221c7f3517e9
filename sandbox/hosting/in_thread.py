"""A world served from a thread of this process, for a test that starts programs.

    with ServedWorld(kind="w1") as served:
        subprocess.run(["node", "connector.js"], env=served.environment(), check=True)

The world lives on that thread's event loop; it is acted on through the control API only.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable
from types import TracebackType

from sandbox.hosting.client import Sandbox
from sandbox.hosting.hub import Hub
from sandbox.hosting.server import Service, bind
from sandbox.world import World

__all__ = ["ServedWorld"]

_HERE = "127.0.0.1"
_GRACE = 0.2


class ServedWorld:
    """`furnish`: what is done to the world before anybody reaches it."""

    def __init__(
        self,
        *,
        kind: str = "empty",
        seed: int = 7,
        furnish: Callable[[World], None] | None = None,
    ) -> None:
        self.url = ""
        self._kind = kind
        self._seed = seed
        self._furnish = furnish
        self._variables: dict[str, str] = {}
        self._failed: BaseException | None = None
        self._ready = threading.Event()
        self._loop: asyncio.AbstractEventLoop
        self._stopping: asyncio.Event
        self._thread = threading.Thread(target=self._run, name="sandbox", daemon=True)

    def start(self) -> None:
        """Returns when it answers. Raises whatever kept it from that."""
        self._thread.start()
        self._ready.wait()
        if self._failed is not None:
            self._thread.join()
            raise self._failed

    def stop(self) -> None:
        """After `start`."""
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join()

    def __enter__(self) -> ServedWorld:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def client(self) -> Sandbox:
        """A client of the control API."""
        return Sandbox(self.url)

    def environment(self) -> dict[str, str]:
        """This process's environment with what a program must be told on top. Options that Node
        was given already stay."""
        merged = {**os.environ, **self._variables}
        own = os.environ.get("NODE_OPTIONS", "")
        if own:
            merged["NODE_OPTIONS"] = f"{own} {self._variables['NODE_OPTIONS']}"
        return merged

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:  # noqa: BLE001 - raised again where somebody waits for it
            self._failed = error
        finally:
            self._ready.set()

    async def _serve(self) -> None:
        hub = Hub()
        world = hub.open("test", self._kind, self._seed)
        if self._furnish is not None:
            self._furnish(world)
        service = Service(hub, listener=bind(_HERE, 0), proxy_listener=bind(_HERE, 0), grace=_GRACE)
        self._loop, self._stopping = asyncio.get_running_loop(), asyncio.Event()
        async with service:
            self.url = service.url
            self._variables = service.environment(world)
            self._ready.set()
            await self._stopping.wait()
        hub.shut()
