"""The peers: installed with exact pins into a venv of their own, and run in a process there."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

__all__ = ["PINS", "MissingPeer", "Peers", "interpreter"]

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".bench"
WORKER = Path(__file__).resolve().parent / "peer_worker.py"

PINS = (
    "anyio==4.16.0",
    "boto3==1.44.5",
    "botocore==1.44.5",
    "certifi==2026.10.18",
    "cffi==2.1.1",
    "charset-normalizer==3.5.2",
    "cryptography==50.0.2",
    "docker==7.2.0",
    "h11==0.16.0",
    "httpcore==1.0.9",
    "httpx==0.28.1",
    "idna==3.20",
    "Flask==3.1.3",
    "flask-cors==6.0.5",
    "blinker==1.9.0",
    "click==8.5.1",
    "itsdangerous==2.2.0",
    "Jinja2==3.1.6",
    "jmespath==1.1.0",
    "MarkupSafe==3.0.4",
    "moto==5.2.5",
    "py-partiql-parser==0.6.3",
    "pycparser==3.12",
    "python-dateutil==2.9.0.post0",
    "PyYAML==6.0.3",
    "requests==2.34.2",
    "responses==0.26.3",
    "respx==0.23.1",
    "s3transfer==0.19.3",
    "six==1.17.0",
    "typing_extensions==4.16.0",
    "urllib3==2.8.0",
    "Werkzeug==3.1.9",
    "xmltodict==1.0.4",
)


class MissingPeer(RuntimeError):
    """The peers could not be installed; the message says why."""


def interpreter(pins: tuple[str, ...] = PINS, home: Path = HOME) -> Path:
    """The Python of the peers' venv, made when the pins changed. Raises MissingPeer."""
    stamp, python = home / ".stamp", home / "bin" / "python"
    wanted = hashlib.sha256(repr((pins, sys.version_info[:3])).encode()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return python
    install = [
        str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps",
    ]  # fmt: skip
    for command in (
        [sys.executable, "-m", "venv", "--clear", str(home)],
        [*install, *pins],
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise MissingPeer(f"could not install the pinned peers: {done.stderr.strip()[-600:]}")
    stamp.write_text(wanted)
    return python


class Peers:
    """A process in the peers' venv: `peers("moto_get", 50)` gives microseconds a call."""

    def __init__(self, python: Path) -> None:
        self._process = subprocess.Popen(
            [str(python), str(WORKER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def __call__(self, action: str, times: int) -> float:
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(json.dumps({"action": action, "times": times}) + "\n")
        stdin.flush()
        answer = stdout.readline()
        if not answer:
            raise MissingPeer(f"the peers' process ended at {action}")
        return float(json.loads(answer))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process.wait(10)
        if self._process.stdout is not None:
            self._process.stdout.close()
