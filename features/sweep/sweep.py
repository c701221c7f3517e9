"""Runs a scenario again and again, each time with one fault for one of its writes.

The first run counts the writes and says what both platforms hold at its end. Then, for every
write and every fault, the same scenario runs in a world of its own. A cell ties when every step
of the scenario passes, the judge finds what the scenario says, and both platforms hold exactly
what the first run left, each document once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from features.recorder import Recorder, ScenarioResult, run_scenarios
from features.sweep.holdings import differences, holdings
from features.sweep.misfortune import FAULTS, Misfortune, SweepFault, Write
from features.trace.coverage import scenarios_by_tag

__all__ = ["Cell", "NothingToSweep", "Swept", "UnknownScenario", "Watcher", "run_sweep"]


class UnknownScenario(LookupError):
    """Nothing is called so."""


class NothingToSweep(RuntimeError):
    """No scenario could be swept; the message says why."""


@dataclass(frozen=True)
class Cell:
    """`number` of the write, from 1. `why` is empty when it ties."""

    number: int
    write: Write
    fault: SweepFault
    why: str = ""

    @property
    def ties(self) -> bool:
        return not self.why


@dataclass
class Swept:
    """One scenario (one row of an outline) and its grid, write by write."""

    title: str
    row: str = ""
    writes: list[Write] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    broken: str = ""
    """Why it could not be swept: the scenario fails without any fault."""

    @property
    def ties(self) -> bool:
        return not self.broken and all(cell.ties for cell in self.cells)


class Watcher:
    """Told of what happens while a sweep runs; does nothing with it."""

    def scenario(self, number: int, of: int) -> None:
        """The next scenario runs without any fault; `number` from 1."""

    def begins(self, swept: Swept, cells: int) -> None:
        """Its writes are known; so many cells follow."""

    def cell(self, swept: Swept, cell: Cell) -> None:
        """One cell was run."""

    def ends(self, swept: Swept) -> None:
        """All of this scenario's cells were run."""


class Sweeper:
    """A pytest plugin that runs every chosen test once plainly and once a cell. `write`: only
    writes whose name holds it are struck."""

    def __init__(self, faults: tuple[SweepFault, ...], watcher: Watcher, write: str = ""):
        self.faults = faults
        self.write = write.casefold()
        self.swept: list[Swept] = []
        self._result: ScenarioResult | None = None
        self._watcher = watcher
        self._scenarios = 0
        self._misfortune = Misfortune()
        self._held: Counter[str] = Counter()
        self._stage: Any = None
        self._next: Any = None

    def take_result(self, result: ScenarioResult) -> None:
        self._result = result

    def pytest_collection_finish(self, session: Any) -> None:
        self._scenarios = len(session.items)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: Any, nextitem: Any) -> bool:
        self._next = nextitem
        self._watcher.scenario(len(self.swept) + 1, self._scenarios)
        swept = self._first(item)
        self.swept.append(swept)
        wanted = self._held
        if not swept.broken:
            chosen = [
                (number, write)
                for number, write in enumerate(swept.writes, 1)
                if self.write in write.what.casefold()
            ]
            self._watcher.begins(swept, len(chosen) * len(self.faults))
            for number, write in chosen:
                for fault in self.faults:
                    why = self._again(item, number, fault, wanted)
                    cell = Cell(number, write, fault, why)
                    swept.cells.append(cell)
                    self._watcher.cell(swept, cell)
        self._watcher.ends(swept)
        return True

    def _first(self, item: Any) -> Swept:
        result = self._run(item, Misfortune())
        row = item.nodeid.partition("[")[2].rstrip("]")
        if result is None:
            return Swept(item.nodeid, row, broken="it did not run")
        swept = Swept(result.title, row, list(self._misfortune.writes))
        if not result.passed:
            swept.broken = f"{result.failing_step or 'the final audit'}: {result.message}"
        return swept

    def _again(self, item: Any, number: int, fault: SweepFault, wanted: Counter[str]) -> str:
        result = self._run(item, Misfortune(number, fault))
        if result is None:
            return "it did not run"
        if not result.passed:
            return f"{result.failing_step or 'the final audit'}: {result.message}"
        if not self._misfortune.struck:
            return f"the scenario came to its end without write {number}"
        return "; ".join(differences(wanted, self._held))

    def _run(self, item: Any, misfortune: Misfortune) -> ScenarioResult | None:
        self._misfortune, self._held, self._stage = misfortune, Counter(), None
        self._result = None
        item._initrequest()  # fixtures afresh, as pytest's own re-run plugins do
        runtestprotocol(item, nextitem=self._next, log=False)
        return self._result

    def pytest_bdd_before_scenario(self, request: Any) -> None:
        self._stage = request.getfixturevalue("stage")
        self._stage.transport.trouble = self._misfortune

    @pytest.hookimpl(tryfirst=True)
    def pytest_bdd_after_scenario(self) -> None:
        self._held = holdings(self._stage.world)


def run_sweep(
    asked: str,
    *,
    faults: tuple[SweepFault, ...] = FAULTS,
    write: str = "",
    seed: int = 7,
    mutant: str = "",
    watcher: Watcher | None = None,
) -> list[Swept]:
    """`asked`: a piece of a scenario's name, a feature file (`x.feature`, or
    `x.feature: scenario`) or a tag (`@F01`). `write`: a piece of a write's name. Raises
    UnknownScenario and NothingToSweep."""
    select = _selector(asked)
    sweeper = Sweeper(faults, watcher or Watcher(), write)
    recorder: Recorder = run_scenarios(
        select,
        seed=seed,
        mutant=mutant,
        details=False,
        on_result=sweeper.take_result,
        plugins=[sweeper],
    )
    if recorder.collection_errors:
        raise NothingToSweep(recorder.collection_errors[0])
    if not sweeper.swept:
        raise UnknownScenario(f"no scenario is called {asked!r}; {_near(asked)}")
    broken = [each for each in sweeper.swept if each.broken]
    if broken:
        raise NothingToSweep(f"{broken[0].title} is red without any fault: {broken[0].broken}")
    if not any(each.cells for each in sweeper.swept):
        what = f"nothing whose name holds {write!r}" if write else "nothing"
        raise NothingToSweep(f"{sweeper.swept[0].title}: the engine writes {what} in it")
    return sweeper.swept


def _selector(asked: str) -> Callable[[str, str, frozenset[str]], bool]:
    wanted = asked.strip()
    if wanted.startswith("@"):
        return lambda _feature, _name, tags: wanted[1:] in tags
    file, _, name = wanted.partition(".feature")
    if wanted != file:
        name = name.lstrip(": ").casefold()
        return lambda feature, found, _tags: (
            Path(feature).as_posix().endswith(f"{file}.feature") and name in found.casefold()
        )
    return lambda _feature, found, _tags: wanted.casefold() in found.casefold()


def _near(asked: str) -> str:
    if asked.startswith("@"):
        return "`./run trace` names the tags"
    names = sorted({label for labels in scenarios_by_tag().values() for label in labels})
    words = {word for word in asked.casefold().split() if len(word) > 3}
    best = sorted(names, key=lambda name: -sum(word in name.casefold() for word in words))
    return f"for example: {best[0]!r}"
