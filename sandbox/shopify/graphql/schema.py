"""The types of each API version, built once a process and never changed.

The text in sdl/ is that of 2026-07. A field that appeared with a version is taken out of the
schemas before it (differences computed from the published schemas 2025-01 to 2026-07).
"""

from __future__ import annotations

from functools import lru_cache

from graphql import (
    GraphQLArgument,
    GraphQLDirective,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLString,
    build_schema,
    specified_directives,
)
from graphql.language import DirectiveLocation
from graphql.type import (
    SchemaMetaFieldDef,
    TypeMetaFieldDef,
    TypeNameMetaFieldDef,
    is_input_object_type,
    is_interface_type,
    is_object_type,
)

from sandbox.shopify.graphql.sdl import (
    catalogue,
    drafts,
    edits,
    fulfillments,
    inputs,
    money_out,
    order_inputs,
    order_work,
    orders,
    payouts,
    people,
    returns,
    roots,
    scalars,
    webhooks,
)

__all__ = ["ADDED", "IDEMPOTENT", "IDEMPOTENT_SINCE", "field_of", "schema_of"]

IDEMPOTENT_SINCE = "2026-01"

# Field -> the version that brought it.
ADDED = {
    "LineItem.priceAfterAllDiscountsBeforeTaxesSet": "2026-07",
    "LineItem.weight": "2026-07",
    "Order.cartToken": "2026-07",
    "Order.checkoutToken": "2026-07",
    "Order.productNetwork": "2025-10",
    "OrderSortKeys.CURRENT_TOTAL_PRICE": "2025-10",
    "Refund.processedAt": "2026-01",
    "RefundInput.processedAt": "2026-01",
    "QueryRoot.returnCalculate": "2026-04",
    "QueryRoot.returnReasonDefinitions": "2026-01",
    "Return.transactions": "2026-01",
    "ReturnLineItem.returnReasonDefinition": "2026-01",
    "ReturnLineItemInput.returnReasonDefinitionId": "2026-01",
    "ReturnLineItemType.returnReasonDefinition": "2026-01",
    "ReturnRequestLineItemInput.returnReasonDefinitionId": "2026-01",
    "QueryRoot.bulkOperation": "2026-01",
    "QueryRoot.bulkOperations": "2026-01",
    "WebhookSubscription.name": "2026-04",
    "WebhookSubscription.uri": "2025-10",
    "WebhookSubscriptionInput.name": "2026-04",
    "WebhookSubscriptionInput.uri": "2025-10",
}

# Argument of a field -> the version that brought it.
ADDED_ARGUMENTS = {
    "QueryRoot.webhookSubscriptions.uri": "2025-10",
}

# Input field -> the version from which it may be left out.
OPTIONAL_SINCE = {
    "ReturnLineItemInput.returnReason": "2026-01",
    "ReturnRequestLineItemInput.returnReason": "2026-01",
}

# Interfaces that say nothing about what a type is for: they do not keep one in a schema.
_GENERAL = {"DisplayableError", "LegacyInteroperability", "Node"}

IDEMPOTENT = GraphQLDirective(
    "idempotent",
    [DirectiveLocation.FIELD],
    {"key": GraphQLArgument(GraphQLNonNull(GraphQLString))},
)

_HEAD = "schema { query: QueryRoot mutation: Mutation }\n"
_FAMILIES = (
    scalars,
    roots,
    orders,
    money_out,
    fulfillments,
    people,
    order_inputs,
    inputs,
    webhooks,
    payouts,
    catalogue,
    returns,
    drafts,
    edits,
    order_work,
)


@lru_cache(maxsize=16)
def schema_of(version: str) -> GraphQLSchema:
    """The schema of a quarter (`2026-07`)."""
    text = _HEAD + "\n".join(family.SDL for family in _FAMILIES)
    schema = build_schema(text, assume_valid=True)
    for name, since in ADDED.items():
        if version < since:
            _take_out(schema, *name.split("."))
    for name, since in ADDED_ARGUMENTS.items():
        if version < since:
            owner, field, argument = name.split(".")
            del schema.type_map[owner].fields[field].args[argument]  # type: ignore[attr-defined]
    for name, since in OPTIONAL_SINCE.items():
        if version < since:
            _require(schema, *name.split("."))
    schema = _reachable(schema)
    directives = [each for each in specified_directives if each.name in {"skip", "include"}]
    directives += [each for each in specified_directives if each.name == "deprecated"]
    if version >= IDEMPOTENT_SINCE:
        directives.append(IDEMPOTENT)
    schema.directives = tuple(directives)
    return schema


def _take_out(schema: GraphQLSchema, type_name: str, member: str) -> None:
    kind = schema.type_map[type_name]
    if is_object_type(kind) or is_interface_type(kind) or is_input_object_type(kind):
        del kind.fields[member]
    else:
        del kind.values[member]  # type: ignore[attr-defined]  # an enum


def _require(schema: GraphQLSchema, type_name: str, member: str) -> None:
    field = schema.type_map[type_name].fields[member]  # type: ignore[attr-defined]  # an input
    field.type = GraphQLNonNull(field.type)
    field.deprecation_reason = None


def _reachable(schema: GraphQLSchema) -> GraphQLSchema:
    """Without the types that only fields taken out led to."""
    kept: dict[str, GraphQLObjectType] = {}
    while True:
        found = GraphQLSchema(
            query=schema.query_type,
            mutation=schema.mutation_type,
            types=list(kept.values()),
            assume_valid=True,
        )
        more = {
            each.name: each
            for kind in found.type_map.values()
            if is_interface_type(kind) and kind.name not in _GENERAL
            for each in schema.get_implementations(kind).objects
            if each.name not in found.type_map
        }
        if not more:
            return found
        kept.update(more)


def field_of(
    schema: GraphQLSchema, parent: GraphQLObjectType | GraphQLInterfaceType, name: str
) -> GraphQLField | None:
    """The definition of a field, introspection's own three included."""
    if name == "__typename":
        return TypeNameMetaFieldDef
    if parent is schema.query_type:
        if name == "__schema":
            return SchemaMetaFieldDef
        if name == "__type":
            return TypeMetaFieldDef
    known: GraphQLField | None = parent.fields.get(name)
    return known
