"""`./run fuzz`: what was sent, what came of it, and the exit status."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec
from rich.console import Console
from rich.table import Table

from features.coverage.survey import CATALOGUES, SuiteFailed
from features.fuzz.fuzzing import SUBJECTS, Fuzzed, fuzz
from features.fuzz.recording import record

__all__ = ["EXIT_CODES", "record_seeds", "show_fuzz"]

EXIT_CODES = {
    0: "every call was fuzzed and held",
    1: "something was found",
    2: "usage: an unknown platform",
    4: "a call was not reached, so nothing is known of it",
}


def show_fuzz(
    names: Sequence[str],
    out: Console,
    err: Console,
    *,
    examples: int,
    large: bool,
    seed: int,
    as_json: bool,
    quiet: bool,
) -> int:
    strange = [name for name in names if name not in SUBJECTS]
    if strange:
        err.print(f"fuzz: unknown {', '.join(strange)}; there are {', '.join(SUBJECTS)}")
        return 2
    logging.getLogger("sandbox").setLevel(logging.CRITICAL)  # what is found is in the table
    results = []
    for name in names or SUBJECTS:
        began = time.monotonic()
        with err.status(f"fuzzing {name} ...") as status:

            def tell(call: str, done: int, of: int, name: str = name, began: float = began) -> None:
                passed = time.monotonic() - began
                status.update(f"fuzzing {name}: {done} of {of} calls, {passed:.0f} s, {call}")

            results.append(
                fuzz(
                    name,
                    examples=examples,
                    deep=True,
                    large=large,
                    seed=seed,
                    progress=(lambda *_: None) if quiet else tell,
                )
            )
    if as_json:
        print(json.dumps([msgspec.to_builtins(each) for each in results], indent=2))
    else:
        out.print(_table(results))
    for each in results:
        for call in each.not_reached:
            err.print(f"{each.platform}: not reached: {call}", highlight=False, markup=False)
        for found in each.findings:
            text = f"{each.platform}, {found.call}: {found.problem}\n    {found.request}"
            err.print(text, highlight=False, markup=False)
    if any(each.findings for each in results):
        return 1
    return 0 if all(each.clean for each in results) else 4


def _table(results: Sequence[Fuzzed]) -> Table:
    table = Table("Platform", title="Hostile requests to every call")
    for heading in ("Routes", "Fuzzed / total", "Requests", "Refused", "Slowest", "Found"):
        table.add_column(heading, justify="right")
    for each in results:
        colour = "green" if each.clean else "red"
        share = 100 * each.fuzzed // each.total if each.total else 0
        table.add_row(
            each.platform,
            f"{each.total}",
            f"[{colour}]{each.fuzzed} / {each.total} = {share} %[/]",
            f"{each.requests:,}",
            f"{each.refused:,}",
            f"{each.slowest:.2f} s",
            f"[{colour}]{len(each.findings)}[/]",
        )
    return table


def record_seeds(names: Sequence[str], out: Console, err: Console) -> int:
    """Record anew what fuzzing starts from. Exit status: 0, 4 the platform's tests cannot run."""
    for name in names or CATALOGUES:
        if name not in CATALOGUES:
            continue  # the control API describes itself
        out.print(f"  running the tests of {name} ...", highlight=False)
        try:
            file: Path = record(name)
        except SuiteFailed as failed:
            err.print(str(failed), highlight=False, markup=False)
            return 4
        out.print(f"  {file}", highlight=False)
    return 0
