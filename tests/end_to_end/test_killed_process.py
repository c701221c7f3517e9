"""kill -9 between the write and its record, in a real process with a journal on disk.

The sandbox is served through its HTTPS proxy, so the target outlives the engine. The answer to
the write is held back until the engine is dead: the money has moved, the journal does not know.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import tomllib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from connector.clock import SystemClock
from connector.engine import Engine
from connector.jobs.inline import InlineJobs
from connector.journal import Journal
from connector.settings import parse
from sandbox.hosting.proxy import Authority, Proxy
from sandbox.kernel.routing import Request, Response
from sandbox.world import World, open_world

ROOT = Path(__file__).resolve().parents[2]
TIME_LIMIT = 90.0  # seconds: a hanging engine fails the test; a busy machine does not
SETTINGS = """
environment = "production"
journal = "{journal}"
[netsuite]
account = "{NETSUITE_ACCOUNT}"
consumer_key = "{NETSUITE_CONSUMER_KEY}"
consumer_secret = "{NETSUITE_CONSUMER_SECRET}"
token_id = "{NETSUITE_TOKEN_ID}"
token_secret = "{NETSUITE_TOKEN_SECRET}"
[accounts.acme]
shop = "{SHOPIFY_SHOP}"
token = "{SHOPIFY_TOKEN}"
positive_adjustment_item = "Refund Adjustment Positive"
negative_adjustment_item = "Refund Adjustment Negative"
[accounts.acme.payment_methods]
shopify_payments = "Shopify Payments"
"""


class Held:
    """The world, but the answer to the first request with `text` waits for the engine's end."""

    def __init__(self, world: World) -> None:
        self._handle = world.handle
        self.text = b""
        self.written = asyncio.Event()
        self.dead = asyncio.Event()

    async def __call__(self, request: Request) -> Response:
        response = await self._handle(request)
        if self.text and self.text in request.body:
            self.text = b""
            self.written.set()
            await self.dead.wait()
        return response


@dataclass
class Shell:
    """`connector` in processes of their own, on one settings file and one journal."""

    settings: Path
    environment: dict[str, str]

    async def start(self, *words: str) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "features.cli", "connector",
            "--settings", str(self.settings), *words, "--json",
            cwd=ROOT, env=self.environment,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip

    async def json(self, *words: str) -> Any:
        process = await self.start(*words)
        printed, complaints = await asyncio.wait_for(process.communicate(), TIME_LIMIT)
        assert process.returncode == 0, (words, process.returncode, printed, complaints)
        return json.loads(printed)


Story = Callable[[World, Shell, Held], Awaitable[None]]


def play(folder: Path, story: Story) -> None:
    async def whole() -> None:
        # A running clock: the engine signs with the wall clock of its own process.
        world = open_world("killed", seed=7, start=None)
        world.shopify.desk.place(lines=[("TEE-BLK", 3)], email="dana@example.com")
        held = Held(world)
        world.handle = held  # type: ignore[method-assign]  # the proxy asks the world for answers
        authority = Authority()
        pem = authority.write_pem(folder / "ca.pem")
        settings = folder / "connector.toml"
        settings.write_text(SETTINGS.format(journal=folder / "journal.db", **world.credentials()))
        await order_and_row(world, settings)
        async with Proxy(world, authority) as proxy:
            shell = Shell(
                settings,
                {"PATH": os.environ.get("PATH", ""), "HTTPS_PROXY": proxy.url,
                 "SSL_CERT_FILE": str(pem), "COLUMNS": "80"},
            )  # fmt: skip
            await story(world, shell, held)
        assert world.bugs == []

    asyncio.run(whole())


async def order_and_row(world: World, settings: Path) -> None:
    """The order is in NetSuite, and the journal knows it: by an engine in this process, since only
    what is killed, and what comes after it, has to be a process."""
    read = parse(tomllib.loads(settings.read_text()))
    journal = Journal(read.journal)
    async with Engine(read, journal, SystemClock(), InlineJobs(), world.transport()) as engine:
        found = await engine.retrieve_order("acme", "#1001")
        await engine.post(found.rows[0].id)
    journal.close()


async def kill_when_written(shell: Shell, held: Held, text: bytes, row: int) -> None:
    held.text = text
    process = await shell.start("post", str(row))
    await asyncio.wait_for(held.written.wait(), TIME_LIMIT)
    process.send_signal(signal.SIGKILL)
    await process.communicate()
    held.dead.set()
    assert process.returncode == -signal.SIGKILL


def test_a_payout_is_found_and_not_paid_again(tmp_path: Path) -> None:
    async def story(world: World, shell: Shell, held: Held) -> None:
        desk = world.netsuite.desk
        order = desk.find_order("#1001")
        assert order is not None
        desk.fulfil(order.id)
        desk.refund(desk.bill(order.id).id, lines={"TEE-BLK": 1})
        found = await shell.json("retrieve", "refund", "acme", "#1001", "--source", "NetSuite")
        row = found["rows"][0]["id"]
        await kill_when_written(shell, held, b"refundCreate", row)
        assert len(world.shopify.desk.find("#1001").refunds) == 1
        (posted,) = await shell.json("post", str(row))
        assert posted["status"] == "Posted"
        assert posted["target_amount"] == {"amount": "19.47", "currency": "USD"}
        assert len(world.shopify.desk.find("#1001").refunds) == 1

    play(tmp_path, story)


def test_a_document_is_found_and_not_written_again(tmp_path: Path) -> None:
    async def story(world: World, shell: Shell, held: Held) -> None:
        desk = world.netsuite.desk
        order = desk.find_order("#1001")
        assert order is not None
        desk.fulfil(order.id)
        desk.bill(order.id)
        bought = world.shopify.desk.find("#1001")
        world.shopify.desk.refund(bought.id, lines={"TEE-BLK": 1})
        found = await shell.json("retrieve", "refund", "acme", "#1001")
        row = found["rows"][0]["id"]
        await kill_when_written(shell, held, b'"nsc_refund_', row)
        (posted,) = await shell.json("post", str(row))
        assert posted["status"] == "Posted"
        assert posted["target_amount"] == {"amount": "19.47", "currency": "USD"}
        refunds = [each.total for each in world.netsuite.records.transactions
                   if each.type == "CashRfnd"]  # fmt: skip
        assert [f"{each:.2f}" for each in refunds] == ["19.47"]

    play(tmp_path, story)
