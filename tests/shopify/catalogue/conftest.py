"""A GraphQL client beside the REST client of the same shop."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from sandbox.kernel.routing import Request


@pytest.fixture
def query(rest: Any) -> Callable[..., Any]:
    """The whole body of an answer."""

    def ask(text: str, **variables: Any) -> Any:
        request = Request(
            "POST",
            rest.shopify.domain,
            "/admin/api/2026-07/graphql.json",
            "",
            {
                "x-shopify-access-token": rest.token,
                "content-type": "application/json",
            }.items(),
            json.dumps({"query": text, "variables": variables}).encode(),
        )
        response = rest.shopify.handle(request)
        assert rest.universe.bugs == []
        return json.loads(response.body)

    return ask


@pytest.fixture
def writer(rest: Any) -> Any:
    """The connector's token does not write customers; this one does."""
    rest.token = rest.shopify.auth.issue_token(
        scopes=("write_customers", "read_orders", "read_products")
    ).id
    return rest
