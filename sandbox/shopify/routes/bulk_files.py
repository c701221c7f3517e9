"""The outputs of bulk operations, as the storage behind the signed address gives them.

Not a page of the shop: another host (Google Cloud Storage), without a token; the address itself is
the key. Its refusals are XML (Cloud Storage, "HTTP status and error codes").
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING
from urllib.parse import unquote

from sandbox.kernel.routing import Request, Response, Route
from sandbox.shopify.rules.bulk import BUCKET

if TYPE_CHECKING:
    from sandbox.shopify.app import Shopify

__all__ = ["OUTPUT", "ROUTES", "no_such_key"]

OUTPUT = BUCKET + "/{name}"
_XML = [("content-type", "application/xml; charset=UTF-8")]


def output(shopify: Shopify, request: Request) -> Response:
    known = shopify.records.bulk_outputs.get(request.params["name"])
    if known is None:
        return no_such_key()
    query = request.query
    signed = hmac.compare_digest(query.get("Signature", "").encode(), known.signature.encode())
    if not signed or query.get("Expires") != str(int(known.expires_at.timestamp())):
        return _refused(
            403,
            "SignatureDoesNotMatch",
            "Access denied.",
            "The request signature we calculated does not match the signature you provided.",
        )
    if shopify.clock.now() >= known.expires_at:
        when = f"{known.expires_at:%Y-%m-%dT%H:%M:%S+00:00}"
        details = f"Request signature expired at: {when}"
        return _refused(400, "ExpiredToken", "Invalid argument.", details)
    headers = [("content-type", query.get("response-content-type") or "application/jsonl")]
    named = query.get("response-content-disposition")
    if named:
        headers.append(("content-disposition", unquote(named)))
    return Response(200, known.lines.encode(), headers)


def no_such_key() -> Response:
    return _refused(404, "NoSuchKey", "The specified key does not exist.")


def _refused(status: int, code: str, message: str, details: str = "") -> Response:
    more = f"<Details>{details}</Details>" if details else ""
    text = (
        "<?xml version='1.0' encoding='UTF-8'?>"
        f"<Error><Code>{code}</Code><Message>{message}</Message>{more}</Error>"
    )
    return Response(status, text.encode(), _XML)


ROUTES: tuple[Route[Shopify], ...] = (Route("GET", OUTPUT, output),)
