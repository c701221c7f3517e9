"""Bulk operations: what is refused, how one goes, and what its file holds."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

W1 = [("TEE-BLK", 3), ("MUG-WHT", 1), ("CAP-RED", 2)]
ORDERS = "{ orders { edges { node { id name } } } }"

REFUSED = [
    ("", ["Invalid bulk query: syntax error, unexpected end of file"]),
    ("{ shop { name } }", ["Bulk queries must contain at least one connection."]),
    (
        "{ orders { edges { node { id nothing } } } }",
        ["Invalid bulk query: Field 'nothing' doesn't exist on type 'Order'"],
    ),
    (
        "{ orders { nodes { id } } }",
        [
            "All connection fields in a bulk query must select their contents using 'edges' > "
            "'node', e.g: 'orders { edges { node {'. Selecting via 'nodes' is not supported. "
            "Invalid connection fields: 'orders'."
        ],
    ),
    (
        '{ node(id: "gid://shopify/Order/1") { id } }',
        [
            "Bulk queries cannot contain a top level `node` field.",
            "Bulk queries must contain at least one connection.",
        ],
    ),
    (
        "{ orders { edges { node { name lineItems { edges { node { id } } } } } } }",
        [
            "The parent 'node' field for a nested connection must select the 'id' field without "
            "an alias and must be of 'ID' return type. Connection fields without 'id': orders."
        ],
    ),
    (
        "{ orders { edges { node { id refunds { transactions { edges { node { id } } } } } } } }",
        [
            "Queries that contain a connection field within a list field are not currently "
            "supported."
        ],
    ),
    (
        "{ orders { edges { node { id a: lineItems { edges { node { id } } } "
        "b: lineItems { edges { node { id } } } c: lineItems { edges { node { id } } } "
        "d: shippingLines { edges { node { id } } } e: discountApplications { edges { node "
        "{ index } } } } } } }",
        ["Bulk queries cannot contain more than 5 connections."],
    ),
    (
        "{ orders { edges { node { id fulfillmentOrders { edges { node { id fulfillments { edges "
        "{ node { id fulfillmentLineItems { edges { node { id } } } } } } } } } } } } }",
        ["Bulk queries cannot contain connections with a nesting depth greater than 2."],
    ),
    (
        'mutation { orderClose(input: {id: "gid://shopify/Order/1"}) { order { id } } }',
        ["Invalid operation type. Only `query` operations are supported."],
    ),
]


@pytest.mark.parametrize(("text", "messages"), REFUSED)
def test_an_impossible_query_is_refused_and_nothing_is_started(
    shop: Any, text: str, messages: list[str]
) -> None:
    answer = shop.run(text)
    assert answer == {
        "bulkOperation": None,
        "userErrors": [
            {"field": ["query"], "message": message, "code": "INVALID"} for message in messages
        ],
    }
    assert len(shop.world.shopify.records.bulk_operations) == 0


def test_a_query_that_is_too_large_is_refused(shop: Any) -> None:
    text = ORDERS + "#" * 65_536
    (error,) = shop.run(text)["userErrors"]
    assert error["message"] == "Query is too large (65577 bytes; maximum is 65535 bytes)"


def test_an_operation_goes_from_created_to_completed_by_world_time(shop: Any) -> None:
    shop.desk.place(W1)
    made = shop.run(ORDERS)["bulkOperation"]
    assert made == {
        "id": "gid://shopify/BulkOperation/5200000000001",
        "status": "CREATED",
        "type": "QUERY",
        "objectCount": "0",
        "rootObjectCount": "0",
        "fileSize": None,
        "url": None,
        "errorCode": None,
        "completedAt": None,
    }
    shop.wait(seconds=1)
    assert shop.read(made["id"])["status"] == "RUNNING"
    shop.wait(seconds=1)
    done = shop.read(made["id"])
    url = done.pop("url")
    assert done == {
        "status": "COMPLETED",
        "objectCount": "1",
        "rootObjectCount": "1",
        "fileSize": "58",
        "partialDataUrl": None,
        "errorCode": None,
        "createdAt": "2026-11-24T09:00:00Z",
        "completedAt": "2026-11-24T09:00:02Z",
        "query": ORDERS,
        "type": "QUERY",
    }
    file = shop.fetch(url)
    assert (file.status_code, file.headers["content-type"]) == (200, "application/jsonl")
    assert file.headers["content-disposition"].startswith(
        'attachment; filename="bulk-5200000000001.jsonl"'
    )
    assert file.text == '{"id":"gid://shopify/Order/6100000000001","name":"#1001"}\n'


def test_an_empty_result_has_no_url(shop: Any) -> None:
    number = shop.run(ORDERS)["bulkOperation"]["id"]
    shop.wait(seconds=5)
    done = shop.read(number)
    assert (done["status"], done["url"], done["fileSize"]) == ("COMPLETED", None, None)


LINES = """{ orders(query: "name:1001", sortKey: ID) { edges { node { id name
  customer { email } totalPriceSet { shopMoney { amount } }
  lineItems { edges { node { id sku quantity } } }
  shippingLines { edges { node { id title } } } } } } }"""


def test_children_name_their_parent(shop: Any) -> None:
    order = shop.desk.place(W1)
    lines = shop.lines(LINES)
    parent = f"gid://shopify/Order/{order.id}"
    assert lines[0] == {
        "id": parent,
        "name": "#1001",
        "customer": {"email": "dana.whitfield@example.com"},
        "totalPriceSet": {"shopMoney": {"amount": "127.82"}},
    }
    assert [(each.get("sku"), each.get("quantity")) for each in lines[1:4]] == [
        ("TEE-BLK", 3),
        ("MUG-WHT", 1),
        ("CAP-RED", 2),
    ]
    assert lines[4]["title"] == "Standard"
    assert {each["__parentId"] for each in lines[1:]} == {parent}


SEVERAL = "{ orders { edges { node { id lineItems { edges { node { sku } } } } } } }"


def test_grouped_children_stand_behind_their_parent_others_behind_all_parents(shop: Any) -> None:
    for _ in range(2):
        shop.desk.place([("TEE-BLK", 1), ("MUG-WHT", 1)])

    def shape(lines: list[Any]) -> str:
        return "".join("c" if "__parentId" in each else "P" for each in lines)

    assert shape(shop.lines(SEVERAL, group=True)) == "PccPcc"
    assert shape(shop.lines(SEVERAL)) == "PPcccc"


def test_all_of_a_connection_is_read_however_many_there_are(shop: Any) -> None:
    for _ in range(260):
        shop.desk.place([("TEE-BLK", 1)])
    lines = shop.lines("{ orders(first: 2) { edges { node { name } } } }")
    assert len(lines) == 260


def test_the_file_holds_what_was_true_when_it_was_asked_for(shop: Any) -> None:
    order = shop.desk.place(W1)
    text = "{ orders { edges { node { totalRefundedSet { shopMoney { amount } } } } } }"
    number = shop.run(text)["bulkOperation"]["id"]
    shop.desk.refund(order.id, amount=Decimal("5.00"))
    shop.wait(seconds=10)
    (line,) = [json.loads(each) for each in shop.fetch(shop.read(number)["url"]).text.splitlines()]
    assert line == {"totalRefundedSet": {"shopMoney": {"amount": "0.0"}}}


def test_a_denied_field_fails_the_operation(shop: Any) -> None:
    shop.desk.place(W1)
    token = shop.world.shopify.auth.issue_token(scopes=("read_orders",)).id
    text = "{ orders { edges { node { id customer { id } } } } }"
    number = shop.run(text, token)["bulkOperation"]["id"]
    shop.wait(seconds=10)
    done = shop.read(number)
    assert (done["status"], done["errorCode"], done["url"]) == ("FAILED", "ACCESS_DENIED", None)


# -- the file -------------------------------------------------------------------------------


def test_the_address_is_good_for_seven_days(shop: Any) -> None:
    shop.desk.place(W1)
    number = shop.run(ORDERS)["bulkOperation"]["id"]
    shop.wait(seconds=2)
    url = shop.read(number)["url"]
    assert url.startswith("https://storage.googleapis.com/")
    shop.wait(days=6, hours=23)
    assert shop.fetch(url).status_code == 200
    shop.wait(hours=1)
    late = shop.fetch(url)
    assert late.status_code == 400
    assert "<Code>ExpiredToken</Code>" in late.text


def test_a_changed_address_is_refused(shop: Any) -> None:
    shop.desk.place(W1)
    number = shop.run(ORDERS)["bulkOperation"]["id"]
    shop.wait(seconds=2)
    url = shop.read(number)["url"]
    forged = shop.fetch(url.replace("Expires=1", "Expires=2"))
    assert (forged.status_code, "SignatureDoesNotMatch" in forged.text) == (403, True)
    elsewhere = shop.fetch(url.replace("-final", "-other"))
    assert (elsewhere.status_code, "NoSuchKey" in elsewhere.text) == (404, True)
    # The two hosts have nothing in common.
    path = url.partition("storage.googleapis.com")[2]
    assert shop.fetch(f"https://{shop.domain}{path}").json() == {"errors": "Not Found"}
    strange = shop.fetch("https://storage.googleapis.com/admin/api/2026-07/shop.json")
    assert (strange.status_code, "NoSuchKey" in strange.text) == (404, True)


def test_the_signature_is_not_in_the_log(shop: Any) -> None:
    shop.desk.place(W1)
    number = shop.run(ORDERS)["bulkOperation"]["id"]
    shop.wait(seconds=2)
    url = shop.read(number)["url"]
    shop.fetch(url)
    signature = url.partition("Signature=")[2].partition("%3D")[0]
    assert signature not in shop.world.exchanges.encode().decode()


# -- how many, cancelling, listing ----------------------------------------------------------


def test_one_at_a_time_before_2026(shop: Any) -> None:
    old = type(shop)("2025-10")
    old.world.as_of = old.world.as_of.replace(year=2025)
    first = old.run(ORDERS)["bulkOperation"]["id"]
    assert old.run(ORDERS)["userErrors"] == [
        {
            "field": None,
            "message": "A bulk query operation for this app and shop is already in progress: "
            f"{first}.",
            "code": "OPERATION_IN_PROGRESS",
        }
    ]
    old.wait(seconds=2)
    assert old.run(ORDERS)["userErrors"] == []
    current = old.query("{ currentBulkOperation { id status } }")["currentBulkOperation"]
    assert current["status"] == "CREATED"
    assert current["id"] != first
    absent = old.post('{ bulkOperation(id: "gid://shopify/BulkOperation/1") { id } }')
    assert absent["errors"][0]["extensions"]["code"] == "undefinedField"


def test_five_at_a_time_since_2026(shop: Any) -> None:
    for _ in range(5):
        assert shop.run(ORDERS)["userErrors"] == []
    (error,) = shop.run(ORDERS)["userErrors"]
    assert error["code"] == "OPERATION_IN_PROGRESS"
    auth = shop.world.shopify.auth
    other = auth.issue_token(auth.register_app("Other", ("read_orders",))).id
    assert shop.run(ORDERS, other)["userErrors"] == []


CANCEL = """mutation ($id: ID!) { bulkOperationCancel(id: $id) {
  bulkOperation { status } userErrors { field message } } }"""


def test_a_running_operation_can_be_cancelled(shop: Any) -> None:
    number = shop.run(ORDERS)["bulkOperation"]["id"]
    answer = shop.query(CANCEL, id=number)["bulkOperationCancel"]
    assert answer == {"bulkOperation": {"status": "CANCELING"}, "userErrors": []}
    shop.wait(seconds=1)
    assert shop.read(number)["status"] == "CANCELED"
    again = shop.query(CANCEL, id=number)["bulkOperationCancel"]
    assert again == {
        "bulkOperation": {"status": "CANCELED"},
        "userErrors": [
            {
                "field": ["id"],
                "message": "A bulk operation cannot be canceled when it is canceled.",
            }
        ],
    }
    nothing = shop.query(CANCEL, id="gid://shopify/BulkOperation/9")["bulkOperationCancel"]
    assert nothing == {
        "bulkOperation": None,
        "userErrors": [{"field": ["id"], "message": "Bulk operation does not exist"}],
    }


def test_operations_are_listed(shop: Any) -> None:
    first = shop.run(ORDERS)["bulkOperation"]["id"]
    shop.wait(seconds=5)
    second = shop.run(ORDERS)["bulkOperation"]["id"]
    text = "query ($q: String) { bulkOperations(first: 5, query: $q) { nodes { id } } }"

    def ids(query: str | None) -> list[str]:
        return [each["id"] for each in shop.query(text, q=query)["bulkOperations"]["nodes"]]

    assert ids(None) == [first, second]
    assert ids("status:completed") == [first]
    assert ids("created_at:>'2026-11-24T09:00:01Z'") == [second]
    assert ids("operation_type:mutation") == []
    one = shop.query(f'{{ bulkOperation(id: "{first}") {{ status }} }}')
    assert one == {"bulkOperation": {"status": "COMPLETED"}}
    unknown = shop.query('{ bulkOperation(id: "gid://shopify/BulkOperation/9") { status } }')
    assert unknown == {"bulkOperation": None}
    nothing = shop.query("{ currentBulkOperation(type: MUTATION) { id } }")
    assert nothing == {"currentBulkOperation": None}
