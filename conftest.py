"""Fixtures and steps that every test can use, and the options of a scenario run."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes says what else the machine is doing, not whether the code is right.
settings.register_profile("desk", deadline=None, suppress_health_check=[HealthCheck.too_slow])
# A pipeline must say the same of the same commit; at a desk every run looks elsewhere.
settings.register_profile(
    "pipeline", parent=settings.get_profile("desk"), derandomize=True, database=None
)
settings.load_profile("pipeline" if os.environ.get("CI") else "desk")

pytest_plugins = [
    "features.fixtures",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("connector-sandbox")
    group.addoption("--seed", type=int, default=7, help="seed of every world (default 7)")
    group.addoption("--mutant", default="", help="patch the connector: a name of ./run mutants")


def pytest_configure(config: pytest.Config) -> None:
    mutant = config.getoption("--mutant")
    if mutant:
        from features.mutants import apply_mutant

        apply_mutant(mutant)


def pytest_bdd_apply_tag(tag: str, function: object) -> bool:
    """Tags are data for gate and trace, so they need no registration as markers."""
    mark = pytest.Mark(tag, (), {}, _ispytest=True)
    marks = list(getattr(function, "pytestmark", []))
    function.pytestmark = [*marks, mark]  # type: ignore[attr-defined]
    return True
