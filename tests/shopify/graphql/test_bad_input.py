"""What a careless client sends: the shop's own refusal, and nothing has changed.

One row a fault: what is sent, the status, the whole body. Where GraphQL and REST both can be
asked, both are.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from sandbox.shopify.records import Order

REFUND = """mutation ($input: RefundInput!) { refundCreate(input: $input) @idempotent(key: "k") {
  refund { id } userErrors { field message } } }"""
NO_KEY = """mutation ($input: RefundInput!) { refundCreate(input: $input) {
  refund { id } userErrors { field message } } }"""


class Client:
    """Talks to a shop with the paid order W1 (127.82), of which 10.00 went back under key `k`."""

    def __init__(self, api: Any, order: Order) -> None:
        self.api = api
        self.order = order
        self.token = api.token
        self.refund("10.00", key="k")

    def money(self, amount: str) -> dict[str, Any]:
        return {
            "orderId": f"gid://shopify/Order/{self.order.id}",
            "parentId": f"gid://shopify/OrderTransaction/{self.order.transactions[0].id}",
            "kind": "REFUND",
            "gateway": "g",
            "amount": amount,
        }

    def refund(self, amount: str | None = None, *, key: str = "another", **given: Any) -> Any:
        """refundCreate; `amount` of the paid money, or what `given` says."""
        asked = {"orderId": f"gid://shopify/Order/{self.order.id}", **given}
        if amount is not None:
            asked["transactions"] = [self.money(amount)]
        return self.graphql(REFUND.replace('"k"', f'"{key}"'), {"input": asked})

    def lines(self, quantity: int) -> Any:
        line = f"gid://shopify/LineItem/{self.order.line_items[0].id}"
        return self.refund(refundLineItems=[{"lineItemId": line, "quantity": quantity}])

    def graphql(self, text: str, variables: Any = None, version: str = "2026-07") -> Any:
        body = json.dumps({"query": text, "variables": variables}).encode()
        return self.send("POST", f"/admin/api/{version}/graphql.json", body)

    def rest(self, path: str, document: Any = None, version: str = "2026-07") -> Any:
        body = b"" if document is None else json.dumps(document).encode()
        return self.send("POST" if body else "GET", f"/admin/api/{version}/{path}", body)

    def rest_refund(self, order_id: int | None = None, **refund: Any) -> Any:
        path = f"orders/{order_id or self.order.id}/refunds.json"
        return self.rest(path, {"refund": refund})

    def rest_lines(self, quantity: int) -> Any:
        line = {"line_item_id": self.order.line_items[0].id, "quantity": quantity}
        return self.rest_refund(refund_line_items=[line])

    def rest_money(self, amount: str, **refund: Any) -> Any:
        parent = self.order.transactions[0].id
        money = {"parent_id": parent, "amount": amount, "kind": "refund", "gateway": "g"}
        return self.rest_refund(transactions=[money], **refund)

    def send(self, method: str, path: str, body: bytes = b"") -> Any:
        headers = {"x-shopify-access-token": self.token, "content-type": "application/json"}
        return self.api.send(method, path, body, headers)

    def with_token(self, token: str) -> Client:
        self.token = token
        return self

    def allowed(self, *scopes: str) -> Client:
        return self.with_token(self.api.shopify.auth.issue_token(scopes=scopes).id)


Send = Callable[[Client], Any]

WRONG_TOKEN = {
    "errors": "[API] Invalid API key or access token (unrecognized login or wrong password)"
}
NOT_FOUND = {"errors": "Not Found"}


def payload(field: list[str] | None, message: str) -> dict[str, Any]:
    """The data of a refundCreate that a rule refused."""
    error = {"field": field, "message": message}
    return {"data": {"refundCreate": {"refund": None, "userErrors": [error]}}}


def failed(message: str, code: str, column: int = 35, **extensions: str) -> dict[str, Any]:
    """refundCreate is null, and `errors` says why."""
    return {
        "data": {"refundCreate": None},
        "errors": [
            {
                "message": message,
                "locations": [{"line": 1, "column": column}],
                "extensions": {"code": code, **extensions},
                "path": ["refundCreate"],
            }
        ],
    }


OVER = "Refund amount $117.83 is greater than net payment received $117.82"
TOO_MANY = "Quantity cannot refund more items than were purchased"
QUANTITY = ["refundLineItems", "0", "quantity"]

FAULTS: list[tuple[str, Send, int, Any]] = [
    (
        "wrong token, GraphQL",
        lambda client: client.with_token("shpat_wrong").refund("1.00"),
        401,
        WRONG_TOKEN,
    ),
    (
        "wrong token, REST",
        lambda client: client.with_token("shpat_wrong").rest_money("1.00"),
        401,
        WRONG_TOKEN,
    ),
    (
        "missing scope, GraphQL",
        lambda client: client.allowed("read_orders", "read_all_orders").refund("1.00"),
        200,
        failed(
            "Access denied for refundCreate field. Required access: `write_orders` access scope.",
            "ACCESS_DENIED",
            documentation="https://shopify.dev/api/usage/access-scopes",
            requiredAccess="`write_orders` access scope.",
        ),
    ),
    (
        "missing scope, REST",
        lambda client: client.allowed("read_orders", "read_all_orders").rest_money("1.00"),
        403,
        {"errors": "[API] This action requires merchant approval for write_orders scope."},
    ),
    (
        "malformed JSON, GraphQL",
        lambda client: client.send("POST", "/admin/api/2026-07/graphql.json", b'{"query": '),
        400,
        {"errors": {"query": "Required parameter missing or invalid"}},
    ),
    (
        "malformed JSON, REST",
        lambda client: client.send(
            "POST", f"/admin/api/2026-07/orders/{client.order.id}/refunds.json", b'{"refund": '
        ),
        400,
        {"errors": "Bad Request"},
    ),
    (
        "no root key, REST",
        lambda client: client.rest(f"orders/{client.order.id}/refunds.json", {"note": "x"}),
        400,
        {"errors": {"refund": "Required parameter missing or invalid"}},
    ),
    (
        "unknown field",
        lambda client: client.graphql("{ shop { nickname } }"),
        200,
        {
            "errors": [
                {
                    "message": "Field 'nickname' doesn't exist on type 'Shop'",
                    "locations": [{"line": 1, "column": 10}],
                    "path": ["query", "shop", "nickname"],
                    "extensions": {
                        "code": "undefinedField",
                        "typeName": "Shop",
                        "fieldName": "nickname",
                    },
                }
            ]
        },
    ),
    (
        "unknown key of an input",
        lambda client: client.refund(amount=None, reason="broken"),
        200,
        {
            "errors": [
                {
                    "message": "Variable $input of type RefundInput! was provided invalid value "
                    "for reason (Field is not defined on RefundInput)",
                    "locations": [{"line": 1, "column": 11}],
                    "extensions": {
                        "code": "INVALID_VARIABLE",
                        "value": {
                            "orderId": "gid://shopify/Order/6100000000001",
                            "reason": "broken",
                        },
                        "problems": [
                            {
                                "path": ["reason"],
                                "explanation": "Field is not defined on RefundInput",
                            }
                        ],
                    },
                }
            ]
        },
    ),
    (
        "wrong version, GraphQL",
        lambda client: client.graphql("{ shop { name } }", version="2026-05"),
        404,
        NOT_FOUND,
    ),
    (
        "wrong version, REST",
        lambda client: client.rest("orders.json", version="2031-01"),
        404,
        NOT_FOUND,
    ),
    (
        "unknown order, GraphQL",
        lambda client: client.refund(orderId="gid://shopify/Order/9"),
        200,
        payload(["orderId"], "Order does not exist"),
    ),
    (
        "unknown order, REST",
        lambda client: client.rest_refund(9, note="x"),
        404,
        NOT_FOUND,
    ),
    ("over-refund, GraphQL", lambda client: client.refund("117.83"), 200, payload(None, OVER)),
    (
        "over-refund, REST",
        lambda client: client.rest_money("117.83"),
        422,
        {"errors": {"base": [OVER]}},
    ),
    ("too many units, GraphQL", lambda client: client.lines(4), 200, payload(QUANTITY, TOO_MANY)),
    (
        "too many units, REST",
        lambda client: client.rest_lines(4),
        422,
        {
            "errors": {
                "refund_line_items.quantity": ["cannot refund more items than were purchased"]
            }
        },
    ),
    *(
        row
        for quantity in (0, -2)
        for row in (
            (
                f"quantity {quantity}, GraphQL",
                lambda client, count=quantity: client.lines(count),
                200,
                payload(QUANTITY, "Quantity must be greater than 0"),
            ),
            (
                f"quantity {quantity}, REST",
                lambda client, count=quantity: client.rest_lines(count),
                422,
                {"errors": {"refund_line_items.quantity": ["must be greater than 0"]}},
            ),
        )
    ),
    (
        "negative amount, GraphQL",
        lambda client: client.refund("-1.00"),
        200,
        payload(["transactions"], "Amount must be greater than zero"),
    ),
    (
        "negative amount, REST",
        lambda client: client.rest_money("-1.00"),
        422,
        {"errors": {"transactions": ["Amount must be greater than zero"]}},
    ),
    (
        "another currency, GraphQL",
        lambda client: client.refund("1.00", currency="EUR"),
        200,
        payload(["currency"], "Currency must be USD"),
    ),
    (
        "another currency, REST",
        lambda client: client.rest_money("1.00", currency="EUR"),
        422,
        {"errors": {"currency": ["must be USD"]}},
    ),
    (
        "no idempotency key",
        lambda client: client.graphql(
            NO_KEY,
            {
                "input": {
                    "orderId": f"gid://shopify/Order/{client.order.id}",
                    "transactions": [client.money("1.00")],
                }
            },
        ),
        200,
        failed(
            "The @idempotent directive is required for this mutation but was not provided.",
            "BAD_REQUEST",
        ),
    ),
    (
        "a key used for something else",
        lambda client: client.refund("11.00", key="k"),
        200,
        failed(
            "The same idempotency key cannot be used with different operation parameters.",
            "BAD_REQUEST",
        ),
    ),
]


@pytest.mark.parametrize(
    ("send", "status", "body"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS]
)
def test_refused_and_nothing_changed(
    api: Any, w1: Order, send: Send, status: int, body: dict[str, Any]
) -> None:
    client = Client(api, w1)
    before = api.hash()
    answer = send(client)
    answer.body.pop("extensions", None)  # the price of the query
    assert (answer.status, answer.body) == (status, body)
    assert api.hash() == before
    (refund,) = api.shopify.records.orders[w1.id].refunds
    assert str(api.shopify.records.orders[w1.id].total_refunded_by(refund).shop) == "10.00"


def test_the_same_client_without_a_fault_is_served(api: Any, w1: Order) -> None:
    """So that none of the rows above is refused for another reason than its own."""
    client = Client(api, w1)
    before = api.hash()
    again = client.refund("10.00", key="k").data["refundCreate"]
    assert again["refund"] is not None
    assert api.hash() == before
    assert client.lines(1).data["refundCreate"]["userErrors"] == []
    assert client.rest_lines(1).status == 201
    assert client.rest_money("1.00", currency="USD").status == 201
    assert client.refund("1.00", key="third", currency="USD").data["refundCreate"]["refund"]
    assert len(api.shopify.records.orders[w1.id].refunds) == 5
