"""Runs the project's own commands as a user would: in a process of their own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def cli() -> Run:
    """`cli("gate", "--only", "x")`: the command's output and exit code."""

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "features.cli", *arguments],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            env={"PATH": "", "COLUMNS": "200", "NO_COLOR": "1"},
        )

    return run


@pytest.fixture(scope="session")
def python() -> Run:
    """`python(code, *arguments)` in a fresh interpreter."""

    def run(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", code, *arguments],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            env={"PATH": "", "COLUMNS": "200", "NO_COLOR": "1"},
        )

    return run
