"""Workers as processes against the served sandbox: killed, taken over, stopped.

The refund of an order waits in NetSuite to be posted to Shopify. The worker is killed while the
answer to its write is under way: the money has moved, no record says so. Refunds are counted in
the world.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from typer.testing import CliRunner, Result

from connector.cli import app
from connector.clock import SystemClock
from connector.engine import Engine
from connector.jobs.inline import InlineJobs
from connector.journal import Journal
from connector.settings import parse
from sandbox.hosting.proxy import Authority, Proxy
from sandbox.kernel.faults import ConnectionLost
from sandbox.kernel.routing import Request, Response
from sandbox.world import World, open_world

ROOT = Path(__file__).resolve().parents[3]
MINUTE = timedelta(minutes=1)
LIMIT = 90.0  # seconds: a hanging worker fails the test; a busy machine does not
FILE = """
environment = "production"
journal = "{journal}"
[worker]
poll_seconds = 0.01
beat_seconds = 0.1
takeover_seconds = 1.0
stop_seconds = 5.0
[netsuite]
account = "{NETSUITE_ACCOUNT}"
consumer_key = "{NETSUITE_CONSUMER_KEY}"
consumer_secret = "{NETSUITE_CONSUMER_SECRET}"
token_id = "{NETSUITE_TOKEN_ID}"
token_secret = "{NETSUITE_TOKEN_SECRET}"
[accounts.acme]
shop = "{SHOPIFY_SHOP}"
token = "{SHOPIFY_TOKEN}"
payment_methods = {{ shopify_payments = "Shopify Payments" }}
positive_adjustment_item = "Refund Adjustment Positive"
negative_adjustment_item = "Refund Adjustment Negative"
"""


@dataclass
class Worker:
    """A process and the events it printed so far."""

    process: asyncio.subprocess.Process
    events: list[dict[str, Any]] = field(default_factory=list)

    async def until(self, kind: str) -> dict[str, Any]:
        assert self.process.stdout is not None
        while True:
            line = await asyncio.wait_for(self.process.stdout.readline(), LIMIT)
            assert line, (kind, self.events, await self.complaints())
            self.events.append(json.loads(line))
            if self.events[-1]["event"] == kind:
                return self.events[-1]

    async def complaints(self) -> str:
        assert self.process.stderr is not None
        return (await asyncio.wait_for(self.process.stderr.read(), LIMIT)).decode()

    async def end(self, number: signal.Signals | None = signal.SIGTERM) -> int:
        if number is not None:
            self.process.send_signal(number)
        return await asyncio.wait_for(self.process.wait(), LIMIT)


@dataclass
class Scene:
    world: World
    settings: Path
    environment: dict[str, str]
    written: asyncio.Event = field(default_factory=asyncio.Event)
    dead: asyncio.Event = field(default_factory=asyncio.Event)
    hold: int = 0
    """How many answers to a refund to hold back until `dead` is set."""
    workers: list[Worker] = field(default_factory=list)

    async def answer(self, request: Request) -> Response:
        response = await World.handle(self.world, request)
        if self.hold and b"refundCreate" in request.body:
            self.hold -= 1
            self.written.set()
            await self.dead.wait()
            raise ConnectionLost(after_write=True)
        return response

    @property
    def refunds(self) -> list[str]:
        """What Shopify gave back to the buyer: the world's own documents."""
        order = self.world.shopify.desk.find("#1001")
        return [
            f"{paid.amount.shop:.2f}"
            for refund in order.refunds
            for paid in order.transactions_of(refund)
        ]

    async def start(self, *words: str) -> Worker:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "features.cli", "connector", "worker",
            "--settings", str(self.settings), "--json", *words,
            cwd=ROOT, env=self.environment,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        self.workers.append(Worker(process))
        return self.workers[-1]

    async def kill(self, worker: Worker) -> None:
        await asyncio.wait_for(self.written.wait(), LIMIT)
        assert await worker.end(signal.SIGKILL) == -signal.SIGKILL
        self.dead.set()


@asynccontextmanager
async def scene(folder: Path, journal: str) -> AsyncIterator[Scene]:
    # The refund is a minute old: a run reads whole seconds up to the one it starts in, and a
    # quick machine starts a worker within the second in which the refund was made.
    world = open_world("workers", seed=7, start=datetime.now(UTC) - MINUTE)
    made = Scene(world, folder / "connector.toml", {})
    made.settings.write_text(FILE.format(journal=journal, **world.credentials()))
    await a_refund_waits(world, made.settings)
    world.clock.advance(MINUTE)
    world.clock.run()
    world.handle = made.answer  # type: ignore[method-assign]  # the proxy asks the world
    authority = Authority()
    async with Proxy(world, authority) as proxy:
        made.environment = {
            "PATH": os.environ.get("PATH", ""),
            "HTTPS_PROXY": proxy.url,
            "SSL_CERT_FILE": str(authority.write_pem(folder / "ca.pem")),
        }
        try:
            yield made
        finally:
            made.dead.set()
            for worker in made.workers:
                if worker.process.returncode is None:
                    worker.process.kill()
                await worker.process.communicate()
    assert world.bugs == []


