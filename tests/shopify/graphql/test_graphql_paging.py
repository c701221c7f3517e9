"""Pages: their rules, their cursors, every sort key both ways."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from sandbox.shopify.graphql import order_list

SORT_KEYS = (
    "CREATED_AT", "CURRENT_TOTAL_PRICE", "CUSTOMER_NAME", "DESTINATION", "FINANCIAL_STATUS",
    "FULFILLMENT_STATUS", "ID", "ORDER_NUMBER", "PO_NUMBER", "PROCESSED_AT", "RELEVANCE",
    "TOTAL_ITEMS_QUANTITY", "TOTAL_PRICE", "UPDATED_AT",
)  # fmt: skip

PAGE = """
query ($first: Int, $last: Int, $after: String, $before: String, $key: OrderSortKeys,
       $reverse: Boolean, $q: String) {
  orders(first: $first, last: $last, after: $after, before: $before, sortKey: $key,
         reverse: $reverse, query: $q) {
    edges { cursor node { name } }
    nodes { name }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}
"""


@pytest.fixture
def shop(api: Any) -> Any:
    """Seven orders: 3 and 4 placed in the same second, the prices out of order."""
    for place, quantity in enumerate((4, 2, 6, 1, 5, 3, 7)):
        api.desk.place([("TEE-BLK", quantity)], discount_percent=None, shipping=None)
        if place != 2:
            api.universe.clock.advance(timedelta(minutes=1))
    return api


def page(api: Any, **variables: Any) -> Any:
    return api.query(PAGE, variables).data["orders"]


def names(found: Any) -> str:
    return "".join(each["name"][-1] for each in found["nodes"])


def test_the_first_page_and_its_cursors(shop: Any) -> None:
    found = page(shop, first=2)
    assert names(found) == "12"
    assert [each["node"] for each in found["edges"]] == found["nodes"]
    info = found["pageInfo"]
    assert (info["hasNextPage"], info["hasPreviousPage"]) == (True, False)
    assert info["startCursor"] == found["edges"][0]["cursor"]
    assert info["endCursor"] == found["edges"][1]["cursor"]
    assert base64.b64decode(info["startCursor"]) == (
        b'{"last_id":6100000000001,"last_value":1795510800000}'
    )


def test_the_id_key_carries_the_id_as_text(shop: Any) -> None:
    cursor = page(shop, first=1, key="ID")["pageInfo"]["endCursor"]
    assert json.loads(base64.b64decode(cursor)) == {
        "last_id": 6100000000001,
        "last_value": "6100000000001",
    }


def test_an_empty_page_has_no_cursors(api: Any) -> None:
    assert page(api, first=5) == {
        "edges": [],
        "nodes": [],
        "pageInfo": {
            "hasNextPage": False,
            "hasPreviousPage": False,
            "startCursor": None,
            "endCursor": None,
        },
    }


def test_the_default_is_oldest_processed_first(shop: Any) -> None:
    assert names(page(shop, first=10)) == "1234567"
    assert names(page(shop, first=10, reverse=True)) == "7654321"
    assert names(page(shop, last=2)) == "67"
    assert names(page(shop, last=2, reverse=True)) == "21"


@pytest.mark.parametrize("key", SORT_KEYS)
@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("query", [None, "sku:TEE-BLK", "created_at:>2026-11-24T09:00:30Z"])
def test_pages_of_every_key_add_up_in_both_directions(
    shop: Any, key: str, reverse: bool, query: str | None
) -> None:
    ask = {"key": key, "reverse": reverse, "q": query}
    whole = page(shop, first=50, **ask)
    for size in (1, 3):
        forward, after = "", None
        while True:
            found = page(shop, first=size, after=after, **ask)
            forward += names(found)
            after = found["pageInfo"]["endCursor"]
            if not found["pageInfo"]["hasNextPage"]:
                break
        assert forward == names(whole)
        backward, before = "", None
        while True:
            found = page(shop, last=size, before=before, **ask)
            backward = names(found) + backward
            before = found["pageInfo"]["startCursor"]
            if not found["pageInfo"]["hasPreviousPage"]:
                break
        assert backward == names(whole)


def test_prices_sort_as_numbers(shop: Any) -> None:
    assert names(page(shop, first=10, key="TOTAL_PRICE")) == "4261537"


def test_between_two_cursors(shop: Any) -> None:
    cursors = [each["cursor"] for each in page(shop, first=10)["edges"]]
    assert names(page(shop, first=10, after=cursors[1], before=cursors[5])) == "345"
    assert names(page(shop, last=2, after=cursors[1], before=cursors[5])) == "45"


def test_a_page_goes_on_where_it_stood_when_orders_arrive(shop: Any) -> None:
    after = page(shop, first=3, reverse=True)["pageInfo"]["endCursor"]
    shop.desk.place([("MUG-WHT", 1)])
    assert names(page(shop, first=3, reverse=True, after=after)) == "432"


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("key", ["TOTAL_PRICE", "ORDER_NUMBER", "ID", "FINANCIAL_STATUS", None])
def test_a_page_goes_on_where_its_last_order_stood(
    shop: Any, key: str | None, reverse: bool
) -> None:
    """The last order of each page is refunded and no longer matches; those before it do."""
    paid = {"key": key, "reverse": reverse, "q": "financial_status:paid"}
    wanted = names(page(shop, first=10, **paid))
    seen, after = "", None
    for _ in range(len(wanted)):
        found = page(shop, first=2, after=after, **paid)
        seen += names(found)
        if not found["pageInfo"]["hasNextPage"]:
            break
        after = found["pageInfo"]["endCursor"]
        (order,) = shop.shopify.records.orders_by_name.find(found["nodes"][-1]["name"])
        shop.desk.refund(order.id, amount=Decimal("0.01"))
    assert (seen, len(seen)) == (wanted, 7)


@pytest.mark.parametrize("last_value", ["x", None, [], {}])
def test_a_cursor_of_another_sort(shop: Any, last_value: Any) -> None:
    text = json.dumps({"last_id": 1, "last_value": last_value})
    cursor = base64.b64encode(text.encode()).decode()
    answer = shop.query(PAGE, {"first": 1, "after": cursor, "key": "TOTAL_PRICE"})
    assert [each["message"] for each in answer.errors] == [
        "Invalid cursor for current pagination sort."
    ]


@pytest.mark.parametrize(
    ("variables", "message", "extensions"),
    [
        ({}, "you must provide one of first or last", {"code": "BAD_REQUEST"}),
        (
            {"first": 1, "last": 1},
            "providing both first and last is not supported",
            {"code": "BAD_REQUEST"},
        ),
        (
            {"first": 1, "after": "nonsense"},
            "Invalid cursor for current pagination sort.",
            {"code": "BAD_REQUEST"},
        ),
        (
            {"first": 251},
            "first cannot exceed 250",
            {"code": "MAX_PAGE_SIZE_EXCEEDED", "maximum": 250},
        ),
    ],
)
def test_pages_that_cannot_be(
    shop: Any, variables: dict[str, Any], message: str, extensions: dict[str, Any]
) -> None:
    answer = shop.query(PAGE, variables)
    assert answer.status == 200
    assert answer.body["data"] is None
    assert answer.errors == [
        {
            "message": message,
            "locations": [{"line": 4, "column": 3}],
            "extensions": extensions,
            "path": ["orders"],
        }
    ]


def test_connections_of_children_page_the_same_way(api: Any, w1: Any) -> None:
    text = """
    query ($id: ID!, $after: String) {
      order(id: $id) {
        lineItems(first: 2, after: $after) {
          nodes { sku } pageInfo { hasNextPage hasPreviousPage endCursor }
        }
        last: lineItems(last: 1) { nodes { sku } pageInfo { hasPreviousPage } }
        turned: lineItems(first: 1, reverse: true) { nodes { sku } }
      }
    }"""
    gid = f"gid://shopify/Order/{w1.id}"
    first = api.query(text, {"id": gid}).data["order"]
    assert [each["sku"] for each in first["lineItems"]["nodes"]] == ["TEE-BLK", "MUG-WHT"]
    assert first["last"] == {"nodes": [{"sku": "CAP-RED"}], "pageInfo": {"hasPreviousPage": True}}
    assert first["turned"] == {"nodes": [{"sku": "CAP-RED"}]}
    info = first["lineItems"]["pageInfo"]
    assert info["hasNextPage"] is True
    second = api.query(text, {"id": gid, "after": info["endCursor"]}).data["order"]["lineItems"]
    assert second["nodes"] == [{"sku": "CAP-RED"}]
    assert (second["pageInfo"]["hasNextPage"], second["pageInfo"]["hasPreviousPage"]) == (
        False,
        True,
    )


def test_the_sum_of_a_page_is_exact(shop: Any) -> None:
    text = "{ orders(first: 50) { nodes { subtotalPriceSet { shopMoney { amount } } } } }"
    amounts = [
        Decimal(each["subtotalPriceSet"]["shopMoney"]["amount"])
        for each in shop.query(text).data["orders"]["nodes"]
    ]
    assert sum(amounts) == Decimal("559.72")  # 28 tees of 19.99


@pytest.mark.parametrize("key", ["PROCESSED_AT", "TOTAL_PRICE"])
@pytest.mark.parametrize("reverse", [False, True])
def test_paging_ends_at_the_documented_depth(
    shop: Any, monkeypatch: pytest.MonkeyPatch, key: str, reverse: bool
) -> None:
    monkeypatch.setattr(order_list, "MAX_PAGINATED", 4)
    cursors = [each["cursor"] for each in page(shop, first=7, key=key, reverse=reverse)["edges"]]
    assert len(page(shop, first=2, after=cursors[3], key=key, reverse=reverse)["nodes"]) == 2
    deep = {"first": 2, "after": cursors[4], "key": key, "reverse": reverse}
    answer = shop.query(PAGE, deep)
    assert answer.errors[0]["message"] == "Pagination beyond 4 objects is not supported."
