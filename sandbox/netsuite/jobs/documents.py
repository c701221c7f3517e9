"""What the account remembers of asynchronous requests."""

from __future__ import annotations

from datetime import datetime

import msgspec

from sandbox.kernel.queue import Task

__all__ = ["IdempotencyKey", "Job", "JobTask", "Step"]

Headers = tuple[tuple[str, str], ...]


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """One submitted request. `completed` says that every task ran, not that every task worked."""

    id: int
    submitted: datetime
    host: str
    scheme: str
    user: str
    role: int
    integration: str
    tasks: int
    base: str = ""
    started: bool = False
    completed: bool = False

    @property
    def progress(self) -> str:
        """Seen on the wire: pending, processing, succeeded. A job whose tasks failed has still
        succeeded (captured); only a task fails."""
        if self.completed:
            return "succeeded"
        return "processing" if self.started else "pending"


class JobTask(msgspec.Struct, frozen=True, kw_only=True):
    """One request of a job, and the answer once it ran (`status` 0: not yet).

    `id` orders by job and number; `number` counts from 1 in submission order.
    """

    id: str
    job: int
    number: int
    method: str
    path: str
    query: str
    headers: Headers
    body: bytes
    started: bool = False
    status: int = 0
    answer_headers: Headers = ()
    answer: bytes = b""

    @property
    def completed(self) -> bool:
        return self.status != 0

    @property
    def progress(self) -> str:
        if not self.completed:
            return "processing" if self.started else "pending"
        return "succeeded" if self.status < 400 else "failed"


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """Work that is still to be done for a job: to start it (`numbers` empty), or to run tasks.

    `task` is the same work in the world's queue, for whoever pumps.
    """

    id: int
    job: int
    numbers: tuple[int, ...]
    due: datetime
    task: Task


class IdempotencyKey(msgspec.Struct, frozen=True):
    id: str
    job: int
