"""Where our schema is not a subset of the published one: names, arguments, types, nullability.

We may leave types, fields, enum values and members of input objects out. What we have must be as
theirs: a field has all of their arguments, an argument its type and its default, an input object
every member that they require.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    is_introspection_type,
    is_required_argument,
    is_required_input_field,
    print_ast,
)

__all__ = ["differences"]


def differences(ours: GraphQLSchema, theirs: GraphQLSchema) -> list[str]:
    """Sentences, sorted; empty when ours is a true subset."""
    return sorted(_all(ours, theirs))


def _all(ours: GraphQLSchema, theirs: GraphQLSchema) -> Iterator[str]:
    for what in ("query", "mutation"):
        mine, other = getattr(ours, f"{what}_type"), getattr(theirs, f"{what}_type")
        if mine is not None and mine.name != getattr(other, "name", ""):
            yield f"the {what} root is {mine.name}, theirs is {other}"
    for name, kind in ours.type_map.items():
        if is_introspection_type(kind):
            continue
        other = theirs.type_map.get(name)
        if other is None:
            yield f"type {name}: not published"
        elif type(kind) is not type(other):
            yield f"type {name}: {type(kind).__name__}, theirs is {type(other).__name__}"
        else:
            yield from _type(kind, other)
    published = {each.name: each for each in theirs.directives}
    for directive in ours.directives:
        other = published.get(directive.name)
        if other is None:
            yield f"directive @{directive.name}: not published"
        else:
            yield from _arguments(f"@{directive.name}", directive.args, other.args)


def _type(ours: Any, theirs: Any) -> Iterator[str]:
    match ours:
        case GraphQLObjectType() | GraphQLInterfaceType():
            yield from _fields(ours, theirs)
        case GraphQLInputObjectType():
            yield from _members(ours.name, ours.fields, theirs.fields)
        case GraphQLEnumType():
            for value in set(ours.values) - set(theirs.values):
                yield f"{ours.name}: value {value} is not published"
        case GraphQLUnionType():
            for member in _names(ours.types) - _names(theirs.types):
                yield f"{ours.name}: {member} is no member"


def _fields(ours: Any, theirs: Any) -> Iterator[str]:
    for interface in _names(ours.interfaces) - _names(theirs.interfaces):
        yield f"{ours.name}: theirs does not implement {interface}"
    for name, mine in ours.fields.items():
        where, other = f"{ours.name}.{name}", theirs.fields.get(name)
        if other is None:
            yield f"{where}: not published"
            continue
        if str(mine.type) != str(other.type):
            yield f"{where}: {mine.type}, theirs is {other.type}"
        yield from _arguments(where, mine.args, other.args)


def _names(kinds: Iterable[Any]) -> set[str]:
    return {kind.name for kind in kinds}


def _arguments(where: str, ours: dict[str, Any], theirs: dict[str, Any]) -> Iterator[str]:
    for name, mine in ours.items():
        other = theirs.get(name)
        if other is None:
            yield f"{where}({name}:): not published"
            continue
        if str(mine.type) != str(other.type):
            yield f"{where}({name}:): {mine.type}, theirs is {other.type}"
        if _default(mine) != _default(other):
            yield f"{where}({name}:): default {_default(mine)}, theirs is {_default(other)}"
    for name, other in theirs.items():
        if name not in ours:
            word = "required argument" if is_required_argument(other) else "argument"
            yield f"{where}({name}:): {word} is missing"


def _members(where: str, ours: dict[str, Any], theirs: dict[str, Any]) -> Iterator[str]:
    for name, mine in ours.items():
        other = theirs.get(name)
        if other is None:
            yield f"{where}.{name}: not published"
            continue
        if str(mine.type) != str(other.type):
            yield f"{where}.{name}: {mine.type}, theirs is {other.type}"
        if _default(mine) != _default(other):
            yield f"{where}.{name}: default {_default(mine)}, theirs is {_default(other)}"
    for name, other in theirs.items():
        if name not in ours and is_required_input_field(other):
            yield f"{where}.{name}: required member is missing"


def _default(argument: Any) -> str:
    """The default as it is written; none when there is none, which is not the same as null."""
    default = argument.default
    if default is None:
        return "none"
    return print_ast(default.literal) if default.literal is not None else repr(default.value)
