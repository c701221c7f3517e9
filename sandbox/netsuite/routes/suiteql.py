"""SuiteQL over REST: the HTTP side. The language is sandbox/netsuite/suiteql.

Source: Help Center "Executing SuiteQL Queries Through REST Web Services". `Prefer: transient` is
required; the page is chosen in the URL; every value is a string and every row has empty links.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.kernel.routing import Request, Response
from sandbox.netsuite.errors import InvalidContent, InvalidHeader
from sandbox.netsuite.permissions import check_query, visible_types
from sandbox.netsuite.routes.common import COLLECTION, body_of, page_links, page_of, resource
from sandbox.netsuite.wire.values import Object

if TYPE_CHECKING:
    from sandbox.netsuite.app import NetSuite

__all__ = ["query"]


def query(netsuite: NetSuite, request: Request) -> Response:
    preferences = {word.strip().lower() for word in request.headers.get("prefer", "").split(",")}
    if "transient" not in preferences:
        raise InvalidHeader(
            "The required request header 'Prefer' is missing or has an invalid value. The value "
            "must be 'transient'.",
            "Prefer",
        )
    page = page_of(request)
    body = body_of(request)
    sql, params = body.get("q"), body.get("params")
    if not isinstance(sql, str) or not sql.strip():
        raise InvalidContent(
            "Invalid content in the request body. The q property is required.", "q"
        )
    if params is None:
        params = []
    if not isinstance(params, list):
        raise InvalidContent.malformed()
    check_query(netsuite, sql)
    from sandbox.netsuite.suiteql import run  # imports sqlglot: no business of a world's start

    rows = run(netsuite, sql, params, visible_types(netsuite))
    items: list[Object] = [
        {"links": [], **row} for row in rows[page.offset : page.offset + page.limit]
    ]
    return resource(
        {
            "links": page_links(request, page, len(rows)),
            "count": len(items),
            "hasMore": page.offset + page.limit < len(rows),
            "items": items,
            "offset": page.offset,
            "totalResults": len(rows),
        },
        COLLECTION,
    )
