"""Values written into a document: checked once, in the platform's words, and made ready.

`check` finds every fault of a literal; `prepare` turns it into a constant, or into a function of
the variables when it holds any.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLScalarType,
    Undefined,
)
from graphql.language import (
    BooleanValueNode,
    EnumValueNode,
    FloatValueNode,
    IntValueNode,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    StringValueNode,
    ValueNode,
    VariableNode,
    print_ast,
)

from sandbox.shopify.graphql.scalars import READERS, Unreadable

__all__ = ["ABSENT", "Fault", "Prepared", "check", "default_of", "prepare", "python_value"]

Prepared = Callable[[dict[str, Any]], Any]


class _Absent:
    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Any = _Absent()  # a variable that was not given: as if the argument were not there


class Fault:
    """One fault of a literal: the message, where it stands, the path below the argument."""

    __slots__ = ("code", "extensions", "message", "node", "path")

    def __init__(
        self,
        message: str,
        code: str,
        path: tuple[str, ...],
        node: Any,
        **extensions: str,
    ) -> None:
        self.message = message
        self.code = code
        self.path = path
        self.node = node  # None: the place of the field
        self.extensions = extensions


def check(
    kind: GraphQLInputType, node: ValueNode, name: str, owner: str, owner_kind: str
) -> list[Fault]:
    """Faults of the value of argument (or input key) `name` on `owner`.

    owner_kind: Field, Directive or InputObject, as messages name it.
    """
    if isinstance(node, VariableNode):
        return []
    if isinstance(kind, GraphQLNonNull):
        if isinstance(node, NullValueNode):
            return [_incompatible(kind, node, name, owner, owner_kind)]
        return [
            _renamed(fault, kind) for fault in check(kind.of_type, node, name, owner, owner_kind)
        ]
    if isinstance(node, NullValueNode):
        return []
    if isinstance(kind, GraphQLList):
        items = node.values if isinstance(node, ListValueNode) else (node,)
        found: list[Fault] = []
        for item in items:
            faults = check(kind.of_type, item, name, owner, owner_kind)
            if any(not fault.path and "argumentName" in fault.extensions for fault in faults):
                faults = [_incompatible(kind, node, name, owner, owner_kind)]
            found += faults
        return found[:1] if found and found[0].code == _INCOMPATIBLE else found
    if isinstance(kind, GraphQLInputObjectType):
        if not isinstance(node, ObjectValueNode):
            return [_incompatible(kind, node, name, owner, owner_kind)]
        return _check_object(kind, node)
    return _check_leaf(kind, node, name, owner, owner_kind)


_INCOMPATIBLE = "argumentLiteralsIncompatible"


def _incompatible(kind: Any, node: ValueNode, name: str, owner: str, owner_kind: str) -> Fault:
    return Fault(
        f"Argument '{name}' on {owner_kind} '{owner}' has an invalid value ({print_ast(node)}). "
        f"Expected type '{kind}'.",
        _INCOMPATIBLE,
        (),
        None,
        typeName=owner_kind,
        argumentName=name,
    )


def _renamed(fault: Fault, kind: Any) -> Fault:
    """The expected type is named with its exclamation mark."""
    if fault.path or fault.code != _INCOMPATIBLE or "argumentName" not in fault.extensions:
        return fault
    fault.message = fault.message.rsplit("Expected type '", 1)[0] + f"Expected type '{kind}'."
    return fault


def _check_object(kind: GraphQLInputObjectType, node: ObjectValueNode) -> list[Fault]:
    given = {field.name.value: field for field in node.fields}
    found: list[Fault] = []
    for key, field in kind.fields.items():
        if key not in given and _required(field):
            found.append(
                Fault(
                    f"Argument '{key}' on InputObject '{kind.name}' is required. "
                    f"Expected type {field.type}",
                    "missingRequiredInputObjectAttribute",
                    (key,),
                    node,
                    argumentName=key,
                    argumentType=str(field.type),
                    inputObjectType=kind.name,
                )
            )
    for key, written in given.items():
        definition = kind.fields.get(key)
        if definition is None:
            found.append(
                Fault(
                    f"InputObject '{kind.name}' doesn't accept argument '{key}'",
                    "argumentNotAccepted",
                    (key,),
                    written,
                    name=kind.name,
                    typeName="InputObject",
                    argumentName=key,
                )
            )
            continue
        for fault in check(definition.type, written.value, key, kind.name, "InputObject"):
            if fault.node is None and fault.code == _INCOMPATIBLE:
                fault.node = node
            fault.path = (key, *fault.path)
            found.append(fault)
    return found


def _check_leaf(kind: Any, node: ValueNode, name: str, owner: str, owner_kind: str) -> list[Fault]:
    if isinstance(kind, GraphQLEnumType):
        if isinstance(node, EnumValueNode) and node.value in kind.values:
            return []
        return [_incompatible(kind, node, name, owner, owner_kind)]
    if isinstance(node, (EnumValueNode, ObjectValueNode, ListValueNode)) and kind.name != "JSON":
        return [_incompatible(kind, node, name, owner, owner_kind)]
    try:
        _read(kind, node, {})
    except Unreadable as unreadable:
        if unreadable.explanation:
            return [
                Fault(unreadable.explanation, _INCOMPATIBLE, (), None, typeName="CoercionError")
            ]
        return [_incompatible(kind, node, name, owner, owner_kind)]
    return []


def _required(field: Any) -> bool:
    return isinstance(field.type, GraphQLNonNull) and default_of(field) is ABSENT


def default_of(argument: Any) -> Any:
    """The default of an argument or input key as a value; ABSENT when it has none."""
    default = argument.default
    if default is not None:
        if default.literal is not None:
            return _read(_bare(argument.type), default.literal, {})
        return default.value
    # graphql-core's own introspection arguments carry a plain value.
    return ABSENT if argument.default_value is Undefined else argument.default_value


def _bare(kind: Any) -> Any:
    return kind.of_type if isinstance(kind, GraphQLNonNull) else kind


def python_value(node: ValueNode, variables: dict[str, Any]) -> Any:
    """A literal as it would have come in JSON."""
    match node:
        case NullValueNode():
            return None
        case IntValueNode():
            return int(node.value)
        case FloatValueNode():
            return Decimal(node.value)
        case StringValueNode() | EnumValueNode() | BooleanValueNode():
            return node.value
        case ListValueNode():
            return [python_value(item, variables) for item in node.values]
        case ObjectValueNode():
            return {field.name.value: python_value(field.value, variables) for field in node.fields}
        case VariableNode():
            return variables.get(node.name.value)
    raise TypeError(f"no such literal: {node!r}")


def prepare(kind: GraphQLInputType, node: ValueNode) -> tuple[Any, Prepared | None]:
    """(constant, None), or (None, function of the variables). The literal has been checked."""
    if not _holds_variable(node):
        return _read(kind, node, {}), None
    return None, lambda variables: _read(kind, node, variables)


def _holds_variable(node: ValueNode) -> bool:
    match node:
        case VariableNode():
            return True
        case ListValueNode():
            return any(_holds_variable(item) for item in node.values)
        case ObjectValueNode():
            return any(_holds_variable(field.value) for field in node.fields)
    return False


def _read(kind: Any, node: ValueNode, variables: dict[str, Any]) -> Any:
    if isinstance(node, VariableNode):
        return variables.get(node.name.value, ABSENT)
    if isinstance(kind, GraphQLNonNull):
        return _read(kind.of_type, node, variables)
    if isinstance(node, NullValueNode):
        return None
    if isinstance(kind, GraphQLList):
        items = node.values if isinstance(node, ListValueNode) else (node,)
        read = [_read(kind.of_type, item, variables) for item in items]
        return [None if item is ABSENT else item for item in read]
    if isinstance(kind, GraphQLInputObjectType):
        assert isinstance(node, ObjectValueNode)  # noqa: S101 - checked before
        return _read_object(kind, node, variables)
    if isinstance(kind, GraphQLScalarType):
        return READERS[kind.name](python_value(node, variables))
    assert isinstance(node, EnumValueNode)  # noqa: S101 - checked before
    return node.value


def _read_object(
    kind: GraphQLInputObjectType, node: ObjectValueNode, variables: dict[str, Any]
) -> dict[str, Any]:
    given = {field.name.value: field.value for field in node.fields}
    found: dict[str, Any] = {}
    for key, field in kind.fields.items():
        value = _read(field.type, given[key], variables) if key in given else ABSENT
        if value is ABSENT:
            value = default_of(field)
        if value is not ABSENT:
            found[key] = value
    return found
