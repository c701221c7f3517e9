"""Files go up with their Attachable, and come down by a link that ends soon.

Source: developer.intuit.com "Attachable", "Attach images and notes".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sandbox.kernel.routing import Request, Response
from sandbox.quickbooks_online import hosts
from sandbox.quickbooks_online.errors import Malformed, NotFound, QuickBooksFault
from sandbox.quickbooks_online.records import Attachable
from sandbox.quickbooks_online.routes.common import answered, one, options_of
from sandbox.quickbooks_online.rules import attachables, operations
from sandbox.quickbooks_online.wire.faults import PROLOGUE
from sandbox.quickbooks_online.wire.json import read
from sandbox.quickbooks_online.wire.multipart import Section, sections
from sandbox.quickbooks_online.wire.parts import Part, Uploads
from sandbox.quickbooks_online.wire.reading import entity_of_node
from sandbox.quickbooks_online.wire.reading_xml import parse

if TYPE_CHECKING:
    from sandbox.quickbooks_online.app import QuickBooksOnline

__all__ = ["download", "file", "upload"]

_FILE, _METADATA = "file_content_", "file_metadata_"


def upload(quickbooks: QuickBooksOnline, request: Request) -> Response:
    """Keeps every file that is sent; a Fault of one stops no other. Raises Malformed."""

    def work() -> Response:
        found = {
            each.name: each
            for each in sections(request.headers.get("content-type", ""), request.body)
        }
        done = tuple(_outcome(quickbooks, *each) for each in _pairs(found))
        if not done:
            raise Malformed("The request has no file_content_ section.")
        return answered(quickbooks, request, Uploads(done))

    return quickbooks.request_ids.once(request, work)


def _pairs(found: dict[str, Section]) -> Iterator[tuple[Section, Section | None]]:
    """Files with their metadata, in the order of their numbers."""
    for name in sorted(name for name in found if name.startswith(_FILE)):
        yield found[name], found.get(_METADATA + name.removeprefix(_FILE))


def _outcome(quickbooks: QuickBooksOnline, content: Section, metadata: Section | None) -> Part:
    try:
        with quickbooks.store.transaction():
            made = attachables.upload(
                quickbooks,
                {} if metadata is None else _said(metadata),
                (content.file_name, content.content_type, content.content),
                f"{hosts.COMPANY}{quickbooks.realm_id}/download",
                options_of(quickbooks, ""),
            )
    except QuickBooksFault as fault:
        return fault
    return one(quickbooks, made)


def _said(metadata: Section) -> dict[str, Any]:
    if "xml" in metadata.content_type or metadata.content.lstrip()[:1] == b"<":
        return entity_of_node(parse(metadata.content))
    return read(metadata.content)


def download(quickbooks: QuickBooksOnline, request: Request) -> Response:
    """Tells where a file is for the next minutes. Raises NotFound."""
    document = operations.get(quickbooks, "Attachable", request.params["id"])
    assert isinstance(document, Attachable)  # noqa: S101 - one table, one struct
    link = attachables.link_of(quickbooks, document, hosts.FILES)
    if link is None:
        raise NotFound()
    return Response(200, link.encode(), [("content-type", "text/plain;charset=UTF-8")])


def file(quickbooks: QuickBooksOnline, request: Request) -> Response:
    """Gives the bytes to whoever has a link that has not ended; the storage refuses others."""
    key = request.params["id"]
    if not attachables.is_signed(quickbooks, key, request.query):
        return _refused(403, "SignatureDoesNotMatch", "The request signature does not match")
    if quickbooks.clock.now().timestamp() >= int(request.query["Expires"]):
        return _refused(403, "AccessDenied", "Request has expired")
    kept = quickbooks.records.files.get(key)
    if kept is None:
        return _refused(404, "NoSuchKey", "The specified key does not exist.")
    kind = quickbooks.records.table("Attachable")[key].content_type or "application/octet-stream"
    return Response(200, kept.content, [("content-type", kind)])


def _refused(status: int, code: str, message: str) -> Response:
    """In the words of the storage that keeps the files."""
    body = f"{PROLOGUE}<Error><Code>{code}</Code><Message>{message}</Message></Error>"
    return Response(status, body.encode(), [("content-type", "application/xml")])
