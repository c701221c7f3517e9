"""Where storefronts send their messages: a plain ASGI application beside the polling.

    app = Webhooks(engine)

A message says that an order changed; what is true of it is read from the storefront itself, never
from the message. So one that is lost costs time until the next poll, one that comes twice is known
by its id, and their order does not matter. The answer is given as soon as the message is on disk:
storefronts wait five seconds at most.

    200 taken (or known, or nothing to do)   400 a header or the body is not as it must be
    401 the signature is wrong               404 none of our stores     405 not POST     413 too big
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from enum import StrEnum
from typing import Any, Protocol

__all__ = ["DeliveryRefused", "Receiver", "Taken", "Webhooks"]

Message = MutableMapping[str, Any]
LONGEST = 5_000_000
"""Bytes; an order with hundreds of lines stays far below."""


class DeliveryRefused(Exception):
    """`status` is what the sender is answered."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


class Taken(StrEnum):
    NOTED = "noted"
    KNOWN = "known"
    NOTHING_TO_DO = "nothing to do"


class Receiver(Protocol):
    """The engine."""

    def receive(self, headers: Mapping[str, str], body: bytes) -> Taken:
        """Raises DeliveryRefused."""
        ...


class Webhooks:
    """`tell` is called after a message was taken: the worker need not wait for its next turn."""

    def __init__(self, receiver: Receiver, tell: Callable[[], None] = lambda: None) -> None:
        self._receiver = receiver
        self._tell = tell

    async def __call__(
        self,
        scope: Message,
        receive: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
    ) -> None:
        if scope["type"] == "lifespan":
            await _live(receive, send)
            return
        if scope["type"] != "http":
            raise RuntimeError(f"webhooks speak HTTP, not {scope['type']}")
        status, sentence = await self._answer(scope, receive)
        headers = [(b"content-type", b"text/plain; charset=utf-8")]
        if status == 405:
            headers.append((b"allow", b"POST"))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": f"{sentence}\n".encode()})

    async def _answer(
        self, scope: Message, receive: Callable[[], Awaitable[Message]]
    ) -> tuple[int, str]:
        if scope["method"] != "POST":
            return 405, "send messages with POST"
        body = b""
        while True:
            part = await receive()
            if part["type"] == "http.disconnect":
                return 400, "the connection was closed"
            body += part.get("body", b"")
            if len(body) > LONGEST:
                return 413, "the message is too big"
            if not part.get("more_body", False):
                break
        headers = {
            name.decode("latin-1").lower(): value.decode("latin-1")
            for name, value in scope["headers"]
        }
        try:
            taken = self._receiver.receive(headers, body)
        except DeliveryRefused as refused:
            return refused.status, refused.sentence
        if taken is Taken.NOTED:
            self._tell()
        return 200, taken


async def _live(
    receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            await send({"type": "lifespan.startup.complete"})
        else:
            await send({"type": "lifespan.shutdown.complete"})
            return
