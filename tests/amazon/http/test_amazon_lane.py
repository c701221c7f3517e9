"""The route lane and the FastAPI application answer every route byte for byte alike.

Twin accounts: the same calls in the same order, one driven directly, one through ASGI.
"""

from __future__ import annotations

import asyncio
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx

from sandbox.amazon import hosts
from sandbox.amazon.app import ROUTES
from sandbox.amazon.limits import OPERATIONS
from sandbox.amazon.static_sandbox.routes import is_only_example
from sandbox.kernel.asgi import fastapi_app
from sandbox.kernel.routing import Request, Response

NA = "sellingpartnerapi-na.amazon.com"
US = "ATVPDKIKX0DER"
V2 = "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2"

PRODUCTION = [route for route in ROUTES if not is_only_example(route)]

Call = tuple[str, str, str, str, bytes, dict[str, str]]


def calls(api: Any) -> list[Call]:
    """A success and a refusal of most routes, and what no route answers."""
    made = api.desk.place_order({"AMZ-LAMP": 1})
    api.desk.ship(made.id)
    api.desk.charge("storage", Decimal("1.00"))
    api.later(days=14)
    api.desk.close_period()
    [report] = api.amazon.records.reports
    [period] = [each for each in api.amazon.records.periods if each.end]
    link = urlsplit(api.get(f"/reports/2021-06-30/documents/{report.document}").body["url"])
    known = api.amazon.credentials()
    login = urlencode(
        {
            "grant_type": "refresh_token",
            "refresh_token": known["SPAPI_REFRESH_TOKEN"],
            **api.credentials(),
        }
    ).encode()
    token = {"x-amz-access-token": api.token, "content-type": "application/json"}
    order, new = f"/orders/v0/orders/{made.id}", f"/orders/2026-01-01/orders/{made.id}"
    reports, feeds = "/reports/2021-06-30", "/feeds/2021-06-30"
    notes, transfers = "/notifications/v1", "/finances/transfers/2024-06-01"
    after = "CreatedAfter=2026-11-01T00%3A00%3A00Z"
    asked: list[tuple[str, str, str, bytes]] = [
        ("GET", "/orders/v0/orders", f"MarketplaceIds={US}&{after}", b""),
        ("GET", "/orders/v0/orders", "", b""),
        ("GET", order, "", b""),
        ("GET", f"{order}/address", "", b""),
        ("GET", f"{order}/buyerInfo", "", b""),
        ("GET", f"{order}/orderItems", "", b""),
        ("GET", f"{order}/orderItems/buyerInfo", "", b""),
        ("POST", f"{order}/shipmentConfirmation", "", b"{}"),
        ("GET", "/orders/2026-01-01/orders", "createdAfter=2026-11-01", b""),
        ("GET", new, "includedData=BUYER,PROCEEDS", b""),
        ("GET", f"{reports}/reports", f"reportTypes={V2}", b""),
        ("POST", f"{reports}/reports", "", b'{"reportType":"X","marketplaceIds":[]}'),
        ("GET", f"{reports}/reports/{report.id}", "", b""),
        ("DELETE", f"{reports}/reports/{report.id}", "", b""),
        ("GET", f"{reports}/documents/{report.document}", "", b""),
        ("GET", f"{reports}/schedules", "reportTypes=X", b""),
        ("POST", f"{reports}/schedules", "", b"{}"),
        ("GET", f"{reports}/schedules/1", "", b""),
        ("DELETE", f"{reports}/schedules/1", "", b""),
        ("GET", "/finances/v0/financialEventGroups", "FinancialEventGroupStartedAfter=2026", b""),
        ("GET", f"/finances/v0/financialEventGroups/{period.id}/financialEvents", "", b""),
        ("GET", f"/finances/v0/orders/{made.id}/financialEvents", "", b""),
        ("GET", "/finances/v0/financialEvents", "PostedAfter=2026-11-01", b""),
        ("GET", "/finances/2024-06-19/transactions", "postedAfter=2026-11-01", b""),
        ("GET", "/finances/2024-06-19/balances", "", b""),
        ("GET", "/finances/2024-06-19/summary", "periodStart=2026-12-01", b""),
        ("GET", f"{transfers}/payouts", "", b""),
        ("POST", f"{transfers}/payouts", "", b"{}"),
        ("GET", f"{transfers}/payouts/expected", "", b""),
        ("GET", f"{transfers}/paymentMethods", f"marketplaceId={US}", b""),
        ("POST", f"{feeds}/documents", "", b'{"contentType":"text/xml"}'),
        ("GET", f"{feeds}/documents/nothing", "", b""),
        ("POST", f"{feeds}/feeds", "", b"[]"),
        ("GET", f"{feeds}/feeds", "feedTypes=POST_ORDER_FULFILLMENT_DATA", b""),
        ("GET", f"{feeds}/feeds/1", "", b""),
        ("DELETE", f"{feeds}/feeds/1", "", b""),
        ("POST", "/tokens/2021-03-01/restrictedDataToken", "", b"{}"),
        ("GET", "/sellers/v1/marketplaceParticipations", "", b""),
        ("GET", "/sellers/v1/account", "", b""),
        ("GET", f"{notes}/destinations", "", b""),
        ("POST", f"{notes}/destinations", "", b"{}"),
        ("GET", f"{notes}/destinations/1", "", b""),
        ("DELETE", f"{notes}/destinations/1", "", b""),
        ("GET", f"{notes}/subscriptions/ORDER_CHANGE", "", b""),
        ("POST", f"{notes}/subscriptions/ORDER_CHANGE", "", b"{}"),
        ("GET", f"{notes}/subscriptions/ORDER_CHANGE/1", "", b""),
        ("DELETE", f"{notes}/subscriptions/ORDER_CHANGE/1", "", b""),
        ("PATCH", "/sellers/v1/account", "", b""),
        ("GET", "/a/b/c", "", b""),
    ]
    form = {"content-type": "application/x-www-form-urlencoded"}
    return [
        ("POST", "api.amazon.com", "/auth/o2/token", "", login, form),
        ("POST", "api.amazon.com", "/auth/o2/token", "", b"{}", {}),
        ("GET", "api.amazon.com", "/auth/o2/token", "", b"", {}),
        ("GET", link.netloc, link.path, link.query, b"", {}),
        ("PUT", link.netloc, link.path, link.query, b"x", {}),
        ("GET", link.netloc, "/nothing", "", b"", {}),
        ("GET", NA, "/sellers/v1/account", "", b"", {}),
        *((method, NA, path, query, body, token) for method, path, query, body in asked),
        *seller_central(api, period.id, report.id),
    ]


