"""Running a plan: resolvers in document order, nulls that rise, errors with their path.

A plan is a tree of steps per object type; fragments are merged and `@skip`/`@include` decided
when it is made, so that running it is a loop. Mutation roots run one after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLEnumType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    is_abstract_type,
    is_introspection_type,
    is_leaf_type,
)

from sandbox.shopify.auth import allows
from sandbox.shopify.errors import ResourceNotFound
from sandbox.shopify.graphql import literals
from sandbox.shopify.graphql.context import Arguments, Context, FieldError, Step
from sandbox.shopify.graphql.cost import (
    CONNECTION,
    node_points,
    size_of,
    spent_on_page,
    weight_of,
)
from sandbox.shopify.graphql.resolvers.registry import type_name_of
from sandbox.shopify.graphql.resolvers.table import SCOPES, resolver_of
from sandbox.shopify.graphql.scalars import WRITERS
from sandbox.shopify.graphql.schema import field_of
from sandbox.shopify.graphql.usage import location

__all__ = ["Planner", "run"]

Completer = Callable[[Any, Context], Any]
SCOPES_PAGE = "https://shopify.dev/api/usage/access-scopes"


class Bubble(Exception):
    """A field that must not be null is: the nearest parent that may be null takes it."""


def run(steps: list[Step], source: Any, context: Context) -> dict[str, Any]:
    """The answer of one object. Raises Bubble when it cannot be."""
    out: dict[str, Any] = {}
    path = context.path
    for step in steps:
        path.append(step.key)
        context.step = step
        value: Any = None
        try:
            if step.scope and not allows(context.token.scopes, step.scope):
                raise _denied(step)
            value = step.resolve(source, step.arguments(context.variables), context)
            if value is not None:
                value = step.complete(value, context)
            elif step.required:
                raise TypeError(f"{step.owner}.{step.name} must not be null")
        except (FieldError, ResourceNotFound) as refused:
            context.errors.append(_told(refused, step, path))
            if step.required:
                raise Bubble from None
            value = None
        except Bubble:
            if step.required:
                raise
            value = None
        finally:
            path.pop()
        out[step.key] = value
    return out


def _told(refused: FieldError | ResourceNotFound, step: Step, path: list[str | int]) -> Any:
    if isinstance(refused, ResourceNotFound):
        refused = FieldError(str(refused), "RESOURCE_NOT_FOUND")
    told: dict[str, Any] = {"message": refused.message, "locations": [step.place]}
    if refused.extensions:
        told["extensions"] = refused.extensions
    told["path"] = list(path)
    return told


def _denied(step: Step) -> FieldError:
    needed = f"`{step.scope}` access scope."
    return FieldError(
        f"Access denied for {step.name} field. Required access: {needed}",
        "ACCESS_DENIED",
        documentation=SCOPES_PAGE,
        requiredAccess=needed,
    )


class Planner:
    """Makes the plan of one operation, for one set of values of its @skip/@include variables."""

    def __init__(
        self,
        schema: GraphQLSchema,
        operation: OperationDefinitionNode,
        fragments: dict[str, FragmentDefinitionNode],
        variables: dict[str, Any],
    ) -> None:
        self._schema = schema
        self._operation = operation
        self._fragments = fragments
        self._variables = variables

    def steps(self) -> list[Step]:
        mutation = self._operation.operation.value == "mutation"
        root = self._schema.mutation_type if mutation else self._schema.query_type
        return self._steps(root, [self._operation.selection_set])

    def _steps(self, kind: Any, selections: Iterable[SelectionSetNode]) -> list[Step]:
        found: dict[str, list[FieldNode]] = {}
        seen: set[str] = set()
        for each in selections:
            self._collect(kind, each, found, seen)
        return [self._step(kind, key, nodes) for key, nodes in found.items()]

    def _collect(
        self,
        kind: Any,
        selections: SelectionSetNode,
        found: dict[str, list[FieldNode]],
        seen: set[str],
    ) -> None:
        for node in selections.selections:
            if not self._wanted(node):
                continue
            match node:
                case FieldNode():
                    key = node.alias.value if node.alias else node.name.value
                    found.setdefault(key, []).append(node)
                case InlineFragmentNode():
                    condition = node.type_condition
                    if condition is None or self._applies(condition.name.value, kind):
                        self._collect(kind, node.selection_set, found, seen)
                case FragmentSpreadNode():
                    name = node.name.value
                    fragment = self._fragments[name]
                    applies = self._applies(fragment.type_condition.name.value, kind)
                    if name not in seen and applies:
                        seen.add(name)
                        self._collect(kind, fragment.selection_set, found, seen)

    def _applies(self, condition: str, kind: Any) -> bool:
        target = self._schema.type_map[condition]
        return target is kind or (
            is_abstract_type(target) and self._schema.is_sub_type(target, kind)
        )

    def _wanted(self, node: Any) -> bool:
        for directive in node.directives or ():
            name = directive.name.value
            if name in {"skip", "include"}:
                value = literals.python_value(directive.arguments[0].value, self._variables)
                if bool(value) is (name == "skip"):
                    return False
        return True

    def _step(self, owner: Any, key: str, nodes: list[FieldNode]) -> Step:
        node = nodes[0]
        name = node.name.value
        definition = field_of(self._schema, owner, name)
        assert definition is not None  # noqa: S101 - validated before
        named = get_named_type(definition.type)
        children: dict[str, list[Step]] = {}
        if not is_leaf_type(named):
            below = [each.selection_set for each in nodes if each.selection_set]
            kinds = self._schema.get_possible_types(named) if is_abstract_type(named) else [named]
            children = {each.name: self._steps(each, below) for each in kinds}
        constant, build = _arguments(node, definition)
        return Step(
            key=key,
            name=name,
            owner=owner.name,
            type_name=named.name,
            place=location(node),
            resolve=_resolver(owner, name, definition),
            constant=constant,
            build=build,
            required=isinstance(definition.type, GraphQLNonNull),
            complete=_completer(definition.type, children, owner.name, name),
            children=children,
            scope=SCOPES.get(f"{owner.name}.{name}", ""),
            idempotency=_idempotency(node),
            deprecated=definition.deprecation_reason is not None,
        )


def _arguments(node: FieldNode, definition: Any) -> tuple[Arguments, Any]:
    """(constant arguments, None) or ({}, function of the variables)."""
    if not definition.args:
        return {}, None
    given = {each.name.value: each.value for each in node.arguments or ()}
    constant: Arguments = {}
    built: list[tuple[str, Any, Any]] = []
    for name, argument in definition.args.items():
        default = literals.default_of(argument)
        if name not in given:
            if default is not literals.ABSENT:
                constant[name] = default
            continue
        value, build = literals.prepare(argument.type, given[name])
        if build is None:
            constant[name] = value
        else:
            built.append((name, build, default))
    if not built:
        return constant, None

    def arguments(variables: dict[str, Any]) -> Arguments:
        found = dict(constant)
        for name, build, default in built:
            value = build(variables)
            if value is literals.ABSENT:
                value = default
            if value is not literals.ABSENT:
                found[name] = value
        return found

    return {}, arguments


def _idempotency(node: FieldNode) -> Callable[[dict[str, Any]], Any] | None:
    """The key of `@idempotent(key:)` on this field, as a function of the variables."""
    for directive in node.directives or ():
        if directive.name.value == "idempotent" and directive.arguments:
            key = directive.arguments[0].value
            return lambda variables: literals.python_value(key, variables)
    return None


class _Info:
    """As much of graphql-core's resolve info as its introspection asks for."""

    __slots__ = ("parent_type", "schema")

    def __init__(self, schema: Any, parent_type: Any) -> None:
        self.schema = schema
        self.parent_type = parent_type


