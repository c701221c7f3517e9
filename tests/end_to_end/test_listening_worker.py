"""The real thing: `connector worker --listen` as a process, messages of the world over HTTP.

The first run comes by the schedule and finds nothing; the next would come in twenty minutes. An
order that is placed then is in NetSuite within seconds, because the storefront said so.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from connector.clock import SystemClock
from connector.engine import Engine
from connector.jobs.inline import InlineJobs
from connector.journal import Journal, Window
from connector.settings import parse
from sandbox.hosting.proxy import Authority, Proxy
from sandbox.world import World, open_world

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 90.0  # seconds: a hanging worker fails the test; a busy machine does not
HOST = "hooks.example.com"
FILE = """
environment = "production"
journal = "{journal}"
[worker]
poll_seconds = 0.05
beat_seconds = 0.2
takeover_seconds = 30
[netsuite]
account = "{NETSUITE_ACCOUNT}"
consumer_key = "{NETSUITE_CONSUMER_KEY}"
consumer_secret = "{NETSUITE_CONSUMER_SECRET}"
token_id = "{NETSUITE_TOKEN_ID}"
token_secret = "{NETSUITE_TOKEN_SECRET}"
[accounts.acme]
shop = "{SHOPIFY_SHOP}"
token = "{SHOPIFY_TOKEN}"
client_secret = "{SHOPIFY_CLIENT_SECRET}"
webhook_address = "https://hooks.example.com/webhooks"
payment_methods = {{ shopify_payments = "Shopify Payments" }}
"""


async def until(process: asyncio.subprocess.Process, kind: str) -> dict[str, Any]:
    assert process.stdout is not None
    assert process.stderr is not None
    while True:
        line = await asyncio.wait_for(process.stdout.readline(), LIMIT)
        assert line, (await process.stderr.read()).decode()
        event: dict[str, Any] = json.loads(line)
        if event["event"] == kind:
            return event


def forget_subscriptions(world: World) -> None:
    table = world.shopify.records.webhook_subscriptions
    for each in list(table):
        table.delete(each.id)


def test_a_message_puts_an_order_into_the_books_long_before_the_next_poll(tmp_path: Path) -> None:
    async def story() -> None:
        import tomllib

        world = open_world("messages", seed=7, start=None)
        settings = tmp_path / "connector.toml"
        settings.write_text(FILE.format(journal=tmp_path / "j.db", **world.credentials()))
        journal = Journal(str(tmp_path / "j.db"))
        read = parse(tomllib.loads(settings.read_text()))
        async with Engine(read, journal, SystemClock(), InlineJobs(), world.transport()) as engine:
            assert await engine.subscribe("acme") == [
                "ORDERS_CREATE", "ORDERS_UPDATED", "ORDERS_CANCELLED", "REFUNDS_CREATE",
            ]  # fmt: skip
            assert await engine.subscribe("acme") == []
            engine.set_switch("acme", "order", True)
        # It last ran 21 minutes ago, so it is due at once, and again in twenty. One that never ran
        # is due by the calendar, which may turn to its next third of an hour during the test.
        ran = SystemClock().now() - timedelta(minutes=21)
        journal.set_window("acme", "order", Window(read_until=ran, ran_at=ran))
        journal.close()
        forget_subscriptions(world)  # as Shopify does when nobody answered for hours
        authority = Authority()
        async with Proxy(world, authority) as proxy:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "features.cli", "connector", "worker",
                "--settings", str(settings), "--json", "--listen", "127.0.0.1:0",
                cwd=ROOT,
                env={
                    "PATH": os.environ.get("PATH", ""),
                    "HTTPS_PROXY": proxy.url,
                    "SSL_CERT_FILE": str(authority.write_pem(tmp_path / "ca.pem")),
                },
                stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
            )  # fmt: skip
            try:
                there = (await until(process, "listening"))["address"]
                renewed = await until(process, "subscribed")
                assert (renewed["account"], len(renewed["topics"])) == ("acme", 4)
                first = await until(process, "run")
                assert first["report"]["seen"] == 0
                world.outbound(HOST, f"http://{there}")
                world.shopify.desk.place(lines=[("TEE-BLK", 3)], email="dana@example.com")
                assert await world.pump() == 1
                woken = await until(process, "run")
                assert woken["run"].endswith("#1")
                assert woken["report"]["read_from"] is None
                assert woken["report"]["posted"] == 1
                process.terminate()
                assert await asyncio.wait_for(process.wait(), LIMIT) == 0
            finally:
                if process.returncode is None:
                    process.kill()
                await process.communicate()
        order = world.netsuite.desk.find_order("#1001")
        assert order is not None
        assert f"{order.total:.2f}" == "67.03"
        assert world.bugs == []

    asyncio.run(story())
