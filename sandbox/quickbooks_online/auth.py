"""Who calls: apps, the companies that let them in, and the tokens that come of it.

A connection begins with a person's consent and lives through a chain of refresh tokens. An access
token lasts an hour. A refresh token lasts 100 days; it is given out again, unchanged, for a day
and is then replaced, and the old one is dead at once. Five years after the consent the connection
ends. Lives are world time.

Sources: developer.intuit.com "Set up OAuth 2.0", "OAuth 2.0 FAQ"; the five years: release notes of
the Java SDK 6.5.4. Not published, so chosen: a code lives ten minutes. Everything here is kept in
`auth.quickbooks_online.*`: logging in leaves the company's documents as they were.
"""

from __future__ import annotations

import hmac
import string
from base64 import b64decode
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import msgspec

from sandbox.kernel.routing import Request, form_fields
from sandbox.kernel.universe import Universe
from sandbox.quickbooks_online.auth_records import (
    AccessToken,
    App,
    Code,
    Connection,
    RefreshToken,
)
from sandbox.quickbooks_online.errors import Forbidden, OAuthError, Unauthenticated
from sandbox.quickbooks_online.issuer import ISSUER, signed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandbox.quickbooks_online.settings import Settings

__all__ = [
    "ACCESS_SECONDS",
    "ACCOUNTING",
    "HARD_SECONDS",
    "IDENTITY",
    "REFRESH_SECONDS",
    "SCOPES",
    "AccessToken",
    "App",
    "Auth",
    "Connection",
    "fields_of",
]

ACCOUNTING = "com.intuit.quickbooks.accounting"
IDENTITY = ("openid", "profile", "email", "phone", "address")
SCOPES = (ACCOUNTING, "com.intuit.quickbooks.payment", *IDENTITY)
ACCESS_SECONDS = 3600
REFRESH_SECONDS = 8_640_000
HARD_SECONDS = 157_680_000
_CODE_LIFE = timedelta(minutes=10)
_SAME_TOKEN = timedelta(hours=24)
_HARD_HEADER = "x-include-refresh-token-hard-expires-in"
_ALPHANUMERIC = string.ascii_letters + string.digits
_ENVELOPE = "eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4Q0JDLUhTMjU2In0"  # {"alg":"dir","enc":"A128CBC-HS256"}
_SHORTEST_TOKEN, _LONGEST_TOKEN = 50, 4096