def _resolver(owner: Any, name: str, definition: Any) -> Callable[[Any, Arguments, Context], Any]:
    if name == "__typename":
        return lambda source, arguments, context: owner.name
    if name.startswith("__") or is_introspection_type(owner):
        resolve = definition.resolve
        if resolve is None:
            return lambda source, arguments, context: getattr(source, name, None)
        return lambda source, arguments, context: resolve(
            source, _Info(context.schema, owner), **arguments
        )
    return resolver_of(owner.name, name)


def _completer(kind: Any, children: dict[str, list[Step]], owner: str, name: str) -> Completer:
    """Turns what a resolver gave into what is written; never called with None."""
    if isinstance(kind, GraphQLNonNull):
        kind = kind.of_type
    if isinstance(kind, GraphQLList):
        return _list_completer(kind.of_type, children, owner, name)
    if is_leaf_type(kind):
        if is_introspection_type(kind) and isinstance(kind, GraphQLEnumType):
            return lambda value, context: kind.serialize(value)
        write = WRITERS.get(kind.name)
        if write is None:
            return lambda value, context: value
        return lambda value, context: write(value)
    if kind.name.endswith("Connection"):
        return _connection_completer(children[kind.name])
    paid = owner.endswith("Payload")  # what a mutation hands back is in its price
    if len(children) == 1:
        (only,) = children.values()
        weight = 0 if paid else weight_of(kind.name)

        def complete_object(value: Any, context: Context) -> Any:
            context.spent += weight
            return run(only, value, context)

        return complete_object

    def complete_abstract(value: Any, context: Context) -> Any:
        name = type_name_of(value)
        if not paid:
            context.spent += weight_of(name)
        return run(children[name], value, context)

    return complete_abstract


def _connection_completer(steps: list[Step]) -> Completer:
    own = node_points(steps)

    def complete_connection(value: Any, context: Context) -> Any:
        step, before = context.step, context.spent
        context.nodes = None
        out = run(steps, value, context)
        if context.linear:
            context.spent += CONNECTION
        else:
            size = size_of(step, context.variables) or 0
            below = context.spent - before
            context.spent = before + spent_on_page(size, context.nodes, below, own)
        return out

    return complete_connection


def _list_completer(kind: Any, children: dict[str, list[Step]], owner: str, name: str) -> Completer:
    required = isinstance(kind, GraphQLNonNull)
    complete = _completer(kind, children, owner, name)
    where = f"{owner}.{name}"

    def complete_list(values: Iterable[Any], context: Context) -> list[Any]:
        path = context.path
        out: list[Any] = []
        for index, value in enumerate(values):
            if value is None:
                if required:
                    raise TypeError(f"{where}[{index}] must not be null")
                out.append(None)
                continue
            path.append(index)
            try:
                out.append(complete(value, context))
            except Bubble:
                if required:
                    raise
                out.append(None)
            finally:
                path.pop()
        return out

    if not children:
        return complete_list
    if owner.endswith("Connection"):

        def complete_page(values: Iterable[Any], context: Context) -> list[Any]:
            out = complete_list(values, context)
            context.nodes = len(out)
            return out

        return complete_page

    own = 0 if owner.endswith("Payload") else max(map(weight_of, children))
    one = complete

    def complete_dearest(value: Any, context: Context) -> Any:
        before = context.spent
        out = one(value, context)
        context.dearest = max(context.dearest, context.spent - before)
        context.spent = before
        return out

    complete = complete_dearest

    def complete_plain(values: Iterable[Any], context: Context) -> list[Any]:
        """However long it is, a list is as dear as its dearest item."""
        outer, context.dearest = context.dearest, own
        try:
            return complete_list(values, context)
        finally:
            context.spent += context.dearest
            context.dearest = outer

    return complete_plain
