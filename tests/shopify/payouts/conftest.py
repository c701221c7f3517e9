"""A shop for every example of a property."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from sandbox.kernel.universe import Universe
from sandbox.shopify.app import Shopify


@pytest.fixture(scope="session")
def shop_factory() -> Callable[[], Any]:
    start = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    return lambda: Shopify(Universe("t", 7, start, date(2026, 11, 24), ["shopify"]))
