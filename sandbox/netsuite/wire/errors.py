"""Refusals as JSON."""

from __future__ import annotations

from sandbox.netsuite.errors import Detail, NetSuiteError, TokenRefused
from sandbox.netsuite.wire.values import Object

__all__ = ["error_body", "token_error_body"]

_RFC2616 = "https://www.w3.org/Protocols/rfc2616/rfc2616-sec10.html"
_RFC2616_ANCHORS = {
    400: "#sec10.4.1",
    401: "#sec10.4.2",
    403: "#sec10.4.4",
    404: "#sec10.4.5",
    405: "#sec10.4.6",
    409: "#sec10.4.10",
    415: "#sec10.4.16",
    500: "#sec10.5.1",
}


def error_body(refusal: NetSuiteError, links: str = "rfc9110") -> Object:
    """`links` is the account's `error_type`: `rfc9110` as captured live, `rfc2616` as in help."""
    status = refusal.status
    kind = refusal.type
    if links == "rfc2616":
        kind = _RFC2616 + _RFC2616_ANCHORS.get(status, "")
    body: Object = {"type": kind, "title": refusal.title, "status": status}
    if refusal.top_code is not None:
        body["o:errorCode"] = refusal.top_code
    body["o:errorDetails"] = [_detail(detail) for detail in refusal.details]
    return body


def _detail(detail: Detail) -> Object:
    found: Object = {"detail": detail.detail}
    if detail.path is not None:
        found["o:errorPath"] = detail.path
    if detail.query_param is not None:
        found["o:errorQueryParam"] = detail.query_param
    if detail.header is not None:
        found["o:errorHeader"] = detail.header
    if detail.url is not None:
        found["o:errorUrl"] = detail.url
    found["o:errorCode"] = detail.code
    return found


def token_error_body(refusal: TokenRefused) -> Object:
    """RFC 6749, 5.2."""
    return {"error": refusal.error, "error_description": refusal.description}
