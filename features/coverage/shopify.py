"""Every call of Shopify: its REST and OAuth routes, and the roots of its GraphQL schema."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSyntaxError,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    parse,
)

from features.coverage.calls import Call, Kind, Seen, behaviour_of, source_of
from sandbox.kernel.routing import Request, Response, Route
from sandbox.shopify.app import ROUTES, STORY_VERSION, Shopify
from sandbox.shopify.graphql.schema import schema_of
from sandbox.shopify.routes import oauth

__all__ = ["SHOPIFY", "roots_of"]

_VERSIONED = "/admin/api/{version}/"
_GRAPHQL = "/graphql.json"

# Reads that are not a GET: they compute an answer and change nothing.
_ASKING = ("/calculate.json",)
_ASKING_MUTATIONS = {"draftOrderCalculate"}


class ShopifyCalls:
    name = "shopify"
    platform = Shopify

    def calls(self) -> list[Call]:
        found: dict[str, Call] = {}
        for route in ROUTES:
            if route.path.endswith(_GRAPHQL):
                continue
            key = _rest_key(route)
            found.setdefault(
                key, Call(key, _rest_kind(route), behaviour_of(route.handler), _rest_source(route))
            )
        return [*found.values(), *_graphql_calls()]

    def seen(self, route: Route[Any], request: Request, response: Response) -> list[Seen]:
        if route.path.endswith(_GRAPHQL):
            return _graphql_seen(request, response)
        return [Seen(_rest_key(route), _rest_kind(route), response.status < 400)]


SHOPIFY = ShopifyCalls()


# REST


def _rest_key(route: Route[Any]) -> str:
    """The same under a version and without one: `GET /orders/{id}.json`."""
    path = route.path.replace(_VERSIONED, "/")
    if not path.startswith("/admin/oauth/"):
        path = path.removeprefix("/admin")
    return f"{route.method} {path}"


def _rest_kind(route: Route[Any]) -> Kind:
    if route.path == oauth.ACCESS_TOKEN:
        return "login"
    if route.method == "GET" or route.path.endswith(_ASKING):
        return "read"
    return "write"


def _rest_source(route: Route[Any]) -> str:
    default = "shopify.dev, Admin REST API"
    if route.path.startswith("/admin/oauth/"):
        default = 'shopify.dev, "Authentication and authorization"'
    return source_of(route.handler) or default


# GraphQL


def _graphql_calls() -> list[Call]:
    schema = schema_of(STORY_VERSION)
    roots: list[tuple[str, Any]] = [
        ("query", schema.query_type),
        ("mutation", schema.mutation_type),
    ]
    return [
        Call(
            f"{word} {name}",
            _root_kind(word, name),
            f"`{name}({', '.join(field.args)})` gives `{field.type}`"
            if field.args
            else f"gives `{field.type}`",
            f"shopify.dev, Admin GraphQL API {STORY_VERSION}, `{name}`",
        )
        for word, root in roots
        for name, field in root.fields.items()
    ]


def _graphql_seen(request: Request, response: Response) -> list[Seen]:
    text, operation_name = _document_of(request)
    word, roots = roots_of(text, operation_name)
    if not roots:
        return []
    answer = json.loads(response.body) if response.status == 200 else {}
    data, errors = answer.get("data"), answer.get("errors")
    return [
        Seen(f"{word} {name}", _root_kind(word, name), _answered(data, errors, key))
        for key, name in roots.items()
    ]


def _root_kind(word: str, name: str) -> Kind:
    return "write" if word == "mutation" and name not in _ASKING_MUTATIONS else "read"


def _answered(data: Any, errors: Any, key: str) -> bool:
    """A null, an error or a user error is the platform's no."""
    if errors or not isinstance(data, dict):
        return False
    value = data.get(key)
    if isinstance(value, dict):
        return not any(name.endswith("serErrors") and value[name] for name in value)
    return value is not None and value != [None]


def _document_of(request: Request) -> tuple[str, str]:
    if request.headers.get("content-type", "").startswith("application/graphql"):
        return request.body.decode("utf-8", "replace"), ""
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):  # nested as deep as no document is
        return "", ""
    if not isinstance(body, dict) or not isinstance(body.get("query"), str):
        return "", ""
    return body["query"], body.get("operationName") or ""


def roots_of(text: str, operation_name: str) -> tuple[str, dict[str, str]]:
    """("query", {response key: root}) of the operation that a document asks for."""
    try:
        document = parse(text)
    except GraphQLSyntaxError:
        return "", {}
    fragments = {
        each.name.value: each
        for each in document.definitions
        if isinstance(each, FragmentDefinitionNode)
    }
    for each in document.definitions:
        if not isinstance(each, OperationDefinitionNode):
            continue
        if operation_name in ("", each.name.value if each.name else ""):
            return each.operation.value, dict(_fields(each.selection_set, fragments))
    return "", {}


def _fields(
    selections: SelectionSetNode, fragments: Mapping[str, FragmentDefinitionNode]
) -> Iterator[tuple[str, str]]:
    for node in selections.selections:
        match node:
            case FieldNode():
                if not node.name.value.startswith("__"):
                    yield (node.alias or node.name).value, node.name.value
            case InlineFragmentNode():
                yield from _fields(node.selection_set, fragments)
            case FragmentSpreadNode():
                if node.name.value in fragments:
                    yield from _fields(fragments[node.name.value].selection_set, {})
