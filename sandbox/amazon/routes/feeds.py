"""Feeds API 2021-06-30. Source: published model; a link lives five minutes, a result 28 days."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from sandbox.amazon.errors import InvalidInput, NotFound
from sandbox.amazon.records import Feed
from sandbox.amazon.routes.common import Params, body_of, open_page, seal_page, signed
from sandbox.amazon.routes.orders_v0 import known_marketplaces
from sandbox.amazon.rules.feeds import TYPES, submit
from sandbox.amazon.rules.reports import keep_file
from sandbox.amazon.wire.shapes import answer, moment
from sandbox.kernel.routing import Request, Response, Route

if TYPE_CHECKING:
    from sandbox.amazon.app import Amazon

__all__ = ["ROUTES"]

_STATUSES = ("CANCELLED", "DONE", "FATAL", "IN_PROGRESS", "IN_QUEUE")
_KEPT = timedelta(days=28)
_LISTED = timedelta(days=90)
_FILTERS = {
    "feedTypes", "marketplaceIds", "pageSize", "processingStatuses", "createdSince",
    "createdUntil",
}  # fmt: skip


def create_document(amazon: Amazon, request: Request) -> Response:
    """createFeedDocument: 201 and a link to upload to. Raises InvalidInput."""
    kind = body_of(request).get("contentType")
    if not isinstance(kind, str) or "/" not in kind:
        raise InvalidInput("Invalid Input", "contentType is required.")
    empty = keep_file(amazon, b"", kind, label="tortuga")
    file = amazon.records.files.put(msgspec.structs.replace(empty, uploaded=False))
    link = signed(amazon, request, "PUT", file.id)
    return answer({"feedDocumentId": file.id, "url": link}, 201)


def create(amazon: Amazon, request: Request) -> Response:
    """createFeed: 202. Raises InvalidInput."""
    body = body_of(request)
    type, marketplaces = body.get("feedType"), body.get("marketplaceIds")
    if not isinstance(marketplaces, list) or not marketplaces:
        raise InvalidInput("Invalid Input", "marketplaceIds is required.")
    known = known_marketplaces(amazon, request, [str(each) for each in marketplaces], 25)
    if not isinstance(type, str) or type not in TYPES:
        raise InvalidInput("Invalid Input", "feedType is not valid.")
    file = amazon.records.files.get(str(body.get("inputFeedDocumentId")))
    if file is None or file.compression:
        raise InvalidInput("Invalid Input", "inputFeedDocumentId is not valid.")
    return answer({"feedId": submit(amazon, type, tuple(known), file).id}, 202)


def single(amazon: Amazon, request: Request) -> Response:
    """getFeed. Raises NotFound."""
    return answer(_feed(_find(amazon, request)))


def cancel(amazon: Amazon, request: Request) -> Response:
    """cancelFeed, while it waits. Raises NotFound and InvalidInput."""
    feed = _find(amazon, request)
    if feed.status != "IN_QUEUE":
        raise InvalidInput("Invalid Input", f"Feed {feed.id} is {feed.status}.")
    amazon.records.feeds.put(msgspec.structs.replace(feed, status="CANCELLED"))
    return Response(200, b"", [("content-type", "application/json")])


def listed(amazon: Amazon, request: Request) -> Response:
    """getFeeds: newest first. Raises InvalidInput."""
    params = Params(request)
    if "nextToken" in params:
        if set(params.names()) & _FILTERS:
            raise InvalidInput("Invalid Input", "nextToken must be the only parameter.")
        state = open_page(amazon, "feeds", params.one("nextToken"))
    else:
        types, statuses = params.many("feedTypes"), params.many("processingStatuses")
        if not 1 <= len(types) <= 10 or any(status not in _STATUSES for status in statuses):
            raise InvalidInput("Invalid Input", "feedTypes or processingStatuses is not valid.")
        now = amazon.clock.now()
        since = params.moment("createdSince") or now - _LISTED
        state = {
            "types": types,
            "statuses": statuses,
            "marketplaces": known_marketplaces(amazon, request, params.many("marketplaceIds"), 10),
            "size": params.number("pageSize", 10, 100),
            "since": max(since, now - _LISTED).isoformat(),
            "until": (params.moment("createdUntil") or now).isoformat(),
            "skip": 0,
        }
    low, high = datetime.fromisoformat(state["since"]), datetime.fromisoformat(state["until"])
    found = [
        each
        for each in amazon.records.feeds_by_creation.between(
            low, high + timedelta(microseconds=1), reverse=True
        )
        if each.type in state["types"]
        and (not state["statuses"] or each.status in state["statuses"])
        and (not state["marketplaces"] or set(each.marketplaces) & set(state["marketplaces"]))
        and amazon.region_at(each.marketplaces[0]) == amazon.region_of(request)
    ]
    begin, size = state["skip"], state["size"]
    told: dict[str, Any] = {"feeds": [_feed(each) for each in found[begin : begin + size]]}
    if len(found) > begin + size:
        told["nextToken"] = seal_page(amazon, "feeds", state | {"skip": begin + size})
    return answer(told)


def document(amazon: Amazon, request: Request) -> Response:
    """getFeedDocument: what was sent, or the processing report. Raises NotFound."""
    key = request.params["feedDocumentId"]
    file = amazon.records.files.get(key)
    known = file is not None and any(
        key in (each.source, each.result) for each in amazon.records.feeds
    )
    if file is None or not known or amazon.clock.now() > file.created + _KEPT:
        raise NotFound("The requested feed document was not found.")
    encoded = request.query.get("enableContentEncodingUrlHeader", "").lower() == "true"
    encoding = "gzip" if encoded and file.compression == "GZIP" else "identity"
    link = signed(amazon, request, "GET", key, **{"response-content-encoding": encoding})
    told = {"feedDocumentId": key, "url": link}
    if file.compression:
        told["compressionAlgorithm"] = file.compression
    return answer(told)


def _find(amazon: Amazon, request: Request) -> Feed:
    feed = amazon.records.feeds.get(request.params["feedId"])
    if feed is None or amazon.region_at(feed.marketplaces[0]) != amazon.region_of(request):
        raise NotFound("The requested feed was not found.")
    return feed


def _feed(feed: Feed) -> dict[str, Any]:
    told: dict[str, Any] = {
        "feedId": feed.id,
        "feedType": feed.type,
        "marketplaceIds": list(feed.marketplaces),
        "createdTime": moment(feed.created),
        "processingStatus": feed.status,
    }
    for name, at in (
        ("processingStartTime", feed.began),
        ("processingEndTime", feed.finished),
    ):
        if at is not None:
            told[name] = moment(at)
    if feed.result:
        told["resultFeedDocumentId"] = feed.result
    return told


_BASE = "/feeds/2021-06-30"
ROUTES: tuple[Route[Amazon], ...] = (
    Route("GET", f"{_BASE}/feeds", listed),
    Route("POST", f"{_BASE}/feeds", create),
    Route("GET", f"{_BASE}/feeds/{{feedId}}", single),
    Route("DELETE", f"{_BASE}/feeds/{{feedId}}", cancel),
    Route("POST", f"{_BASE}/documents", create_document),
    Route("GET", f"{_BASE}/documents/{{feedDocumentId}}", document),
)
