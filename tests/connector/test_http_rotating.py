"""One refresher at a time, the new token kept before it is used, a lost answer told of."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from connector.http.client import Client, Patience
from connector.http.rotating import LoginLine, ShopifyRefreshToken
from connector.journal import Journal
from connector.trouble import Refused

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
URL = "https://acme.myshopify.com/admin/api/2026-07/graphql.json"


class Clock:
    def __init__(self) -> None:
        self.time = NOW

    def now(self) -> datetime:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)
        await asyncio.sleep(0)


class Shop:
    """Refresh tokens are good once; access tokens are those of the last renewal."""

    def __init__(self) -> None:
        self.renewals: list[str] = []
        self.good = "shprt_0"
        self.access = "none yet"
        self.lose_next = False
        self.before: Callable[[], Any] = lambda: None

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(0)
        if not request.url.path.endswith("/access_token"):
            right = request.headers["x-shopify-access-token"] == self.access
            return httpx.Response(200 if right else 401, json={})
        sent = json.loads(request.content)["refresh_token"]
        self.renewals.append(sent)
        self.before()
        if sent != self.good:
            said = "The refresh token is invalid or has expired"
            return httpx.Response(400, json={"error": "invalid_request", "error_description": said})
        number = len(self.renewals)
        self.good, self.access = f"shprt_{number}", f"shpat_{number}"
        if self.lose_next:
            self.lose_next = False
            raise httpx.ReadError("Connection reset by peer", request=request)
        return httpx.Response(
            200,
            json={
                "access_token": self.access,
                "refresh_token": self.good,
                "expires_in": 3600,
                "refresh_token_expires_in": 7776000,
            },
        )


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def shop() -> Shop:
    return Shop()


def client(shop: Shop, clock: Clock, journal: Journal, seed: str = "shprt_0") -> Client:
    auth = ShopifyRefreshToken(
        shop="acme.myshopify.com",
        client_id="id",
        client_secret="secret",
        refresh_token=seed,
        line=LoginLine(journal, "acme"),
        clock=clock,
    )
    http = httpx.AsyncClient(transport=httpx.MockTransport(shop))
    return Client(http, clock, source="Shopify", auth=auth, patience=Patience(attempts=3))


async def call(client: Client) -> int:
    return (await client.send("POST", URL, safe=True, content=b"{}")).status_code


def test_twenty_calls_of_four_processes_renew_once(
    shop: Shop, clock: Clock, journal_path: str
) -> None:
    journals = [Journal(journal_path) for _ in range(4)]

    async def everybody() -> list[int]:
        clients = [client(shop, clock, each) for each in journals]
        return await asyncio.gather(*(call(each) for each in clients for _ in range(5)))

    assert asyncio.run(everybody()) == [200] * 20
    assert shop.renewals == ["shprt_0"]
    clock.time += timedelta(minutes=59)
    assert asyncio.run(everybody()) == [200] * 20
    assert shop.renewals == ["shprt_0", "shprt_1"]
    for each in journals:
        each.close()


def test_the_new_token_is_kept_before_it_is_used(
    shop: Shop, clock: Clock, journal_path: str
) -> None:
    journal = Journal(journal_path)
    assert asyncio.run(call(client(shop, clock, journal))) == 200
    kept = journal.login("acme")
    assert kept is not None
    assert (kept.version, kept.access_token, kept.refresh_token) == (1, "shpat_1", "shprt_1")
    assert (kept.expires_at, kept.sent_at, kept.holder) == (NOW + timedelta(hours=1), None, "")
    assert asyncio.run(call(client(shop, clock, journal))) == 200  # a new process, no renewal
    assert shop.renewals == ["shprt_0"]
    journal.close()


def test_a_lost_answer_is_told_of_and_connecting_again_is_the_cure(
    shop: Shop, clock: Clock, journal_path: str
) -> None:
    journal = Journal(journal_path)
    shop.lose_next = True
    with pytest.raises(Refused) as refused:
        asyncio.run(call(client(shop, clock, journal)))
    assert refused.value.login
    assert "2026-11-24 at 09:00:00Z never arrived" in refused.value.sentence
    assert "must be connected again" in refused.value.sentence
    assert shop.renewals == ["shprt_0", "shprt_0"]
    with pytest.raises(Refused, match="never arrived"):
        asyncio.run(call(client(shop, clock, journal)))
    shop.good = "shprt_new"
    assert asyncio.run(call(client(shop, clock, journal, seed="shprt_new"))) == 200
    journal.close()


def test_a_refresher_that_died_is_waited_for_no_longer_than_a_minute(
    shop: Shop, clock: Clock, journal_path: str
) -> None:
    journal = Journal(journal_path)
    line = LoginLine(journal, "acme")
    auth = client(shop, clock, journal)._auth
    seen = line.read(auth._seed, "shprt_0")  # type: ignore[attr-defined]
    assert line.hold(seen, "the dead one", NOW, NOW + timedelta(seconds=60)) is not None
    assert line.hold(seen, "another", NOW, NOW + timedelta(seconds=60)) is None
    assert asyncio.run(call(client(shop, clock, journal))) == 200
    assert timedelta(seconds=60) <= clock.time - NOW < timedelta(seconds=62)
    journal.close()


def test_a_token_that_is_refused_early_is_renewed_once(
    shop: Shop, clock: Clock, journal_path: str
) -> None:
    journal = Journal(journal_path)
    mine = client(shop, clock, journal)
    assert asyncio.run(call(mine)) == 200
    shop.access = "shpat_somebody_revoked_ours"
    assert asyncio.run(call(mine)) == 200
    assert shop.renewals == ["shprt_0", "shprt_1"]
    journal.close()


def test_a_late_answer_does_not_overwrite_a_newer_line(clock: Clock, journal_path: str) -> None:
    journal = Journal(journal_path)
    line = LoginLine(journal, "acme")
    seen = line.read("seed", "shprt_0")
    late = line.hold(seen, "slow", NOW, NOW + timedelta(seconds=60))
    later = NOW + timedelta(seconds=61)
    quick = line.hold(seen, "quick", later, later + timedelta(seconds=60))
    assert late is not None
    assert quick is not None
    assert line.keep(quick, "shpat_q", "shprt_q", later) is not None
    assert line.keep(late, "shpat_l", "shprt_l", later) is None
    assert line.read("seed", "shprt_0").access_token == "shpat_q"
    assert line.read("connected again", "shprt_n").refresh_token == "shprt_n"
    journal.close()
