"""The DevTools protocol over a WebSocket: commands with their answers, and events in between."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

__all__ = ["BrowserGone", "DevTools", "Refused", "listening"]

Event = dict[str, Any]
SECONDS = 60.0


class Refused(RuntimeError):
    """The browser says that a command cannot be carried out."""


class BrowserGone(RuntimeError):
    """The browser has ended, or says nothing any more."""


class DevTools:
    """One browser's ear and mouth; not for several threads."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._number = 0
        self.listeners: list[Callable[[Event], None]] = []
        self._heard: list[Event] = []

    def ask(self, method: str, session: str = "", **given: Any) -> dict[str, Any]:
        """The answer to a command. Raises Refused and BrowserGone."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": given}
        if session:
            message["sessionId"] = session
        try:
            self._socket.send(json.dumps(message))
        except ConnectionClosed as closed:
            raise BrowserGone(f"{method}: {closed}") from None
        end = time.monotonic() + SECONDS
        while True:
            answer = self._next(end, method)
            if answer.get("id") != self._number:
                continue
            if "error" in answer:
                raise Refused(f"{method}: {answer['error'].get('message')}")
            result: dict[str, Any] = answer["result"]
            return result

    def forget(self) -> None:
        """Events that came until now are not waited for."""
        self._heard.clear()

    def wait(
        self, method: str, fits: Callable[[Event], bool] = lambda _: True, seconds: float = SECONDS
    ) -> Event:
        """The first event of this kind since `forget`. Raises BrowserGone."""
        end = time.monotonic() + seconds
        seen = 0
        while True:
            for event in self._heard[seen:]:
                if event["method"] == method and fits(event["params"]):
                    params: Event = event["params"]
                    return params
            seen = len(self._heard)
            self._next(end, method)

    def _next(self, end: float, wanted: str) -> dict[str, Any]:
        try:
            message: dict[str, Any] = json.loads(
                self._socket.recv(timeout=max(0.0, end - time.monotonic()))
            )
        except TimeoutError:
            raise BrowserGone(f"the browser did not say {wanted} in time") from None
        except ConnectionClosed as closed:
            raise BrowserGone(f"{wanted}: {closed}") from None
        if "method" in message:
            self._heard.append(message)
            for listener in self.listeners:
                listener(message)
        return message


@contextmanager
def listening(address: str) -> Iterator[DevTools]:
    """The browser at a WebSocket's address, which is on this machine."""
    with connect(address, max_size=None, proxy=None, open_timeout=SECONDS) as socket:
        yield DevTools(socket)
