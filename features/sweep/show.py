"""The grid on a terminal, or as JSON."""

from __future__ import annotations

import json
import time
from typing import Any, Self

from rich.console import Console
from rich.progress import (
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Column, Table

from features.mutants import MUTANTS
from features.sweep.misfortune import FAULTS, SweepFault
from features.sweep.sweep import (
    Cell,
    NothingToSweep,
    Swept,
    UnknownScenario,
    Watcher,
    run_sweep,
)

__all__ = ["Showing", "as_dict", "grid", "show_sweep"]

TIES, USAGE, DIFFERS, NOTHING = 0, 2, 3, 4


def show_sweep(
    asked: str,
    out: Console,
    err: Console,
    *,
    faults: list[str],
    write: str = "",
    as_json: bool,
    seed: int,
    mutant: str,
    quiet: bool = False,
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
    with Showing(None if as_json else out, err, chosen, quiet=quiet) as showing:
        try:
            swept = run_sweep(
                asked, faults=chosen, write=write, seed=seed, mutant=mutant, watcher=showing
            )
        except UnknownScenario as unknown:
            return _explain(err, unknown, USAGE)
        except NothingToSweep as nothing:
            return _explain(err, nothing, NOTHING)
    if as_json:
        out.print_json(json.dumps([as_dict(each) for each in swept]))
    else:
        cells = [cell for each in swept for cell in each.cells]
        tied = sum(cell.ties for cell in cells)
        out.print(
            f"{tied} of {len(cells)} cells tie in {time.monotonic() - began:.1f} s "
            f"({len(swept)} scenarios)",
            highlight=False,
        )
    return TIES if all(each.ties for each in swept) else DIFFERS


def _explain(err: Console, why: Exception, status: int) -> int:
    err.print(f"sweep: {why}", markup=False, highlight=False)
    return status


class Showing(Watcher):
    """A line on the terminal while it works (none where the output is no terminal), and every
    grid as soon as it is whole. `out` None: no grids."""

    def __init__(
        self, out: Console | None, err: Console, faults: tuple[SweepFault, ...], *, quiet: bool
    ) -> None:
        self._out, self._faults = out, faults
        self._line = Progress(
            SpinnerColumn(),
            MofNCompleteColumn(),
            TextColumn("cells"),
            TimeElapsedColumn(),
            TextColumn("{task.description}", markup=False, table_column=Column(no_wrap=True)),
            console=err,
            transient=True,
            disable=quiet or not err.is_terminal,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._task = self._line.add_task("looking for the scenario", total=None)
        self._place = ""

    def __enter__(self) -> Self:
        self._line.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._line.stop()

    def refresh(self) -> None:
        """Draw the line now; it does so by itself some times a second."""
        self._line.refresh()

    def scenario(self, number: int, of: int) -> None:
        self._place = f"{number} of {of}: " if of > 1 else ""
        self._tell(f"{self._place}without any fault")

    def begins(self, swept: Swept, cells: int) -> None:
        known = self._line.tasks[0]
        self._line.update(self._task, total=(known.total or 0) + cells)
        self._tell(f"{self._place}{_name(swept)}")

    def cell(self, swept: Swept, cell: Cell) -> None:
        self._line.advance(self._task)
        self._tell(f"{self._place}{_name(swept)}: {cell.write.what}, {cell.fault}")

    def ends(self, swept: Swept) -> None:
        if self._out is not None and not swept.broken:
            _print(swept, self._faults, self._out)

    def _tell(self, text: str) -> None:
        self._line.update(self._task, description=text)


def _name(swept: Swept) -> str:
    return swept.title.partition(": ")[2] + (f" [{swept.row}]" if swept.row else "")


def _print(swept: Swept, faults: tuple[SweepFault, ...], out: Console) -> None:
    title = swept.title + (f" [{swept.row}]" if swept.row else "")
    if not swept.cells:
        out.print(
            f"{title}: the engine writes nothing of the kind in it", highlight=False, markup=False
        )
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
        if (number, faults[0]) not in cells:
            continue  # not asked for
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
