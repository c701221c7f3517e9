"""POST /admin/api/{version}/graphql.json: one operation a request.

graphql-core is imported with the first query, not with the sandbox.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.kernel.routing import Request, Response, Route

if TYPE_CHECKING:
    from sandbox.shopify.app import Shopify

__all__ = ["ROUTES", "VERSIONED", "is_graphql"]

VERSIONED = "/admin/api/{version}/graphql.json"


def graphql(shopify: Shopify, request: Request) -> Response:
    from sandbox.shopify.graphql.envelope import respond

    return respond(shopify, request)


def is_graphql(request: Request) -> bool:
    return request.raw_path.endswith("/graphql.json")


ROUTES: tuple[Route[Shopify], ...] = (
    Route("POST", VERSIONED, graphql),
    Route("POST", "/admin/api/graphql.json", graphql),
)
