"""What a route is told: the server's hub, and the world that is meant (`?world=NAME`)."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request

from sandbox.hosting.control import Control
from sandbox.hosting.control.errors import unknown
from sandbox.hosting.control.exact import ExactRoute
from sandbox.hosting.control.models import Refused
from sandbox.hosting.control.snapshots import Snapshots
from sandbox.hosting.hub import Hub
from sandbox.world import World

__all__ = ["TheControl", "TheHub", "TheSnapshots", "TheWorld", "router"]

REFUSALS: dict[int | str, dict[str, Any]] = {
    404: {"model": Refused, "description": "There is none of this name; says which there are."},
    422: {"model": Refused, "description": "The request cannot be meant; says what and how."},
}


def router(subject: str) -> APIRouter:
    return APIRouter(tags=[subject], route_class=ExactRoute, responses=REFUSALS)


async def _control(request: Request) -> Control:
    found: Control = request.app.state.control
    return found


async def _snapshots(request: Request) -> Snapshots:
    found: Snapshots = request.app.state.snapshots
    return found


TheControl = Annotated[Control, Depends(_control)]
TheSnapshots = Annotated[Snapshots, Depends(_snapshots)]


async def _hub(control: TheControl) -> Hub:
    return control.hub


TheHub = Annotated[Hub, Depends(_hub)]


async def _world(
    hub: TheHub,
    world: Annotated[str, Query(description="Name of the world; the default when left out.")] = "",
) -> World:
    """On the server's own loop, as everything that touches a world."""
    if not world:
        return hub.default
    found = {each.name: each for each in hub}
    if world not in found:
        raise unknown("world", world, found, field="world")
    return found[world]


TheWorld = Annotated[World, Depends(_world)]
