"""Holds the documented steps, and the failures that users report, against the tags of the features.

The feature files are read with the Gherkin parser, not run: a step counts as walked when a
scenario that names it exists; whether that scenario passes is the gate's business.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gherkin.parser import Parser

__all__ = ["StepCoverage", "scenarios_by_tag", "trace", "trace_failures"]

HERE = Path(__file__).resolve().parent
FEATURES = HERE.parent
PRODUCT = FEATURES.parent
PREFIX = "step-"
FAILURE = re.compile(r"F\d+")


@dataclass
class StepCoverage:
    """One documented step, or one reported failure. `waits_for`: the room of the product (a
    folder, or a file such as `connector/channels/ebay.py`) without which nobody can walk it."""

    id: str
    text: str
    procedure: str
    source: str
    waits_for: str = ""
    scenarios: list[str] = field(default_factory=list)

    @property
    def gap(self) -> bool:
        """A step that waits for a room becomes a gap on the day the room exists."""
        waiting = self.waits_for and not (PRODUCT / self.waits_for).exists()
        return not self.scenarios and not waiting


def trace(table: Path = HERE / "procedures.toml") -> tuple[list[StepCoverage], list[str]]:
    """Every step with its scenarios, and the tags that name no step (typing mistakes)."""
    tagged = scenarios_by_tag()
    steps = []
    for procedure in tomllib.loads(table.read_text())["procedure"]:
        for step in procedure["steps"]:
            steps.append(
                StepCoverage(
                    id=step["id"],
                    text=step["text"],
                    procedure=f"{procedure['id']} {procedure['title']}",
                    source=procedure["source"],
                    waits_for=step.get("waits_for", ""),
                    scenarios=sorted(set(tagged.pop(PREFIX + step["id"], []))),
                )
            )
    unknown = sorted(tag for tag in tagged if tag.startswith(PREFIX))
    return steps, unknown


def trace_failures(table: Path = HERE / "failures.toml") -> tuple[list[StepCoverage], list[str]]:
    """The same for the failures that users report: rows F01 and on, and tags of no row."""
    tagged = scenarios_by_tag()
    rows = [
        StepCoverage(
            id=row["id"],
            text=row["text"],
            procedure="Reported failures",
            source=row["source"],
            waits_for=row.get("waits_for", ""),
            scenarios=sorted(set(tagged.pop(row["id"], []))),
        )
        for row in tomllib.loads(table.read_text())["failures"]
    ]
    return rows, sorted(tag for tag in tagged if FAILURE.fullmatch(tag))


def scenarios_by_tag(root: Path = FEATURES) -> dict[str, list[str]]:
    """Tag (without @) -> "file: scenario" for every scenario, inherited tags included."""
    found: dict[str, list[str]] = {}
    for path in sorted(root.rglob("*.feature")):
        document: Any = Parser().parse(path.read_text(encoding="utf-8"))
        feature = document.get("feature")
        if feature is None:
            continue
        for scenario in _scenarios(feature):
            tags = [*feature["tags"], *scenario["tags"]]
            tags += [tag for example in scenario["examples"] for tag in example["tags"]]
            for tag in tags:
                label = f"{path.relative_to(root)}: {scenario['name']}"
                found.setdefault(tag["name"].removeprefix("@"), []).append(label)
    return found


def _scenarios(node: Any) -> list[Any]:
    scenarios = []
    for child in node["children"]:
        if "scenario" in child:
            scenarios.append(child["scenario"])
        elif "rule" in child:
            for scenario in _scenarios(child["rule"]):
                scenario["tags"] = [*child["rule"]["tags"], *scenario["tags"]]
                scenarios.append(scenario)
    return scenarios
