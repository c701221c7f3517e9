"""Batches: independent items, at most thirty of them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest


def batch(api: Any, *items: dict[str, Any], **query: Any) -> Any:
    return api.post("batch", {"BatchItemRequest": list(items)}, **query)


def named(key: str, name: str, operation: str = "create") -> dict[str, Any]:
    return {"bId": key, "operation": operation, "Customer": {"DisplayName": name}}


def results(answer: Any) -> list[dict[str, Any]]:
    assert answer.status == 200, answer.text
    assert list(answer.body) == ["BatchItemResponse", "time"]
    return list(answer.body["BatchItemResponse"])


def test_items_are_answered_under_their_ids(api: Any) -> None:
    one, two, three = results(
        batch(
            api,
            named("a", "Dana Reyes"),
            named("b", "Alex Kim"),
            {"bId": "c", "Query": "select DisplayName from Customer orderby DisplayName"},
        )
    )
    assert (one["bId"], one["Customer"]["DisplayName"]) == ("a", "Dana Reyes")
    assert (two["bId"], two["Customer"]["SyncToken"]) == ("b", "0")
    names = [row["DisplayName"] for row in three["QueryResponse"]["Customer"]]
    assert [name for name in names if name[:4] in ("Alex", "Dana")] == ["Alex Kim", "Dana Reyes"]
    assert api.get(f"customer/{one['Customer']['Id']}").status == 200


def test_a_fault_stops_no_other(api: Any) -> None:
    done = results(
        batch(api, named("1", "Dana Reyes"), named("2", "Dana Reyes"), named("3", "Alex Kim"))
    )
    assert [list(item)[1] for item in done] == ["Customer", "Fault", "Customer"]
    fault = done[1]["Fault"]
    assert (fault["type"], fault["Error"][0]["code"]) == ("ValidationFault", "6240")


def test_a_refused_item_leaves_nothing(api: Any) -> None:
    before = api.hash()
    wrong = {"bId": "1", "operation": "create", "Invoice": {"CustomerRef": {"value": "999"}}}
    [item] = results(batch(api, wrong))
    assert "Fault" in item
    assert api.hash() == before


def test_every_operation(api: Any) -> None:
    made = api.create("Customer", {"DisplayName": "Dana Reyes"})
    payment = api.create("Payment", {"CustomerRef": {"value": made["Id"]}, "TotalAmt": 5})
    other = api.create("Payment", {"CustomerRef": {"value": made["Id"]}, "TotalAmt": 7})
    gone = {"Id": other["Id"], "SyncToken": "0"}
    void = {"Id": payment["Id"], "SyncToken": "0", "sparse": True}
    update = {"Id": made["Id"], "SyncToken": made["SyncToken"], "sparse": True}
    three = results(
        batch(
            api,
            {"bId": "1", "operation": "update", "Customer": {**update, "GivenName": "Dana"}},
            {"bId": "2", "operation": "update", "optionsData": "void", "Payment": void},
            {"bId": "3", "operation": "delete", "Payment": gone},
        )
    )
    assert three[0]["Customer"]["GivenName"] == "Dana"
    assert three[1]["Payment"]["TotalAmt"] == Decimal(0)
    assert three[2] == {
        "bId": "3",
        "Payment": {"domain": "QBO", "status": "Deleted", "Id": other["Id"]},
    }


def test_changes_are_asked_for_too(api: Any) -> None:
    api.create("Customer", {"DisplayName": "Dana Reyes"})
    asked = {"Entities": "Customer", "ChangedSince": "2026-11-24T00:00:00-08:00"}
    [item] = results(batch(api, {"bId": "1", "CDCQuery": asked}))
    [page] = item["CDCResponse"]["QueryResponse"]
    assert "Dana Reyes" in [row["DisplayName"] for row in page["Customer"]]


@pytest.mark.parametrize("body", [{}, {"BatchItemRequest": []}, {"Nothing": 1}])
def test_an_empty_batch(api: Any, body: dict[str, Any]) -> None:
    answer = api.refused("400", lambda: api.post("batch", body))
    assert answer.error["Message"] == "MalformedRequest"
    assert answer.error["Detail"] == "Batch Request is Empty"


def test_thirty_and_no_more(api: Any) -> None:
    items = [named(str(n), f"Customer {n}") for n in range(31)]
    api.refused("1040", lambda: batch(api, *items))
    assert len(results(batch(api, *items[:30]))) == 30


@pytest.mark.parametrize(
    ("item", "code"),
    [
        ({"bId": "1"}, "2010"),
        ({"bId": "1", "Customer": {"DisplayName": "A"}}, "2020"),
        ({"bId": "1", "operation": "create", "Customer": "A"}, "2010"),
        ({"bId": "1", "operation": "merge", "Customer": {}}, "500"),
        ({"bId": "1", "operation": "create", "Nonsense": {}}, "500"),
        ({"bId": "1", "operation": "void", "CreditMemo": {"Id": "1", "SyncToken": "0"}}, "500"),
        ({"bId": "1", "Query": "select nothing"}, "4000"),
        ({"bId": "1", "CDCQuery": {}}, "2020"),
        ({"bId": "1", "CDCQuery": 5}, "2020"),
    ],
)
def test_a_malformed_item_is_refused_alone(api: Any, item: dict[str, Any], code: str) -> None:
    before = api.hash()
    [done] = results(batch(api, item))
    assert (done["bId"], done["Fault"]["Error"][0]["code"]) == ("1", code)
    assert api.hash() == before


@pytest.mark.parametrize(
    "items",
    [
        ["text"],
        [5],
        [{"bId": "1", "operation": "create", "Customer": {}, "Vendor": {}}],
        [{"bId": "1", "operation": "create", "Customer": {}, "colour": "red"}],
    ],
)
def test_a_malformed_batch_is_refused_whole(api: Any, items: list[Any]) -> None:
    good = named("0", "Dana Reyes")
    api.refused("2010", lambda: api.post("batch", {"BatchItemRequest": [good, *items]}))


def test_one_request_id_for_a_whole_batch(api: Any) -> None:
    first = batch(api, named("1", "Dana Reyes"), requestid="batch-1")
    again = batch(api, named("1", "Dana Reyes"), requestid="batch-1")
    assert again.raw == first.raw
    assert api.query("select count(*) from Customer where DisplayName = 'Dana Reyes'").body[
        "QueryResponse"
    ] == {"totalCount": 1}


def test_in_xml(api: Any) -> None:
    body = (
        b'<IntuitBatchRequest xmlns="http://schema.intuit.com/finance/v3">'
        b'<BatchItemRequest bId="1" operation="create"><Customer><DisplayName>Dana Reyes'
        b"</DisplayName></Customer></BatchItemRequest>"
        b'<BatchItemRequest bId="2"><Query>select count(*) from Invoice</Query></BatchItemRequest>'
        b'<BatchItemRequest bId="3"><CDCQuery><Entities>Invoice</Entities><ChangedSince>'
        b"2026-11-24T00:00:00-08:00</ChangedSince></CDCQuery></BatchItemRequest>"
        b'<BatchItemRequest bId="4"/></IntuitBatchRequest>'
    )
    xml = {"content-type": "application/xml", "accept": "application/xml"}
    answer = api.call("POST", "batch", body, xml)
    assert answer.status == 200
    assert '<BatchItemResponse bId="1"><Customer domain="QBO" sparse="false">' in answer.text
    assert (
        '<BatchItemResponse bId="2"><QueryResponse totalCount="0"></QueryResponse>'
        "</BatchItemResponse>"
    ) in answer.text
    assert '<BatchItemResponse bId="3"><CDCResponse><QueryResponse>' in answer.text
    assert '<BatchItemResponse bId="4"><Fault type="ValidationFault">' in answer.text
    for broken in (b"<IntuitBatchRequest>", b"<Customer/>", b"<IntuitBatchRequest/>"):
        refused = api.call("POST", "batch", broken, {"content-type": "application/xml"})
        assert (refused.status, refused.code) == (400, "400")
