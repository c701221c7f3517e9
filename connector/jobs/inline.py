"""Jobs in the caller's own task, one after the other: tests, the command line, virtual days."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from connector.jobs.jobs import Job

__all__ = ["InlineJobs"]


class InlineJobs:
    async def run(self, jobs: Sequence[Job], work: Callable[[Job], Awaitable[None]]) -> None:
        for job in jobs:
            await work(job)
