"""The company inside a world: login, faults, lost answers, equal logs."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime
from typing import Any

import httpx
import pytest

from sandbox.world import DEFAULT_START, World, open_world

TOKEN = "https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer"


class Client:
    """What a connector does: log in once, then call."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.known = world.credentials()
        self.base = f"https://quickbooks.api.intuit.com/v3/company/{self.known['QBO_REALM_ID']}"
        self.http = httpx.AsyncClient(
            transport=world.transport(), headers={"accept": "application/json"}
        )

    async def login(self) -> None:
        answer = await self.http.post(
            TOKEN,
            auth=(self.known["QBO_CLIENT_ID"], self.known["QBO_CLIENT_SECRET"]),
            data={
                "grant_type": "refresh_token",
                "refresh_token": self.known["QBO_REFRESH_TOKEN"],
            },
        )
        self.http.headers["authorization"] = f"Bearer {answer.json()['access_token']}"

    async def make(self, name: str, **query: str) -> httpx.Response:
        return await self.http.post(
            f"{self.base}/customer", json={"DisplayName": name}, params=query
        )

    async def names(self) -> list[str]:
        answer = await self.http.get(
            f"{self.base}/query", params={"query": "select * from Customer orderby DisplayName"}
        )
        rows = answer.json()["QueryResponse"].get("Customer", [])
        return [row["DisplayName"] for row in rows]


async def ready(world: World) -> Client:
    client = Client(world)
    await client.login()
    return client


def test_a_lost_answer_is_found_by_its_request_id() -> None:
    async def story() -> None:
        world = open_world()
        client = await ready(world)
        world.faults.plan("quickbooks_online", "lost_answer", method="POST", path="*/customer")
        with pytest.raises(httpx.ReadError):
            await client.make("Dana Reyes", requestid="one")
        again = await client.make("Dana Reyes", requestid="one")
        assert again.status_code == 200
        assert await client.names() == ["Dana Reyes"]

    asyncio.run(story())


def test_a_duplicate_delivery_makes_two_without_an_id_and_one_with_it() -> None:
    async def story(query: dict[str, str]) -> int:
        world = open_world()
        client = await ready(world)
        world.faults.plan("quickbooks_online", "duplicate", method="POST", path="*/payment")
        made = (await client.make("Dana Reyes")).json()["Customer"]
        body = {"CustomerRef": {"value": made["Id"]}, "TotalAmt": 5}
        await client.http.post(f"{client.base}/payment", json=body, params=query)
        return len(world.quickbooks_online.records.table("Payment"))

    assert asyncio.run(story({})) == 2
    assert asyncio.run(story({"requestid": "one"})) == 1


def test_planned_faults_have_the_platform_s_shape_and_leave_nothing() -> None:
    async def story() -> None:
        world = open_world()
        client = await ready(world)
        before = world.documents_hash()
        for kind, status, told in (
            ("throttle", 429, "errorCode=003001"),
            ("expired_token", 401, "errorCode=003200"),
            ("server_error", 503, "Service Unavailable"),
        ):
            world.faults.plan("quickbooks_online", kind, method="POST", path="*/customer")
            answer = await client.make("Dana Reyes")
            assert answer.status_code == status
            assert told in answer.text
        assert world.documents_hash() == before
        assert (await client.make("Dana Reyes")).status_code == 200
        assert world.documents_hash() != before

    asyncio.run(story())


def test_refreshing_while_another_refresh_is_under_way() -> None:
    """The first is delayed on its way; the second arrives meanwhile and loses."""

    async def story() -> list[int]:
        world = open_world()
        client = Client(world)
        world.faults.plan("quickbooks_online", "delay", path="/oauth2/*", seconds=2)

        async def refresh() -> int:
            answer = await client.http.post(
                TOKEN,
                auth=(client.known["QBO_CLIENT_ID"], client.known["QBO_CLIENT_SECRET"]),
                data={
                    "grant_type": "refresh_token",
                    "refresh_token": client.known["QBO_REFRESH_TOKEN"],
                },
            )
            return answer.status_code

        return list(await asyncio.gather(refresh(), refresh()))

    assert asyncio.run(story()) == [200, 400]


def test_equal_worlds_log_alike_and_no_secret() -> None:
    async def story() -> tuple[bytes, Any]:
        world = open_world("twin")
        client = await ready(world)
        await client.make("Dana Reyes", requestid="one")
        await client.make("Dana Reyes")
        await client.names()
        return world.exchanges.encode(), world

    one, world = asyncio.run(story())
    other, _ = asyncio.run(story())
    assert one == other
    assert [json.loads(line)["status"] for line in one.splitlines()] == [200, 200, 400, 200]
    text = one.decode()
    assert not world.secrets.occur_in(text)
    assert "[QBO_ACCESS_TOKEN]" in text


def test_a_restore_takes_tokens_and_ids_back() -> None:
    async def story() -> None:
        world = open_world()
        client = await ready(world)
        version, before = world.snapshot(), world.documents_hash()
        first = await client.make("Dana Reyes", requestid="one")
        world.restore(version)
        assert world.documents_hash() == before
        again = await client.make("Dana Reyes", requestid="one")
        assert again.json()["Customer"]["Id"] == first.json()["Customer"]["Id"]
        assert await client.names() == ["Dana Reyes"]

    asyncio.run(story())


@pytest.mark.parametrize("start", [DEFAULT_START, None], ids=["frozen", "running"])
def test_only_a_parallel_caller_meets_the_limit_of_a_second(start: datetime | None) -> None:
    async def story() -> None:
        client = await ready(open_world(start=start))

        async def status() -> int:
            answer = await client.http.get(f"{client.base}/preferences")
            return answer.status_code

        one_by_one = [await status() for _ in range(25)]
        assert one_by_one == [200] * 25
        client.world.advance(seconds=1)
        at_once = await asyncio.gather(*(status() for _ in range(25)))
        assert at_once == [200] * 10 + [429] * 15

    asyncio.run(story())
