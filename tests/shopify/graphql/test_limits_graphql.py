"""Points: what queries cost, how the bucket empties and fills, and what is too dear."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from sandbox.shopify.records import Order


def test_a_bare_order_read_costs_one(api: Any, w1: Order) -> None:
    answer = api.query(f'{{ order(id: "gid://shopify/Order/{w1.id}") {{ id name note }} }}')
    assert answer.body["extensions"] == {
        "cost": {
            "requestedQueryCost": 1,
            "actualQueryCost": 1,
            "throttleStatus": {
                "maximumAvailable": 2000,
                "currentlyAvailable": 1999,
                "restoreRate": 100,
            },
        }
    }


@pytest.mark.parametrize(
    ("query", "requested", "actual"),
    [
        ("{ orders(first: 1) { nodes { id } } }", 3, 3),
        ("{ orders(first: 10) { nodes { id } } }", 6, 3),
        ("{ orders(first: 10) { edges { cursor node { id } } pageInfo { hasNextPage } } }", 6, 3),
        ("{ orders(first: 2) { nodes { lineItems(first: 5) { nodes { id } } } } }", 8, 5),
        ("{ orders(first: 1) { nodes { totalPriceSet { shopMoney { amount } } } } }", 3, 3),
        ("{ orders(first: 1) { nodes { transactions { id } } } }", 4, 4),
        ("{ orders(first: 1) { nodes { transactions(first: 5) { id } } } }", 4, 4),
        ("{ shop { name } }", 1, 1),
        ("{ __schema { types { name } } }", 2, 2),
    ],
)
def test_costs(api: Any, w1: Order, query: str, requested: int, actual: int) -> None:
    cost = api.query(query).cost
    assert (cost["requestedQueryCost"], cost["actualQueryCost"]) == (requested, actual)


def test_page_sizes_in_variables_count(api: Any, w1: Order) -> None:
    text = "query ($n: Int) { orders(first: $n) { nodes { id } } }"
    assert api.query(text, {"n": 40}).cost["requestedQueryCost"] == 9
    assert api.query(text, {"n": 4}).cost["requestedQueryCost"] == 4


def test_a_page_may_cost_its_length(api: Any, w1: Order) -> None:
    api.shopify.settings.linear_costs = True
    text = (
        "query ($n: Int) { orders(first: $n) { nodes { lineItems(first: 5) { nodes { id } } } } }"
    )
    cost = api.query(text, {"n": 40}).cost
    assert (cost["requestedQueryCost"], cost["actualQueryCost"]) == (322, 8)
    fixed = "{ orders(first: 10) { nodes { id } } }"
    assert api.query(fixed).cost["requestedQueryCost"] == 12
    api.shopify.settings.linear_costs = False
    assert api.query(fixed).cost["requestedQueryCost"] == 6


def test_a_mutation_costs_ten_with_the_object_it_hands_back(api: Any) -> None:
    text = (
        'mutation { orderCreate(order: {lineItems: [{title: "Tent", quantity: 1, '
        'priceSet: {shopMoney: {amount: "10", currencyCode: USD}}}]}) '
        "{ order { id } userErrors { field message } } }"
    )
    assert api.query(text).cost["requestedQueryCost"] == 10


def test_the_bucket_is_debited_by_what_was_used_and_fills_with_world_time(
    api: Any, w1: Order
) -> None:
    text = "{ orders(first: 250) { nodes { id } } }"
    assert api.query(text).cost["throttleStatus"]["currentlyAvailable"] == 1997
    api.universe.clock.advance(timedelta(milliseconds=20))
    assert api.query(text).cost["throttleStatus"]["currentlyAvailable"] == 1996
    api.universe.clock.advance(timedelta(hours=1))
    assert api.query(text).cost["throttleStatus"]["currentlyAvailable"] == 1997


def test_the_requested_cost_must_be_there_before_the_query_runs(api: Any, w1: Order) -> None:
    api.shopify.limits.take_points(api.shopify.bucket(api.shopify.auth.app.id), 1990)
    answer = api.query("{ orders(first: 250) { nodes { id } } }")
    assert answer.status == 200
    assert answer.body == {
        "errors": [
            {
                "message": "Throttled",
                "extensions": {
                    "code": "THROTTLED",
                    "documentation": "https://shopify.dev/api/usage/rate-limits",
                },
            }
        ],
        "extensions": {
            "cost": {
                "requestedQueryCost": 13,
                "actualQueryCost": None,
                "throttleStatus": {
                    "maximumAvailable": 2000,
                    "currentlyAvailable": 10,
                    "restoreRate": 100,
                },
            }
        },
    }
    api.universe.clock.advance(timedelta(milliseconds=40))
    assert "data" in api.query("{ orders(first: 250) { nodes { id } } }").body


def test_a_throttled_mutation_does_nothing(api: Any, w1: Order) -> None:
    api.shopify.limits.take_points(api.shopify.bucket(api.shopify.auth.app.id), 1995)
    before = api.hash()
    closing = "mutation ($id: ID!) { orderClose(input: {id: $id}) { order { id } } }"
    answer = api.query(closing, {"id": f"gid://shopify/Order/{w1.id}"})
    assert answer.errors[0]["extensions"]["code"] == "THROTTLED"
    assert api.hash() == before


def test_apps_have_buckets_of_their_own(api: Any) -> None:
    api.shopify.limits.take_points(api.shopify.bucket(api.shopify.auth.app.id), 2000)
    other = api.shopify.auth.register_app("Other", ("read_orders",))
    api.token = api.shopify.auth.issue_token(other).id
    assert api.query("{ shop { name } }").cost["throttleStatus"]["currentlyAvailable"] == 1999


def test_one_query_may_cost_a_thousand(api: Any) -> None:
    text = """query ($n: Int!) { orders(first: $n) { nodes { fulfillmentOrders(first: 250) { nodes
      { lineItems(first: 250) { nodes { lineItem { id } } } } } } } }"""
    assert api.query(text, {"n": 5}).cost["requestedQueryCost"] == 836
    answer = api.query(text, {"n": 10})
    assert answer.status == 200
    assert answer.body == {
        "errors": [
            {
                "message": "Query cost is 1114, which exceeds the single query max cost limit "
                "(1000).\n\nSee https://shopify.dev/concepts/about-apis/rate-limits for more "
                "information on how the cost of a query is calculated.\n\nTo query larger amounts "
                "of data with fewer limits, bulk operations should be used instead.\nSee "
                "https://shopify.dev/tutorials/perform-bulk-operations-with-admin-api for usage "
                "details.\n",
                "extensions": {
                    "code": "MAX_COST_EXCEEDED",
                    "cost": 1114,
                    "maxCost": 1000,
                    "documentation": "https://shopify.dev/api/usage/rate-limits",
                },
            }
        ]
    }


def test_refused_documents_cost_nothing(api: Any) -> None:
    api.query("{ nothing }")
    api.query("query ($id: ID!) { order(id: $id) { id } }", {"id": "x"})
    assert api.query("{ shop { name } }").cost["throttleStatus"]["currentlyAvailable"] == 1999


def test_plus_has_a_bigger_bucket(api_of: Callable[..., Any]) -> None:
    status = api_of(plan="plus").query("{ shop { name } }").cost["throttleStatus"]
    assert status == {"maximumAvailable": 20000, "currentlyAvailable": 19999, "restoreRate": 1000}


def test_the_cost_debug_header_itemises(api: Any, w1: Order) -> None:
    text = "{ orders(first: 10) { nodes { phone } } }"
    answer = api.query(text, headers={"Shopify-GraphQL-Cost-Debug": "1"})
    assert answer.cost["fields"] == [
        {
            "path": ["orders", "nodes", "phone"],
            "definedCost": 0,
            "requestedTotalCost": 0,
            "requestedChildrenCost": None,
        },
        {
            "path": ["orders", "nodes"],
            "definedCost": 1,
            "requestedTotalCost": 1,
            "requestedChildrenCost": 0,
        },
        {
            "path": ["orders"],
            "definedCost": None,
            "requestedTotalCost": 6,
            "requestedChildrenCost": 1,
        },
    ]
    assert "fields" not in api.query(text).cost


# -- REST -----------------------------------------------------------------------------------


def get(api: Any) -> Any:
    headers = {"x-shopify-access-token": api.token}
    return api.send("GET", "/admin/api/2026-07/shop.json", headers=headers)


def test_rest_calls_fill_a_bucket_of_forty(api: Any) -> None:
    seen = [get(api).header("x-shopify-shop-api-call-limit") for _ in range(40)]
    assert seen[0] == "1/40"
    assert seen[-1] == "40/40"
    answer = get(api)
    assert answer.status == 429
    assert answer.body == {
        "errors": "Exceeded 2 calls per second for api client. Reduce request rates to resume "
        "uninterrupted service."
    }
    assert answer.header("retry-after") == "1.0"
    assert answer.header("x-shopify-shop-api-call-limit") == "40/40"
    api.universe.clock.advance(timedelta(seconds=1))
    assert [get(api).status for _ in range(3)] == [200, 200, 429]


def test_graphql_takes_no_rest_calls_and_has_no_call_header(api: Any) -> None:
    answer = api.query("{ shop { name } }")
    assert answer.header("x-shopify-shop-api-call-limit") is None
    assert get(api).header("x-shopify-shop-api-call-limit") == "1/40"
