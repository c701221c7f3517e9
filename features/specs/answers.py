"""Whether an answer has the shape that the published schema promises for its document.

Every field that was asked is there and no other, nothing is null that may not be, lists are lists,
enum values are published, and scalars are written as the platform writes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLEnumType,
    GraphQLError,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    is_abstract_type,
    is_composite_type,
    parse,
    validate,
)

__all__ = ["Judge"]

_MONEY = re.compile(r"-?\d+\.\d+")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")

# Fields of one name and another nullability in fragments on other types of a union: graphql-js
# refuses them, graphql-ruby, which answers for the platform, has that rule behind a switch. Whether
# the platform sets it is not published.
_DIFFERENT_TYPES = "because they return conflicting types"

# Captured: orderCreate writes places in a list as numbers into `field`, published as [String!].
_INPUT_PLACE = re.compile(r"(?:^|\.)orderCreate\.userErrors\.\d+\.field\.\d+$")

# How each scalar is written in JSON; one that is not listed may be anything.
_PATTERNS = {"Money": _MONEY, "Decimal": _MONEY, "DateTime": _MOMENT, "Date": _DAY}
_TEXTS = {"String", "ID", "URL", "HTML", "FormattedString", "UnsignedInt64", "StorefrontID"}


class Judge:
    def __init__(self, schema: GraphQLSchema) -> None:
        self.schema = schema
        self._documents: dict[str, tuple[DocumentNode | None, list[str]]] = {}

    def faults(self, query: str, operation: str | None, answer: dict[str, Any]) -> list[str]:
        """What is wrong with an answer, in sentences. A document that was refused as a whole is
        judged by nothing but that it was refused for a reason that the schema knows."""
        document, wrong = self._document(query)
        data = answer.get("data")
        if data is None:
            return []
        if document is None or wrong:
            return [f"answered, but: {each}" for each in wrong]
        return list(_Walk(self.schema, document).operation(operation, data, _asked_away(answer)))

    def _document(self, query: str) -> tuple[DocumentNode | None, list[str]]:
        known = self._documents.get(query)
        if known is None:
            try:
                document = parse(query)
            except GraphQLError as error:
                known = None, [error.message]
            else:
                found = [each.message for each in validate(self.schema, document)]
                known = document, [each for each in found if _DIFFERENT_TYPES not in each]
            self._documents[query] = known
        return known


def _asked_away(answer: dict[str, Any]) -> set[str]:
    """Paths of fields that are null because of an error that the answer names."""
    return {
        ".".join(map(str, each["path"])) for each in answer.get("errors", ()) if each.get("path")
    }


class _Walk:
    """Reads an answer beside its selections."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode) -> None:
        self.schema = schema
        self.document = document
        self.fragments = {
            each.name.value: each
            for each in document.definitions
            if isinstance(each, FragmentDefinitionNode)
        }

    def operation(self, name: str | None, data: Any, refused: set[str]) -> Iterator[str]:
        for each in self.document.definitions:
            if not isinstance(each, OperationDefinitionNode):
                continue
            if name in (None, "", each.name.value if each.name else None):
                root = (
                    self.schema.mutation_type
                    if each.operation.value == "mutation"
                    else self.schema.query_type
                )
                self.refused = refused
                yield from self._object(root, [each.selection_set], data, "")
                return

    def _object(
        self, kind: Any, selections: list[SelectionSetNode], value: Any, path: str
    ) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{path}: {value!r} is no {kind.name}"
            return
        asked: dict[str, list[FieldNode]] = {}
        maybe: set[str] = set()
        for each in selections:
            self._collect(kind, each, asked, maybe, False)
        for key in value:
            if key not in asked:
                yield f"{path}.{key}: nobody asked for it"
        for key, nodes in asked.items():
            below = f"{path}.{key}" if path else key
            if key not in value:
                if key not in maybe:
                    yield f"{below}: asked for and not answered"
                continue
            name = nodes[0].name.value
            if name == "__typename":
                if value[key] != kind.name:
                    yield f"{below}: {value[key]}, not {kind.name}"
                continue
            if name.startswith("__"):
                continue  # introspection answers about our schema, which `compare` has judged
            yield from self._value(kind.fields[name].type, nodes, value[key], below)

    def _collect(
        self,
        kind: Any,
        selections: SelectionSetNode,
        asked: dict[str, list[FieldNode]],
        maybe: set[str],
        conditional: bool,
    ) -> None:
        for node in selections.selections:
            # Whether @skip and @include let a field through is not judged here.
            perhaps = conditional or any(
                each.name.value in {"skip", "include"} for each in node.directives or ()
            )
            match node:
                case FieldNode():
                    key = (node.alias or node.name).value
                    asked.setdefault(key, []).append(node)
                    if perhaps:
                        maybe.add(key)
                case InlineFragmentNode():
                    condition = node.type_condition
                    if condition is None or self._applies(condition.name.value, kind):
                        self._collect(kind, node.selection_set, asked, maybe, perhaps)
                case FragmentSpreadNode():
                    fragment = self.fragments[node.name.value]
                    if self._applies(fragment.type_condition.name.value, kind):
                        self._collect(kind, fragment.selection_set, asked, maybe, perhaps)

    def _applies(self, condition: str, kind: Any) -> bool:
        target = self.schema.type_map[condition]
        return target is kind or (
            is_abstract_type(target) and self.schema.is_sub_type(target, kind)
        )

    def _value(self, kind: Any, nodes: list[FieldNode], value: Any, path: str) -> Iterator[str]:
        if isinstance(kind, GraphQLNonNull):
            if value is None:
                yield f"{path}: null, though it is {kind}"
                return
            kind = kind.of_type
        if value is None:
            return
        if isinstance(kind, GraphQLList):
            if not isinstance(value, list):
                yield f"{path}: {value!r} is no list"
                return
            for index, each in enumerate(value):
                yield from self._value(kind.of_type, nodes, each, f"{path}.{index}")
        elif is_composite_type(kind):
            below = [each.selection_set for each in nodes if each.selection_set]
            yield from self._object(self._concrete(kind, below, value), below, value, path)
        elif not (_INPUT_PLACE.search(path) and isinstance(value, int)):
            yield from _leaf(kind, value, path)

    def _concrete(self, kind: Any, selections: list[SelectionSetNode], value: Any) -> Any:
        """The object type behind an interface or union: the one whose answer fits."""
        if not is_abstract_type(kind):
            return kind
        named = value.get("__typename") if isinstance(value, dict) else None
        possible = self.schema.get_possible_types(kind)
        if named is not None:
            return self.schema.type_map.get(named, possible[0])
        for each in possible:
            if not any(self._object(each, selections, value, "")):
                return each
        return possible[0]


def _leaf(kind: Any, value: Any, path: str) -> Iterator[str]:
    if isinstance(kind, GraphQLEnumType):
        if value not in kind.values:
            yield f"{path}: {value!r} is no {kind.name}"
        return
    pattern = _PATTERNS.get(kind.name)
    if pattern is not None:
        right = isinstance(value, str) and pattern.fullmatch(value) is not None
    elif kind.name in _TEXTS:
        right = isinstance(value, str)
    elif kind.name == "Int":
        right = isinstance(value, int) and not isinstance(value, bool)
    elif kind.name == "Float":
        right = isinstance(value, int | float) and not isinstance(value, bool)
    elif kind.name == "Boolean":
        right = isinstance(value, bool)
    else:
        right = True
    if not right:
        yield f"{path}: {value!r} is no {kind.name}"
