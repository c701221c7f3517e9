"""bulk_operations/finish comes when the operation is over, to the app that ran it."""

from __future__ import annotations

from typing import Any

RUN = """mutation { bulkOperationRunQuery(query: "{ orders { edges { node { id } } } }") {
  bulkOperation { id } userErrors { message } } }"""


def test_the_end_is_told_at_its_time(shop: Any) -> None:
    shop.subscribe("BULK_OPERATIONS_FINISH")
    number = shop.query(RUN)["bulkOperationRunQuery"]["bulkOperation"]["id"]
    assert shop.pump(seconds=1) == 0
    assert shop.pump(seconds=1) == 2
    (message,) = shop.receiver.messages
    assert message.topic == "bulk_operations/finish"
    assert message.body == {
        "admin_graphql_api_id": number,
        "completed_at": "2026-11-24T04:00:02-05:00",
        "created_at": "2026-11-24T04:00:00-05:00",
        "error_code": None,
        "status": "completed",
        "type": "query",
    }


def test_a_cancelled_one_is_told_of_once(shop: Any) -> None:
    shop.subscribe("BULK_OPERATIONS_FINISH")
    number = shop.query(RUN)["bulkOperationRunQuery"]["bulkOperation"]["id"]
    shop.query(
        "mutation ($id: ID!) { bulkOperationCancel(id: $id) { userErrors { message } } }",
        id=number,
    )
    shop.pump(seconds=10)
    assert [each.body["status"] for each in shop.receiver.messages] == ["canceled"]
