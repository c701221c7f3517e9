"""A second machine posts the whole settlement between the look and the write of the first."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest

from connector.engine import Engine
from connector.jobs.inline import InlineJobs
from connector.journal import Journal

POSTING_WRITES = 6
WRITES = {"POST", "PATCH"}


class Held(httpx.AsyncBaseTransport):
    """Holds the write with the number `held` until the other machine has done all of its work."""

    def __init__(self, bench: Any, held: int, journal: Path) -> None:
        self._within = bench.world.transport()
        self._bench, self._held, self._journal = bench, held, journal
        self.writes = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.method in WRITES and "/record/v1/" in request.url.path:
            self.writes += 1
            if self.writes == self._held:
                await self._other_machine()
        return await self._within.handle_async_request(request)

    async def _other_machine(self) -> None:
        bench, journal = self._bench, Journal(str(self._journal))
        other = Engine(
            bench.engine.settings,
            journal,
            bench.engine.clock,
            InlineJobs(),
            bench.world.transport(),
        )
        if not other.settlements():
            await other.retrieve_settlement("main", bench.report)
        await other.post_settlement(bench.number)
        await other.aclose()
        journal.close()


@pytest.mark.parametrize("journal", ["j.db", "its_own.db"], ids=["one journal", "its own journal"])
@pytest.mark.parametrize("held", range(1, POSTING_WRITES + 1))
def test_the_other_machine_is_quicker_at_every_write(bench: Any, held: int, journal: str) -> None:
    bench.retrieve()
    wire = Held(bench, held, bench.folder / journal)
    slow = Engine(bench.engine.settings, bench.journal, bench.engine.clock, InlineJobs(), wire)

    async def post() -> None:
        await slow.post_settlement(bench.number)
        await slow.aclose()

    asyncio.run(post())
    assert wire.writes >= held
    bench.restart()
    bench.advance(minutes=5)
    bench.post()
    assert bench.standing().word == "Error posting to NetSuite (75 %)"
    assert [str(bench.document(each).total) for each in (1, 2, 3)] == ["46.74", "21.63", "54.80"]
    assert len(bench.made()) == 3
    seen = bench.run(bench.engine.tie_out_settlement(bench.number))
    assert (str(seen.explained), str(seen.remainder)) == ("16.16 USD", "0.00 USD")
