"""An HTTPS proxy that answers for the platforms' own host names.

A client keeps its production URLs; it is only told `HTTPS_PROXY` and to trust our authority. The
proxy ends TLS for the hosts that the world serves, with certificates of an authority made at
start, and hands each request to the world. Any other host is refused before TLS, by name, so
nothing that a client does can leave this machine.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType

import h11
import trustme

from sandbox.kernel.faults import ConnectionLost
from sandbox.kernel.routing import Request, Response
from sandbox.kernel.transport import UnknownHost
from sandbox.world import World

__all__ = ["Authority", "Proxy"]

_CHUNK = 65_536
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
        self._open: set[asyncio.StreamWriter] = set()

    @property
    def url(self) -> str:
        return f"http://{self._host}:{self._port}"

    async def __aenter__(self) -> Proxy:
        self._server = await asyncio.start_server(self._serve, self._host, self._port)
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
        for writer in list(self._open):
            writer.transport.abort()
        await asyncio.sleep(0)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            host = await self._accept(reader, writer)
            if host is not None:
                await writer.start_tls(self.authority.context_for(host))
                await self._converse(host, reader, writer)
        except (ConnectionError, ssl.SSLError, asyncio.IncompleteReadError, EOFError):
            pass  # the client went away, or does not trust us: its side reports that
        except asyncio.LimitOverrunError:
            writer.write(_plain(431, "The CONNECT request is too long."))
        finally:
            self._open.discard(writer)
            writer.close()

    async def _accept(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> str | None:
        """Read the CONNECT; answer it. The host to impersonate, or None when refused."""
        head = await reader.readuntil(_END_OF_HEAD)
        words = head.split(b"\r\n", 1)[0].decode("latin-1").split()
        if len(words) != 3 or words[0] != "CONNECT":
            writer.write(_plain(400, "This proxy speaks CONNECT only; use https URLs."))
            return None
        host = words[1].rsplit(":", 1)[0].strip("[]").lower()
        try:
            self.world.platform_for(host)
        except UnknownHost as unknown:
            writer.write(_plain(403, f"connector-sandbox does not answer for {host}: {unknown}"))
            return None
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await writer.drain()
        return host

    async def _converse(
        self, host: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Keep-alive conversation inside the tunnel."""
        connection = h11.Connection(h11.SERVER)
        while True:
            try:
                request = await _read_request(connection, host, reader)
            except h11.RemoteProtocolError as error:
                writer.write(_plain(error.error_status_hint, "Malformed HTTP request."))
                return
            if request is None:
                return
            try:
                response = await self.world.handle(request)
            except ConnectionLost:
                writer.transport.abort()
                return
            writer.write(_encode(connection, request, response))
            await writer.drain()
            if connection.our_state is h11.MUST_CLOSE:
                return
            connection.start_next_cycle()


async def _read_request(
    connection: h11.Connection, host: str, reader: asyncio.StreamReader
) -> Request | None:
    """The next request of the tunnel; None when the client closed it."""
    head: h11.Request | None = None
    body = bytearray()
    while True:
        event = connection.next_event()
        if event is h11.NEED_DATA:
            connection.receive_data(await reader.read(_CHUNK))
        elif isinstance(event, h11.Request):
            head = event
        elif isinstance(event, h11.Data):
            body += event.data
            if len(body) > _BODY_LIMIT:
                raise h11.RemoteProtocolError("body too large", error_status_hint=413)
        elif isinstance(event, h11.EndOfMessage) and head is not None:
            raw_path, _, raw_query = head.target.decode("latin-1").partition("?")
            headers = [
                (name.decode("latin-1"), value.decode("latin-1")) for name, value in head.headers
            ]
            return Request(
                head.method.decode("ascii"), host, raw_path, raw_query, headers, bytes(body)
            )
        elif isinstance(event, h11.ConnectionClosed):
            return None


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


def _plain(status: int, text: str, headers: Iterable[str] = ()) -> bytes:
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
        *headers,
        "",
        "",
    ]
    return "\r\n".join(lines).encode("latin-1") + body
