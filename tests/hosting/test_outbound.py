"""What platforms call: targets that were named, this machine, and nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from sandbox.hosting.hub import Hub
from sandbox.hosting.pump import pump
from sandbox.kernel.outbound import DIRECT, Call, is_loopback, send
from sandbox.world import World, open_world

Serve = Callable[..., Any]
LIMIT = 60.0  # seconds: what never comes fails the test; a busy machine does not


class Receiver:
    """A server on this machine that notes what it is sent."""

    def __init__(self) -> None:
        self.heads: list[str] = []
        self.url = ""
        self._server: asyncio.Server

    async def __aenter__(self) -> Receiver:
        self._server = await asyncio.start_server(self._answer, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        await self._server.wait_closed()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.heads.append((await reader.readuntil(b"\r\n\r\n")).decode())
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()
        await writer.wait_closed()


async def subscribe(served: Any, address: str) -> None:
    token = {"X-Shopify-Access-Token": served.world().credentials()["SHOPIFY_TOKEN"]}
    hook = {"webhook": {"topic": "orders/create", "address": address, "format": "json"}}
    async with served.below("shopify", headers=token) as http:
        made = await http.post("/admin/api/2026-07/webhooks.json", json=hook)
    assert made.status_code == 201, made.text


async def sent(world: World, count: int = 1) -> list[Any]:
    async with asyncio.timeout(LIMIT):
        while len(found := [each for each in world.exchanges if each.outbound]) < count:
            await asyncio.sleep(0.01)
    return found


def test_a_webhook_goes_to_the_target_of_its_host_and_nowhere_else(
    serve: Serve, nothing_leaves: list[str]
) -> None:
    async def use(served: Any) -> Any:
        world = served.world()
        async with Receiver() as receiver:
            served.hub.allow_outbound("hooks.example.com", receiver.url)
            await subscribe(served, "https://hooks.example.com/orders")
            await subscribe(served, "https://elsewhere.example.com/orders")
            world.shopify.desk.place([("TEE-BLK", 1)])
            logged = await sent(world, 2)
        return receiver.heads, {each.url: (each.status, each.fault) for each in logged}

    heads, logged = serve(use)
    assert len(heads) == 1
    assert heads[0].startswith("POST /orders HTTP/1.1\r\nHost: hooks.example.com\r\n")
    assert logged == {
        "https://hooks.example.com/orders": (200, ""),
        "https://elsewhere.example.com/orders": (
            0, "not sent: elsewhere.example.com is not registered",
        ),
    }  # fmt: skip
    assert nothing_leaves == []


def test_every_world_may_call_it_also_one_that_is_opened_later(serve: Serve) -> None:
    async def use(served: Any) -> Any:
        served.hub.allow_outbound("Hooks.example.com", "http://127.0.0.1:1")
        served.hub.open("later", "empty")
        served.hub.reset("main")
        return [world.outbound_target("hooks.example.com") for world in served.hub]

    assert serve(use) == ["http://127.0.0.1:1"] * 2


def call(url: str) -> Call:
    return Call(method="POST", url=url, headers=(), body=b"{}", connect_seconds=1, total_seconds=5)


def test_this_machine_is_called_as_it_is() -> None:
    async def run() -> tuple[int, list[str]]:
        async with Receiver() as receiver:
            answer = await send(call(f"{receiver.url}/hook"), DIRECT)
        assert answer is not None
        return answer.status, receiver.heads

    status, heads = asyncio.run(run())
    assert status == 200
    assert heads[0].startswith("POST /hook HTTP/1.1\r\n")


def test_a_world_in_process_calls_not_even_this_machine(serve: Serve) -> None:
    async def use(served: Any) -> Any:
        return served.world().outbound_target("127.0.0.1")

    assert open_world().outbound_target("127.0.0.1") is None
    assert serve(use) is DIRECT


@pytest.mark.parametrize(
    ("host", "inside"),
    [
        ("localhost", True), ("LOCALHOST", True), ("127.0.0.1", True), ("127.9.9.9", True),
        ("::1", True), ("localhost.example.com", False), ("10.0.0.1", False),
        ("169.254.169.254", False), ("2130706433", False), ("", False),
    ],
)  # fmt: skip
def test_what_this_machine_is(host: str, inside: bool) -> None:
    assert is_loopback(host) is inside


def test_a_receiver_that_is_slow_holds_up_its_own_world_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def run() -> tuple[int, bool]:
        hub = Hub()
        slow, quick = hub.open("slow", "empty"), hub.open("quick", "empty")
        done: list[str] = []

        async def never() -> int:
            await asyncio.Event().wait()
            return 0

        async def once() -> int:
            done.append("quick")
            for task in list(quick.store.tables["kernel.queue"]):
                quick.queue.remove(task)
            return 1

        monkeypatch.setattr(slow, "pump", never)
        monkeypatch.setattr(quick, "pump", once)
        pumping = asyncio.ensure_future(pump(hub))
        for world in (slow, quick, quick):
            world.queue.put("shopify", "nothing")
        async with asyncio.timeout(LIMIT):
            while not done:
                await asyncio.sleep(0.01)
        quick.queue.put("shopify", "nothing")
        async with asyncio.timeout(LIMIT):
            while len(done) < 2:
                await asyncio.sleep(0.01)
        pumping.cancel()
        with pytest.raises(asyncio.CancelledError):
            await pumping
        return len(done), pumping.cancelled()

    assert asyncio.run(run()) == (2, True)


def test_a_bug_in_a_platform_ends_no_pump() -> None:
    async def run() -> list[str]:
        hub = Hub()
        broken, sound = hub.open("broken", "empty"), hub.open("sound", "empty")
        pumping = asyncio.ensure_future(pump(hub))
        broken.queue.put("shopify", "never heard of")
        sound.shopify.desk.place([("TEE-BLK", 1)])
        sound.queue.put("shopify", "never heard of")
        async with asyncio.timeout(LIMIT):
            while not (broken.bugs and sound.bugs):
                await asyncio.sleep(0.01)
        pumping.cancel()
        await asyncio.gather(pumping, return_exceptions=True)
        return [str(bug) for world in hub for bug in world.bugs]

    said = asyncio.run(run())
    assert said == ["shopify has no work of the kind 'never heard of'"] * 2


def test_targets_are_read_from_the_command() -> None:
    from sandbox.hosting.serve import UsageError, target

    assert target("hooks.example.com=http://127.0.0.1:9000/x") == (
        "hooks.example.com", "http://127.0.0.1:9000/x",
    )  # fmt: skip
    for wrong in ("hooks.example.com", "=http://x", "h=ftp://x", "h=http://", "h=127.0.0.1:9000"):
        with pytest.raises(UsageError, match="write HOST=URL"):
            target(wrong)
