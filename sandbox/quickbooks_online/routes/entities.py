"""Create, read, update, delete and void.

Sources: developer.intuit.com "Create basic requests" and the pages of the entities; public clients
for the forms of void: an invoice by `operation=void`, a payment or sales receipt by
`operation=update` with `include=void`, a credit memo not at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sandbox.kernel.routing import Request, Response
from sandbox.quickbooks_online.errors import NotFound, Unsupported
from sandbox.quickbooks_online.records import Entity
from sandbox.quickbooks_online.routes.common import (
    answered,
    entity_named,
    one,
    options_of,
    parameter,
)
from sandbox.quickbooks_online.rules import operations
from sandbox.quickbooks_online.rules.options import Options
from sandbox.quickbooks_online.wire.parts import Gone, Part
from sandbox.quickbooks_online.wire.reading import entity_body

if TYPE_CHECKING:
    from sandbox.quickbooks_online.app import QuickBooksOnline

__all__ = ["find", "implied", "perform", "read", "read_single", "write"]


def write(quickbooks: QuickBooksOnline, request: Request) -> Response:
    """Creates one, or does to one what `operation` says. Raises QuickBooksFault."""
    entity = entity_named(request.params["entity"])
    operation = parameter(request, "operation").lower()
    options = options_of(quickbooks, parameter(request, "include"))

    def work() -> Response:
        given = entity_body(request, entity.name)
        verb = operation or implied(entity, given)
        return answered(quickbooks, request, perform(quickbooks, entity, verb, given, options))

    return quickbooks.request_ids.once(request, work)


def implied(entity: Entity, given: Mapping[str, Any]) -> str:
    """What a body means without `operation`: what has an id is there already, and so is what a
    company has one of."""
    known = entity.kind == "single" or given.get("Id") not in (None, "")
    return "update" if known else "create"


def perform(
    quickbooks: QuickBooksOnline,
    entity: Entity,
    operation: str,
    given: Mapping[str, Any],
    options: Options,
) -> Part:
    """One write, of a request or of a batch's item. Raises QuickBooksFault."""
    name = entity.name
    if entity.void == "include" and operation == "update" and "void" in options.include:
        operation = "void"
    elif operation == "void" and entity.void != "operation":
        raise Unsupported(operation)
    match operation:
        case "create" if entity.create:
            return one(quickbooks, operations.create(quickbooks, name, given, options))
        case "update" if entity.update:
            return one(quickbooks, operations.update(quickbooks, name, given, options))
        case "void":
            return one(quickbooks, operations.void(quickbooks, name, given, options))
        case "delete" if entity.delete:
            return Gone(name, operations.delete(quickbooks, name, given, options).id)
    raise Unsupported(operation)


def read(quickbooks: QuickBooksOnline, request: Request) -> Response:
    """Reads one by its id. Raises NotFound and Unsupported."""
    entity = entity_named(request.params["entity"])
    return answered(quickbooks, request, find(quickbooks, entity, request.params["id"]))


def read_single(quickbooks: QuickBooksOnline, request: Request) -> Response:
    """Reads what a company has one of: preferences need no id. Raises Unsupported."""
    entity = entity_named(request.params["entity"])
    if entity.kind != "single":
        raise Unsupported("GET")
    return answered(quickbooks, request, find(quickbooks, entity, "1"))


def find(quickbooks: QuickBooksOnline, entity: Entity, key: str) -> Part:
    """Raises NotFound, in other words when it was there once."""
    if entity.kind == "single" and key == quickbooks.realm_id:
        key = "1"
    document = quickbooks.records.find(entity.name, key)
    if document is not None:
        return one(quickbooks, document)
    gone = quickbooks.records.deleted.get(key)
    if gone is not None and gone.entity == entity.name:
        raise NotFound.deleted()
    raise NotFound
