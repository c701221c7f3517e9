"""`connector drive` on the command line: JSON lines on the standard streams, or POSTs to a port."""

from __future__ import annotations

import asyncio
import json as json_text
import signal
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from connector.cli_output import NO, OK, USAGE
from connector.driving import Driving, MalformedCall
from connector.listening import CannotListen, listening
from connector.listening import place as check_place

__all__ = ["run_driver"]

LONGEST = 4 * 1024 * 1024
Message = dict[str, Any]


def run_driver(listen: str = "") -> tuple[int, str]:
    """Until the input ends, or until SIGTERM or SIGINT. The exit code, and why."""
    try:
        if listen:
            check_place(listen)
        asyncio.run(_serve(listen) if listen else _converse())
    except ValueError as wrong:
        return USAGE, str(wrong)
    except CannotListen as taken:
        return NO, str(taken)
    return OK, ""


async def _converse() -> None:
    """One line in, one line out; in between it may ask for time to pass."""

    async def wait(seconds: float) -> datetime:
        _say({"wait": seconds})
        return datetime.fromisoformat((await _next_line())["now"])

    driving = Driving(wait)
    try:
        while (call := await _next_line()) != {}:
            _say(await driving.answer(call))
    finally:
        await driving.aclose()


async def _next_line() -> Message:
    """Empty at the end. Raises MalformedCall."""
    line = await asyncio.to_thread(sys.stdin.buffer.readline)
    return _read(line) if line.strip() else {}


def _say(message: Message) -> None:
    print(json_text.dumps(message), flush=True)


def _read(said: bytes) -> Message:
    try:
        found = json_text.loads(said)
    except ValueError as wrong:
        raise MalformedCall(f"a call is one JSON object on one line: {wrong}") from wrong
    if not isinstance(found, dict):
        raise MalformedCall("a call is one JSON object on one line")
    return found


async def _serve(listen: str) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    driving = Driving()
    try:
        async with listening(Post(driving.answer), listen) as there:
            _say({"listening": f"http://{there}"})
            await stop.wait()
    finally:
        await driving.aclose()


class Post:
    """An ASGI application: a POST is a call, whatever its path."""

    def __init__(self, answer: Callable[[Message], Awaitable[Message]]) -> None:
        self._answer = answer

    async def __call__(self, scope: Message, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        status, said = await self._said(scope, receive)
        body = json_text.dumps(said).encode()
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(body)).encode()),
        ]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _said(self, scope: Message, receive: Any) -> tuple[int, Message]:
        if scope["method"] != "POST":
            return 405, {"error": "calls are POSTs"}
        body = bytearray()
        more = True
        while more:
            part = await receive()
            if part["type"] == "http.disconnect":
                return 400, {"error": "the call did not arrive"}
            body += part.get("body", b"")
            more = part.get("more_body", False)
            if len(body) > LONGEST:
                return 413, {"error": f"a call has {LONGEST} bytes at most"}
        try:
            return 200, await self._answer(_read(bytes(body)))
        except MalformedCall as wrong:
            return 400, {"error": str(wrong)}
