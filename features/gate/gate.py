"""Runs a profile and turns what happened into one exit code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from features.driver import Driven, carrier_for
from features.recorder import ScenarioResult, run_scenarios

__all__ = ["EXIT_CODES", "PROFILES", "GateResult", "run_gate"]

EXIT_CODES = {
    0: "every scenario passed and the audit ties",
    1: "a scenario failed",
    2: "usage: an unknown option, profile or file",
    3: "money differs: a figure or the audit is off",
    4: "nothing ran, or a prerequisite is missing",
}

# A profile is a set of folders below features/ and tags; a scenario of either belongs to it.
PROFILES: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "refunds": (frozenset({"failures", "netsuite_connector"}), frozenset()),
    "connex": (frozenset({"connex"}), frozenset({"connex"})),
    "orders": (frozenset(), frozenset({"orders"})),
    "settlement": (frozenset(), frozenset({"settlements"})),
    "ebay": (frozenset(), frozenset({"ebay"})),
}


@dataclass
class GateResult:
    """`driver`: of a foreign engine; then `left_out` are scenarios that it cannot be asked, and
    `words` counts the sentences that it had to say in words of its own."""

    profile: str
    seed: int
    mutant: str = ""
    driver: str = ""
    results: list[ScenarioResult] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)
    left_out: list[ScenarioResult] = field(default_factory=list)
    words: int = 0

    @property
    def exit_code(self) -> int:
        """Money that differs outranks a scenario that failed: it is what the gate is for."""
        if self.trouble or not self.results:
            return 4
        kinds = {result.kind for result in self.results if not result.passed}
        if "money" in kinds:
            return 3
        return 1 if kinds else 0

    @property
    def failed(self) -> list[ScenarioResult]:
        return [result for result in self.results if not result.passed]


def belongs(profile: str, only: str = "") -> Callable[[str, str, frozenset[str]], bool]:
    """A selector for `run_scenarios`. Raises KeyError for an unknown profile."""
    folders, tags = PROFILES[profile]

    def select(feature: str, name: str, scenario_tags: frozenset[str]) -> bool:
        chosen = bool(folders.intersection(Path(feature).parts) or tags & scenario_tags)
        return chosen and only.lower() in name.lower()

    return select


def run_gate(
    profile: str,
    *,
    seed: int = 7,
    mutant: str = "",
    driver: str = "",
    only: str = "",
    junit: Path | None = None,
    cucumber: Path | None = None,
    on_result: Callable[[ScenarioResult], None] | None = None,
) -> GateResult:
    """Run the scenarios of `profile` whose name holds `only`; `mutant` patches the connector
    first (see mutants), `driver` puts a foreign engine in its place. Raises DriverMissing."""
    driven = engine_of(driver, connex=profile == "connex")
    recorder = run_scenarios(
        belongs(profile, only),
        seed=seed,
        mutant=mutant,
        on_result=on_result,
        junit=junit,
        cucumber=cucumber,
        plugins=driven,
    )
    return GateResult(
        profile,
        seed,
        mutant,
        driver,
        recorder.results,
        recorder.collection_errors,
        recorder.left_out,
        sum(each.words for each in driven),
    )


def engine_of(driver: str, *, connex: bool = False) -> list[Driven]:
    """What a run needs beside itself for a foreign engine. Raises DriverMissing."""
    if not driver:
        return []
    driven = Driven(carrier_for(driver))
    driven.probe(connex=connex)
    return [driven]
