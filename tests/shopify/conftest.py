"""A store without its HTTP side, for tests of rules and desk; and the order W1."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from sandbox.kernel.universe import Universe
from sandbox.shopify.desk import Desk
from sandbox.shopify.records import Order, Records
from sandbox.shopify.seed import furnish
from sandbox.shopify.settings import Settings


class Bench:
    """The parts that rules work on, without routes and tokens."""

    def __init__(self) -> None:
        start = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
        self.universe = Universe("t", 7, start, date(2026, 11, 24), ["shopify"])
        self.store = self.universe.store
        self.clock = self.universe.clock
        self.ids = self.universe.ids
        self.records = Records(self.store)
        self.settings = Settings(self.store)
        self.desk = Desk(self)
        furnish(self, "acme-outdoor.myshopify.com")


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.fixture
def new_bench() -> Callable[[], Bench]:
    return Bench


@pytest.fixture
def w1(bench: Bench) -> Order:
    """Three tees, a mug, two caps, 10 % off, shipping 7.95, tax 8.25 %: 127.82, paid."""
    return bench.desk.place([("TEE-BLK", 3), ("MUG-WHT", 1), ("CAP-RED", 2)])
