"""In-process delivery: httpx transports that hand a client's requests to a world."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import httpx

from sandbox.kernel.faults import ConnectionLost
from sandbox.kernel.routing import Request, Response, UnknownHost

__all__ = ["PinnedTransport", "UnknownHost", "WorldTransport"]


class WorldTransport(httpx.AsyncBaseTransport):
    """An unknown host fails as it would without a network: ConnectError."""

    def __init__(self, handle: Callable[[Request], Awaitable[Response]]) -> None:
        self._handle = handle

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        raw_path, _, raw_query = request.url.raw_path.decode("ascii").partition("?")
        incoming = Request(
            request.method,
            request.url.host,
            raw_path,
            raw_query,
            # Raw on purpose, here and below: httpx works out an encoding for every header it is
            # asked for by name, which cost more than most answers.
            [
                (name.decode("latin-1"), text.decode("latin-1"))
                for name, text in request.headers.raw
            ],
            await request.aread(),
            request.url.scheme,
        )
        try:
            answer = await self._handle(incoming)
        except ConnectionLost as lost:
            raise httpx.ReadError(str(lost), request=request) from lost
        except UnknownHost as unknown:
            raise httpx.ConnectError(str(unknown), request=request) from unknown
        headers = [
            (name.encode("latin-1"), text.encode("latin-1")) for name, text in answer.headers
        ]
        headers.append((b"content-length", b"%d" % len(answer.body)))
        stream = httpx.ByteStream(answer.body)
        return httpx.Response(answer.status, headers=headers, stream=stream, request=request)


class PinnedTransport(httpx.AsyncBaseTransport):
    """Lets another event loop (a job engine's, a thread's) call a world that lives on `loop`."""

    def __init__(self, inner: httpx.AsyncBaseTransport, loop: asyncio.AbstractEventLoop) -> None:
        self.inner = inner
        self.loop = loop

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if asyncio.get_running_loop() is self.loop:
            return await self.inner.handle_async_request(request)
        there = asyncio.run_coroutine_threadsafe(
            self.inner.handle_async_request(request), self.loop
        )
        return await asyncio.wrap_future(there)
