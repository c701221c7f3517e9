"""`./run gate` on the terminal."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

from rich.console import Console

from features.gate.evidence import write_evidence
from features.gate.gate import EXIT_CODES, GateResult, run_gate
from features.recorder import ScenarioResult

__all__ = ["show_gate"]


def show_gate(
    profile: str,
    out: Console,
    err: Console,
    *,
    seed: int = 7,
    mutant: str = "",
    driver: str = "",
    only: str = "",
    junit: Path | None = None,
    cucumber: Path | None = None,
    evidence: Path | None = None,
) -> int:
    """The gate's exit status. Raises features.driver.DriverMissing."""
    began = time.monotonic()

    def show(result: ScenarioResult) -> None:
        if result.left_out:
            out.print(f"  [dim]left out[/dim]  {result.title}", highlight=False)
            out.print(f"          {result.left_out}", highlight=False, markup=False)
            return
        mark = "[green]passed[/green]" if result.passed else "[red]FAILED[/red]"
        out.print(f"  {mark}  {result.title}", highlight=False)
        if not result.passed:
            out.print(f"          at: {result.failing_step or 'the final audit'}", highlight=False)
            out.print(f"          {result.message}", highlight=False, markup=False)

    out.print(f"Gate [bold]{profile}[/bold], seed {seed}", highlight=False)
    result = run_gate(
        profile,
        seed=seed,
        mutant=mutant,
        driver=driver,
        only=only,
        junit=junit.resolve() if junit else None,
        cucumber=cucumber.resolve() if cucumber else None,
        on_result=show,
    )
    for trouble in result.trouble:
        err.print(trouble, markup=False, highlight=False)
    if evidence is not None:
        page = write_evidence(result, evidence)
        out.print(f"Evidence: {page}", highlight=False)
        for path in sorted(evidence.glob("replay-*.json")):
            out.print(f"Replay a red scenario: ./run replay {path}", highlight=False)
    if driver:
        _tell_limits(result, out)
    passed = len(result.results) - len(result.failed)
    out.print(
        f"{passed} of {len(result.results)} scenarios passed in "
        f"{time.monotonic() - began:.1f} s: {EXIT_CODES[result.exit_code]} "
        f"(exit {result.exit_code})",
        highlight=False,
    )
    return result.exit_code


def _tell_limits(result: GateResult, out: Console) -> None:
    """What a foreign engine was not asked."""
    reasons = Counter(each.left_out for each in result.left_out)
    out.print(f"{len(result.left_out)} scenarios left out:", highlight=False)
    for reason, count in reasons.most_common():
        out.print(f"  {count:3}  {reason}", highlight=False, markup=False)
    out.print(
        f"{result.words} sentences were asked for and, being the engine's own, not compared.",
        highlight=False,
    )
