"""What people do on the platforms' screens. One route serves every action, since there are a
hundred and a model of each is made when it is first used; the description lists them all."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError

from sandbox.hosting.control.desk_actions import Action, actions_of
from sandbox.hosting.control.desk_calls import do
from sandbox.hosting.control.errors import ControlError, unknown
from sandbox.hosting.control.exact import ExactRequest
from sandbox.hosting.control.models import ActionDescription, DeskAnswer
from sandbox.hosting.control.routes.asking import TheWorld, router
from sandbox.world import World

__all__ = ["Catalogue", "catalogue_of", "desk_routes"]

Catalogue = dict[str, dict[str, Action]]
"""Actions by platform and name."""


def catalogue_of(world: World) -> Catalogue:
    """Of every platform that has a desk; all worlds of a server have the same platforms."""
    found: Catalogue = {}
    for name, platform in world.platforms.items():
        desk: object = getattr(platform, "desk", None)
        if desk is not None:
            found[name] = actions_of(name, desk.__class__)
    return found


def desk_routes(catalogue: Catalogue) -> APIRouter:
    routes = router("desk")

    @routes.get("/desk")
    async def actions() -> list[ActionDescription]:
        """Every action of every platform."""
        return [each.description for own in catalogue.values() for each in own.values()]

    @routes.get("/desk/{platform}")
    async def actions_of_one(platform: str) -> list[ActionDescription]:
        """Every action of one platform."""
        if platform not in catalogue:
            raise unknown("platform", platform, catalogue, field="platform")
        return [each.description for each in catalogue[platform].values()]

    @routes.post("/desk/{platform}/{name}", include_in_schema=False)
    async def act(world: TheWorld, platform: str, name: str, request: Request) -> DeskAnswer:
        if platform not in catalogue:
            raise unknown("platform", platform, catalogue, field="platform")
        action = catalogue[platform].get(name)
        if action is None:
            raise unknown(f"action of {platform}", name, catalogue[platform], field="action")
        body = _read(action, await _sent(request))
        return do(world, world.platforms[platform], action, body)

    return routes


async def _sent(request: Request) -> Any:
    """An action without arguments needs no body."""
    exact = ExactRequest(request.scope, request.receive)
    try:
        return await exact.json() if await exact.body() else {}
    except ValueError as error:
        raise ControlError(
            422, "malformed", f"the body: no JSON ({error})", fix="send one JSON object"
        ) from None


def _read(action: Action, sent: Any) -> BaseModel:
    try:
        return action.body.model_validate(sent)
    except ValidationError as error:
        raise RequestValidationError(
            [{**each, "loc": ("body", *each["loc"])} for each in error.errors()]
        ) from None
