"""OAuth 2.0 authorization code: a person lets an application in, and the application refreshes.

    1. the browser opens the account's authorize page; the person continues
    2. the page sends the browser to the application's redirect URI with a code
    3. the application trades the code, once, for an access token and a refresh token
    4. a refresh token gives a new access token, for seven days

Sources: Help Center "Step One GET Request to the Authorization Endpoint", "Step Two POST Request to
the Token Endpoint", "Refresh Token POST Request to the Token Endpoint". Not published, so chosen: a
code lives ten minutes, the shortest `state` has 22 characters. Lives are world time.
"""

from __future__ import annotations

import hmac
from base64 import b64decode, urlsafe_b64encode
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlencode

import msgspec

from sandbox.kernel.routing import Request
from sandbox.kernel.universe import Universe
from sandbox.netsuite.errors import TokenRefused
from sandbox.netsuite.oauth2 import SCOPES, BearerToken, OAuth2, compact_token
from sandbox.netsuite.roles import Role

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "REFRESH_LIFE",
    "AuthorizationCode",
    "AuthorizationCodes",
    "Client",
    "RefreshToken",
    "basic_credentials",
]

REFRESH_LIFE = timedelta(days=7)
_CODE_LIFE = timedelta(minutes=10)
_SHORTEST_STATE = 22
_TYPE = "response_type"


class Client(Protocol):
    """What this needs to know of an integration record."""

    @property
    def id(self) -> str: ...
    @property
    def secret(self) -> str: ...
    @property
    def active(self) -> bool: ...
    @property
    def redirect_uris(self) -> tuple[str, ...]: ...


class AuthorizationCode(msgspec.Struct, frozen=True, kw_only=True):
    """Good for one trade, by the client and for the redirect URI that it was made for."""

    id: str
    client: str
    redirect_uri: str
    user: str
    role: int
    scopes: tuple[str, ...]
    expires: datetime
    challenge: str = ""


