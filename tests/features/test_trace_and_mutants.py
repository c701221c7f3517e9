"""The table of documented steps and the catalogue of wrong connectors are kept honest."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from features.mutants import MUTANTS
from features.trace import trace, trace_failures
from features.trace.coverage import scenarios_by_tag


def test_every_documented_step_is_walked() -> None:
    steps, unknown = trace()
    assert [step.id for step in steps if step.gap] == []
    assert unknown == []
    assert [step.id for step in steps if step.waits_for] == [
        "1.14.12",
        "2.2.R9",
        "2.2.R10",
    ]


def test_a_step_without_a_scenario_is_a_gap(tmp_path: Path) -> None:
    table = tmp_path / "procedures.toml"
    table.write_text(
        '[[procedure]]\nid = "9.9"\ntitle = "t"\nsource = "s"\n'
        'steps = [{ id = "9.9.1", text = "nobody walks this" },'
        ' { id = "9.9.2", text = "waits", waits_for = "sandbox/woocommerce" },'
        ' { id = "9.9.3", text = "waited", waits_for = "sandbox/shopify" }]\n'
    )
    steps, unknown = trace(table)
    assert [(step.id, step.gap) for step in steps] == [
        ("9.9.1", True),
        ("9.9.2", False),
        ("9.9.3", True),  # the room exists: nothing to wait for
    ]
    assert "step-1.5.1" in unknown


def test_every_reported_failure_that_waits_for_no_room_is_walked() -> None:
    rows, unknown = trace_failures()
    assert [row.id for row in rows] == [f"F{number:02}" for number in range(1, 63)]
    assert [row.id for row in rows if row.gap] == []
    assert unknown == []
    assert [row.id for row in rows if row.waits_for] == []


def test_a_failure_without_a_scenario_is_a_gap(tmp_path: Path) -> None:
    table = tmp_path / "failures.toml"
    table.write_text(
        'failures = [{ id = "F99", text = "t", source = "s" },'
        ' { id = "F98", text = "t", source = "s", waits_for = "sandbox/woocommerce" }]\n'
    )
    rows, unknown = trace_failures(table)
    assert [(row.id, row.gap) for row in rows] == [("F99", True), ("F98", False)]
    assert "F01" in unknown


def test_mutants_are_enough_and_distinct() -> None:
    names = [mutant.name for mutant in MUTANTS]
    assert len(set(names)) == len(names) >= 60


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_every_mutant_names_a_scenario_that_exists(mutant: object) -> None:
    known = {
        scenario for scenarios in scenarios_by_tag().values() for scenario in scenarios
    } | all_scenarios()
    assert mutant.scenario in known  # type: ignore[attr-defined]


def all_scenarios() -> set[str]:
    from gherkin.parser import Parser

    from features.trace.coverage import FEATURES, _scenarios

    found = set()
    for path in FEATURES.rglob("*.feature"):
        feature = Parser().parse(path.read_text())["feature"]
        for scenario in _scenarios(feature):
            found.add(f"{path.relative_to(FEATURES)}: {scenario['name']}")
    return found


def test_every_mutant_finds_what_it_breaks(python: Callable[..., CompletedProcess[str]]) -> None:
    """A defect whose place was renamed would die instead of being caught."""
    code = """
from features.mutants.catalogue import MUTANTS
for mutant in MUTANTS:
    mutant.patch()
print(len(MUTANTS))
"""
    done = python(code)
    assert (done.returncode, done.stdout.strip()) == (0, str(len(MUTANTS))), done.stderr
