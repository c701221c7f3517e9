"""Worlds by kind. They are read only in these tests, so one of each is enough."""

from __future__ import annotations

import pytest

from sandbox.world import World
from sandbox.worlds import open_named


@pytest.fixture(scope="session")
def w1() -> World:
    return open_named("w1")


@pytest.fixture(scope="session", params=[7, 8])
def acme(request: pytest.FixtureRequest) -> World:
    """In two seeds: what happened is the same in both."""
    return open_named("acme", seed=request.param)
