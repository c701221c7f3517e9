"""Batch operations: up to a hundred records of one type in one asynchronous request.

Source: Help Center "Batch Operations". A POST, PATCH or PUT carries `{"items": [...]}` under the
media type `...; type=collection`; GET (with `expandRecords=true`) and DELETE name the records in
`ids`. A PATCH item has `id` or `externalId`, `id` wins; a PUT item has `externalId`. The sentences
of the refusals are not published.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from sandbox.kernel.routing import Request
from sandbox.netsuite.errors import InvalidContent, InvalidParameter
from sandbox.netsuite.jobs.runner import Part
from sandbox.netsuite.wire.values import read, write

__all__ = ["MOST_RECORDS", "by_ids", "by_items", "is_collection"]

MOST_RECORDS = 100
_OF_THE_BATCH = ("ids", "expandRecords")


def is_collection(request: Request) -> bool:
    """The body is a collection, says its media type."""
    media_type = request.headers.get("content-type", "").replace(" ", "").lower()
    return media_type.startswith("application/vnd.oracle.resource+json") and (
        "type=collection" in media_type
    )


def by_items(request: Request) -> list[Part]:
    """One request a record of a collection body. Raises InvalidContent."""
    items = read(request.body).get("items")
    if not isinstance(items, list) or not items:
        raise InvalidContent("Invalid content in the request body. The items property is required.",
                             "items")  # fmt: skip
    if len(items) > MOST_RECORDS:
        raise InvalidContent(
            f"A batch request may contain at most {MOST_RECORDS} records; this one contains "
            f"{len(items)}.",
            "items",
        )
    parts: list[Part] = []
    for at, item in enumerate(items):
        if not isinstance(item, dict):
            raise InvalidContent.field_value(_shown(item), "items", f"items[{at}]")
        key = _key(request.method, item, at)
        path = request.raw_path if key is None else f"{request.raw_path}/{key}"
        body = dict(item)
        if request.method == "PUT":
            body.pop("externalId")  # the path names it
        parts.append(
            Part(
                method=request.method,
                path=path,
                query=_query(request),
                body=write(body),
                content_type="application/json",
            )
        )
    return parts


def by_ids(request: Request) -> list[Part]:
    """One request for each of `ids=1,2,eid:x`. Raises InvalidParameter."""
    ids = [each.strip() for each in request.query.get("ids", "").split(",") if each.strip()]
    if not ids:
        raise InvalidParameter("The query parameter ids is required for a batch request.", "ids")
    if len(ids) > MOST_RECORDS:
        raise InvalidParameter(
            f"A batch request may contain at most {MOST_RECORDS} records; ids names {len(ids)}.",
            "ids",
        )
    if request.method == "GET" and request.query.get("expandRecords", "").lower() != "true":
        raise InvalidParameter(
            "The query parameter expandRecords must be true when records are named by ids.",
            "expandRecords",
        )
    return [
        Part(
            method=request.method,
            path=f"{request.raw_path}/{quote(each, safe=':')}",
            query=_query(request),
        )
        for each in ids
    ]


def _key(method: str, item: dict[str, Any], at: int) -> str | None:
    """The record that an item means, as a URL names it; None for a POST."""
    if method == "POST":
        return None
    internal, external = item.get("id"), item.get("externalId")
    if method == "PATCH" and internal is not None:
        return quote(str(internal), safe="")
    if external is None:
        wanted = "externalId" if method == "PUT" else "id or externalId"
        raise InvalidContent(
            f"Invalid content in the request body. Each item of a {method} batch request needs "
            f"{wanted}.",
            f"items[{at}]",
        )
    return f"eid:{quote(str(external), safe='')}"


def _query(request: Request) -> str:
    """The request's own query without what concerns the batch."""
    return "&".join(
        part
        for part in request.raw_query.split("&")
        if part and part.partition("=")[0] not in _OF_THE_BATCH
    )


def _shown(value: Any) -> str:
    return write(value).decode()
