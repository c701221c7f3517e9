"""An HTTPS proxy that answers for the platforms' own host names.

A client keeps its production URLs; it is only told `HTTPS_PROXY` and to trust our authority. The
proxy ends TLS for the hosts that the world serves, with certificates of an authority made at
start, and hands each request to the world. Any other host is refused before TLS, by name, so
nothing that a client does can leave this machine.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Coroutine
from pathlib import Path
from types import TracebackType
from typing import cast

import h11
import trustme

from sandbox.kernel.faults import ConnectionLost
from sandbox.kernel.routing import Request, Response
from sandbox.kernel.transport import UnknownHost
from sandbox.world import World

__all__ = ["Authority", "Proxy"]

_HEAD_LIMIT = 16_384
_BODY_LIMIT = 100 * 1024 * 1024  # NetSuite's REST bodies are the largest we know of
_END_OF_HEAD = b"\r\n\r\n"


class Authority:
    """A certificate authority of this process, and one certificate for each host asked for."""

    def __init__(self) -> None:
        self._authority = trustme.CA(organization_name="connector-sandbox")
        self._contexts: dict[str, ssl.SSLContext] = {}

    def write_pem(self, path: Path) -> Path:
        """What a client must trust (SSL_CERT_FILE, REQUESTS_CA_BUNDLE, NODE_EXTRA_CA_CERTS)."""
        self._authority.cert_pem.write_to_path(str(path))
        return path

    def context_for(self, host: str) -> ssl.SSLContext:
        context = self._contexts.get(host)
        if context is None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.set_alpn_protocols(["http/1.1"])
            self._authority.issue_cert(host).configure_cert(context)
            self._contexts[host] = context
        return context


class Proxy:
    """`async with Proxy(world, authority) as proxy:` serves on `proxy.url` until the block ends.

    Raises OSError when the port is taken.
    """

    def __init__(
        self, world: World, authority: Authority, *, host: str = "127.0.0.1", port: int = 0
    ) -> None:
        self.world = world
        self.authority = authority
        self._host = host
        self._port = port
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.BaseTransport] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        return f"http://{self._host}:{self._port}"

    async def __aenter__(self) -> Proxy:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: Gate(self), self._host, self._port)
        self._port = self._server.sockets[0].getsockname()[1]
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

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._proxy.opened(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._proxy.closed(self._transport)

    def data_received(self, data: bytes) -> None:
        self._head += data
        if len(self._head) > _HEAD_LIMIT:
            self._refuse(431, "The CONNECT request is too long.")
        elif _END_OF_HEAD in self._head:
            self._answer(bytes(self._head))

    def _answer(self, head: bytes) -> None:
        words = head.split(b"\r\n", 1)[0].decode("latin-1").split()
        if len(words) != 3 or words[0] != "CONNECT":
            self._refuse(400, "This proxy speaks CONNECT only; use https URLs.")
            return
        host = words[1].rsplit(":", 1)[0].strip("[]").lower()
        try:
            self._proxy.world.platform_for(host)
        except UnknownHost as unknown:
            self._refuse(403, f"connector-sandbox does not answer for {host}: {unknown}")
            return
        self._transport.pause_reading()  # what follows is TLS
        self._transport.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        self._proxy.start(self._upgrade(host))

    async def _upgrade(self, host: str) -> None:
        conversation = Conversation(self._proxy, host)
        try:
            transport = await asyncio.get_running_loop().start_tls(
                self._transport,
                conversation,
                self._proxy.authority.context_for(host),
                server_side=True,
            )
        except (OSError, ssl.SSLError):
            abort(self._transport)  # the client does not trust us or went away: it reports that
            return
        if transport is None:  # closed during the handshake
            return
        self._proxy.closed(self._transport)
        conversation.connection_made(transport)

    def _refuse(self, status: int, text: str) -> None:
        self._transport.write(_plain(status, text))
        self._transport.close()


class Conversation(asyncio.Protocol):
    """HTTP/1.1 inside the tunnel: keep-alive, one request at a time, in order."""

    def __init__(self, proxy: Proxy, host: str) -> None:
        self._proxy = proxy
        self._host = host
        self._http = h11.Connection(h11.SERVER)
        self._transport: asyncio.Transport | None = None
        self._head: h11.Request | None = None
        self._body = bytearray()
        self._answering = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # start_tls does not call this; bytes may arrive before `Gate` does.
        self._transport = cast("asyncio.Transport", transport)
        self._proxy.opened(transport)
        self._advance()

    def connection_lost(self, error: Exception | None) -> None:
        if self._transport is not None:
            self._proxy.closed(self._transport)

    def data_received(self, data: bytes) -> None:
        try:
            self._http.receive_data(data)
        except h11.RemoteProtocolError as error:
            self._malformed(error)
            return
        self._advance()

    def eof_received(self) -> bool:
        return False  # let the transport close

    def _advance(self) -> None:
        """Take events until a request is whole or more bytes are needed."""
        while self._transport is not None and not self._answering:
            try:
                event = self._http.next_event()
            except h11.RemoteProtocolError as error:
                self._malformed(error)
                return
            if event is h11.NEED_DATA or event is h11.PAUSED:
                return
            if isinstance(event, h11.Request):
                self._head, self._body = event, bytearray()
            elif isinstance(event, h11.Data):
                self._body += event.data
                if len(self._body) > _BODY_LIMIT:
                    self._transport.write(_plain(413, "The body is too large."))
                    self._transport.close()
                    return
            elif isinstance(event, h11.EndOfMessage) and self._head is not None:
                self._answering = True
                self._proxy.start(self._respond(self._request(self._head), self._transport))
            elif isinstance(event, h11.ConnectionClosed):
                self._transport.close()
                return

    def _request(self, head: h11.Request) -> Request:
        raw_path, _, raw_query = head.target.decode("latin-1").partition("?")
        headers = [
            (name.decode("latin-1"), value.decode("latin-1")) for name, value in head.headers
        ]
        method = head.method.decode("ascii")
        return Request(method, self._host, raw_path, raw_query, headers, bytes(self._body))

    async def _respond(self, request: Request, transport: asyncio.Transport) -> None:
        try:
            response = await self._proxy.world.handle(request)
        except ConnectionLost:
            abort(transport)
            return
        if transport.is_closing():
            return
        transport.write(_encode(self._http, request, response))
        self._answering = False
        if self._http.our_state is h11.MUST_CLOSE:
            transport.close()
            return
        self._http.start_next_cycle()
        self._advance()

    def _malformed(self, error: h11.RemoteProtocolError) -> None:
        if self._transport is not None:
            self._transport.write(_plain(error.error_status_hint, "Malformed HTTP request."))
            self._transport.close()


def abort(transport: asyncio.BaseTransport) -> None:
    """Close at once, as a broken line does."""
    cast("asyncio.WriteTransport", transport).abort()


def _encode(connection: h11.Connection, request: Request, response: Response) -> bytes:
    headers = [
        (name.encode("latin-1"), value.encode("latin-1")) for name, value in response.headers
    ]
    bodyless = response.status in (204, 304)
    if not bodyless:
        headers.append((b"content-length", str(len(response.body)).encode()))
    reply = h11.Response(status_code=response.status, headers=headers)
    parts = [connection.send(reply) or b""]
    if response.body and not bodyless and request.method != "HEAD":
        parts.append(connection.send(h11.Data(data=response.body)) or b"")
    parts.append(connection.send(h11.EndOfMessage()) or b"")
    return b"".join(parts)


def _plain(status: int, text: str) -> bytes:
    reason = {
        400: "Bad Request",
        403: "Forbidden",
        413: "Content Too Large",
        431: "Request Header Fields Too Large",
    }.get(status, "Error")
    body = f"{text}\n".encode()
    lines = [
        f"HTTP/1.1 {status} {reason}",
        "Content-Type: text/plain; charset=utf-8",
        f"Content-Length: {len(body)}",
        "Connection: close",
        "",
        "",
    ]
    return "\r\n".join(lines).encode("latin-1") + body
