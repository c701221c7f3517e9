"""Orders older than 60 days are absent, not refused, for an app without read_all_orders.

Everywhere an order, or a part of one, can be reached: over REST and GraphQL, to read and to write.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from sandbox.shopify.records import Order

LIMITED = (
    "write_orders",
    "read_fulfillments",
    "write_fulfillments",
    "write_merchant_managed_fulfillment_orders",
)
EVERYTHING = (*LIMITED, "read_all_orders")


class Shop:
    """One order of 61 days ago (old) and one of today (new), each refunded and half sent."""

    def __init__(self, api: Any) -> None:
        self.api = api
        self.old = self._order()
        api.universe.clock.advance(timedelta(days=61))
        self.new = self._order()

    def _order(self) -> Order:
        order = self.api.desk.place([("TEE-BLK", 3), ("MUG-WHT", 1)])
        self.api.desk.fulfil(order.id, {"TEE-BLK": 1})
        found: Order = self.api.desk.refund(order.id, lines={"TEE-BLK": 1})
        return found

    def use(self, scopes: tuple[str, ...]) -> None:
        self.api.token = self.api.shopify.auth.issue_token(scopes=scopes).id

    def rest(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        self.api.universe.clock.advance(timedelta(seconds=1))
        headers = {"x-shopify-access-token": self.api.token, "content-type": "application/json"}
        sent = b"" if body is None else json.dumps(body).encode()
        path, _, query = path.partition("?")
        answer = self.api.send(method, f"/admin/api/2026-07/{path}", sent, headers, query)
        return answer.status, answer.body

    def data(self, text: str, **variables: Any) -> Any:
        return self.api.query(text, variables).data


@pytest.fixture
def shop(api: Any) -> Shop:
    return Shop(api)


def names(shop: Shop, **more: Any) -> list[str]:
    text = "query ($q: String) { orders(first: 9, query: $q) { nodes { name } } }"
    return [each["name"] for each in shop.data(text, **more)["orders"]["nodes"]]


@pytest.mark.parametrize(
    ("scopes", "seen"), [(LIMITED, ["#1002"]), (EVERYTHING, ["#1001", "#1002"])]
)
def test_lists_and_counts(shop: Shop, scopes: tuple[str, ...], seen: list[str]) -> None:
    shop.use(scopes)
    assert names(shop) == seen
    assert names(shop, q="name:#1001") == [each for each in seen if each == "#1001"]
    assert names(shop, q=f"id:{shop.old.id}") == [each for each in seen if each == "#1001"]
    assert names(shop, q="created_at:>2020-01-01") == seen
    assert shop.data("{ ordersCount { count precision } }")["ordersCount"] == {
        "count": len(seen),
        "precision": "EXACT",
    }
    status, body = shop.rest("GET", "orders.json?status=any&order=id+asc")
    assert (status, [each["name"] for each in body["orders"]]) == (200, seen)
    status, body = shop.rest("GET", f"orders.json?status=any&ids={shop.old.id}")
    assert (status, len(body["orders"])) == (200, len(seen) - 1)
    assert shop.rest("GET", "orders/count.json?status=any") == (200, {"count": len(seen)})


READS: list[tuple[str, Callable[[Order], str]]] = [
    ("order", lambda order: f"orders/{order.id}.json"),
    ("refunds", lambda order: f"orders/{order.id}/refunds.json"),
    ("refund", lambda order: f"orders/{order.id}/refunds/{order.refunds[0].id}.json"),
    ("transactions", lambda order: f"orders/{order.id}/transactions.json"),
    ("transaction count", lambda order: f"orders/{order.id}/transactions/count.json"),
    ("fulfillments", lambda order: f"orders/{order.id}/fulfillments.json"),
    ("fulfillment orders", lambda order: f"orders/{order.id}/fulfillment_orders.json"),
    (
        "fulfillment order",
        lambda order: f"fulfillment_orders/{order.fulfillment_orders[0].id}.json",
    ),
]


@pytest.mark.parametrize("path", [each[1] for each in READS], ids=[each[0] for each in READS])
def test_reading_over_rest(shop: Shop, path: Callable[[Order], str]) -> None:
    shop.use(LIMITED)
    assert shop.rest("GET", path(shop.old)) == (404, {"errors": "Not Found"})
    assert shop.rest("GET", path(shop.new))[0] == 200
    shop.use(EVERYTHING)
    assert shop.rest("GET", path(shop.old))[0] == 200


ROOTS: list[tuple[str, Callable[[Order], tuple[str, int]]]] = [
    ("order", lambda order: ("Order", order.id)),
    ("refund", lambda order: ("Refund", order.refunds[0].id)),
    ("fulfillment", lambda order: ("Fulfillment", order.fulfillments[0].id)),
    ("fulfillmentOrder", lambda order: ("FulfillmentOrder", order.fulfillment_orders[0].id)),
    ("node", lambda order: ("Order", order.id)),
    ("node", lambda order: ("Refund", order.refunds[0].id)),
    ("node", lambda order: ("LineItem", order.line_items[0].id)),
    ("node", lambda order: ("OrderTransaction", order.transactions[0].id)),
]


@pytest.mark.parametrize(("root", "part"), ROOTS)
def test_reading_over_graphql(
    shop: Shop, root: str, part: Callable[[Order], tuple[str, int]]
) -> None:
    text = f"query ($id: ID!) {{ found: {root}(id: $id) {{ id }} }}"

    def found(order: Order) -> Any:
        kind, number = part(order)
        gid = f"gid://shopify/{kind}/{number}"
        answer = shop.data(text, id=gid)["found"]
        assert answer in (None, {"id": gid})
        return answer

    shop.use(LIMITED)
    assert found(shop.old) is None
    assert found(shop.new) is not None
    shop.use(EVERYTHING)
    assert found(shop.old) is not None


def test_writing(shop: Shop) -> None:
    """To the app the order does not exist, and it stays as it was."""
    shop.use(LIMITED)
    before = shop.api.hash()
    order = shop.old
    parent = order.transactions[0].id
    money = {"parent_id": parent, "amount": "1.00", "kind": "refund", "gateway": "g"}
    for path, body in (
        (f"orders/{order.id}/refunds.json", {"refund": {"transactions": [money]}}),
        (f"orders/{order.id}/refunds/calculate.json", {"refund": {}}),
        (f"orders/{order.id}/transactions.json", {"transaction": {"kind": "capture"}}),
        (f"orders/{order.id}/close.json", {}),
        (f"fulfillments/{order.fulfillments[0].id}/cancel.json", {}),
    ):
        assert shop.rest("POST", path, body) == (404, {"errors": "Not Found"})
    gid = f"gid://shopify/Order/{order.id}"
    refunding = """mutation ($id: ID!, $parent: ID!) {
      refundCreate(input: {orderId: $id, transactions: [{orderId: $id, parentId: $parent,
        kind: REFUND, gateway: "g", amount: "1.00"}]}) @idempotent(key: "k") {
        refund { id } order { id } userErrors { field message } } }"""
    absent = {"field": ["orderId"], "message": "Order does not exist"}
    answer = shop.data(refunding, id=gid, parent=f"gid://shopify/OrderTransaction/{parent}")
    assert answer == {"refundCreate": {"refund": None, "order": None, "userErrors": [absent]}}
    for root in ("orderMarkAsPaid", "orderClose", "orderOpen"):
        text = f"""mutation ($id: ID!) {{ done: {root}(input: {{id: $id}}) {{
          order {{ id }} userErrors {{ field message }} }} }}"""
        absent = {"field": ["id"], "message": "Order does not exist"}
        assert shop.data(text, id=gid)["done"] == {"order": None, "userErrors": [absent]}
    assert shop.api.hash() == before
