"""Every call of QuickBooks Online: its routes, times the entities and their operations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from features.coverage.calls import Call, Kind, Seen, behaviour_of, source_of
from sandbox.kernel.routing import Request, Response, Route
from sandbox.quickbooks_online import hosts
from sandbox.quickbooks_online.app import ROUTES, QuickBooksOnline
from sandbox.quickbooks_online.errors import QuickBooksFault
from sandbox.quickbooks_online.records import ENTITIES, ENTITY_NAMES, Entity
from sandbox.quickbooks_online.routes import entities
from sandbox.quickbooks_online.wire.reading import entity_body

__all__ = ["QUICKBOOKS_ONLINE"]

_COMPANY = f"{hosts.COMPANY}{{realm}}"
_ENTITY = f"{_COMPANY}/{{entity}}"

# Reads that are not a GET.
_ASKING = frozenset({("POST", f"{_COMPANY}/query")})
_LOGINS = frozenset({hosts.AUTHORIZE, hosts.TOKEN, hosts.REVOKE})

# How an operation is asked for, and what it does.
_WORDS = {
    "create": ("", "Creates one"),
    "update": ("?operation=update", "Changes one, wholly or, with `sparse`, in what is sent"),
    "delete": ("?operation=delete", "Deletes one that nothing holds"),
    "void": ("?operation=void", "Voids one: zero, and still there"),
    "include": ("?operation=update&include=void", "Voids one: zero, and still there"),
}


class QuickBooksOnlineCalls:
    name = "quickbooks_online"
    platform = QuickBooksOnline

    def calls(self) -> list[Call]:
        found: dict[str, Call] = {}
        for route in ROUTES:
            for key, behaviour in _keys(route):
                found.setdefault(key, Call(key, _kind(route), behaviour, _source(route)))
        return list(found.values())

    def seen(self, route: Route[Any], request: Request, response: Response) -> list[Seen]:
        key = _key(route, request)
        done = response.status < 400 and not response.body.startswith(b'{"Fault":')
        return [Seen(key, _kind(route), done)] if key else []


QUICKBOOKS_ONLINE = QuickBooksOnlineCalls()


def _kind(route: Route[Any]) -> Kind:
    if route.method == "POST" and route.path in _LOGINS:
        return "login"
    if route.method == "GET" or (route.method, route.path) in _ASKING:
        return "read"
    return "write"


def _source(route: Route[Any]) -> str:
    return source_of(route.handler) or "developer.intuit.com"


def _keys(route: Route[Any]) -> Iterator[tuple[str, str]]:
    """The keys of one route with what they do: `POST /invoice?operation=void`."""
    if route.handler is entities.write:
        for entity in ENTITIES.values():
            for operation in _operations(entity):
                tail, behaviour = _WORDS[operation]
                yield f"POST /{entity.name.lower()}{tail}", behaviour
    elif route.handler is entities.read:
        for entity in ENTITIES.values():
            yield f"GET /{entity.name.lower()}/{{id}}", "Reads one"
    elif route.handler is entities.read_single:
        for entity in ENTITIES.values():
            if entity.kind == "single":
                yield f"GET /{entity.name.lower()}", "Reads the company's only one"
    else:
        yield _plain(route), behaviour_of(route.handler)


def _operations(entity: Entity) -> Iterator[str]:
    if entity.create:
        yield "create"
    if entity.update:
        yield "update"
    if entity.delete:
        yield "delete"
    if entity.void:
        yield "void" if entity.void == "operation" else "include"


def _plain(route: Route[Any]) -> str:
    return f"{route.method} {route.path.removeprefix(_COMPANY).rstrip('/')}"


def _key(route: Route[Any], request: Request) -> str:
    """The key of one request; empty when its entity or operation is none of ours."""
    if not route.path.startswith(_ENTITY) or route.path.endswith(("/pdf", "/send")):
        return _plain(route)
    name = ENTITY_NAMES.get(request.params["entity"].lower())
    if name is None:
        return ""
    entity = ENTITIES[name]
    if route.handler is entities.read_single:
        return f"GET /{name.lower()}" if entity.kind == "single" else ""
    if route.handler is entities.read:
        return f"GET /{name.lower()}/{{id}}"
    operation = _operation(entity, request)
    return f"POST /{name.lower()}{_WORDS[operation][0]}" if operation else ""


def _operation(entity: Entity, request: Request) -> str:
    asked = request.query.get("operation", "").lower()
    if not asked:
        try:
            asked = entities.implied(entity, entity_body(request, entity.name))
        except QuickBooksFault:
            asked = "create"
    if (
        asked == "update"
        and entity.void == "include"
        and "void" in request.query.get("include", "")
    ):
        return "include"
    return asked if asked in _operations(entity) else ""
