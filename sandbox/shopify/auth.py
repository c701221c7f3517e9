"""Who calls: apps, the tokens they hold, the scopes these carry.

Sources: shopify.dev "Authentication and authorization" (authorization code, client credentials,
expiring offline tokens), the token requests of @shopify/shopify-api and ShopifyAPI. Tokens live
by the world's clock. Everything here is kept in `auth.shopify.*`: a refused call or a new token
leaves the shop's documents as they were.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import msgspec

from sandbox.kernel.routing import Request
from sandbox.kernel.universe import Universe
from sandbox.shopify.errors import InvalidToken, MissingScope, OAuthError

__all__ = ["CONNECTOR_SCOPES", "App", "Auth", "Token", "allows"]

HEX = "0123456789abcdef"

# What a connector asks for when it is installed.
CONNECTOR_SCOPES = (
    "read_orders",
    "write_orders",
    "read_all_orders",
    "read_draft_orders",
    "write_draft_orders",
    "read_returns",
    "write_returns",
    "read_order_edits",
    "write_order_edits",
    "read_store_credit_accounts",
    "read_merchant_managed_fulfillment_orders",
    "write_merchant_managed_fulfillment_orders",
    "read_assigned_fulfillment_orders",
    "write_assigned_fulfillment_orders",
    "read_third_party_fulfillment_orders",
    "write_third_party_fulfillment_orders",
    "read_fulfillments",
    "write_fulfillments",
    "read_customers",
    "read_products",
    "read_inventory",
    "write_inventory",
    "read_locations",
    "read_shopify_payments_payouts",
    "read_shopify_payments_disputes",
)

CODE_LIFE = timedelta(minutes=10)
CLIENT_CREDENTIALS_SECONDS = 86399
EXPIRING_SECONDS = 3600
REFRESH_SECONDS = 7_776_000  # 90 days


class App(msgspec.Struct, frozen=True, kw_only=True):
    """`id` is the client id (API key). `own_organisation`: may use client credentials."""

    id: str
    secret: str
    title: str
    number: int
    scopes: tuple[str, ...]
    own_organisation: bool = True


class Token(msgspec.Struct, frozen=True, kw_only=True):
    """`id` is what the client sends. `expires_at` None: an offline token without an end."""

    id: str
    app_id: str
    scopes: tuple[str, ...]
    issued_at: datetime
    expires_at: datetime | None = None


class Code(msgspec.Struct, frozen=True, kw_only=True):
    """An authorization code: what the merchant's consent leaves in the redirect."""

    id: str
    app_id: str
    scopes: tuple[str, ...]
    expires_at: datetime


