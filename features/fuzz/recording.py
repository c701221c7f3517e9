"""A pytest plugin that keeps, for every call of a platform, requests that were answered well.

`pytest -p features.fuzz.recording` with FUZZ_PLATFORM and FUZZ_SEEDS in the environment. Of all
that a call was asked, the shortest and the longest request are kept. A call that is never answered
well (an account may have nothing for it to find) keeps requests that were refused.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import msgspec
import pytest

from features.coverage.calls import Catalogue
from features.coverage.survey import CATALOGUES, SuiteFailed
from features.fuzz.seeds import Seed, save
from sandbox.kernel.faults import Fault
from sandbox.kernel.platform import Platform
from sandbox.kernel.routing import NoRoute, Request, Response, WrongMethod

__all__ = ["record"]

ROOT = Path(__file__).resolve().parents[2]
_LONGEST = 4000  # bytes of a body worth keeping
_LEFT_OUT = frozenset(
    ("authorization", "x-shopify-access-token", "cookie", "connection", "user-agent", "host",
     "content-length", "accept-encoding", "proxy-authorization")
)  # fmt: skip


def record(platform: str) -> Path:
    """Run the platform's tests and write its seeds. Raises SuiteFailed."""
    with tempfile.TemporaryDirectory() as folder:
        found = Path(folder) / "seeds.json"
        done = subprocess.run(
            [
                sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "-p", "no:cacheprovider",
                "-p", "features.fuzz.recording", f"tests/{platform}",
            ],
            cwd=ROOT,
            env={**os.environ, "FUZZ_PLATFORM": platform, "FUZZ_SEEDS": str(found)},
            capture_output=True,
            text=True,
            check=False,
        )  # fmt: skip
        if not found.exists():
            raise SuiteFailed((done.stdout + done.stderr)[-3000:])
        return save(platform, msgspec.json.decode(found.read_bytes(), type=list[Seed]))


class Recorder:
    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.kept: dict[str, list[Seed]] = {}
        self.refused: dict[str, list[Seed]] = {}
        self.inside = False

    def note(self, platform: Platform, request: Request, response: Response) -> None:
        if len(request.body) > _LONGEST:
            return
        try:
            route, _ = platform.lane.find(request.method, request.raw_path)
            body = request.body.decode("utf-8")
        except (NoRoute, WrongMethod, UnicodeDecodeError):
            return
        for seen in self.catalogue.seen(route, request, response):
            into = self.kept if seen.succeeded else self.refused
            self._keep(into, _seed(platform, seen.key, request, body))

    def seeds(self) -> list[Seed]:
        return [seed for seeds in (self.refused | self.kept).values() for seed in seeds]

    def _keep(self, into: dict[str, list[Seed]], seed: Seed) -> None:
        kept = sorted({*map(_Sized, into.get(seed.call, [])), _Sized(seed)})
        into[seed.call] = [each.seed for each in kept[:: max(1, len(kept) - 1)]]


class _Sized:
    """Seeds in order of length, then of what they say."""

    def __init__(self, seed: Seed) -> None:
        self.seed = seed
        written = msgspec.json.encode(seed, order="sorted")
        self.key = (len(seed.path) + len(seed.query) + len(seed.body), written)

    def __lt__(self, other: _Sized) -> bool:
        return self.key < other.key

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Sized) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)


def _seed(platform: Platform, call: str, request: Request, body: str) -> Seed:
    redact = platform.universe.secrets.redact
    return Seed(
        call=call,
        method=request.method,
        host=request.host,
        path=redact(request.raw_path),
        query=redact(request.raw_query),
        headers={
            name: redact(value)
            for name, value in sorted(request.headers.items())
            if name not in _LEFT_OUT
        },
        body=redact(body),
    )


class RecordingPlugin:
    def __init__(self, recorder: Recorder, file: Path) -> None:
        self.recorder = recorder
        self.file = file
        self.patch = pytest.MonkeyPatch()

    def pytest_sessionstart(self) -> None:
        handle, recorder = Platform.handle, self.recorder

        def watched(self: Platform, request: Request, fault: Fault | None = None) -> Response:
            response = handle(self, request, fault)
            if fault is None and isinstance(self, recorder.catalogue.platform):
                recorder.note(self, request, response)
            return response

        self.patch.setattr(Platform, "handle", watched)

    def pytest_sessionfinish(self) -> None:
        self.patch.undo()
        self.file.write_bytes(msgspec.json.encode(self.recorder.seeds()))


def pytest_configure(config: pytest.Config) -> None:
    catalogue = CATALOGUES[os.environ["FUZZ_PLATFORM"]]
    plugin = RecordingPlugin(Recorder(catalogue), Path(os.environ["FUZZ_SEEDS"]))
    config.pluginmanager.register(plugin, "fuzz-recording")
