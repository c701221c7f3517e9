"""What lies between a foreign engine and the world: the HTTPS proxy, and two traps on it.

The traps are those of the engine's own transport (features.wire), sprung on this side of the line:
the engine is killed after the answer to a request that holds a chosen text, or the line to that
host is cut after the write.
"""

from __future__ import annotations

from collections.abc import Callable

from features.expect import LeftOut
from features.wire import TrapTransport
from sandbox.hosting.hub import Hub
from sandbox.kernel.faults import ConnectionLost
from sandbox.kernel.routing import Request, Response
from sandbox.world import World

__all__ = ["Line", "Traps"]


class Traps(TrapTransport):
    """`kill`: ends the engine at once; None where nobody can."""

    def __init__(self, world: World, kill: Callable[[], None] | None) -> None:
        self.kill = kill
        self._kill_after = ""
        super().__init__(world)

    @property
    def kill_after(self) -> str:
        return self._kill_after

    @kill_after.setter
    def kill_after(self, text: str) -> None:
        if text and self.kill is None:
            raise LeftOut("a driver that is reached over HTTP cannot be killed")
        self._kill_after = text


class Line(Hub):
    """The hub of one world whose answers pass the traps."""

    traps: Traps

    async def handle(
        self,
        request: Request,
        *,
        user: str = "",
        port: int | None = None,
        oversized: bool = False,
    ) -> Response:
        traps = self.traps
        if request.host == traps.cut_host:
            raise ConnectionLost(after_write=False)
        response = await super().handle(request, user=user, port=port, oversized=oversized)
        if traps.kill_after and traps.kill_after.encode() in request.body:
            traps.kill_after = ""
            if traps.kill is not None:
                traps.kill()
            raise ConnectionLost(after_write=True)
        if traps.cut_after and traps.cut_after.encode() in request.body:
            traps.cut_after, traps.cut_host = "", request.host
            raise ConnectionLost(after_write=True)
        return response
