"""Runs scenarios and keeps what a gate, a replay or a mutant hunt must know of each."""

from __future__ import annotations

import contextlib
import io
import os
import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from pytest_bdd.scenario import scenario_wrapper_template_registry

from features.expect import LeftOut, MoneyDiffers, StateDiffers
from sandbox.audit import SettlementFact

__all__ = ["Recorder", "ScenarioResult", "run_scenarios"]

ROOT = Path(__file__).resolve().parent.parent
FEATURES = ROOT / "features"


@dataclass
class ScenarioResult:
    """One scenario (one row of an outline). `kind` of a failure: money, state or error.
    `left_out`: why it could not be told with the engine at hand; it neither passed nor failed."""

    nodeid: str
    feature: str
    feature_title: str
    name: str
    tags: tuple[str, ...]
    steps: list[str] = field(default_factory=list)
    passed: bool = False
    kind: str = ""
    failing_step: str = ""
    message: str = ""
    left_out: str = ""
    seconds: float = 0.0
    seed: int = 0
    world: str = ""
    exchanges: list[dict[str, Any]] = field(default_factory=list)
    documents: list[dict[str, str]] = field(default_factory=list)
    settlements: list[SettlementFact] = field(default_factory=list)
    quickbooks: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    versions: dict[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return f"{self.feature_title}: {self.name}"


def failure_kind(error: BaseException) -> str:
    if isinstance(error, MoneyDiffers):
        return "money"
    return "state" if isinstance(error, StateDiffers) else "error"


class Recorder:
    """A pytest plugin. `select` chooses scenarios by feature path, name and tags; `nodeid`, when
    given, is the only test that runs (one row of an outline). Without `details` a result has no
    exchanges, documents, warnings and versions: much memory where scenarios run by the hundred."""

    def __init__(
        self,
        select: Callable[[str, str, frozenset[str]], bool],
        on_result: Callable[[ScenarioResult], None] | None = None,
        seed: int = 7,
        nodeid: str = "",
        details: bool = True,
    ) -> None:
        self.results: list[ScenarioResult] = []
        self.left_out: list[ScenarioResult] = []
        self.select = select
        self.nodeid = nodeid
        self.seed = seed
        self.details = details
        self._on_result = on_result
        self._current: ScenarioResult | None = None
        self._stage: Any = None
        self.collection_errors: list[str] = []

    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        keep: list[pytest.Item] = []
        drop: list[pytest.Item] = []
        for item in items:
            function = getattr(item, "obj", None)
            scenario = function and scenario_wrapper_template_registry.get(function)
            wanted = scenario is not None and self.select(
                str(scenario.feature.rel_filename), scenario.name, scenario_tags(item)
            )
            wanted = wanted and self.nodeid in ("", item.nodeid)
            (keep if wanted else drop).append(item)
        items[:] = keep
        if drop:
            config.hook.pytest_deselected(items=drop)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.collection_errors.append(str(report.longrepr))

    def pytest_bdd_before_scenario(self, request: Any, feature: Any, scenario: Any) -> None:
        self._current = ScenarioResult(
            nodeid=request.node.nodeid,
            feature=str(feature.rel_filename),
            feature_title=feature.name,
            name=scenario.name,
            tags=tuple(sorted(scenario_tags(request.node))),
            seed=self.seed,
        )
        self._stage = request.getfixturevalue("stage")

    def pytest_bdd_before_step(self, step: Any) -> None:
        if self._current is not None:
            self._current.steps.append(f"{step.keyword} {step.name}".strip())

    def pytest_bdd_step_error(self, step: Any) -> None:
        if self._current is not None:
            self._current.failing_step = f"{step.keyword} {step.name}".strip()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        current = self._current
        if current is None:
            if call.excinfo is not None:  # died before the first step
                self.collection_errors.append(f"{item.nodeid}: {call.excinfo.exconly()}")
            return report
        if call.excinfo is not None and isinstance(call.excinfo.value, LeftOut):
            current.left_out = str(call.excinfo.value)
            report.outcome = "skipped"
            report.longrepr = (str(item.path), 0, f"left out: {current.left_out}")
        elif call.excinfo is not None:
            current.passed = False
            current.kind = failure_kind(call.excinfo.value)
            current.message = call.excinfo.exconly()
        elif call.when == "call":
            current.passed = True
        if call.when == "call":
            current.seconds = call.duration
            if self._stage is not None and self.details:
                self._stage.describe(current)
        if call.when == "teardown":
            (self.left_out if current.left_out else self.results).append(current)
            self._current, self._stage = None, None
            if self._on_result is not None:
                self._on_result(current)
        return report


def scenario_tags(item: Any) -> frozenset[str]:
    """Tags of feature, scenario and example table, as pytest-bdd marked the test."""
    return frozenset(mark.name for mark in item.iter_markers())


def run_scenarios(
    select: Callable[[str, str, frozenset[str]], bool],
    *,
    seed: int = 7,
    mutant: str = "",
    nodeid: str = "",
    details: bool = True,
    on_result: Callable[[ScenarioResult], None] | None = None,
    junit: Path | None = None,
    cucumber: Path | None = None,
    plugins: Sequence[object] = (),
) -> Recorder:
    """Run the selected scenarios in this process, in file order, without printing. `plugins`:
    more pytest plugins for this run."""
    recorder = Recorder(select, on_result, seed, nodeid, details)
    options = [
        str(FEATURES),
        "-q",
        "--no-header",
        "--assert=plain",  # plugins may be imported already
        "-p",
        "no:randomly",
        "-p",
        "no:cacheprovider",
        "--rootdir",
        str(ROOT),
        f"--seed={seed}",
    ]
    if mutant:
        options.append(f"--mutant={mutant}")
    if junit is not None:
        options.append(f"--junit-xml={junit}")
    if cucumber is not None:
        options.append(f"--cucumberjson={cucumber}")
    here, printed = Path.cwd(), io.StringIO()
    os.chdir(ROOT)
    try:
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            code = pytest.main(options, plugins=[recorder, *plugins])
    finally:
        os.chdir(here)
    if (
        code
        not in (
            pytest.ExitCode.OK,
            pytest.ExitCode.TESTS_FAILED,
            pytest.ExitCode.NO_TESTS_COLLECTED,
        )
        and not recorder.collection_errors
    ):
        recorder.collection_errors.append(printed.getvalue().strip())
    return recorder


def now_seconds() -> float:
    """For durations shown to a person; never asserted."""
    return time.monotonic()
