"""Logging in: the consent page, the token endpoint, revocation and the user's profile.

Source: developer.intuit.com "Set up OAuth 2.0", "Set up OpenID Connect".
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from sandbox.kernel.routing import Request, Response, Route
from sandbox.quickbooks_online import hosts
from sandbox.quickbooks_online.auth import fields_of
from sandbox.quickbooks_online.errors import OAuthError

if TYPE_CHECKING:
    from sandbox.quickbooks_online.app import QuickBooksOnline

__all__ = ["ROUTES", "refused"]

_TOKEN_HEADERS = [("Cache-Control", "no-cache, no-store"), ("Pragma", "no-cache")]


def page(quickbooks: QuickBooksOnline, request: Request) -> Response:
    """What the browser shows to a person who is logged in: the app, the company, a button."""
    try:
        app = quickbooks.auth.check_consent(request.query)
    except OAuthError as problem:
        return _problem(problem)
    company = quickbooks.company_name
    return _html(
        200,
        f"<p>{escape(app.title)} asks to be connected to {escape(company)}.</p>"
        '<form method="post"><button>Connect</button></form>',
    )


def connected(quickbooks: QuickBooksOnline, request: Request) -> Response:
    """The person pressed the button: 302 to the app, with `code`, `state` and `realmId`."""
    try:
        place = quickbooks.auth.consent(request.query)
    except OAuthError as problem:
        return _problem(problem)
    return Response(302, b"", [("Location", place)])


def token(quickbooks: QuickBooksOnline, request: Request) -> Response:
    """An access token for a code or a refresh token. Raises OAuthError."""
    auth = quickbooks.auth
    app = auth.client_of(request)
    form = {name: str(value) for name, value in fields_of(request).items()}
    match form.get("grant_type"):
        case "authorization_code":
            answer: dict[str, Any] | None = auth.trade(app, form, request)
        case "refresh_token":
            answer = auth.refresh(app, form, request)
        case None:
            raise OAuthError("invalid_request", "The grant_type parameter is missing")
        case _:
            raise OAuthError("unsupported_grant_type")
    if answer is None:
        return refused(OAuthError("invalid_grant", "Incorrect or invalid refresh token"))
    return Response.json(answer, headers=_TOKEN_HEADERS)


def revoke(quickbooks: QuickBooksOnline, request: Request) -> Response:
    """Ends a connection by its access or refresh token: 200 without a body. Raises
    OAuthError."""
    app = quickbooks.auth.client_of(request)
    quickbooks.auth.revoke(app, fields_of(request).get("token"))
    return Response(200, b"", [("Content-Type", "application/json;charset=UTF-8")])


def user_info(quickbooks: QuickBooksOnline, request: Request) -> Response:
    """The person who consented, as far as the scopes say. Raises Unauthenticated."""
    scopes = quickbooks.auth.authenticate(request).scopes
    if "openid" not in scopes:
        return Response.json({"error": "insufficient_scope"}, 403)
    found: dict[str, Any] = {"sub": quickbooks.auth.USER}
    if "profile" in scopes:
        found |= {"givenName": "Alex", "familyName": "Morgan"}
    if "email" in scopes:
        found |= {"email": "alex.morgan@acme-outdoor.example", "emailVerified": True}
    if "phone" in scopes:
        found |= {"phoneNumber": "+1 5035550100", "phoneNumberVerified": True}
    if "address" in scopes:
        found["address"] = {
            "streetAddress": "100 Trail Road",
            "locality": "Portland",
            "region": "OR",
            "postalCode": "97201",
            "country": "US",
        }
    return Response.json(found)


def refused(refusal: OAuthError) -> Response:
    """RFC 6749, 5.2. `error_description` is sometimes absent."""
    told = {"error": refusal.error}
    if refusal.description:
        told["error_description"] = refusal.description
    return Response.json(told, refusal.status, headers=_TOKEN_HEADERS)


def _problem(refusal: OAuthError) -> Response:
    return _html(400, f"<p>{escape(refusal.error)}: {escape(refusal.description or '')}</p>")


def _html(status: int, body: str) -> Response:
    text = f"<!doctype html><title>Intuit</title>{body}"
    return Response(status, text.encode(), [("Content-Type", "text/html; charset=utf-8")])


ROUTES: tuple[Route[QuickBooksOnline], ...] = (
    Route("GET", hosts.AUTHORIZE, page),
    Route("POST", hosts.AUTHORIZE, connected),
    Route("POST", hosts.TOKEN, token),
    Route("POST", hosts.REVOKE, revoke),
    Route("GET", hosts.USER_INFO, user_info),
)
