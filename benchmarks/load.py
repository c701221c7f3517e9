"""A load generator: a few connections that are kept open, each with one request at a time.

The same for everybody who is measured, on plain sockets, so that it costs little beside a server.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

__all__ = ["Loaded", "load", "request"]

CONNECTIONS = 8


def request(method: str, path: str, host: str, headers: dict[str, str], body: bytes = b"") -> bytes:
    """As it goes over the wire."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if body or method in ("POST", "PUT", "PATCH"):
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


@dataclass
class Loaded:
    """What came of it: answers by status, over so many seconds."""

    seconds: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)

    @property
    def answers(self) -> int:
        return self.statuses.total()

    @property
    def microseconds(self) -> float:
        """Of the server's time for each answer."""
        return self.seconds * 1e6 / max(1, self.answers)


class _Connection(asyncio.Protocol):
    """Sends the next request as soon as an answer is whole."""

    def __init__(self, make: Callable[[], bytes], loaded: Loaded, ended: asyncio.Event) -> None:
        self._make = make
        self._loaded = loaded
        self._ended = ended
        self._rest = b""
        self.again = asyncio.Event()
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(self._make())

    def data_received(self, data: bytes) -> None:
        self._rest += data
        end = self._rest.find(b"\r\n\r\n")
        if end < 0:
            return
        head = self._rest[:end].lower()
        at = head.find(b"\r\ncontent-length:")
        length = int(head[at + 17 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
        if len(self._rest) < end + 4 + length:
            return
        self._rest = self._rest[end + 4 + length :]
        self._loaded.statuses[int(head[9:12])] += 1
        if self._ended.is_set() or b"connection: close" in head or head.startswith(b"http/1.0"):
            self._transport.close()
        else:
            self._transport.write(self._make())

    def connection_lost(self, error: Exception | None) -> None:
        self.again.set()


async def _keep(host: str, port: int, *parts: Any) -> None:
    """A connection, and another one where a server closes it after an answer."""
    ended: asyncio.Event = parts[-1]
    loop = asyncio.get_running_loop()
    while not ended.is_set():
        _, connection = await loop.create_connection(lambda: _Connection(*parts), host, port)
        await connection.again.wait()


async def load(
    host: str,
    port: int,
    make: Callable[[], bytes],
    seconds: float,
    connections: int = CONNECTIONS,
) -> Loaded:
    """Ask for so long; `make` gives the next request."""
    loaded, ended = Loaded(), asyncio.Event()
    began = time.perf_counter()
    asyncio.get_running_loop().call_later(seconds, ended.set)
    await asyncio.gather(*(_keep(host, port, make, loaded, ended) for _ in range(connections)))
    loaded.seconds = time.perf_counter() - began
    return loaded
