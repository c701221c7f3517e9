"""Jobs in the caller's own task, one after the other: tests, the command line, virtual days.

The journal remembers the steps. A run that was cut off is taken up by the next call that finds
its sync due, in this process or a later one; the clock is the engine's.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from connector.jobs.jobs import Job, Json, Records, Step, Workshop, carried_out

__all__ = ["InlineJobs"]


class InlineJobs:
    async def run(self, jobs: Sequence[Job], workshop: Workshop) -> list[Json]:
        reports = []
        for job in jobs:
            cut_off = workshop.journal.unfinished_run(job.account, job.sync)
            taken = job if cut_off is None else Job.parse(cut_off)
            step = _remembering(taken.id, workshop.journal)
            reports.append(await carried_out(taken, workshop, step))
        return [report for report in reports if report is not None]


def _remembering(run_id: str, journal: Records) -> Step:
    known = journal.steps_of(run_id)

    async def step(name: str, work: Callable[[], Awaitable[Json]]) -> Json:
        if name not in known:
            known[name] = await work()
            journal.note_step(run_id, name, known[name])
        return known[name]

    return step
