"""The control API as one application: routes, errors, documentation, guard."""

from __future__ import annotations

import asyncio
from functools import cache, partial
from importlib.metadata import version

from fastapi import FastAPI
from fastapi.responses import HTMLResponse, JSONResponse

from sandbox.hosting.control import Application, Control
from sandbox.hosting.control import errors as refusals
from sandbox.hosting.control.description import describe
from sandbox.hosting.control.guard import Guard
from sandbox.hosting.control.page import page
from sandbox.hosting.control.routes import (
    clock,
    faults,
    judge,
    server,
    snapshots,
    switches,
    traffic,
    worlds,
)
from sandbox.hosting.control.routes.desk import catalogue_of, desk_routes
from sandbox.hosting.control.snapshots import Snapshots

__all__ = ["application", "described"]


def application(control: Control) -> Application:
    return Guard(described(control), control)


def described(control: Control) -> FastAPI:
    """The application without its guard: what `openapi()` describes."""
    app = FastAPI(
        title="connector-sandbox control API",
        version=version("connector-sandbox"),
        description="What a test does to a world of a served sandbox.",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )
    app.state.control = control
    app.state.snapshots = Snapshots()
    for module in (server, worlds, clock, switches, snapshots, faults, traffic, judge):
        app.include_router(module.routes)
    catalogue = catalogue_of(control.hub.default)
    app.include_router(desk_routes(catalogue))
    refusals.install(app)
    # FastAPI's own way to change the description; its result is kept like FastAPI's.
    app.openapi = cache(partial(describe, app, catalogue))  # type: ignore[method-assign]

    @app.get("/openapi.json", include_in_schema=False)
    async def description() -> JSONResponse:
        return JSONResponse(await asyncio.to_thread(app.openapi))

    @app.get("/docs", include_in_schema=False)
    async def documentation() -> HTMLResponse:
        """Needs no other server, and no script."""
        policy = "default-src 'none'; style-src 'unsafe-inline'"
        text = page(await asyncio.to_thread(app.openapi))  # half a second, at first
        return HTMLResponse(text, headers={"content-security-policy": policy})

    return app
