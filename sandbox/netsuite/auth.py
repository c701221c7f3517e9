"""Who may call: token-based authentication (OAuth 1.0a) and OAuth 2.0 bearer tokens.

A client learns nothing but `401 INVALID_LOGIN`; the cause stands in the login audit trail, the
page a person opens on NetSuite's screens (`audit_trail`). Causes are NetSuite's own words: Help
Center "RESTlets and REST Web Services Error Messages in the Login Audit Trail".

Everything here lives in tables `auth.netsuite.*`: a refused login changes no business document.
"""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NoReturn

import msgspec

from sandbox.kernel.routing import Request
from sandbox.kernel.universe import Universe
from sandbox.netsuite import oauth1
from sandbox.netsuite.authorization_code import AuthorizationCodes, basic_credentials
from sandbox.netsuite.errors import InvalidLogin, TokenRefused
from sandbox.netsuite.oauth2 import OAuth2
from sandbox.netsuite.roles import ADMINISTRATOR, Role, Roles, Session

if TYPE_CHECKING:
    from sandbox.netsuite.app import NetSuite

__all__ = ["AccessToken", "Auth", "Integration", "LoginAttempt", "audit_trail"]

_HEX = "0123456789abcdef"
_TIMESTAMP_TOLERANCE = 300  # seconds, either way
_SHORTEST_NONCE = 6
_FAILURES_BEFORE_LOCK = 5
_LOCKED_FOR = timedelta(minutes=30)
_NONCES_BEFORE_PRUNING = 1000
_REQUIRED = (
    "realm",
    "oauth_consumer_key",
    "oauth_token",
    "oauth_signature_method",
    "oauth_timestamp",
    "oauth_nonce",
    "oauth_signature",
)


class Integration(msgspec.Struct, frozen=True, kw_only=True):
    """An integration record. `id` is the consumer key, which is the OAuth 2.0 client id too."""

    id: str
    secret: str
    name: str
    active: bool = True
    redirect_uris: tuple[str, ...] = ()  # of the authorization code grant
    concurrency_limit: int | None = None  # requests at once allocated to it; None: it shares


class AccessToken(msgspec.Struct, frozen=True, kw_only=True):
    """A TBA token of one user in one role with one integration. It does not expire, it can be
    revoked."""

    id: str
    secret: str
    integration: str
    user: str
    role: int = ADMINISTRATOR
    name: str = "Channel connector token"
    active: bool = True