class Auth:
    """`realm_id` is the company whose people consent."""

    USER = "5f2c8f6e-8b41-4a0e-9a52-0b1f7c3f9d10"  # `sub` of the company's administrator

    def __init__(self, universe: Universe, settings: Settings, realm_id: str) -> None:
        self._universe = universe
        self._settings = settings
        self.realm_id = realm_id
        store = universe.store
        self.apps = store.table("auth.quickbooks_online.app", App)
        self.codes = store.table("auth.quickbooks_online.code", Code)
        self.connections = store.table("auth.quickbooks_online.connection", Connection)
        self.refresh_tokens = store.table("auth.quickbooks_online.refresh_token", RefreshToken)
        self.access_tokens = store.table("auth.quickbooks_online.access_token", AccessToken)
        # Not in the store: a restore cannot end a request.
        self._refreshing: dict[str, int] = {}
        self._late: set[int] = set()
        ids = universe.ids
        self.app = self._keep_app(
            "AB" + ids.fixed("quickbooks_online.client_id", 48, _ALPHANUMERIC),
            ids.fixed("quickbooks_online.client_secret", 40, _ALPHANUMERIC),
            "Connector",
            ("https://connector.example.com/callback",),
        )
        self._connect(
            self.app.id, (ACCOUNTING,), ids.fixed("quickbooks_online.refresh", 36, _ALPHANUMERIC)
        )

    # -- what a developer and a company's administrator do ------------------------------------

    def register_app(self, title: str, redirect_uris: tuple[str, ...]) -> App:
        """Another app, which no company has let in yet."""
        ids = self._universe.ids
        return self._keep_app(
            "AB" + ids.token("quickbooks_online.client_id", 48, _ALPHANUMERIC),
            ids.token("quickbooks_online.client_secret", 40, _ALPHANUMERIC),
            title,
            redirect_uris,
        )

    @property
    def connection(self) -> Connection:
        """The connector's own, the newest when it was made anew."""
        return [each for each in self.connections if each.app_id == self.app.id][-1]

    def issue_access_token(self, connection: Connection | None = None) -> str:
        """An access token without a trip to the token endpoint. Without `connection`: the
        connector's."""
        return self._access(connection or self.connection).id

    def expire_access_tokens(self) -> None:
        """Every access token that is out ends now; refresh tokens stay."""
        now = self._universe.clock.now()
        for token in list(self.access_tokens):
            if token.expires_at > now:
                self.access_tokens.put(msgspec.structs.replace(token, expires_at=now))

    def disconnect(self, connection: Connection | None = None) -> None:
        """The company removes the app: its tokens are dead. Without `connection`: the
        connector."""
        self.connections.put(msgspec.structs.replace(connection or self.connection, ended=True))

    # -- consent ------------------------------------------------------------------------------

    def check_consent(self, query: Mapping[str, str]) -> App:
        """What the authorize page looks at before it asks the person. Raises OAuthError."""
        app = self.apps.get(query.get("client_id", ""))
        if app is None:
            raise OAuthError("invalid_client", "The client_id is missing or unknown.")
        if query.get("redirect_uri") not in app.redirect_uris:
            raise OAuthError(
                "invalid_request",
                "The redirect_uri query parameter value is invalid. Make sure it is listed in the "
                "Redirect URIs section on your app's keys tab and matches it exactly.",
            )
        if query.get("response_type") != "code":
            raise OAuthError("unsupported_response_type", "The response_type must be code.")
        scopes = query.get("scope", "").split()
        if not scopes or any(scope not in SCOPES for scope in scopes):
            raise OAuthError("invalid_scope", "The scope query parameter is missing or invalid.")
        if not query.get("state"):
            raise OAuthError("invalid_request", "The state query parameter is missing.")
        return app

    def consent(self, query: Mapping[str, str]) -> str:
        """The person connects the company: where the browser goes next. Raises OAuthError."""
        app = self.check_consent(query)
        value = self._stamped("code", 34)
        self._universe.secrets.add(value, "QBO_AUTHORIZATION_CODE")
        code = self.codes.put(
            Code(
                id=value,
                app_id=app.id,
                realm_id=self.realm_id,
                redirect_uri=query["redirect_uri"],
                scopes=tuple(dict.fromkeys(query["scope"].split())),
                expires_at=self._universe.clock.now() + _CODE_LIFE,
            )
        )
        answer = {"code": code.id, "state": query["state"]}
        if ACCOUNTING in code.scopes:
            answer["realmId"] = code.realm_id
        joint = "&" if "?" in code.redirect_uri else "?"
        return f"{code.redirect_uri}{joint}{urlencode(answer)}"

    # -- the token endpoint -------------------------------------------------------------------

    def client_of(self, request: Request) -> App:
        """The app that logs in with HTTP Basic. Raises OAuthError."""
        scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
        try:
            decoded = b64decode(encoded, validate=True).decode("utf-8")
        except ValueError:
            decoded = ""
        name, _, secret = decoded.partition(":")
        app = self.apps.get(name)
        if (
            scheme.lower() != "basic"
            or app is None
            or not hmac.compare_digest(app.secret.encode(), secret.encode())
        ):
            raise OAuthError("invalid_client", status=401)
        return app

    def trade(self, app: App, form: Mapping[str, str], request: Request) -> dict[str, Any]:
        """A code becomes a connection. Raises OAuthError."""
        code = self.codes.get(form.get("code", ""))
        if (
            code is None
            or code.app_id != app.id
            or self._universe.clock.now() >= code.expires_at
            or form.get("redirect_uri") != code.redirect_uri
        ):
            raise OAuthError("invalid_grant", "Invalid authorization code")
        self.codes.delete(code.id)
        # A company has one connection to an app: the new consent takes over from the old one.
        connection = self._connect(app.id, code.scopes, self._tail())
        answer = self._answer(connection, request)
        if "openid" in code.scopes:
            answer["id_token"] = self._id_token(connection)
        return answer

    def refresh(self, app: App, form: Mapping[str, str], request: Request) -> dict[str, Any] | None:
        """A new access token, and the refresh token to use from now on. None: refused, and what
        the refusal itself changed has to stay."""
        value = form.get("refresh_token", "")
        held = self.refresh_tokens.get(value)
        connection = None if held is None else self.connections[held.connection]
        if connection is None or connection.app_id != app.id or not self._good(connection):
            return None
        if connection.refresh != value or id(request) in self._late:
            if self._settings.strict_concurrent_refresh:
                self.disconnect(connection)
            return None
        now = self._universe.clock.now()
        if self._settings.rotate_every_refresh or now >= connection.refresh_since + _SAME_TOKEN:
            connection = self._with_refresh(connection, self._tail())
        return self._answer(connection, request)

    def revoke(self, app: App, value: Any) -> None:
        """The connection of an access or refresh token ends. Raises OAuthError."""
        held: AccessToken | RefreshToken | None = None
        if isinstance(value, str):
            held = self.refresh_tokens.get(value) or self.access_tokens.get(value)
        connection = None if held is None else self.connections[held.connection]
        if connection is None or connection.app_id != app.id or connection.ended:
            raise OAuthError("invalid_grant", "Incorrect or invalid token")
        self.disconnect(connection)

    def arrives(self, request: Request) -> None:
        """A refresh is on its way: of two with one token at once, the first to arrive wins."""
        value = fields_of(request).get("refresh_token")
        if not isinstance(value, str):
            return
        if self._refreshing.get(value):
            self._late.add(id(request))
        self._refreshing[value] = self._refreshing.get(value, 0) + 1

    def leaves(self, request: Request) -> None:
        value = fields_of(request).get("refresh_token")
        if not isinstance(value, str):
            return
        self._late.discard(id(request))
        self._refreshing[value] -= 1
        if not self._refreshing[value]:
            del self._refreshing[value]

    # -- who calls the API --------------------------------------------------------------------

    def authenticate(self, request: Request) -> Connection:
        """The connection of the bearer token. Raises Unauthenticated."""
        scheme, _, value = request.headers.get("authorization", "").partition(" ")
        value = value.strip()
        if scheme.lower() != "bearer":
            raise Unauthenticated(None)
        token = self.access_tokens.get(value)
        if token is None:
            if not _SHORTEST_TOKEN <= len(value) <= _LONGEST_TOKEN:
                raise Unauthenticated("Malformed bearer token: too short or too long")
            raise Unauthenticated("Incorrect Token type or clientID")
        connection = self.connections[token.connection]
        if connection.ended:
            raise Unauthenticated("Token revoked")
        if self._universe.clock.now() >= token.expires_at:
            raise Unauthenticated("Token expired")
        return connection

    def app_of(self, request: Request) -> str:
        """Which app's token a request bears, good or not; "" for no token that was given out."""
        _, _, value = request.headers.get("authorization", "").partition(" ")
        token = self.access_tokens.get(value.strip())
        return "" if token is None else self.connections[token.connection].app_id

    def accounting(self, request: Request) -> Connection:
        """The connection, when it may use the accounting API. Raises Unauthenticated and
        Forbidden."""
        connection = self.authenticate(request)
        if ACCOUNTING not in connection.scopes:
            raise Forbidden
        return connection

    # -- keeping ------------------------------------------------------------------------------

    def _good(self, connection: Connection) -> bool:
        now = self._universe.clock.now()
        return (
            not connection.ended
            and now < connection.refresh_since + timedelta(seconds=REFRESH_SECONDS)
            and now < connection.began + timedelta(seconds=HARD_SECONDS)
        )

    def _keep_app(
        self, client_id: str, secret: str, title: str, redirect_uris: tuple[str, ...]
    ) -> App:
        self._universe.secrets.add(secret, "QBO_CLIENT_SECRET")
        return self.apps.put(
            App(id=client_id, secret=secret, title=title, redirect_uris=redirect_uris)
        )

    def _connect(self, app_id: str, scopes: tuple[str, ...], tail: str) -> Connection:
        for each in list(self.connections):
            if each.app_id == app_id and not each.ended:
                self.disconnect(each)
        number = self._universe.ids.next("quickbooks_online.connection")
        now = self._universe.clock.now()
        return self._with_refresh(
            Connection(
                id=number,
                app_id=app_id,
                realm_id=self.realm_id,
                scopes=scopes,
                began=now,
                refresh="",
                refresh_since=now,
            ),
            tail,
        )

    def _with_refresh(self, connection: Connection, tail: str) -> Connection:
        """The connection with a new refresh token; the one before is dead."""
        now = self._universe.clock.now()
        # AB11, and the second at which it ends if nobody uses it, as recorded tokens show.
        value = f"AB11{int(now.timestamp()) + REFRESH_SECONDS}{tail}"
        self._universe.secrets.add(value, "QBO_REFRESH_TOKEN")
        self.refresh_tokens.put(RefreshToken(id=value, connection=connection.id))
        return self.connections.put(
            msgspec.structs.replace(connection, refresh=value, refresh_since=now)
        )

    def _access(self, connection: Connection) -> AccessToken:
        initial, text, tag = (
            self._universe.ids.token("quickbooks_online.access", size, f"{_ALPHANUMERIC}-_")
            for size in (22, 640, 22)
        )
        value = f"{_ENVELOPE}..{initial}.{text}.{tag}"
        self._universe.secrets.add(value, "QBO_ACCESS_TOKEN")
        return self.access_tokens.put(
            AccessToken(
                id=value,
                connection=connection.id,
                expires_at=self._universe.clock.now() + timedelta(seconds=ACCESS_SECONDS),
            )
        )

    def _tail(self) -> str:
        return self._universe.ids.token("quickbooks_online.refresh", 36, _ALPHANUMERIC)

    def _answer(self, connection: Connection, request: Request) -> dict[str, Any]:
        now = self._universe.clock.now()
        idle = connection.refresh_since + timedelta(seconds=REFRESH_SECONDS) - now
        hard = connection.began + timedelta(seconds=HARD_SECONDS) - now
        answer: dict[str, Any] = {
            "token_type": "bearer",
            "access_token": self._access(connection).id,
            "expires_in": ACCESS_SECONDS,
            "refresh_token": connection.refresh,
            "x_refresh_token_expires_in": int(min(idle, hard).total_seconds()),
        }
        if request.headers.get(_HARD_HEADER, "").lower() == "true":
            answer["x_refresh_token_hard_expires_in"] = int(hard.total_seconds())
        return answer

    def _id_token(self, connection: Connection) -> str:
        now = int(self._universe.clock.now().timestamp())
        return signed(
            {
                "sub": self.USER,
                "aud": [connection.app_id],
                "realmid": connection.realm_id,
                "auth_time": now,
                "iss": ISSUER,
                "exp": now + ACCESS_SECONDS,
                "iat": now,
            }
        )

    def _stamped(self, label: str, size: int) -> str:
        now = int(self._universe.clock.now().timestamp())
        tail = self._universe.ids.token(f"quickbooks_online.{label}", size, _ALPHANUMERIC)
        return f"AB11{now}{tail}"


def fields_of(request: Request) -> dict[str, Any]:
    """The parameters of a token request: a form, or a JSON object (revocation). Empty when the
    body is neither."""
    if "json" in request.headers.get("content-type", "").lower():
        try:
            document = request.json()
        except ValueError:
            return {}
        return document if isinstance(document, dict) else {}
    return dict(form_fields(request.body))
