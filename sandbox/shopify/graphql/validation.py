"""What a document may say, and how the platform complains.

The platform runs graphql-ruby, whose static checks have their own sentences, codes and paths: a
path starts with `query Name` (or `fragment Name`), fields stand by their response key, arguments
and input keys by their name. Several faults are told at once, in the order of the document.
"""

from __future__ import annotations

from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLNonNull,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    is_abstract_type,
    is_composite_type,
    is_enum_type,
    is_leaf_type,
)
from graphql.language import DirectiveNode, Node

from sandbox.shopify.graphql import literals
from sandbox.shopify.graphql.conflicts import field_conflicts
from sandbox.shopify.graphql.schema import field_of
from sandbox.shopify.graphql.usage import Usages, check_variables, location

__all__ = ["validate"]

Error = dict[str, Any]
Path = tuple[str, ...]

_PLURALS = {
    "query": "queries",
    "mutation": "mutations",
    "subscription": "subscriptions",
    "FIELD": "fields",
    "FRAGMENT_SPREAD": "fragment spreads",
    "INLINE_FRAGMENT": "inline fragments",
    "FRAGMENT_DEFINITION": "fragment definitions",
}


def validate(schema: GraphQLSchema, document: DocumentNode) -> list[Error]:
    """Every fault of the document; none when it may run."""
    return _Validation(schema, document).run()


def head_of(node: OperationDefinitionNode | FragmentDefinitionNode) -> str:
    """The first element of every path in this definition."""
    if isinstance(node, FragmentDefinitionNode):
        return f"fragment {node.name.value}"
    name = f" {node.name.value}" if node.name else ""
    return f"{node.operation.value}{name}"


