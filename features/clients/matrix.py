"""client x check: makes each client's venv, serves a world, runs the client's script, prints.

The scripts run in the client's own interpreter and import nothing of this project. They print
one JSON line a check; a check that prints nothing did not run, and an empty cell is a failure of
the evidence (exit 4), not a pass.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table

from features.clients.pins import PINS
from features.stage import furnish_for_clients
from sandbox.hosting.proxy import Authority, Proxy
from sandbox.world import World, open_world

__all__ = ["CHECKS", "CLIENTS", "run_clients"]

HERE = Path(__file__).resolve().parent
VENVS = HERE.parent.parent / ".clients"
TIME_LIMIT = 60.0

CLIENTS: dict[str, str] = {
    "ShopifyAPI": "shopifyapi_script.py",
    "netsuite": "netsuite_script.py",
}
CHECKS = (
    "authenticate",
    "page",
    "read",
    "refund",
    "read back",
    "over-refund",
    "wrong credentials",
    "404",
)


class Missing(RuntimeError):
    """A prerequisite is not there; the message says which and what to do."""


@dataclass
class Outcome:
    """`checks` maps a check to (passed, what was seen)."""

    client: str
    checks: dict[str, tuple[bool, str]] = field(default_factory=dict)
    trouble: str = ""


def run_clients(names: list[str], out: Console, err: Console) -> int:
    """Exit status: 0, 1 a check failed, 4 something is missing or did not run."""
    outcomes = []
    for name in names:
        try:
            python = interpreter_of(name, out)
        except Missing as missing:
            outcomes.append(Outcome(name, trouble=str(missing)))
            continue
        out.print(f"  driving {name} ...", highlight=False)
        outcomes.append(asyncio.run(drive(name, python)))
    out.print(matrix(outcomes))
    for outcome in outcomes:
        for check, (passed, seen) in outcome.checks.items():
            if not passed:
                err.print(f"{outcome.client}, {check}: {seen}", highlight=False, markup=False)
        if outcome.trouble:
            err.print(f"{outcome.client}: {outcome.trouble}", highlight=False, markup=False)
    ran = [outcome.checks.get(check) for outcome in outcomes for check in CHECKS]
    if None in ran or any(outcome.trouble for outcome in outcomes):
        return 4
    return 0 if all(result and result[0] for result in ran) else 1


def matrix(outcomes: list[Outcome]) -> Table:
    """One column a client, one row a check."""
    names = [
        next(pin for pin in PINS[outcome.client] if pin.startswith(outcome.client))
        for outcome in outcomes
    ]
    table = Table("Check", *names, title="Third-party clients through the HTTPS proxy")
    for check in CHECKS:
        results = [outcome.checks.get(check) for outcome in outcomes]
        words = ["" if each is None else ("ok" if each[0] else "FAILED") for each in results]
        colours = {"ok": "green", "FAILED": "red", "": "red"}
        table.add_row(check, *(f"[{colours[word]}]{word}[/]" for word in words))
    return table


def interpreter_of(name: str, out: Console) -> Path:
    """The Python of the client's venv, made when its pins changed. Raises Missing."""
    home = VENVS / name
    stamp = home / ".stamp"
    wanted = hashlib.sha256(repr((PINS[name], sys.version_info[:3])).encode()).hexdigest()
    python = home / "bin" / "python"
    if stamp.exists() and stamp.read_text() == wanted:
        return python
    out.print(f"  making the environment of {name} ...", highlight=False)
    for command in (
        [sys.executable, "-m", "venv", "--clear", str(home)],
        [
            str(python),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--no-deps",
            *PINS[name],
        ],
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Missing(f"could not install the pinned client: {done.stderr.strip()[-600:]}")
    stamp.write_text(wanted)
    return python


def world_for(seed: int = 7) -> World:
    """Running clock: these clients sign with the wall clock, and buckets must refill."""
    world = open_world("clients", seed=seed, start=None)
    furnish_for_clients(world)
    return world


async def drive(name: str, python: Path) -> Outcome:
    outcome = Outcome(name)
    world = world_for()
    with tempfile.TemporaryDirectory() as folder:
        authority = Authority()
        pem = authority.write_pem(Path(folder) / "ca.pem")
        async with Proxy(world, authority) as proxy:
            process = await asyncio.create_subprocess_exec(
                str(python),
                "-W",
                "ignore",
                str(HERE / CLIENTS[name]),
                env=environment(world, proxy.url, pem),
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
            try:
                printed, complaints = await asyncio.wait_for(process.communicate(), TIME_LIMIT)
            except TimeoutError:
                process.kill()
                await process.wait()
                outcome.trouble = f"did not finish within {TIME_LIMIT:.0f} s"
                return outcome
    for line in printed.decode().splitlines():
        seen = json.loads(line)
        outcome.checks[seen["check"]] = (seen["passed"], seen["seen"])
    if process.returncode:
        outcome.trouble = complaints.decode().strip()[-1500:] or f"exit {process.returncode}"
    for bug in world.bugs:
        outcome.trouble += f"\nunexpected error in a fake: {bug!r}"
    return outcome


def environment(world: World, proxy: str, pem: Path) -> dict[str, str]:
    """Only what a client needs to find the sandbox; nothing of ours is on its path."""
    return {
        "PATH": os.environ.get("PATH", ""),
        "HTTPS_PROXY": proxy,
        "https_proxy": proxy,
        "SSL_CERT_FILE": str(pem),
        "REQUESTS_CA_BUNDLE": str(pem),
        "PYTHONIOENCODING": "utf-8",
        **world.credentials(),
    }
