"""Parts of a record under their own URL: sublists, their lines, subrecords, referenced records.

Source: Help Center "Accessing Subresources in REST Web Services". A sublist answers with links to
its lines, as records are not expanded unless asked (`expandSubResources=true`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.kernel.routing import Request, Response
from sandbox.netsuite.errors import NonexistentId
from sandbox.netsuite.permissions import check_reading
from sandbox.netsuite.routes.common import (
    COLLECTION,
    find,
    flag,
    kind_of,
    resource,
    sync_only,
    writer_of,
)
from sandbox.netsuite.wire.encode import Writer
from sandbox.netsuite.wire.schema import RecordType, target_of, type_of

if TYPE_CHECKING:
    from sandbox.netsuite.app import NetSuite

__all__ = ["line", "sublist", "subrecord"]


def sublist(netsuite: NetSuite, request: Request) -> Response:
    kind, document, writer = _open(netsuite, request)
    name = request.params["sub"]
    known = {each.lower(): each for each in kind.sublists}
    if name.lower() in known:
        expand = flag(request, "expandSubResources")
        return resource(
            writer.sublist(kind, document, known[name.lower()], lines=expand), COLLECTION
        )
    return _referenced(netsuite, writer, kind, document, name)


def line(netsuite: NetSuite, request: Request) -> Response:
    kind, document, writer = _open(netsuite, request)
    return resource(_line(request, kind, document, writer))


def subrecord(netsuite: NetSuite, request: Request) -> Response:
    kind, document, writer = _open(netsuite, request)
    found = _line(request, kind, document, writer)
    wanted = request.params["subrecord"].lower()
    for name, part in found.items():
        if name.lower() == wanted and isinstance(part, dict) and "links" in part:
            return resource(part)
    raise NonexistentId


def _open(netsuite: NetSuite, request: Request) -> tuple[RecordType, Any, Writer]:
    kind = kind_of(request, netsuite)
    sync_only(request)
    return kind, find(netsuite, kind, request.params["id"]), writer_of(netsuite, request)


def _line(request: Request, kind: RecordType, document: Any, writer: Writer) -> dict[str, Any]:
    name = request.params["sub"].lower()
    for known in kind.sublists:
        if known.lower() == name:
            found = writer.line(kind, document, known, request.params["line"])
            if found is not None:
                return found
    raise NonexistentId


def _referenced(
    netsuite: NetSuite, writer: Writer, kind: RecordType, document: Any, name: str
) -> Response:
    """The record that a field points at, or an address: `salesOrder/18/entity`."""
    part = writer.address(kind, document, name)
    if part is not None:
        return resource(part)
    for field in kind.fields:
        if field.name.lower() == name.lower() and field.kind == "reference":
            target = target_of(field.target)
            key = getattr(document, field.attribute)
            other = getattr(netsuite.records, target.table).get(key)
            pointed_at = type_of(netsuite, target.path(other)) if other is not None else None
            if pointed_at is not None:
                check_reading(netsuite, pointed_at.name)
                return resource(writer.record(pointed_at, other))
    raise NonexistentId
