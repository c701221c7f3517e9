"""Requests that are answered later: `Prefer: respond-async`.

    documents   a job, its tasks, the steps that are still to be done
    batch       a collection body or a list of ids as one request a record
    runner      submitting, and doing one step after another

Source: Help Center "REST Web Services Request Processing", "Sending an Asynchronous Request",
"Sending an Asynchronous Request Using an Idempotency Key", "Batch Operations". Everything lies in
tables `jobs.netsuite.*`: a waiting request has changed no business document yet.
"""

from __future__ import annotations

from sandbox.netsuite.jobs.documents import Job, JobTask
from sandbox.netsuite.jobs.runner import JOB_PATH, KIND, Jobs, Part, wants_async

__all__ = ["JOB_PATH", "KIND", "Job", "JobTask", "Jobs", "Part", "wants_async"]
