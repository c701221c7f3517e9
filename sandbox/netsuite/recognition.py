"""Whose request is this? Asked where several accounts are served under one address.

A look at what the request carries, not a check: whether the credential is good is `auth`'s
business.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sandbox.kernel.routing import Request, form_fields
from sandbox.netsuite import oauth1
from sandbox.netsuite.authorization_code import basic_credentials
from sandbox.netsuite.errors import TokenRefused
from sandbox.netsuite.routes import tokens

if TYPE_CHECKING:
    from sandbox.netsuite.app import NetSuite

__all__ = ["account_of", "knows", "means"]


def account_of(host: str) -> str:
    """The account id in a host name: `5512345_SB1` of `5512345-sb1.suitetalk.api.netsuite.com`."""
    return host.partition(".")[0].upper().replace("-", "_")


def knows(netsuite: NetSuite, request: Request) -> bool:
    """A key, token or code of this account is in the request."""
    auth = netsuite.auth
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    match scheme.lower():
        case "oauth":
            given = oauth1.authorization_parameters(value) or {}
            return (
                given.get("oauth_token") in auth.tokens
                or given.get("oauth_consumer_key") in auth.integrations
            )
        case "bearer":
            return value.strip() in auth.oauth2.bearers
        case "basic":
            return _basic(request) in auth.integrations
    if request.raw_path == tokens.AUTHORIZE_PATH:
        return request.query.get("client_id", "") in auth.integrations
    return request.raw_path == tokens.PATH and _form(netsuite, request)


def means(netsuite: NetSuite, request: Request) -> bool:
    """The account's id is in the query (`datacenterurls`) or in the realm of a signature."""
    named = request.query.get("account", "")
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    if not named and scheme.lower() == "oauth":
        named = (oauth1.authorization_parameters(value) or {}).get("realm", "")
    return named.upper().replace("-", "_") == netsuite.account_id


def _basic(request: Request) -> str:
    try:
        return basic_credentials(request)[0]
    except TokenRefused:
        return ""


def _form(netsuite: NetSuite, request: Request) -> bool:
    """A token request without HTTP Basic: what it trades in, or who signed it."""
    auth = netsuite.auth
    form = form_fields(request.body)
    return (
        form.get("code", "") in auth.codes.codes
        or form.get("refresh_token", "") in auth.codes.refreshes
        or form.get("client_id", "") in auth.integrations
        or _issuer(form.get("client_assertion", "")) in auth.integrations
    )


def _issuer(assertion: str) -> str:
    """`iss` of a JWT that nobody has verified yet."""
    from joserfc import jws
    from joserfc.errors import JoseError

    try:
        claims = msgspec.json.decode(jws.extract_compact(assertion.encode()).payload)
    except (JoseError, ValueError):
        return ""
    issuer = claims.get("iss") if isinstance(claims, dict) else ""
    return issuer if isinstance(issuer, str) else ""
