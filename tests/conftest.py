"""Runs the project's own commands as a user would: in a process of their own.

The process is a fork of one that has everything loaded, because a start from nothing takes longer
than most commands. Arguments, environment, folder, output and exit status are its own; what reads
the environment when it is imported (`features.cli`) is imported in the fork.
"""

from __future__ import annotations

import multiprocessing
import runpy
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FORKED = Path(__file__).with_name("forked_command.py")
LIMIT = 120.0  # seconds: a hanging command fails the test; a busy machine does not
Run = Callable[..., "subprocess.CompletedProcess[str]"]

# One server a process of pytest, whoever asks for it first: so its list is for all tests.
processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(
    [
        "typer", "pytest_bdd", "features.gate.command", "features.driver", "features.sweep.show",
        "features.demo", "features.fixtures", "features.mutants", "features.specs",
        "connector.engine", "connector.jobs.inline", "connector.tie_out", "sandbox.worlds",
        "sandbox.hosting.serve",
    ]
)  # fmt: skip


def forked(
    folder: Path, code: str | None, arguments: tuple[str, ...]
) -> subprocess.CompletedProcess[str]:
    out, err = folder / "out", folder / "err"
    for each in (out, err):
        each.write_bytes(b"")
    wish = {
        "arguments": list(arguments),
        "code": code,
        "folder": str(ROOT),
        "environment": {"PATH": "", "COLUMNS": "200", "NO_COLOR": "1"},
        "out": str(out),
        "err": str(err),
    }
    process = processes.Process(
        target=runpy.run_path, args=(str(FORKED),), kwargs={"init_globals": {"WISH": wish}}
    )
    process.start()
    process.join(LIMIT)
    if process.exitcode is None:
        process.kill()
        process.join()
        raise subprocess.TimeoutExpired(arguments, LIMIT, out.read_bytes(), err.read_bytes())
    status = process.exitcode
    process.close()
    return subprocess.CompletedProcess(arguments, status, out.read_text(), err.read_text())


@pytest.fixture(scope="session")
def cli(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """`cli("gate", "--only", "x")`: the command's output and exit code."""
    return lambda *arguments: forked(tmp_path_factory.mktemp("command"), None, arguments)


@pytest.fixture(scope="session")
def python(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """`python(code, *arguments)` in an interpreter of its own."""
    return lambda code, *arguments: forked(tmp_path_factory.mktemp("code"), code, arguments)