async def a_refund_waits(world: World, settings: Path) -> None:
    import tomllib

    read = parse(tomllib.loads(settings.read_text()))
    journal = Journal(read.journal)
    bought = world.shopify.desk.place(lines=[("TEE-BLK", 3)], email="dana@example.com")
    async with Engine(read, journal, SystemClock(), InlineJobs(), world.transport()) as engine:
        found = await engine.retrieve_order("acme", bought.name)
        await engine.post(found.rows[0].id)
        engine.set_switch("acme", "refund from NetSuite", True)
    desk = world.netsuite.desk
    order = desk.find_order("#1001")
    assert order is not None
    desk.fulfil(order.id)
    desk.refund(desk.bill(order.id).id, lines={"TEE-BLK": 1})
    journal.close()


def play(folder: Path, journal: str, story: Callable[[Scene], Awaitable[None]]) -> None:
    async def whole() -> None:
        async with scene(folder, journal) as made:
            await story(made)

    asyncio.run(whole())


def rows(journal: str) -> list[tuple[str, str]]:
    held = Journal(journal)
    found = [(str(row.status), str(row.target_amount)) for row in held.rows("other_transactions")]
    held.close()
    return found


def test_a_killed_worker_goes_on_where_it_was_after_its_restart(
    tmp_path: Path, system_database: Path
) -> None:
    journal = str(tmp_path / "journal.db")
    shutil.copy(system_database, tmp_path / "journal.jobs.db")

    async def story(here: Scene) -> None:
        here.hold = 1
        await here.kill(await here.start())
        assert here.refunds == ["19.47"]
        again = await here.start()
        ran = await again.until("run")
        # Reading was finished: the refund is not new a second time. It is found, not written.
        assert (ran["report"]["new"], ran["report"]["posted"]) == (1, 1)
        assert here.refunds == ["19.47"]
        assert await again.end() == 0
        assert await again.complaints() == ""

    play(tmp_path, journal, story)
    assert rows(journal) == [("Posted", "19.47 USD")]


def test_of_two_workers_on_one_postgresql_the_other_takes_over(
    tmp_path: Path, new_postgres: Callable[[], str]
) -> None:
    journal = new_postgres()

    async def story(here: Scene) -> None:
        here.hold = 1
        first = await here.start("--slot", "worker-1")
        await asyncio.wait_for(here.written.wait(), LIMIT)
        second = await here.start("--slot", "worker-2")
        await second.until("started")
        await here.kill(first)
        took = await second.until("took over")
        assert took["slot"] == "worker-1"
        assert [each.rpartition(":2")[0] for each in took["runs"]] == ["acme:refund from NetSuite"]
        ran = await second.until("run")
        assert ran["run"] == took["runs"][0]
        assert (ran["report"]["new"], ran["report"]["posted"]) == (1, 1)
        assert here.refunds == ["19.47"]
        assert await second.end() == 0

    play(tmp_path, journal, story)
    assert rows(journal) == [("Posted", "19.47 USD")]
    held = Journal(journal)
    assert held.slots() == []
    held.close()


def test_a_worker_that_only_slept_stops_and_nothing_is_written_twice(
    tmp_path: Path, new_postgres: Callable[[], str]
) -> None:
    journal = new_postgres()

    async def story(here: Scene) -> None:
        here.hold = 1
        first = await here.start("--slot", "worker-1")
        await asyncio.wait_for(here.written.wait(), LIMIT)
        second = await here.start("--slot", "worker-2")
        await second.until("started")
        first.process.send_signal(signal.SIGSTOP)
        await second.until("took over")
        await second.until("run")
        here.dead.set()
        assert await first.end(signal.SIGCONT) == 5
        assert "slot worker-1 was taken over by another worker" in await first.complaints()
        assert here.refunds == ["19.47"]
        assert await second.end() == 0

    play(tmp_path, journal, story)
    assert rows(journal) == [("Posted", "19.47 USD")]


def command(folder: Path, *words: str) -> Result:
    settings = folder / "connector.toml"
    names = open_world("workers").credentials()
    settings.write_text(FILE.format(journal=folder / "j.db", **names))
    return CliRunner().invoke(app, ["worker", "--settings", str(settings), *words])


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--database", "mysql://u:secret@h/d"], "journal: mysql databases are not supported"),
        (["--database", ":memory:"], "journal: a worker needs one that outlives it"),
        (
            ["--database", "postgresql://u:secret@127.0.0.1:1/books"],
            "journal: postgresql://u:***@127.0.0.1:1/books cannot be used",
        ),
    ],
)
def test_a_database_that_cannot_be_used_is_explained(
    tmp_path: Path, words: list[str], says: str
) -> None:
    found = command(tmp_path, *words)
    assert (found.exit_code, found.stdout) == (3, "")
    assert found.stderr.startswith(says)
    assert "secret" not in found.stderr
    assert len(found.stderr.splitlines()) == 1


def test_a_user_who_may_not_create_the_queue_is_told(
    tmp_path: Path, new_postgres: Callable[[], str]
) -> None:
    database = new_postgres()
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("CREATE ROLE clerk LOGIN")
        connection.execute("GRANT CREATE ON SCHEMA public TO clerk")
    url = database.replace("postgres:@", "clerk:secret@")
    found = command(tmp_path, "--database", url)
    assert (found.exit_code, found.stdout) == (3, "")
    assert found.stderr.startswith("journal: postgresql://clerk:***@/test")
    assert "(permission denied for database test" in found.stderr
    assert "that the user may create tables and schemas" in found.stderr
    held = Journal(database)
    assert held.slots() == []
    held.close()
