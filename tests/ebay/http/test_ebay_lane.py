"""The route lane and the FastAPI application answer every route byte for byte alike.

Twin accounts: the same calls in the same order, one driven directly, one through ASGI.
"""

from __future__ import annotations

import asyncio
import json
from base64 import b64encode
from typing import Any
from urllib.parse import urlencode

import httpx

from sandbox.ebay.app import ROUTES
from sandbox.kernel.asgi import fastapi_app
from sandbox.kernel.routing import Request, Response

Call = tuple[str, str, str, str, bytes, dict[str, str]]
ENDPOINT = "https://connector.example.com/events"


def calls(api: Any) -> list[Call]:
    """A success or a refusal of every route, and what no route answers."""
    order = api.sold()
    returned = api.desk.buyer_asks_return(api.sold().id)
    cancelled = api.desk.buyer_asks_to_cancel(api.sold().id)
    auth = api.ebay.auth
    application = auth.application
    pair = b64encode(f"{application.id}:{application.secret}".encode()).decode()
    login = urlencode({"grant_type": "refresh_token", "refresh_token": auth.refresh_token})
    consent = urlencode(
        {
            "client_id": application.id,
            "redirect_uri": auth.ru_name,
            "response_type": "code",
            "scope": "https://api.ebay.com/oauth/api_scope",
        }
    )
    sell, money = "/sell/fulfillment/v1/order", "/sell/finances/v1"
    post, tell = "/post-order/v2", "/commerce/notification/v1"
    keys, shipping = "/developer/key_management/v1/signing_key", f"{sell}/{order.id}"
    refund = {
        "reasonForRefund": "BUYER_CANCEL",
        "orderLevelRefundAmount": {"value": "1.00", "currency": "USD"},
    }
    parcel = {"shippingCarrierCode": "USPS", "trackingNumber": "94001"}
    destination = {
        "name": "x",
        "status": "ENABLED",
        "deliveryConfig": {"endpoint": ENDPOINT, "verificationToken": "t" * 40},
    }
    asked: list[tuple[str, str, str, Any]] = [
        ("GET", sell, "limit=1", None),
        ("GET", sell, "limit=0", None),
        ("GET", f"{sell}/{order.id}", "", None),
        ("POST", f"{sell}/{order.id}/issue_refund", "", refund),
        ("GET", f"{shipping}/shipping_fulfillment", "", None),
        ("POST", f"{shipping}/shipping_fulfillment", "", parcel),
        ("GET", f"{shipping}/shipping_fulfillment/94001", "", None),
        ("GET", f"{money}/transaction", "", None),
        ("GET", f"{money}/transaction_summary", "filter=transactionStatus:{PAYOUT}", None),
        ("GET", f"{money}/payout", "", None),
        ("GET", f"{money}/payout/1", "", None),
        ("GET", f"{money}/payout_summary", "", None),
        ("GET", f"{money}/transfer/1", "", None),
        ("GET", f"{money}/seller_funds_summary", "", None),
        ("GET", f"{post}/return/search", "", None),
        ("GET", f"{post}/return/{returned.id}", "", None),
        ("POST", f"{post}/return/{returned.id}/decide", "", {"decision": "APPROVE"}),
        ("POST", f"{post}/return/{returned.id}/issue_refund", "", {}),
        ("POST", f"{post}/return/{returned.id}/mark_as_received", "", {}),
        ("GET", f"{post}/cancellation/search", "", None),
        ("GET", f"{post}/cancellation/{cancelled.id}", "", None),
        ("POST", f"{post}/cancellation", "", {"legacyOrderId": order.id}),
        ("POST", f"{post}/cancellation/check_eligibility", "", {"legacyOrderId": order.id}),
        ("POST", f"{post}/cancellation/{cancelled.id}/approve", "", {}),
        ("POST", f"{post}/cancellation/{cancelled.id}/reject", "", {}),
        ("POST", f"{post}/cancellation/{cancelled.id}/confirm", "", {}),
        ("GET", f"{tell}/public_key/{api.ebay.notifications.key_id}", "", None),
        ("GET", f"{tell}/topic", "", None),
        ("GET", f"{tell}/topic/ORDER_CONFIRMATION", "", None),
        ("GET", f"{tell}/config", "", None),
        ("PUT", f"{tell}/config", "", {"alertEmail": "a@b.example"}),
        ("GET", f"{tell}/destination", "", None),
        ("POST", f"{tell}/destination", "", destination),
        ("GET", f"{tell}/destination/1", "", None),
        ("PUT", f"{tell}/destination/1", "", destination),
        ("DELETE", f"{tell}/destination/1", "", None),
        ("GET", f"{tell}/subscription", "", None),
        ("POST", f"{tell}/subscription", "", {}),
        ("GET", f"{tell}/subscription/1", "", None),
        ("PUT", f"{tell}/subscription/1", "", {}),
        ("DELETE", f"{tell}/subscription/1", "", None),
        ("POST", f"{tell}/subscription/1/enable", "", None),
        ("POST", f"{tell}/subscription/1/disable", "", None),
        ("POST", f"{tell}/subscription/1/test", "", None),
        ("GET", "/developer/analytics/v1_beta/rate_limit/", "", None),
        ("GET", "/developer/analytics/v1_beta/user_rate_limit/", "api_context=sell", None),
        ("GET", keys, "", None),
        ("POST", keys, "", {"signingKeyCipher": "ED25519"}),
        ("GET", f"{keys}/1", "", None),
        ("GET", "/commerce/identity/v1/user/", "", None),
        ("PATCH", sell, "", None),
        ("GET", "/a/b/c", "", None),
    ]
    return [
        ("POST", "api.ebay.com", "/identity/v1/oauth2/token", "", login.encode(),
         {"authorization": f"Basic {pair}"}),
        ("POST", "api.ebay.com", "/identity/v1/oauth2/token", "", b"", {}),
        ("GET", "auth.ebay.com", "/oauth2/authorize", consent, b"", {}),
        ("POST", "auth.ebay.com", "/oauth2/authorize", consent, b"", {}),
        ("POST", "auth.ebay.com", "/oauth2/authorize", "", b"", {}),
        ("GET", "api.ebay.com", sell, "", b"", {}),
        *(_call(api, *each) for each in asked),
    ]  # fmt: skip


