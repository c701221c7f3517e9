"""A query over everything: what it may ask, and its answer as JSON lines.

Every node of every connection is a line of its own; one of a nested connection names its parent
in `__parentId`. A connection needs no `first`: all of it is read, however long. Sentences are
those of recorded answers of bulkOperationRunQuery.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import orjson
from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLList,
    GraphQLNonNull,
    InlineFragmentNode,
    SelectionSetNode,
    get_named_type,
)

from sandbox.shopify.errors import GraphQLErrors, UserError, UserErrors, refuse
from sandbox.shopify.graphql.context import Context, FieldError, Step
from sandbox.shopify.graphql.cursors import EVERYTHING
from sandbox.shopify.graphql.envelope import Document
from sandbox.shopify.graphql.execution import Bubble, run
from sandbox.shopify.graphql.resolvers.registry import type_name_of
from sandbox.shopify.graphql.schema import field_of

if TYPE_CHECKING:
    from graphql import FragmentDefinitionNode, GraphQLSchema

__all__ = ["Output", "check", "write"]

LARGEST = 65_535
MOST_CONNECTIONS = 5
DEEPEST = 2
_QUERY = ("query",)


def _invalid(message: str) -> UserError:
    return UserError(_QUERY, message, "INVALID")


def check(text: str, version: str) -> Document:
    """The query, ready to run. Raises UserErrors with everything that is wrong with it."""
    if len(text.encode()) > LARGEST:
        size = len(text.encode())
        message = f"Query is too large ({size} bytes; maximum is {LARGEST} bytes)"
        raise UserErrors([_invalid(message)])
    document = Document(text, version)
    if document.faults:
        messages = [str(each["message"]) for each in document.faults]
        if not text.strip():  # recorded without a place
            messages = ["syntax error, unexpected end of file"]
        raise UserErrors([_invalid(f"Invalid bulk query: {each}") for each in messages])
    try:
        operation = document.operation(None)
    except GraphQLErrors as refused:
        raise refuse(_QUERY, f"Invalid bulk query: {refused}", "INVALID") from None
    node = operation.node
    if node.operation.value != "query":
        message = "Invalid operation type. Only `query` operations are supported."
        raise refuse(_QUERY, message, "INVALID")
    survey = _Survey(document.schema, document.fragments)
    survey.walk(node.selection_set, document.schema.query_type, 0, None, in_list=False)
    errors = [_invalid(message) for message in survey.faults()]
    if errors:
        raise UserErrors(errors)
    return document


class _Survey:
    """What stands in a query: its connections, how deep, and what bulk queries cannot have."""

    def __init__(self, schema: GraphQLSchema, fragments: dict[str, FragmentDefinitionNode]) -> None:
        self._schema = schema
        self._fragments = fragments
        self.connections = 0
        self.depth = 0
        self.by_nodes: list[str] = []
        self.without_id: list[str] = []
        self.within_list = False
        self.top_level_node = False

    def faults(self) -> Iterator[str]:
        if self.by_nodes:
            first, names = self.by_nodes[0], "', '".join(self.by_nodes)
            yield (
                "All connection fields in a bulk query must select their contents using 'edges' "
                f"> 'node', e.g: '{first} {{ edges {{ node {{'. Selecting via 'nodes' is not "
                f"supported. Invalid connection fields: '{names}'."
            )
        if self.top_level_node:
            yield "Bulk queries cannot contain a top level `node` field."
        if self.depth > DEEPEST:
            yield (
                "Bulk queries cannot contain connections with a nesting depth greater than "
                f"{DEEPEST}."
            )
        if self.connections > MOST_CONNECTIONS:
            yield f"Bulk queries cannot contain more than {MOST_CONNECTIONS} connections."
        if self.without_id:
            yield (
                "The parent 'node' field for a nested connection must select the 'id' field "
                "without an alias and must be of 'ID' return type. Connection fields without "
                f"'id': {', '.join(self.without_id)}."
            )
        if self.within_list:
            yield (
                "Queries that contain a connection field within a list field are not currently "
                "supported."
            )
        if not self.connections:
            yield "Bulk queries must contain at least one connection."

    def walk(
        self,
        selections: SelectionSetNode,
        parent: Any,
        depth: int,
        around: tuple[str, bool] | None,
        *,
        in_list: bool,
    ) -> None:
        """`depth`: connections around. `around`: the connection field whose node this belongs
        to, and whether that node selects its id."""
        for field, kind in self._fields(selections, parent):
            definition = field_of(self._schema, kind, field.name.value)
            if definition is None or field.selection_set is None:
                continue
            name = field.name.value
            if kind is self._schema.query_type and name in {"node", "nodes"}:
                self.top_level_node = True
            target = get_named_type(definition.type)
            if target.name.endswith("Connection"):
                self._connection(field, target, depth, around, in_list=in_list)
                continue
            listed = in_list or _is_list(definition.type)
            self.walk(field.selection_set, target, depth, around, in_list=listed)

    def _connection(
        self,
        field: FieldNode,
        target: Any,
        depth: int,
        around: tuple[str, bool] | None,
        *,
        in_list: bool,
    ) -> None:
        name = field.name.value
        self.connections += 1
        # The outermost one has no depth: "two levels" are connections in a connection's node.
        self.depth = max(self.depth, depth)
        self.within_list = self.within_list or in_list
        if around is not None and not around[1] and around[0] not in self.without_id:
            self.without_id.append(around[0])
        assert field.selection_set is not None  # noqa: S101 - validated before
        for below, kind in self._fields(field.selection_set, target):
            if below.name.value == "nodes" and name not in self.by_nodes:
                self.by_nodes.append(name)
            if below.name.value not in {"edges", "nodes"} or below.selection_set is None:
                continue
            inner = field_of(self._schema, kind, below.name.value)
            edge = get_named_type(inner.type) if inner else None
            held = [(below.selection_set, edge)]
            if below.name.value == "edges":
                held = [
                    (each.selection_set, get_named_type(definition.type))
                    for each, of in self._fields(below.selection_set, edge)
                    if each.name.value == "node"
                    and each.selection_set is not None
                    and (definition := field_of(self._schema, of, "node")) is not None
                ]
            for selections, node in held:
                has_id = any(
                    each.name.value == "id" and each.alias is None
                    for each, _ in self._fields(selections, node)
                )
                self.walk(selections, node, depth + 1, (name, has_id), in_list=False)

    def _fields(self, selections: SelectionSetNode, parent: Any) -> Iterator[tuple[FieldNode, Any]]:
        for each in selections.selections:
            match each:
                case FieldNode():
                    yield each, parent
                case InlineFragmentNode():
                    kind = parent
                    if each.type_condition is not None:
                        kind = self._schema.type_map[each.type_condition.name.value]
                    yield from self._fields(each.selection_set, kind)
                case FragmentSpreadNode():
                    fragment = self._fragments[each.name.value]
                    kind = self._schema.type_map[fragment.type_condition.name.value]
                    yield from self._fields(fragment.selection_set, kind)


def _is_list(kind: Any) -> bool:
    return isinstance(kind.of_type if isinstance(kind, GraphQLNonNull) else kind, GraphQLList)


class Output:
    """Lines in the making. `failed`: the code of an operation that could not be finished."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self.rows: list[dict[str, Any]] = []
        self.roots = 0
        self.failed: str | None = None

    @property
    def lines(self) -> str:
        return "".join(orjson.dumps(row).decode() + "\n" for row in self.rows)


