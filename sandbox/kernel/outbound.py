"""Calls that a platform makes to its users' servers: what to send, and sending it.

A target is an ASGI application, the base URL of a server that really listens, or `DIRECT`: the
address as it is, for this machine's own. No other address is ever reached: a host without target
is a refused connection.
"""

from __future__ import annotations

import asyncio
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import msgspec

from sandbox.kernel.routing import Request, Response

__all__ = ["DIRECT", "Call", "is_loopback", "send"]

DIRECT = object()


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """One HTTP request to the outside. Seconds: how long the platform waits at most."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    connect_seconds: float
    total_seconds: float

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""

    def request(self) -> Request:
        """The call as the exchange log keeps it."""
        parts = urlsplit(self.url)
        return Request(
            self.method,
            parts.netloc,
            parts.path or "/",
            parts.query,
            self.headers,
            self.body,
            parts.scheme,
        )


def is_loopback(host: str) -> bool:
    """This machine itself: `localhost`, `127.0.0.0/8`, `::1`."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


async def send(call: Call, target: Any) -> Response | None:
    """The answer; None when there is none (refused, cut, too late). Redirects are answers."""
    if target is None:
        return None
    import httpx  # slow to load; most worlds call nobody

    transport: httpx.AsyncBaseTransport | None = None
    url = call.url
    if isinstance(target, str):
        parts = urlsplit(call.url)
        tail = f"?{parts.query}" if parts.query else ""
        url = f"{target.rstrip('/')}{parts.path}{tail}"
    elif target is not DIRECT:
        transport = httpx.ASGITransport(app=target, raise_app_exceptions=False)
    limits = httpx.Timeout(call.total_seconds, connect=call.connect_seconds)
    headers = [*call.headers, ("Host", urlsplit(call.url).netloc)]
    try:
        async with (
            asyncio.timeout(call.total_seconds),
            httpx.AsyncClient(
                transport=transport,
                timeout=limits,
                trust_env=False,
                verify=target is not DIRECT,  # nobody can have a public certificate for loopback
            ) as http,
        ):
            answer = await http.request(call.method, url, headers=headers, content=call.body)
    except (httpx.TransportError, TimeoutError):
        return None
    return Response(answer.status_code, answer.content, answer.headers.multi_items())
