"""REST and GraphQL of one shop side by side: what one changes, the other reads back."""

from __future__ import annotations

from typing import Any

import pytest


class Both:
    """`both.graphql(text, id=...)` and `both.rest.get("orders.json")` of the same shop."""

    def __init__(self, rest: Any) -> None:
        self.rest = rest
        self.desk = rest.desk

    def hash(self) -> str:
        found: str = self.rest.shopify.store.fingerprint("shopify.")
        return found

    def graphql(self, text: str, **variables: Any) -> Any:
        answer = self.rest.post("graphql.json", {"query": text, "variables": variables})
        assert answer.status == 200
        return answer.body

    def data(self, text: str, **variables: Any) -> Any:
        body = self.graphql(text, **variables)
        assert "errors" not in body, body
        return body["data"]

    def user_errors(self, text: str, **variables: Any) -> list[str]:
        """The sentences of a mutation that must be refused and change nothing."""
        before = self.hash()
        [payload] = self.data(text, **variables).values()
        assert self.hash() == before
        return [each["message"] for each in payload["userErrors"]]

    def errors(self, text: str, **variables: Any) -> list[str]:
        """The sentences of a document that must be refused as a whole."""
        return [each["message"] for each in self.graphql(text, **variables)["errors"]]


@pytest.fixture
def both(rest: Any) -> Both:
    return Both(rest)


@pytest.fixture
def order(both: Both) -> Any:
    """W1: 127.82, paid."""
    return both.desk.place([("TEE-BLK", 3), ("MUG-WHT", 1), ("CAP-RED", 2)])


@pytest.fixture
def gid(order: Any) -> str:
    return f"gid://shopify/Order/{order.id}"
