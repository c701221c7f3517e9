"""The world of example W8 with the whole engine on it: Amazon and NetSuite over HTTP, the CLI."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import typer.testing

from connector.cli import Surroundings, app
from connector.engine import Engine
from connector.jobs.inline import InlineJobs
from connector.journal import Journal
from connector.settings import Settings, parse
from sandbox.amazon.rules import reports
from sandbox.netsuite.records import Transaction
from sandbox.world import World
from sandbox.worlds import open_named

FEBRUARY = datetime(2024, 2, 12, 9, 0, tzinfo=UTC)
NUMBER = "10000000001"
REPORT = "5000000000219760"
WRITES = {"POST", "PATCH", "PUT", "DELETE"}


class Killed(BaseException):
    """kill -9: nothing of ours runs after it."""


@dataclass
class WorldClock:
    world: World

    def now(self) -> datetime:
        return self.world.clock.now()

    async def sleep(self, seconds: float) -> None:
        await self.world.sleep(seconds)


@dataclass
class Given(Surroundings):
    """Settings without a file."""

    raw: dict[str, Any] = field(default_factory=dict)

    def settings(self) -> Settings:
        return parse(self.raw)


class Wire(httpx.AsyncBaseTransport):
    """Counts writes to NetSuite's record service; kills the engine after one was carried out."""

    def __init__(self, world: World) -> None:
        self._within = world.transport()
        self.writes = 0
        self.kill_after = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await self._within.handle_async_request(request)
        if request.method in WRITES and "/record/v1/" in request.url.path:
            self.writes += 1
            if self.writes == self.kill_after:
                raise Killed
        return response


