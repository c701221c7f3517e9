"""Who calls: applications, the seller's consent, and the tokens that come of it.

An access token lives two hours, a refresh token eighteen months, and using it gives no new one. A
code is good for 299 seconds and once. Sources: developer.ebay.com "Client credentials grant",
"Authorization code grant", "Using a refresh token", "OAuth scopes"; error texts of public threads
(hendt/ebay-api #77) and knowledge base 5075.
"""

from __future__ import annotations

import binascii
import hmac
import string
from base64 import b64decode
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import msgspec

from sandbox.ebay import hosts
from sandbox.ebay.auth_records import AccessToken, Application, Code, Grant, SigningKey
from sandbox.ebay.errors import AccessDenied, InvalidToken, MissingToken, OAuthError
from sandbox.kernel.routing import Request, form_fields
from sandbox.kernel.universe import Universe

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "ACCESS_SECONDS",
    "APPLICATION_SCOPES",
    "CANCELLATION",
    "CODE_SECONDS",
    "DISPUTES",
    "FINANCES",
    "FULFILLMENT",
    "FULFILLMENT_READ",
    "IDENTITY",
    "INVENTORY_OR_MARKETING",
    "REFRESH_SECONDS",
    "SCOPE",
    "SHIPPING",
    "SUBSCRIPTIONS",
    "SUBSCRIPTIONS_READ",
    "USER_SCOPES",
    "Auth",
    "basic_pair",
]

ACCESS_SECONDS = 7200
REFRESH_SECONDS = 47_304_000
CODE_SECONDS = 299

# The same in the sandbox: scopes are names, not addresses.
SCOPE = "https://api.ebay.com/oauth/api_scope"
FULFILLMENT = f"{SCOPE}/sell.fulfillment"
FULFILLMENT_READ = f"{FULFILLMENT}.readonly"
FINANCES = f"{SCOPE}/sell.finances"
DISPUTES = f"{SCOPE}/sell.payment.dispute"
IDENTITY = f"{SCOPE}/commerce.identity.readonly"
SUBSCRIPTIONS = f"{SCOPE}/commerce.notification.subscription"
SUBSCRIPTIONS_READ = f"{SUBSCRIPTIONS}.readonly"
# Of the scopes that the description lists for getUserRateLimits, those that a seller's tool has.
INVENTORY_OR_MARKETING = (
    f"{SCOPE}/sell.inventory",
    f"{SCOPE}/sell.inventory.readonly",
    f"{SCOPE}/sell.marketing",
    f"{SCOPE}/sell.marketing.readonly",
)
APPLICATION_SCOPES = (SCOPE,)
SHIPPING = f"{SCOPE}/commerce.shipping"
# eBay gives it to a keyset that has asked for it; the consent page of another refuses all it asks.
CANCELLATION = f"{SCOPE}/sell.cancellation"
USER_SCOPES = (
    SCOPE,
    FULFILLMENT,
    FULFILLMENT_READ,
    FINANCES,
    DISPUTES,
    f"{SCOPE}/sell.account",
    f"{SCOPE}/sell.account.readonly",
    *INVENTORY_OR_MARKETING,
    f"{SCOPE}/sell.analytics.readonly",
    f"{SCOPE}/sell.reputation",
    f"{SCOPE}/sell.reputation.readonly",
    f"{SCOPE}/sell.stores",
    f"{SCOPE}/sell.stores.readonly",
    IDENTITY,
    SUBSCRIPTIONS,
    SUBSCRIPTIONS_READ,
    SHIPPING,
)

_HEX = "0123456789abcdef"
_BASE64 = string.ascii_letters + string.digits + "+/"
_MOST_CODE = 1024
_MESSAGE = {
    "authorization_code": "the provided authorization grant code is invalid or was issued to "
    "another client",
    "refresh_token": "the provided authorization refresh token is invalid or was issued to "
    "another client",
}
_SCOPE_REFUSED = (
    "The requested scope is invalid, unknown, malformed, or exceeds the scope granted to the client"
)


