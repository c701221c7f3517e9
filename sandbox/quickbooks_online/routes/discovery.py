"""Where a client finds the addresses of Intuit's login, and the issuer's keys.

Source: developer.intuit.com "Discovery document". The documents name no data scope, and both
hosts have both of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.kernel.routing import Request, Response, Route
from sandbox.quickbooks_online import hosts
from sandbox.quickbooks_online.auth import IDENTITY
from sandbox.quickbooks_online.issuer import ISSUER, JWKS_PATH, jwks

if TYPE_CHECKING:
    from sandbox.quickbooks_online.app import QuickBooksOnline

__all__ = ["ROUTES"]


def production(quickbooks: QuickBooksOnline, request: Request) -> Response:
    """The addresses for production companies."""
    return Response.json(_document(request, hosts.ACCOUNTS))


def sandbox(quickbooks: QuickBooksOnline, request: Request) -> Response:
    """The addresses for sandbox companies: only the place of the user's profile differs."""
    return Response.json(_document(request, hosts.SANDBOX_ACCOUNTS))


def keys(quickbooks: QuickBooksOnline, request: Request) -> Response:
    """The public key of id tokens."""
    return Response.json(jwks())


def _document(request: Request, accounts: str) -> dict[str, Any]:
    def at(host: str, path: str) -> str:
        return f"{request.base or f'https://{host}'}{path}"

    return {
        "issuer": ISSUER,
        "authorization_endpoint": at(hosts.APP_CENTER, hosts.AUTHORIZE),
        "token_endpoint": at(hosts.PLATFORM, hosts.TOKEN),
        "userinfo_endpoint": at(accounts, hosts.USER_INFO),
        "revocation_endpoint": at(hosts.DEVELOPER_API, hosts.REVOKE),
        "jwks_uri": at(hosts.PLATFORM, JWKS_PATH),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": list(IDENTITY),
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        "claims_supported": [
            "aud", "exp", "iat", "iss", "realmid", "sub",
        ],
    }  # fmt: skip


ROUTES: tuple[Route[QuickBooksOnline], ...] = (
    Route("GET", hosts.DISCOVERY, production),
    Route("GET", f"{hosts.DISCOVERY}/", production),
    Route("GET", hosts.SANDBOX_DISCOVERY, sandbox),
    Route("GET", f"{hosts.SANDBOX_DISCOVERY}/", sandbox),
    Route("GET", JWKS_PATH, keys),
)
