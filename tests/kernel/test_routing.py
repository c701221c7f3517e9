"""The lane and the FastAPI application made from one route table."""

from __future__ import annotations

import asyncio
from decimal import Decimal

import httpx
import pytest

from sandbox.kernel.asgi import fastapi_app
from sandbox.kernel.routing import (
    Lane,
    NoRoute,
    Request,
    Response,
    Route,
    WrongMethod,
    form_fields,
)


def handler(_platform: None, request: Request) -> Response:
    return Response.json({"path": request.path, "params": request.params, "query": request.query})


ROUTES = [
    Route("GET", "/v1/orders.json", handler),
    Route("GET", "/v1/orders/{id}.json", handler),
    Route("GET", "/v1/orders/{id}/refunds.json", handler),
    Route("GET", "/v1/{type}/{id}", handler),
    Route("POST", "/v1/{type}", handler),
    Route("GET", "/v1/orders/count", handler),
]


@pytest.fixture
def lane() -> Lane[None]:
    return Lane(ROUTES)


@pytest.mark.parametrize(
    ("path", "template", "params"),
    [
        ("/v1/orders.json", "/v1/orders.json", {}),
        ("/v1/orders/7.json", "/v1/orders/{id}.json", {"id": "7"}),
        ("/v1/orders/7/refunds.json", "/v1/orders/{id}/refunds.json", {"id": "7"}),
        ("/v1/orders/count", "/v1/orders/count", {}),
        ("/v1/invoice/eid%3Aa%2Fb", "/v1/{type}/{id}", {"type": "invoice", "id": "eid:a/b"}),
    ],
)
def test_the_most_literal_route_wins(
    lane: Lane[None], path: str, template: str, params: dict[str, str]
) -> None:
    route, found = lane.find("GET", path)
    assert (route.path, found) == (template, params)


def test_a_literal_that_leads_nowhere_gives_way_to_a_parameter() -> None:
    lane = Lane([Route("GET", "/v1/orders/{id}/refunds", handler), *ROUTES])
    route, found = lane.find("GET", "/v1/orders/7")
    assert (route.path, found) == ("/v1/{type}/{id}", {"type": "orders", "id": "7"})


def test_the_first_of_two_equal_shapes_wins() -> None:
    lane = Lane([Route("GET", "/a/{one}", handler), Route("GET", "/a/{two}", handler)])
    assert lane.find("GET", "/a/x")[1] == {"one": "x"}


def test_finding_costs_the_segments_and_not_the_routes() -> None:
    """Counted, not timed: how many nodes are asked for a path among few and many routes."""
    asked: list[int] = []

    class Counting(str):
        def startswith(self, *_: object) -> bool:
            asked.append(1)
            return True

    many = [Route("GET", f"/v1/{{id}}/list{number}", handler) for number in range(500)]
    for routes in (many[:1], many):
        Lane(routes)._roots["GET"].find(["", "v1", Counting("7"), "list0"])
    assert asked == [1, 1]


def test_unknown_paths_and_methods(lane: Lane[None]) -> None:
    with pytest.raises(NoRoute):
        lane.find("GET", "/v2/orders.json")
    with pytest.raises(NoRoute):
        lane.find("GET", "/v1/orders/.json/x")
    with pytest.raises(WrongMethod) as wrong:
        lane.find("DELETE", "/v1/orders/7.json")
    assert wrong.value.allowed == ["GET"]


def test_repeated_headers_become_one_list() -> None:
    request = Request("get", "H.example", "/", headers=[("A", "1"), ("a", "2")])
    assert request.headers == {"a": "1, 2"}
    assert (request.method, request.host) == ("GET", "h.example")


@pytest.mark.parametrize("path", ["/v1/orders.json?x=1&y=%20", "/v1/invoice/eid%3Aa%2Fb", "/nope"])
def test_fastapi_says_the_same_bytes(lane: Lane[None], path: str) -> None:
    def handle(request: Request) -> Response:
        try:
            route, request.params = lane.find(request.method, request.raw_path)
        except NoRoute:
            return Response(404, b"missing", [("content-type", "text/plain"), ("x-a", "b")])
        return route.handler(None, request)

    async def served() -> httpx.Response:
        app = fastapi_app(ROUTES, handle, "test")
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="https://h.example") as client:
            return await client.get(path)

    raw_path, _, query = path.partition("?")
    direct = handle(Request("GET", "h.example", raw_path, query))
    answer = asyncio.run(served())
    assert answer.status_code == direct.status
    assert answer.content == direct.body
    assert [(k, v) for k, v in answer.headers.items() if k != "content-length"] == direct.headers


def test_a_path_that_was_walked_before_gives_its_own_parameters_each_time() -> None:
    lane = Lane([Route("GET", "/orders/{id}", handler)])
    first = lane.find("GET", "/orders/7%20a")[1]
    first["added by a handler"] = "yes"
    assert lane.find("GET", "/orders/7%20a")[1] == {"id": "7 a"}
    for number in range(3000):  # more paths than are remembered
        assert lane.find("GET", f"/orders/{number}")[1] == {"id": f"{number}"}
    with pytest.raises(WrongMethod):
        lane.find("POST", "/orders/7%20a")


def test_numbers_of_any_length_can_be_answered() -> None:
    answer = Response.json({"value": 18446744073709551616, "é": Decimal("1.50")})
    assert answer.body == '{"value":18446744073709551616,"é":1.50}'.encode()


def test_a_form_has_so_many_fields_and_no_more() -> None:
    assert form_fields(b"a=1&b=&a=2") == {"a": "2", "b": ""}
    assert len(form_fields(b"&".join(b"a%d=1" % n for n in range(1000)))) == 1000
    assert form_fields(b"&".join(b"a%d=1" % n for n in range(1001))) == {}
