"""The OpenAPI description: the routes as FastAPI tells them, and every desk action as a path of its
own with the model of its arguments."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from sandbox.hosting.control import PREFIX
from sandbox.hosting.control.desk_actions import Action
from sandbox.hosting.control.routes.desk import Catalogue

__all__ = ["describe"]

_REF = "#/components/schemas/{model}"


def describe(app: FastAPI, catalogue: Catalogue) -> dict[str, Any]:
    found = get_openapi(
        title=app.title,
        version=app.version,
        description=app.description,
        routes=app.routes,
        servers=[{"url": PREFIX}],
    )
    schemas: dict[str, Any] = found["components"]["schemas"]
    for platform, actions in catalogue.items():
        for action in actions.values():
            found["paths"][f"/desk/{platform}/{action.name}"] = {
                "post": _operation(platform, action, schemas)
            }
    return found


def _operation(platform: str, action: Action, schemas: dict[str, Any]) -> dict[str, Any]:
    model = action.body.model_json_schema(ref_template=_REF)
    schemas.update(model.pop("$defs", {}))
    schemas[action.body.__name__] = model
    needed = any(each.required for each in action.description.arguments)
    return {
        "tags": ["desk"],
        "summary": f"{platform}: {action.name.replace('_', ' ')}",
        "description": action.description.description,
        "operationId": f"desk_{platform}_{action.name}",
        "parameters": [
            {
                "name": "world",
                "in": "query",
                "required": False,
                "schema": {"type": "string", "default": ""},
                "description": "Name of the world; the default when left out.",
            }
        ],
        "requestBody": {
            "required": needed,
            "content": {"application/json": {"schema": {"$ref": _ref(action.body.__name__)}}},
        },
        "responses": {
            "200": _answer("What the screen shows then.", "DeskAnswer"),
            "404": _answer("There is none of this name; says which there are.", "Refused"),
            "409": _answer("The platform refuses, in its own words.", "Refused"),
            "422": _answer("The request cannot be meant; says what and how.", "Refused"),
        },
    }


def _answer(text: str, model: str) -> dict[str, Any]:
    schema = {"$ref": _ref(model)}
    return {"description": text, "content": {"application/json": {"schema": schema}}}


def _ref(model: str) -> str:
    return _REF.format(model=model)
