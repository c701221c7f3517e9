"""A store without its HTTP side, for tests of rules and desk; and the order W1."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import pytest

from sandbox.kernel.routing import Request, Response
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


@pytest.fixture(scope="session")
def bench_factory() -> Callable[[], Bench]:
    """For properties, which need a new store for every example."""
    return Bench


@pytest.fixture
def w1(bench: Bench) -> Order:
    """Three tees, a mug, two caps, 10 % off, shipping 7.95, tax 8.25 %: 127.82, paid."""
    return bench.desk.place([("TEE-BLK", 3), ("MUG-WHT", 1), ("CAP-RED", 2)])


class Rest:
    """A REST client of one shop, without HTTP: `get("orders.json", limit=2)`."""

    def __init__(self) -> None:
        from sandbox.shopify.app import Shopify  # rules are tested without the HTTP side

        start = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
        self.universe = Universe("t", 7, start, date(2026, 11, 24), ["shopify"])
        self.shopify = Shopify(self.universe)
        self.desk = self.shopify.desk
        self.token = self.shopify.credentials()["SHOPIFY_TOKEN"]
        self.base = "/admin/api/2026-07/"

    def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        headers: dict[str, str] | None = None,
        **query: Any,
    ) -> Answer:
        self.universe.clock.advance(timedelta(seconds=1))  # the bucket of calls refills
        sent = {"x-shopify-access-token": self.token, "content-type": "application/json"}
        sent.update(headers or {})
        raw = body if isinstance(body, bytes) else json.dumps(body).encode() if body else b""
        request = Request(
            method,
            self.shopify.domain,
            path if path.startswith("/") else self.base + path,
            urlencode(query),
            list(sent.items()),
            raw,
        )
        response = self.shopify.handle(request)
        assert self.universe.bugs == []
        return Answer(response)

    def get(self, path: str, **query: Any) -> Answer:
        return self.send("GET", path, **query)

    def post(self, path: str, body: Any = None) -> Answer:
        return self.send("POST", path, body)

    def put(self, path: str, body: Any) -> Answer:
        return self.send("PUT", path, body)


class Answer:
    def __init__(self, response: Response) -> None:
        self.status = response.status
        self.raw = response.body.decode()
        self.body: Any = json.loads(response.body, parse_float=Decimal)
        self.header = response.header

    def links(self) -> dict[str, str]:
        """rel -> query of the Link header, read the way ShopifyAPI reads it."""
        found = {}
        for part in (self.header("link") or "").split(", "):
            match = re.match(r'<([^<]+)>; rel="([^"]+)"', part)
            if match:
                found[match[2]] = match[1]
        return found


@pytest.fixture
def rest() -> Rest:
    return Rest()
