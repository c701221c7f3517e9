"""client x check: each client's script, in its own environment, against a served world.

The server is a `./run serve` of its own process with the world `acme`; clients reach it through its
HTTPS proxy and are told no more than `./run env` says. Each client finds the world as it was
opened, and one order more: example W1, paid in the storefront.

The scripts run in the client's own interpreter and import nothing of this project. They print
one JSON line a check; a check that prints nothing did not run, and an empty cell is a failure of
the evidence (exit 4), not a pass.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from features.clients.environments import CLIENTS, Missing, command_of, label_of
from features.stage import W1_LINES
from sandbox.hosting.client import Sandbox
from sandbox.hosting.running import NotRunning, Running, started

__all__ = ["CHECKS", "CLIENTS", "run_clients"]

TIME_LIMIT = 60.0
LONGEST_SEEN = 1000  # characters of what a failed check saw
SERVE = (sys.executable, "-m", "features.cli", "serve")

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
    outcomes, commands = [], {}
    for name in names:
        try:
            commands[name] = command_of(name, out)
        except Missing as missing:
            outcomes.append(Outcome(name, trouble=str(missing)))
    try:
        outcomes += _drive_all(commands, out)
    except NotRunning as absent:
        err.print(f"the sandbox could not be served: {absent}", highlight=False, markup=False)
        return 4
    out.print(matrix(outcomes))
    for outcome in outcomes:
        for check, (passed, seen) in outcome.checks.items():
            if not passed:
                told = seen if len(seen) < LONGEST_SEEN else f"{seen[:LONGEST_SEEN]} ..."
                err.print(f"{outcome.client}, {check}: {told}", highlight=False, markup=False)
        if outcome.trouble:
            err.print(f"{outcome.client}: {outcome.trouble}", highlight=False, markup=False)
    ran = [outcome.checks.get(check) for outcome in outcomes for check in CHECKS]
    if None in ran or any(outcome.trouble for outcome in outcomes):
        return 4
    return 0 if all(result and result[0] for result in ran) else 1


def matrix(outcomes: list[Outcome]) -> Table:
    """One row a client, one column a check."""
    table = Table(
        title="Third-party clients through the HTTPS proxy of a served world",
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


def _drive_all(commands: dict[str, list[str]], out: Console) -> list[Outcome]:
    """Raises NotRunning."""
    if not commands:
        return []
    found = []
    with started(SERVE, ["acme"]) as running, Sandbox(running.url) as sandbox:
        sandbox.desk.shopify.place([list(each) for each in W1_LINES], email="jane@example.com")
        sandbox.snapshot("opened")
        for name, command in commands.items():
            out.print(f"  driving {name} ...", highlight=False)
            found.append(drive(name, command, running))
            bugs = sum(each.bugs for each in sandbox.worlds.all())
            if bugs:
                found[-1].trouble += f"\n{bugs} unexpected errors in a fake"
                break
            sandbox.restore("opened")
    return found


def drive(name: str, command: list[str], running: Running) -> Outcome:
    """A client that is told what `./run env` says, and nothing else of ours."""
    outcome = Outcome(name)
    told = {
        "PATH": os.environ.get("PATH", ""),
        "PYTHONIOENCODING": "utf-8",
        **running.environment(),
    }
    try:
        done = subprocess.run(
            command, env=told, capture_output=True, text=True, timeout=TIME_LIMIT, check=False
        )
    except subprocess.TimeoutExpired:
        outcome.trouble = f"did not finish within {TIME_LIMIT:.0f} s"
        return outcome
    for line in done.stdout.splitlines():
        seen = json.loads(line)
        outcome.checks[seen["check"]] = (seen["passed"], seen["seen"])
    if done.returncode:
        outcome.trouble = done.stderr.strip()[-1500:] or f"exit {done.returncode}"
    return outcome
