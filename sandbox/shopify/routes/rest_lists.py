"""Lists of the smaller families over REST: by id, with limit, since_id and Link paging.

Sources: Admin API, "Paginated REST". Newest first, unless `since_id` asks to go up by id.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlencode

import msgspec

from sandbox.kernel.routing import Request, Response
from sandbox.shopify.errors import BadRequest
from sandbox.shopify.routes.rest_requests import (
    PAGING_PAGE,
    no_numbered_pages,
    time_from,
    trimmed,
)
from sandbox.shopify.wire import Json, answer

__all__ = ["fits_times", "paged", "whole"]

_DEFAULT_LIMIT, _MAX_LIMIT = 50, 250
_BESIDE = {"page_info", "limit", "fields"}


class _Held(msgspec.Struct, frozen=True):
    """What `page_info` holds: the place to go on from, and the query of the first page."""

    direction: str
    last_id: int
    query: dict[str, str]


def paged(
    request: Request,
    root: str,
    find: Callable[[dict[str, str]], Iterable[Any]],
    write: Callable[[Any], Json],
    *,
    newest_first: bool = True,
) -> Response:
    """A page of what `find` finds for the query of the first page, `{root: [...]}`.

    Raises BadRequest for a page that cannot be.
    """
    limit = _limit(request.query.get("limit"))
    held = _held(request)
    query = dict(request.query) if held is None else held.query
    down = newest_first and "since_id" not in query
    found = sorted(find(query), key=lambda each: each.id, reverse=down)
    if "since_id" in query:
        since = whole("since_id", query["since_id"])
        found = [each for each in found if each.id > since]
    start, end = 0, limit
    if held is not None:
        behind = [
            place
            for place, each in enumerate(found)
            if (each.id < held.last_id if down else each.id > held.last_id)
        ]
        if held.direction == "next":
            start = behind[0] if behind else len(found)
            end = start + limit
        else:
            end = sum(
                (each.id > held.last_id if down else each.id < held.last_id) for each in found
            )
            start = max(end - limit, 0)
    page = found[start:end]
    links = []
    if page and start > 0:
        links.append(_link(request, query, limit, page[0].id, "previous"))
    if page and end < len(found):
        links.append(_link(request, query, limit, page[-1].id, "next"))
    document = {root: [trimmed(write(each), request) for each in page]}
    return answer(document, headers=[("link", ", ".join(links))] if links else [])


def _held(request: Request) -> _Held | None:
    no_numbered_pages(request)
    token = request.query.get("page_info")
    if token is None:
        return None
    for name in request.query:
        if name not in _BESIDE:
            message = (
                f"{name} cannot be passed when page_info is present. "
                f"See {PAGING_PAGE} for more information."
            )
            raise BadRequest({name: message})
    try:
        held = msgspec.convert(json.loads(base64.urlsafe_b64decode(token.encode("ascii"))), _Held)
    except (ValueError, msgspec.ValidationError):
        raise BadRequest({"page_info": "Invalid value."}) from None
    return held


def _limit(asked: str | None) -> int:
    """More than 250 gets 250."""
    if asked is None:
        return _DEFAULT_LIMIT
    if not asked.isascii() or not asked.isdigit() or int(asked) < 1:
        raise BadRequest({"limit": "expected String to be a Integer"})
    return min(int(asked), _MAX_LIMIT)


def _link(request: Request, query: dict[str, str], limit: int, last_id: int, direction: str) -> str:
    kept = {name: value for name, value in query.items() if name not in _BESIDE}
    held = {"direction": direction, "last_id": last_id, "query": kept}
    token = base64.urlsafe_b64encode(json.dumps(held, separators=(",", ":")).encode()).decode()
    asked = {"limit": str(limit), "page_info": token}
    if request.query.get("fields"):
        asked["fields"] = request.query["fields"]
    target = f"{request.origin}{request.raw_path}?{urlencode(asked)}"
    return f'<{target}>; rel="{direction}"'


def whole(name: str, text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise BadRequest({name: "expected String to be a id"})
    return int(text)


def fits_times(
    record: Any,
    query: dict[str, str],
    zone: str,
    fields: Iterable[str] = ("created_at", "updated_at"),
) -> bool:
    """created_at_min, created_at_max and the like; both ends count as inside."""
    for field in fields:
        for name, outside in ((f"{field}_min", -1), (f"{field}_max", 1)):
            if not query.get(name):
                continue
            edge = time_from(query[name], zone)
            if edge is None:
                raise BadRequest({name: "expected String to be a DateTime"})
            at = getattr(record, field)
            if (at < edge and outside < 0) or (at > edge and outside > 0):
                return False
    return True
