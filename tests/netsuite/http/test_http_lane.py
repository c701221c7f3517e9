"""The route lane and the FastAPI application answer every route byte for byte alike.

Twin worlds: the same seed, the same calls in the same order, one driven directly, one through
ASGI. Headers that a server adds (content-length) are left aside.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any
from urllib.parse import urlencode

import httpx

from sandbox.kernel.asgi import fastapi_app
from sandbox.kernel.routing import Request, Response
from sandbox.netsuite.app import ROUTES

Call = tuple[str, str, str, Any, dict[str, str]]
JOB = "/services/rest/async/v1/job"
ELSEWHERE = ("/services", "/app/", "/rest/")  # paths beside the record service
TOKEN = "/services/rest/auth/oauth2/v1/token"
SUITEQL = "/services/rest/query/v1/suiteql"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def calls(rest: Any) -> list[Call]:
    """A success and a refusal of every route, and what no route answers."""
    order = rest.order_body("108")
    none: dict[str, str] = {}
    later = {"Prefer": "respond-async"}
    batch = later | {"Content-Type": "application/vnd.oracle.resource+json; type=collection"}
    openapi = {"Accept": "application/swagger+json"}
    return [
        ("POST", "/customer", "", {"firstName": "Jane", "lastName": "Roe", "x": 1}, none),
        ("POST", "/customer", "", {"email": "x"}, none),
        ("POST", "/customer", "", b"{", none),
        ("GET", "/customer", "q=lastName%20IS%20Roe&limit=1", None, none),
        ("GET", "/customer", "q=lastName+IS+Roe&limit=0", None, none),
        ("PUT", "/salesOrder/eid:SO%201", "", order, none),
        ("PUT", "/salesOrder/5", "", order, none),
        ("GET", "/salesorder/eid:SO%201", "expandSubResources=true", None, none),
        ("GET", "/salesOrder/9", "", None, none),
        ("PATCH", "/salesOrder/1001", "replace=item", order, none),
        ("PATCH", "/salesOrder/1001", "replace=apply", order, none),
        ("GET", "/salesOrder/1001/item", "", None, none),
        ("GET", "/salesOrder/1001/nothing", "", None, none),
        ("GET", "/salesOrder/1001/item/1", "", None, none),
        ("GET", "/salesOrder/1001/item/9", "", None, none),
        ("GET", "/salesOrder/1001/item/1/item", "", None, none),
        ("GET", "/salesOrder/1001/item/1/none", "", None, none),
        ("POST", "/salesOrder/1001/!transform/cashSale", "", {"externalId": "CS"}, none),
        ("POST", "/salesOrder/1001/!transform/cashSale", "", None, none),
        ("DELETE", "/cashSale/eid:CS", "", None, none),
        ("DELETE", "/cashSale/eid:CS", "", None, none),
        ("POST", SUITEQL, "limit=2", {"q": "SELECT id FROM item"}, {"Prefer": "transient"}),
        ("POST", SUITEQL, "", {"q": "SELECT id FROM item"}, none),
        ("POST", TOKEN, "", urlencode({"grant_type": "x"}).encode(), FORM),
        ("POST", "/customer", "", {"companyName": "A"}, later),
        ("PATCH", "/customer", "", {"items": [{"id": "5", "phone": "1"}]}, batch),
        ("PUT", "/customer", "", {"items": [{"companyName": "A"}]}, batch),
        ("DELETE", "/customer", "ids=77777", None, later),
        ("GET", f"{JOB}/1", "", None, none),
        ("GET", f"{JOB}/1/task", "", None, none),
        ("GET", f"{JOB}/1/task/1", "", None, none),
        ("GET", f"{JOB}/1/task/1/result", "", None, none),
        ("GET", f"{JOB}/9/task/1/result", "", None, none),
        ("GET", "/metadata-catalog", "select=customer,term", None, openapi),
        ("GET", "/metadata-catalog/", "select=x", None, none),
        ("GET", "/metadata-catalog/customer", "", None, none),
        ("GET", "/services/rest/system/v1/governanceLimits", "", None, none),
        ("GET", "/services/rest/system/v1/serverTime", "", None, none),
        ("GET", "/rest/datacenterurls", "account=5512345", None, none),
        ("GET", "/rest/datacenterurls", "account=9", None, none),
        ("GET", "/rest/tokeninfo", "", None, none),
        ("GET", "/app/login/oauth2/authorize.nl", "client_id=x", None, none),
        ("POST", "/app/login/oauth2/authorize.nl", "client_id=x", None, none),
        *(
            (method, "/app/site/hosting/restlet.nl", "script=1&deploy=1", None, none)
            for method in ("GET", "POST", "PUT", "DELETE")
        ),
        ("POST", "/customer/5", "", {}, none),
        ("GET", "/services/rest", "", None, none),
        ("OPTIONS", "/customer", "", None, none),
    ]


def requests(rest: Any, signatures: list[str]) -> list[Request]:
    made = [
        rest.request(method, path, query, body, headers, signature)
        for (method, path, query, body, headers), signature in zip(
            calls(rest), signatures, strict=True
        )
    ]
    unsigned = rest.request("GET", "/customer", authorization="")
    replayed = rest.request("GET", "/customer", "q=lastName%20IS%20Roe&limit=1")
    replayed.headers["authorization"] = signatures[3]
    return [*made, unsigned, replayed]


async def through_asgi(rest: Any, sent: list[Request]) -> list[httpx.Response]:
    app = fastapi_app(ROUTES, rest.netsuite.handle, "NetSuite")
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport) as client:
        found = []
        for request in sent:
            outgoing = client.build_request(request.method, "https://h", content=request.body)
            outgoing.url = httpx.URL(request.url)
            outgoing.headers = httpx.Headers({**request.headers, "host": rest.host})
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


def test_both_ways_say_the_same(make: Any) -> None:
    direct, served = make(), make()
    signatures = [
        direct.signed(
            method,
            path if path.startswith(ELSEWHERE) else f"/services/rest/record/v1{path}",
            query,
        )
        for method, path, query, _, _ in calls(direct)
    ]
    answers = [direct.netsuite.handle(request) for request in requests(direct, signatures)]
    others = asyncio.run(through_asgi(served, requests(served, signatures)))
    for request, one, other in zip(requests(direct, signatures), answers, others, strict=True):
        assert seen(one) == seen(other), f"{request.method} {request.url}"
    assert direct.hash() == served.hash()
    assert direct.netsuite.universe.bugs == served.netsuite.universe.bugs == []
    statuses = {answer.status for answer in answers}
    assert statuses == {200, 202, 204, 400, 401, 403, 404, 405}


def test_every_route_is_among_the_calls(make: Any) -> None:
    rest = make()
    hit = set()
    for method, path, *_ in calls(rest):
        whole = path if path.startswith(ELSEWHERE) else f"/services/rest/record/v1{path}"
        if rest.netsuite.lane._find(method, whole) is not None:
            hit.add(id(rest.netsuite.lane.find(method, whole)[0]))
    assert hit == {id(route) for route in ROUTES}


def test_bodies_are_what_json_reads(rest: Any, order: str) -> None:
    body = rest("GET", f"/salesOrder/{order}", "expandSubResources=true").body
    assert json.loads(body)["total"] == 127.82
