"""REST calls that change something, read back elsewhere; and what reads refuse."""

from __future__ import annotations

from typing import Any

import pytest

NOT_FOUND = (404, {"errors": "Not Found"})


def answered(answer: Any) -> tuple[int, Any]:
    return answer.status, answer.body


def test_changing_an_order(both: Any, order: Any, gid: str) -> None:
    path = f"orders/{order.id}.json"
    assert both.rest.put(path, {"order": {"note": "gift"}}).status == 200
    assert both.data("query ($id: ID!) { order(id: $id) { note } }", id=gid) == {
        "order": {"note": "gift"}
    }
    before = both.hash()
    assert answered(both.rest.put("orders/1.json", {"order": {"note": "x"}})) == NOT_FOUND
    assert both.hash() == before


def test_closing_and_opening(both: Any, order: Any, gid: str) -> None:
    closed = "query ($id: ID!) { order(id: $id) { closed } }"
    for verb, expected in (("close", True), ("open", False)):
        assert both.rest.post(f"orders/{order.id}/{verb}.json", {}).status == 200
        assert both.data(closed, id=gid) == {"order": {"closed": expected}}
        before = both.hash()
        assert answered(both.rest.post(f"orders/1/{verb}.json", {})) == NOT_FOUND
        assert both.hash() == before


def test_tracking_of_a_fulfilment(both: Any, order: Any) -> None:
    both.desk.fulfil(order.id)
    sent = both.rest.shopify.records.orders[order.id].fulfillments[0]
    body = {"fulfillment": {"tracking_info": {"number": "1Z9", "company": "UPS"}}}
    path = f"fulfillments/{sent.id}/update_tracking.json"
    assert both.rest.post(path, body).status == 200
    seen = both.rest.get(f"orders/{order.id}/fulfillments/{sent.id}.json").body["fulfillment"]
    assert (seen["tracking_number"], seen["tracking_company"]) == ("1Z9", "UPS")
    before = both.hash()
    assert answered(both.rest.post("fulfillments/1/update_tracking.json", body)) == NOT_FOUND
    assert both.hash() == before


@pytest.mark.parametrize("tail", ["count.json", "1.json"])
def test_fulfilments_that_are_not_there(both: Any, order: Any, tail: str) -> None:
    number = 1 if tail == "count.json" else order.id
    assert answered(both.rest.get(f"orders/{number}/fulfillments/{tail}")) == NOT_FOUND


def test_a_webhook_from_first_to_last(both: Any) -> None:
    hook = {"topic": "orders/create", "address": "https://hooks.example/a", "format": "json"}
    made = both.rest.post("webhooks.json", {"webhook": hook}).body["webhook"]
    path = f"webhooks/{made['id']}.json"
    moved = {"webhook": {"address": "https://hooks.example/b"}}
    assert both.rest.put(path, moved).status == 200
    assert both.rest.get(path).body["webhook"]["address"] == "https://hooks.example/b"
    before = both.hash()
    assert answered(both.rest.put("webhooks/1.json", moved)) == NOT_FOUND
    assert answered(both.rest.send("DELETE", "webhooks/1.json")) == NOT_FOUND
    assert both.hash() == before
    assert both.rest.send("DELETE", path).status == 200
    assert both.rest.get("webhooks.json").body == {"webhooks": []}
    assert both.rest.get("webhooks/count.json").body == {"count": 0}


@pytest.mark.parametrize(
    "path",
    [
        "orders/count.json",
        "locations.json",
        "webhooks.json",
        "webhooks/count.json",
        "/admin/oauth/access_scopes.json",
    ],
)
def test_reads_refuse_a_stranger(rest: Any, path: str) -> None:
    rest.token = "shpat_00000000000000000000000000000000"
    answer = rest.get(path)
    assert answer.status == 401
    assert answer.body == {
        "errors": "[API] Invalid API key or access token (unrecognized login or wrong password)"
    }
