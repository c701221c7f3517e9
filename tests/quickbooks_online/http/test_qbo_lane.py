"""The route lane and the FastAPI application answer every route byte for byte alike.

Twin companies: the same calls in the same order, one driven directly, one through ASGI.
"""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import urlencode

import httpx

from sandbox.kernel.asgi import fastapi_app
from sandbox.kernel.routing import Request, Response
from sandbox.quickbooks_online.app import ROUTES

DEVELOPER = "developer.intuit.com"
PLATFORM = "oauth.platform.intuit.com"
API = "quickbooks.api.intuit.com"
XML = "application/xml"
BATCH = b'{"BatchItemRequest":[{"bId":"1","Query":"select * from Term"}]}'
ALL = "select%20*%20from%20Account"
CUSTOMER = '{"DisplayName":"Zoë"}'.encode()

Call = tuple[str, str, str, str, bytes, dict[str, str]]


def calls(api: Any) -> list[Call]:
    """A success and a refusal of most routes, and what no route answers."""
    app, first = api.quickbooks.auth.app, api.quickbooks.auth.connection.refresh
    asked = urlencode(
        {
            "client_id": app.id,
            "response_type": "code",
            "scope": "openid com.intuit.quickbooks.accounting",
            "redirect_uri": app.redirect_uris[0],
            "state": "s",
        }
    )
    login = {"authorization": api.basic(), "content-type": "application/x-www-form-urlencoded"}
    refresh = urlencode({"grant_type": "refresh_token", "refresh_token": first}).encode()
    none: dict[str, str] = {}
    bearer = {"authorization": f"Bearer {api.token}", "accept": "application/json"}
    xml = {**bearer, "accept": XML}
    company: list[Call] = [
        (method, API, f"{api.base}{path}", query, body, headers)
        for method, path, query, body, headers in (
            ("GET", "query", f"query={ALL}", b"", bearer),
            ("POST", "query", "", b"select * from Term", xml),
            ("POST", "query", "", b"select", xml),
            ("GET", "cdc", "entities=Invoice&changedSince=2026-11-24", b"", bearer),
            ("GET", "cdc", "", b"", bearer),
            ("POST", "batch", "", BATCH, bearer),
            ("POST", "batch", "requestid=", BATCH, bearer),
            ("GET", "download/1", "", b"", bearer),
            ("POST", "taxservice/taxcode", "", b"{}", bearer),
            ("POST", "customer", "", CUSTOMER, bearer),
            ("POST", "customer", "", CUSTOMER, xml),
            ("GET", "preferences", "", b"", bearer),
            ("GET", "customer/1", "minorversion=75", b"", xml),
            ("GET", "customer/424242", "", b"", bearer),
            ("GET", "reports/TrialBalance", "", b"", bearer),
            ("GET", "invoice/1/pdf", "", b"", bearer),
            ("POST", "invoice/1/send", "sendTo=a%40example.com", b"", bearer),
            ("POST", "upload", "", b"", bearer),
            ("PUT", "customer/1", "", b"{}", bearer),
            ("GET", "customer/1", "", b"", none),
            ("GET", "a/b/c/d", "", b"", bearer),
        )
    ]
    return [
        ("GET", DEVELOPER, "/.well-known/openid_configuration", "", b"", none),
        ("GET", DEVELOPER, "/.well-known/openid_configuration/", "", b"", none),
        ("GET", DEVELOPER, "/.well-known/openid_sandbox_configuration", "", b"", none),
        ("GET", DEVELOPER, "/.well-known/openid_sandbox_configuration/", "", b"", none),
        ("GET", PLATFORM, "/op/v1/jwks", "", b"", none),
        ("GET", "intuit-qbo-prod-29.s3.amazonaws.com", "/attachments/1/a.txt", "", b"", none),
        ("GET", "appcenter.intuit.com", "/connect/oauth2", asked, b"", none),
        ("POST", "appcenter.intuit.com", "/connect/oauth2", asked, b"", none),
        ("POST", "appcenter.intuit.com", "/connect/oauth2", "", b"", none),
        *company,
        ("POST", PLATFORM, "/oauth2/v1/tokens/bearer", "", refresh, login),
        ("POST", PLATFORM, "/oauth2/v1/tokens/bearer", "", refresh, none),
        ("GET", "accounts.platform.intuit.com", "/v1/openid_connect/userinfo", "", b"", bearer),
        ("POST", "developer.api.intuit.com", "/v2/oauth2/tokens/revoke", "", b"", login),
    ]


def requests(api: Any) -> list[Request]:
    return [
        Request(method, host, path, query, list(headers.items()), body)
        for method, host, path, query, body, headers in calls(api)
    ]


async def through_asgi(api: Any) -> list[httpx.Response]:
    app = fastapi_app(ROUTES, api.quickbooks.handle, "QuickBooks Online")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app)) as client:
        found = []
        for request in requests(api):
            outgoing = client.build_request(request.method, "https://h", content=request.body)
            outgoing.url = httpx.URL(request.url)
            outgoing.headers = httpx.Headers({**request.headers, "host": request.host})
            found.append(await client.send(outgoing))
        return found


def seen(response: Response | httpx.Response) -> tuple[int, list[tuple[str, str]], bytes]:
    if isinstance(response, Response):
        headers, status, body = response.headers, response.status, response.body
    else:
        headers, status = response.headers.multi_items(), response.status_code
        body = response.content
    named = [(name.lower(), value) for name, value in headers if name.lower() != "content-length"]
    return status, named, body


def test_both_ways_say_the_same(api_factory: Any) -> None:
    direct, served = api_factory(), api_factory()
    for api in (direct, served):
        api.quickbooks.settings.requests_a_second = 0
    answers = [direct.quickbooks.handle(request) for request in requests(direct)]
    others = asyncio.run(through_asgi(served))
    for request, one, other in zip(requests(direct), answers, others, strict=True):
        assert seen(one) == seen(other), f"{request.method} {request.url}"
    assert direct.hash() == served.hash()
    assert direct.universe.bugs == served.universe.bugs == []
    assert {answer.status for answer in answers} == {200, 302, 400, 401, 403, 404}


def test_every_route_is_among_the_calls(api: Any) -> None:
    hit = {
        id(api.quickbooks.lane.find(method, path)[0])
        for method, _, path, *_ in calls(api)
        if api.quickbooks.lane._find(method, path) is not None
    }
    assert hit == {id(route) for route in ROUTES}
