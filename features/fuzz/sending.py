"""One request through the served application, as the server's socket would hand it over."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field, replace
from typing import Any

from sandbox.hosting.front import Application

__all__ = ["Answer", "Line", "Sent"]


@dataclass(frozen=True)
class Sent:
    """A request on its way. `host` is its Host header; header names may repeat."""

    method: str
    host: str
    path: str
    query: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def header(self, name: str) -> str:
        return next((value for known, value in self.headers if known.lower() == name), "")

    def with_header(self, name: str, value: str | None) -> Sent:
        """The header replaced, or left out when `value` is None."""
        kept = tuple(each for each in self.headers if each[0].lower() != name)
        return replace(self, headers=kept if value is None else (*kept, (name, value)))

    def told(self) -> str:
        """In a line or two, for whoever wants to send it again."""
        tail = f"?{self.query}" if self.query else ""
        head = f"{self.method} https://{self.host}{self.path}{tail}"[:400]
        typed = self.header("content-type")
        body = self.body[:600].decode("utf-8", "backslashreplace")
        more = f" ... ({len(self.body)} bytes)" if len(self.body) > 600 else ""
        return f"{head} [{typed[:80]}] {body}{more}".rstrip()


@dataclass
class Answer:
    """`error`: what came out of the application instead of an answer."""

    status: int = 0
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""
    seconds: float = 0.0
    error: Exception | None = None


class Line:
    """A connection to an application; it has an event loop of its own."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self._loop = asyncio.new_event_loop()

    def close(self) -> None:
        self._loop.close()

    def send(self, sent: Sent) -> Answer:
        answer = Answer()
        # Of this thread's processor: what other programs do meanwhile is no part of the call.
        began = time.thread_time()
        try:
            self._loop.run_until_complete(self._exchange(sent, answer))
        except Exception as error:  # noqa: BLE001 - a server would answer 500 here
            answer.error = error
        answer.seconds = time.thread_time() - began
        return answer

    async def _exchange(self, sent: Sent, answer: Answer) -> None:
        parts: list[dict[str, Any]] = [
            {"type": "http.request", "body": sent.body, "more_body": False}
        ]

        async def receive() -> dict[str, Any]:
            return parts.pop() if parts else {"type": "http.disconnect"}

        async def take(message: Any) -> None:
            if message["type"] == "http.response.start":
                answer.status = message["status"]
                answer.headers = list(message["headers"])
            else:
                answer.body += message.get("body", b"")

        await self.application(_scope(sent), receive, take)


def _scope(sent: Sent) -> dict[str, Any]:
    raw_path = sent.path.encode("utf-8", "surrogatepass")
    headers = [(b"host", sent.host.encode("latin-1", "replace"))]
    headers += [
        (name.lower().encode("latin-1", "replace"), value.encode("utf-8", "surrogatepass"))
        for name, value in sent.headers
    ]
    headers.append((b"content-length", b"%d" % len(sent.body)))
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": sent.method,
        "scheme": "http",
        "path": _path(raw_path),
        "raw_path": raw_path,
        "root_path": "",
        "query_string": sent.query.encode("utf-8", "surrogatepass"),
        "headers": headers,
        "client": ("127.0.0.1", 40000),
        "server": ("127.0.0.1", 8800),
    }


def _path(raw_path: bytes) -> str:
    from urllib.parse import unquote

    return unquote(raw_path.decode("latin-1"))
