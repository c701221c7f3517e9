"""What the record service's routes share: reading parameters, headers and bodies; answering."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import msgspec

from sandbox.kernel.routing import Request, Response
from sandbox.netsuite import rules
from sandbox.netsuite.errors import (
    InvalidHeader,
    InvalidParameter,
    InvalidRequest,
    NonexistentId,
    UnsupportedMediaType,
)
from sandbox.netsuite.wire.decode import SUBLIST_ATTRIBUTES, Reader
from sandbox.netsuite.wire.encode import RECORD_PATH, Writer
from sandbox.netsuite.wire.schema import RecordType, record_type, type_of
from sandbox.netsuite.wire.values import Object, read, write

if TYPE_CHECKING:
    from sandbox.netsuite.app import NetSuite

__all__ = [
    "MOST_ROWS",
    "Page",
    "body_of",
    "find",
    "flag",
    "identify",
    "kind_of",
    "no_content",
    "page_links",
    "page_of",
    "prepare",
    "reader_of",
    "replaced",
    "resource",
    "sync_only",
    "without_unselected",
    "writer_of",
]

SINGULAR = "application/vnd.oracle.resource+json; type=singular"
COLLECTION = "application/vnd.oracle.resource+json; type=collection"
LARGEST_PAGE = 1000
MOST_PAGES = 1000
MOST_ROWS = 100_000  # without the analytics add-on

_MODES = ("ignore", "warning", "error")


def kind_of(request: Request, netsuite: NetSuite | None = None) -> RecordType:
    """The record type of the URL, custom ones of the account included. Raises NonexistentId."""
    name = request.params["record"]
    kind = record_type(name) if netsuite is None else type_of(netsuite, name)
    if kind is None:
        raise NonexistentId.record_type(name)
    return kind


def origin(request: Request) -> str:
    """Links must lead back to where the client reached us: clients follow them as they are."""
    return request.origin


def find(netsuite: NetSuite, kind: RecordType, written: str) -> Any:
    """The document of a URL's id, internal or `eid:`. Raises NonexistentId or UserError."""
    if kind.writable or kind.is_transaction:
        if not written.startswith("eid:"):
            return rules.get(netsuite, kind.name, identify(written))
        document = rules.find(netsuite, kind.name, written[4:])
        if document is None:
            raise NonexistentId
        return document
    document = None
    if not written.startswith("eid:"):
        document = getattr(netsuite.records, kind.table).get(identify(written))
    if document is None:
        raise NonexistentId
    return document


def identify(written: str) -> int:
    """An internal id as a URL writes it. Raises NonexistentId."""
    if not written.isascii() or not written.lstrip("-").isdigit() or len(written) > 18:
        raise NonexistentId
    return int(written)


def sync_only(request: Request) -> None:
    """Raises InvalidRequest for what this service answers with a form."""
    accept = request.headers.get("accept", "")
    if "type=" in accept and any(
        form in accept for form in ("create-form", "edit-form", "select-options")
    ):
        raise InvalidRequest(
            f"The media type '{accept}' is not available in this account.", header="Accept"
        )


def body_of(request: Request, *, optional: bool = False) -> Object:
    """Raises UnsupportedMediaType, InvalidRequest, InvalidContent."""
    if optional and not request.body.strip():
        return {}
    media_type, _, parameters = request.headers.get("content-type", "").partition(";")
    media_type = media_type.strip().lower()
    if media_type not in ("application/json", "application/vnd.oracle.resource+json"):
        raise UnsupportedMediaType(media_type)
    if "type=collection" in parameters.replace(" ", "").lower():
        raise InvalidRequest(
            "A collection cannot be sent to a single record.", header="Content-Type"
        )
    return read(request.body)


def reader_of(netsuite: NetSuite, request: Request) -> Reader:
    """A reader in the validation modes of the request. Raises InvalidHeader."""
    modes: list[str] = []
    for name, default in (
        ("X-NetSuite-PropertyNameValidation", "warning"),
        ("X-NetSuite-PropertyValueValidation", "error"),
    ):
        written = request.headers.get(name.lower())
        mode = default if written is None else written.strip().lower()
        if mode not in _MODES:
            raise InvalidHeader(
                f"Invalid value '{written}' of the {name} header. Use ignore, warning or error.",
                name,
            )
        modes.append(mode)
    return Reader(
        netsuite.records,
        names=modes[0],
        values=modes[1],
        refuse_legacy_tax=netsuite.settings.legacy_tax_fields == "refuse",
    )


def prepare(netsuite: NetSuite, request: Request, kind: RecordType) -> tuple[Object, Reader]:
    """The body as the rules take it, and the reader that knows what was dropped."""
    reader = reader_of(netsuite, request)
    return reader.record(kind, body_of(request)), reader


def writer_of(netsuite: NetSuite, request: Request) -> Writer:
    return Writer(
        netsuite,
        origin(request),
        simple_enums=flag(request, "simpleEnumFormat"),
        status_id=netsuite.settings.status_id,
    )