def _call(api: Any, method: str, path: str, query: str, body: Any) -> Call:
    scheme = "IAF" if path.startswith("/post-order") else "Bearer"
    headers = {"authorization": f"{scheme} {api.token}", "content-type": "application/json"}
    raw = b"" if body is None else json.dumps(body).encode()
    return method, api.ebay.host_of(path), path, query, raw, headers


def direct(api: Any, each: Call) -> Response:
    method, host, path, query, body, headers = each
    answer: Response = api.ebay.handle(
        Request(method, host, path, query, list(headers.items()), body)
    )
    return answer


async def through_asgi(api: Any) -> list[httpx.Response]:
    wanted = calls(api)
    app = fastapi_app(ROUTES, api.ebay.handle, "eBay")
    transport = httpx.ASGITransport(app=app)
    found = []
    async with httpx.AsyncClient(transport=transport) as client:
        client.headers.clear()
        for method, host, path, query, body, headers in wanted:
            tail = f"?{query}" if query else ""
            outgoing = client.build_request(method, f"https://{host}{path}{tail}", content=body)
            outgoing.headers = httpx.Headers({**headers, "host": host})
            found.append(await client.send(outgoing))
    return found


def test_both_ways_say_the_same(new_api: Any) -> None:
    one, other = new_api(), new_api()
    wanted = calls(one)
    answers = [direct(one, each) for each in wanted]
    others = asyncio.run(through_asgi(other))
    for each, lane, served in zip(wanted, answers, others, strict=True):
        assert (served.status_code, served.content) == (lane.status, lane.body), each[:3]
        named = [
            (name, value)
            for name, value in served.headers.multi_items()
            if name != "content-length"
        ]
        assert named == [(name.lower(), value) for name, value in lane.headers], each[:3]
    assert one.hash() == other.hash()
    assert one.universe.bugs == other.universe.bugs == []
    statuses = {answer.status for answer in answers}
    assert statuses == {200, 201, 204, 302, 400, 401, 404}


def test_every_route_is_among_the_calls(api: Any) -> None:
    hit = {
        id(api.ebay.lane.find(method, path)[0])
        for method, _, path, *_ in calls(api)
        if api.ebay.lane._find(method, path) is not None
    }
    assert hit == {id(route) for route in ROUTES}
