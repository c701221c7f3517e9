"""The pytest plugin in suites of other people, each in a pytest of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

from sandbox import pytest_plugin

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "docs" / "sample_suite"


def run_pytest(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """By path, not by what this environment happens to have installed."""
    command = [sys.executable, "-m", "pytest", "-p", "sandbox.pytest_plugin"]
    command += ["-p", "no:cacheprovider", "-q", *arguments, str(folder)]
    alone = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    alone.pop("PYTEST_ADDOPTS", None)
    return subprocess.run(
        command, cwd=folder, env=alone, capture_output=True, text=True, check=False
    )


def suite(folder: Path, text: str) -> Path:
    (folder / "pytest.ini").write_text(
        "[pytest]\naddopts = --strict-markers\nfilterwarnings = error\n"
    )
    (folder / "test_suite.py").write_text(text)
    return folder


def test_the_sample_suite_passes() -> None:
    done = run_pytest(SAMPLE)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "9 passed" in done.stdout


def test_a_suite_that_does_not_use_it_is_not_touched(tmp_path: Path) -> None:
    text = """
import sys
import pytest

@pytest.fixture
def world():
    return "mine"

def test_my_own_fixture_wins(world):
    assert world == "mine"

def test_nothing_is_imported():
    ours = [name for name in sys.modules if name.startswith("sandbox.")]
    assert ours == ["sandbox.pytest_plugin"]
    assert "fastapi" not in sys.modules
"""
    done = run_pytest(suite(tmp_path, text))
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_proves_nothing_fails(tmp_path: Path) -> None:
    text = """
import pytest

@pytest.mark.sandbox_fault("shopify", "reset")
def test_a_fault_that_nobody_meets(world):
    pass

@pytest.mark.sandbox_fault("shopify", "reset")
def test_a_fault_without_a_world():
    pass

@pytest.mark.sandbox_fault("shopify", "meteor")
def test_a_fault_that_there_is_not(world):
    pass

@pytest.mark.sandbox_world("moon")
def test_a_world_that_there_is_not(sandbox):
    pass

@pytest.mark.sandbox_seed("many")
def test_a_seed_that_is_none(world):
    pass

def test_two_worlds_at_once(sandbox_env, shopify):
    pass

def test_a_sandbox_that_fails(world):
    world.bug(ZeroDivisionError("oh"))
"""
    done = run_pytest(suite(tmp_path, text))
    assert done.returncode == 1, done.stdout + done.stderr
    assert "2 failed, 5 errors" in done.stdout
    for words in (
        "sandbox_fault: no request met rule 1, reset on shopify",
        "sandbox_fault: the test asks for no sandbox fixture",
        "sandbox marker: kind: 'meteor' is not one of throttle",
        "sandbox marker: there is no world 'moon'; there are ",
        "sandbox_seed: 'many' is no number",
        "act on it through the fixture `sandbox`",
        "the sandbox failed: ZeroDivisionError('oh')",
    ):
        assert words in done.stdout


def test_a_fault_need_not_be_met_when_it_says_so(tmp_path: Path) -> None:
    text = """
import pytest

@pytest.mark.sandbox_fault("shopify", "reset", must_fire=False)
def test_it(world):
    assert [rule.kind for rule in world.faults] == ["reset"]
"""
    assert run_pytest(suite(tmp_path, text)).returncode == 0


def test_the_package_announces_it() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    announced = project["entry-points"]["pytest11"]
    assert announced == {"connector_sandbox": pytest_plugin.__name__}


def test_every_fixture_and_marker_is_documented() -> None:
    page = (SAMPLE / "README.md").read_text()
    platforms = {"netsuite", "shopify", "quickbooks_online", "amazon"}
    names = {"world", *platforms, "sandbox", "sandbox_env"}
    assert [name for name in names if f"`{name}`" not in page] == []
    markers = [marker.partition("(")[0] for marker in pytest_plugin.MARKERS]
    assert [name for name in markers if f"`{name}(" not in page] == []
