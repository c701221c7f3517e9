"""How calls reach a driver: a command that speaks JSON lines, or HTTP."""

from __future__ import annotations

import asyncio
import os
import shlex
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import IO, Protocol

import httpx
import msgspec

from features.driver.contract import Answer, Call, Wait, decode_answer, encode_call

__all__ = ["Carrier", "DriverFailed", "DriverGone", "DriverMissing", "carrier_for"]

PATIENCE = 120.0
"""Seconds that a driver may take for an answer."""
LeaveTime = Callable[[timedelta], datetime]
"""Lets world time pass; the world's time then."""


class DriverMissing(Exception):
    """The driver cannot be started or reached."""


class DriverFailed(Exception):
    """The driver did not answer as the contract says."""


class DriverGone(DriverFailed):
    """The driver's process ended without an answer. `quietly`: with exit status 0."""

    quietly = False


class Carrier(Protocol):
    """`kills`: the engine can be ended at any moment."""

    kills: bool

    async def call(self, call: Call, let_pass: LeaveTime) -> Answer:
        """Raises DriverMissing, DriverFailed and BrokenAnswer."""
        ...

    def kill(self) -> None:
        """At once, as a machine that loses its power. Nothing for one that cannot be killed."""
        ...

    def another(self) -> Carrier:
        """A second one to the same engine, beside this one."""
        ...

    def close(self) -> None: ...


def carrier_for(driver: str, patience: float = PATIENCE) -> Carrier:
    """`http://...`, or a command. Raises DriverMissing when there is no such command or nobody
    listens there."""
    if driver.startswith(("http://", "https://")):
        return HttpCarrier(driver, patience).reached()
    try:
        words = shlex.split(driver)
    except ValueError as wrong:
        raise DriverMissing(f"--driver {driver!r} is no command: {wrong}") from wrong
    if not words or shutil.which(words[0]) is None:
        raise DriverMissing(f"there is no command {words[0] if words else ''!r}")
    return CommandCarrier(words, patience)


class CommandCarrier:
    """One line in, one line out. A process that ends after its answer is started again for the next
    call; one that stays is asked again until its scenario is over."""

    kills = True

    def __init__(self, command: list[str], patience: float) -> None:
        self._command = command
        self._patience = patience
        self._process: subprocess.Popen[bytes] | None = None
        self._complaints: IO[bytes] | None = None

    def another(self) -> CommandCarrier:
        return CommandCarrier(self._command, self._patience)

    async def call(self, call: Call, let_pass: LeaveTime) -> Answer:
        stayed = self._process is not None
        try:
            return await self._converse(call, let_pass)
        except DriverGone as gone:
            if not (stayed and gone.quietly):
                raise
        # It was about to end after its last answer when this call came.
        return await self._converse(call, let_pass)

    async def _converse(self, call: Call, let_pass: LeaveTime) -> Answer:
        process = self._running(call.environment)
        line = encode_call(call)
        while True:
            said = await self._say(process, line)
            answer = decode_answer(said, may_wait=True)
            if isinstance(answer, Answer):
                return answer
            line = msgspec.json.encode({"now": let_pass(_span(answer))})

    def kill(self) -> None:
        if self._process is not None and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()  # whoever reads its output reads the end of it, then lets go

    def close(self) -> None:
        """Its input ends, which a driver takes as its own end; else it is killed."""
        process = self._process
        if process is not None and process.poll() is None and process.stdin is not None:
            try:
                process.stdin.close()
                process.wait(timeout=2)
            except (BrokenPipeError, subprocess.TimeoutExpired):
                self.kill()
        self._let_go()

    def _running(self, environment: dict[str, str]) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self._let_go()
        around = {name: value for name, value in os.environ.items() if name.lower() != "no_proxy"}
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
        try:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._complaints,
                env={**around, **environment},
                start_new_session=True,  # so that whatever it starts ends with it
            )
        except OSError as wrong:
            self._let_go()
            raise DriverMissing(
                f"{self._command[0]} cannot be started: {wrong.strerror}"
            ) from wrong
        return self._process

    async def _say(self, process: subprocess.Popen[bytes], line: bytes) -> bytes:
        """Its next line. The proxy that it works through lives in this loop, so the wait is done
        elsewhere."""
        asked = asyncio.ensure_future(asyncio.to_thread(_exchange, process, line))
        done, _ = await asyncio.wait({asked}, timeout=self._patience)
        if not done:
            self.kill()
            await asked
            raise DriverFailed(f"the driver gave no answer within {self._patience:g} s")
        said = asked.result()
        if not said:
            ended, complaint = await asyncio.to_thread(self._ended, process)
            self._let_go()
            gone = DriverGone(f"the driver ended ({ended}) without an answer{complaint}")
            gone.quietly = ended == 0
            raise gone
        return said

    def _ended(self, process: subprocess.Popen[bytes]) -> tuple[int, str]:
        try:
            code = process.wait(timeout=5)
        except subprocess.TimeoutExpired:  # it closed its output and stays
            os.killpg(process.pid, signal.SIGKILL)
            code = process.wait()
        said = ""
        if self._complaints is not None:
            self._complaints.seek(0)
            said = self._complaints.read().decode(errors="replace").strip()[-1500:]
        return code, f":\n{said}" if said else ""

    def _let_go(self) -> None:
        if self._process is not None:
            for stream in (self._process.stdin, self._process.stdout):
                if stream is not None and not stream.closed:
                    try:
                        stream.close()
                    except BrokenPipeError:  # it never took what was written last
                        continue
            self._process = None
        if self._complaints is not None:
            self._complaints.close()
            self._complaints = None


def _exchange(process: subprocess.Popen[bytes], line: bytes) -> bytes:
    """Empty when the process ended."""
    if process.stdin is None or process.stdout is None:
        raise DriverFailed("the driver has no pipes")
    try:
        process.stdin.write(line + b"\n")
        process.stdin.flush()
    except BrokenPipeError:
        return b""
    return process.stdout.readline()


def _span(wait: Wait) -> timedelta:
    if not 0 <= wait.wait <= 86_400:
        raise DriverFailed(f"the driver wants to wait {wait.wait} s; a day is the longest")
    return timedelta(seconds=wait.wait)


class HttpCarrier:
    """Each call is a POST to the base URL; status 200 and an answer."""

    kills = False

    def __init__(self, url: str, patience: float) -> None:
        self._url = url
        self._patience = patience

    def reached(self) -> HttpCarrier:
        """Raises DriverMissing when nothing answers there, whatever it says."""
        try:
            httpx.get(self._url, timeout=5, trust_env=False)
        except httpx.TransportError as nobody:
            raise DriverMissing(f"nobody answers at {self._url}: {nobody}") from nobody
        return self

    def another(self) -> HttpCarrier:
        return self

    async def call(self, call: Call, let_pass: LeaveTime) -> Answer:
        headers = {"content-type": "application/json"}
        try:
            async with httpx.AsyncClient(timeout=self._patience, trust_env=False) as http:
                answer = await http.post(self._url, content=encode_call(call), headers=headers)
        except httpx.TransportError as lost:
            raise DriverFailed(
                f"{self._url} gave no answer: {lost or type(lost).__name__}"
            ) from lost
        if answer.status_code != 200:
            raise DriverFailed(f"{self._url} answered {answer.status_code}: {answer.text[:1000]}")
        said = decode_answer(answer.content)
        assert isinstance(said, Answer)  # only a command may ask for time
        return said

    def kill(self) -> None:
        """It is not ours."""

    def close(self) -> None:
        """Nothing is kept open."""
