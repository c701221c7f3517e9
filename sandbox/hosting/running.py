"""A server that runs already, as another process of this machine finds it.

By its ready file, or by its address: what a client of a world must be told is asked of the server
itself, since tokens that rotate are only good as it has them now.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import ProxyHandler, Request, build_opener

import msgspec

__all__ = ["DEFAULT_URL", "NotRunning", "Running", "find", "run_with", "started"]

DEFAULT_URL = "http://127.0.0.1:8800"
_SECONDS = 10.0
_START_SECONDS = 60.0


class NotRunning(RuntimeError):
    """No server answers there, or none could be started; the text says what to do."""


class Running(msgspec.Struct, frozen=True, kw_only=True):
    """A server that answered. `token`: what its control API asks for, if anything."""

    url: str
    token: str = ""

    def environment(self, world: str = "") -> dict[str, str]:
        """What a client of `world` (else the default) has to be told. Raises NotRunning, and
        LookupError for an unknown world."""
        query = f"?{urlencode({'world': world})}" if world else ""
        try:
            found = self._get(f"/_sandbox/v1/env{query}")
        except HTTPError as refused:
            raise LookupError(_sentence(refused)) from None
        return {str(name): str(value) for name, value in found.items()}

    def _get(self, path: str) -> Any:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        # Not through HTTPS_PROXY and the like: the server is what they lead to.
        ask = build_opener(ProxyHandler({}))
        try:
            with ask.open(Request(self.url + path, headers=headers), timeout=_SECONDS) as answer:  # noqa: S310 - http only
                return json.load(answer)
        except HTTPError:
            raise
        except (URLError, OSError, ValueError) as wrong:
            reason = getattr(wrong, "reason", wrong)
            raise NotRunning(f"no sandbox answers at {self.url} ({reason})") from None


def find(ready_file: Path | None = None, url: str = "") -> Running:
    """The server of a ready file; else the one at `url`, or at the usual port. Raises
    NotRunning."""
    if ready_file is not None:
        try:
            told = json.loads(ready_file.read_bytes())
            running = Running(url=told["url"], token=told.get("token", ""))
        except FileNotFoundError:
            raise NotRunning(f"there is no ready file {ready_file}: no server runs") from None
        except (ValueError, KeyError, TypeError):
            raise NotRunning(f"{ready_file} is no ready file") from None
    else:
        running = Running(url=(url or DEFAULT_URL).rstrip("/"), token=_token())
    try:
        running._get("/_sandbox/v1/health")
    except HTTPError as refused:
        raise NotRunning(f"{running.url}: {_sentence(refused)}") from None
    return running


@contextmanager
def started(serve: Sequence[str], worlds: Sequence[str] = ()) -> Iterator[Running]:
    """A server of one's own, on free ports, until the block ends; `serve` is the command that
    serves. Raises NotRunning."""
    with tempfile.TemporaryDirectory(prefix="connector-sandbox-with-") as folder:
        ready = Path(folder) / "ready.json"
        command = [*serve, "--quiet", "--port", "0", "--proxy-port", "0"]
        command += ["--ready-file", str(ready)]
        for world in worlds:
            command += ["--world", world]
        process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)  # noqa: S603
        try:
            yield _when_ready(process, ready)
        finally:
            process.terminate()
            process.communicate()


def _when_ready(process: subprocess.Popen[str], ready: Path) -> Running:
    end = time.monotonic() + _START_SECONDS
    while not ready.exists():
        if process.poll() is not None:
            told = process.stderr.read() if process.stderr is not None else ""
            raise NotRunning(told.strip() or f"the server ended with {process.returncode}")
        if time.monotonic() > end:
            raise NotRunning(f"the server was not ready within {_START_SECONDS:.0f} s")
        time.sleep(0.01)
    return find(ready)


def run_with(
    command: Sequence[str], variables: Mapping[str, str], folder: Path | None = None
) -> int:
    """Run a command in `folder` with the variables set over this process's own: its exit status.
    Options that Node was given already stay. Raises OSError when there is no such command."""
    merged = {**os.environ, **variables}
    own = os.environ.get("NODE_OPTIONS", "")
    if own and variables.get("NODE_OPTIONS", "") not in own:
        merged["NODE_OPTIONS"] = f"{own} {variables['NODE_OPTIONS']}"
    try:
        done = subprocess.run(list(command), env=merged, cwd=folder, check=False)  # noqa: S603
        status = done.returncode
    except KeyboardInterrupt:
        return 130  # the command was told as well
    return 128 - status if status < 0 else status


def _token() -> str:
    return os.environ.get("SANDBOX_TOKEN", "")


def _sentence(refused: HTTPError) -> str:
    """What a refusal of the control API says."""
    try:
        told = json.loads(refused.read())
    except ValueError:
        told = {}
    error = told.get("error", {}) if isinstance(told, dict) else {}
    message = error.get("message") if isinstance(error, dict) else None
    return str(message or f"HTTP {refused.code}")
