"""Login with Amazon: form, renewal on 403, refusals with what helps."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import httpx
import pytest

from connector.channels.amazon_api import AmazonApi
from connector.http.lwa_token import LwaToken
from connector.http.rotating import LoginLine
from connector.journal import Journal
from connector.trouble import Refused, Throttled, Unreachable

HOST = "sellingpartnerapi-na.amazon.com"
DENIED = "Access to requested resource is denied."


class Ticking:
    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 24, 9, tzinfo=UTC)
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self.moment

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.moment += timedelta(seconds=seconds)


class Server:
    """Answers tokens T1, T2 ... and, by the API, what `answers` holds (200 once they are used)."""

    def __init__(self, *answers: httpx.Response, login: httpx.Response | None = None) -> None:
        self.answers = list(answers)
        self.login = login
        self.logins: list[dict[str, list[str]]] = []
        self.tokens: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url == "https://api.amazon.com/auth/o2/token":
            assert request.headers["content-type"].startswith("application/x-www-form-urlencoded")
            self.logins.append(parse_qs(request.content.decode(), strict_parsing=True))
            if self.login is not None:
                return self.login
            told = {"access_token": f"Atza|T{len(self.logins)}", "expires_in": 3600}
            return httpx.Response(200, json=told)
        self.tokens.append(request.headers["x-amz-access-token"])
        return self.answers.pop(0) if self.answers else httpx.Response(200, json={"ok": True})


def refused(status: int, code: str, details: str = "", **headers: str) -> httpx.Response:
    body = {"errors": [{"code": code, "message": DENIED, "details": details}]}
    return httpx.Response(status, json=body, headers={"x-amzn-RequestId": "r-1", **headers})


def expired() -> httpx.Response:
    return refused(403, "Unauthorized", "The access token you provided has expired.")


def call(
    server: Callable[[httpx.Request], httpx.Response],
    clock: Ticking | None = None,
    journal: Journal | None = None,
    *,
    write: bool = False,
) -> dict[str, object]:
    clock = clock or Ticking()
    kept = journal or Journal(":memory:")

    async def main() -> dict[str, object]:
        auth = LwaToken(
            client_id="client",
            client_secret="the secret",
            refresh_token="Atzr|one",
            line=LoginLine(kept, "amz"),
            clock=clock,
        )
        async with httpx.AsyncClient(transport=httpx.MockTransport(server)) as http:
            api = AmazonApi(http, clock, host=HOST, auth=auth)
            if write:
                return await api.write("confirmShipment", "/x", {"a": 1})
            return await api.read("getOrder", "/x", {})

    try:
        return asyncio.run(main())
    finally:
        if journal is None:
            kept.close()


def test_the_token_is_bought_with_a_form() -> None:
    server = Server()
    assert call(server) == {"ok": True}
    assert server.logins == [
        {
            "grant_type": ["refresh_token"],
            "refresh_token": ["Atzr|one"],
            "client_id": ["client"],
            "client_secret": ["the secret"],
        }
    ]
    assert server.tokens == ["Atza|T1"]


def test_an_expired_token_is_renewed_and_the_call_sent_again() -> None:
    server = Server(expired())
    assert call(server) == {"ok": True}
    assert server.tokens == ["Atza|T1", "Atza|T2"]


def test_a_write_too_since_nothing_was_done() -> None:
    server = Server(expired())
    assert call(server, write=True) == {"ok": True}
    assert server.tokens == ["Atza|T1", "Atza|T2"]


def test_a_missing_role_buys_no_token() -> None:
    server = Server(refused(403, "Unauthorized"))
    with pytest.raises(Refused) as told:
        call(server)
    assert server.tokens == ["Atza|T1"]
    assert not told.value.login
    assert told.value.verbatim == f"Unauthorized: {DENIED} (request r-1)"


def test_a_token_that_stays_refused_is_a_refused_login() -> None:
    server = Server(expired(), expired())
    with pytest.raises(Refused) as told:
        call(server)
    assert told.value.login
    assert server.tokens == ["Atza|T1", "Atza|T2"]


def test_the_next_process_uses_the_same_token() -> None:
    journal, server = Journal(":memory:"), Server()
    for _ in range(3):
        call(server, journal=journal)
    journal.close()
    assert len(server.logins) == 1


def test_it_is_renewed_a_minute_early() -> None:
    journal, server, clock = Journal(":memory:"), Server(), Ticking()
    call(server, clock, journal)
    clock.moment += timedelta(seconds=3539)
    call(server, clock, journal)
    clock.moment += timedelta(seconds=2)
    call(server, clock, journal)
    journal.close()
    assert server.tokens == ["Atza|T1", "Atza|T1", "Atza|T2"]


@pytest.mark.parametrize(
    ("status", "error", "remedy"),
    [
        (400, "invalid_grant", "set the new refresh_token"),
        (401, "invalid_client", "rotate it in the developer console"),
        (400, "invalid_scope", "Check the credentials of this account"),
    ],
)
def test_a_refused_login_says_what_helps(status: int, error: str, remedy: str) -> None:
    answer = httpx.Response(status, json={"error": error, "error_description": "no such luck"})
    with pytest.raises(Refused, match="Amazon refused the login: no such luck") as told:
        call(Server(login=answer))
    assert told.value.login
    assert remedy in told.value.remedy
    assert "the secret" not in str(told.value) + told.value.verbatim + told.value.remedy


def test_a_token_endpoint_that_is_down_is_no_refusal() -> None:
    with pytest.raises(Unreachable):
        call(Server(login=httpx.Response(503)))


def test_a_quota_is_waited_for_by_its_rate() -> None:
    clock = Ticking()
    throttle = refused(429, "QuotaExceeded", **{"x-amzn-RateLimit-Limit": "0.0167"})
    assert call(Server(throttle), clock) == {"ok": True}
    assert clock.slept == [pytest.approx(60.38, abs=0.01)]


def test_a_quota_that_never_frees_is_told() -> None:
    throttles = [
        refused(429, "QuotaExceeded", **{"x-amzn-RateLimit-Limit": "0.5"}) for _ in range(5)
    ]
    with pytest.raises(Throttled):
        call(Server(*throttles))


def test_a_server_error_bears_the_request_s_name() -> None:
    errors = [refused(500, "InternalFailure") for _ in range(5)]
    with pytest.raises(Unreachable):
        call(Server(*errors))
    with pytest.raises(Exception, match=r"answered 500 .*\(request r-1\)"):
        call(Server(refused(500, "InternalFailure")), write=True)


def test_an_answer_that_is_a_page() -> None:
    page = httpx.Response(403, html="<html>Forbidden</html>")
    with pytest.raises(Refused, match="HTTP 403 without a reason"):
        call(Server(page))
    with pytest.raises(Unreachable, match="not JSON"):
        call(Server(httpx.Response(200, html="<html>")))


def test_money_stays_exact() -> None:
    exact = httpx.Response(200, content=json.dumps({"n": 0}).replace("0", "19.470").encode())
    assert str(call(Server(exact))["n"]) == "19.470"