class RefreshToken(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    app_id: str
    token_id: str
    scopes: tuple[str, ...]
    expires_at: datetime


def allows(held: tuple[str, ...], scope: str) -> bool:
    """Whether the scopes held give `scope`: writing includes reading."""
    if scope in held:
        return True
    return scope.startswith("read_") and f"write_{scope[5:]}" in held


class Auth:
    def __init__(self, universe: Universe, shop: str) -> None:
        self._universe = universe
        self._shop = shop
        store = universe.store
        self.apps = store.table("auth.shopify.app", App)
        self.tokens = store.table("auth.shopify.token", Token)
        self.codes = store.table("auth.shopify.code", Code)
        self.refresh_tokens = store.table("auth.shopify.refresh_token", RefreshToken)
        ids = universe.ids
        self.app = self._keep_app(
            ids.fixed(f"shopify.{shop}.client_id", 32, HEX),
            f"shpss_{ids.fixed(f'shopify.{shop}.client_secret', 32, HEX)}",
            "Connector",
            CONNECTOR_SCOPES,
        )
        self.token = self._keep_token(
            f"shpat_{ids.fixed(f'shopify.{shop}.token', 32, HEX)}", self.app.id, CONNECTOR_SCOPES
        )

    # -- what an administrator does ---------------------------------------------------------

    def register_app(
        self, title: str, scopes: tuple[str, ...], *, own_organisation: bool = True
    ) -> App:
        """A second app in this shop, with a bucket of its own."""
        ids = self._universe.ids
        return self._keep_app(
            ids.token("shopify.client_id", 32, HEX),
            f"shpss_{ids.token('shopify.client_secret', 32, HEX)}",
            title,
            scopes,
            own_organisation=own_organisation,
        )

    def issue_token(
        self, app: App | None = None, scopes: tuple[str, ...] | None = None, seconds: int = 0
    ) -> Token:
        """An access token, as the custom-app screen shows it once. `seconds` 0: it never ends."""
        app = app or self.app
        value = f"shpat_{self._universe.ids.token('shopify.token', 32, HEX)}"
        held = app.scopes if scopes is None else scopes
        return self._keep_token(value, app.id, held, seconds)

    def issue_code(self, app: App | None = None, scopes: tuple[str, ...] | None = None) -> str:
        """The merchant approved the installation: the code of the redirect, good for once."""
        app = app or self.app
        value = self._universe.ids.token("shopify.code", 32, HEX)
        self.codes.put(
            Code(
                id=value,
                app_id=app.id,
                scopes=app.scopes if scopes is None else scopes,
                expires_at=self._universe.clock.now() + CODE_LIFE,
            )
        )
        return self._universe.secrets.add(value, "SHOPIFY_CODE")

    def revoke(self, token: str) -> None:
        """The app was uninstalled or its token withdrawn."""
        self.tokens.delete(token)

    # -- checking a call --------------------------------------------------------------------

    def authenticate(self, request: Request) -> Token:
        """The token of a call to the Admin API. Raises InvalidToken."""
        token = self.tokens.get(request.headers.get("x-shopify-access-token", ""))
        if token is None or self._over(token.expires_at):
            raise InvalidToken
        return token

    def require(self, token: Token, scope: str) -> None:
        """For REST. Raises MissingScope."""
        if scope and not allows(token.scopes, scope):
            raise MissingScope(scope)

    # -- POST /admin/oauth/access_token -----------------------------------------------------

    def exchange(self, fields: dict[str, Any]) -> dict[str, Any]:
        """The answer of the token endpoint. Raises OAuthError."""
        app = self._client(fields)
        grant = fields.get("grant_type")
        if grant == "client_credentials":
            return self._client_credentials(app)
        if grant == "refresh_token":
            return self._refresh(app, fields)
        if grant in (None, "", "authorization_code"):
            return self._code(app, fields)
        raise OAuthError("unsupported_grant_type")

    def _client(self, fields: dict[str, Any]) -> App:
        client_id = fields.get("client_id")
        app = self.apps.get(client_id) if isinstance(client_id, str) else None
        if app is None:
            raise OAuthError(
                "invalid_request",
                f"Could not find Shopify API application with api_key {client_id or ''}".strip(),
            )
        if fields.get("client_secret") != app.secret:
            raise OAuthError("invalid_client", "Client authentication failed", 401)
        return app

    def _client_credentials(self, app: App) -> dict[str, Any]:
        if not app.own_organisation:
            raise OAuthError(
                "shop_not_permitted",
                "Client credentials cannot be performed on this shop.",
            )
        token = self.issue_token(app, seconds=CLIENT_CREDENTIALS_SECONDS)
        return {
            "access_token": token.id,
            "scope": _scope_text(token.scopes),
            "expires_in": CLIENT_CREDENTIALS_SECONDS,
        }

    def _code(self, app: App, fields: dict[str, Any]) -> dict[str, Any]:
        value = fields.get("code")
        code = self.codes.get(value) if isinstance(value, str) else None
        if code is None or code.app_id != app.id or self._over(code.expires_at):
            raise OAuthError(
                "invalid_request", "The authorization code was not found or was already used"
            )
        self.codes.delete(code.id)
        if str(fields.get("expiring", "0")) == "1":
            return self._expiring(app, code.scopes)
        token = self.issue_token(app, code.scopes)
        return {"access_token": token.id, "scope": _scope_text(token.scopes)}

    def _refresh(self, app: App, fields: dict[str, Any]) -> dict[str, Any]:
        value = fields.get("refresh_token")
        held = self.refresh_tokens.get(value) if isinstance(value, str) else None
        if held is None or held.app_id != app.id or self._over(held.expires_at):
            raise OAuthError("invalid_request", "The refresh token is invalid or has expired")
        self.refresh_tokens.delete(held.id)
        if held.token_id in self.tokens:
            self.tokens.delete(held.token_id)
        return self._expiring(app, held.scopes)

    def _expiring(self, app: App, scopes: tuple[str, ...]) -> dict[str, Any]:
        token = self.issue_token(app, scopes, EXPIRING_SECONDS)
        value = f"shprt_{self._universe.ids.token('shopify.refresh_token', 32, HEX)}"
        self._universe.secrets.add(value, "SHOPIFY_REFRESH_TOKEN")
        self.refresh_tokens.put(
            RefreshToken(
                id=value,
                app_id=app.id,
                token_id=token.id,
                scopes=scopes,
                expires_at=self._universe.clock.now() + timedelta(seconds=REFRESH_SECONDS),
            )
        )
        return {
            "access_token": token.id,
            "scope": _scope_text(scopes),
            "expires_in": EXPIRING_SECONDS,
            "refresh_token": value,
            "refresh_token_expires_in": REFRESH_SECONDS,
        }

    # -- keeping ----------------------------------------------------------------------------

    def _over(self, end: datetime | None) -> bool:
        return end is not None and self._universe.clock.now() >= end

    def _keep_app(
        self,
        client_id: str,
        secret: str,
        title: str,
        scopes: tuple[str, ...],
        *,
        own_organisation: bool = True,
    ) -> App:
        self._universe.secrets.add(secret, "SHOPIFY_CLIENT_SECRET")
        return self.apps.put(
            App(
                id=client_id,
                secret=secret,
                title=title,
                number=self._universe.ids.next("shopify.App", 280000000001),
                scopes=scopes,
                own_organisation=own_organisation,
            )
        )

    def _keep_token(
        self, value: str, app_id: str, scopes: tuple[str, ...], seconds: int = 0
    ) -> Token:
        now = self._universe.clock.now()
        self._universe.secrets.add(value, "SHOPIFY_TOKEN")
        return self.tokens.put(
            Token(
                id=value,
                app_id=app_id,
                scopes=scopes,
                issued_at=now,
                expires_at=now + timedelta(seconds=seconds) if seconds else None,
            )
        )


def _scope_text(scopes: tuple[str, ...]) -> str:
    """Comma-separated, without the reads that a write includes, as the platform condenses it."""
    kept = [
        scope
        for scope in scopes
        if not (scope.startswith("read_") and f"write_{scope[5:]}" in scopes)
    ]
    return ",".join(kept)
