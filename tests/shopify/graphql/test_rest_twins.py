"""The same refund over REST and over GraphQL leaves two twin shops with the same documents."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from sandbox.shopify.records import Order

CREATE = """mutation R($input: RefundInput!, $key: String!) {
  refundCreate(input: $input) @idempotent(key: $key) {
  refund { legacyResourceId } userErrors { field message } } }"""


class Wish:
    """A refund in words that both protocols have: lines by SKU, shipping, amount."""

    def __init__(
        self,
        lines: dict[str, int] | None = None,
        restock: str = "no_restock",
        shipping: str | None = None,
        amount: str | None = None,
        kind: str = "refund",
        currency: str | None = None,
        parent: int | None = None,
    ) -> None:
        self.lines = lines or {}
        self.restock = restock
        self.shipping = shipping
        self.amount = amount
        self.kind = kind
        self.currency = currency
        self.parent = parent

    def rest(self, order: Order, location: int) -> dict[str, Any]:
        found: dict[str, Any] = {"note": "twin"}
        if self.currency:
            found["currency"] = self.currency
        if self.lines:
            found["refund_line_items"] = [
                {
                    "line_item_id": _line(order, sku),
                    "quantity": count,
                    "restock_type": self.restock,
                    **({} if self.restock == "no_restock" else {"location_id": location}),
                }
                for sku, count in self.lines.items()
            ]
        if self.shipping:
            full = self.shipping == "full"
            found["shipping"] = {"full_refund": True} if full else {"amount": self.shipping}
        if self.amount:
            parent = self.parent or order.transactions[0].id
            money = {"parent_id": parent, "kind": self.kind, "gateway": "g", "amount": self.amount}
            found["transactions"] = [money]
        return found

    def graphql(self, order: Order, location: int) -> dict[str, Any]:
        found: dict[str, Any] = {"orderId": _gid("Order", order.id), "note": "twin"}
        place = _gid("Location", location)
        if self.currency:
            found["currency"] = self.currency
        if self.lines:
            found["refundLineItems"] = [
                {
                    "lineItemId": _gid("LineItem", _line(order, sku)),
                    "quantity": count,
                    "restockType": self.restock.upper(),
                }
                | ({} if self.restock == "no_restock" else {"locationId": place})
                for sku, count in self.lines.items()
            ]
        if self.shipping:
            full = self.shipping == "full"
            found["shipping"] = {"fullRefund": True} if full else {"amount": self.shipping}
        if self.amount:
            found["transactions"] = [
                {
                    "orderId": _gid("Order", order.id),
                    "parentId": _gid("OrderTransaction", self.parent or order.transactions[0].id),
                    "kind": self.kind.upper(),
                    "gateway": "g",
                    "amount": self.amount,
                }
            ]
        return found


def _gid(kind: str, number: int) -> str:
    return f"gid://shopify/{kind}/{number}"


def _line(order: Order, sku: str) -> int:
    return next((line.id for line in order.line_items if line.sku == sku), 1)


class Twins:
    """Two shops with the same order W1. `rest` is asked over REST, `graphql` over GraphQL."""

    def __init__(self, shop_of: Callable[..., Any], **order: Any) -> None:
        self.rest, self.graphql = shop_of(), shop_of()
        lines = [("TEE-BLK", 3), ("MUG-WHT", 1), ("CAP-RED", 2)]
        self.order, other = (twin.desk.place(lines, **order) for twin in (self.rest, self.graphql))
        assert self.order == other
        self.asked = 0

    @property
    def hashes(self) -> tuple[str, str]:
        return self.rest.hash(), self.graphql.hash()

    def ask(self, wish: Wish) -> tuple[Any, Any]:
        location = next(iter(self.rest.shopify.records.locations)).id
        for twin in (self.rest, self.graphql):
            twin.universe.clock.advance(timedelta(minutes=5))
        headers = {
            "x-shopify-access-token": self.rest.token,
            "content-type": "application/json",
        }
        body = json.dumps({"refund": wish.rest(self.order, location)}).encode()
        path = f"/admin/api/2026-07/orders/{self.order.id}/refunds.json"
        by_rest = self.rest.send("POST", path, body, headers)
        self.asked += 1
        asked = {"input": wish.graphql(self.order, location), "key": f"key {self.asked}"}
        return by_rest, self.graphql.query(CREATE, asked)


BOOKED = [
    ("one unit with its money", Wish({"TEE-BLK": 1}, amount="19.47"), "19.47"),
    ("a whole line, restocked", Wish({"CAP-RED": 2}, restock="return", amount="48.62"), "48.62"),
    ("units that never leave", Wish({"MUG-WHT": 1}, restock="cancel", amount="12.17"), "12.17"),
    (
        "two lines and shipping",
        Wish({"TEE-BLK": 1, "MUG-WHT": 1}, shipping="full", amount="40.25"),
        "40.25",
    ),
    ("all of shipping", Wish(shipping="full", amount="8.61"), "8.61"),
    ("some of shipping", Wish(shipping="3.00", amount="3.25"), "3.25"),
    ("an amount alone", Wish(amount="15.00"), "15.00"),
    ("less than the goods", Wish({"TEE-BLK": 1}, amount="10.00"), "10.00"),
    ("goods without money", Wish({"TEE-BLK": 2}), "0"),
    (
        "a suggestion left as it is",
        Wish({"TEE-BLK": 1}, amount="19.47", kind="suggested_refund"),
        "0",
    ),
    ("everything that was paid", Wish(amount="127.82", currency="USD"), "127.82"),
]


@pytest.mark.parametrize(
    ("wish", "moved"), [case[1:] for case in BOOKED], ids=[case[0] for case in BOOKED]
)
def test_the_same_refund(api_of: Callable[..., Any], wish: Wish, moved: str) -> None:
    twins = Twins(api_of)
    before = twins.hashes
    by_rest, by_graphql = twins.ask(wish)
    payload = by_graphql.data["refundCreate"]
    assert (by_rest.status, payload["userErrors"]) == (201, [])
    assert str(by_rest.body["refund"]["id"]) == payload["refund"]["legacyResourceId"]
    one, other = twins.hashes
    assert one == other != before[0]
    order = twins.rest.shopify.records.orders[twins.order.id]
    assert order.total_refunded.shop == Decimal(moved)


def test_a_second_refund_of_the_same_line(api_of: Callable[..., Any]) -> None:
    """17.99 + 1.48, then 17.99 + 1.49: what went before counts the same in both."""
    twins = Twins(api_of)
    twins.ask(Wish({"TEE-BLK": 1}, amount="19.47"))
    by_rest, _ = twins.ask(Wish({"TEE-BLK": 1}, amount="19.48"))
    line = by_rest.body["refund"]["refund_line_items"][0]
    assert (str(line["subtotal"]), str(line["total_tax"])) == ("17.99", "1.49")
    assert by_rest.body["refund"]["order_adjustments"] == []
    one, other = twins.hashes
    assert one == other


SHIPPING = "Shipping amount cannot be greater than the remaining shipping amount"
OVER = "Refund amount $127.83 is greater than net payment received $127.82"
REFUSED = [
    ("more than was paid", Wish(amount="127.83"), {"base": [OVER]}, (None, OVER)),
    (
        "more units than were sold",
        Wish({"TEE-BLK": 4}),
        {"refund_line_items.quantity": ["cannot refund more items than were purchased"]},
        (
            ["refundLineItems", "0", "quantity"],
            "Quantity cannot refund more items than were purchased",
        ),
    ),
    (
        "no units",
        Wish({"TEE-BLK": 0}),
        {"refund_line_items.quantity": ["must be greater than 0"]},
        (["refundLineItems", "0", "quantity"], "Quantity must be greater than 0"),
    ),
    (
        "less than no units",
        Wish({"TEE-BLK": -1}),
        {"refund_line_items.quantity": ["must be greater than 0"]},
        (["refundLineItems", "0", "quantity"], "Quantity must be greater than 0"),
    ),
    (
        "a line of nobody",
        Wish({"NO-SUCH": 1}),
        {"refund_line_items.line_item_id": ["Line item does not exist"]},
        (["refundLineItems", "0", "lineItemId"], "Line item does not exist"),
    ),
    (
        "more shipping than there was",
        Wish(shipping="7.96"),
        {"shipping.amount": [SHIPPING]},
        (["shipping", "amount"], SHIPPING),
    ),
    (
        "a payment of nobody",
        Wish(amount="1.00", parent=1),
        {"transactions": ["require a parent_id associated with the order"]},
        (["transactions"], "Transactions require a parent_id associated with the order"),
    ),
    (
        "another kind of transaction",
        Wish(amount="1.00", kind="authorization"),
        {"base": ["Kind authorization is not a valid transaction"]},
        (None, "Kind authorization is not a valid transaction"),
    ),
    (
        "an amount below nothing",
        Wish(amount="-5.00"),
        {"transactions": ["Amount must be greater than zero"]},
        (["transactions"], "Amount must be greater than zero"),
    ),
    (
        "another currency",
        Wish(amount="1.00", currency="EUR"),
        {"currency": ["must be USD"]},
        (["currency"], "Currency must be USD"),
    ),
    (
        "nothing at all",
        Wish(),
        {"base": ["Refund must have at least one line item, shipping or transaction"]},
        (None, "Refund must have at least one line item, shipping or transaction"),
    ),
]


@pytest.mark.parametrize(
    ("wish", "rest", "graphql"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED]
)
def test_the_same_refusal(
    api_of: Callable[..., Any],
    wish: Wish,
    rest: dict[str, list[str]],
    graphql: tuple[list[str] | None, str],
) -> None:
    twins = Twins(api_of)
    before = twins.hashes
    by_rest, by_graphql = twins.ask(wish)
    assert (by_rest.status, by_rest.body) == (422, {"errors": rest})
    field, message = graphql
    assert by_graphql.data["refundCreate"] == {
        "refund": None,
        "userErrors": [{"field": field, "message": message}],
    }
    assert twins.hashes == before
