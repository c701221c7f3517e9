"""HTTP/1.1 inside a tunnel: keep-alive, one request at a time, in order.

Nothing a client does holds the server up: a request has to be there within `patience` seconds of
its first byte, a body is read no further than the platform takes, and a large answer goes out in
pieces, each of which the client has to take in within `patience` seconds.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from email.utils import formatdate
from http import HTTPStatus
from typing import TYPE_CHECKING, Protocol, cast

import h11

from sandbox.hosting.hub import UnknownWorld
from sandbox.kernel.faults import ConnectionLost
from sandbox.kernel.routing import Request, Response

if TYPE_CHECKING:
    from sandbox.hosting.hub import Hub

__all__ = ["IDLE", "PATIENCE", "PIECE", "Conversation", "abort", "plain"]

PATIENCE = 30.0
IDLE = 75.0  # seconds that a connection is kept between requests
PIECE = 64 * 1024
_REASONS = {each.value: each.phrase.encode() for each in HTTPStatus}
_EXPECTED = h11.InformationalResponse(status_code=100, headers=[])


class Host(Protocol):
    """Where a conversation takes place: the proxy."""

    hub: Hub
    port: int
    patience: float

    def opened(self, transport: asyncio.BaseTransport) -> None: ...
    def closed(self, transport: asyncio.BaseTransport) -> None: ...
    def start(self, work: Coroutine[None, None, None]) -> None: ...


class Conversation(asyncio.Protocol):
    """`host` is what the client asked the proxy for, `user` the world it named, if any."""

    def __init__(self, proxy: Host, host: str, user: str = "") -> None:
        self._proxy = proxy
        self._host = host
        self._user = user
        self._largest = proxy.hub.answers_for(host).largest_body
        self._http = h11.Connection(h11.SERVER)
        self._transport: asyncio.Transport | None = None
        self._head: h11.Request | None = None
        self._body = bytearray()
        self._oversized = False
        self._begun = False  # a request is arriving
        self._answering = False
        self._writable = asyncio.Event()
        self._writable.set()
        self._timer: asyncio.TimerHandle | None = None

    # -- the connection ------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # start_tls does not call this; bytes may arrive before `Gate` does.
        self._transport = cast("asyncio.Transport", transport)
        self._proxy.opened(transport)
        self._wait(IDLE)
        self._advance()

    def connection_lost(self, error: Exception | None) -> None:
        self._writable.set()
        self._wait(None)
        if self._transport is not None:
            self._proxy.closed(self._transport)

    def pause_writing(self) -> None:
        self._writable.clear()

    def resume_writing(self) -> None:
        self._writable.set()

    def eof_received(self) -> bool:
        return False  # let the transport close

    def data_received(self, data: bytes) -> None:
        try:
            self._http.receive_data(data)
        except h11.RemoteProtocolError as error:
            self._malformed(error)
            return
        self._advance()

    def _wait(self, seconds: float | None) -> None:
        """For the client's next step, so long and no longer; None: it is not its turn."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if seconds is not None:
            self._timer = asyncio.get_running_loop().call_later(seconds, self._too_slow)

    def _too_slow(self) -> None:
        if self._transport is None:
            return
        if self._begun:
            self._transport.write(plain(408, "The request took too long to arrive."))
        self._transport.close()

    # -- requests ------------------------------------------------------------------------------

    def _advance(self) -> None:
        """Take events until a request is whole or more bytes are needed."""
        while self._transport is not None and not self._answering:
            try:
                event = self._http.next_event()
            except h11.RemoteProtocolError as error:
                self._malformed(error)
                return
            if event is h11.NEED_DATA or event is h11.PAUSED:
                self._await_more(self._transport)
                return
            if isinstance(event, h11.Request):
                self._head, self._body, self._oversized = event, bytearray(), False
            elif isinstance(event, h11.Data):
                self._take(event.data)
            elif isinstance(event, h11.EndOfMessage) and self._head is not None:
                self._answering = True
                self._wait(None)
                self._begun = False
                self._proxy.start(self._respond(self._request(self._head), self._transport))
            elif isinstance(event, h11.ConnectionClosed):
                self._transport.close()
                return

    def _await_more(self, transport: asyncio.Transport) -> None:
        if self._http.they_are_waiting_for_100_continue:
            transport.write(self._http.send(_EXPECTED) or b"")
        arriving = self._head is not None or bool(self._http.trailing_data[0])
        if arriving and not self._begun:  # its clock is wound once
            self._begun = True
            self._wait(self._proxy.patience)

    def _take(self, data: bytes | bytearray) -> None:
        if self._oversized or len(self._body) + len(data) > self._largest:
            self._oversized = True  # read on, so that the client gets to hear it
            self._body.clear()
        else:
            self._body += data

    def _request(self, head: h11.Request) -> Request:
        raw_path, _, raw_query = head.target.decode("latin-1").partition("?")
        headers = [
            (name.decode("latin-1"), value.decode("latin-1")) for name, value in head.headers
        ]
        method = head.method.decode("ascii")
        return Request(method, self._host, raw_path, raw_query, headers, bytes(self._body))

    # -- answers -------------------------------------------------------------------------------

    async def _respond(self, request: Request, transport: asyncio.Transport) -> None:
        hub, user, port = self._proxy.hub, self._user, self._proxy.port
        try:
            response = await hub.handle(request, user=user, port=port, oversized=self._oversized)
        except ConnectionLost:
            abort(transport)
            return
        except UnknownWorld as unknown:  # it was closed while the connection was open
            transport.write(plain(403, f"connector-sandbox: {unknown.args[0]}"))
            transport.close()
            return
        if not await self._send(request, response, transport):
            return
        self._head, self._body, self._answering = None, bytearray(), False
        if self._http.our_state is h11.MUST_CLOSE:
            transport.close()
            return
        self._http.start_next_cycle()
        self._wait(IDLE)
        self._advance()

    async def _send(
        self, request: Request, response: Response, transport: asyncio.Transport
    ) -> bool:
        """False: the client is gone, or too slow."""
        body = b"" if request.method == "HEAD" or bodyless(response) else response.body
        head = self._http.send(_head(response)) or b""
        for start in range(0, len(body), PIECE):
            piece = self._http.send(h11.Data(data=body[start : start + PIECE])) or b""
            if transport.is_closing():
                return False
            transport.write(head + piece)
            head = b""
            if not self._writable.is_set() and not await self._room():
                abort(transport)
                return False
        if transport.is_closing():
            return False
        rest = head + (self._http.send(h11.EndOfMessage()) or b"")
        if rest:
            transport.write(rest)
        return True

    async def _room(self) -> bool:
        """The client has taken in most of what was sent; False: it did not."""
        try:
            await asyncio.wait_for(self._writable.wait(), self._proxy.patience)
        except TimeoutError:
            return False
        return True

    def _malformed(self, error: h11.RemoteProtocolError) -> None:
        self._wait(None)
        if self._transport is not None:
            self._transport.write(plain(error.error_status_hint, "Malformed HTTP request."))
            self._transport.close()


def abort(transport: asyncio.BaseTransport) -> None:
    """Close at once, as a broken line does."""
    cast("asyncio.WriteTransport", transport).abort()


def bodyless(response: Response) -> bool:
    return response.status in (204, 304)


def _head(response: Response) -> h11.Response:
    headers = [
        (name.encode("latin-1"), value.encode("latin-1")) for name, value in response.headers
    ]
    if response.header("date") is None:
        headers.append((b"Date", formatdate(usegmt=True).encode()))
    if not bodyless(response):
        headers.append((b"content-length", str(len(response.body)).encode()))
    reason = _REASONS.get(response.status, b"")
    return h11.Response(status_code=response.status, headers=headers, reason=reason)


def plain(status: int, text: str) -> bytes:
    """An answer of ours, not of a platform: a whole one, after which the connection ends."""
    body = f"{text}\n".encode()
    lines = [
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}",
        "Content-Type: text/plain; charset=utf-8",
        f"Content-Length: {len(body)}",
        "Connection: close",
        "",
        "",
    ]
    return "\r\n".join(lines).encode("latin-1") + body
