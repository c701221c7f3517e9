"""Login with Amazon: applications, consents, and the tokens that come of them.

An access token lives an hour. A refresh token is given out again unchanged and lives until the
seller withdraws the consent. Each region is a consent of its own, as it is a seller account of its
own. Sources: developer-docs.amazon.com "Connecting to the Selling Partner API", "LWA credentials
FAQ", "Tokens API"; error texts as recorded in public threads.
"""

from __future__ import annotations

import hmac
import string
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from sandbox.amazon import hosts
from sandbox.amazon.auth_records import AccessToken, Client, Code, Grant, Resource
from sandbox.amazon.errors import EXPIRED, MALFORMED, LwaError, MissingToken, Unauthorized
from sandbox.kernel.routing import Request
from sandbox.kernel.universe import Universe

__all__ = [
    "ACCESS_SECONDS",
    "FINANCE",
    "NOTIFICATIONS",
    "ORDERS",
    "RESTRICTED",
    "ROLES",
    "SCOPES",
    "Auth",
    "fields_of",
]

ACCESS_SECONDS = 3600
FINANCE = "Finance and Accounting"
ORDERS = "Inventory and Order Tracking"
RESTRICTED = "Direct to Consumer Shipping"
INSIGHTS = "Selling Partner Insights"
ROLES = (FINANCE, ORDERS, RESTRICTED, INSIGHTS)
NOTIFICATIONS = "sellingpartnerapi::notifications"
SCOPES = (
    NOTIFICATIONS,
    "sellingpartnerapi::client_credential:rotation",
    "sellingpartnerapi::migration",
)
_CODE_LIFE = timedelta(minutes=5)
_HEX = "0123456789abcdef"
_LABELS = {
    "seller": "SPAPI_ACCESS_TOKEN",
    "restricted": "SPAPI_RESTRICTED_TOKEN",
    "grantless": "SPAPI_GRANTLESS_TOKEN",
}
_BASE64 = string.ascii_letters + string.digits + "-_"


def fields_of(request: Request) -> dict[str, Any]:
    """The parameters of a token request, a form or JSON. A body that is neither has none."""
    body = request.body.strip()
    if body.startswith(b"{"):
        try:
            found = request.json()
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