@dataclass
class Bench:
    """One machine: settings, a journal on disk, an engine that may be started anew."""

    world: World
    folder: Path
    tab: dict[str, Any] = field(default_factory=dict)
    account: dict[str, Any] = field(default_factory=dict)
    number: str = NUMBER
    report: str = REPORT
    posted_before: tuple[Any, Path] | None = None

    def __post_init__(self) -> None:
        self.wire = Wire(self.world)
        self.journal = Journal(str(self.folder / "j.db"))
        self.restart()

    @property
    def raw(self) -> dict[str, Any]:
        known = self.world.credentials()
        customer = self.world.netsuite.records.entities_by_external_id.first("amazon-settlements")
        assert customer is not None
        tba = ("consumer_key", "consumer_secret", "token_id", "token_secret")
        return {
            "environment": "production",
            "journal": str(self.folder / "j.db"),
            "netsuite": {
                "account": known["NETSUITE_ACCOUNT"],
                **{name: known[f"NETSUITE_{name.upper()}"] for name in tba},
            },
            "accounts": {
                "main": {
                    "channel": "amazon",
                    "seller_id": known["SPAPI_SELLER_ID"],
                    "marketplace_id": known["SPAPI_MARKETPLACE_ID"],
                    "client_id": known["SPAPI_CLIENT_ID"],
                    "client_secret": known["SPAPI_CLIENT_SECRET"],
                    "refresh_token": known["SPAPI_REFRESH_TOKEN"],
                    "payment_methods": {"Standard": "Amazon Pay"},
                    **self.account,
                    "settlement": {"customer_internal_id": str(customer.id), **self.tab},
                }
            },
        }

    def other_report(self) -> str:
        """The id of a report that is no settlement."""
        account = self.world.amazon
        made = reports.request(
            account,
            type="GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL",
            marketplaces=("ATVPDKIKX0DER",),
            start=FEBRUARY - timedelta(days=1),
            end=FEBRUARY,
        )
        return made.id

    def restart(self, **tab: Any) -> Engine:
        """A new process on the same journal; `tab` are settings of the Settlement tab."""
        self.tab.update(tab)
        self.engine = Engine(
            parse(self.raw), self.journal, WorldClock(self.world), InlineJobs(), self.wire
        )
        return self.engine

    def run(self, work: Any) -> Any:
        return asyncio.run(work)

    def advance(self, **step: float) -> None:
        self.world.clock.advance(timedelta(**step))

    def close(self) -> None:
        asyncio.run(self.engine.aclose())
        self.journal.close()

    # --- the tester's steps -----------------------------------------------------------------------

    def retrieve(self, report: str = REPORT) -> Any:
        return self.run(self.engine.retrieve_settlement("main", report))

    def post(self, *postings: int) -> Any:
        return self.run(self.engine.post_settlement(NUMBER, postings=postings))

    def posted(self) -> None:
        """Retrieved and posted; with the default settings it is taken from where it was done
        before, world and journal."""
        if self.tab or self.account or self.posted_before is None:
            self.retrieve()
            self.post()
            return
        snapshot, journal = self.posted_before
        self.world.restore(snapshot)
        self.close()
        shutil.copy(journal, self.folder / "j.db")
        self.journal = Journal(str(self.folder / "j.db"))
        self.restart()

    def standing(self, number: str = NUMBER) -> Any:
        return self.engine.settlement(number)

    def activated(self) -> None:
        """Both errors cancelled, orders live, Settlement Sync on, and orders off again: only the
        settlement sync is looked at, and of its reports the last one."""
        self.posted()
        self.restart(days_back=10)
        self.engine.cancel_settlement_postings(NUMBER)
        self.engine.set_switch("main", "order", True)
        self.engine.set_switch("main", "settlement", True)
        self.journal.set_switch("main", "order", False)

    def due(self) -> list[Any]:
        return list(self.run(self.engine.run_due()))

    def document(self, number: int) -> Transaction:
        """The billed record of an order of the example."""
        reference = f"111-{number:07}-{number:07}"
        found = self.world.netsuite.records.transactions_by_other_ref_num.find(reference)
        return next(each for each in found if each.type in {"CashSale", "CustInvc"})

    def made(self) -> list[str]:
        """Numbers of all cash refunds, credit memos and documents of the settlement customer."""
        return sorted(
            each.tran_id
            for each in self.world.netsuite.records.transactions
            if each.type in {"CashRfnd", "CustCred"}
        )

    # --- files ------------------------------------------------------------------------------------

    def download(self, change: Callable[[list[str]], list[str]] | None = None) -> Path:
        """The settlement's file from Seller Central; `change` is what a person did to its rows
        (header and summary first)."""
        lines = self.world.amazon.desk.download(NUMBER).decode("cp1252").split("\n")
        rows = [each for each in lines if each.strip()]
        rows = rows if change is None else change(rows)
        file = self.folder / "settlement.txt"
        file.write_bytes(("\n".join(rows) + "\n").encode("cp1252"))
        return file

    def verify(self, file: Path | None = None) -> Any:
        return self.run(self.engine.verify_settlement(file or self.download()))

    # --- the command line -------------------------------------------------------------------------

    def cli(self, *arguments: str, columns: int = 100) -> Any:
        surroundings = Given(clock=WorldClock(self.world), http=self.wire, raw=self.raw)
        return typer.testing.CliRunner().invoke(
            app, list(arguments), obj=surroundings, env={"COLUMNS": str(columns)}
        )

    def cli_json(self, *arguments: str) -> Any:
        return json.loads(self.cli(*arguments, "--json").stdout)


@pytest.fixture(scope="session")
def w8_snapshot() -> tuple[World, Any]:
    """Example W8 after Create Settlement Items."""
    world = open_named("w8-settlement", start=FEBRUARY)
    return world, world.snapshot()


@pytest.fixture(scope="session")
def w8_ready(w8_snapshot: tuple[World, Any], tmp_path_factory: pytest.TempPathFactory) -> Any:
    world, start = w8_snapshot
    world.restore(start)
    bench = Bench(world, tmp_path_factory.mktemp("ready"))
    bench.run(bench.engine.create_settlement_items("main"))
    bench.close()
    return world.snapshot()


@pytest.fixture(scope="session")
def w8_posted(
    w8_snapshot: tuple[World, Any], w8_ready: Any, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Any, Path]:
    """Example W8 retrieved and posted: the world, and the journal's file."""
    world, _ = w8_snapshot
    world.restore(w8_ready)
    bench = Bench(world, tmp_path_factory.mktemp("posted"))
    bench.posted()
    bench.close()
    return world.snapshot(), bench.folder / "j.db"


@pytest.fixture
def bench(
    w8_snapshot: tuple[World, Any],
    w8_ready: Any,
    w8_posted: tuple[Any, Path],
    tmp_path: Path,
) -> Iterator[Bench]:
    world, _ = w8_snapshot
    world.restore(w8_ready)
    made = Bench(world, tmp_path, posted_before=w8_posted)
    yield made
    made.close()


@pytest.fixture
def killed() -> type[BaseException]:
    return Killed


@pytest.fixture
def day() -> timedelta:
    return timedelta(days=1)
