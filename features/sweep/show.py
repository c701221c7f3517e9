"""The grid on a terminal, or as JSON."""

from __future__ import annotations

import json
import time
from typing import Any

from rich.console import Console
from rich.table import Table

from features.mutants import MUTANTS
from features.sweep.misfortune import FAULTS, SweepFault
from features.sweep.sweep import Cell, NothingToSweep, Swept, UnknownScenario, run_sweep

__all__ = ["as_dict", "grid", "show_sweep"]

TIES, USAGE, DIFFERS, NOTHING = 0, 2, 3, 4


def show_sweep(
    asked: str,
    out: Console,
    err: Console,
    *,
    faults: list[str],
    as_json: bool,
    seed: int,
    mutant: str,
) -> int:
    """The exit status."""
    strange = [each for each in faults if each not in set(FAULTS)]
    if strange:
        err.print(f"sweep: there is no fault {strange[0]!r}; choose of {', '.join(FAULTS)}")
        return USAGE
    if mutant and mutant not in {each.name for each in MUTANTS}:
        err.print(f"sweep: there is no mutant {mutant!r}; `./run mutants --list` names them")
        return USAGE
    chosen = tuple(each for each in FAULTS if not faults or each in faults)
    began = time.monotonic()
    try:
        with err.status("The scenario without any fault", spinner="dots") as status:

            def tell(swept: Swept, cell: Cell) -> None:
                status.update(f"{swept.title}: write {cell.number} {cell.fault}")

            swept = run_sweep(asked, faults=chosen, seed=seed, mutant=mutant, on_cell=tell)
    except UnknownScenario as unknown:
        err.print(f"sweep: {unknown}", markup=False, highlight=False)
        return USAGE
    except NothingToSweep as nothing:
        err.print(f"sweep: {nothing}", markup=False, highlight=False)
        return NOTHING
    if as_json:
        out.print_json(json.dumps([as_dict(each) for each in swept]))
    else:
        for each in swept:
            _print(each, chosen, out)
        cells = [cell for each in swept for cell in each.cells]
        tied = sum(cell.ties for cell in cells)
        out.print(
            f"{tied} of {len(cells)} cells tie in {time.monotonic() - began:.1f} s "
            f"({len(swept)} scenarios)",
            highlight=False,
        )
    return TIES if all(each.ties for each in swept) else DIFFERS


def _print(swept: Swept, faults: tuple[SweepFault, ...], out: Console) -> None:
    title = swept.title + (f" [{swept.row}]" if swept.row else "")
    if not swept.writes:
        out.print(f"{title}: the engine writes nothing in it", highlight=False, markup=False)
        return
    out.print(grid(swept, faults))
    for cell in swept.cells:
        if not cell.ties:
            out.print(
                f"  write {cell.number} ({cell.write.what}) {cell.fault}: {cell.why}",
                highlight=False,
                markup=False,
            )


def grid(swept: Swept, faults: tuple[SweepFault, ...] = FAULTS) -> Table:
    """Writes down, faults across."""
    title = swept.title + (f" ({swept.row})" if swept.row else "")
    table = Table("#", "Platform", "Write", *faults, title=title, title_justify="left")
    cells = {(cell.number, cell.fault): cell for cell in swept.cells}
    for number, write in enumerate(swept.writes, 1):
        marks = [
            "[green]ties[/green]" if cells[number, fault].ties else "[red]DIFFERS[/red]"
            for fault in faults
        ]
        table.add_row(str(number), write.platform, write.what, *marks)
    return table


def as_dict(swept: Swept) -> dict[str, Any]:
    return {
        "scenario": swept.title,
        "row": swept.row,
        "ties": swept.ties,
        "writes": [{"platform": each.platform, "write": each.what} for each in swept.writes],
        "cells": [
            {
                "write": cell.number,
                "fault": str(cell.fault),
                "ties": cell.ties,
                "why": cell.why,
            }
            for cell in swept.cells
        ],
    }
