"""`connector drive`: the engine behind the driver contract, in a process of its own.

One call is one JSON object, one answer another (docs/driver.md): JSON lines on the standard
streams, or POSTs to a port. Every call names the world's time, the settings and a folder to
remember in; an engine is kept for as long as the same ones are named. Nothing else of the process
is asked, so the engine takes its connections from the environment that the call gives.
"""

from __future__ import annotations

import asyncio
import json as json_text
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from connector.cli_output import row_as_dict
from connector.engine import (
    HTTP_TIMEOUT,
    ActionRefused,
    Engine,
    SettingsRefused,
    UnknownAccount,
    UnknownSettlement,
)
from connector.flows.connex.run import Span
from connector.flows.directions import Sync, syncs_of
from connector.jobs.inline import InlineJobs
from connector.journal import Journal, JournalUnusable, UnknownRow
from connector.rows import (
    BOOKS_SOURCE,
    OrderStatus,
    RefundStatus,
    Row,
    RowKind,
    SalesStatus,
    Status,
)
from connector.settings import SettingsInvalid, parse
from connector.settlements.postings import PostingStatus, Settlement, SettlementStatus
from connector.trouble import Trouble

__all__ = ["CONTRACT", "Driving", "MalformedCall"]

CONTRACT = 1
Json = dict[str, Any]
Wait = Callable[[float], Awaitable[datetime]]
"""Lets so many seconds of world time pass; the world's time then."""

SYNCS = {
    "orders": Sync.ORDER,
    "shipments": Sync.FULFILMENT,
    "refunds to books": Sync.REFUND_TO_BOOKS,
    "refunds from books": Sync.REFUND_FROM_BOOKS,
    "settlements": Sync.SETTLEMENT,
    "sales": Sync.SALES,
}
STATES: dict[Status, str] = {
    OrderStatus.IN_FARAPP: "known",
    OrderStatus.SCHEDULED: "known",
    OrderStatus.ERROR: "failed",
    OrderStatus.WAITING: "posted",
    OrderStatus.FULFILMENT_ERROR: "failed",
    OrderStatus.COMPLETE: "complete",
    OrderStatus.CANCELED: "canceled",
    RefundStatus.IN_FARAPP: "known",
    RefundStatus.SCHEDULED: "known",
    RefundStatus.IN_PROGRESS: "unknown",
    RefundStatus.POSTED: "posted",
    RefundStatus.ERROR: "failed",
    RefundStatus.ERROR_STOREFRONT: "failed",
    RefundStatus.CANCELED: "canceled",
    SalesStatus.QUEUED: "known",
    SalesStatus.WAITING: "waiting",
    SalesStatus.CHECKING: "unknown",
    SalesStatus.SYNCED: "posted",
    SalesStatus.SKIPPED: "skipped",
    SalesStatus.ERROR: "failed",
    SalesStatus.CANCELED: "canceled",
}
SETTLEMENT_STATES = {
    SettlementStatus.IN_FARAPP: "known",
    SettlementStatus.SCHEDULED: "known",
    SettlementStatus.IN_PROGRESS: "unknown",
    SettlementStatus.ERROR: "failed",
    SettlementStatus.COMPLETE: "complete",
    SettlementStatus.CANCELED: "canceled",
}
SETTLEMENT = "settlement "
"""The id of a settlement's row: this, and our own number of it."""


class MalformedCall(ValueError):
    """The call is not one of the contract."""


class WorldTime:
    """The clock of the engine: the world's time as the last call or wait said it, and the wall
    since. `wait`: how a sleep is asked for; None: it is slept."""

    def __init__(self, wait: Wait | None = None) -> None:
        self._wait = wait
        self._ahead = timedelta()

    def say(self, now: datetime) -> None:
        self._ahead = now - datetime.now(UTC)

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    async def sleep(self, seconds: float) -> None:
        if self._wait is None:
            await asyncio.sleep(seconds)
        else:
            self.say(await self._wait(seconds))


@dataclass
class Running:
    """An engine and what it was started from."""

    cause: tuple[str, str]
    engine: Engine
    journal: Journal

    async def stop(self) -> None:
        await self.engine.aclose()
        self.journal.close()


