"""What went over the wire, as kept: bounded, credentials replaced by their names."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Annotated
from urllib.parse import unquote, urlsplit

from fastapi import Query
from fastapi.responses import JSONResponse, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from sandbox.hosting.control.errors import ControlError
from sandbox.hosting.control.har import archive
from sandbox.hosting.control.models import Header, TrafficEntry, TrafficLine
from sandbox.hosting.control.routes.asking import TheWorld, router
from sandbox.kernel.exchange import Exchange
from sandbox.world import World

__all__ = ["routes"]

routes = router("traffic")


class TrafficSearch(BaseModel):
    """Every condition that is given must fit. `host` and `path` are patterns with `*`; `text` is
    looked for in the URL and both bodies; `since` and `until` are world times, `until` excluded;
    `after`: exchanges with a larger number; the newest `limit` of them, oldest first."""

    model_config = ConfigDict(extra="forbid")

    world: str = ""
    platform: str = ""
    host: str = "*"
    path: str = "*"
    method: str = ""
    status: int | None = None
    text: str = ""
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    outbound: bool | None = None
    faulty: bool | None = None
    after: int = 0
    limit: Annotated[int, Field(ge=1, le=5000)] = 100

    def fits(self, exchange: Exchange) -> bool:
        parts = urlsplit(exchange.url)
        return (
            exchange.number > self.after
            and (self.status is None or exchange.status == self.status)
            and (self.since is None or exchange.at >= self.since)
            and (self.until is None or exchange.at < self.until)
            and (self.outbound is None or exchange.outbound is self.outbound)
            and (self.faulty is None or bool(exchange.fault) is self.faulty)
            and fnmatchcase(parts.netloc, self.host.lower())
            and fnmatchcase(unquote(parts.path), self.path)
        )


Search = Annotated[TrafficSearch, Query()]


def _found(world: World, search: TrafficSearch) -> Iterator[Exchange]:
    log = world.exchanges.find(platform=search.platform, method=search.method, contains=search.text)
    yield from [each for each in log if search.fits(each)][-search.limit :]


def _line(exchange: Exchange) -> TrafficLine:
    return TrafficLine(
        number=exchange.number,
        at=exchange.at,
        platform=exchange.platform,
        method=exchange.method,
        url=exchange.url,
        status=exchange.status,
        fault=exchange.fault,
        outbound=exchange.outbound,
    )


@routes.get("/traffic")
async def search(world: TheWorld, search: Search) -> list[TrafficLine]:
    """Exchanges that fit, oldest first."""
    return [_line(each) for each in _found(world, search)]


@routes.get("/traffic.har", response_class=Response)
async def har(world: TheWorld, search: Search) -> Response:
    """The same as an HTTP archive (HAR 1.2)."""
    return JSONResponse(
        archive(_found(world, search)),
        headers={"content-disposition": f'attachment; filename="{world.name}.har"'},
    )


@routes.get("/traffic/{number}")
async def one(world: TheWorld, number: int) -> TrafficEntry:
    """One exchange whole."""
    for each in world.exchanges:
        if each.number == number:
            return TrafficEntry(
                **_line(each).model_dump(),
                request_headers=[
                    Header(name=name, value=value) for name, value in each.request_headers.items()
                ],
                request_body=each.request_body,
                response_headers=[
                    Header(name=name, value=value) for name, value in each.response_headers
                ],
                response_body=each.response_body,
            )
    raise ControlError(
        404,
        "unknown",
        f"there is no exchange {number}, or it is older than those that are kept",
        field="number",
        fix="a number of /traffic",
    )
