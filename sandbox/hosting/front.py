"""All platforms on one port: the ASGI application of a served sandbox.

    /netsuite/services/rest/...        a platform under its name, for a client with a base URL
    Host: acme-outdoor.myshopify.com   a platform under its own name, for a client whose host names
                                       were pointed here
    /_sandbox/v1/...                   the control API

Every path below a platform's name is answered by that platform's route table, with plain function
calls; no framework stands in between. A request is read no further than its platform takes, and a
large answer goes out in pieces.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from sandbox.hosting.conversation import PIECE, bodyless
from sandbox.hosting.hub import Hub
from sandbox.kernel.faults import ConnectionLost
from sandbox.kernel.platform import Platform
from sandbox.kernel.routing import Request, Response

__all__ = ["ABORT", "CONTROL", "Application", "create_app"]

CONTROL = "/_sandbox"
ABORT = "sandbox.abort"
"""In a request's scope: the function that breaks its connection."""

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


def create_app(hub: Hub, control: Application | None = None) -> Application:
    """The application; `control` answers below `/_sandbox/`."""
    return Front(hub, control)


class Front:
    def __init__(self, hub: Hub, control: Application | None = None) -> None:
        self._hub = hub
        self._control = control
        self._platforms = {f"/{each.name}": each for each in hub.platforms()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._dispatch(scope, receive, send)
        except asyncio.CancelledError:  # the server ends, and has waited long enough
            await _break(scope, receive)

    async def _dispatch(self, scope: Scope, receive: Receive, send: Send) -> None:
        raw_path = scope["raw_path"].decode("latin-1")
        first = raw_path[: raw_path.find("/", 1)] if "/" in raw_path[1:] else raw_path
        platform = self._platforms.get(first)
        headers = [(n.decode("latin-1"), v.decode("latin-1")) for n, v in scope["headers"]]
        named = next((value for name, value in headers if name == "host"), "")
        if platform is not None:
            path = raw_path[len(first) :] or "/"
            base = f"{scope['scheme']}://{named}{first}"
            await self._platform(platform, path, base, headers, scope, receive, send)
        elif first == CONTROL and self._control is not None:
            await self._control(scope, receive, send)
        elif (own := self._hub.platform_of(_name(named))) is not None:
            await self._platform(own, raw_path, "", headers, scope, receive, send)
        else:
            await _answer(self._nothing(), scope, send)

    async def _platform(
        self,
        platform: Platform,
        path: str,
        base: str,
        headers: list[tuple[str, str]],
        scope: Scope,
        receive: Receive,
        send: Send,
    ) -> None:
        """`base` is empty for a client that uses the platform's own host name."""
        body, oversized = await _body(receive, platform.largest_body)
        if body is None:
            return  # the client is gone
        host = "" if base else _name(next(value for name, value in headers if name == "host"))
        query = scope["query_string"].decode("latin-1")
        request = Request(scope["method"], host, path, query, headers, body, "https", base)
        try:
            if base:
                response = await self._hub.handle_below(platform.name, request, oversized=oversized)
            else:
                response = await self._hub.handle(request, oversized=oversized)
        except ConnectionLost:
            await _break(scope, receive)
            return
        await _answer(response, scope, send)

    def _nothing(self) -> Response:
        places = ", ".join([*self._platforms, f"{CONTROL}/v1/"])
        return Response.json({"error": f"Nothing here. This sandbox answers below {places}."}, 404)


async def _break(scope: Scope, receive: Receive) -> None:
    """End the connection as a broken line does, and see it ended."""
    scope[ABORT]()
    while (await receive())["type"] != "http.disconnect":
        pass


async def _body(receive: Receive, largest: int) -> tuple[bytes | None, bool]:
    """The body, and whether it was too large to be kept; None: the client went away."""
    message = await receive()
    if message["type"] == "http.request" and not message.get("more_body"):
        whole: bytes = message.get("body", b"")
        return (b"", True) if len(whole) > largest else (whole, False)
    body, oversized = bytearray(), False
    while True:
        if message["type"] == "http.disconnect":
            return None, oversized
        body += message.get("body", b"")
        if len(body) > largest:
            oversized = True  # read on, so that the client gets to hear it
        if oversized:
            body.clear()
        if not message.get("more_body"):
            return bytes(body), oversized
        message = await receive()


async def _answer(response: Response, scope: Scope, send: Send) -> None:
    headers = [
        (name.lower().encode("latin-1"), value.encode("latin-1"))
        for name, value in response.headers
    ]
    body = response.body
    if bodyless(response):
        body = b""
    else:
        headers.append((b"content-length", b"%d" % len(body)))
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    at = 0
    while len(body) - at > PIECE and scope["method"] != "HEAD":
        piece = body[at : at + PIECE]
        await send({"type": "http.response.body", "body": piece, "more_body": True})
        at += PIECE
    await send({"type": "http.response.body", "body": body[at:]})


def _name(host: str) -> str:
    """The host name of a Host header, without the port."""
    return host.rpartition(":")[0].lower() if host.rpartition(":")[2].isdigit() else host.lower()
