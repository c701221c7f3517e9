"""OAuth 2.0 over HTTP: the token endpoint and the page on which a person lets an application in."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from sandbox.kernel.routing import Request, Response
from sandbox.netsuite.errors import TokenRefused
from sandbox.netsuite.oauth2 import LIFE

if TYPE_CHECKING:
    from sandbox.netsuite.app import NetSuite

__all__ = ["AUTHORIZE_PATH", "PATH", "continued", "grant", "page", "refused"]

AUTHORIZE_PATH = "/app/login/oauth2/authorize.nl"
PATH = "/services/rest/auth/oauth2/v1/token"


def grant(netsuite: NetSuite, request: Request) -> Response:
    """200 with an access token, or TokenRefused."""
    # One printed sample of the audience names the RESTlet host.
    hosts = (f"https://{netsuite.rest_host}", f"https://{netsuite.restlet_host}", request.origin)
    origins = tuple(f"{host}{PATH}" for host in hosts)
    auth = netsuite.auth
    form = auth.oauth2.read_form(request)
    more: dict[str, str] = {}
    match form.get("grant_type"):
        case "client_credentials":
            token = auth.oauth2.grant(form, origins)
        case "authorization_code":
            token, refresh, id_token = auth.codes.trade(form, auth.client_of(request))
            more = {"refresh_token": refresh.id, "id_token": id_token}
        case "refresh_token":
            token = auth.codes.refresh(form, auth.client_of(request))
        case _:
            raise TokenRefused(
                "invalid_request", "The grant_type parameter is missing or not supported.", ""
            )
    auth.record(
        request,
        status="Success",
        method="OAuth 2.0",
        detail="",
        user=token.user,
        integration=auth.integration.id,
    )
    return Response.json(
        {"access_token": token.id, **more, "expires_in": LIFE, "token_type": "Bearer"},
        headers=[("Cache-Control", "no-store"), ("Pragma", "no-cache")],
    )


def page(netsuite: NetSuite, request: Request) -> Response:
    """What the browser shows to a person who is logged in: the application, and a button."""
    client = netsuite.auth.integrations.get(request.query.get("client_id", ""))
    try:
        netsuite.auth.codes.check(request.query, client)
    except TokenRefused as problem:
        return _html(400, f"<p>{escape(problem.error)}: {escape(problem.description)}</p>")
    name = "" if client is None else client.name
    return _html(
        200,
        f"<p>{escape(name)} asks for access to {netsuite.account_id}.</p>"
        '<form method="post"><button>Continue</button></form>',
    )


def continued(netsuite: NetSuite, request: Request) -> Response:
    """The person pressed the button: 302 to the application, with a code."""
    auth = netsuite.auth
    client = auth.integrations.get(request.query.get("client_id", ""))
    try:
        place = auth.codes.allow(request.query, client, auth.USER, auth.roles.administrator)
    except TokenRefused as problem:
        return _html(400, f"<p>{escape(problem.error)}: {escape(problem.description)}</p>")
    return Response(302, b"", [("Location", place)])


def _html(status: int, body: str) -> Response:
    text = f"<!doctype html><title>NetSuite</title>{body}"
    return Response(status, text.encode(), [("Content-Type", "text/html; charset=utf-8")])


def refused(netsuite: NetSuite, request: Request, refusal: TokenRefused) -> None:
    """A refused token request enters the audit trail when it names a cause."""
    if refusal.cause:
        netsuite.auth.record(
            request,
            status="Failure",
            method="OAuth 2.0",
            detail=refusal.cause,
            user="",
            integration="",
        )
