"""Fixtures of the scenarios, and where their steps come from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from features.stage import Stage

pytest_plugins = [
    "features.steps.amazon",
    "features.steps.books",
    "features.steps.connector",
    "features.steps.connex",
    "features.steps.ebay",
    "features.steps.ebay_calls",
    "features.steps.ebay_refund_rows",
    "features.steps.failures",
    "features.steps.judge",
    "features.steps.quickbooks",
    "features.steps.settlement_books",
    "features.steps.settlement_files",
    "features.steps.settlement_trouble",
    "features.steps.settlements",
    "features.steps.storefront",
    "features.steps.trouble",
]


STAGE = pytest.StashKey[Callable[[int], Stage]]()
"""What makes the stage of a seed, where a run brings one of its own."""


@pytest.fixture
def stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
    """A fresh world and engine."""
    stage = request.config.stash.get(STAGE, Stage)(request.config.getoption("--seed"))
    try:
        yield stage
    finally:
        stage.close()


@pytest.hookimpl(trylast=True)
def pytest_bdd_after_scenario(request: Any, scenario: Any) -> None:
    """Every scenario ends before the judge, unless a step has already failed it."""
    if not getattr(request.node, "step_failed", False):
        request.getfixturevalue("stage").final_judgement()


def pytest_bdd_step_error(request: Any) -> None:
    request.node.step_failed = True
