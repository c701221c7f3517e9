"""Returns and cancellations over HTTP, in the older API's own scheme and envelope."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

RETURN = "/post-order/v2/return"
CANCEL = "/post-order/v2/cancellation"
D = Decimal


def asked(api: Any) -> Any:
    return api.desk.buyer_asks_return(api.sold().id, reason="ARRIVED_DAMAGED")


def refund_body(value: float, currency: str = "USD", **more: Any) -> dict[str, Any]:
    part = {
        "refundFeeType": "PURCHASE_PRICE",
        "refundAmount": {"value": value, "currency": currency},
    }
    total = {"value": value, "currency": currency}
    return {"refundDetail": {"itemizedRefundDetail": [part], "totalAmount": total, **more}}


def test_bearer_is_no_scheme_here(api: Any) -> None:
    for scheme, status in (("IAF", 200), ("TOKEN", 200), ("Bearer", 401), ("bearer", 401)):
        answer = api.call("GET", f"{RETURN}/search", scheme=scheme)
        assert answer.status == status, scheme
    assert list(answer.body) == ["errorMessage"]
    assert answer.error["message"] == "Invalid access token"
    assert api.application("GET", f"{RETURN}/search").status == 403


def test_a_search_shows_what_is_open(api: Any) -> None:
    found = asked(api)
    page = api.get(f"{RETURN}/search").body
    assert list(page) == ["members", "total", "paginationOutput", "countSummary"]
    [shown] = page["members"]
    assert (shown["returnId"], shown["state"]) == (found.id, "RETURN_REQUESTED")
    assert shown["sellerTotalRefund"]["estimatedRefundAmount"] == {
        "value": D("45.0"),
        "currency": "USD",
    }
    assert shown["creationInfo"]["creationDate"]["value"] == "2026-11-24T09:00:00.000Z"
    assert page["paginationOutput"] == {
        "offset": 0,
        "limit": 25,
        "totalPages": 1,
        "totalEntries": 1,
    }
    order = api.ebay.records.orders[found.order]
    for query, total in (
        ({"order_id": found.order}, 1),
        ({"order_id": "01-00000-00000"}, 0),
        ({"return_id": found.id}, 1),
        ({"item_id": order.lines[0].item, "transaction_id": order.lines[0].transaction}, 1),
        ({"item_id": "1"}, 0),
        ({"return_state": "RETURN_STARTED"}, 1),
        ({"return_state": "ITEM_SHIPPED"}, 0),
        ({"return_state": "CLOSED"}, 0),
        ({"states": "RETURN_REQUESTED,CLOSED"}, 1),
        ({"role": "BUYER"}, 0),
        ({"creation_date_range_from": "2026-11-24T00:00:00.000Z"}, 1),
        ({"creation_date_range_to": "2026-11-23T00:00:00.000Z"}, 0),
        ({"offset": "1"}, 1),
    ):
        assert api.get(f"{RETURN}/search", **query).body["total"] == total, query


@pytest.mark.parametrize(
    "query",
    [
        {"return_state": "GONE"},
        {"role": "JUDGE"},
        {"limit": "0"},
        {"offset": "x"},
        {"creation_date_range_from": "yesterday"},
        {"creation_date_range_from": "2020-01-01T00:00:00.000Z"},
        {
            "creation_date_range_from": "2026-11-24T00:00:00.000Z",
            "creation_date_range_to": "2026-11-23T00:00:00.000Z",
        },
    ],
)
def test_searches_that_are_refused(api: Any, query: dict[str, str]) -> None:
    answer = api.refused(400, 1616, lambda: api.get(f"{RETURN}/search", **query))
    assert answer.error == {
        "errorId": 1616,
        "domain": "returnErrorDomain",
        "severity": "ERROR",
        "category": "REQUEST",
        "message": "Invalid Input.",
        "parameter": [{"name": "parameter", "value": list(query)[-1]}],
        "longMessage": "Invalid Input.",
        "inputRefIds": [],
        "httpStatusCode": 400,
    }
    if "return_state" not in query:
        api.refused(400, 1616, lambda: api.get(f"{CANCEL}/search", **query))


def test_a_return_from_the_request_to_the_refund(api: Any) -> None:
    found = asked(api)
    path = f"{RETURN}/{found.id}"
    decided = api.post(f"{path}/decide", {"decision": "APPROVE", "comments": {"content": "Sorry"}})
    assert decided.status == 200
    assert api.get(path).body["summary"]["state"] == "ITEM_READY_TO_SHIP"
    api.desk.buyer_sends_return(found.id)
    assert api.post(f"{path}/mark_as_received", {}).status == 200
    assert api.get(path, fieldgroups="SUMMARY").body["summary"]["state"] == "ITEM_DELIVERED"
    issued = api.post(f"{path}/issue_refund", refund_body(45.0))
    assert issued.body == {"refundStatus": "PENDING"}
    api.later(minutes=5)
    shown = api.get(path).body
    assert shown["summary"]["state"] == "CLOSED"
    assert shown["summary"]["sellerTotalRefund"]["actualRefundAmount"]["value"] == D("45.0")
    assert "detail" not in api.get(path, fieldgroups="SUMMARY").body
    closed = api.get(f"{RETURN}/search", return_state="CLOSED").body
    assert [each["returnId"] for each in closed["members"]] == [found.id]
    assert closed["countSummary"] == [
        {"type": "ALL_OPEN", "count": 0},
        {"type": "CLOSED", "count": 1},
    ]
    order = api.get(f"/sell/fulfillment/v1/order/{found.order}").body
    assert order["lineItems"][0]["refunds"][0]["amount"]["value"] == "45.0"
    assert order["orderPaymentStatus"] == "FULLY_REFUNDED"


def test_refunds_of_a_return_that_are_refused(api: Any) -> None:
    found = asked(api)
    path = f"{RETURN}/{found.id}"
    bodies: list[dict[str, Any]] = [
        {},
        {"refundDetail": {}},
        refund_body(45.01),
        refund_body(-1),
        refund_body(10, "EUR"),
        refund_body(10, totalAmount={"value": 11, "currency": "USD"}),
        refund_body(10, itemizedRefundDetail=[]),
        refund_body(10, itemizedRefundDetail=["x"]),
        refund_body(10, totalAmount={"value": "ten", "currency": "USD"}),
        refund_body(10, totalAmount={"value": True, "currency": "USD"}),
        refund_body(10, totalAmount={"value": 10}),
    ]
    for body in bodies:
        api.refused(400, 1616, lambda body=body: api.post(f"{path}/issue_refund", body))
    api.refused(400, 1616, lambda: api.call("POST", f"{path}/issue_refund", b"[]"))
    broken = api.refused(400, 2004, lambda: api.call("POST", f"{path}/issue_refund", b"{"))
    assert list(broken.body) == ["errorMessage"]
    api.settings.refund_funding = 34925
    api.refused(400, 1764, lambda: api.post(f"{path}/issue_refund", refund_body(10.0)))


def test_decisions_that_are_refused(api: Any) -> None:
    found = asked(api)
    path = f"{RETURN}/{found.id}"
    for body in (
        {"decision": "MAYBE"},
        {"decision": 1},
        {"decision": "DECLINE"},  # what is not as described cannot be declined
        {"decision": "PROVIDE_RMA"},
        {"decision": "OFFER_PARTIAL_REFUND"},
        {
            "decision": "OFFER_PARTIAL_REFUND",
            "partialRefundAmount": {"value": 1, "currency": "EUR"},
        },
    ):
        api.refused(400, 1616, lambda body=body: api.post(f"{path}/decide", body))
    offer = {
        "decision": "OFFER_PARTIAL_REFUND",
        "partialRefundAmount": {"value": 5.5, "currency": "USD"},
    }
    assert api.post(f"{path}/decide", offer).status == 200
    assert api.get(path).body["summary"]["state"] == "PARTIAL_REFUND_REQUESTED"
    api.refused(400, 1626, lambda: api.post(f"{path}/decide", {"decision": "APPROVE"}))
    api.refused(400, 1626, lambda: api.post(f"{path}/mark_as_received", {}))
    api.refused(400, 1616, lambda: api.get(path, fieldgroups="MORE"))
    api.refused(400, 1616, lambda: api.get(f"{RETURN}/1"))


def test_a_cancellation_by_the_seller_refunds_in_full(api: Any) -> None:
    order = api.sold()
    eligible = api.post(f"{CANCEL}/check_eligibility", {"legacyOrderId": order.id}).body
    assert eligible["eligible"] is True
    body = {"legacyOrderId": order.id, "cancelReason": "OUT_OF_STOCK_OR_CANNOT_FULFILL"}
    made = api.post(CANCEL, body)
    assert made.status == 201
    assert made.body["orderEligibilityResult"] == eligible
    key = made.body["cancelId"]
    [listed] = api.get(f"{CANCEL}/search", legacy_order_id=order.id).body["cancellations"]
    assert (listed["cancelId"], listed["cancelState"]) == (key, "REFUND_PENDING")
    assert listed["requestRefundAmount"] == {"value": D("45.0"), "currency": "USD"}
    api.later(minutes=5)
    shown = api.get(f"{CANCEL}/{key}").body["cancelDetail"]
    assert shown["cancelStatus"] == "CANCEL_CLOSED_WITH_REFUND"
    assert len(shown["activityHistories"]) == 2
    summary = api.get(f"{CANCEL}/{key}", fieldgroups="SUMMARY").body["cancelDetail"]
    assert summary == {
        name: value
        for name, value in shown.items()
        if name not in ("activityHistories", "refundInfo")
    }
    api.refused(400, 1616, lambda: api.get(f"{CANCEL}/{key}", fieldgroups="MORE"))
    assert api.get(f"/sell/fulfillment/v1/order/{order.id}").body["cancelStatus"][
        "cancelState"
    ] == ("CANCELED")
    answer = api.post(f"{CANCEL}/check_eligibility", {"legacyOrderId": order.id}).body
    assert (answer["eligible"], "CANCELLATION_EXIST" in answer["failureReason"]) == (False, True)
    before = api.hash()
    told = api.post(CANCEL, body)
    assert (told.status, told.body) == (200, {"orderEligibilityResult": answer})
    assert api.hash() == before
    api.refused(400, 1616, lambda: api.post(CANCEL, body | {"cancelReason": "WHIM"}))
    api.settings.ineligible_cancellations = "refused"
    again = api.refused(400, 1620, lambda: api.post(CANCEL, body))
    assert again.error["domain"] == "cancelErrorDomain"
    assert api.get(f"{CANCEL}/search", cancel_id=key, limit="0").body["total"] == 1
    assert api.get(f"{CANCEL}/search", cancel_id="1").body["total"] == 0
    assert api.get(f"{CANCEL}/search", item_id="1").body["total"] == 0
    assert api.get(f"{CANCEL}/search", role="BUYER").body["total"] == 0


def test_a_buyer_who_cancels_is_answered(api: Any) -> None:
    one, other = api.sold(), api.sold()
    first = api.desk.buyer_asks_to_cancel(one.id)
    second = api.desk.buyer_asks_to_cancel(other.id)
    assert api.post(f"{CANCEL}/{first.id}/approve", {}).status == 200
    shipped = {"shipmentDate": {"value": "2026-11-24T08:00:00.000Z"}, "trackingNumber": "94001"}
    assert api.post(f"{CANCEL}/{second.id}/reject", shipped).status == 200
    api.later(minutes=5)
    status = {
        each["cancelId"]: each["cancelStatus"]
        for each in api.get(f"{CANCEL}/search").body["cancellations"]
    }
    assert status == {first.id: "CANCEL_CLOSED_WITH_REFUND", second.id: "CANCEL_REJECTED"}
    assert api.get(f"{CANCEL}/{first.id}").status == api.get(f"{CANCEL}/{second.id}").status == 200
    api.refused(400, 1621, lambda: api.post(f"{CANCEL}/{second.id}/approve", {}))
    api.refused(400, 1621, lambda: api.post(f"{CANCEL}/{second.id}/reject", {}))
    api.refused(400, 1621, lambda: api.post(f"{CANCEL}/{second.id}/confirm", {}))


def test_a_refund_outside_ebay_is_confirmed(api: Any) -> None:
    order = api.sold()
    order = api.desk.place_order({"EB-LAMP": 1}, managed=False)
    made = api.desk.cancel(order.id)
    assert api.post(f"{CANCEL}/{made.id}/confirm", {}).status == 200
    shown = api.get(f"{CANCEL}/{made.id}").body["cancelDetail"]
    assert shown["cancelStatus"] == "CANCEL_CLOSED_WITH_REFUND"


def test_cancellations_that_are_refused(api: Any) -> None:
    order = api.sold()
    for body in (
        {},
        {"legacyOrderId": "01-00000-00000", "cancelReason": "ADDRESS_ISSUES"},
        {"legacyOrderId": order.id, "cancelReason": "BORED"},
        {"legacyOrderId": order.id},
        {"legacyOrderId": 5},
    ):
        api.refused(400, 1616, lambda body=body: api.post(CANCEL, body))
    api.refused(400, 1616, lambda: api.post(f"{CANCEL}/check_eligibility", {}))
    for action in ("approve", "reject", "confirm"):
        api.refused(400, 1616, lambda action=action: api.post(f"{CANCEL}/1/{action}", {}))
    api.refused(400, 1616, lambda: api.get(f"{CANCEL}/1"))
    asked = api.desk.buyer_asks_to_cancel(order.id)
    bad = {"trackingNumber": 5}
    api.refused(400, 1616, lambda: api.post(f"{CANCEL}/{asked.id}/reject", bad))
