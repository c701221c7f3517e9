"""An ASGI application as the other end of a client that waits, without a socket.

Sandbox("http://127.0.0.1", transport=InProcess(Control(hub)))
"""

from __future__ import annotations

import asyncio
from typing import Any

import httpx

__all__ = ["InProcess"]


class InProcess(httpx.BaseTransport):
    """Every request runs in an event loop of its own, so it cannot be used inside one. `peer`: the
    address that seems to call."""

    def __init__(self, application: Any, peer: str = "127.0.0.1") -> None:
        self._asgi = httpx.ASGITransport(application, client=(peer, 40000))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        whole = httpx.Request(
            request.method, request.url, headers=request.headers, content=request.read()
        )

        async def call() -> httpx.Response:
            answer = await self._asgi.handle_async_request(whole)
            body = await answer.aread()
            return httpx.Response(answer.status_code, headers=answer.headers, content=body)

        return asyncio.run(call())
