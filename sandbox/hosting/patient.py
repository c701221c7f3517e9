"""uvicorn's connection, with an end to its patience.

uvicorn waits for ever for a request that began and for a client that does not take its answer in.
Here a request has to be there within `PATIENCE` seconds of its first byte, and so has every piece
of an answer. An application finds the function that breaks the connection in its scope.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from sandbox.hosting.conversation import IDLE, PATIENCE, plain
from sandbox.hosting.front import ABORT

__all__ = ["patient_protocol"]


def patient_protocol(patience: float = PATIENCE) -> type[HttpToolsProtocol]:
    """The protocol class to be given to uvicorn."""

    class Patient(HttpToolsProtocol):
        _timer: asyncio.TimerHandle | None = None

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            # As narrow as uvicorn's own signature, which mypy accepts nowhere.
            super().connection_made(transport)
            self._wait(IDLE, transport.close)

        def connection_lost(self, exc: Exception | None) -> None:
            self._stop()
            super().connection_lost(exc)

        def data_received(self, data: bytes) -> None:
            if self.cycle is None or self.cycle.response_complete:
                self._wait(patience, self._too_slow)
            super().data_received(data)

        def on_message_begin(self) -> None:
            super().on_message_begin()
            scope: Any = self.scope
            scope[ABORT] = self.transport.abort

        def on_message_complete(self) -> None:
            self._stop()
            super().on_message_complete()

        def pause_writing(self) -> None:
            super().pause_writing()
            self._wait(patience, self.transport.abort)

        def resume_writing(self) -> None:
            self._stop()
            super().resume_writing()

        def _wait(self, seconds: float, then: Any) -> None:
            self._stop()
            self._timer = self.loop.call_later(seconds, then)

        def _stop(self) -> None:
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None

        def _too_slow(self) -> None:
            if not self.transport.is_closing():
                self.transport.write(plain(408, "The request took too long to arrive."))
                self.transport.close()

    return Patient
