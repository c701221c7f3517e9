"""getOrders, getOrder, shipping and refunds over HTTP."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

ORDERS = "/sell/fulfillment/v1/order"
D = Decimal


def test_a_page_of_orders_in_the_recorded_form(api: Any) -> None:
    order = api.sold()
    answer = api.get(ORDERS)
    assert answer.status == 200
    assert answer.header("content-type") == "application/json"
    assert list(answer.body) == ["href", "total", "limit", "offset", "orders"]
    assert answer.body["href"] == f"https://api.ebay.com{ORDERS}?limit=50&offset=0"
    [shown] = answer.body["orders"]
    assert list(shown)[:3] == ["orderId", "legacyOrderId", "creationDate"]
    assert shown["orderId"] == shown["legacyOrderId"] == order.id
    assert shown["pricingSummary"]["total"] == {"value": "45.0", "currency": "USD"}
    assert shown["totalFeeBasisAmount"]["value"] == "48.71"
    assert shown["ebayCollectAndRemitTax"] is True


def test_nothing_sold_is_an_empty_list(api: Any) -> None:
    assert api.get(ORDERS).body == {
        "href": f"https://api.ebay.com{ORDERS}?limit=50&offset=0",
        "total": 0,
        "limit": 50,
        "offset": 0,
        "orders": [],
    }


def test_pages_link_to_each_other_with_the_filter_encoded(api: Any) -> None:
    made = []
    for _ in range(3):
        made.append(api.sold().id)
        api.later(minutes=1)
    query = {"filter": "creationdate:[2026-11-24T00:00:00.000Z..]", "limit": "1", "offset": "1"}
    page = api.get(ORDERS, **query).body
    start = (
        f"https://api.ebay.com{ORDERS}?filter=creationdate:%5B2026-11-24T00:00:00.000Z..%5D&limit=1"
    )
    assert list(page) == ["href", "total", "next", "prev", "limit", "offset", "orders"]
    assert page["href"] == f"{start}&offset=1"
    assert page["next"] == f"{start}&offset=2"
    assert page["prev"] == f"{start}&offset=0"
    assert [each["orderId"] for each in page["orders"]] == [made[1]]
    seen, link = [], f"{start}&offset=0"
    while link:
        body = api.call("GET", ORDERS, **_query(link)).body
        seen += [each["orderId"] for each in body["orders"]]
        link = body.get("next")
    assert seen == made[::-1]  # newest first


def _query(link: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(link).query))


def test_raw_and_encoded_brackets_are_the_same(api: Any) -> None:
    api.sold()
    raw = f"https://api.ebay.com{ORDERS}?filter=orderfulfillmentstatus:{{NOT_STARTED|IN_PROGRESS}}"
    headers = {"authorization": f"Bearer {api.token}"}
    assert api.send("GET", raw, b"", headers).body["total"] == 1
    encoded = raw.replace("{", "%7B").replace("}", "%7D").replace("|", "%7C")
    assert api.send("GET", encoded, b"", headers).body["total"] == 1


@pytest.mark.parametrize(
    ("query", "number", "message"),
    [
        ({"filter": "color:{RED}"}, 30700, "Invalid filter name: color"),
        (
            {"filter": "orderfulfillmentstatus:NOT_STARTED"},
            30800,
            "Invalid filter value 'NOT_STARTED' for filter 'orderfulfillmentstatus'",
        ),
        ({"filter": "creationdate:[2026-11-24..]"}, 30810, "Invalid date format"),
        ({"filter": "creationdate:[..2026-11-24T00:00:00.000Z]"}, 30820, "Start date is missing"),
        (
            {"filter": "creationdate:[2024-11-01T00:00:00.000Z..2026-11-24T00:00:00.000Z]"},
            30830,
            "Time range between start date and end date must be within '2' years.",
        ),
        (
            {"filter": "creationdate:[2026-11-23T00:00:00.000Z..2026-11-22T00:00:00.000Z]"},
            30840,
            "Start date should be before end date",
        ),
        (
            {"filter": "lastmodifieddate:[2026-11-23T00:00:00.000Z..2027-01-01T00:00:00.000Z]"},
            30850,
            "Start and end dates can't be in the future",
        ),
        ({"limit": "201"}, 31100, "Invalid limit: 201"),
        ({"limit": "0"}, 31100, "Invalid limit: 0"),
        ({"offset": "-1"}, 31000, "Invalid offset: -1"),
        ({"fieldGroups": "ALL"}, 32800, "Invalid field group: ALL"),
        (
            {"orderIds": ",".join(["01-00001-00001"] * 51)},
            30900,
            "Exceeded maximum number of order IDs (the current limit is 50)",
        ),
    ],
)
def test_questions_that_are_refused(
    api: Any, query: dict[str, str], number: int, message: str
) -> None:
    answer = api.refused(400, number, lambda: api.get(ORDERS, **query))
    assert answer.error["message"] == answer.error["longMessage"] == message
    assert answer.error["domain"] == "API_FULFILLMENT"
    assert answer.error["category"] == "REQUEST"


def test_named_orders_make_every_other_parameter_void(api: Any) -> None:
    one, other = api.sold(), api.sold()
    page = api.get(ORDERS, orderIds=f"{other.id},{one.id},01-00000-00000", limit="201", filter="x")
    assert page.body["total"] == 2
    assert {each["orderId"] for each in page.body["orders"]} == {one.id, other.id}


def test_an_order_by_its_id(api: Any) -> None:
    order = api.sold()
    shown = api.get(f"{ORDERS}/{order.id}").body
    assert shown["orderId"] == order.id
    taxed = api.get(f"{ORDERS}/{order.id}", fieldGroups="TAX_BREAKDOWN").body
    assert taxed["pricingSummary"]["total"]["value"] == "48.71"
    assert shown["pricingSummary"]["total"]["value"] == "45.0"
    unknown = api.refused(400, 32100, lambda: api.get(f"{ORDERS}/1"))
    assert unknown.error["message"] == "Invalid order ID: 1"
    assert unknown.error["parameters"] == [{"name": "orderId", "value": "1"}]
    assert api.get(f"{ORDERS}/01-00000-00000").status == 404
    api.refused(400, 32800, lambda: api.get(f"{ORDERS}/{order.id}", fieldGroups="X"))


def test_requests_to_cancel_are_in_the_order_and_never_in_the_list(api: Any) -> None:
    order = api.sold()
    api.desk.buyer_asks_to_cancel(order.id)
    [listed] = api.get(ORDERS).body["orders"]
    assert listed["cancelStatus"] == {"cancelState": "IN_PROGRESS", "cancelRequests": []}
    [asked] = api.get(f"{ORDERS}/{order.id}").body["cancelStatus"]["cancelRequests"]
    assert asked["cancelReason"] == "ORDER_MISTAKE"


def test_shipping_is_201_without_a_body_and_with_a_place(api: Any) -> None:
    order = api.sold()
    path = f"{ORDERS}/{order.id}/shipping_fulfillment"
    body = {
        "lineItems": [{"lineItemId": order.lines[0].id, "quantity": 1}],
        "shippedDate": "2026-11-24T09:00:00.000Z",
        "shippingCarrierCode": "USPS",
        "trackingNumber": "9400 1000-0001",
    }
    made = api.post(path, body)
    assert (made.status, made.raw) == (201, b"")
    place = f"https://api.ebay.com{path}/940010000001"
    assert made.header("location") == place
    listed = api.get(path).body
    assert listed["total"] == 1
    assert listed["fulfillments"] == [api.get(urlsplit(place).path).body]
    [only] = listed["fulfillments"]
    assert only["fulfillmentId"] == "940010000001"
    assert only["shipmentTrackingNumber"] == "940010000001"
    shown = api.get(f"{ORDERS}/{order.id}").body
    assert shown["orderFulfillmentStatus"] == "FULFILLED"
    assert shown["fulfillmentHrefs"] == [place]


def test_a_line_without_a_quantity_is_one_unit_and_no_lines_are_all(api: Any) -> None:
    order = api.sold(quantity=3)
    path = f"{ORDERS}/{order.id}/shipping_fulfillment"
    assert api.post(path, {"lineItems": [{"lineItemId": order.lines[0].id}]}).status == 201
    [first] = api.get(path).body["fulfillments"]
    assert first["lineItems"] == [{"lineItemId": order.lines[0].id, "quantity": 1}]
    assert api.get(f"{ORDERS}/{order.id}").body["orderFulfillmentStatus"] == "IN_PROGRESS"
    assert api.post(path, {}).status == 201
    assert [each["lineItems"][0]["quantity"] for each in api.get(path).body["fulfillments"]] == [
        1,
        2,
    ]
    assert api.get(f"{ORDERS}/{order.id}").body["orderFulfillmentStatus"] == "FULFILLED"
    api.refused(400, 32600, lambda: api.post(path, {}))


@pytest.mark.parametrize(
    ("changed", "number"),
    [
        ({"trackingNumber": ""}, 32300),
        ({"shippingCarrierCode": ""}, 32300),
        ({"lineItems": [{"lineItemId": "1", "quantity": 1}]}, 32200),
        ({"shippedDate": "yesterday"}, 32500),
        ({"lineItems": "all"}, 2004),
    ],
)
def test_shipping_that_is_refused(api: Any, changed: dict[str, Any], number: int) -> None:
    order = api.sold()
    path = f"{ORDERS}/{order.id}/shipping_fulfillment"
    body = {"shippingCarrierCode": "USPS", "trackingNumber": "1", **changed}
    api.refused(400, number, lambda: api.post(path, body))
    api.refused(400, 32600, lambda: api.call("POST", path))


def test_shipping_of_no_order(api: Any) -> None:
    path = f"{ORDERS}/1/shipping_fulfillment"
    assert api.refused(400, 32100, lambda: api.get(path)).error["message"] == "Invalid order ID: 1"
    api.refused(400, 32100, lambda: api.post(path, {}))
    api.refused(400, 32100, lambda: api.get(f"{path}/1"))
    order = api.sold()
    missing = api.get(f"{ORDERS}/{order.id}/shipping_fulfillment/1")
    assert (missing.status, missing.error["errorId"]) == (404, 32110)
    readonly = api.ebay.auth.issue_access_token(
        "https://api.ebay.com/oauth/api_scope/sell.fulfillment.readonly"
    )
    path = f"{ORDERS}/{order.id}/shipping_fulfillment"
    api.refused(403, 1100, lambda: api.post(path, {}, token=readonly))


def test_the_refund_of_w6(api: Any) -> None:
    """10.00 at the line, gross; 8.51 over the order, less the fees that come back."""
    order = api.sold()
    issued = api.refund(order)
    assert (issued.status, list(issued.body)) == (200, ["refundId", "refundStatus"])
    assert issued.body["refundStatus"] == "PENDING"
    pending = api.get(f"{ORDERS}/{order.id}").body
    assert pending["paymentSummary"]["refunds"][0]["refundStatus"] == "PENDING"
    assert "refunds" not in pending["lineItems"][0]
    api.refused(400, 34922, lambda: api.refund(order))
    api.later(minutes=5)
    shown = api.get(f"{ORDERS}/{order.id}").body
    [over] = shown["paymentSummary"]["refunds"]
    [under] = shown["lineItems"][0]["refunds"]
    assert over["amount"] == {"value": "8.51", "currency": "USD"}
    assert over["refundStatus"] == "REFUNDED"
    assert over["refundId"] == over["refundReferenceId"] == issued.body["refundId"]
    assert under["amount"] == {"value": "10.0", "currency": "USD"}
    assert shown["orderPaymentStatus"] == "PARTIALLY_REFUNDED"
    assert shown["pricingSummary"]["total"]["value"] == "45.0"
    too_much = api.refused(409, 34924, lambda: api.refund(order, "40.00"))
    assert too_much.error["message"] == "The item refund amount exceeds the item remaining amount."
    assert too_much.error["category"] == "BUSINESS"
    assert api.refund(order, "35.00").status == 200


def test_a_retry_after_a_lost_answer_refunds_twice(api: Any) -> None:
    """No key stands against it; only the refund that is still being processed does."""
    order = api.sold()
    api.refund(order)
    api.later(minutes=5)
    api.refund(order)
    api.later(minutes=5)
    assert len(api.get(f"{ORDERS}/{order.id}").body["paymentSummary"]["refunds"]) == 2


def test_a_refund_that_fails(api: Any) -> None:
    api.settings.refund_outcome = "FAILED"
    order = api.sold()
    api.refund(order)
    api.later(minutes=5)
    shown = api.get(f"{ORDERS}/{order.id}").body
    assert shown["paymentSummary"]["refunds"][0]["refundStatus"] == "FAILED"
    assert shown["orderPaymentStatus"] == "PAID"


@pytest.mark.parametrize(
    ("body", "status", "number"),
    [
        (None, 400, 34902),
        ({"reasonForRefund": ""}, 400, 34903),
        ({"reasonForRefund": "OTHER_ADJUSTMENT"}, 400, 34905),
        ({"reasonForRefund": "BECAUSE"}, 400, 2004),
        (b"{", 400, 2004),
        (b"[" * 60 + b"]" * 60, 400, 2004),
        (b'{"reasonForRefund":NaN}', 400, 2004),
    ],
)
def test_refunds_that_cannot_be_read(api: Any, body: Any, status: int, number: int) -> None:
    order = api.sold()
    path = f"{ORDERS}/{order.id}/issue_refund"
    api.refused(status, number, lambda: api.call("POST", path, body))


def test_refunds_that_are_not_given(api: Any) -> None:
    order = api.sold()

    def whole(value: str, currency: str = "USD", key: str = order.id) -> Any:
        amount = {"value": value, "currency": currency}
        body = {"reasonForRefund": "BUYER_CANCEL", "orderLevelRefundAmount": amount}
        return api.post(f"{ORDERS}/{key}/issue_refund", body)

    api.refused(400, 34915, lambda: whole("45.01"))
    api.refused(400, 34907, lambda: whole("0.001"))
    api.refused(400, 34907, lambda: whole("-1.00"))
    api.refused(400, 34909, lambda: whole("1.00", "EUR"))
    api.refused(404, 34913, lambda: whole("1.00", key="01-00000-00000"))
    finances = api.ebay.auth.issue_access_token(
        "https://api.ebay.com/oauth/api_scope/sell.finances"
    )
    fulfilment = api.ebay.auth.issue_access_token(
        "https://api.ebay.com/oauth/api_scope/sell.fulfillment"
    )
    api.refused(403, 1100, lambda: api.refund(order, token=fulfilment))
    assert api.refund(order, token=finances).status == 200


def test_a_refund_by_hand_is_external(api: Any) -> None:
    """Nobody asked for it: an amount over the order without a refund id, nothing at the line."""
    order = api.sold()
    api.desk.seller_refunds(order.id, D("10.00"))
    api.later(minutes=5)
    shown = api.get(f"{ORDERS}/{order.id}").body
    [over] = shown["paymentSummary"]["refunds"]
    assert "refundId" not in over
    assert "refunds" not in shown["lineItems"][0]