class RefreshToken(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    client: str
    user: str
    role: int
    scopes: tuple[str, ...]
    expires: datetime
    revoked: bool = False


class AuthorizationCodes:
    """The codes and refresh tokens of one account."""

    def __init__(self, universe: Universe, account: str, oauth2: OAuth2) -> None:
        self._universe = universe
        self._account = account
        self._oauth2 = oauth2
        self.codes = universe.store.table("auth.netsuite.code", AuthorizationCode)
        self.refreshes = universe.store.table("auth.netsuite.refresh", RefreshToken)

    # The authorize page

    def check(self, query: Mapping[str, str], client: Client | None) -> None:
        """What the page looks at before it asks the person. Raises TokenRefused."""
        if client is None or not client.active:
            raise TokenRefused("invalid_client", "The client_id is unknown.", "InvalidIntegration")
        if query.get("redirect_uri") not in client.redirect_uris:
            raise TokenRefused(
                "invalid_request", "The redirect_uri is not registered.", "InvalidIntegration"
            )
        if query.get(_TYPE) != "code":
            raise TokenRefused("unsupported_response_type", "The response_type must be code.", "")
        if len(query.get("state", "")) < _SHORTEST_STATE:
            raise TokenRefused(
                "invalid_request", f"The state needs at least {_SHORTEST_STATE} characters.", ""
            )
        _scopes(query.get("scope", ""))
        if "code_challenge" in query and query.get("code_challenge_method", "S256") != "S256":
            raise TokenRefused("invalid_request", "The code_challenge_method must be S256.", "")

    def allow(self, query: Mapping[str, str], client: Client | None, user: str, role: Role) -> str:
        """The person continues: where the browser goes next. Raises TokenRefused."""
        self.check(query, client)
        ids = self._universe.ids
        code = self.codes.put(
            AuthorizationCode(
                id=self._universe.secrets.add(
                    ids.token("netsuite.code", 64), "NETSUITE_AUTHORIZATION_CODE"
                ),
                client=query["client_id"],
                redirect_uri=query["redirect_uri"],
                user=user,
                role=role.id,
                scopes=_scopes(query["scope"]),
                expires=self._universe.clock.now() + _CODE_LIFE,
                challenge=query.get("code_challenge", ""),
            )
        )
        answer = {"state": query["state"], "code": code.id, "role": role.id, "entity": user,
                  "company": self._account}  # fmt: skip
        joint = "&" if "?" in code.redirect_uri else "?"
        return f"{code.redirect_uri}{joint}{urlencode(answer)}"

    # The token endpoint

    def trade(
        self, form: Mapping[str, str], client: Client
    ) -> tuple[BearerToken, RefreshToken, str]:
        """A code becomes an access, a refresh and an id token and is gone. Raises TokenRefused."""
        code = self.codes.get(form.get("code", ""))
        if code is None or code.client != client.id:
            raise TokenRefused("invalid_grant", "The code is not valid.", "TokenRejected")
        if self._universe.clock.now() >= code.expires:
            raise TokenRefused("invalid_grant", "The code has expired.", "TokenRejected")
        if form.get("redirect_uri") != code.redirect_uri:
            raise TokenRefused("invalid_grant", "The redirect_uri does not match.", "TokenRejected")
        if not _proves(form.get("code_verifier", ""), code.challenge):
            raise TokenRefused(
                "invalid_grant", "The code_verifier does not match.", "TokenRejected"
            )
        self.codes.delete(code.id)
        access = self._oauth2.issue(code.user, code.scopes, code.role)
        return access, self._refresh_token(code), self._token(code, access.expires)

    def refresh(self, form: Mapping[str, str], client: Client) -> BearerToken:
        """A new access token. Raises TokenRefused."""
        known = self.refreshes.get(form.get("refresh_token", ""))
        if known is None or known.revoked or known.client != client.id:
            raise TokenRefused("invalid_grant", "The refresh token is not valid.", "TokenRejected")
        if self._universe.clock.now() >= known.expires:
            raise TokenRefused("invalid_grant", "The refresh token has expired.", "TokenRejected")
        return self._oauth2.issue(known.user, known.scopes, known.role)

    def _refresh_token(self, code: AuthorizationCode) -> RefreshToken:
        expires = self._universe.clock.now() + REFRESH_LIFE
        token = self._token(code, expires)
        return self.refreshes.put(
            RefreshToken(
                id=self._universe.secrets.add(token, "NETSUITE_REFRESH_TOKEN"),
                client=code.client,
                user=code.user,
                role=code.role,
                scopes=code.scopes,
                expires=expires,
            )
        )

    def _token(self, code: AuthorizationCode, expires: datetime) -> str:
        claims = {
            "sub": code.user,
            "aud": [code.client],
            "scope": list(code.scopes),
            "iss": "https://system.netsuite.com",
            "iat": int(self._universe.clock.now().timestamp()),
            "exp": int(expires.timestamp()),
            "jti": self._universe.ids.token("netsuite.refresh", 32),
        }
        return compact_token(claims, self._universe.ids.fixed("netsuite.refresh_key", 64))


def basic_credentials(request: Request) -> tuple[str, str]:
    """Client id and secret of HTTP Basic. Raises TokenRefused when there are none."""
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    try:
        decoded = b64decode(encoded, validate=True).decode("utf-8")
    except ValueError:
        decoded = ""
    name, colon, secret = decoded.partition(":")
    if scheme.lower() != "basic" or not colon:
        raise TokenRefused("invalid_client", "The client must log in with HTTP Basic.", "")
    return name, secret


def _scopes(written: str) -> tuple[str, ...]:
    words = tuple(dict.fromkeys(written.replace(",", " ").split()))
    if not words or any(word not in SCOPES for word in words):
        raise TokenRefused("invalid_scope", "The scope is missing or unknown.", "")
    return words


def _proves(verifier: str, challenge: str) -> bool:
    """RFC 7636, S256. Without a challenge there is nothing to prove."""
    if not challenge:
        return True
    digest = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    return hmac.compare_digest(digest, challenge.rstrip("="))
