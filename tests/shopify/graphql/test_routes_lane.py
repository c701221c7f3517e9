"""The lane and FastAPI say the same: every route, accepted and refused, byte by byte.

Two shops of one seed get the same calls, one by each way.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from sandbox.kernel.asgi import fastapi_app
from sandbox.kernel.routing import Request, Response
from sandbox.shopify.app import ROUTES
from sandbox.shopify.rules.bulk import BUCKET

Call = tuple[str, str, Any]  # method, path, body (None: none)
BASE = "/admin/api/2026-07"


def calls(api: Any) -> list[Call]:
    """Furnishes the shop, then names every call; each route gets a good and a bad one."""
    order = api.desk.place([("TEE-BLK", 3), ("MUG-WHT", 1), ("CAP-RED", 2)])
    other = api.desk.place([("TEE-BLK", 1)])
    api.desk.fulfil(other.id)
    api.desk.refund(other.id, lines={"TEE-BLK": 1})
    other = api.shopify.records.orders[other.id]
    unsent = api.desk.place([("TEE-BLK", 1)]).id
    location = next(iter(api.shopify.records.locations)).id
    sent, payment, work = (
        other.fulfillments[0].id,
        order.transactions[0].id,
        order.fulfillment_orders[0],
    )
    own, wrong = f"{BASE}/orders/{order.id}", f"{BASE}/orders/9"
    refund = {
        "refund": {
            "refund_line_items": [{"line_item_id": order.line_items[0].id, "quantity": 1}],
            "transactions": [{"parent_id": payment, "amount": "5.00", "kind": "refund"}],
        }
    }
    fresh = {"order": {"line_items": [{"title": "A", "quantity": 1, "price": "1.00"}]}}
    whole = {"line_items_by_fulfillment_order": [{"fulfillment_order_id": work.id}]}
    tracking = {"fulfillment": {"tracking_info": {"number": "1"}}}
    api.desk.open_dispute(other.id if other.financial_status == "paid" else order.id)
    payout = api.desk.close_payout().id
    dispute = next(iter(api.shopify.records.disputes)).id
    variant = next(iter(api.shopify.records.variants))
    payments = f"{BASE}/shopify_payments"
    hook = 1400000000001  # the first that is made
    address = {"webhook": {"topic": "orders/create", "address": "https://hooks.example.com/a"}}
    app = api.shopify.auth.app
    client = {"client_id": app.id, "client_secret": app.secret}
    return [
        ("POST", f"{BASE}/graphql.json", {"query": "{ orders(first: 2) { nodes { name } } }"}),
        ("POST", f"{BASE}/graphql.json", {"query": "{ nothing }"}),
        ("POST", f"{BASE}/graphql.json", {"query": ""}),
        ("POST", "/admin/api/graphql.json", {"query": "{ shop { name totalPrice } }"}),
        ("POST", "/admin/api/2031-01/graphql.json", {"query": "{ shop { name } }"}),
        ("POST", "/admin/oauth/access_token", {"grant_type": "client_credentials", **client}),
        ("POST", "/admin/oauth/access_token", {"code": "x", **client}),
        ("GET", "/admin/oauth/access_scopes.json", None),
        ("GET", f"{BASE}/orders.json?limit=1&status=any", None),
        ("GET", f"{BASE}/orders.json?page_info=wrong&status=any", None),
        ("GET", f"{BASE}/orders/count.json", None),
        ("POST", f"{BASE}/orders.json", fresh),
        ("POST", f"{BASE}/orders.json", {"order": {"line_items": []}}),
        ("GET", f"{own}.json", None),
        ("GET", f"{wrong}.json", None),
        ("PUT", f"{own}.json", {"order": {"note": "x"}}),
        ("PUT", f"{wrong}.json", {"order": {"note": "x"}}),
        ("POST", f"{own}/close.json", {}),
        ("POST", f"{own}/open.json", {}),
        ("POST", f"{wrong}/close.json", {}),
        ("POST", f"{wrong}/open.json", {}),
        ("GET", f"{own}/transactions.json", None),
        ("GET", f"{own}/transactions/count.json", None),
        ("GET", f"{own}/transactions/{payment}.json", None),
        ("GET", f"{own}/transactions/9.json", None),
        ("POST", f"{own}/transactions.json", {"transaction": {"kind": "capture", "amount": "1"}}),
        ("GET", f"{own}/refunds.json", None),
        ("GET", f"{BASE}/orders/{other.id}/refunds/{other.refunds[0].id}.json", None),
        ("GET", f"{own}/refunds/9.json", None),
        ("POST", f"{own}/refunds/calculate.json", refund),
        ("POST", f"{own}/refunds/calculate.json", {}),
        ("POST", f"{own}/refunds.json", refund),
        ("POST", f"{own}/refunds.json", {"refunds": {}}),
        ("GET", f"{own}/fulfillments.json", None),
        ("GET", f"{own}/fulfillments/count.json", None),
        ("GET", f"{BASE}/orders/{other.id}/fulfillments/{sent}.json", None),
        ("GET", f"{own}/fulfillments/9.json", None),
        ("GET", f"{own}/fulfillment_orders.json", None),
        ("GET", f"{BASE}/fulfillment_orders/{work.id}.json", None),
        ("GET", f"{BASE}/fulfillment_orders/9.json", None),
        ("POST", f"{BASE}/fulfillments.json", {"fulfillment": whole}),
        ("POST", f"{BASE}/fulfillments.json", {"fulfillment": {}}),
        ("POST", f"{BASE}/fulfillments/{sent}/update_tracking.json", tracking),
        ("POST", f"{BASE}/fulfillments/{sent}/cancel.json", {}),
        ("POST", f"{BASE}/fulfillments/9/cancel.json", {}),
        ("GET", f"{BASE}/shop.json", None),
        ("GET", f"{BASE}/locations.json", None),
        ("GET", f"{BASE}/locations/{location}.json", None),
        ("GET", f"{BASE}/locations/9.json", None),
        ("POST", f"{BASE}/webhooks.json", address),
        ("POST", f"{BASE}/webhooks.json", {"webhook": {"topic": "orders/none"}}),
        ("GET", f"{BASE}/webhooks.json?limit=1", None),
        ("GET", f"{BASE}/webhooks/count.json", None),
        ("GET", f"{BASE}/webhooks/{hook}.json", None),
        ("GET", f"{BASE}/webhooks/9.json", None),
        ("PUT", f"{BASE}/webhooks/{hook}.json", {"webhook": {"fields": ["id"]}}),
        ("PUT", f"{BASE}/webhooks/9.json", {"webhook": {"fields": ["id"]}}),
        ("DELETE", f"{BASE}/webhooks/{hook}.json", None),
        ("DELETE", f"{BASE}/webhooks/9.json", None),
        ("GET", f"{BASE}/customers.json?limit=1", None),
        ("GET", f"{BASE}/customers/count.json", None),
        ("POST", f"{BASE}/customers.json", {"customer": {"email": "a@example.com"}}),
        ("GET", f"{BASE}/customers/{order.customer_id}.json", None),
        ("GET", f"{BASE}/customers/9.json", None),
        ("PUT", f"{BASE}/customers/{order.customer_id}.json", {"customer": {"note": "a"}}),
        ("GET", f"{BASE}/customers/{order.customer_id}/orders.json?status=any", None),
        ("GET", f"{BASE}/products.json?fields=id,title", None),
        ("GET", f"{BASE}/products/count.json", None),
        ("GET", f"{BASE}/products/{variant.product_id}.json", None),
        ("GET", f"{BASE}/products/9.json", None),
        ("GET", f"{BASE}/products/{variant.product_id}/variants.json", None),
        ("GET", f"{BASE}/variants/{variant.id}.json", None),
        ("GET", f"{BASE}/variants/9.json", None),
        ("GET", f"{BASE}/inventory_levels.json?location_ids={location}", None),
        ("GET", f"{BASE}/inventory_levels.json", None),
        ("GET", f"{BASE}/inventory_items.json?ids={variant.inventory_item_id}", None),
        ("GET", f"{BASE}/inventory_items.json", None),
        ("GET", f"{BASE}/inventory_items/{variant.inventory_item_id}.json", None),
        ("GET", f"{BASE}/inventory_items/9.json", None),
        ("GET", f"{payments}/balance.json", None),
        ("GET", f"{payments}/balance/transactions.json?limit=1", None),
        ("GET", f"{payments}/payouts.json?status=paid", None),
        ("GET", f"{payments}/payouts/{payout}.json", None),
        ("GET", f"{payments}/payouts/9.json", None),
        ("GET", f"{payments}/disputes.json", None),
        ("GET", f"{payments}/disputes/{dispute}.json", None),
        ("GET", f"{payments}/disputes/9.json", None),
        ("GET", f"{BUCKET}/nothing-final?Signature=x", None),
        ("POST", f"{own}/cancel.json", {"reason": "nobody"}),
        ("POST", f"{wrong}/cancel.json", {}),
        ("POST", f"{BASE}/orders/{unsent}/cancel.json", {"restock": True}),
        ("DELETE", f"{own}.json", None),
        ("GET", "/elsewhere", None),
        *unversioned(own, wrong),
    ]  # fmt: skip


def unversioned(own: str, wrong: str) -> list[Call]:
    """The same routes without a version: their answers differ in one header only."""
    del wrong
    found: list[Call] = []
    for route in ROUTES:
        if "/api/" not in route.path and "/oauth/" not in route.path:
            path = route.path
            for name in ("{id}", "{transaction_id}", "{refund_id}", "{fulfillment_id}"):
                path = path.replace(name, own.rsplit("/", 1)[1])
            found.append((route.method, path, None if route.method == "GET" else {}))
    return found


def prepared(call: Call, token: str) -> tuple[str, str, dict[str, str], bytes]:
    method, path, body = call
    headers = {"x-shopify-access-token": token, "accept": "*/*"}
    if body is not None:
        headers["content-type"] = "application/json"
    return method, path, headers, b"" if body is None else json.dumps(body).encode()


def by_lane(api: Any, call: Call, token: str) -> Response:
    method, path, headers, body = prepared(call, token)
    raw_path, _, query = path.partition("?")
    request = Request(method, api.shopify.domain, raw_path, query, headers.items(), body)
    response: Response = api.shopify.handle(request)
    return response


async def by_fastapi(client: httpx.AsyncClient, call: Call, token: str) -> httpx.Response:
    method, path, headers, body = prepared(call, token)
    return await client.request(method, path, headers=headers, content=body)


@pytest.mark.parametrize("token", ["", "shpat_wrong"])
def test_both_ways_say_the_same(api_of: Callable[..., Any], token: str) -> None:
    one, two = api_of(), api_of()
    script = calls(one)
    assert script == calls(two)
    for api in (one, two):  # enough calls for the whole script
        api.shopify.limits.calls.capacity *= 100
    app = fastapi_app(ROUTES, two.shopify.handle, "Shopify")

    async def play() -> None:
        transport = httpx.ASGITransport(app=app)
        base = f"https://{two.shopify.domain}"
        async with httpx.AsyncClient(transport=transport, base_url=base) as client:
            for call in script:
                lane = by_lane(one, call, token or one.token)
                web = await by_fastapi(client, call, token or two.token)
                assert (call, web.status_code) == (call, lane.status)
                assert (call, web.content) == (call, lane.body)
                headers = web.headers.multi_items()
                headers.remove(("content-length", str(len(lane.body))))
                # ASGI wants lower-case names; HTTP does not care.
                assert (call, headers) == (
                    call,
                    [(name.lower(), value) for name, value in lane.headers],
                )

    asyncio.run(play())
    assert one.universe.bugs == two.universe.bugs == []


def own_of(api: Any) -> str:
    return f"{BASE}/orders/{min(each.id for each in api.shopify.records.orders)}.json"


def test_the_script_reaches_every_route(api: Any) -> None:
    reached = set()
    for method, path, _ in calls(api):
        nowhere = path.startswith("/elsewhere") or (method, path) == ("DELETE", own_of(api))
        if not nowhere:
            route, _params = api.shopify.lane.find(method, path.partition("?")[0])
            reached.add((route.method, route.path))
    assert {(route.method, route.path) for route in ROUTES} - reached == set()


def test_every_answer_has_a_request_id_of_its_own(api: Any) -> None:
    seen = {
        by_lane(api, ("GET", path, None), api.token).header("x-request-id")
        for path in ("/elsewhere", f"{BASE}/shop.json", f"{BASE}/orders/9.json")
    }
    assert len(seen) == 3
    assert None not in seen


def test_header_names_are_written_as_the_platform_writes_them(api: Any) -> None:
    answer = by_lane(api, ("GET", f"{BASE}/orders.json", None), api.token)
    assert [name for name, _ in answer.headers] == [
        "Content-Type",
        "X-Request-Id",
        "X-Shopify-API-Version",
        "X-Shopify-Shop-Api-Call-Limit",
    ]