class LoginAttempt(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the login audit trail. `detail` is the cause of a failure, empty on success.

    Refused calls and issued OAuth 2.0 tokens are listed, accepted TBA calls are not.
    """

    id: int
    at: datetime
    status: str  # "Success" or "Failure"
    method: str  # "TBA" or "OAuth 2.0"
    detail: str
    user: str
    integration: str
    request: str  # method and path


class User(msgspec.Struct, frozen=True, kw_only=True):
    """What the login remembers of a user: failures in a row and the end of a lock."""

    id: str
    failures: int = 0
    locked_until: datetime | None = None


class Nonce(msgspec.Struct, frozen=True):
    id: str  # token, timestamp and nonce
    timestamp: int


class Auth:
    """The logins of one account. `account` is the id as clients write it in `realm`."""

    USER = "integration@acme-outdoor.example"

    def __init__(self, universe: Universe, account: str) -> None:
        self.account = account
        self._clock = universe.clock
        self._ids = universe.ids
        store, ids = universe.store, universe.ids
        self.integrations = store.table("auth.netsuite.integration", Integration)
        self.tokens = store.table("auth.netsuite.token", AccessToken)
        self.roles = Roles(store, ids)
        self._secrets = universe.secrets
        self._nonces = store.table("auth.netsuite.nonce", Nonce)
        self._users = store.table("auth.netsuite.user", User)
        self._trail = store.table("auth.netsuite.login", LoginAttempt)
        self._prune_at = _NONCES_BEFORE_PRUNING
        secret = universe.secrets.add
        self.integration = self.integrations.put(
            Integration(
                id=secret(ids.fixed("netsuite.consumer_key", 64, _HEX), "NETSUITE_CONSUMER_KEY"),
                secret=secret(
                    ids.fixed("netsuite.consumer_secret", 64, _HEX), "NETSUITE_CONSUMER_SECRET"
                ),
                name="Channel connector",
            )
        )
        self.token = self.tokens.put(
            AccessToken(
                id=secret(ids.fixed("netsuite.token_id", 64, _HEX), "NETSUITE_TOKEN_ID"),
                secret=secret(
                    ids.fixed("netsuite.token_secret", 64, _HEX), "NETSUITE_TOKEN_SECRET"
                ),
                integration=self.integration.id,
                user=self.USER,
            )
        )
        self.oauth2 = OAuth2(universe, account, self.integration.id, self.USER)
        self.codes = AuthorizationCodes(universe, account, self.oauth2)

    def check(self, request: Request, scope: str = "rest_webservices") -> Session:
        """Who calls, or InvalidLogin; every refusal enters the audit trail. `scope` is what a
        bearer must have been issued for."""
        scheme, _, credentials = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return self._check_tba(request, credentials if scheme.lower() == "oauth" else "")
        cause, bearer = self.oauth2.check_bearer(credentials.strip(), scope)
        if cause or bearer is None:
            user = "" if bearer is None else bearer.user
            self.refuse(request, cause, user, self.integration.id, bearer=True)
        return Session(
            user=bearer.user, role=self.roles.table[bearer.role], integration=bearer.client
        )

    def client_of(self, request: Request) -> Integration:
        """The application that logs in with its secret. Raises TokenRefused."""
        name, secret = basic_credentials(request)
        known = self.integrations.get(name)
        if known is None or not hmac.compare_digest(known.secret.encode(), secret.encode()):
            raise TokenRefused(
                "invalid_client", "The client_id or the client secret is wrong.",
                "InvalidIntegration",
            )  # fmt: skip
        if not known.active:
            raise TokenRefused(
                "unauthorized_client", "The integration is blocked.", "InvalidIntegration"
            )
        return known

    def refuse(
        self, request: Request, cause: str, user: str, integration: str, *, bearer: bool
    ) -> NoReturn:
        """Write the failure to the audit trail and raise InvalidLogin."""
        self.record(
            request,
            status="Failure",
            method="OAuth 2.0" if bearer else "TBA",
            detail=cause,
            user=user,
            integration=integration,
        )
        raise InvalidLogin(cause, "Bearer" if bearer else "OAuth")

    def record(
        self,
        request: Request,
        *,
        status: str,
        method: str,
        detail: str,
        user: str,
        integration: str,
    ) -> LoginAttempt:
        known = self.integrations.get(integration)
        return self._trail.put(
            LoginAttempt(
                id=self._ids.next("netsuite.login"),
                at=self._clock.now(),
                status=status,
                method=method,
                detail=detail,
                user=user,
                integration=known.name if known is not None else "",
                request=f"{request.method} {request.path}",
            )
        )

    def trail(self) -> list[LoginAttempt]:
        return list(self._trail)

    def create_token(self, role: Role, user: str, name: str) -> AccessToken:
        """Setup > Users/Roles > Access Tokens > New: a token of `user` in `role`."""
        key = self._ids.token("netsuite.token_id", 64, _HEX)
        secret = self._ids.token("netsuite.token_secret", 64, _HEX)
        return self.tokens.put(
            AccessToken(
                id=self._secrets.add(key, "NETSUITE_TOKEN_ID"),
                secret=self._secrets.add(secret, "NETSUITE_TOKEN_SECRET"),
                integration=self.integration.id,
                user=user,
                role=role.id,
                name=name,
            )
        )

    def revoke_token(self) -> None:
        """Setup > Users/Roles > Access Tokens: the account's token cannot log in any more."""
        self.tokens.put(msgspec.structs.replace(self.token, active=False))

    def block_integration(self) -> None:
        """Setup > Integration: state Blocked. Every TBA login of the integration is refused."""
        self.integrations.put(msgspec.structs.replace(self.integration, active=False))

    def _check_tba(self, request: Request, credentials: str) -> Session:
        given = oauth1.authorization_parameters(credentials) if credentials else None
        if given is None or any(not given.get(name) for name in _REQUIRED):
            self.refuse(request, "MissingTokenPassportRequiredFields", "", "", bearer=False)
        token = self.tokens.get(given["oauth_token"])
        cause = self._cause(request, given, token)
        if token is None or cause:
            user = token.user if token is not None else ""
            if token is not None and cause != "temporary_locked":
                self._count_failure(token.user)
            self.refuse(request, cause, user, given["oauth_consumer_key"], bearer=False)
        return Session(
            user=token.user,
            role=self.roles.table[token.role],
            integration=token.integration,
            token=token.id,
        )

    def _cause(self, request: Request, given: dict[str, str], token: AccessToken | None) -> str:
        """Why the login is refused, empty when it is not."""
        integration = self.integrations.get(given["oauth_consumer_key"])
        if integration is None:
            return "consumer_key_unknown"
        if not integration.active:
            return "consumer_key_refused"
        if (
            token is None
            or not token.active
            or token.integration != integration.id
            or given["realm"] != self.account
        ):
            return "token_rejected"
        user = self._users.get(token.user)
        if user is not None and user.locked_until is not None:
            if self._clock.now() < user.locked_until:
                return "temporary_locked"
            user = self._users.put(User(id=token.user))
        if given["oauth_signature_method"] != "HMAC-SHA256":  # HMAC-SHA1 ended with 2023.1
            return "UnknownAlgorithm"
        if (
            given.get("oauth_version", "1.0") != "1.0"
            or len(given["oauth_nonce"]) < _SHORTEST_NONCE
        ):
            return "MissingTokenPassportRequiredFields"
        if not self._fresh(given["oauth_timestamp"]):
            return "InvalidTimestamp"
        wanted = given["oauth_signature"]
        if not any(
            hmac.compare_digest(signature.encode(), wanted.encode())
            for signature in oauth1.signatures(
                request.method,
                request.origin,
                request.raw_path,
                request.raw_query,
                given,
                (integration.secret, token.secret),
            )
        ):
            return "InvalidSignature"
        if self._used(token.id, given["oauth_timestamp"], given["oauth_nonce"]):
            return "NonceUsed"
        if user is not None and user.failures:
            self._users.put(User(id=token.user))
        return ""

    def _fresh(self, timestamp: str) -> bool:
        """Within five minutes of the wall's or the world's time: a client signs with its own
        clock, and a world's clock may stand in another year."""
        return timestamp.isascii() and timestamp.isdigit() and self._near(int(timestamp))

    def _near(self, timestamp: int) -> bool:
        return (
            abs(timestamp - self._clock.wall().timestamp()) <= _TIMESTAMP_TOLERANCE
            or abs(timestamp - self._clock.now().timestamp()) <= _TIMESTAMP_TOLERANCE
        )

    def _used(self, token: str, timestamp: str, nonce: str) -> bool:
        """Remember the nonce; True when it was used before with this token and timestamp."""
        key = f"{token}|{timestamp}|{nonce}"
        if key in self._nonces:
            return True
        if len(self._nonces) >= self._prune_at:
            # What is stale is refused by its timestamp, so its nonce need not be known any more.
            for stale in [old.id for old in self._nonces if not self._near(old.timestamp)]:
                self._nonces.delete(stale)
            self._prune_at = 2 * len(self._nonces) + _NONCES_BEFORE_PRUNING
        self._nonces.put(Nonce(key, int(timestamp)))
        return False

    def _count_failure(self, name: str) -> None:
        user = self._users.get(name) or User(id=name)
        failures = user.failures + 1
        locked = self._clock.now() + _LOCKED_FOR if failures >= _FAILURES_BEFORE_LOCK else None
        self._users.put(User(id=name, failures=failures, locked_until=locked))


def audit_trail(netsuite: NetSuite) -> list[LoginAttempt]:
    """Setup > Users/Roles > User Management > View Login Audit Trail, oldest first."""
    return netsuite.auth.trail()
