"""QuickBooks tokens: the last refresh token counts, one refresher at a time, a dead line told."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest

from connector.http.client import Client, Patience
from connector.http.intuit_token import IntuitRefreshToken
from connector.http.rotating import LoginLine
from connector.journal import Journal
from connector.trouble import Refused, Unreachable

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
API = "https://quickbooks.api.intuit.com/v3/company/1/preferences"
TOKENS = "https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer"


class Clock:
    def __init__(self) -> None:
        self.time = NOW

    def now(self) -> datetime:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)
        await asyncio.sleep(0)


class Intuit:
    """`rotates`: whether a renewal returns a new refresh token (the old one dies with it)."""

    def __init__(self) -> None:
        self.rotates = True
        self.good = "AB11-0"
        self.access = "none yet"
        self.renewals: list[str] = []
        self.answers: list[httpx.Response] = []
        self.lose_next = False
        self.last: httpx.Request | None = None

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(0)
        if str(request.url) != TOKENS:
            right = request.headers["authorization"] == f"Bearer {self.access}"
            return httpx.Response(200 if right else 401, json={})
        self.last = request
        if self.answers:
            return self.answers.pop(0)
        form = parse_qs(request.content.decode())
        assert form["grant_type"] == ["refresh_token"]
        [sent] = form["refresh_token"]
        self.renewals.append(sent)
        if sent != self.good:
            return httpx.Response(
                400,
                json={
                    "error": "invalid_grant",
                    "error_description": "Incorrect or invalid refresh token",
                },
            )
        number = len(self.renewals)
        self.access = f"eyJ-{number}"
        if self.rotates:
            self.good = f"AB11-{number}"
        if self.lose_next:
            self.lose_next = False
            raise httpx.ReadError("Connection reset by peer", request=request)
        return httpx.Response(
            200,
            json={
                "token_type": "bearer",
                "access_token": self.access,
                "expires_in": 3600,
                "refresh_token": self.good,
                "x_refresh_token_expires_in": 8640000,
            },
        )


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def intuit() -> Intuit:
    return Intuit()


@pytest.fixture
def journal() -> Iterator[Journal]:
    opened = Journal(":memory:")
    yield opened
    opened.close()


def client(intuit: Intuit, clock: Clock, journal: Journal, seed: str = "AB11-0") -> Client:
    auth = IntuitRefreshToken(
        client_id="id",
        client_secret="secret",
        refresh_token=seed,
        line=LoginLine(journal, "quickbooks_online.1"),
        clock=clock,
    )
    http = httpx.AsyncClient(transport=httpx.MockTransport(intuit))
    return Client(http, clock, source="QuickBooks", auth=auth, patience=Patience(attempts=3))


async def call(client: Client) -> int:
    return (await client.send("GET", API, safe=True)).status_code


def test_the_form_and_the_basic_header(intuit: Intuit, clock: Clock, journal: Journal) -> None:
    assert asyncio.run(call(client(intuit, clock, journal))) == 200
    assert intuit.last is not None
    assert intuit.last.headers["content-type"] == "application/x-www-form-urlencoded"
    assert intuit.last.headers["accept"] == "application/json"
    basic = intuit.last.headers["authorization"].removeprefix("Basic ")
    assert base64.b64decode(basic) == b"id:secret"
    kept = journal.login("quickbooks_online.1")
    assert kept is not None
    assert (kept.access_token, kept.refresh_token) == ("eyJ-1", "AB11-1")
    assert kept.expires_at == NOW + timedelta(hours=1)


@pytest.mark.parametrize("rotates", [True, False])
def test_two_processes_renew_once(
    intuit: Intuit, clock: Clock, tmp_path: Path, rotates: bool
) -> None:
    """The same string for a day is as good as a new one."""
    intuit.rotates = rotates
    journals = [Journal(str(tmp_path / "journal.db")) for _ in range(2)]

    async def everybody() -> list[int]:
        clients = [client(intuit, clock, each) for each in journals]
        return await asyncio.gather(*(call(each) for each in clients for _ in range(5)))

    assert asyncio.run(everybody()) == [200] * 10
    clock.time += timedelta(minutes=59)
    assert asyncio.run(everybody()) == [200] * 10
    assert intuit.renewals == ["AB11-0", "AB11-1" if rotates else "AB11-0"]
    for each in journals:
        each.close()


def test_a_stale_access_token_is_renewed_once(
    intuit: Intuit, clock: Clock, journal: Journal
) -> None:
    mine = client(intuit, clock, journal)
    assert asyncio.run(call(mine)) == 200
    intuit.access = "somebody revoked ours"
    assert asyncio.run(call(mine)) == 200
    assert len(intuit.renewals) == 2
    intuit.access = "and again"

    async def stubborn(request: httpx.Request) -> httpx.Response:
        return httpx.Response(401, json={}) if str(request.url) != TOKENS else await intuit(request)

    mine._http = httpx.AsyncClient(transport=httpx.MockTransport(stubborn))
    assert asyncio.run(call(mine)) == 401
    assert len(intuit.renewals) == 3


def test_a_dead_line_needs_a_person(intuit: Intuit, clock: Clock, journal: Journal) -> None:
    intuit.good = "revoked"
    with pytest.raises(Refused) as refused:
        asyncio.run(call(client(intuit, clock, journal)))
    assert refused.value.login
    assert refused.value.sentence == (
        "QuickBooks refused the login: Incorrect or invalid refresh token. "
        "The account must be connected again"
    )
    intuit.good = "AB11-new"
    assert asyncio.run(call(client(intuit, clock, journal, seed="AB11-new"))) == 200


def test_a_lost_answer_is_told_of(intuit: Intuit, clock: Clock, journal: Journal) -> None:
    intuit.lose_next = True
    with pytest.raises(Refused) as refused:
        asyncio.run(call(client(intuit, clock, journal)))
    assert "2026-11-24 at 09:00:00Z never arrived" in refused.value.sentence
    assert intuit.renewals == ["AB11-0", "AB11-0"]


def test_a_lost_answer_that_held_the_same_token_costs_nothing(
    intuit: Intuit, clock: Clock, journal: Journal
) -> None:
    intuit.rotates, intuit.lose_next = False, True
    assert asyncio.run(call(client(intuit, clock, journal))) == 200


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_token_endpoint_that_is_down_says_nothing_about_the_token(
    intuit: Intuit, clock: Clock, journal: Journal, status: int
) -> None:
    intuit.answers = [httpx.Response(status, text="Service Unavailable")]
    assert asyncio.run(call(client(intuit, clock, journal))) == 200
    assert intuit.renewals == ["AB11-0"]


def test_a_token_endpoint_that_stays_down(intuit: Intuit, clock: Clock, journal: Journal) -> None:
    intuit.answers = [httpx.Response(503) for _ in range(3)]
    with pytest.raises(Unreachable, match="the token endpoint answered 503"):
        asyncio.run(call(client(intuit, clock, journal)))
    assert asyncio.run(call(client(intuit, clock, journal))) == 200


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, text="<html>"),
        httpx.Response(200, json={"access_token": "eyJ"}),
        httpx.Response(200, json=["odd"]),
    ],
)
def test_an_answer_without_tokens(
    intuit: Intuit, clock: Clock, journal: Journal, answer: Any
) -> None:
    intuit.answers = [answer]
    with pytest.raises(Refused, match="without usable tokens") as refused:
        asyncio.run(call(client(intuit, clock, journal)))
    assert refused.value.login
