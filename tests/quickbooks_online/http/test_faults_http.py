"""Planned misfortune in the platform's own shape, and a Fault inside 200."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.kernel.faults import Fault, FaultKind
from sandbox.kernel.routing import Request

INFO = "companyinfo/9341453172058822"


def struck(api: Any, kind: FaultKind, path: str, host: str, status: int = 503) -> Any:
    request = Request("GET", host, path, "", [("accept", "application/json")])
    fault = Fault(id=1, platform="quickbooks_online", kind=kind, status=status)
    return api.quickbooks.handle(request, fault)


def company(api: Any, kind: FaultKind, status: int = 503) -> Any:
    return struck(api, kind, f"{api.base}{INFO}", "quickbooks.api.intuit.com", status)


def test_a_throttle(api: Any) -> None:
    answer = company(api, FaultKind.THROTTLE)
    assert answer.status == 429
    assert b"errorCode=003001" in answer.body
    assert answer.header("intuit_tid")


def test_an_expired_token(api: Any) -> None:
    answer = company(api, FaultKind.EXPIRED_TOKEN)
    assert answer.status == 401
    assert b'"Token expired"' in answer.body


def test_an_expired_refresh_token(api: Any) -> None:
    answer = struck(
        api, FaultKind.EXPIRED_TOKEN, "/oauth2/v1/tokens/bearer", "oauth.platform.intuit.com"
    )
    assert answer.status == 400
    assert answer.body == (
        b'{"error":"invalid_grant","error_description":"Incorrect or invalid refresh token"}'
    )


@pytest.mark.parametrize(
    ("status", "title"),
    [(502, "Bad Gateway"), (503, "Service Unavailable"), (504, "Gateway Time-out")],
)
def test_a_gateway_that_is_down(api: Any, status: int, title: str) -> None:
    answer = company(api, FaultKind.SERVER_ERROR, status)
    assert answer.status == status
    assert f"<h1>{status} {title}</h1>".encode() in answer.body


def test_a_company_that_fails(api: Any) -> None:
    answer = company(api, FaultKind.SERVER_ERROR, 500)
    assert answer.status == 500
    assert b'"code":"10000"' in answer.body
    assert b'"type":"SystemFault"' in answer.body


def test_a_bug_of_ours_is_the_company_s_own_failure(
    api: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("inside")

    monkeypatch.setattr(api.quickbooks.records, "table", broken)
    request = Request(
        "GET",
        "quickbooks.api.intuit.com",
        f"{api.base}{INFO}",
        "",
        [("accept", "application/json"), ("authorization", f"Bearer {api.token}")],
    )
    answer = api.quickbooks.handle(request)
    assert answer.status == 500
    assert b"An application error has occurred while processing your request" in answer.body
    assert b"inside" not in answer.body
    assert [str(bug) for bug in api.universe.bugs] == ["inside"]


def test_a_fault_may_come_with_200(api: Any) -> None:
    api.quickbooks.settings.fault_inside_200 = True
    answer = api.get("customer/424242")
    assert (answer.status, answer.code) == (200, "610")
    assert answer.body["Fault"]["type"] == "ValidationFault"
