"""The server itself: that it is there, and how a client is set up for a world of it."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from fastapi.responses import Response

from sandbox.hosting.control.errors import ControlError
from sandbox.hosting.control.models import Health
from sandbox.hosting.control.routes.asking import TheControl, TheHub, TheWorld, router
from sandbox.hosting.environment import Format, write

__all__ = ["routes"]

routes = router("server")


@routes.get("/health")
async def health(hub: TheHub) -> Health:
    """The server answers, and which worlds it holds."""
    return Health(default=hub.default.name, worlds=[each.name for each in hub])


@routes.get("/credentials")
async def credentials(world: TheWorld) -> dict[str, str]:
    """What a client needs to log in to every platform, under stable names."""
    return world.credentials()


@routes.get("/env", response_class=Response)
async def environment(
    control: TheControl,
    world: TheWorld,
    format: Annotated[Format, Query()] = Format.JSON,
) -> Response:
    """Credentials, proxy and certificate as environment variables."""
    kind = "application/json" if format is Format.JSON else "text/plain"
    return Response(write(control.environment(world), format), media_type=kind)


@routes.get("/ca.pem", response_class=Response)
async def authority(control: TheControl) -> Response:
    """The certificate that a client of the proxy must trust."""
    if not control.ca_pem:
        raise ControlError(
            404, "unknown", "this server has no proxy and no authority", fix="start its proxy"
        )
    return Response(control.ca_pem, media_type="application/x-pem-file")