class Auth:
    """`environment` decides the looks of the keyset: production keys are strangers in the
    sandbox."""

    def __init__(self, universe: Universe, environment: str) -> None:
        self._universe = universe
        self.environment = environment
        store, ids = universe.store, universe.ids
        self.applications = store.table("auth.ebay.application", Application)
        self.grants = store.table("auth.ebay.grant", Grant)
        self.codes = store.table("auth.ebay.code", Code)
        self.tokens = store.table("auth.ebay.token", AccessToken)
        self.signing_keys = store.table("auth.ebay.signing_key", SigningKey)
        digits = ids.fixed("ebay.client_id", 17, _HEX)
        marks = ids.fixed("ebay.client_secret", 28, _HEX)
        granted = (*USER_SCOPES, CANCELLATION)
        self._first_application = self._keep_application(digits, marks, "Connecto", granted).id
        self._first_grant = self._grant(
            self._first_application, granted, ids.fixed("ebay.refresh", 88, _BASE64)
        ).id

    # -- what a developer and the seller do ---------------------------------------------------

    @property
    def application(self) -> Application:
        """The connector's own."""
        return self.applications[self._first_application]

    @property
    def refresh_token(self) -> str:
        return self._first_grant

    @property
    def ru_name(self) -> str:
        return next(iter(self.application.ru_names))

    def register_application(self, name: str) -> Application:
        """Another keyset, which the seller has not let in, and with no scope beyond the usual."""
        ids = self._universe.ids
        return self._keep_application(
            ids.token("ebay.client_id", 17, _HEX), ids.token("ebay.client_secret", 28, _HEX), name
        )

    def consent(self, *scopes: str) -> str:
        """The seller lets the connector in: the code. Without scopes, all that it may ask for."""
        return self._code(self.application, self.ru_name, scopes or self.application.scopes).id

    def authorise(self, *scopes: str) -> str:
        """A consent without a trip to the token endpoint: the refresh token."""
        digits = self._universe.ids.token("ebay.refresh", 88, _BASE64)
        return self._grant(self._first_application, scopes or self.application.scopes, digits).id

    def withdraw(self, refresh_token: str = "") -> None:
        """The seller removes the application, or changes the password: its tokens are dead."""
        grant = self.grants[refresh_token or self._first_grant]
        self.grants.put(msgspec.structs.replace(grant, ended=True))

    def issue_access_token(self, *scopes: str, refresh_token: str = "") -> str:
        """A user's token without a trip to the token endpoint; all scopes of the consent, if none
        are named."""
        grant = self.grants[refresh_token or self._first_grant]
        return self._token(grant.application, scopes or grant.scopes, grant.id).id

    def issue_application_token(self) -> str:
        return self._token(self._first_application, APPLICATION_SCOPES).id

    def expire_access_tokens(self) -> None:
        """Every access token that is out ends now; refresh tokens stay."""
        now = self._universe.clock.now()
        for token in list(self.tokens):
            if token.expires > now:
                self.tokens.put(msgspec.structs.replace(token, expires=now))

    # -- the consent page ---------------------------------------------------------------------

    def check_consent(self, query: Mapping[str, str]) -> tuple[Application, str, tuple[str, ...]]:
        """Application, RuName and scopes of a consent page. Raises OAuthError."""
        application = self.applications.get(query.get("client_id", ""))
        if application is None:
            raise OAuthError("unauthorized_client", "The OAuth client was not found.")
        ru_name = query.get("redirect_uri", "")
        if query.get("response_type") != "code" or ru_name not in application.ru_names:
            raise OAuthError("invalid_request", "Input request parameters are invalid.")
        scopes = tuple(dict.fromkeys(query.get("scope", "").split()))
        if not scopes or not set(scopes) <= set(application.scopes):
            raise OAuthError("invalid_scope", f"{_SCOPE_REFUSED}.")
        return application, ru_name, scopes

    def accept(self, query: Mapping[str, str]) -> str:
        """The seller agrees: where the browser goes. Raises OAuthError."""
        application, ru_name, scopes = self.check_consent(query)
        back = {"code": self._code(application, ru_name, scopes).id}
        if state := query.get("state"):
            back = {"state": state, **back}
        place = application.ru_names[ru_name]
        return f"{place}?{urlencode({**back, 'expires_in': str(CODE_SECONDS)})}"

    # -- the token endpoint -------------------------------------------------------------------

    def trade(self, request: Request) -> dict[str, Any]:
        """What the token endpoint gives. Raises OAuthError."""
        application = self.application_of(request)
        form = form_fields(request.body)
        match form.get("grant_type", ""):
            case "client_credentials":
                return self._for_application(application, form)
            case "authorization_code":
                return self._for_code(application, form)
            case "refresh_token":
                return self._for_refresh(application, form)
            case "":
                raise OAuthError("invalid_request", "grant_type is missing in the request")
        raise OAuthError(
            "unsupported_grant_type",
            "grant type in request is not supported by the authorization server",
        )

    def application_of(self, request: Request) -> Application:
        """By Basic authentication, of this environment's keys. Raises OAuthError."""
        application = None
        key, secret = basic_pair(request)
        if hosts.environment_of(request.host) == self.environment:
            application = self.applications.get(key)
        if application is None or not hmac.compare_digest(
            application.secret.encode(), secret.encode()
        ):
            raise OAuthError("invalid_client", "client authentication failed", 401)
        return application

    def _for_application(self, application: Application, form: Mapping[str, str]) -> dict[str, Any]:
        scopes = tuple(dict.fromkeys(form.get("scope", "").split()))
        if not scopes or not set(scopes) <= set(APPLICATION_SCOPES):
            raise OAuthError("invalid_scope", _SCOPE_REFUSED)
        return {
            "access_token": self._token(application.id, scopes).id,
            "expires_in": ACCESS_SECONDS,
            "token_type": "Application Access Token",
        }

    def _for_code(self, application: Application, form: Mapping[str, str]) -> dict[str, Any]:
        given = form.get("code", "")
        code = self.codes.get(given) if len(given) <= _MOST_CODE else None
        if (
            code is None
            or code.application != application.id
            or code.ru_name != form.get("redirect_uri")
            or self._universe.clock.now() >= code.expires
        ):
            raise OAuthError("invalid_grant", _MESSAGE["authorization_code"])
        self.codes.delete(code.id)
        digits = self._universe.ids.token("ebay.refresh", 88, _BASE64)
        grant = self._grant(application.id, code.scopes, digits)
        return {
            "access_token": self._token(application.id, grant.scopes, grant.id).id,
            "expires_in": ACCESS_SECONDS,
            "refresh_token": grant.id,
            "refresh_token_expires_in": REFRESH_SECONDS,
            "token_type": "User Access Token",
        }

    def _for_refresh(self, application: Application, form: Mapping[str, str]) -> dict[str, Any]:
        grant = self.grants.get(form.get("refresh_token", ""))
        if grant is None or grant.application != application.id or not self._lives(grant):
            raise OAuthError("invalid_grant", _MESSAGE["refresh_token"])
        scopes = tuple(dict.fromkeys(form.get("scope", "").split())) or grant.scopes
        if not set(scopes) <= set(grant.scopes):
            raise OAuthError("invalid_scope", _SCOPE_REFUSED)
        return {
            "access_token": self._token(application.id, scopes, grant.id).id,
            "expires_in": ACCESS_SECONDS,
            "token_type": "User Access Token",
        }

    # -- who calls the API --------------------------------------------------------------------

    def authenticate(self, request: Request, schemes: tuple[str, ...] = ("bearer",)) -> AccessToken:
        """The token of a request. Raises MissingToken and InvalidToken. `schemes` in lower case:
        Post-Order has words of its own."""
        scheme, _, value = request.headers.get("authorization", "").strip().partition(" ")
        if not scheme:
            raise MissingToken
        token = self.tokens.get(value.strip()) if scheme.lower() in schemes else None
        if (
            token is None
            or self._universe.clock.now() >= token.expires
            or hosts.environment_of(request.host) != self.environment
        ):
            raise InvalidToken
        if token.grant and not self._lives(self.grants[token.grant]):
            raise InvalidToken
        return token

    def allow(self, token: AccessToken, scopes: tuple[str, ...], *, user: bool) -> None:
        """One of `scopes` is needed (none: any token does); `user`: an application's token will
        not do. Raises AccessDenied."""
        if (user and not token.grant) or (scopes and not set(scopes) & set(token.scopes)):
            raise AccessDenied

    # -- keeping ------------------------------------------------------------------------------

    def _lives(self, grant: Grant) -> bool:
        return not grant.ended and self._universe.clock.now() < grant.expires

    def _keep_application(
        self, digits: str, marks: str, name: str, scopes: tuple[str, ...] = USER_SCOPES
    ) -> Application:
        kind = "PRD" if self.environment == "production" else "SBX"
        secret = "-".join(
            (f"{kind}-{marks[:12]}", marks[12:16], marks[16:20], marks[20:24], marks[24:])
        )
        self._universe.secrets.add(secret, "EBAY_CLIENT_SECRET")
        place = f"https://{name.lower()}.example.com/ebay/accepted"
        return self.applications.put(
            Application(
                id=f"AcmeOutd-{name}-{kind}-{digits[:9]}-{digits[9:]}",
                secret=secret,
                ru_names={f"Acme_Outdoor-AcmeOutd-{name}-{digits[:7]}": place},
                scopes=scopes,
            )
        )

    def _grant(self, application: str, scopes: tuple[str, ...], digits: str) -> Grant:
        value = f"v^1.1#i^1#f^0#r^1#p^3#I^3#t^{digits}"
        self._universe.secrets.add(value, "EBAY_REFRESH_TOKEN")
        expires = self._universe.clock.now() + timedelta(seconds=REFRESH_SECONDS)
        return self.grants.put(
            Grant(id=value, application=application, scopes=scopes, expires=expires)
        )

    def _code(self, application: Application, ru_name: str, scopes: tuple[str, ...]) -> Code:
        digits = self._universe.ids.token("ebay.code", 84, _BASE64)
        value = self._universe.secrets.add(f"v^1.1#i^1#f^0#r^1#p^3#I^3#t^{digits}", "EBAY_CODE")
        expires = self._universe.clock.now() + timedelta(seconds=CODE_SECONDS)
        return self.codes.put(
            Code(
                id=value,
                application=application.id,
                ru_name=ru_name,
                scopes=scopes,
                expires=expires,
            )
        )

    def _token(self, application: str, scopes: tuple[str, ...], grant: str = "") -> AccessToken:
        digits = self._universe.ids.token("ebay.access", 1800, _BASE64)
        label = "EBAY_ACCESS_TOKEN" if grant else "EBAY_APPLICATION_TOKEN"
        value = self._universe.secrets.add(
            f"v^1.1#i^1#r^0#I^3#f^0#p^{3 if grant else 1}#t^H4sI{digits}==", label
        )
        expires = self._universe.clock.now() + timedelta(seconds=ACCESS_SECONDS)
        return self.tokens.put(
            AccessToken(
                id=value, application=application, scopes=scopes, expires=expires, grant=grant
            )
        )


def basic_pair(request: Request) -> tuple[str, str]:
    """Client id and secret of Basic authentication; empty where there is none."""
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        key, _, secret = b64decode(value.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return key, secret