class Driving:
    """Answers calls, one after the other."""

    def __init__(self, wait: Wait | None = None) -> None:
        self._clock = WorldTime(wait)
        self._running: Running | None = None
        self._one = asyncio.Lock()

    async def answer(self, call: Json) -> Json:
        """Raises MalformedCall."""
        async with self._one:
            try:
                return await self._answer(call)
            except KeyError as missing:
                raise MalformedCall(f"the call has no member {missing}") from missing
            except (SettingsInvalid, JournalUnusable) as unusable:
                return _no(str(unusable))
            except (
                UnknownAccount,
                UnknownRow,
                UnknownSettlement,
                ActionRefused,
                SettingsRefused,
            ) as no:
                return _no(str(no))
            except Trouble as trouble:
                return _no(trouble.sentence)

    async def aclose(self) -> None:
        if self._running is not None:
            await self._running.stop()
            self._running = None

    async def _answer(self, call: Json) -> Json:
        if call["contract"] != CONTRACT:
            raise MalformedCall(f"contract {call['contract']}: this engine speaks {CONTRACT}")
        work = {
            "retrieve": self._retrieve,
            "post": self._post,
            "sync": self._sync,
            "status": self._status,
        }.get(call["call"])
        if work is None:
            raise MalformedCall(f"there is no call {call['call']!r}")
        self._clock.say(datetime.fromisoformat(call["now"]))
        engine = await self._engine(call)
        self._set_switches(engine, call["switched_on"])
        return await work(engine, call)

    async def _engine(self, call: Json) -> Engine:
        """The one that runs, or another when settings, folder or connections are others."""
        cause = (call["state"], json_text.dumps([call["settings"], call["environment"]]))
        if self._running is not None and self._running.cause == cause:
            return self._running.engine
        await self.aclose()
        journal = Path(call["state"]) / "journal.db"
        settings = parse({**call["settings"], "journal": str(journal)})
        if settings.environment_conflicts:
            raise SettingsInvalid(list(settings.environment_conflicts))
        opened = Journal(settings.journal)
        environment = call["environment"]
        engine = Engine(settings, opened, self._clock, InlineJobs(), lambda: _client(environment))
        self._running = Running(cause, engine, opened)
        return engine

    @staticmethod
    def _set_switches(engine: Engine, switched_on: dict[str, list[str]]) -> None:
        """Off before on, since the two refund directions never are on together."""
        for name, account in engine.settings.accounts.items():
            wanted = {_sync(each) for each in switched_on.get(name, [])}
            for sync in syncs_of(account):
                if sync not in wanted:
                    engine.journal.set_switch(name, sync, False)
            for sync in wanted:
                if not engine.journal.switch(name, sync):
                    engine.set_switch(name, sync, True)

    # --- the four calls -----------------------------------------------------------------------

    async def _retrieve(self, engine: Engine, call: Json) -> Json:
        account, order = call["account"], call["order"]
        if call["what"] == "settlement":
            brought = await engine.retrieve_settlement(account, order)
            rows = [] if brought.settlement is None else [_settlement(engine, brought.settlement)]
            told = {"ok": brought.ok, "message": brought.message, "rows": rows}
            return told if brought.problem is None else {**told, "remedy": brought.problem.remedy}
        if call["what"] == "order":
            found = await engine.retrieve_order(account, order)
        else:
            source = BOOKS_SOURCE if call["source"] == "books" else None
            found = await engine.retrieve_refund(account, order, source)
        said = found.message
        if found.problem is not None and not said:
            said = found.problem.sentence
        return {"ok": found.ok, "message": said, "rows": [_row(each) for each in found.rows]}

    async def _post(self, engine: Engine, call: Json) -> Json:
        try:
            if call["row"].startswith(SETTLEMENT):
                held = engine.journal.settlement_at(int(call["row"].removeprefix(SETTLEMENT)))
                await engine.post_settlement(held.number, held.account)
                return {"ok": True, "rows": [_settlement(engine, held)]}
            row = await engine.post(int(call["row"]))
        except (ActionRefused, ValueError) as refused:
            return _no(str(refused))
        return {"ok": True, "rows": [_row(row)]}

    async def _sync(self, engine: Engine, call: Json) -> Json:
        span = None
        first, last, order = (call.get(name) for name in ("first_day", "last_day", "order"))
        if first or order:
            span = Span(
                start=date.fromisoformat(first) if first else None,
                to=date.fromisoformat(last) if last else None,
                order=order or "",
            )
        report = await engine.run(call["account"], _sync(call["sync"]), span)
        if report.problem is not None:
            return {**_no(report.problem.sentence), "remedy": report.problem.remedy}
        return {"ok": True}

    async def _status(self, engine: Engine, call: Json) -> Json:
        rows = [row for name in ("orders", "other_transactions") for row in engine.rows(name)]
        settlements = [_settlement(engine, each.settlement) for each in engine.settlements()]
        return {"ok": True, "rows": [*(_row(each) for each in rows), *reversed(settlements)]}


def _no(sentence: str) -> Json:
    return {"ok": False, "message": sentence}


def _sync(word: str) -> Sync:
    if word not in SYNCS:
        raise MalformedCall(f"there is no sync {word!r}; there are {', '.join(SYNCS)}")
    return SYNCS[word]


def _row(row: Row) -> Json:
    """A row in the words of the contract."""
    found: Json = {
        "id": str(row.id),
        "account": row.account,
        "kind": "order" if row.kind is RowKind.ORDER else "refund",
        "source": "books" if row.from_books else "storefront",
        "order": row.order_name,
        "state": STATES[row.status],
        "warnings": list(row.warnings),
    }
    if row.source_amount is not None:
        found["amount"] = row_as_dict(row)["source_amount"]
    if row.problem is not None:
        problem = row.problem
        said = problem.sentence
        if problem.verbatim and problem.verbatim not in said:
            said = f"{said} {problem.verbatim}"
        found["problem"] = {"sentence": said, "remedy": problem.remedy}
    return found


def _settlement(engine: Engine, held: Settlement) -> Json:
    """A settlement in the words of the contract: as a row whose order is the settlement's ID."""
    standing = engine.settlement(held.number, held.account)
    found: Json = {
        "id": f"{SETTLEMENT}{held.id}",
        "account": held.account,
        "kind": "settlement",
        "source": "storefront",
        "order": held.number,
        "state": SETTLEMENT_STATES[standing.status],
        "percent": standing.progress.percent,
        "warnings": list(standing.warnings),
        "amount": {"amount": f"{held.total.amount:f}", "currency": held.total.currency},
    }
    failed = engine.settlement_postings(held.number, held.account, PostingStatus.ERROR)
    problem = next((each.problem for each in failed if each.problem is not None), None)
    if problem is not None:
        found["problem"] = {"sentence": problem.sentence, "remedy": problem.remedy}
    return found


def _client(environment: dict[str, str]) -> httpx.AsyncClient:
    """Through the proxy and with the certificates that the call names, if it names any."""
    proxy = environment.get("HTTPS_PROXY") or None
    authority = environment.get("SSL_CERT_FILE")
    trusted = ssl.create_default_context(cafile=authority or None)
    return httpx.AsyncClient(timeout=HTTP_TIMEOUT, proxy=proxy, verify=trusted, trust_env=False)
