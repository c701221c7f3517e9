"""The metadata catalog over HTTP: three forms by the Accept header, `select=` for some records.

Source: Help Center "Working with Resource Metadata", "Selecting Specific Resources".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.kernel.routing import Request, Response
from sandbox.netsuite.errors import InvalidHeader, InvalidParameter, NonexistentId
from sandbox.netsuite.metadata import entry, json_schema, names, openapi
from sandbox.netsuite.metadata.catalog import JSON_SCHEMA, OPENAPI
from sandbox.netsuite.permissions import may
from sandbox.netsuite.routes.common import origin
from sandbox.netsuite.wire.schema import RecordType, type_of, types_of
from sandbox.netsuite.wire.values import Object, write

if TYPE_CHECKING:
    from sandbox.netsuite.app import NetSuite

__all__ = ["catalog", "record"]

_JSON = "application/json"


def catalog(netsuite: NetSuite, request: Request) -> Response:
    """Names, or an OpenAPI document. Raises InvalidHeader, InvalidParameter.

    JSON Schema describes one record type; a public client asks for it here with `select`.
    """
    form = _form(request, (_JSON, OPENAPI, JSON_SCHEMA))
    kinds = _selected(netsuite, request)
    if form == JSON_SCHEMA:
        if len(kinds) != 1:
            raise InvalidHeader(
                f"The media type '{form}' is available for a single record type only.", "Accept"
            )
        return _answer(json_schema(netsuite, kinds[0]), form)
    if form == OPENAPI:
        return _answer(openapi(netsuite, origin(request), kinds), form)
    return _answer(names(origin(request), kinds), form)


def record(netsuite: NetSuite, request: Request) -> Response:
    """One record type in any of the three forms. Raises NonexistentId, InvalidHeader."""
    form = _form(request, (_JSON, OPENAPI, JSON_SCHEMA))
    written = request.params["type"]
    kind = type_of(netsuite, written)
    if kind is None or not _may_see(netsuite, kind):
        raise NonexistentId.record_type(written)
    if form == JSON_SCHEMA:
        return _answer(json_schema(netsuite, kind), form)
    if form == OPENAPI:
        return _answer(openapi(netsuite, origin(request), [kind]), form)
    return _answer(entry(origin(request), kind), form)


def _form(request: Request, known: tuple[str, ...]) -> str:
    """The first media type of Accept that the catalog has; JSON without a wish."""
    written = request.headers.get("accept", "")
    wishes = [part.partition(";")[0].strip().lower() for part in written.split(",")]
    for wish in wishes:
        if wish in ("", "*/*", "application/*"):
            return _JSON
        if wish in known:
            return wish
    raise InvalidHeader(f"The media type '{written}' is not available for metadata.", "Accept")


def _visible(netsuite: NetSuite) -> list[RecordType]:
    return [kind for kind in types_of(netsuite).values() if _may_see(netsuite, kind)]


def _may_see(netsuite: NetSuite, kind: RecordType) -> bool:
    session = netsuite.session
    return session is None or may(netsuite, session.role, "view", kind.name)


def _selected(netsuite: NetSuite, request: Request) -> list[RecordType]:
    """`select=customer,salesOrder`, in the catalog's order. Raises InvalidParameter."""
    visible = _visible(netsuite)
    written = [name.strip() for name in request.query.get("select", "").split(",") if name.strip()]
    if not written:
        return visible
    chosen = []
    for name in written:
        kind = type_of(netsuite, name)
        if kind is None or not _may_see(netsuite, kind):
            raise InvalidParameter(
                f"Invalid value '{name}' of the query parameter select. The record type does not "
                "exist.",
                "select",
            )
        chosen.append(kind.name)
    return [kind for kind in visible if kind.name in chosen]


def _answer(document: Object, form: str) -> Response:
    return Response(200, write(document), [("Content-Type", form)])