class Auth:
    """`region` is that of the account's first marketplace."""

    def __init__(self, universe: Universe, region: str) -> None:
        self._universe = universe
        self.region = region
        store, ids = universe.store, universe.ids
        self.clients = store.table("auth.amazon.client", Client)
        self.grants = store.table("auth.amazon.grant", Grant)
        self.codes = store.table("auth.amazon.code", Code)
        self.tokens = store.table("auth.amazon.token", AccessToken)
        self._client_id = f"amzn1.application-oa2-client.{ids.fixed('amazon.client_id', 32, _HEX)}"
        secret = f"amzn1.oa2-cs.v1.{ids.fixed('amazon.client_secret', 64, _HEX)}"
        universe.secrets.add(secret, "SPAPI_CLIENT_SECRET")
        self.clients.put(Client(id=self._client_id, secret=secret, roles=ROLES))
        self._first = self._grant(region, ids.fixed("amazon.refresh", 300, _BASE64)).id

    # -- what a developer and a seller do -----------------------------------------------------

    @property
    def client(self) -> Client:
        return self.clients[self._client_id]

    @property
    def refresh_token(self) -> str:
        """Of the account's own region."""
        return self._first

    def consent(self, region: str = "") -> str:
        """The seller authorises the application: the `spapi_oauth_code`."""
        value = self._universe.ids.token("amazon.code", 20)
        self._universe.secrets.add(value, "SPAPI_OAUTH_CODE")
        return self.codes.put(
            Code(
                id=value,
                client=self._client_id,
                region=region or self.region,
                expires=self._universe.clock.now() + _CODE_LIFE,
            )
        ).id

    def authorise(self, region: str) -> str:
        """A consent without a trip to the token endpoint: the refresh token of a region."""
        return self._grant(region, self._universe.ids.token("amazon.refresh", 300, _BASE64)).id

    def withdraw(self, refresh_token: str = "") -> None:
        """The seller removes the application: its tokens are dead."""
        grant = self.grants[refresh_token or self._first]
        self.grants.put(msgspec.structs.replace(grant, withdrawn=True))

    def rotate_secret(self) -> str:
        """A new secret; refresh tokens stay good, the old secret does not."""
        digits = self._universe.ids.token("amazon.client_secret", 64, _HEX)
        secret = self._universe.secrets.add(f"amzn1.oa2-cs.v1.{digits}", "SPAPI_CLIENT_SECRET")
        self.clients.put(msgspec.structs.replace(self.client, secret=secret, overdue=False))
        return secret

    def miss_rotation(self) -> None:
        """The deadline for a new secret passes."""
        self.clients.put(msgspec.structs.replace(self.client, overdue=True))

    def set_roles(self, *roles: str) -> None:
        """What the application may do. Raises ValueError."""
        unknown = [role for role in roles if role not in ROLES]
        if unknown:
            raise ValueError(f"{unknown[0]} is no role; there are {', '.join(ROLES)}")
        self.clients.put(msgspec.structs.replace(self.client, roles=roles))

    def issue_grantless_token(self, scope: str) -> str:
        """A token of the application alone, without a trip to the token endpoint."""
        return self._token("grantless", scope=scope).id

    def issue_access_token(self, region: str = "") -> str:
        """An access token without a trip to the token endpoint."""
        wanted = region or self.region
        grant = next((each for each in self.grants if each.region == wanted), None)
        if grant is None:
            grant = self.grants[self.authorise(wanted)]
        return self._token("seller", region=wanted, grant=grant.id).id

    def expire_access_tokens(self) -> None:
        """Every access token that is out ends now, restricted ones too."""
        now = self._universe.clock.now()
        for token in list(self.tokens):
            if token.expires > now:
                self.tokens.put(msgspec.structs.replace(token, expires=now))

    # -- the token endpoint ---------------------------------------------------------------------

    def trade(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Tokens for a refresh token, a code or the client alone. Raises LwaError."""
        given = {name: value for name, value in fields.items() if isinstance(value, str) and value}
        kind = _needed(given, "grant_type")
        if kind not in ("refresh_token", "authorization_code", "client_credentials"):
            raise LwaError(
                "unsupported_grant_type",
                "The authorization grant type is not supported by the authorization server",
            )
        client = self._client_of(given)
        if kind == "client_credentials":
            return self._grantless(given)
        if kind == "authorization_code":
            code = self.codes.get(_needed(given, "code"))
            if (
                code is None
                or code.client != client.id
                or self._universe.clock.now() >= code.expires
            ):
                raise LwaError("invalid_grant", "The request has an invalid grant parameter : code")
            self.codes.delete(code.id)
            grant = self.grants[self.authorise(code.region)]
        else:
            found = self.grants.get(_needed(given, "refresh_token"))
            invalid = "The request has an invalid grant parameter : refresh_token"
            if found is None or found.client != client.id:
                raise LwaError("invalid_grant", invalid)
            if found.withdrawn:
                raise LwaError(
                    "invalid_grant",
                    f"{invalid}. User may have revoked or didn't grant the permission.",
                )
            grant = found
        token = self._token("seller", region=grant.region, grant=grant.id)
        return {
            "access_token": token.id,
            "refresh_token": grant.id,
            "token_type": "bearer",
            "expires_in": ACCESS_SECONDS,
        }

    def _client_of(self, given: Mapping[str, str]) -> Client:
        client = self.clients.get(_needed(given, "client_id"))
        secret = _needed(given, "client_secret")
        if (
            client is None
            or client.overdue
            or not hmac.compare_digest(client.secret.encode(), secret.encode())
        ):
            raise LwaError("invalid_client", "Client authentication failed", 401)
        return client

    def _grantless(self, given: Mapping[str, str]) -> dict[str, Any]:
        scope = _needed(given, "scope")
        if scope not in SCOPES:
            raise LwaError("invalid_scope", "The requested scope is invalid, unknown, or malformed")
        token = self._token("grantless", scope=scope)
        return {
            "access_token": token.id,
            "scope": scope,
            "token_type": "bearer",
            "expires_in": ACCESS_SECONDS,
        }

    # -- who calls ------------------------------------------------------------------------------

    def authenticate(self, request: Request, scope: str = "") -> AccessToken:
        """The token of a request, good for the host's region; with `scope` one of the application
        alone, good for every region. Raises MissingToken and Unauthorized. A signature (SigV4) may
        stand beside it and is not looked at."""
        value = request.headers.get("x-amz-access-token", "").strip()
        if not value:
            raise MissingToken
        token = self.tokens.get(value)
        if token is None:
            raise Unauthorized(MALFORMED)
        if self._universe.clock.now() >= token.expires:
            raise Unauthorized(EXPIRED)
        grant = self.grants.get(token.grant) if token.grant else None
        if grant is not None and grant.withdrawn:
            raise Unauthorized(MALFORMED)
        if self.clients[token.client].overdue or token.scope != scope:
            raise Unauthorized
        if scope:
            return token
        if token.region != hosts.region_of(request.host):
            raise Unauthorized
        if token.kind == "restricted" and self.resource_of(token, request) is None:
            raise Unauthorized
        return token

    def resource_of(self, token: AccessToken, request: Request) -> Resource | None:
        """What a restricted token opens for this request."""
        for resource in token.resources:
            if resource.method == request.method and _fits(resource.path, request.path):
                return resource
        return None

    def elements(self, request: Request) -> tuple[str, ...]:
        """The data elements that a restricted token opens; empty without one."""
        token = self.tokens.get(request.headers.get("x-amz-access-token", "").strip())
        if token is None or token.kind != "restricted":
            return ()
        resource = self.resource_of(token, request)
        return resource.elements if resource else ()

    def restricted(self, request: Request) -> bool:
        """The request has a restricted token (`authenticate` has looked at it)."""
        token = self.tokens.get(request.headers.get("x-amz-access-token", "").strip())
        return token is not None and token.kind == "restricted"

    def restrict(self, request: Request, resources: tuple[Resource, ...]) -> str:
        """A restricted data token, by the seller's token of the request."""
        seller = self.tokens[request.headers["x-amz-access-token"].strip()]
        return self._token(
            "restricted", region=seller.region, grant=seller.grant, resources=resources
        ).id

    def _grant(self, region: str, digits: str) -> Grant:
        value = self._universe.secrets.add(f"Atzr|IwEBI{digits}", "SPAPI_REFRESH_TOKEN")
        return self.grants.put(Grant(id=value, client=self._client_id, region=region))

    def _token(self, kind: str, **given: Any) -> AccessToken:
        prefix = "Atz.sprdt|IQEBL" if kind == "restricted" else "Atza|IwEBI"
        digits = self._universe.ids.token("amazon.access", 300, _BASE64)
        value = self._universe.secrets.add(prefix + digits, _LABELS[kind])
        return self.tokens.put(
            AccessToken(
                id=value,
                kind=kind,
                client=self._client_id,
                expires=self._universe.clock.now() + timedelta(seconds=ACCESS_SECONDS),
                **given,
            )
        )


def _needed(given: Mapping[str, str], name: str) -> str:
    value = given.get(name)
    if value is None:
        raise LwaError("invalid_request", f"The request is missing a required parameter : {name}")
    return value


def _fits(template: str, path: str) -> bool:
    wanted, asked = template.strip("/").split("/"), path.strip("/").split("/")
    return len(wanted) == len(asked) and all(
        one == other or (one.startswith("{") and one.endswith("}"))
        for one, other in zip(wanted, asked, strict=True)
    )
