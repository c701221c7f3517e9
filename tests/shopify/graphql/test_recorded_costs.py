"""Costs as live shops told them: queries and figures of recorded answers of 2026."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.shopify.graphql.cost import page_points, spent_on_page

ORDER = """fragment Fields on Order { id totalPriceSet { shopMoney { amount currencyCode } }
  lineItems(first: 5) { nodes { id title } }
  fulfillments(first: 5) { id fulfillmentLineItems(first: 5)
    { nodes { id lineItem { id title } } } }
  fulfillmentOrders(first: 5) { nodes { id assignedLocation { name location { id } }
    lineItems(first: 5) { nodes { id lineItem { id title } } } } }
  returns(first: 5) { nodes { id name status } } }"""
HYDRATE = """query ($id: ID!) { order(id: $id) { id totalPriceSet { shopMoney { amount } }
  lineItems(first: 50) { nodes { id } }
  fulfillments(first: 50) { id fulfillmentLineItems(first: 50)
    { nodes { id lineItem { id variant { id } } } } }
  returns(first: 50) { nodes { id returnLineItems(first: 50)
    { nodes { ... on ReturnLineItem { id fulfillmentLineItem { id } } } } } } } }"""
EDITED = """query ($id: ID!) { order(id: $id) { id customAttributes { key value } customer { id }
  currentTotalPriceSet { shopMoney { amount } presentmentMoney { amount } }
  shippingLines(first: 10) { nodes { id originalPriceSet { shopMoney { amount } } } }
  lineItems(first: 10) { nodes { id originalTotalSet { shopMoney { amount } }
    variant { id title sku } } } } }"""
RETURNED = """id returns(first: 10) { nodes { id returnLineItems(first: 10)
  { nodes { id quantity } } } }"""


@pytest.mark.parametrize(
    ("query", "requested"),
    [
        ("query ($id: ID!) { order(id: $id) { id name } }", 1),
        ("{ shop { currencyCode taxesIncluded } }", 1),
        ("{ locations(first: 10) { nodes { id name isActive } } }", 6),
        ("{ returnReasonDefinitions(first: 10) { nodes { id name handle deleted } } }", 6),
        ('{ orders(first: 1, query: "tag:a") { nodes { id email } pageInfo { hasNextPage } } }', 3),
        (ORDER + " query ($id: ID!) { order(id: $id) { ...Fields } }", 55),
        (HYDRATE, 155),
        (EDITED, 19),
        (
            "query ($id: ID!) { order(id: $id) { id lineItems(first: 10) { nodes { title } }"
            " shippingLines(first: 10) { nodes { title } } } }",
            13,
        ),
        (
            "query ($id: ID!) { order(id: $id) { id refunds { id } transactions { id amountSet"
            " { shopMoney { amount } } } returns(first: 5) { nodes { id } } } }",
            8,
        ),
        (
            "query ($id: ID!) { order(id: $id) { id } orders(first: 5) { nodes { id } }"
            " ordersCount { count precision } }",
            16,
        ),
        (
            "{ a: orders(first: 2) { nodes { id } } b: orders(first: 1) { nodes { id } }"
            " c: orders(first: 1) { nodes { id } } d: orders(first: 3) { nodes { id } }"
            " e: orders(first: 3) { nodes { id } } ordersCount { count }"
            " exact: ordersCount(limit: null) { count } }",
            37,
        ),
        (
            "query ($id: ID!) { detail: order(id: $id) { %s } list: orders(first: 5) { nodes { %s }"
            " } node(id: $id) { __typename ... on Order { %s } } }" % ((RETURNED,) * 3),
            157,
        ),
        (
            '{ product(id: "gid://shopify/Product/1") { variants(first: 250) { nodes'
            " { inventoryItem { id tracked } } } } }",
            25,
        ),
        (
            "{ products(first: 10) { nodes { variants(first: 10) { nodes { id inventoryItem"
            " { requiresShipping } } } } } }",
            46,
        ),
        (
            '{ productVariant(id: "gid://shopify/ProductVariant/1") { id inventoryItem'
            " { requiresShipping } product { title } } }",
            3,
        ),
        (
            '{ a: __type(name: "A") { inputFields { name } } b: __type(name: "B")'
            ' { inputFields { name } } c: __type(name: "C") { fields { name type { kind'
            " ofType { kind ofType { kind ofType { kind } } } } } }"
            ' d: __type(name: "D") { fields { name } } }',
            12,
        ),
    ],
)
def test_what_a_query_asks_for(api: Any, query: str, requested: int) -> None:
    variables = {"id": "gid://shopify/Order/1"} if "$id" in query else {}
    assert api.query(query, variables).cost["requestedQueryCost"] == requested


RETURN = "id status returnLineItems(first: 5) { nodes { id processedQuantity } }"


@pytest.mark.parametrize(
    ("kind", "field", "requested"),
    [
        ("Order", "orderClose(input: {id: $id}) { order { id } }", 10),
        (
            "Order",
            "orderUpdate(input: {id: $id}) { order { id lineItems(first: 20) { nodes { id } } }"
            " userErrors { field message } }",
            17,
        ),
        (
            "Return",
            "returnClose(id: $id) { return { " + RETURN + " reverseFulfillmentOrders(first: 5)"
            " { nodes { id } } } userErrors { code } }",
            20,
        ),
        (
            "Return",
            "returnReopen(id: $id) { return { " + RETURN + " reverseFulfillmentOrders(first: 5)"
            " { nodes { id lineItems(first: 5) { nodes { id fulfillmentLineItem { id lineItem"
            " { id } } } } } } } userErrors { code } }",
            53,
        ),
        (
            "Return",
            "returnCancel(id: $id) { return { id returnLineItems(first: 10) { nodes { id } }"
            " order { " + RETURNED + " } } userErrors { code } }",
            47,
        ),
        (
            "Order",
            "orderCancel(orderId: $id, reason: OTHER, restock: true) { job { id }"
            " userErrors { message } }",
            10,
        ),
        (
            "Fulfillment",
            "fulfillmentCancel(id: $id) { fulfillment { id fulfillmentLineItems(first: 5)"
            " { nodes { id lineItem { id title } } } } userErrors { message } }",
            18,
        ),
    ],
)
def test_what_a_mutation_asks_for(api: Any, kind: str, field: str, requested: int) -> None:
    text = "mutation ($id: ID!) { " + field + " }"
    answer = api.query(text, {"id": f"gid://shopify/{kind}/1"})
    assert answer.cost["requestedQueryCost"] == requested


@pytest.mark.parametrize(
    ("size", "points"),
    [(1, 1), (2, 1), (3, 2), (5, 3), (10, 4), (20, 5), (50, 7), (250, 11)],
)
def test_what_a_page_counts_as(size: int, points: int) -> None:
    assert page_points(size) == points
    assert page_points(size, linear=True) == size


@pytest.mark.parametrize(
    ("size", "count", "below", "spent"),
    [
        (10, 10, 10, 6),  # ten locations
        (5, 3, 3, 4),  # three locations
        (20, 5, 5, 4),  # five saved searches
        (20, 12, 12, 5),  # twelve lines
        (5, 2, 4, 5),  # two lines of a fulfilment, with their line items
        (5, 1, 2, 4),  # one
        (5, 1, 5, 6),  # a fulfilment order with one line
        (5, 0, 0, 5),  # no orders
        (10, 0, 0, 6),  # no shipping lines
        (5, None, 0, 2),  # nothing but its page info
    ],
)
def test_what_a_page_comes_to(size: int, count: int | None, below: int, spent: int) -> None:
    assert spent_on_page(size, count, below, 1) == spent


def test_what_was_looked_for_and_not_found(api: Any) -> None:
    """Recorded: an order that is gone, no orders, and their count: 16 of 16."""
    text = """query ($id: ID!) { order(id: $id) { id } orders(first: 5) { nodes { id } }
      ordersCount { count precision } }"""
    cost = api.query(text, {"id": "gid://shopify/Order/1"}).cost
    assert (cost["requestedQueryCost"], cost["actualQueryCost"]) == (16, 16)


def test_one_line_and_no_shipping_of_pages_of_ten(api: Any) -> None:
    """Recorded: 13 asked for, 10 spent."""
    order = api.desk.place([("MUG-WHT", 1)], shipping=None)
    text = """query ($id: ID!) { order(id: $id) { id lineItems(first: 10) { nodes { title } }
      shippingLines(first: 10) { nodes { title } } } }"""
    answer = api.query(text, {"id": f"gid://shopify/Order/{order.id}"})
    assert answer.data["order"]["shippingLines"] == {"nodes": []}
    assert answer.cost["actualQueryCost"] == 10
