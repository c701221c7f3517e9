"""client x check: serves a world, runs each client's script in its own environment, prints.

The scripts run in the client's own interpreter and import nothing of this project. They print
one JSON line a check; a check that prints nothing did not run, and an empty cell is a failure of
the evidence (exit 4), not a pass.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from features.clients.environments import CLIENTS, Missing, command_of, label_of
from features.stage import furnish_for_clients
from sandbox.hosting.proxy import Authority, Proxy
from sandbox.world import World, open_world

__all__ = ["CHECKS", "CLIENTS", "run_clients"]

TIME_LIMIT = 60.0

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
# What stands over a narrow column.
SHORT = {
    "authenticate": "login",
    "read back": "read\nback",
    "over-refund": "too\nmuch",
    "wrong credentials": "wrong\nlogin",
}


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
            command = command_of(name, out)
        except Missing as missing:
            outcomes.append(Outcome(name, trouble=str(missing)))
            continue
        out.print(f"  driving {name} ...", highlight=False)
        outcomes.append(asyncio.run(drive(name, command)))
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
    """One row a client, one column a check."""
    table = Table(
        title="Third-party clients through the HTTPS proxy",
        box=SIMPLE,
        padding=(0, 1, 0, 0),
        pad_edge=False,
    )
    table.add_column("Client", no_wrap=True)
    for check in CHECKS:
        table.add_column(SHORT.get(check, check), no_wrap=True)
    colours = {"ok": "green", "FAILED": "red", "": "red"}
    for outcome in outcomes:
        results = [outcome.checks.get(check) for check in CHECKS]
        words = ["" if each is None else ("ok" if each[0] else "FAILED") for each in results]
        table.add_row(label_of(outcome.client), *(f"[{colours[word]}]{word}[/]" for word in words))
    return table


def world_for(seed: int = 7) -> World:
    """Running clock: these clients sign with the wall clock, and buckets must refill."""
    world = open_world("clients", seed=seed, start=None)
    furnish_for_clients(world)
    return world


async def drive(name: str, command: list[str]) -> Outcome:
    outcome = Outcome(name)
    world = world_for()
    with tempfile.TemporaryDirectory() as folder:
        authority = Authority()
        pem = authority.write_pem(Path(folder) / "ca.pem")
        async with Proxy(world, authority) as proxy:
            process = await asyncio.create_subprocess_exec(
                *command,
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
        "NODE_EXTRA_CA_CERTS": str(pem),
        "PYTHONIOENCODING": "utf-8",
        **world.credentials(),
    }
