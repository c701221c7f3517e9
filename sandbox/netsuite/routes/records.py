"""The record service: collections and single records.

Source: Help Center "Creating a Record Instance", "Getting a Record Instance", "Updating a Record
Instance", "Using the Upsert Operation", "Deleting a Record Instance", "Record Collection
Filtering", "Collection Paging".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sandbox.kernel.routing import Request, Response
from sandbox.netsuite import rules
from sandbox.netsuite.errors import InvalidParameter, InvalidRequest, MethodNotAllowed
from sandbox.netsuite.q_filter import Field, Kind, compile_filter
from sandbox.netsuite.records import CustomField
from sandbox.netsuite.routes.common import (
    COLLECTION,
    find,
    flag,
    kind_of,
    no_content,
    page_links,
    page_of,
    prepare,
    replaced,
    resource,
    sync_only,
    without_unselected,
    writer_of,
)
from sandbox.netsuite.wire.columns import CUSTOM_KINDS, KEPT
from sandbox.netsuite.wire.schema import RecordType, WireField

if TYPE_CHECKING:
    from sandbox.netsuite.app import NetSuite

__all__ = ["collection", "create", "delete", "read", "update", "upsert"]


def collection(netsuite: NetSuite, request: Request) -> Response:
    """Ids and links only; reading the records takes a call each."""
    kind = kind_of(request, netsuite)
    sync_only(request)
    page = page_of(request)
    documents = kind.documents(netsuite.records)
    query = request.query.get("q")
    if query is not None:
        test = compile_filter(query, _filter_fields(netsuite, kind))
        documents = (document for document in documents if test(document))
    found = [document.id for document in documents]
    writer = writer_of(netsuite, request)
    items = [
        {"links": [{"rel": "self", "href": writer.href(kind.name, key)}], "id": str(key)}
        for key in found[page.offset : page.offset + page.limit]
    ]
    return resource(
        {
            "links": page_links(request, page, len(found)),
            "count": len(items),
            "hasMore": page.offset + page.limit < len(found),
            "items": items,
            "offset": page.offset,
            "totalResults": len(found),
        },
        COLLECTION,
    )


def read(netsuite: NetSuite, request: Request) -> Response:
    kind = kind_of(request, netsuite)
    sync_only(request)
    writer = writer_of(netsuite, request)
    document = find(netsuite, kind, request.params["id"])
    query = request.query
    if not query:
        return resource(writer.record(kind, document))
    everything = flag(request, "expandSubResources")
    fields = _fields(netsuite, request, kind)
    if fields is not None and everything:
        raise InvalidParameter(
            "The query parameters fields and expandSubResources cannot be used together.", "fields"
        )
    return resource(
        writer.record(
            kind,
            document,
            fields=fields,
            expand=writer.expandable(kind) if everything else _expand(request, kind),
            query=query if fields is not None else None,
        )
    )


def create(netsuite: NetSuite, request: Request) -> Response:
    kind = _writable(netsuite, request)
    replaced(request, kind)  # a new record has no lines to drop; the name must still be one
    fields, reader = prepare(netsuite, request, kind)
    document = rules.create(netsuite, kind.name, fields)
    return no_content(request, kind, document, reader)


def update(netsuite: NetSuite, request: Request) -> Response:
    kind = _writable(netsuite, request)
    replace = replaced(request, kind)
    document = find(netsuite, kind, request.params["id"])
    changes, reader = prepare(netsuite, request, kind)
    changes = without_unselected(request, kind, changes)
    document = rules.update(netsuite, kind.name, document.id, changes, replace=replace)
    return no_content(request, kind, document, reader)


def upsert(netsuite: NetSuite, request: Request) -> Response:
    """PUT takes an external id only: create, or update like PATCH."""
    kind = _writable(netsuite, request)
    written = request.params["id"]
    if not written.startswith("eid:") or len(written) == len("eid:"):
        raise InvalidRequest("A PUT request requires an external ID in the URL (eid:<externalId>).")
    replace = replaced(request, kind)
    fields, reader = prepare(netsuite, request, kind)
    fields = without_unselected(request, kind, fields)
    fields.pop("external_id", None)  # the URL names it
    document = rules.upsert(netsuite, kind.name, written[4:], fields, replace=replace)
    return no_content(request, kind, document, reader)


def delete(netsuite: NetSuite, request: Request) -> Response:
    kind = _writable(netsuite, request)
    document = find(netsuite, kind, request.params["id"])
    rules.delete(netsuite, kind.name, document.id)
    return Response(204)


def _writable(netsuite: NetSuite, request: Request) -> RecordType:
    kind = kind_of(request, netsuite)
    sync_only(request)
    if not kind.writable:
        raise MethodNotAllowed(["GET"])
    return kind


def _fields(netsuite: NetSuite, request: Request, kind: RecordType) -> frozenset[str] | None:
    """Body fields and sublists to answer with, whatever their case. Raises InvalidParameter."""
    written = request.query.get("fields")
    if written is None:
        return None
    known = _names(netsuite, kind)
    found: set[str] = set()
    for name in written.split(","):
        field = known.get(name.strip().lower())
        if field is None:
            raise InvalidParameter(
                f"Invalid value '{name.strip()}' of the query parameter fields: {kind.name} has "
                "no such body field.",
                "fields",
            )
        found.add(field)
    return frozenset(found)


def _expand(request: Request, kind: RecordType) -> frozenset[str]:
    """Sublists named by `expand`. Raises InvalidParameter."""
    known = {name.lower(): name for name in kind.sublists}
    found: set[str] = set()
    for written in request.query.get("expand", "").split(","):
        name = written.strip()
        if name and name.lower() not in known:
            raise InvalidParameter(
                f"Invalid value '{name}' of the query parameter expand: {kind.name} has no such "
                "sublist.",
                "expand",
            )
        if name:
            found.add(known[name.lower()])
    return frozenset(found)


def _names(netsuite: NetSuite, kind: RecordType) -> dict[str, str]:
    own = [field.id for field in _custom_fields(netsuite, kind)]
    names = [*kind.by_name, *kind.sublists, *own, *(KEPT if kind.is_transaction else ())]
    return {name.lower(): name for name in names}


_FILTER_KINDS: dict[str, Kind] = {
    "text": "string",
    "rate": "string",
    "enum": "string",
    "number": "number",
    "integer": "number",
    "reference": "number",
    "flag": "boolean",
    "day": "date",
    "time": "date",
}


def _custom_fields(netsuite: NetSuite, kind: RecordType) -> Iterable[CustomField]:
    """The custom fields of records of this type."""
    if kind.holder is None:
        return ()
    return netsuite.records.fields_of(kind.holder, kind.name if kind.holder == "record" else "")


def _filter_fields(netsuite: NetSuite, kind: RecordType) -> dict[str, Field]:
    """The fields of a record type that `q` may use, by lower-case name. Filters run in the
    analytics module, which sees moments in the account's time zone."""
    zone = ZoneInfo(netsuite.settings.time_zone)
    found = {
        name.lower(): _filter_field(field, zone)
        for name, field in kind.by_name.items()
        if field.from_account is None
    }
    for own in _custom_fields(netsuite, kind):
        found[own.id] = Field(_FILTER_KINDS[CUSTOM_KINDS[own.kind]], _custom(own))
    return found


def _filter_field(field: WireField, zone: ZoneInfo) -> Field:
    attribute, computed = field.attribute, field.value

    def plain(document: Any) -> Any:
        if field.name == "payment":
            return document.total
        return getattr(document, attribute) if computed is None else computed(document)

    def first(document: Any) -> Any:
        pair = plain(document)
        return None if pair is None else pair[0]

    def day(document: Any) -> Any:
        value = plain(document)
        return None if value is None else value.astimezone(zone).date()

    value = {"enum": first, "time": day}.get(field.kind, plain)
    return Field(_FILTER_KINDS[field.kind], value)


def _custom(own: CustomField) -> Callable[[Any], Any]:
    def value(document: Any) -> Any:
        found = document.custom.get(own.id)
        return date.fromisoformat(found) if own.kind == "day" and found else found

    return value
