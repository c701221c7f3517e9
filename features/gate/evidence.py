"""The evidence folder: one page for a person to sign, and a replay file for each red scenario."""

from __future__ import annotations

import platform as machine
from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal
from importlib.metadata import version
from itertools import count
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from features.gate.gate import EXIT_CODES, GateResult
from features.gate.replay import write_replay_files
from features.gate.waterfall import HEIGHT, WIDTH, chosen, picture_of
from features.trace import StepCoverage, trace

__all__ = ["write_evidence"]

HERE = Path(__file__).resolve().parent


def write_evidence(gate: GateResult, folder: Path) -> Path:
    """Write `index.html` and the replay files into `folder`; the page's path.

    Raises OSError when the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("replay-*.json"):
        old.unlink()
    replays = write_replay_files(gate, folder)
    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined
    )
    number = count(1)
    page = folder / "index.html"
    page.write_text(
        environment.get_template("evidence.html.j2").render(
            gate=gate,
            verdict=EXIT_CODES[gate.exit_code],
            made=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
            procedures=_procedures(gate),
            totals=_totals(gate),
            versions=_versions(gate),
            warnings=sorted({text for result in gate.results for text in result.warnings}),
            width=WIDTH,
            height=HEIGHT,
            falls=[picture_of(*each, next(number)) for each in chosen(gate.results)],
            pictures=[
                [picture_of(each, fact, next(number)) for fact in each.settlements]
                for each in gate.results
            ],
            replays=[path.as_posix() for path in replays],
        ),
        encoding="utf-8",
    )
    return page


def _procedures(gate: GateResult) -> list[tuple[StepCoverage, int, int]]:
    """Each documented step with the scenarios of this run that walk it: passed, failed."""
    steps, _unknown = trace()
    passed: Counter[str] = Counter()
    failed: Counter[str] = Counter()
    for result in gate.results:
        for tag in result.tags:
            if tag.startswith("step-"):
                (passed if result.passed else failed)[tag.removeprefix("step-")] += 1
    return [(step, passed[step.id], failed[step.id]) for step in steps]


def _totals(gate: GateResult) -> list[dict[str, str]]:
    """Both sides over all scenarios, by currency and kind of document."""
    sums: dict[tuple[str, str], list[Decimal]] = {}
    for result in gate.results:
        for row in result.documents:
            pair = sums.setdefault((row["currency"], row["what"]), [Decimal(0)] * 2)
            pair[0] += Decimal(row["channel"] or 0)
            pair[1] += Decimal(row["books"] or 0)
    return [
        {
            "currency": currency,
            "what": what,
            "channel": f"{channel:,.2f}",
            "books": f"{books:,.2f}",
            "difference": f"{channel - books:,.2f}",
        }
        for (currency, what), (channel, books) in sorted(sums.items())
    ]


def _versions(gate: GateResult) -> dict[str, str]:
    found = {
        "connector-sandbox": version("connector-sandbox"),
        "Python": machine.python_version(),
    }
    for result in gate.results:
        found.update(result.versions)
    return found
