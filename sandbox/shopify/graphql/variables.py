"""What a request gives for the variables its operation declares.

A value that does not fit is one error a variable, INVALID_VARIABLE, with every problem in it; the
operation does not run and costs nothing.
"""

from __future__ import annotations

from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    OperationDefinitionNode,
    type_from_ast,
)

from sandbox.shopify.errors import GraphQLErrors
from sandbox.shopify.graphql import literals
from sandbox.shopify.graphql.scalars import READERS, Unreadable
from sandbox.shopify.graphql.usage import location

__all__ = ["Declared", "coerce", "declared"]

Problem = dict[str, Any]
Path = tuple[str | int, ...]


class Declared:
    """One `$name: Type = default` of an operation."""

    __slots__ = ("default", "kind", "location", "name")

    def __init__(self, name: str, kind: Any, default: Any, where: dict[str, int]) -> None:
        self.name = name
        self.kind = kind
        self.default = default
        self.location = where


def declared(schema: GraphQLSchema, operation: OperationDefinitionNode) -> list[Declared]:
    found = []
    for node in operation.variable_definitions or ():
        kind = type_from_ast(schema, node.type)
        default = literals.ABSENT
        if node.default_value is not None:
            default, _ = literals.prepare(kind, node.default_value)  # type: ignore[arg-type]
        found.append(Declared(node.variable.name.value, kind, default, location(node)))
    return found


def coerce(wanted: list[Declared], given: dict[str, Any]) -> dict[str, Any]:
    """Values by variable name; those not given are left out. Raises GraphQLErrors."""
    values: dict[str, Any] = {}
    errors: list[dict[str, Any]] = []
    for variable in wanted:
        if variable.name not in given:
            if variable.default is not literals.ABSENT:
                values[variable.name] = variable.default
                continue
            if not isinstance(variable.kind, GraphQLNonNull):
                continue
        value = given.get(variable.name)
        problems: list[Problem] = []
        values[variable.name] = _value(variable.kind, value, (), problems)
        if problems:
            errors.append(_error(variable, value, problems))
    if errors:
        raise GraphQLErrors(errors)
    return values


def _error(variable: Declared, value: Any, problems: list[Problem]) -> dict[str, Any]:
    message = f"Variable ${variable.name} of type {variable.kind} was provided invalid value"
    told = [
        f"{'.'.join(str(step) for step in problem['path'])} ({problem['explanation']})"
        for problem in problems
        if problem["path"]
    ]
    if told:
        message += " for " + ", ".join(told)
    return {
        "message": message,
        "locations": [variable.location],
        "extensions": {"code": "INVALID_VARIABLE", "value": value, "problems": problems},
    }


def _problem(path: Path, explanation: str) -> Problem:
    return {"path": list(path), "explanation": explanation}


def _value(kind: Any, value: Any, path: Path, problems: list[Problem]) -> Any:
    if isinstance(kind, GraphQLNonNull):
        if value is None:
            problems.append(_problem(path, "Expected value to not be null"))
            return None
        return _value(kind.of_type, value, path, problems)
    if value is None:
        return None
    if isinstance(kind, GraphQLList):
        if not isinstance(value, list):
            return [_value(kind.of_type, value, path, problems)]
        return [
            _value(kind.of_type, item, (*path, index), problems) for index, item in enumerate(value)
        ]
    if isinstance(kind, GraphQLInputObjectType):
        return _object(kind, value, path, problems)
    if isinstance(kind, GraphQLEnumType):
        if isinstance(value, str) and value in kind.values:
            return value
        words = ", ".join(kind.values)
        problems.append(_problem(path, f'Expected "{_written(value)}" to be one of: {words}'))
        return None
    try:
        return READERS[kind.name](value)
    except Unreadable as unreadable:
        if unreadable.explanation:
            told = unreadable.explanation
            problems.append({**_problem(path, told), "message": told})
        else:
            problems.append(
                _problem(path, f"Could not coerce value {_inspected(value)} to {kind.name}")
            )
        return None


def _object(kind: GraphQLInputObjectType, value: Any, path: Path, problems: list[Problem]) -> Any:
    if not isinstance(value, dict):
        told = f"Expected {_inspected(value)} to be a key-value object."
        problems.append(_problem(path, told))
        return None
    for key in value:
        if key not in kind.fields:
            problems.append(_problem((*path, key), f"Field is not defined on {kind.name}"))
    found: dict[str, Any] = {}
    for key, field in kind.fields.items():
        if key in value:
            found[key] = _value(field.type, value[key], (*path, key), problems)
            continue
        default = literals.default_of(field)
        if default is not literals.ABSENT:
            found[key] = default
        elif isinstance(field.type, GraphQLNonNull):
            problems.append(_problem((*path, key), "Expected value to not be null"))
    return found


def _written(value: Any) -> str:
    return value if isinstance(value, str) else _inspected(value)


def _inspected(value: Any) -> str:
    """A value as JSON, the way the platform quotes it in a sentence."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    if isinstance(value, list):
        return "[" + ", ".join(_inspected(item) for item in value) + "]"
    if isinstance(value, dict):
        inner = ", ".join(f"{key}: {_inspected(item)}" for key, item in value.items())
        return "{" + inner + "}"
    return str(value)
