"""A token bought for a day: every process uses the one, and one of them buys the next."""

from __future__ import annotations

import asyncio
import json
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from connector.http.client import Client, Patience
from connector.http.rotating import LoginLine, ShopifyBoughtToken
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
    """Sells `shpat_1`, `shpat_2` ...; what was not sold or was revoked is answered 401."""

    def __init__(self) -> None:
        self.sold: list[dict[str, str]] = []
        self.revoked: set[str] = set()
        self.seen: list[str] = []
        self.lose_next = self.refuses = False

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(0)
        if request.url.path.endswith("/access_token"):
            self.sold.append(json.loads(request.content))
            if self.refuses:
                said = "The client secret is wrong."
                return httpx.Response(
                    400, json={"error": "invalid_client", "error_description": said}
                )
            if self.lose_next:
                self.lose_next = False
                raise httpx.ReadError("Connection reset by peer", request=request)
            token = f"shpat_{len(self.sold)}"
            return httpx.Response(200, json={"access_token": token, "expires_in": 86399})
        token = request.headers["x-shopify-access-token"]
        self.seen.append(token)
        known = token in {f"shpat_{number + 1}" for number in range(len(self.sold))}
        return httpx.Response(200 if known and token not in self.revoked else 401, json={})


def client(shop: Shop, clock: Clock, journal: Journal, secret: str = "secret") -> Client:
    """A process of the connector."""
    auth = ShopifyBoughtToken(
        shop="acme.myshopify.com",
        client_id="id",
        client_secret=secret,
        line=LoginLine(journal, "acme"),
        clock=clock,
    )
    http = httpx.AsyncClient(transport=httpx.MockTransport(shop))
    return Client(http, clock, source="Shopify", auth=auth, patience=Patience(attempts=3))


async def call(client: Client) -> int:
    return (await client.send("POST", URL, safe=True, content=b"{}")).status_code


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def shop() -> Shop:
    return Shop()


def test_all_processes_use_one_token_until_it_ends(
    shop: Shop, clock: Clock, tmp_path: Path
) -> None:
    journals = [Journal(str(tmp_path / "j.db")) for _ in range(3)]

    async def everybody() -> list[int]:
        return await asyncio.gather(
            *(call(client(shop, clock, each)) for each in journals for _ in range(4))
        )

    assert asyncio.run(everybody()) == [200] * 12
    assert shop.sold == [
        {"client_id": "id", "client_secret": "secret", "grant_type": "client_credentials"}
    ]
    clock.time += timedelta(hours=23)
    assert asyncio.run(everybody()) == [200] * 12
    assert len(shop.sold) == 1
    clock.time += timedelta(minutes=59, seconds=30)
    assert asyncio.run(everybody()) == [200] * 12
    assert len(shop.sold) == 2
    for each in journals:
        each.close()


def test_a_revoked_token_is_bought_anew_once(shop: Shop, clock: Clock) -> None:
    with closing(Journal(":memory:")) as journal:
        first, second = client(shop, clock, journal), client(shop, clock, journal)
        assert asyncio.run(call(first)) == 200
        shop.revoked = {"shpat_1"}
        assert asyncio.run(call(second)) == 200
        assert asyncio.run(call(first)) == 200
    assert shop.seen == ["shpat_1", "shpat_1", "shpat_2", "shpat_1", "shpat_2"]
    assert len(shop.sold) == 2


def test_a_lost_answer_costs_nothing(shop: Shop, clock: Clock) -> None:
    shop.lose_next = True
    with closing(Journal(":memory:")) as journal:
        assert asyncio.run(call(client(shop, clock, journal))) == 200
    assert len(shop.sold) == 2


def test_a_refusal_says_what_the_shop_says(shop: Shop, clock: Clock) -> None:
    shop.refuses = True
    with closing(Journal(":memory:")) as journal, pytest.raises(Refused) as caught:
        asyncio.run(call(client(shop, clock, journal)))
    assert caught.value.login
    assert str(caught.value) == "Shopify refused the login: The client secret is wrong."


def test_another_secret_is_another_line(shop: Shop, clock: Clock) -> None:
    with closing(Journal(":memory:")) as journal:
        asyncio.run(call(client(shop, clock, journal)))
        asyncio.run(call(client(shop, clock, journal, secret="another")))
        kept = journal.login("acme")
    assert [each["client_secret"] for each in shop.sold] == ["secret", "another"]
    assert kept is not None
    assert (kept.access_token, kept.refresh_token) == ("shpat_2", "")
    assert "another" not in kept.seed
