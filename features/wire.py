"""The engine's line to the world, and what can happen on it."""

from __future__ import annotations

from typing import Protocol

import httpx

from sandbox.world import World

__all__ = ["EngineKilled", "TrapTransport", "Trouble"]


class EngineKilled(BaseException):
    """The engine's process ends here. Not an Exception: no handler of the engine may see it."""


class Trouble(Protocol):
    """What may strike a call: told of each before it is sent and after it was answered."""

    def before(self, world: World, request: httpx.Request, body: bytes) -> None: ...

    def after(self) -> None: ...

    def take_strike(self) -> bool: ...


class TrapTransport(httpx.AsyncBaseTransport):
    """The world's transport, with two traps that spring once a request holds a chosen text:
    the engine is killed after the answer, or the line to that host is cut after the write.
    `trouble` meets every call."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._inner = world.transport()
        self.kill_after = ""
        self.cut_after = ""
        self.cut_host = ""
        self.trouble: Trouble | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.host == self.cut_host:
            raise httpx.ConnectError("Network is unreachable", request=request)
        body = await request.aread()
        if self.trouble is not None:
            self.trouble.before(self._world, request, body)
        response = await self._inner.handle_async_request(request)
        if self.trouble is not None:
            self.trouble.after()
        if self.kill_after and self.kill_after.encode() in body:
            self.kill_after = ""
            raise EngineKilled
        if self.cut_after and self.cut_after.encode() in body:
            self.cut_after, self.cut_host = "", request.url.host
            raise httpx.ReadError("Connection reset by peer", request=request)
        return response
