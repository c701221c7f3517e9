"""Fixtures and steps that every test can use, and the options of a scenario run."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

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

MEMORY = Path("/dev/shm")  # noqa: S108 - pytest and tempfile make folders of their own in it
ROOM = 4 * 1024**3  # bytes


def _quick_folder() -> Path | None:
    """Hundreds of journals are made for one test each, every one with its fsyncs. Where there is a
    file system in memory with room for them, they do not wait for a disk."""
    return MEMORY if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM else None


@pytest.fixture(scope="session")
def quick_folder() -> Path | None:
    """Where `tempfile` should put what is large and thrown away; None: where it always does."""
    return _quick_folder()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("connector-sandbox")
    group.addoption("--seed", type=int, default=7, help="seed of every world (default 7)")
    group.addoption("--mutant", default="", help="patch the connector: a name of ./run mutants")


def pytest_configure(config: pytest.Config) -> None:
    if folder := _quick_folder():
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(folder))
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
