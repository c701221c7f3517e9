"""Every kind of misfortune on both platforms, as the client sees it and as the world ends up."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from oauthlib.oauth1 import Client

from sandbox.world import World, open_world

QUERY = "{ shop { name } }"
CREATE = """mutation { orderCreate(order: {lineItems: [{title: "Note", quantity: 1,
  priceSet: {shopMoney: {amount: "5.00", currencyCode: USD}}}]}) { order { id } } }"""


@pytest.fixture
def world() -> World:
    return open_world()


def run(world: World, use: Callable[[httpx.AsyncClient], Awaitable[Any]]) -> Any:
    async def go() -> Any:
        async with httpx.AsyncClient(transport=world.transport()) as http:
            return await use(http)

    return asyncio.run(go())


def shopify(world: World, text: str = QUERY) -> Callable[[httpx.AsyncClient], Awaitable[Any]]:
    found = world.credentials()
    url = f"https://{found['SHOPIFY_SHOP']}/admin/api/2026-07/graphql.json"
    headers = {"X-Shopify-Access-Token": found["SHOPIFY_TOKEN"]}
    return lambda http: http.post(url, json={"query": text}, headers=headers)


def netsuite(
    world: World, body: dict[str, Any] | None = None
) -> Callable[[httpx.AsyncClient], Awaitable[Any]]:
    """A signed call by a second implementation of OAuth 1.0a."""
    found = world.credentials()
    account = found["NETSUITE_ACCOUNT"]
    url = f"https://{account}.suitetalk.api.netsuite.com/services/rest/record/v1/customer"
    signer = Client(
        found["NETSUITE_CONSUMER_KEY"],
        client_secret=found["NETSUITE_CONSUMER_SECRET"],
        resource_owner_key=found["NETSUITE_TOKEN_ID"],
        resource_owner_secret=found["NETSUITE_TOKEN_SECRET"],
        signature_method="HMAC-SHA256",
        realm=account,
        timestamp=str(int(world.clock.now().timestamp())),
    )
    method = "GET" if body is None else "POST"
    _url, headers, _body = signer.sign(url, method)
    return lambda http: http.request(method, url, json=body, headers=headers)


CUSTOMER = {"isPerson": True, "firstName": "Ann", "lastName": "Lee", "email": "ann@example.com"}


def counts(world: World) -> tuple[int, int]:
    return len(world.shopify.records.orders), len(world.netsuite.records.entities)


class TestShopify:
    def test_throttled_is_a_graphql_answer_with_status_200(self, world: World) -> None:
        world.faults.plan("shopify", "throttle")
        answer = run(world, shopify(world))
        assert answer.status_code == 200
        assert answer.json()["errors"][0]["message"] == "Throttled"
        assert answer.json()["errors"][0]["extensions"]["code"] == "THROTTLED"

    def test_throttled_rest_is_429_with_retry_after(self, world: World) -> None:
        world.faults.plan("shopify", "throttle")
        found = world.credentials()
        url = f"https://{found['SHOPIFY_SHOP']}/admin/api/2026-07/shop.json"
        headers = {"X-Shopify-Access-Token": found["SHOPIFY_TOKEN"]}
        answer = run(world, lambda http: http.get(url, headers=headers))
        assert answer.status_code == 429
        assert answer.headers["retry-after"] == "2.0"

    def test_a_server_error_has_the_planned_status(self, world: World) -> None:
        world.faults.plan("shopify", "server_error", status=502)
        answer = run(world, shopify(world, CREATE))
        assert answer.status_code == 502
        assert counts(world)[0] == 0

    def test_an_expired_token_is_refused_as_such_and_works_again(self, world: World) -> None:
        world.faults.plan("shopify", "expired_token")
        assert run(world, shopify(world)).status_code == 401
        assert run(world, shopify(world)).status_code == 200


class TestNetSuite:
    def test_throttled_is_429_concurrency_limit(self, world: World) -> None:
        world.faults.plan("netsuite", "throttle")
        answer = run(world, netsuite(world))
        assert answer.status_code == 429
        detail = answer.json()["o:errorDetails"][0]
        assert detail["o:errorCode"] == "CONCURRENCY_LIMIT_EXCEEDED"
        assert answer.json()["title"] == "Bad Request"

    def test_a_server_error_gives_an_error_id_and_nothing_of_ours(self, world: World) -> None:
        world.faults.plan("netsuite", "server_error", status=500)
        answer = run(world, netsuite(world, CUSTOMER))
        assert answer.status_code == 500
        detail = answer.json()["o:errorDetails"][0]
        assert detail["o:errorCode"] == "UNEXPECTED_ERROR"
        assert detail["detail"].startswith("An unexpected error occurred. Error ID: ")
        assert counts(world)[1] == 0

    def test_an_expired_token_is_an_invalid_login(self, world: World) -> None:
        world.faults.plan("netsuite", "expired_token")
        answer = run(world, netsuite(world))
        assert answer.status_code == 401
        assert answer.json()["o:errorDetails"][0]["o:errorCode"] == "INVALID_LOGIN"


@pytest.mark.parametrize("platform", ["shopify", "netsuite"])
class TestBoth:
    def write(self, world: World, platform: str) -> Callable[[httpx.AsyncClient], Awaitable[Any]]:
        return shopify(world, CREATE) if platform == "shopify" else netsuite(world, CUSTOMER)

    def written(self, world: World, platform: str) -> int:
        return counts(world)[0 if platform == "shopify" else 1]

    def test_a_reset_comes_before_the_write(self, world: World, platform: str) -> None:
        world.faults.plan(platform, "reset")
        with pytest.raises(httpx.ReadError):
            run(world, self.write(world, platform))
        assert self.written(world, platform) == 0

    def test_a_lost_answer_comes_after_the_write_and_looks_the_same(
        self, world: World, platform: str
    ) -> None:
        world.faults.plan(platform, "lost_answer")
        with pytest.raises(httpx.ReadError) as lost:
            run(world, self.write(world, platform))
        assert self.written(world, platform) == 1
        other = open_world()
        other.faults.plan(platform, "reset")
        with pytest.raises(httpx.ReadError) as reset:
            run(other, self.write(other, platform))
        assert str(lost.value) == str(reset.value)

    def test_a_duplicate_arrives_twice(self, world: World, platform: str) -> None:
        world.faults.plan(platform, "duplicate")
        answer = run(world, self.write(world, platform))
        # NetSuite refuses the second: its nonce was used. Shopify makes two orders.
        expected = {"shopify": (200, 2), "netsuite": (401, 1)}[platform]
        assert (answer.status_code, self.written(world, platform)) == expected

    def test_a_delay_lets_world_time_pass(self, world: World, platform: str) -> None:
        world.faults.plan(platform, "delay", seconds=90)
        before = world.clock.now()
        answer = run(world, self.write(world, platform))
        assert answer.status_code in (200, 204)
        assert world.clock.now() - before == timedelta(seconds=90)

    def test_the_log_says_what_was_planned(self, world: World, platform: str) -> None:
        world.faults.plan(platform, "reset", nth=2)
        run(world, self.write(world, platform))
        with pytest.raises(httpx.ReadError):
            run(world, self.write(world, platform))
        found = [json.loads(line) for line in world.exchanges.encode().splitlines()]
        assert [(each["status"], each["fault"]) for each in found][1] == (0, "reset (rule 1)")


def test_an_unknown_host_fails_like_a_missing_network(world: World) -> None:
    with pytest.raises(httpx.ConnectError, match=r"no platform of world 'world' answers for"):
        run(world, lambda http: http.get("https://example.org/"))


def test_a_bug_of_ours_is_the_platform_s_internal_error_and_is_remembered(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(world.shopify, "admit", broken)
    answer = run(world, shopify(world))
    (error,) = answer.json()["errors"]
    assert error["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
    assert "secret detail" not in answer.text
    assert [type(bug) for bug in world.bugs] == [ZeroDivisionError]
