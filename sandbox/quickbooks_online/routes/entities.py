"""Create, read, update, delete and void.

Source: developer.intuit.com "Create basic requests" and the pages of the entities.

How a void is asked for differs (public clients): an invoice by `operation=void`, a payment or
sales receipt by `operation=update` with `include=void`, a credit memo not at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from sandbox.kernel.routing import Request, Response
from sandbox.quickbooks_online.errors import Unsupported
from sandbox.quickbooks_online.records import Entity, Invoice
from sandbox.quickbooks_online.routes.common import (
    answered,
    entity_named,
    one,
    options_of,
    parameter,
    words,
)
from sandbox.quickbooks_online.rules import operations
from sandbox.quickbooks_online.rules.options import Options
from sandbox.quickbooks_online.wire.parts import Gone, One, Part
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
    match operation:
        case "create":
            done = operations.create(quickbooks, entity.name, given, options)
        case "update":
            done = operations.update(quickbooks, entity.name, given, options)
        case "void" if entity.void == "operation":
            done = operations.void(quickbooks, entity.name, given, options)
        case "delete":
            gone = operations.delete(quickbooks, entity.name, given, options)
            return Gone(entity.name, gone.id)
        case _:
            raise Unsupported(operation)
    return one(quickbooks, done)


def read(quickbooks: QuickBooksOnline, request: Request) -> Response:
    """Reads one by its id. Raises NotFound and Unsupported."""
    entity = entity_named(request.params["entity"])
    found = find(quickbooks, entity, request.params["id"])
    if "invoicelink" in words(parameter(request, "include")):
        found = _with_link(quickbooks, found)
    return answered(quickbooks, request, found)


def read_single(quickbooks: QuickBooksOnline, request: Request) -> Response:
    """Reads what a company has one of: preferences need no id. Raises Unsupported."""
    entity = entity_named(request.params["entity"])
    if entity.kind != "single":
        raise Unsupported("GET")
    return answered(quickbooks, request, find(quickbooks, entity, "1"))


def _with_link(quickbooks: QuickBooksOnline, part: One) -> One:
    """Where the customer pays: told on demand, of an invoice that has an address to be sent to."""
    form = part.document
    if not isinstance(form, Invoice) or form.bill_email is None:
        return part
    code = quickbooks.ids.fixed(f"quickbooks_online.invoice_link.{form.id}", 64, "0123456789abcdef")
    return One(
        msgspec.structs.replace(
            form, invoice_link=f"https://connect.intuit.com/t/scs-v1-{code}?locale=EN_US"
        )
    )


def find(quickbooks: QuickBooksOnline, entity: Entity, key: str) -> One:
    """Raises NotFound and InvalidId. The company's own number names what it has one of."""
    if entity.kind == "single" and key == quickbooks.realm_id:
        key = "1"
    return one(quickbooks, operations.get(quickbooks, entity.name, key))
