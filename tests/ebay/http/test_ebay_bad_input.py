"""What a careless or a hostile client sends: eBay's own refusals, and nothing half-written."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

ORDERS = "/sell/fulfillment/v1/order"
MEDIA_TYPE = {
    "errorId": 2005,
    "domain": "ACCESS",
    "category": "REQUEST",
    "message": "Unsupported or not specified media type",
    "longMessage": "Media type in the request is either missing or unsupported.",
}


def _refund_of(api: Any, value: Any, **more: Any) -> Any:
    order = api.sold()
    item = {
        "lineItemId": order.lines[0].id,
        "refundAmount": {"value": value, "currency": "USD"},
    }
    body = {"reasonForRefund": "OTHER_ADJUSTMENT", "refundItems": [item], **more}
    return f"{ORDERS}/{order.id}/issue_refund", body


@pytest.mark.parametrize(
    "value",
    ["1_0.00", " 10.00", "10.00\n", "１０.00", "0x10", "10,00", "1e", "Infinity", "NaN", "--1",
     "-1", "0.00", "0.001", "1E-9999999", "1e999999999", "9" * 5000],
)  # fmt: skip
def test_what_is_no_amount(api: Any, value: str) -> None:
    path, body = _refund_of(api, value)
    api.refused(400, 34907, lambda: api.post(path, body))


@pytest.mark.parametrize("value", ["10.00", "10", "10.0", "1e1", "+10.00", "10.", 10, 10.0])
def test_what_is_ten(api: Any, value: Any) -> None:
    path, body = _refund_of(api, value)
    assert api.post(path, body).status == 200
    [refund] = api.ebay.records.refunds
    assert refund.gross == Decimal("10.00")


@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", "text/json", ""])
def test_a_body_that_is_not_said_to_be_json(api: Any, content_type: str) -> None:
    path, body = _refund_of(api, "10.00")
    refused = api.refused(
        415, 2005, lambda: api.post(path, body, headers={"content-type": content_type})
    )
    assert refused.body == {"errors": [MEDIA_TYPE]}
    order = api.sold()
    parcels = f"{ORDERS}/{order.id}/shipping_fulfillment"
    api.refused(415, 2005, lambda: api.post(parcels, {}, headers={"content-type": content_type}))
    answer = api.application(
        "PUT",
        "/commerce/notification/v1/config",
        {"alertEmail": "ops@example.com"},
        headers={"content-type": content_type},
    )
    assert (answer.status, answer.body) == (415, {"errors": [MEDIA_TYPE]})
    found = api.post(
        "/post-order/v2/cancellation",
        {"legacyOrderId": order.id},
        headers={"content-type": content_type},
    )
    assert (found.status, found.body) == (415, {"errorMessage": {"error": [MEDIA_TYPE]}})


@pytest.mark.parametrize(
    "content_type",
    ["application/json", "application/json; charset=utf-8", "Application/JSON;charset=UTF-8"],
)
def test_a_body_that_is_said_to_be_json(api: Any, content_type: str) -> None:
    path, body = _refund_of(api, "10.00")
    assert api.post(path, body, headers={"content-type": content_type}).status == 200


def test_half_a_character_cannot_be_kept(api: Any) -> None:
    path, body = _refund_of(api, "10.00", comment="\ud83d")
    api.refused(400, 2004, lambda: api.post(path, body))
    whole = json.dumps({**body, "comment": "\U0001f642"}).encode()
    assert b"\\ud83d\\ude42" in whole
    assert api.call("POST", path, whole).status == 200
    [refund] = api.ebay.records.refunds
    assert refund.comment == "\U0001f642"


@pytest.mark.parametrize(
    ("dates", "number"),
    [
        ("[0001-01-01T00:00:00.000Z..0001-01-02T00:00:00.000Z]", None),
        ("[0001-01-01T00:00:00.000Z..]", 30830),
        ("[0000-01-01T00:00:00.000Z..]", 30810),
        ("[2026-11-01T00:00:00.000Z..9999-12-31T23:59:59.999Z]", 30850),
        ("[2026-02-29T00:00:00.000Z..]", 30810),
        ("[2024-11-24T08:59:59.000Z..]", 30830),
        ("[2024-11-24T09:00:00.000Z..]", None),
    ],
)
@pytest.mark.parametrize("name", ["creationdate", "lastmodifieddate"])
def test_dates_at_the_ends_of_the_calendar(
    api: Any, name: str, dates: str, number: int | None
) -> None:
    answer = api.get(ORDERS, filter=f"{name}:{dates}")
    if number is None:
        assert (answer.status, answer.body["total"], answer.body["orders"]) == (200, 0, [])
    else:
        assert (answer.status, answer.error["errorId"]) == (400, number)


def test_an_order_that_is_not_there_by_its_call(api: Any) -> None:
    """Only getOrder is described with a 404; its parcels say 400."""
    path = f"{ORDERS}/01-00000-00000"
    api.refused(404, 32100, lambda: api.get(path))
    api.refused(400, 32100, lambda: api.get(f"{path}/shipping_fulfillment"))
    api.refused(400, 32100, lambda: api.post(f"{path}/shipping_fulfillment", {}))
    api.refused(400, 32100, lambda: api.get(f"{path}/shipping_fulfillment/1"))


@pytest.mark.parametrize(
    ("scope", "status"),
    [
        ("sell.inventory", 200),
        ("sell.inventory.readonly", 200),
        ("sell.marketing", 200),
        ("sell.marketing.readonly", 200),
        ("sell.fulfillment", 403),
        ("sell.finances", 403),
    ],
)
def test_scopes_of_the_users_rate_limits(api: Any, scope: str, status: int) -> None:
    token = api.ebay.auth.issue_access_token(f"https://api.ebay.com/oauth/api_scope/{scope}")
    answer = api.get("/developer/analytics/v1_beta/user_rate_limit/", token=token)
    assert answer.status == status


@pytest.mark.parametrize(
    ("name", "value"), [("value", "1_0"), ("value", "１０"), ("value", " 10"), ("value", "1e99")]
)
def test_what_is_no_amount_of_a_return(api: Any, name: str, value: str) -> None:
    order = api.sold()
    opened = api.desk.buyer_asks_return(order.id)
    amount = {name: value, "currency": "USD"}
    parts = [{"refundFeeType": "PURCHASE_PRICE", "refundAmount": amount}]
    body = {"refundDetail": {"itemizedRefundDetail": parts, "totalAmount": amount}}
    path = f"/post-order/v2/return/{opened.id}/issue_refund"
    api.refused(400, 1616, lambda: api.post(path, body))
