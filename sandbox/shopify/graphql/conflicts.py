"""Fields that would write to one response key and cannot both do so."""

from __future__ import annotations

from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    is_object_type,
    print_ast,
)

from sandbox.shopify.graphql.schema import field_of
from sandbox.shopify.graphql.usage import location

__all__ = ["field_conflicts"]

Found = dict[str, list[tuple[Any, FieldNode]]]  # response key -> (type it is selected on, node)


def field_conflicts(
    schema: GraphQLSchema,
    operation: OperationDefinitionNode,
    fragments: dict[str, FragmentDefinitionNode],
) -> list[dict[str, Any]]:
    root = schema.query_type if operation.operation.value == "query" else schema.mutation_type
    errors: list[dict[str, Any]] = []
    waiting: list[tuple[Any, list[SelectionSetNode]]] = [(root, [operation.selection_set])]
    while waiting:
        parent, sets = waiting.pop(0)
        found: Found = {}
        for selections in sets:
            _collect(schema, parent, selections, fragments, found, set())
        for key, uses in found.items():
            problem = _problem(uses)
            if problem:
                word, conflicts = problem
                errors.append(
                    {
                        "message": f"Field '{key}' has {word} conflict: {conflicts}?",
                        "locations": [location(node) for _, node in uses],
                        "path": [],
                        "extensions": {
                            "code": "fieldConflict",
                            "fieldName": key,
                            "conflicts": conflicts,
                        },
                    }
                )
                continue
            below = [node.selection_set for _, node in uses if node.selection_set]
            if below:
                on, node = uses[0]
                definition = field_of(schema, on, node.name.value)
                assert definition is not None  # noqa: S101 - validated before
                waiting.append((get_named_type(definition.type), below))
    return errors


def _problem(uses: list[tuple[Any, FieldNode]]) -> tuple[str, str] | None:
    first_on, first = uses[0]
    for on, node in uses[1:]:
        if is_object_type(on) and is_object_type(first_on) and on is not first_on:
            continue  # they can never meet in one object
        if node.name.value != first.name.value:
            names = dict.fromkeys(each.name.value for _, each in uses)
            return "a field", " or ".join(names)
        if _arguments(node) != _arguments(first):
            texts = dict.fromkeys(_arguments(each) for _, each in uses)
            return "an argument", " or ".join(texts)
    return None


def _arguments(node: FieldNode) -> str:
    pairs = sorted((each.name.value, print_ast(each.value)) for each in node.arguments or ())
    return "{" + ",".join(f'{name}:"{value}"' for name, value in pairs) + "}"


def _collect(
    schema: GraphQLSchema,
    parent: Any,
    selections: SelectionSetNode,
    fragments: dict[str, FragmentDefinitionNode],
    found: Found,
    seen: set[str],
) -> None:
    for node in selections.selections:
        match node:
            case FieldNode():
                key = node.alias.value if node.alias else node.name.value
                found.setdefault(key, []).append((parent, node))
            case InlineFragmentNode():
                on = parent
                if node.type_condition:
                    on = schema.type_map[node.type_condition.name.value]
                _collect(schema, on, node.selection_set, fragments, found, seen)
            case FragmentSpreadNode():
                name = node.name.value
                if name in seen:
                    continue
                seen.add(name)
                fragment = fragments[name]
                on = schema.type_map[fragment.type_condition.name.value]
                _collect(schema, on, fragment.selection_set, fragments, found, seen)
