"""The consent page and the token endpoint.

Source: developer.ebay.com "OAuth".
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from sandbox.ebay import hosts
from sandbox.ebay.errors import OAuthError
from sandbox.ebay.limits import GRANTS
from sandbox.kernel.routing import Request, Response, Route, form_fields

if TYPE_CHECKING:
    from sandbox.ebay.app import Ebay

__all__ = ["ROUTES", "refused"]


def page(ebay: Ebay, request: Request) -> Response:
    """What a browser shows to the seller, who is signed in: the application and a button."""
    try:
        application, _, _ = ebay.auth.check_consent(request.query)
    except OAuthError as problem:
        return _problem(problem)
    text = (
        "<!doctype html><title>eBay</title>"
        f"<p>{escape(application.id)} asks for access to the account {escape(ebay.seller_id)}.</p>"
        '<form method="post"><button>Agree and continue</button></form>'
    )
    return Response(200, text.encode(), [("content-type", "text/html; charset=utf-8")])


def accepted(ebay: Ebay, request: Request) -> Response:
    """The seller pressed the button: 302 to the accept URL, with `code` and `expires_in`."""
    try:
        place = ebay.auth.accept(request.query)
    except OAuthError as problem:
        return _problem(problem)
    return Response(302, b"", [("location", place)])


def token(ebay: Ebay, request: Request) -> Response:
    """Tokens for a refresh token, a code or the application alone. Raises OAuthError and
    TooManyRequests."""
    application = ebay.auth.application_of(request)
    grant = form_fields(request.body).get("grant_type", "")
    if grant in GRANTS and ebay.limited:
        ebay.limits.take(application.id, grant)
    return Response.json(ebay.auth.trade(request), content_type="application/json;charset=utf-8")


def refused(refusal: OAuthError) -> Response:
    """RFC 6749, 5.2."""
    told = {"error": refusal.error, "error_description": refusal.description}
    return Response.json(told, refusal.status, content_type="application/json;charset=utf-8")


def _problem(refusal: OAuthError) -> Response:
    """The consent page has words of its own."""
    told = {
        "error_id": refusal.error,
        "http_status_code": refusal.status,
        "error_message": refusal.description,
    }
    return Response.json(told, refusal.status, content_type="application/json")


ROUTES: tuple[Route[Ebay], ...] = (
    Route("GET", hosts.AUTHORIZE, page),
    Route("POST", hosts.AUTHORIZE, accepted),
    Route("POST", hosts.TOKEN, token),
)
