"""An application on a port of this machine, inside a process that does other work too."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import uvicorn

__all__ = ["CannotListen", "listening", "place"]

GRACE_SECONDS = 2
"""How long open connections may take when the process stops."""


class CannotListen(OSError):
    """The port is taken, or not ours to take."""


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals are the worker's own business."""
        yield


def place(address: str) -> tuple[str, int]:
    """`127.0.0.1:8642`, `:8642` (this machine only) or `[::1]:8642`. Raises ValueError."""
    host, colon, port = address.rpartition(":")
    if not colon or not port.isdigit() or int(port) > 65535:
        raise ValueError(f"{address!r} is no place to listen; write it like 127.0.0.1:8642")
    return host.strip("[]") or "127.0.0.1", int(port)


@asynccontextmanager
async def listening(
    app: Callable[[Any, Any, Any], Awaitable[None]], address: str
) -> AsyncIterator[str]:
    """Yields the place that was taken: port 0 takes any. TLS is the business of what stands in
    front. Raises ValueError and CannotListen."""
    host, port = place(address)
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_config=None,
        lifespan="off",
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    try:
        own = socket.create_server(
            (host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET
        )
    except OSError as taken:
        raise CannotListen(f"cannot listen on {address}: {taken.strerror or taken}") from taken
    name = own.getsockname()
    server = _Server(config)
    serving = asyncio.ensure_future(server.serve(sockets=[own]))
    try:
        while not server.started and not serving.done():
            await asyncio.sleep(0.01)
        if serving.done():
            await serving
        yield f"{name[0]}:{name[1]}"
    finally:
        server.should_exit = True
        await asyncio.gather(serving, return_exceptions=True)
        own.close()
