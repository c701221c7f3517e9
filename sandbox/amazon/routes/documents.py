"""The document host: presigned links, no token, an answer for five minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import msgspec

from sandbox.amazon import hosts
from sandbox.amazon.errors import StoreError
from sandbox.amazon.routes.common import check_signed
from sandbox.kernel.routing import Request, Response, Route

if TYPE_CHECKING:
    from sandbox.amazon.app import Amazon

__all__ = ["ROUTES", "refused"]


def fetch(amazon: Amazon, request: Request) -> Response:
    """Gives the bytes of a document. Raises StoreError."""
    key = request.params["document"]
    check_signed(amazon, request, key)
    file = amazon.records.files.get(key)
    if file is None or not file.uploaded:
        raise StoreError(404, "NoSuchKey", "The specified key does not exist.")
    encoding = request.query.get("response-content-encoding", "identity")
    return Response(
        200,
        file.content,
        [
            ("content-type", file.content_type),
            ("content-encoding", encoding),
            ("accept-ranges", "bytes"),
            ("server", "AmazonS3"),
        ],
    )


def upload(amazon: Amazon, request: Request) -> Response:
    """Takes bytes under the content type that was announced. Raises StoreError."""
    key = request.params["document"]
    check_signed(amazon, request, key)
    file = amazon.records.files.get(key)
    given = request.headers.get("content-type", "")
    if file is None or given.replace(" ", "").lower() != file.content_type.replace(" ", "").lower():
        raise StoreError(
            403,
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided. "
            "Check your key and signing method.",
        )
    amazon.records.files.put(msgspec.structs.replace(file, content=request.body, uploaded=True))
    return Response(200, b"", [("server", "AmazonS3")])


def refused(refusal: StoreError) -> Response:
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<Error><Code>{refusal.code}</Code><Message>{escape(refusal.message)}</Message></Error>"
    )
    return Response(refusal.status, text.encode(), [("content-type", "application/xml")])


ROUTES: tuple[Route[Amazon], ...] = (
    Route("GET", hosts.DOCUMENT, fetch),
    Route("PUT", hosts.DOCUMENT, upload),
)
