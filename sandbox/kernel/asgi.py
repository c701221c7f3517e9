"""A platform's route table as a FastAPI application, for everything that is really served.

A file of its own because importing FastAPI takes 0.2 s, which in-process users never need.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request as Incoming
from starlette.responses import Response as Outgoing

from sandbox.kernel.routing import Request, Response, Route

__all__ = ["fastapi_app"]


def fastapi_app(
    routes: Iterable[Route[Any]], handle: Callable[[Request], Response], title: str
) -> FastAPI:
    """A FastAPI application of these routes.

    Requests that match no route go to `handle` as well: a platform words its own 404 and 405.
    """

    async def answer(incoming: Incoming) -> Outgoing:
        scope = incoming.scope
        raw_path = scope.get("raw_path") or incoming.url.path.encode()
        request = Request(
            incoming.method,
            incoming.headers.get("host", ""),
            raw_path.decode("latin-1").split("?", 1)[0],
            scope["query_string"].decode("latin-1"),
            incoming.headers.items(),
            await incoming.body(),
            scheme="https",
        )
        response = handle(request)
        outgoing = Outgoing(response.body, response.status)
        # Exactly the platform's headers; HTTP/1.1 needs no more than the length.
        outgoing.raw_headers = [
            (name.lower().encode("latin-1"), value.encode("latin-1"))
            for name, value in response.headers
        ]
        if response.status != 204:
            outgoing.raw_headers.append((b"content-length", str(len(response.body)).encode()))
        return outgoing

    app = FastAPI(title=title, docs_url=None, redoc_url=None, openapi_url=None)
    for route in routes:
        app.add_api_route(route.path, answer, methods=[route.method], response_model=None)
    methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]
    app.add_api_route("/{rest:path}", answer, methods=methods, response_model=None)
    return app
