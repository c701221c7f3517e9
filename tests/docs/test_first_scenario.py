"""The example of docs/first-scenario.md."""

from pathlib import Path

from pytest_bdd import scenarios

scenarios(str(Path(__file__).resolve().parents[2] / "docs" / "examples"))