def flag(request: Request, name: str) -> bool:
    """A boolean query parameter. Raises InvalidParameter."""
    written = request.query.get(name, "false").lower()
    if written not in ("true", "false"):
        raise InvalidParameter(
            f"Invalid value '{written}' of the query parameter {name}. Use true or false.", name
        )
    return written == "true"


def replaced(request: Request, kind: RecordType) -> frozenset[str]:
    """`replace=item,apply` as the rules name the lists. Raises InvalidParameter."""
    names = _replace_names(request)
    selected = flag(request, "replaceSelectedFields")
    found: set[str] = set()
    for name in names:
        if name in kind.sublists and name in SUBLIST_ATTRIBUTES:
            found.add(SUBLIST_ATTRIBUTES[name])
        elif not (selected and name in kind.by_name):
            raise InvalidParameter(
                f"Invalid value '{name}' of the query parameter replace: {kind.name} has no such "
                "sublist.",
                "replace",
            )
    return frozenset(found)


def without_unselected(request: Request, kind: RecordType, changes: Object) -> Object:
    """With `replaceSelectedFields=true` a null clears only fields that `replace` names."""
    if not flag(request, "replaceSelectedFields"):
        return changes
    named = {
        kind.by_name[name].attribute if name in kind.by_name else SUBLIST_ATTRIBUTES[name]
        for name in _replace_names(request)
        if name in kind.by_name or name in SUBLIST_ATTRIBUTES
    }
    return {name: value for name, value in changes.items() if value is not None or name in named}


def _replace_names(request: Request) -> list[str]:
    return [name.strip() for name in request.query.get("replace", "").split(",") if name.strip()]


# Answers


def _in_header(name: str) -> str:
    """A name that a client made up, as a header can say it."""
    return name if name.isascii() and name.isprintable() else quote(name, safe="")


def no_content(
    request: Request, kind: RecordType, document: Any, reader: Reader | None = None
) -> Response:
    """204 with the place of what was saved, under its internal id and canonical name."""
    headers = [("Location", f"{origin(request)}{RECORD_PATH}/{kind.name}/{document.id}")]
    if reader is not None and reader.dropped:
        headers.append(("X-NetSuite-PropertyValidation", ",".join(map(_in_header, reader.dropped))))
    return Response(204, b"", headers)


def resource(document: Object, media_type: str = SINGULAR) -> Response:
    return Response(200, write(document), [("Content-Type", media_type)])


# Pages


class Page(msgspec.Struct, frozen=True):
    limit: int
    offset: int


def page_of(request: Request) -> Page:
    """`limit` (1 to 1000, default 1000) and `offset` (a multiple of it). Raises
    InvalidParameter; the sentences are not published."""
    query = request.query
    limit = _natural(query.get("limit"), "limit", LARGEST_PAGE)
    offset = _natural(query.get("offset"), "offset", 0)
    if not 1 <= limit <= LARGEST_PAGE:
        raise InvalidParameter(
            f"Invalid value for the query parameter limit. The value must be between 1 and "
            f"{LARGEST_PAGE}.",
            "limit",
        )
    if offset % limit:
        raise InvalidParameter(
            "Invalid value for the query parameter offset. The value must be divisible by the "
            "value of limit.",
            "offset",
        )
    if offset // limit >= MOST_PAGES or offset >= MOST_ROWS:
        raise InvalidParameter(
            f"Invalid value for the query parameter offset. Only {MOST_PAGES} pages and "
            f"{MOST_ROWS} rows can be reached.",
            "offset",
        )
    return Page(limit, offset)


def _natural(written: str | None, name: str, default: int) -> int:
    if written is None:
        return default
    if not written.isascii() or not written.isdigit() or len(written) > 9:
        raise InvalidParameter(
            f"Invalid value '{written}' for the query parameter {name}. The value must be a "
            "number.",
            name,
        )
    return int(written)


def page_links(request: Request, page: Page, total: int) -> list[Object]:
    """`self` always; `next` and `last` when more follow; `first` and `prev` after the first."""
    others = "&".join(
        part
        for part in request.raw_query.split("&")
        if part and part.partition("=")[0] not in ("limit", "offset")
    )
    base = f"{origin(request)}{request.raw_path}?{others}{'&' if others else ''}"

    def link(rel: str, offset: int) -> Object:
        return {"rel": rel, "href": f"{base}limit={page.limit}&offset={offset}"}

    links: list[Object] = []
    if page.offset:
        links.append(link("first", 0))
        links.append(link("prev", max(0, page.offset - page.limit)))
    if page.offset + page.limit < total:
        links.append(link("next", page.offset + page.limit))
        links.append(link("last", (min(total, MOST_ROWS) - 1) // page.limit * page.limit))
    links.append(link("self", page.offset))
    return links
