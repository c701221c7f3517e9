"""`connector worker` on the command line: its start, its lines and its end."""

from __future__ import annotations

import asyncio
import json as json_text
import signal
import sys
from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import Any

from connector.cli_output import NO, OK, OPEN, SETTINGS, USAGE
from connector.engine import Engine
from connector.jobs.dbos import DbosJobs
from connector.jobs.inline import InlineJobs
from connector.jobs.jobs import Job, Json
from connector.jobs.worker import SlotLost, SlotTaken, Worker
from connector.journal import Journal, JournalUnusable
from connector.listening import CannotListen, listening
from connector.listening import place as check_place
from connector.settings import Settings, SettingsInvalid
from connector.subscribing import kept_subscribed
from connector.surroundings import Surroundings
from connector.webhooks import Webhooks

__all__ = ["run_worker"]

Event = dict[str, Any]


def run_worker(
    surroundings: Surroundings,
    slot: str | None,
    database: str | None,
    *,
    listen: str = "",
    as_json: bool,
) -> tuple[int, str]:
    """Until SIGTERM or SIGINT. The exit code, and the sentence that explains it, if any."""
    tell = _as_json if as_json else _as_text
    try:
        if listen:
            check_place(listen)
    except ValueError as nowhere:
        return USAGE, str(nowhere)
    try:
        settings = surroundings.settings()
        if settings.environment_conflicts:
            raise SettingsInvalid(list(settings.environment_conflicts))
        place = database or settings.journal
        if place in {":memory:", "sqlite://", "sqlite:///:memory:"}:
            raise SettingsInvalid(
                ["journal: a worker needs one that outlives it; name a file or a database"]
            )
        journal = Journal(place)
    except SettingsInvalid as invalid:
        return SETTINGS, str(invalid)
    except JournalUnusable as unusable:
        return SETTINGS, str(unusable)
    try:
        name = slot or settings.worker.slot
        asyncio.run(_work(surroundings, settings, journal, name, tell, listen))
    except (SlotTaken, CannotListen) as taken:
        return NO, str(taken)
    except SlotLost as lost:
        return OPEN, str(lost)
    except JournalUnusable as unusable:
        return SETTINGS, str(unusable)
    finally:
        journal.close()
    return OK, ""


async def _work(
    surroundings: Surroundings,
    settings: Settings,
    journal: Journal,
    slot: str,
    tell: Callable[[Event], None],
    listen: str,
) -> None:
    def ended(job: Job, report: Json, bug: BaseException | None) -> None:
        event = {"event": "run", "run": job.id, "report": report}
        if bug is not None:
            event = {"event": "bug", "run": job.id, "error": f"{type(bug).__name__}: {bug}"}
        tell(event)

    jobs = DbosJobs(
        journal.path,
        tenant=settings.books_id,
        slot=slot,
        poll_seconds=settings.worker.poll_seconds,
        at_once=settings.worker.accounts_at_once,
        ended=ended,
    )
    engine = Engine(
        settings, journal, surroundings.clock, jobs, surroundings.http, surroundings.adapters
    )
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    try:
        async with AsyncExitStack() as stack:
            if listen:
                there = await stack.enter_async_context(listening(Webhooks(engine), listen))
                tell({"event": "listening", "address": there})
                # The worker's engine sends from the loop of its jobs, this one from ours.
                asking = Engine(
                    settings,
                    journal,
                    surroundings.clock,
                    InlineJobs(),
                    surroundings.http,
                    surroundings.adapters,
                )
                await stack.enter_async_context(asking)
                await stack.enter_async_context(kept_subscribed(asking, tell))
            await Worker(engine, journal, jobs, slot, settings.worker, tell).run(stop)
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)
        await engine.aclose()  # where no run ever used it


def _as_json(event: Event) -> None:
    print(json_text.dumps(event, ensure_ascii=False), flush=True)


def _as_text(event: Event) -> None:
    kind = event["event"]
    if kind == "run":
        report = event["report"]
        if report is None:
            return  # carried out before
        counts = ", ".join(
            f"{report[name]} {name}"
            for name in ("seen", "new", "posted", "failed", "unknown", "waiting")
            if report[name]
        )
        line = f"{event['run']}: {counts or 'nothing to do'}"
        if report["problem"] is not None:
            line += f"; ended early: {report['problem']['sentence']}"
    elif kind == "took over":
        line = f"took over slot {event['slot']}: {', '.join(event['runs']) or 'it had no runs'}"
    elif kind == "waiting":
        line = f"slot {event['slot']} is held on {event['host']}; waiting whether it lives"
    elif kind == "stopped":
        left = "; a run was interrupted and is taken up later" if event["interrupted"] else ""
        line = f"slot {event['slot']} stopped{left}"
    elif kind == "listening":
        line = f"takes webhooks on http://{event['address']}"
    elif kind == "subscribed":
        line = f"{event['account']}: subscribed to {', '.join(event['topics'])}"
    elif kind == "started":
        line = f"slot {event['slot']} started"
    else:
        line = f"{event['run']} ended in a bug: {event['error']}" if kind == "bug" else ""
        line = line or event["sentence"]
    print(line, file=sys.stderr if kind in {"bug", "trouble"} else sys.stdout, flush=True)
