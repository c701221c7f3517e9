"""Whether an answer of the Selling Partner API has the members, types and values of its model.

Every member is published, what is required is there, and a value has its type, its format and is
one of an enumeration. A status that the model does not name is a fault.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from features.specs.amazon_models import Models

__all__ = ["ModelJudge"]

_HIGHEST_SUCCESS = 299


class ModelJudge:
    def __init__(self, models: Models) -> None:
        self._models = models

    def answer(self, method: str, path: str, status: int, body: str) -> list[str] | None:
        """What is wrong; None: no model covers the path."""
        operation = self._models.operation(method, path)
        if operation is None:
            return None
        name = f"{operation.name} {status}"
        if status not in operation.responses:
            return [f"{name}: the status is not published"]
        schema = operation.responses[status]
        if schema is None or not body:
            # An answer without a body where one is published is right only for a success that
            # has nothing to say.
            if bool(body) != (schema is not None) and status > _HIGHEST_SUCCESS:
                return [f"{name}: a body is {'not ' if schema is None else ''}published"]
            return []
        told = json.loads(body, parse_float=Decimal)
        return list(_Walk(operation.model).value(schema, told, name))

    def notification(self, kind: str, body: str) -> list[str] | None:
        """Of a message's body."""
        schema = self._models.notifications.get(kind)
        if schema is None:
            return None
        return list(_Walk(schema).value(schema, json.loads(body, parse_float=Decimal), kind))


class _Walk:
    """Reads a value beside its schema."""

    def __init__(self, document: Any) -> None:
        self._document = document

    def value(self, schema: Any, value: Any, path: str) -> Iterator[str]:
        schema = self._resolved(schema)
        kinds = _kinds(schema)
        if value is None and "null" in kinds:
            return
        if kinds and not any(_right(kind, value) for kind in kinds):
            yield f"{path}: {value!r} is no {' or '.join(kinds)}"
            return
        if "enum" in schema and value not in schema["enum"]:
            yield f"{path}: {value!r} is not published"
        if isinstance(value, dict):
            yield from self._object(schema, value, path)
        elif isinstance(value, list):
            yield from self._list(schema, value, path)
        elif schema.get("format") == "date-time" and not _is_moment(value):
            yield f"{path}: {value!r} is no date-time"

    def _object(self, schema: Any, value: dict[str, Any], path: str) -> Iterator[str]:
        members = schema.get("properties", {})
        free = schema.get("additionalProperties", not members)
        for name in schema.get("required", ()):
            if name not in value:
                yield f"{path}.{name}: is missing"
        for name, each in value.items():
            if name in members:
                yield from self.value(members[name], each, f"{path}.{name}")
            elif isinstance(free, dict):
                yield from self.value(free, each, f"{path}.*")
            elif not free:
                yield f"{path}.{name}: is not published"

    def _list(self, schema: Any, value: list[Any], path: str) -> Iterator[str]:
        if len(value) > schema.get("maxItems", len(value)):
            yield f"{path}: more than {schema['maxItems']} items"
        for each in value:
            yield from self.value(schema.get("items", {}), each, f"{path}[]")

    def _resolved(self, schema: Any) -> Any:
        while "$ref" in schema:
            found = self._document
            for step in schema["$ref"].removeprefix("#/").split("/"):
                found = found[step]
            schema = found
        if "allOf" not in schema:
            return schema
        # A value has the members of all parts.
        parts = [self._resolved(part) for part in schema["allOf"]]
        return {
            "type": "object",
            "required": [name for part in parts for name in part.get("required", ())],
            "properties": {
                name: each for part in parts for name, each in part.get("properties", {}).items()
            },
        }


def _kinds(schema: Any) -> list[str]:
    kind = schema.get("type", [])
    return [kind] if isinstance(kind, str) else list(kind)


def _right(kind: str, value: Any) -> bool:
    match kind:
        case "object":
            return isinstance(value, dict)
        case "array":
            return isinstance(value, list)
        case "string":
            return isinstance(value, str)
        case "boolean":
            return isinstance(value, bool)
        case "integer":
            return isinstance(value, int) and not isinstance(value, bool)
        case "number":
            return isinstance(value, int | Decimal) and not isinstance(value, bool)
    return value is None


def _is_moment(value: Any) -> bool:
    if not isinstance(value, str):
        return False
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return False
    return found.tzinfo is not None
