"""What each search key finds."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from sandbox.shopify.records import Order


@pytest.fixture
def shop(api: Any) -> Any:
    """Five orders, an hour apart from 09:00 UTC (04:00 in the shop) on 24 November 2026.

    #1001 paid  #1002 pending  #1003 paid, sent  #1004 paid, partly refunded  #1005 in part sent
    """
    desk, clock = api.desk, api.universe.clock

    def place(*arguments: Any, **named: Any) -> Any:
        order = desk.place(*arguments, **named)
        clock.advance(timedelta(hours=1))
        return order

    place([("TEE-BLK", 1)], tags=("vip", "Wholesale"), email="ann@example.com")
    place([("MUG-WHT", 1)], pay=False, email="bob@example.com")
    third = place([("TEE-BLK", 1), ("CAP-RED", 1)], gateway="paypal")
    fourth = place([("CAP-RED", 2)], discount_code="SUMMER", tags=("vip",))
    fifth = place([("MUG-WHT", 3)])
    desk.fulfil(third.id)
    desk.refund(fourth.id, lines={"CAP-RED": 1})
    desk.fulfil(fifth.id, {"MUG-WHT": 1})
    return api


def find(api: Any, query: str) -> str:
    text = "query ($q: String) { orders(first: 50, query: $q) { nodes { name } } }"
    answer = api.query(text, {"q": query})
    assert "search" not in answer.body["extensions"]
    return " ".join(each["name"][-1] for each in answer.data["orders"]["nodes"])


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", "1 2 3 4 5"),
        ("name:1002", "2"),
        ("name:#1002", "2"),
        ("name:'#1002'", "2"),
        ("name:100*", "1 2 3 4 5"),
        ("name:9999", ""),
        ("-name:1002", "1 3 4 5"),
        ("name:1001 OR name:1003", "1 3"),
        ("id:6100000000002", "2"),
        ("id:>6100000000003", "4 5"),
        ("id:>=6100000000003 id:<6100000000005", "3 4"),
        ("financial_status:paid", "1 3 5"),
        ("financial_status:PAID", "1 3 5"),
        ("financial_status:pending", "2"),
        ("financial_status:partially_refunded", "4"),
        ("NOT financial_status:paid", "2 4"),
        ("fulfillment_status:fulfilled", "3"),
        ("fulfillment_status:shipped", "3"),
        ("fulfillment_status:partial", "5"),
        ("fulfillment_status:unshipped", "1 2 4"),
        ("fulfillment_status:unfulfilled", "1 2 4 5"),
        ("status:not_closed", "1 2 4 5"),
        ("status:closed", "3"),
        ("status:cancelled", ""),
        ("status:open", "1 2 4 5"),
        ("email:ann@example.com", "1"),
        ("email:ANN*", "1"),
        ("email:*", "1 2 3 4 5"),
        ("-email:*", ""),
        ("po_number:*", ""),
        ("tag:vip", "1 4"),
        ("tag:wholesale", "1"),
        ("tag:vip -tag:wholesale", "4"),
        ("tag_not:vip", "2 3 5"),
        ("sku:TEE-BLK", "1 3"),
        ("sku:'CAP-RED'", "3 4"),
        ("sku:TEE*", "1 3"),
        ("gateway:paypal", "3"),
        ("gateway:manual", "2"),
        ("source_name:web", "1 2 3 4 5"),
        ("test:false", "1 2 3 4 5"),
        ("test:true", ""),
        ("discount_code:summer", "4"),
        ("ann", "1"),
        ("1003", "3"),
        ("ann OR bob", "1 2"),
        ("subtotal_line_items_quantity:>2", "5"),
        ("current_total_price:<20", ""),
        ("chargeback_status:accepted", ""),
        ("created_at:>2026-11-24T11:00:00Z", "4 5"),
        ("created_at:>=2026-11-24T11:00:00Z", "3 4 5"),
        ("created_at:<2026-11-24T10:00:00Z", "1"),
        ("created_at:<='2026-11-24T10:00:00Z'", "1 2"),
        ('created_at:>"2026-11-24T06:00:00-05:00"', "4 5"),
        ("created_at:>'2026-11-24T06:00:00'", "4 5"),  # without a zone: the shop's
        ("created_at:2026-11-24", "1 2 3 4 5"),  # a day of the shop
        ("created_at:2026-11-23", ""),
        ("created_at:2026-11-24T10:00:00Z", "2"),
        ("created_at:<now", "1 2 3 4 5"),
        ("created_at:>now", ""),
        ("updated_at:>'2026-11-24T13:30:00Z'", "3 4 5"),
        ("updated_at:>'2026-11-24T13:30:00Z' financial_status:paid", "3 5"),
        ("processed_at:>2026-11-24T12:00:00Z OR name:1001", "1 5"),
        ("(tag:vip OR sku:MUG-WHT) fulfillment_status:unshipped", "1 2 4"),
        ("tag:vip OR sku:MUG-WHT fulfillment_status:partial", "1 4 5"),
    ],
)
def test_what_is_found(shop: Any, query: str, found: str) -> None:
    assert find(shop, query) == found


def test_an_unknown_field_is_dropped_and_warned_about(shop: Any) -> None:
    answer = shop.query('{ orders(first: 1, query: "colour:red") { nodes { name } } }')
    assert answer.data == {"orders": {"nodes": [{"name": "#1001"}]}}
    assert answer.body["extensions"]["search"] == [
        {
            "path": ["orders"],
            "query": "colour:red",
            "parsed": {"field": "colour", "match_all": "red"},
            "warnings": [
                {
                    "field": "colour",
                    "message": "Invalid search field for this query.",
                    "code": "invalid_field",
                }
            ],
        }
    ]


def test_the_rest_of_a_query_still_filters(shop: Any) -> None:
    answer = shop.query(
        '{ mine: orders(first: 5, query: "colour:red tag:vip") { nodes { name } } }'
    )
    assert [each["name"] for each in answer.data["mine"]["nodes"]] == ["#1001", "#1004"]
    assert answer.body["extensions"]["search"][0]["path"] == ["mine"]


@pytest.mark.parametrize(
    "query", ["created_at:>yesterday", "financial_status:rich", "test:maybe", "id:abc"]
)
def test_a_value_that_means_nothing_is_dropped_and_warned_about(shop: Any, query: str) -> None:
    text = "query ($q: String) { ordersCount(query: $q) { count precision } }"
    answer = shop.query(text, {"q": query})
    assert answer.data == {"ordersCount": {"count": 5, "precision": "EXACT"}}
    assert answer.body["extensions"]["search"][0]["warnings"][0]["code"] == "invalid_value"


@pytest.mark.parametrize(
    ("limit", "count", "precision"),
    [(10000, 5, "EXACT"), (5, 5, "EXACT"), (4, 4, "AT_LEAST"), (None, 5, "EXACT")],
)
def test_counts(shop: Any, limit: int | None, count: int, precision: str) -> None:
    text = "query ($n: Int) { ordersCount(limit: $n) { count precision } }"
    answer = shop.query(text, {"n": limit})
    assert answer.data == {"ordersCount": {"count": count, "precision": precision}}


def test_amounts_are_compared_exactly(shop: Any) -> None:
    order = shop.desk.place([("TEE-BLK", 1)], discount_percent=None, shipping=None, tax_rate=None)
    assert order.total_price.shop == Decimal("19.99")
    assert find(shop, "current_total_price:19.99") == "6"
    assert find(shop, "current_total_price:<19.99") == ""


def test_returns_and_chargebacks_are_searched(api: Any, w1: Order) -> None:
    other = api.desk.place([("MUG-WHT", 1)])

    def found(text: str) -> list[str]:
        query = "query ($q: String) { orders(first: 5, query: $q) { nodes { name } } }"
        nodes = api.query(query, {"q": text}).data["orders"]["nodes"]
        return [each["name"] for each in nodes]

    assert found("return_status:no_return") == [w1.name, other.name]
    api.desk.fulfil(w1.id)
    api.desk.take_back(w1.id, {"TEE-BLK": 1})
    assert found("return_status:returned") == [w1.name]
    assert found("return_status:no_return") == [other.name]
    assert found("chargeback_status:needs_response") == []
    api.desk.open_dispute(other.id, amount=Decimal("9.00"))
    assert found("chargeback_status:needs_response") == [other.name]
    assert found("-chargeback_status:needs_response") == [w1.name]
