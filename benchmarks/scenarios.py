"""P6: a scenario with ten signed calls in three steps, against a scenario that does nothing.

Both run in one pytest, beside every step definition of the acceptance suite, because looking a
step up is part of what a scenario costs. The real one gets a world that was built once and is put
back after it; its calls are signed by the connector's own client.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.figure import Figure
from benchmarks.peers import Peers

__all__ = ["measure"]

ROOT = Path(__file__).resolve().parent.parent
SUITE = ROOT / "benchmarks" / "scenario_suite"
STEPS = sorted((ROOT / "features" / "steps").glob("[a-z]*.py"))
RUNS, ROUNDS = 30, 5


def measure(peers: Peers) -> list[Figure]:
    rounds = [_round() for _ in range(ROUNDS)]
    ratio = statistics.median(real / trivial for real, trivial in rounds)
    real, trivial = (statistics.median(each) for each in zip(*rounds, strict=True))
    return [Figure("P6 scenario of ten signed calls / of none", ratio, 3.0, real, trivial)]


def _round() -> tuple[float, float]:
    """Medians of both scenarios, in microseconds."""
    with tempfile.TemporaryDirectory() as folder:
        feature, report = Path(folder) / "speed.feature", Path(folder) / "times.json"
        rows = "\n".join(f"      | {run} |" for run in range(RUNS))
        feature.write_text((SUITE / "speed.feature").read_text().replace("RUNS", rows))
        plugins = [word for each in STEPS for word in ("-p", f"features.steps.{each.stem}")]
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "--confcutdir", str(SUITE),
             "-p", "no:cacheprovider", "-p", "no:randomly", *plugins, str(SUITE)],
            cwd=ROOT,
            env={**os.environ, "SPEED_REPORT": str(report), "SPEED_FEATURE": str(feature)},
            capture_output=True,
            text=True,
            check=False,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(done.stdout[-1500:] + done.stderr[-500:])
        times: dict[str, list[float]] = json.loads(report.read_text())
    real, trivial = times["One"][3:], times["Nothing"][3:]  # the first ones import and compile
    return statistics.median(real) * 1e6, statistics.median(trivial) * 1e6
