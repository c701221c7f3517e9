"""Variables of an operation: declared, used, and of a type that fits where they stand."""

from __future__ import annotations

from typing import Any

from graphql import (
    FragmentDefinitionNode,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    OperationDefinitionNode,
    Undefined,
    is_input_type,
    type_from_ast,
)
from graphql.language import ListValueNode, Node, ObjectValueNode, VariableNode, get_location

from sandbox.shopify.graphql import literals

__all__ = ["Usages", "check_variables", "location"]

Error = dict[str, Any]


def location(node: Node) -> dict[str, int]:
    where = node.loc
    assert where is not None  # noqa: S101 - documents are parsed with locations
    found = get_location(where.source, where.start)
    return {"line": found.line, "column": found.column}


class _Usage:
    __slots__ = ("argument", "has_default", "kind", "name", "node", "path")

    def __init__(
        self,
        node: VariableNode,
        kind: Any,
        argument: str,
        has_default: bool,
        path: tuple[str, ...],
    ) -> None:
        self.node = node
        self.name: str = node.name.value
        self.kind = kind
        self.argument = argument
        self.has_default = has_default
        self.path = path


class Usages:
    """Where each definition of a document uses which variable, and what it spreads."""

    def __init__(self) -> None:
        self._found: dict[str, list[_Usage]] = {}
        self._spreads: dict[str, set[str]] = {}
        self._at = ""

    def enter(self, node: OperationDefinitionNode | FragmentDefinitionNode) -> None:
        self._at = _key(node)
        self._found.setdefault(self._at, [])
        self._spreads.setdefault(self._at, set())

    def spread(self, name: str) -> None:
        self._spreads[self._at].add(name)

    def note(
        self, kind: Any, node: Any, argument: str, definition: Any, path: tuple[str, ...]
    ) -> None:
        """Every variable in the value of an argument."""
        if isinstance(node, VariableNode):
            has_default = literals.default_of(definition) is not literals.ABSENT
            self._found[self._at].append(_Usage(node, kind, argument, has_default, path))
            return
        bare = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
        if isinstance(node, ListValueNode) and isinstance(bare, GraphQLList):
            for item in node.values:
                self.note(bare.of_type, item, argument, _Plain, path)
        elif isinstance(node, ObjectValueNode) and isinstance(bare, GraphQLInputObjectType):
            for field in node.fields:
                known = bare.fields.get(field.name.value)
                if known is not None:
                    here = (*path, field.name.value)
                    self.note(known.type, field.value, field.name.value, known, here)

    def of(self, operation: OperationDefinitionNode) -> list[_Usage]:
        """Of the operation and of all fragments it reaches."""
        found: list[_Usage] = []
        waiting, seen = [_key(operation)], set()
        while waiting:
            key = waiting.pop(0)
            if key in seen:
                continue
            seen.add(key)
            found += self._found.get(key, ())
            waiting += [f"fragment {name}" for name in sorted(self._spreads.get(key, ()))]
        return found


class _Plain:
    """An element of a list: it has no default of its own."""

    default = None
    default_value = Undefined


def _key(node: OperationDefinitionNode | FragmentDefinitionNode) -> str:
    if isinstance(node, FragmentDefinitionNode):
        return f"fragment {node.name.value}"
    return f"operation {node.loc.start if node.loc else 0}"


def check_variables(
    schema: GraphQLSchema, operation: OperationDefinitionNode, usages: Usages
) -> list[Error]:
    words = operation.name.value if operation.name else f"anonymous {operation.operation.value}"
    head = operation.operation.value + (f" {operation.name.value}" if operation.name else "")
    found: list[Error] = []
    kinds: dict[str, Any] = {}
    defaults: set[str] = set()
    for definition in operation.variable_definitions or ():
        name = definition.variable.name.value
        kind = type_from_ast(schema, definition.type)
        if kind is None or not is_input_type(kind):
            written = _type_name(definition.type)
            found.append(
                _error(
                    f"{written} isn't a defined input type (on ${name})",
                    definition,
                    (head,),
                    code="variableRequiresValidType",
                    typeName=written,
                    variableName=name,
                )
            )
            kind = None
        kinds[name] = kind
        if definition.default_value is not None:
            defaults.add(name)
    used = usages.of(operation)
    for usage in used:
        if usage.name not in kinds:
            found.append(
                _error(
                    f"Variable ${usage.name} is used by {words} but not declared",
                    usage.node,
                    usage.path,
                    code="variableNotDefined",
                    variableName=usage.name,
                )
            )
        elif kinds[usage.name] is not None:
            found += _mismatch(usage, kinds[usage.name], usage.name in defaults)
    names = {usage.name for usage in used}
    for name in kinds:
        if name not in names:
            found.append(
                _error(
                    f"Variable ${name} is declared by {words} but not used",
                    operation,
                    (head,),
                    code="variableNotUsed",
                    variableName=name,
                )
            )
    return found


def _error(message: str, node: Node, path: tuple[str, ...], **extensions: str) -> Error:
    return {
        "message": message,
        "locations": [location(node)],
        "path": list(path),
        "extensions": extensions,
    }


def _type_name(node: Any) -> str:
    while hasattr(node, "type"):
        node = node.type
    return str(node.name.value)


def _mismatch(usage: _Usage, kind: Any, has_default: bool) -> list[Error]:
    complaint = _complaint(usage, kind, has_default)
    if not complaint:
        return []
    return [
        _error(
            f"{complaint} on variable ${usage.name} and argument {usage.argument} "
            f"({kind} / {usage.kind})",
            usage.node,
            usage.path,
            code="variableMismatch",
            variableName=usage.name,
            typeName=str(kind),
            argumentName=usage.argument,
            errorMessage=complaint,
        )
    ]


def _complaint(usage: _Usage, given: Any, has_default: bool) -> str:
    wanted = usage.kind
    if _inner(given) != _inner(wanted):
        return "Type mismatch"
    if _depth(given) != _depth(wanted):
        return "List dimension mismatch"
    strict = isinstance(wanted, GraphQLNonNull) and not usage.has_default
    if strict and not isinstance(given, GraphQLNonNull) and not has_default:
        return "Nullability mismatch"
    return "" if _fits(_bare(given), _bare(wanted)) else "Nullability mismatch"


def _fits(given: Any, wanted: Any) -> bool:
    if isinstance(given, GraphQLList) and isinstance(wanted, GraphQLList):
        inner, outer = given.of_type, wanted.of_type
        if isinstance(outer, GraphQLNonNull) and not isinstance(inner, GraphQLNonNull):
            return False
        return _fits(_bare(inner), _bare(outer))
    return True


def _bare(kind: Any) -> Any:
    return kind.of_type if isinstance(kind, GraphQLNonNull) else kind


def _inner(kind: Any) -> str:
    while hasattr(kind, "of_type"):
        kind = kind.of_type
    return str(kind)


def _depth(kind: Any) -> int:
    depth = 0
    while hasattr(kind, "of_type"):
        depth += isinstance(kind, GraphQLList)
        kind = kind.of_type
    return depth
