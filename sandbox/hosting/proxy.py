"""An HTTPS proxy that answers for the platforms' own host names.

A client keeps its production URLs; it is only told `HTTPS_PROXY` and to trust our authority. The
proxy ends TLS for every host name that a platform has, with certificates of an authority made at
start, and hands each request to the world that is meant. Any other host is refused before TLS, by
name, so nothing that a client does can leave this machine.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from base64 import b64decode
from collections.abc import Coroutine
from types import TracebackType
from typing import cast

from sandbox.hosting.authority import Authority
from sandbox.hosting.conversation import PATIENCE, Conversation, abort, plain
from sandbox.hosting.hub import Hub, UnknownWorld
from sandbox.kernel.routing import UnknownHost
from sandbox.world import World

__all__ = ["Authority", "Proxy"]

_HEAD_LIMIT = 16_384
_END_OF_HEAD = b"\r\n\r\n"


class Proxy:
    """`async with Proxy(world, authority) as proxy:` serves on `proxy.url` until the block ends.

    `listener` is a socket that is bound already; without one `host` and `port` are bound, which
    raises OSError when the port is taken. A client may take `patience` seconds to send a request
    or to take in a piece of an answer.
    """

    def __init__(
        self,
        worlds: World | Hub,
        authority: Authority,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        listener: socket.socket | None = None,
        patience: float = PATIENCE,
    ) -> None:
        self.hub = worlds if isinstance(worlds, Hub) else Hub.of(worlds)
        self.authority = authority
        self.patience = patience
        self.port = port
        self._host = host
        self._listener = listener
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.BaseTransport] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        return f"http://{self._host}:{self.port}"

    async def __aenter__(self) -> Proxy:
        loop = asyncio.get_running_loop()
        if self._listener is None:
            self._server = await loop.create_server(lambda: Gate(self), self._host, self.port)
        else:
            self._server = await loop.create_server(lambda: Gate(self), sock=self._listener)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._server is not None:
            self._server.close()
        for transport in list(self._open):
            abort(transport)
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.sleep(0)  # the transports tell their protocols in the next turn

    async def finish(self, seconds: float) -> None:
        """Take no more connections, and give answers under way so long to go out; what is not
        done by then is cut off."""
        if self._server is not None:
            self._server.close()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        for task in self._tasks:
            task.cancel()

    def opened(self, transport: asyncio.BaseTransport) -> None:
        self._open.add(transport)

    def closed(self, transport: asyncio.BaseTransport) -> None:
        self._open.discard(transport)

    def start(self, work: Coroutine[None, None, None]) -> None:
        """Run `work` beside the connection; its end is awaited when the proxy closes."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


class Gate(asyncio.Protocol):
    """The clear-text part of a connection: one CONNECT, answered or refused."""

    def __init__(self, proxy: Proxy) -> None:
        self._proxy = proxy
        self._head = bytearray()
        self._transport: asyncio.Transport
        self._timer: asyncio.TimerHandle

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._proxy.opened(transport)
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(self._proxy.patience, transport.close)

    def connection_lost(self, error: Exception | None) -> None:
        self._timer.cancel()
        self._proxy.closed(self._transport)

    def data_received(self, data: bytes) -> None:
        self._head += data
        if len(self._head) > _HEAD_LIMIT:
            self._refuse(431, "The CONNECT request is too long.")
        elif _END_OF_HEAD in self._head:
            self._answer(bytes(self._head))

    def _answer(self, head: bytes) -> None:
        first, *fields = head.split(_END_OF_HEAD, 1)[0].decode("latin-1").split("\r\n")
        words = first.split()
        if len(words) != 3 or words[0] != "CONNECT":
            self._refuse(400, "This proxy speaks CONNECT only; use https URLs.")
            return
        host = words[1].rsplit(":", 1)[0].strip("[]").lower()
        try:
            user = _user(fields)
            self._proxy.hub.answers_for(host)
            self._proxy.hub.choose(user=user, port=self._proxy.port)
        except UnknownHost as unknown:
            self._refuse(403, f"connector-sandbox does not answer for {host}: {unknown}")
            return
        except UnknownWorld as unknown:
            self._refuse(403, f"connector-sandbox: {unknown.args[0]}")
            return
        except ValueError:
            self._refuse(400, "Proxy-Authorization: use Basic, with a world's name as the user.")
            return
        self._timer.cancel()
        self._transport.pause_reading()  # what follows is TLS
        self._transport.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        self._proxy.start(self._upgrade(host, user))

    async def _upgrade(self, host: str, user: str) -> None:
        conversation = Conversation(self._proxy, host, user)
        try:
            transport = await asyncio.get_running_loop().start_tls(
                self._transport,
                conversation,
                self._proxy.authority.context_for(host),
                server_side=True,
                ssl_handshake_timeout=self._proxy.patience,
            )
        except (OSError, ssl.SSLError):
            abort(self._transport)  # the client does not trust us or went away: it reports that
            return
        if transport is None:  # closed during the handshake
            return
        self._proxy.closed(self._transport)
        conversation.connection_made(transport)

    def _refuse(self, status: int, text: str) -> None:
        self._transport.write(plain(status, text))
        self._transport.close()


def _user(fields: list[str]) -> str:
    """The user whom the client names; empty when it names none. Raises ValueError."""
    for field in fields:
        name, _, value = field.partition(":")
        if name.strip().lower() == "proxy-authorization":
            scheme, _, encoded = value.strip().partition(" ")
            if scheme.lower() != "basic":
                raise ValueError(scheme)
            decoded = b64decode(encoded.strip(), validate=True).decode("utf-8")
            return decoded.partition(":")[0]
    return ""