_Branch = tuple[Step, Any, str | None]  # a connection, what it belongs to, the parent's id


def write(document: Document, context: Context, *, grouped: bool) -> Output:
    """Run the query. `grouped`: children stand right behind their parent; otherwise all parents
    stand before all children, as the platform promises no more than that."""
    output = Output(context)
    steps = document.operation(None).plan({}).steps
    try:
        _, waiting = _object(steps, None, context, None)
        _connections(waiting, context, output, grouped=grouped, root=True)
    except (Bubble, FieldError):
        output.failed = "INTERNAL_SERVER_ERROR"
    for error in context.errors:
        denied = error.get("extensions", {}).get("code") == "ACCESS_DENIED"
        output.failed = "ACCESS_DENIED" if denied else output.failed or "INTERNAL_SERVER_ERROR"
    return output


def _connections(
    branches: list[_Branch], context: Context, output: Output, *, grouped: bool, root: bool
) -> None:
    later: list[_Branch] = []
    for step, source, parent in branches:
        for node, below in _nodes(step, source, context):
            row, inner = _object(below, node, context, None)
            number = row.get("id")
            if parent is not None:
                row["__parentId"] = parent
            output.rows.append(row)
            output.roots += root
            nested = [(each, of, number) for each, of, _ in inner]
            if grouped:
                _connections(nested, context, output, grouped=True, root=False)
            else:
                later += nested
    if later:
        _connections(later, context, output, grouped=False, root=False)


def _nodes(step: Step, source: Any, context: Context) -> Iterator[tuple[Any, list[Step]]]:
    """Every node of a connection, with the steps for its type."""
    (below,) = step.children.values()
    for edges in below:
        if edges.name != "edges":
            continue
        (edge_steps,) = edges.children.values()
        for node_step in edge_steps:
            if node_step.name != "node":
                continue
            arguments = {
                name: value
                for name, value in step.arguments({}).items()
                if name not in {"first", "last", "after", "before"}
            }
            context.step = step
            page = step.resolve(source, {**arguments, "first": EVERYTHING}, context)
            kinds = node_step.children
            for node in page.items if page is not None else ():
                name = next(iter(kinds)) if len(kinds) == 1 else type_name_of(node)
                yield node, kinds[name]


def _object(
    steps: list[Step], source: Any, context: Context, parent: str | None
) -> tuple[dict[str, Any], list[_Branch]]:
    """An object without its connections, and these."""
    row: dict[str, Any] = {}
    branches: list[_Branch] = []
    for step in steps:
        if step.type_name.endswith("Connection"):
            branches.append((step, source, parent))
        elif _holds_connection(step):
            context.step = step
            value = step.resolve(source, step.arguments({}), context)
            row[step.key] = None
            if value is not None:
                kinds = step.children
                name = next(iter(kinds)) if len(kinds) == 1 else type_name_of(value)
                row[step.key], inner = _object(kinds[name], value, context, parent)
                branches += inner
        else:
            row.update(run([step], source, context))
    return row, branches


def _holds_connection(step: Step) -> bool:
    return any(
        below.type_name.endswith("Connection") or _holds_connection(below)
        for steps in step.children.values()
        for below in steps
    )
