"""A red scenario as one file, and how to run exactly that again."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from features.gate.gate import GateResult, engine_of
from features.recorder import ScenarioResult, run_scenarios

__all__ = ["ReplayError", "ReplayFile", "replay", "write_replay_files"]

FORMAT = 1


class ReplayError(ValueError):
    """The file is not a replay file of this version; the message says what is wrong."""


class ReplayFile(msgspec.Struct, kw_only=True):
    """Everything needed to meet the same failure again; no credential is in it."""

    format: int = FORMAT
    nodeid: str
    feature: str
    scenario: str
    seed: int
    world: str
    mutant: str = ""
    driver: str = ""
    failing_step: str
    message: str
    exit_code: int
    exchanges: list[dict[str, Any]] = []


@dataclass
class Replayed:
    """`result` None: the scenario no longer exists."""

    file: ReplayFile
    result: ScenarioResult | None
    exit_code: int
    trouble: list[str] = field(default_factory=list)

    @property
    def same(self) -> bool:
        return (
            self.result is not None
            and not self.result.passed
            and self.result.failing_step == self.file.failing_step
        )


def write_replay_files(gate: GateResult, folder: Path) -> list[Path]:
    """One file a red scenario."""
    paths = []
    for number, result in enumerate(gate.failed, 1):
        name = re.sub(r"[^a-z0-9]+", "-", result.name.lower()).strip("-")[:60]
        path = folder / f"replay-{number}-{name}.json"
        one = GateResult(gate.profile, gate.seed, gate.mutant, gate.driver, [result])
        path.write_bytes(
            msgspec.json.format(
                msgspec.json.encode(
                    ReplayFile(
                        nodeid=result.nodeid,
                        feature=result.feature,
                        scenario=result.name,
                        seed=result.seed,
                        world=result.world,
                        mutant=gate.mutant,
                        driver=gate.driver,
                        failing_step=result.failing_step,
                        message=result.message,
                        exit_code=one.exit_code,
                        exchanges=result.exchanges,
                    )
                ),
                indent=1,
            )
        )
        paths.append(path)
    return paths


def replay(path: Path) -> Replayed:
    """Run the scenario of `path` again with its seed; it stops where it fails.

    Raises ReplayError and DriverMissing.
    """
    try:
        file = msgspec.json.decode(path.read_bytes(), type=ReplayFile)
    except FileNotFoundError:
        raise ReplayError(f"{path}: there is no such file") from None
    except (msgspec.DecodeError, OSError) as wrong:
        raise ReplayError(f"{path} is not a replay file: {wrong}") from wrong
    if file.format != FORMAT:
        raise ReplayError(f"{path} has format {file.format}; this version reads {FORMAT}")

    recorder = run_scenarios(
        lambda feature, _name, _tags: feature == file.feature,
        seed=file.seed,
        mutant=file.mutant,
        nodeid=file.nodeid,
        plugins=engine_of(file.driver, connex=file.feature.startswith("connex")),
    )
    found = [each for each in recorder.results if each.nodeid == file.nodeid]
    if recorder.collection_errors or not found:
        return Replayed(file, None, 4, recorder.collection_errors)
    outcome = GateResult("replay", file.seed, file.mutant, file.driver, found)
    return Replayed(file, found[0], outcome.exit_code)