def seller_central(api: Any, group: str, report: str) -> list[Call]:
    """Every page, for somebody who is signed in and for somebody who is not."""
    sessions, host = api.amazon.sessions, "sellercentral.amazon.com"
    session, browser = sessions.start(), sessions.browser()
    cookie = {"cookie": f"session-id={browser}; session-token={session.id}"}
    form = {"content-type": "application/x-www-form-urlencoded", "cookie": f"session-id={browser}"}
    words = {"email": sessions.user, "password": sessions.password, "anti-csrftoken-a2z": browser}
    statements = "/payments/past-settlements"
    pages = [
        "/", "/home", "/ap/signin", statements, f"{statements}/{group}", f"{statements}/x",
        "/payments/reports-repository", f"/payments/reports/{report}.txt",
        "/payments/reports/1.txt", "/payments/nothing",
    ]  # fmt: skip
    return [
        *(("GET", host, path, "", b"", cookie) for path in pages),
        *(("GET", host, path, "", b"", form) for path in pages),
        ("GET", host, statements, "from=x", b"", cookie),
        ("POST", host, "/ap/signin", "", b"", {}),
        ("POST", host, "/ap/signin", "", urlencode(words | {"password": "x"}).encode(), form),
        ("POST", host, "/ap/signin", "", urlencode(words).encode(), form),
        ("POST", host, "/sign-out", "", b"", cookie),
        ("POST", host, "/sign-out", "", f"anti-csrftoken-a2z={session.token}".encode(), cookie),
    ]


def direct(api: Any, each: Call) -> Response:
    method, host, path, query, body, headers = each
    answer: Response = api.amazon.handle(
        Request(method, host, path, query, list(headers.items()), body)
    )
    return answer


async def through_asgi(api: Any) -> list[httpx.Response]:
    wanted = calls(api)
    app = fastapi_app(ROUTES, api.amazon.handle, "Amazon")
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
    assert {answer.status for answer in answers} == {200, 201, 302, 400, 403, 404}


def test_every_route_is_among_the_calls(api: Any) -> None:
    hit = {
        id(api.amazon.lane.find(method, path)[0])
        for method, _, path, *_ in calls(api)
        if api.amazon.lane._find(method, path) is not None
    }
    assert hit == {id(route) for route in PRODUCTION}


def test_every_route_of_the_api_has_a_bucket() -> None:
    free = {("POST", "/auth/o2/token"), ("GET", "/{document}"), ("PUT", "/{document}")}
    operations = {
        (route.method, route.path) for route in PRODUCTION if not hosts.is_page(route.path)
    }
    assert operations - free == set(OPERATIONS)
