"""What stands before every API: hosts, paths, faults, headers, and whose request it is."""

from __future__ import annotations

from base64 import b64encode
from random import Random
from typing import Any
from urllib.parse import urlencode

import pytest

from sandbox.ebay import hosts
from sandbox.ebay.app import ROUTES, Ebay
from sandbox.ebay.operations import OPERATIONS
from sandbox.kernel.faults import Fault, FaultKind
from sandbox.kernel.routing import Request

ORDERS = "/sell/fulfillment/v1/order"
TOKEN = "/identity/v1/oauth2/token"


def test_every_answer_bears_the_recorded_headers(api: Any) -> None:
    for path in (ORDERS, f"{ORDERS}/1", "/nothing"):
        answer = api.get(path)
        assert answer.header("content-type") == "application/json"
        assert answer.header("server") == "ebay-proxy-server"
        assert answer.header("x-frame-options") == "DENY"
        assert answer.header("expires") == "0"
        assert answer.header("cache-control") == ("no-cache, no-store, max-age=0, must-revalidate")
        for name in ("rlogid", "x-ebay-request-id", "x-ebay-c-request-id", "x-ebay-pop-id"):
            assert answer.header(name), name
    assert api.get(ORDERS).header("rlogid") != api.get(ORDERS).header("rlogid")


def test_paths_that_nobody_knows(api: Any) -> None:
    for method, path in (("GET", "/nothing"), ("PATCH", ORDERS), ("GET", "/post-order/v2/x")):
        answer = api.call(method, path)
        assert (answer.status, answer.error["errorId"]) == (404, 2002)


@pytest.mark.parametrize(
    ("path", "host"),
    [
        (ORDERS, "auth.ebay.com"),
        ("/sell/finances/v1/payout", "api.ebay.com"),
        ("/post-order/v2/return/search", "apiz.ebay.com"),
        ("/developer/key_management/v1/signing_key", "api.ebay.com"),
        ("/oauth2/authorize", "api.ebay.com"),
        (TOKEN, "apiz.ebay.com"),
    ],
)
def test_every_host_knows_its_own_paths(api: Any, path: str, host: str) -> None:
    method = "POST" if path == TOKEN else "GET"
    assert api.call(method, path, host=host).status == 404


def test_hosts() -> None:
    assert hosts.HOSTS == (
        "api.ebay.com",
        "apiz.ebay.com",
        "auth.ebay.com",
        "api.sandbox.ebay.com",
        "apiz.sandbox.ebay.com",
        "auth.sandbox.ebay.com",
    )
    assert hosts.host_of("/sell/finances/v1/payout", "sandbox") == "apiz.sandbox.ebay.com"
    assert hosts.host_of(TOKEN, "production") == "api.ebay.com"
    assert hosts.environment_of("apiz.sandbox.ebay.com:443") == "sandbox"
    assert hosts.environment_of("ebay.com") == ""


def test_every_call_has_its_conditions() -> None:
    free = {
        ("GET", "/oauth2/authorize"),
        ("POST", "/oauth2/authorize"),
        ("POST", TOKEN),
    }
    assert {(route.method, route.path) for route in ROUTES} - free == set(OPERATIONS)


@pytest.mark.parametrize(
    ("path", "fault", "status", "number"),
    [
        (ORDERS, Fault(id=1, platform="ebay", kind=FaultKind.THROTTLE), 429, 2001),
        (ORDERS, Fault(id=1, platform="ebay", kind=FaultKind.EXPIRED_TOKEN), 401, 1001),
        (ORDERS, Fault(id=1, platform="ebay", kind=FaultKind.SERVER_ERROR, status=500), 500, 2003),
        (ORDERS, Fault(id=1, platform="ebay", kind=FaultKind.SERVER_ERROR, status=503), 503, 2003),
        (
            "/post-order/v2/return/search",
            Fault(id=1, platform="ebay", kind=FaultKind.EXPIRED_TOKEN),
            401,
            1001,
        ),
    ],
)
def test_planned_faults_in_ebay_s_words(
    api: Any, path: str, fault: Fault, status: int, number: int
) -> None:
    answer = api.ebay.handle(Request("GET", "api.ebay.com", path), fault)
    assert answer.status == status
    assert f'"errorId":{number}'.encode() in answer.body


@pytest.mark.parametrize(
    ("fault", "status", "error"),
    [
        (Fault(id=1, platform="ebay", kind=FaultKind.EXPIRED_TOKEN), 400, "invalid_grant"),
        (
            Fault(id=1, platform="ebay", kind=FaultKind.SERVER_ERROR, status=500),
            500,
            "server_error",
        ),
        (
            Fault(id=1, platform="ebay", kind=FaultKind.SERVER_ERROR, status=503),
            503,
            "temporarily_unavailable",
        ),
    ],
)
def test_planned_faults_of_the_login(api: Any, fault: Fault, status: int, error: str) -> None:
    answer = api.ebay.handle(Request("POST", "api.ebay.com", TOKEN), fault)
    assert answer.status == status
    assert f'"error":"{error}"'.encode() in answer.body


def test_our_own_mistakes_are_ebay_s(api: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("sandbox.ebay.routes.fulfillment.order_search.find", broken)
    headers = [("authorization", f"Bearer {api.token}")]
    answer = api.ebay.handle(Request("GET", "api.ebay.com", ORDERS, "", headers))
    assert answer.status == 500
    assert b'"message":"Internal error"' in answer.body
    assert b"ZeroDivision" not in answer.body
    assert len(api.universe.bugs) == 1


def test_a_body_too_large(api: Any) -> None:
    refusal = api.ebay.oversized(Request("POST", "api.ebay.com", ORDERS))
    answer = api.ebay.turn_away(Request("POST", "api.ebay.com", ORDERS), refusal)
    assert answer.status == 413


def test_whose_request_it_is(api: Any) -> None:
    auth = api.ebay.auth

    def known(**given: Any) -> bool:
        headers = [(name, value) for name, value in given.get("headers", {}).items()]
        path = given.get("path", ORDERS)
        request = Request("POST", "api.ebay.com", path, given.get("query", ""), headers,
                          given.get("body", b""))  # fmt: skip
        return bool(api.ebay.knows(request) or api.ebay.means(request))

    pair = b64encode(f"{auth.application.id}:x".encode()).decode()
    assert known(headers={"authorization": f"Bearer {api.token}"})
    assert known(headers={"authorization": f"TOKEN {api.token}"})
    assert known(path=TOKEN, headers={"authorization": f"Basic {pair}"})
    body = urlencode({"refresh_token": auth.refresh_token}).encode()
    assert known(path=TOKEN, body=body)
    assert known(path=TOKEN, body=urlencode({"code": auth.consent()}).encode())
    assert known(path="/oauth2/authorize", query=f"client_id={auth.application.id}")
    assert not known()
    assert not known(path=TOKEN, headers={"authorization": "Basic //8="}, body=b"\xff")
    assert not known(headers={"authorization": "Bearer nothing"})


def test_accounts_of_other_worlds_have_names_of_their_own() -> None:
    names = {Ebay.derive_account("w", Random(seed)) for seed in range(20)}
    assert len(names) == 20
    assert all(name.startswith("seller_") for name in names)
