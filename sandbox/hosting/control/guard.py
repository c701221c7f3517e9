"""Who may use the control API.

It can do anything to a world, so it answers programs on this machine and nobody else, unless a
token was agreed. A page in this machine's browser is not a program of its user: a foreign Origin,
a cross-site fetch and a foreign Host (a name that was made to point here) are refused before
anything is read. Bodies are bounded.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from http import HTTPStatus
from ipaddress import ip_address
from urllib.parse import urlsplit

from sandbox.hosting.control import Application, Control, Receive, Scope, Send
from sandbox.hosting.control.errors import ControlError, answer

__all__ = ["LARGEST_BODY", "Guard"]

LARGEST_BODY = 1024 * 1024
_READS = ("GET", "HEAD", "OPTIONS")


class Guard:
    """Lets through to `application` what may be served."""

    def __init__(self, application: Application, control: Control) -> None:
        self._application = application
        self._control = control

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        headers = {
            name.decode("latin-1").lower(): value.decode("latin-1")
            for name, value in scope["headers"]
        }
        try:
            self._check_caller(scope, headers)
            self._check_page(headers)
            if scope["method"] not in _READS:
                body = await _read(headers, receive)
                _check_type(headers, body)
                receive = _again(body, receive)
        except ControlError as refused:
            await answer(refused)(scope, receive, send)
            return
        await self._application(scope, receive, send)

    def _check_caller(self, scope: Scope, headers: Mapping[str, str]) -> None:
        if self._control.token:
            scheme, _, given = headers.get("authorization", "").partition(" ")
            same = hmac.compare_digest(given.strip().encode(), self._control.token.encode())
            if scheme.lower() != "bearer" or not same:
                raise ControlError(
                    HTTPStatus.UNAUTHORIZED,
                    "unauthorized",
                    "the control API asks for its token",
                    fix="send `Authorization: Bearer TOKEN` with the token the server was given",
                )
            return
        client = scope.get("client")
        if client is not None and not _is_loopback(client[0]):
            raise ControlError(
                HTTPStatus.FORBIDDEN,
                "forbidden",
                f"the control API answers this machine only, not {client[0]}",
                fix="start the server with a token for the control API",
            )

    def _check_page(self, headers: Mapping[str, str]) -> None:
        host = headers.get("host", "")
        if not self._is_ours(_name(f"//{host}")):
            raise ControlError(
                HTTPStatus.FORBIDDEN,
                "forbidden",
                f"the control API is not called {host!r}",
                field="Host",
                fix="call it by its address or as localhost",
            )
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc.lower() != host.lower():
            raise ControlError(
                HTTPStatus.FORBIDDEN,
                "forbidden",
                f"a page of {origin!r} may not use the control API",
                field="Origin",
                fix="call it from a program",
            )
        if headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
            raise ControlError(
                HTTPStatus.FORBIDDEN,
                "forbidden",
                "a page of another site may not use the control API",
                field="Sec-Fetch-Site",
                fix="call it from a program",
            )

    def _is_ours(self, name: str) -> bool:
        if name == "localhost" or name in self._control.hosts:
            return True
        return _is_address(name)  # rebinding needs a name; an address cannot point elsewhere


async def _read(headers: Mapping[str, str], receive: Receive) -> bytes:
    said = headers.get("content-length", "0")
    body = bytearray()
    more = not said.isdigit() or int(said) <= LARGEST_BODY
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            break
        body += message.get("body", b"")
        more = message.get("more_body", False) and len(body) <= LARGEST_BODY
    if len(body) > LARGEST_BODY or (said.isdigit() and int(said) > LARGEST_BODY):
        raise ControlError(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            "too_large",
            f"the body has more than {LARGEST_BODY} bytes",
            fix="send less at once",
        )
    return bytes(body)


def _check_type(headers: Mapping[str, str], body: bytes) -> None:
    """A form that a foreign page submits cannot be `application/json`."""
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if body and kind != "application/json":
        raise ControlError(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            "unsupported_media_type",
            f"the body is {kind or 'of no type'}, not application/json",
            field="Content-Type",
            fix="send JSON as `Content-Type: application/json`",
        )


def _again(body: bytes, receive: Receive) -> Receive:
    """The body once more, for whoever reads next."""
    parts = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> dict[str, object]:
        return parts.pop() if parts else dict(await receive())

    return replay


def _name(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _is_loopback(peer: str) -> bool:
    if not _is_address(peer):
        return False
    address = ip_address(peer)
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback
