"""Runs every wrong connector against the scenario that must catch it.

Caught means: a figure or a state was not the documented one. A connector that dies of an
exception or a time-out has not been caught by an assertion, so it counts as a survivor, and so
does one whose scenario already fails without the mutation.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass

from features.mutants.catalogue import MUTANTS, Mutant
from features.recorder import run_scenarios

__all__ = ["Hunted", "hunt"]

TIME_LIMIT = 120.0


@dataclass
class Hunted:
    """`verdict`: caught (by `step`), survived, died (an exception), unfit (the scenario is red
    without the mutation, or does not exist)."""

    mutant: Mutant
    verdict: str
    step: str = ""
    message: str = ""

    @property
    def caught(self) -> bool:
        return self.verdict == "caught"


def hunt(
    mutants: Sequence[Mutant] = MUTANTS,
    *,
    workers: int = 2,
    on_result: Callable[[Hunted], None] | None = None,
) -> list[Hunted]:
    """All verdicts, in the order of `mutants`."""
    verdicts: dict[str, Hunted] = {}
    for hunted in _all(mutants, workers):
        verdicts[hunted.mutant.name] = hunted
        if on_result is not None:
            on_result(hunted)
    return [verdicts[mutant.name] for mutant in mutants]


def _all(mutants: Sequence[Mutant], workers: int) -> Iterator[Hunted]:
    # A fresh process for each, since a patched module must not outlive its run; forked from a
    # server that has imported everything, since imports are most of a run.
    methods = multiprocessing.get_all_start_methods()
    method = "forkserver" if "forkserver" in methods else "spawn"
    context = multiprocessing.get_context(method)
    if method == "forkserver":
        context.set_forkserver_preload(["features.mutants.preload"])
    sound: dict[str, tuple[bool, str]] = {}
    with ProcessPoolExecutor(workers, mp_context=context, max_tasks_per_child=1) as pool:
        scenarios = sorted({mutant.scenario for mutant in mutants})
        checks = {pool.submit(_run, scenario, ""): scenario for scenario in scenarios}
        runs: dict[Future[tuple[str, str, str]], Mutant] = {
            pool.submit(_run, mutant.scenario, mutant.name): mutant for mutant in mutants
        }
        for check in as_completed(checks, timeout=TIME_LIMIT * len(checks)):
            kind, _step, message = check.result()
            sound[checks[check]] = (kind == "passed", message)
        for run in as_completed(runs, timeout=TIME_LIMIT * len(runs)):
            mutant = runs[run]
            green, why = sound[mutant.scenario]
            if not green:
                yield Hunted(mutant, "unfit", message=why or "the scenario is red without it")
                continue
            kind, step, message = run.result()
            verdict = {"passed": "survived", "error": "died", "missing": "unfit"}.get(
                kind, "caught"
            )
            yield Hunted(mutant, verdict, step, message)


def _run(scenario: str, mutant: str) -> tuple[str, str, str]:
    """Outcome of one scenario (all rows of an outline): kind, failing step, message."""
    feature, _, name = scenario.partition(": ")
    recorder = run_scenarios(
        lambda path, found, _tags: path.endswith(feature) and found == name, mutant=mutant
    )
    if recorder.collection_errors:
        return "error", "", recorder.collection_errors[0]
    if not recorder.results:
        return "missing", "", f"there is no scenario {scenario!r}"
    red = [result for result in recorder.results if not result.passed]
    for kind in ("money", "state"):  # one assertion is enough; a figure says most
        for result in red:
            if result.kind == kind:
                return kind, result.failing_step or "the final audit", result.message
    if red:
        return "error", red[0].failing_step, red[0].message
    return "passed", "", ""
