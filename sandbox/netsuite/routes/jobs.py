"""Asynchronous processing: what is answered 202, and the jobs it leads to.

Source: Help Center "Sending an Asynchronous Request", "Batch Operations". Any call of the record
and query services may be asked for with `Prefer: respond-async`; a batch exists only so.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sandbox.kernel.routing import Request, Response
from sandbox.netsuite.errors import (
    InvalidRequest,
    MethodNotAllowed,
    NonexistentId,
    UnsupportedMediaType,
)
from sandbox.netsuite.jobs import JOB_PATH, Job, JobTask, Part, wants_async
from sandbox.netsuite.jobs.batch import by_ids, by_items, is_collection
from sandbox.netsuite.routes.common import (
    COLLECTION,
    kind_of,
    origin,
    page_links,
    page_of,
    resource,
)
from sandbox.netsuite.wire.values import Object

if TYPE_CHECKING:
    from sandbox.netsuite.app import NetSuite

__all__ = ["batch", "deferrable", "job", "or_batch", "result", "task", "tasks"]

Handler = Callable[["NetSuite", Request], Response]


def deferrable(handler: Handler) -> Handler:
    """`handler`, or a job that calls it later."""

    def answer(netsuite: NetSuite, request: Request) -> Response:
        if not wants_async(request):
            return handler(netsuite, request)
        whole = Part(
            method=request.method,
            path=request.raw_path,
            query=request.raw_query,
            body=request.body,
        )
        return netsuite.jobs.submit(request, [whole])

    return answer


def or_batch(handler: Handler) -> Handler:
    """A collection's own handler, or a batch when the request names several records."""
    single = deferrable(handler)

    def answer(netsuite: NetSuite, request: Request) -> Response:
        several = is_collection(request) if request.method == "POST" else "ids" in request.query
        return batch(netsuite, request) if several else single(netsuite, request)

    return answer


def batch(netsuite: NetSuite, request: Request) -> Response:
    """Raises InvalidRequest when the client wants to wait for the answer, MethodNotAllowed when
    nothing says that several records are meant."""
    if not (is_collection(request) or "ids" in request.query or wants_async(request)):
        raise MethodNotAllowed(["GET", "POST"])
    if not kind_of(request, netsuite).writable and request.method != "GET":
        raise MethodNotAllowed(["GET"])
    if not wants_async(request):
        raise InvalidRequest(
            "Batch operations require asynchronous execution. Set the Prefer header to "
            "respond-async.",
            header="Prefer",
        )
    if request.method in ("GET", "DELETE"):
        return netsuite.jobs.submit(request, by_ids(request))
    if not is_collection(request):
        raise UnsupportedMediaType(request.headers.get("content-type", ""))
    return netsuite.jobs.submit(request, by_items(request))


def job(netsuite: NetSuite, request: Request) -> Response:
    found = _job(netsuite, request)
    href = f"{origin(request)}{JOB_PATH}/{found.id}"
    return resource(
        {
            "links": [_self(href)],
            "completed": found.completed,
            "id": str(found.id),
            "progress": found.progress,
            "task": {"links": [_self(f"{href}/task")]},
        }
    )


def tasks(netsuite: NetSuite, request: Request) -> Response:
    """In the order in which they were submitted."""
    found = _job(netsuite, request)
    page = page_of(request)
    href = f"{origin(request)}{JOB_PATH}/{found.id}/task"
    numbers = range(1, found.tasks + 1)[page.offset : page.offset + page.limit]
    items: list[Object] = [
        {"links": [_self(f"{href}/{number}")], "id": str(number)} for number in numbers
    ]
    return resource(
        {
            "links": page_links(request, page, found.tasks),
            "count": len(items),
            "hasMore": page.offset + page.limit < found.tasks,
            "items": items,
            "offset": page.offset,
            "totalResults": found.tasks,
        },
        COLLECTION,
    )


def task(netsuite: NetSuite, request: Request) -> Response:
    found = _task(netsuite, request)
    href = f"{origin(request)}{JOB_PATH}/{found.job}/task/{found.number}"
    return resource(
        {
            "links": [_self(href)],
            "completed": found.completed,
            "id": str(found.number),
            "progress": found.progress,
            "result": {"links": [_self(f"{href}/result")]},
        }
    )


def result(netsuite: NetSuite, request: Request) -> Response:
    """The answer that the request would have got at once: status, headers and body."""
    found = _task(netsuite, request)
    if not found.completed:
        raise NonexistentId("The result of the task is not available yet.")
    return Response(found.status, found.answer, found.answer_headers)


def _job(netsuite: NetSuite, request: Request) -> Job:
    number = _number(request.params["job"])
    found = netsuite.jobs.jobs.get(number)
    if found is None:
        raise NonexistentId(f"Job with ID '{request.params['job']}' does not exist.")
    return found


def _task(netsuite: NetSuite, request: Request) -> JobTask:
    parent = _job(netsuite, request)
    found = netsuite.jobs.task(parent.id, _number(request.params["task"]))
    if found is None:
        raise NonexistentId(f"Task with ID '{request.params['task']}' does not exist.")
    return found


def _number(written: str) -> int:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else 0


def _self(href: str) -> Object:
    return {"rel": "self", "href": href}
