"""A client of one shop's GraphQL endpoint, without HTTP, and orders to look at."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from sandbox.kernel.routing import Request, Response
from sandbox.kernel.universe import Universe
from sandbox.shopify.app import Shopify
from sandbox.shopify.records import Order
from sandbox.shopify.rules import webhooks
from sandbox.shopify.rules.fulfilment import Tracking, update_tracking

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


class Answer:
    def __init__(self, response: Response) -> None:
        self.response = response
        self.status = response.status
        self.body: Any = json.loads(response.body)

    @property
    def data(self) -> Any:
        assert "errors" not in self.body, self.body
        return self.body["data"]

    @property
    def errors(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.body["errors"]
        return found

    @property
    def cost(self) -> dict[str, Any]:
        found: dict[str, Any] = self.body["extensions"]["cost"]
        return found

    def header(self, name: str) -> str | None:
        return self.response.header(name)


class Api:
    def __init__(self, as_of: date = date(2026, 11, 24), plan: str = "standard") -> None:
        self.universe = Universe("t", 7, START, as_of, ["shopify"])
        self.shopify = Shopify(self.universe, plan=plan)
        self.desk = self.shopify.desk
        self.token = self.shopify.credentials()["SHOPIFY_TOKEN"]
        self.version = "2026-07"

    def send(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        headers: dict[str, str] | None = None,
        query: str = "",
    ) -> Answer:
        request = Request(method, self.shopify.domain, path, query, (headers or {}).items(), body)
        response = self.shopify.handle(request)
        assert self.universe.bugs == []
        return Answer(response)

    def post(self, document: Any, headers: dict[str, str] | None = None) -> Answer:
        """`document` as the JSON body of graphql.json."""
        sent = {"content-type": "application/json", "x-shopify-access-token": self.token}
        sent.update(headers or {})
        body = document if isinstance(document, bytes) else json.dumps(document).encode()
        return self.send("POST", f"/admin/api/{self.version}/graphql.json", body, sent)

    def query(
        self,
        text: str,
        variables: dict[str, Any] | None = None,
        operation: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        document: dict[str, Any] = {"query": text}
        if variables is not None:
            document["variables"] = variables
        if operation is not None:
            document["operationName"] = operation
        return self.post(document, headers)

    def hash(self) -> str:
        return self.universe.store.fingerprint("shopify.")


@pytest.fixture
def api() -> Api:
    return Api()


@pytest.fixture
def api_of() -> Callable[..., Api]:
    """A shop of another day or plan: `api_of(as_of=date(2025, 11, 1))`."""
    return Api


@pytest.fixture
def w1(api: Api) -> Order:
    """Three tees, a mug, two caps, 10 % off, shipping 7.95, tax 8.25 %: 127.82, paid."""
    return api.desk.place([("TEE-BLK", 3), ("MUG-WHT", 1), ("CAP-RED", 2)])


@pytest.fixture
def rich(api: Api, w1: Order) -> Order:
    """W1, partly sent with a tracking number, one cap refunded with its money, then 5.00 more."""
    api.desk.fulfil(w1.id, {"TEE-BLK": 2, "MUG-WHT": 1})
    sent = api.shopify.records.orders[w1.id].fulfillments[0]
    update_tracking(api.shopify, sent.id, Tracking(company="UPS", numbers=("1Z1",)))
    api.desk.refund(w1.id, lines={"CAP-RED": 1}, shipping=True)
    api.desk.refund(w1.id, amount=Decimal("5.00"))
    api.desk.close_payout()
    api.desk.open_dispute(w1.id, amount=Decimal("9.00"))
    for topic, uri in (
        ("ORDERS_CREATE", "https://hooks.example.com/a"),
        ("REFUNDS_CREATE", "pubsub://project:topic"),
        ("ORDERS_PAID", "arn:aws:events:us-east-1::event-source/aws.partner/shopify.com/1/a"),
    ):
        webhooks.create(
            api.shopify,
            api.shopify.auth.app.id,
            topic,
            webhooks.SubscriptionInput(uri=uri),
            allowed=True,
        )
    api.query(
        'mutation { bulkOperationRunQuery(query: "{ orders { edges { node { id } } } }") '
        "{ bulkOperation { id } } }"
    )
    api.universe.clock.advance(timedelta(seconds=10))
    return api.shopify.records.orders[w1.id]
