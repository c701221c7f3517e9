"""The OAuth 2.0 token endpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.kernel.routing import Request, Response
from sandbox.netsuite.errors import TokenRefused
from sandbox.netsuite.oauth2 import LIFE

if TYPE_CHECKING:
    from sandbox.netsuite.app import NetSuite

__all__ = ["PATH", "grant", "refused"]

PATH = "/services/rest/auth/oauth2/v1/token"


def grant(netsuite: NetSuite, request: Request) -> Response:
    """200 with an access token, or TokenRefused."""
    # One printed sample of the audience names the RESTlet host.
    origins = tuple(f"https://{host}{PATH}" for host in (netsuite.rest_host, netsuite.restlet_host))
    auth = netsuite.auth
    token = auth.oauth2.grant(request, origins)
    auth.record(
        request,
        status="Success",
        method="OAuth 2.0",
        detail="",
        user=token.user,
        integration=auth.integration.id,
    )
    return Response.json(
        {"access_token": token.id, "expires_in": LIFE, "token_type": "Bearer"},
        headers=[("Cache-Control", "no-store"), ("Pragma", "no-cache")],
    )


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
