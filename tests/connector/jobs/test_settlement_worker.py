"""The daily settlement sync under a worker that is killed: taken over, never written twice.

The settlement of example W8 lies on Amazon. The worker is killed while the answer to a write is
under way: the fee lines stand on their billed record, or the document is made, and no record says
so. What NetSuite holds is read from the world's own documents.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import sys
import tomllib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from connector.clock import SystemClock
from connector.engine import Engine
from connector.jobs.inline import InlineJobs
from connector.journal import Journal
from connector.settings import parse
from sandbox.hosting.proxy import Authority, Proxy
from sandbox.kernel.faults import ConnectionLost
from sandbox.kernel.routing import Request, Response
from sandbox.world import World
from sandbox.worlds import open_named

ROOT = Path(__file__).resolve().parents[3]
LIMIT = 90.0  # seconds: a hanging worker fails the test; a busy machine does not
NUMBER = "10000000001"
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
[accounts.main]
channel = "amazon"
seller_id = "{SPAPI_SELLER_ID}"
marketplace_id = "{SPAPI_MARKETPLACE_ID}"
client_id = "{SPAPI_CLIENT_ID}"
client_secret = "{SPAPI_CLIENT_SECRET}"
refresh_token = "{SPAPI_REFRESH_TOKEN}"
payment_methods = {{ Standard = "Amazon Pay" }}
[accounts.main.settlement]
customer_internal_id = "{customer}"
days_back = 60
"""
# Number | order or settlement | amounts of its lines, as example W8 has them; the cash sale of
# order 8 has the fees of the settlement before.
HELD = [
    ("CR1001", "111-0000001-0000001", ["25.00", "-3.75", "0.75"]),
    ("CR1002", "111-0000008-0000008", ["35.00", "-5.25", "1.05"]),
    ("CR1003", "10000000001", ["25.00", "-14.20", "39.99", "18.42"]),
    ("CS1001", "111-0000008-0000008", ["35.00", "-5.25", "-4.10"]),
    ("CS1002", "111-0000001-0000001", ["50.00", "-7.50", "-0.75"]),
    ("CS1003", "111-0000002-0000002", ["29.99", "-4.50", "-3.86"]),
    ("CS1004", "111-0000003-0000003", ["80.00", "-12.00", "-13.20"]),
]
FEES = ("PATCH", "/cashSale/")
REFUND = ("POST", "/!transform/cashRefund")
SUMMARY = ("POST", "/record/v1/cashRefund")


@dataclass
class Worker:
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

    async def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return await asyncio.wait_for(self.process.wait(), LIMIT)


@dataclass
class Scene:
    world: World
    settings: Path
    write: tuple[str, str]
    """Method and part of the path of the write that nobody hears the answer to."""
    environment: dict[str, str] = field(default_factory=dict)
    written: asyncio.Event = field(default_factory=asyncio.Event)
    dead: asyncio.Event = field(default_factory=asyncio.Event)
    workers: list[Worker] = field(default_factory=list)

    async def answer(self, request: Request) -> Response:
        response = await World.handle(self.world, request)
        method, part = self.write
        if not self.written.is_set() and request.method == method and part in request.path:
            self.written.set()
            await self.dead.wait()
            raise ConnectionLost(after_write=True)
        return response

    @property
    def held(self) -> list[tuple[str, str, list[str]]]:
        return sorted(
            (each.tran_id, each.other_ref_num, [f"{line.amount:.2f}" for line in each.lines])
            for each in self.world.netsuite.records.transactions
            if each.type in {"CashSale", "CashRfnd", "CustCred", "CustInvc"}
        )

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
async def scene(folder: Path, journal: str, write: tuple[str, str]) -> AsyncIterator[Scene]:
    world = open_named("w8-settlement", start=datetime.now(UTC))
    customer = world.netsuite.records.entities_by_external_id.first("amazon-settlements")
    assert customer is not None
    made = Scene(world, folder / "connector.toml", write)
    made.settings.write_text(
        FILE.format(journal=journal, customer=customer.id, **world.credentials())
    )
    await switch_on(world, made.settings)
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


async def switch_on(world: World, settings: Path) -> None:
    """Create Settlement Items; the switch without the test before it."""
    read = parse(tomllib.loads(settings.read_text()))
    journal = Journal(read.journal)
    async with Engine(read, journal, SystemClock(), InlineJobs(), world.transport()) as engine:
        await engine.create_settlement_items("main")
    journal.set_switch("main", "settlement", True)
    journal.close()


def play(
    folder: Path, journal: str, write: tuple[str, str], story: Callable[[Scene], Awaitable[None]]
) -> None:
    async def whole() -> None:
        async with scene(folder, journal, write) as made:
            await story(made)

    asyncio.run(whole())


def standing(journal: str) -> tuple[str, int, int]:
    held = Journal(journal)
    found = held.settlement("main", NUMBER)
    progress = held.progress(found.id)
    said = progress.word(True), progress.posted, progress.failed
    held.close()
    return said


@pytest.mark.parametrize("write", [FEES, REFUND], ids=["fee lines", "refund"])
def test_a_killed_worker_goes_on_where_it_was_after_its_restart(
    tmp_path: Path, system_database: Path, write: tuple[str, str]
) -> None:
    journal = str(tmp_path / "journal.db")
    shutil.copy(system_database, tmp_path / "journal.jobs.db")

    async def story(here: Scene) -> None:
        await here.kill(await here.start())
        again = await here.start()
        ran = await again.until("run")
        # Both reports were taken before: they are not new a second time, and not left out.
        report = ran["report"]
        assert (report["new"], report["posted"], report["failed"]) == (2, 7, 4)
        assert here.held == HELD
        assert await again.end() == 0
        assert await again.complaints() == ""

    play(tmp_path, journal, write, story)
    assert standing(journal) == ("Error posting to NetSuite (75 %)", 6, 2)


@pytest.mark.parametrize("write", [FEES, SUMMARY], ids=["fee lines", "summary"])
def test_of_two_workers_on_one_postgresql_the_other_takes_over(
    tmp_path: Path, new_postgres: Callable[[], str], write: tuple[str, str]
) -> None:
    journal = new_postgres()

    async def story(here: Scene) -> None:
        first = await here.start("--slot", "worker-1")
        await asyncio.wait_for(here.written.wait(), LIMIT)
        second = await here.start("--slot", "worker-2")
        await second.until("started")
        await here.kill(first)
        took = await second.until("took over")
        assert took["slot"] == "worker-1"
        assert [each.rpartition(":2")[0] for each in took["runs"]] == ["main:settlement"]
        ran = await second.until("run")
        assert ran["run"] == took["runs"][0]
        report = ran["report"]
        assert (report["new"], report["posted"], report["failed"]) == (2, 7, 4)
        assert here.held == HELD
        assert await second.end() == 0

    play(tmp_path, journal, write, story)
    assert standing(journal) == ("Error posting to NetSuite (75 %)", 6, 2)


def test_a_worker_that_only_slept_adds_no_line_after_it_was_taken_over(
    tmp_path: Path, new_postgres: Callable[[], str]
) -> None:
    journal = new_postgres()

    async def story(here: Scene) -> None:
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
        assert here.held == HELD
        assert await second.end() == 0

    play(tmp_path, journal, FEES, story)
    assert standing(journal) == ("Error posting to NetSuite (75 %)", 6, 2)
