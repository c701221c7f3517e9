"""Planned misfortune in NetSuite's own words."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.kernel.faults import Fault, FaultKind
from sandbox.kernel.routing import Response
from sandbox.netsuite.auth import audit_trail


def strike(
    rest: Any, kind: FaultKind, *, authorization: str | None = None, **more: Any
) -> Response:
    fault = Fault(id=1, platform="netsuite", kind=kind, **more)
    request = rest.request("GET", "/currency", authorization=authorization)
    return rest.netsuite.handle(request, fault)  # type: ignore[no-any-return]


class TestThrottle:
    def test_body_is_the_help_center_s(self, rest: Any) -> None:
        response = strike(rest, FaultKind.THROTTLE)
        assert response.status == 429
        assert rest.read(response) == {
            "type": "https://www.w3.org/Protocols/rfc2616/rfc2616-sec10.html",
            "title": "Bad Request",
            "status": 429,
            "o:errorCode": "USER_ERROR",
            "o:errorDetails": [
                {
                    "detail": "Concurrent request limit exceeded. Request blocked.",
                    "o:errorCode": "CONCURRENCY_LIMIT_EXCEEDED",
                }
            ],
        }
        assert response.header("Retry-After") is None
        assert response.header("X-N-OperationId")

    def test_retry_after_when_the_account_sends_it(self, rest: Any) -> None:
        rest.netsuite.settings.retry_after_seconds = 5
        assert strike(rest, FaultKind.THROTTLE).header("Retry-After") == "5"


class TestServerError:
    @pytest.mark.parametrize(
        ("status", "title", "anchor"),
        [
            (500, "Internal Server Error", "15.6.1"),
            (502, "Bad Gateway", "15.6.3"),
            (503, "Service Unavailable", "15.6.4"),
            (504, "Gateway Timeout", "15.6.5"),
            (599, "Internal Server Error", "15.6.1"),
        ],
    )
    def test_error_id(self, rest: Any, status: int, title: str, anchor: str) -> None:
        response = strike(rest, FaultKind.SERVER_ERROR, status=status)
        body = rest.read(response)
        [detail] = body.pop("o:errorDetails")
        assert response.status == status
        assert body == {
            "type": f"https://www.rfc-editor.org/rfc/rfc9110.html#section-{anchor}",
            "title": title,
            "status": status,
        }
        sentence, _, identifier = detail["detail"].rpartition(" ")
        assert sentence == "An unexpected error occurred. Error ID:"
        assert len(identifier) == 20
        assert identifier.isalpha()
        assert detail["o:errorCode"] == "UNEXPECTED_ERROR"

    def test_every_error_has_its_own_id(self, rest: Any) -> None:
        one, two = (strike(rest, FaultKind.SERVER_ERROR).body for _ in range(2))
        assert one != two

    def test_a_bug_of_ours_looks_the_same(self, rest: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        def broken(_request: Any, _route: Any) -> None:
            raise ZeroDivisionError

        monkeypatch.setattr(rest.netsuite, "admit", broken)
        request = rest.request("GET", "/currency")
        response = rest.netsuite.handle(request)
        assert response.status == 500
        assert b"An unexpected error occurred. Error ID: " in response.body
        assert b"Zero" not in response.body
        assert len(rest.netsuite.universe.bugs) == 1


class TestExpiredToken:
    def test_tba(self, rest: Any) -> None:
        response = strike(rest, FaultKind.EXPIRED_TOKEN)
        assert response.status == 401
        assert (response.header("WWW-Authenticate") or "").startswith("OAuth realm=")
        assert audit_trail(rest.netsuite)[-1].detail == "token_rejected"
        assert rest("GET", "/currency").status == 200

    def test_bearer(self, rest: Any) -> None:
        response = strike(rest, FaultKind.EXPIRED_TOKEN, authorization="Bearer x")
        assert response.status == 401
        assert (response.header("WWW-Authenticate") or "").startswith("Bearer realm=")
        assert audit_trail(rest.netsuite)[-1].detail == "AccessTokenExpired"


class TestErrorTypeLinks:
    """Live answers point at RFC 9110, the help pages at w3.org: a setting of the account."""

    @pytest.mark.parametrize(
        ("call", "anchor"),
        [
            (("GET", "/customer", "limit=0"), "#sec10.4.1"),
            (("GET", "/customer/5"), "#sec10.4.5"),
            (("PUT", "/customer"), "#sec10.4.6"),
            (("POST", "/customer", "", b"x", {"Content-Type": "text/plain"}), "#sec10.4.16"),
        ],
    )
    def test_older_form(self, rest: Any, call: tuple[Any, ...], anchor: str) -> None:
        rest.netsuite.settings.error_type = "rfc2616"
        assert rest.read(rest(*call))["type"] == (
            f"https://www.w3.org/Protocols/rfc2616/rfc2616-sec10.html{anchor}"
        )