class _Validation:
    def __init__(self, schema: GraphQLSchema, document: DocumentNode) -> None:
        self.schema = schema
        self.document = document
        self.errors: list[Error] = []
        self.fragments = {
            node.name.value: node
            for node in document.definitions
            if isinstance(node, FragmentDefinitionNode)
        }
        self.spread: set[str] = set()
        self.usages = Usages()

    def run(self) -> list[Error]:
        operations: list[OperationDefinitionNode] = []
        for node in self.document.definitions:
            if isinstance(node, OperationDefinitionNode):
                operations.append(node)
                self._operation(node)
            elif isinstance(node, FragmentDefinitionNode):
                self._fragment(node)
        self._unique_names(operations)
        self._unused_fragments()
        if not self.errors:
            for operation in operations:
                self.errors += field_conflicts(self.schema, operation, self.fragments)
        for operation in operations:
            self.errors += check_variables(self.schema, operation, self.usages)
        return self.errors

    def _add(
        self, message: str, node: Node, path: Path, code: str, **extensions: str | None
    ) -> None:
        kept = {name: value for name, value in extensions.items() if value is not None}
        self.errors.append(
            {
                "message": message,
                "locations": [location(node)],
                "path": list(path),
                "extensions": {"code": code, **kept},
            }
        )

    # -- definitions ------------------------------------------------------------------------

    def _operation(self, node: OperationDefinitionNode) -> None:
        kind = node.operation.value
        root = {"query": self.schema.query_type, "mutation": self.schema.mutation_type}.get(kind)
        self.usages.enter(node)
        path = (head_of(node),)
        self._directives(node.directives, kind, path)
        if root is None:
            self._add(f"Schema is not configured for {_PLURALS[kind]}", node, path, "missingRoot")
            return
        self._selections(node.selection_set, root, path)

    def _fragment(self, node: FragmentDefinitionNode) -> None:
        self.usages.enter(node)
        path = (head_of(node),)
        self._directives(node.directives, "FRAGMENT_DEFINITION", path)
        target = self._condition(node.type_condition.name.value, node, path)
        if self._loops(node.name.value):
            name = node.name.value
            self._add(
                f"Fragment {name} contains an infinite loop",
                node,
                path,
                "infiniteLoop",
                fragmentName=name,
            )
        elif target is not None:
            self._selections(node.selection_set, target, path)

    def _condition(self, name: str, node: Node, path: Path) -> Any:
        target = self.schema.type_map.get(name)
        if target is None:
            self._add(
                f"No such type {name}, so it can't be a fragment condition",
                node,
                path,
                "undefinedType",
                typeName=name,
            )
            return None
        if not is_composite_type(target):
            self._add(
                f"Invalid fragment on type {name} (must be Union, Interface or Object)",
                node,
                path,
                "fragmentOnNonCompositeType",
                typeName=name,
                argumentName=name,
            )
            return None
        return target

    def _loops(self, start: str) -> bool:
        waiting, seen = [start], set()
        while waiting:
            for name in _spreads(self.fragments[waiting.pop()].selection_set):
                if name == start:
                    return True
                if name in self.fragments and name not in seen:
                    seen.add(name)
                    waiting.append(name)
        return False

    def _unique_names(self, operations: list[OperationDefinitionNode]) -> None:
        names = [node.name.value for node in operations if node.name]
        for name in sorted({name for name in names if names.count(name) > 1}):
            self.errors.append(
                {
                    "message": f'Operation name "{name}" must be unique',
                    "locations": [
                        location(node)
                        for node in operations
                        if node.name and node.name.value == name
                    ],
                    "path": [],
                    "extensions": {"code": "uniquelyNamedOperations", "operationName": name},
                }
            )

    def _unused_fragments(self) -> None:
        for name, node in self.fragments.items():
            if name not in self.spread:
                self._add(
                    f"Fragment {name} was defined, but not used",
                    node,
                    (f"fragment {name}",),
                    "useAndDefineFragment",
                    fragmentName=name,
                )

    # -- selections -------------------------------------------------------------------------

    def _selections(self, selections: SelectionSetNode, parent: Any, path: Path) -> None:
        for node in selections.selections:
            match node:
                case FieldNode():
                    self._field(node, parent, path)
                case InlineFragmentNode():
                    self._inline(node, parent, path)
                case FragmentSpreadNode():
                    self._spread(node, parent, path)

    def _field(self, node: FieldNode, parent: Any, path: Path) -> None:
        name = node.name.value
        here = (*path, node.alias.value if node.alias else name)
        definition = (
            field_of(self.schema, parent, name)
            if hasattr(parent, "fields") or name == "__typename"
            else None
        )
        if definition is None:
            self._add(
                f"Field '{name}' doesn't exist on type '{parent.name}'",
                node,
                here,
                "undefinedField",
                typeName=parent.name,
                fieldName=name,
            )
            return
        self._directives(node.directives, "FIELD", here)
        self._arguments(node, definition.args, name, "Field", here)
        self._sub_selection(node, definition, here)

    def _sub_selection(self, node: FieldNode, definition: Any, here: Path) -> None:
        kind = get_named_type(definition.type)
        name = node.name.value
        chosen = node.selection_set.selections if node.selection_set else ()
        if is_leaf_type(kind) and chosen:
            word = "enums" if is_enum_type(kind) else "scalars"
            written = ", ".join(f'"{_label(each)}"' for each in chosen)
            self._mismatch(
                f"Selections can't be made on {word} (field '{name}' returns {kind.name} but has "
                f"selections [{written}])",
                node,
                kind,
                here,
            )
        elif not is_leaf_type(kind) and not chosen:
            self._mismatch(
                f"Field must have selections (field '{name}' returns {kind.name} but has no "
                f"selections. Did you mean '{name} {{ ... }}'?)",
                node,
                kind,
                here,
            )
        elif node.selection_set:
            self._selections(node.selection_set, kind, here)

    def _mismatch(self, message: str, node: FieldNode, kind: Any, here: Path) -> None:
        self._add(
            message,
            node,
            here,
            "selectionMismatch",
            nodeName=f"field '{node.name.value}'",
            typeName=kind.name,
        )

    def _inline(self, node: InlineFragmentNode, parent: Any, path: Path) -> None:
        condition = node.type_condition
        here = (*path, f"... on {condition.name.value}" if condition else "...")
        self._directives(node.directives, "INLINE_FRAGMENT", here)
        target = parent
        if condition:
            target = self._condition(condition.name.value, node, here)
            if target is None:
                return
            self._spreadable(target, parent, node, here, "unknown")
        self._selections(node.selection_set, target, here)

    def _spread(self, node: FragmentSpreadNode, parent: Any, path: Path) -> None:
        name = node.name.value
        here = (*path, f"... {name}")
        self._directives(node.directives, "FRAGMENT_SPREAD", here)
        self.spread.add(name)
        self.usages.spread(name)
        fragment = self.fragments.get(name)
        if fragment is None:
            self._add(
                f"Fragment {name} was used, but not defined",
                node,
                here,
                "useAndDefineFragment",
                fragmentName=name,
            )
            return
        target = self.schema.type_map.get(fragment.type_condition.name.value)
        if target is not None and is_composite_type(target):
            self._spreadable(target, parent, node, here, name)

    def _spreadable(self, target: Any, parent: Any, node: Node, here: Path, name: str) -> None:
        if self._possible(target) & self._possible(parent):
            return
        words = "Fragment" if name == "unknown" else f"Fragment {name}"
        self._add(
            f"{words} on {target.name} can't be spread inside {parent.name}",
            node,
            here,
            "cannotSpreadFragment",
            typeName=target.name,
            fragmentName=name,
            parentName=parent.name,
        )

    def _possible(self, kind: Any) -> set[str]:
        if is_abstract_type(kind):
            return {each.name for each in self.schema.get_possible_types(kind)}
        return {kind.name}

    # -- arguments and directives -----------------------------------------------------------

    def _arguments(
        self, node: FieldNode | DirectiveNode, accepted: Any, name: str, owner: str, here: Path
    ) -> None:
        given = {argument.name.value: argument for argument in node.arguments or ()}
        missing = [
            key
            for key, argument in accepted.items()
            if key not in given
            and isinstance(argument.type, GraphQLNonNull)
            and literals.default_of(argument) is literals.ABSENT
        ]
        if missing:
            self._add(
                f"{owner} '{name}' is missing required arguments: {', '.join(missing)}",
                node,
                here,
                "missingRequiredArguments",
                className=owner,
                name=name,
                arguments=", ".join(missing),
            )
        for key, argument in given.items():
            definition = accepted.get(key)
            if definition is None:
                self._add(
                    f"{owner} '{name}' doesn't accept argument '{key}'",
                    argument,
                    (*here, key),
                    "argumentNotAccepted",
                    name=name,
                    typeName=owner,
                    argumentName=key,
                )
                continue
            self.usages.note(definition.type, argument.value, key, definition, (*here, key))
            for fault in literals.check(definition.type, argument.value, key, name, owner):
                self._add(
                    fault.message,
                    fault.node or node,
                    (*here, key, *fault.path),
                    fault.code,
                    **fault.extensions,
                )

    def _directives(self, nodes: Any, place: str, path: Path) -> None:
        seen: set[str] = set()
        for node in nodes or ():
            name = node.name.value
            definition = next((each for each in self.schema.directives if each.name == name), None)
            if definition is None:
                self._add(
                    f"Directive @{name} is not defined",
                    node,
                    path,
                    "undefinedDirective",
                    directiveName=name,
                )
                continue
            allowed = [each.name for each in definition.locations]
            if place.upper() not in allowed:
                words = ", ".join(_PLURALS.get(each, each.lower()) for each in allowed)
                self._add(
                    f"'@{name}' can't be applied to {_PLURALS[place]} (allowed: {words})",
                    node,
                    path,
                    "directiveCannotBeApplied",
                    targetName=_PLURALS[place],
                    name=name,
                )
            elif name in seen:
                self._add(
                    f'The directive "{name}" can only be used once at this location.',
                    node,
                    path,
                    "directiveNotUniqueForLocation",
                    directiveName=name,
                )
            seen.add(name)
            self._arguments(node, definition.args, name, "Directive", path)


def _label(node: Any) -> str:
    match node:
        case FieldNode():
            return str(node.name.value)
        case FragmentSpreadNode():
            return f"...{node.name.value}"
    return "... { ... }"


def _spreads(selections: SelectionSetNode) -> list[str]:
    found: list[str] = []
    for node in selections.selections:
        match node:
            case FragmentSpreadNode():
                found.append(node.name.value)
            case FieldNode() | InlineFragmentNode():
                if node.selection_set:
                    found += _spreads(node.selection_set)
    return found
