"""Submitting asynchronous requests and running them.

A job is a row of steps: one that starts it, then one for each task, or one for all tasks when the
client asked for parallel processing. When a step is done is the account's `async_jobs`:

    queue   each good answer that the account gives moves the oldest waiting job one step on, so
            that a client that polls sees pending, processing, succeeded under any clock
    clock   steps are due by the world's time and done before the next request is answered

`World.pump` does everything that is due, under both.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec

from sandbox.kernel.queue import Task
from sandbox.kernel.routing import Request, Response
from sandbox.netsuite.errors import IdempotencyError
from sandbox.netsuite.jobs.documents import IdempotencyKey, Job, JobTask, Step
from sandbox.netsuite.roles import Session

if TYPE_CHECKING:
    from sandbox.netsuite.app import NetSuite

__all__ = ["JOB_PATH", "KIND", "Jobs", "Part", "wants_async"]

JOB_PATH = "/services/rest/async/v1/job"
KIND = "async"
_KEY_HEADER = "x-netsuite-idempotency-key"
# Of the request's headers, what the handlers read. `respond-async` is done with.
_KEPT = (
    "content-type",
    "accept",
    "x-netsuite-propertynamevalidation",
    "x-netsuite-propertyvaluevalidation",
)


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One request that a job consists of. `content_type` replaces the submitted one: a piece of a
    collection is a single record."""

    method: str
    path: str
    query: str = ""
    body: bytes = b""
    content_type: str = ""


def preferences(request: Request) -> list[str]:
    return [word.strip().lower() for word in request.headers.get("prefer", "").split(",")]


def wants_async(request: Request) -> bool:
    return "prefer" in request.headers and "respond-async" in preferences(request)


class Jobs:
    """The asynchronous requests of one account."""

    def __init__(self, netsuite: NetSuite) -> None:
        self._netsuite = netsuite
        store = netsuite.store
        self.jobs = store.table("jobs.netsuite.job", Job)
        self.tasks = store.table("jobs.netsuite.task", JobTask)
        self._steps = store.table("jobs.netsuite.step", Step)
        self._in_order = self._steps.index(lambda step: (step.due,))
        self._keys = store.table("jobs.netsuite.idempotency_key", IdempotencyKey)

    # Submitting

    def submit(self, request: Request, parts: Sequence[Part]) -> Response:
        """202 with the place of the new job. Raises IdempotencyError for a key used before."""
        key = request.headers.get(_KEY_HEADER, "").strip().lower()
        known = self._keys.get(key) if key else None
        if known is not None:
            raise IdempotencyError(f"{JOB_PATH}/{known.job}")
        job = self._put(request, parts)
        if key:
            self._keys.put(IdempotencyKey(key, job.id))
        return Response(
            202,
            b"",
            [
                ("Preference-Applied", "respond-async"),
                ("Location", f"{JOB_PATH}/{job.id}"),
                ("X-NetSuite-JobId", str(job.id)),
                ("Content-Type", "application/json"),
            ],
        )

    def _put(self, request: Request, parts: Sequence[Part]) -> Job:
        netsuite = self._netsuite
        session = netsuite.session
        assert session is not None  # noqa: S101 - a request gets here through `admit`
        job = self.jobs.put(
            Job(
                id=netsuite.ids.next("netsuite.job"),
                submitted=netsuite.clock.now(),
                host=request.host,
                scheme=request.scheme,
                base=request.base,
                user=session.user,
                role=session.role.id,
                integration=session.integration,
                tasks=len(parts),
            )
        )
        headers = [(name, request.headers[name]) for name in _KEPT if name in request.headers]
        if "transient" in preferences(request):
            headers.append(("prefer", "transient"))
        if any(part.content_type for part in parts):
            headers = [header for header in headers if header[0] != "content-type"]
        for number, part in enumerate(parts, start=1):
            self.tasks.put(
                JobTask(
                    id=_task_id(job.id, number),
                    job=job.id,
                    number=number,
                    method=part.method,
                    path=part.path,
                    query=part.query,
                    headers=(
                        (*headers, ("content-type", part.content_type))
                        if part.content_type
                        else tuple(headers)
                    ),
                    body=part.body,
                )
            )
        numbers = tuple(range(1, len(parts) + 1))
        parallel = any("batch-processing" in word and "parallel" in word for word in
                       preferences(request))  # fmt: skip
        self._plan(job, [(), numbers] if parallel else [(), *((number,) for number in numbers)])
        return job

    def _plan(self, job: Job, work: list[tuple[int, ...]]) -> None:
        netsuite, settings = self._netsuite, self._netsuite.settings
        by_clock = settings.async_jobs == "clock"
        for place, numbers in enumerate(work):
            seconds = settings.async_queue_seconds + place * settings.async_task_seconds
            due = job.submitted + timedelta(seconds=seconds if by_clock else 0)
            key = netsuite.ids.next("netsuite.job_step")
            task = netsuite.universe.queue.put(netsuite.name, KIND, str(key), due=due)
            self._steps.put(Step(id=key, job=job.id, numbers=numbers, due=due, task=task))

    # Running

    def before_request(self) -> None:
        """Do what the world's time has made due."""
        if len(self._steps) and self._netsuite.settings.async_jobs == "clock":
            now = self._netsuite.clock.now()
            while (step := self._first()) is not None and step.due <= now:
                self._do(step)

    def after_answer(self, response: Response) -> None:
        """Move the queue on. The answer to the submission itself moves nothing, nor does a
        refusal: nothing may have changed when a client is told no."""
        if len(self._steps) and response.status < 400 and response.status != 202:
            step = self._first()
            if step is not None and self._netsuite.settings.async_jobs == "queue":
                self._do(step)

    def perform(self, task: Task) -> None:
        """The world pumps. A step that was done meanwhile is done."""
        step = self._steps.get(int(task.payload))
        if step is not None:
            self._do(step)

    def task(self, job: int, number: int) -> JobTask | None:
        return self.tasks.get(_task_id(job, number))

    def _first(self) -> Step | None:
        return next(self._in_order.between(), None)

    def _do(self, step: Step) -> None:
        """One step, whole or not at all."""
        with self._netsuite.store.transaction():
            self._steps.delete(step.id)
            self._netsuite.universe.queue.remove(step.task)
            job = self.jobs[step.job]
            if step.numbers:
                for number in step.numbers:
                    self._run(job, self.tasks[_task_id(job.id, number)])
                waiting = any(other.job == job.id for other in self._steps)
                self.jobs.put(msgspec.structs.replace(job, completed=not waiting))
                return
            self.jobs.put(msgspec.structs.replace(job, started=True))
            first = self.tasks[_task_id(job.id, 1)]
            self.tasks.put(msgspec.structs.replace(first, started=True))

    def _run(self, job: Job, task: JobTask) -> None:
        netsuite = self._netsuite
        request = Request(
            task.method, job.host, task.path, task.query, task.headers, task.body, job.scheme,
            job.base,
        )  # fmt: skip
        outer = netsuite.session
        netsuite.session = Session(
            user=job.user, role=netsuite.auth.roles.table[job.role], integration=job.integration
        )
        try:
            answer = netsuite.replay(request)
        finally:
            netsuite.session = outer
        self.tasks.put(
            msgspec.structs.replace(
                task,
                started=True,
                status=answer.status,
                answer_headers=tuple(answer.headers),
                answer=answer.body,
            )
        )


def _task_id(job: int, number: int) -> str:
    return f"{job:09}/{number:03}"
