"""Requests that were answered well: where fuzzing starts from.

One file a platform below `seeds/`, made by `./run fuzz --record` from a run of the platform's
tests. Secrets are written as `[LABEL]` and become those of the world that is fuzzed.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from pathlib import Path

import msgspec

__all__ = ["FOLDER", "Seed", "load", "save"]

FOLDER = Path(__file__).resolve().parent / "seeds"


class Seed(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One request. `call`: its key in the platform's coverage."""

    call: str
    method: str
    host: str
    path: str
    query: str = ""
    headers: dict[str, str] = {}
    body: str = ""


def load(platform: str) -> dict[str, list[Seed]]:
    """Seeds by call; empty where nothing is recorded."""
    file = FOLDER / f"{platform}.jsonl.gz"
    found: dict[str, list[Seed]] = {}
    if file.exists():
        for line in gzip.decompress(file.read_bytes()).splitlines():
            seed = msgspec.json.decode(line, type=Seed)
            found.setdefault(seed.call, []).append(seed)
    return found


def save(platform: str, seeds: Iterable[Seed]) -> Path:
    """Write them in one order, so that an unchanged recording is an unchanged file."""
    FOLDER.mkdir(exist_ok=True)
    lines = sorted(msgspec.json.encode(each) for each in seeds)
    file = FOLDER / f"{platform}.jsonl.gz"
    file.write_bytes(gzip.compress(b"\n".join(lines), mtime=0))
    return file
