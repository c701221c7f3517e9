"""One NetSuite account: its routes, its doors, and what every answer carries."""

from __future__ import annotations

import string

from sandbox.kernel.faults import Fault, FaultKind
from sandbox.kernel.platform import Platform, Refusal
from sandbox.kernel.routing import Request, Response, Route
from sandbox.kernel.universe import Universe
from sandbox.netsuite.auth import Auth
from sandbox.netsuite.desk import Desk
from sandbox.netsuite.errors import (
    ConcurrencyLimitExceeded,
    InvalidLogin,
    MethodNotAllowed,
    NetSuiteError,
    NonexistentId,
    TokenRefused,
    UnexpectedError,
)
from sandbox.netsuite.limits import retry_headers
from sandbox.netsuite.records import Records
from sandbox.netsuite.routes import records, subresources, suiteql, tokens, transforms
from sandbox.netsuite.scripts import Scripts
from sandbox.netsuite.seed import furnish
from sandbox.netsuite.settings import Settings
from sandbox.netsuite.wire.errors import error_body, token_error_body
from sandbox.netsuite.wire.values import write

__all__ = ["ROUTES", "NetSuite"]

_RECORD = "/services/rest/record/v1/{record}"

ROUTES: tuple[Route[NetSuite], ...] = (
    Route("POST", tokens.PATH, tokens.grant),
    Route("POST", "/services/rest/query/v1/suiteql", suiteql.query),
    Route("GET", _RECORD, records.collection),
    Route("POST", _RECORD, records.create),
    Route("GET", f"{_RECORD}/{{id}}", records.read),
    Route("PATCH", f"{_RECORD}/{{id}}", records.update),
    Route("PUT", f"{_RECORD}/{{id}}", records.upsert),
    Route("DELETE", f"{_RECORD}/{{id}}", records.delete),
    Route("GET", f"{_RECORD}/{{id}}/{{sub}}", subresources.sublist),
    Route("GET", f"{_RECORD}/{{id}}/{{sub}}/{{line}}", subresources.line),
    Route("GET", f"{_RECORD}/{{id}}/{{sub}}/{{line}}/{{subrecord}}", subresources.subrecord),
    # `!transform`; a client's HTTP library may encode the exclamation mark.
    Route("POST", f"{_RECORD}/{{id}}/{{action}}/{{target}}", transforms.transform),
)

_ERROR = "application/vnd.oracle.resource+json; type=error"


class NetSuite(Platform):
    """`account_id` as NetSuite shows it: `5512345`, or `5512345_SB1` for a sandbox.

    `records` holds the documents, `settings` the preferences, `scripts` the user event scripts,
    `desk` is what a person does on the screens, `auth` the logins.
    """

    name = "netsuite"

    def __init__(self, universe: Universe, account_id: str = "5512345") -> None:
        super().__init__(universe, ROUTES)
        self.account_id = account_id.upper().replace("-", "_")
        slug = self.account_id.lower().replace("_", "-")
        self.rest_host = f"{slug}.suitetalk.api.netsuite.com"
        self.restlet_host = f"{slug}.restlets.api.netsuite.com"
        self.app_host = f"{slug}.app.netsuite.com"
        self.records = Records(universe.store)
        self.settings = Settings(self.records)
        self.scripts = Scripts(self.records)
        self.auth = Auth(universe, self.account_id)
        furnish(self)
        self.desk = Desk(self)

    @property
    def hosts(self) -> tuple[str, ...]:
        return (self.rest_host, self.restlet_host, self.app_host)

    def credentials(self) -> dict[str, str]:
        oauth2 = self.auth.oauth2
        return {
            "NETSUITE_ACCOUNT": self.account_id,
            "NETSUITE_CONSUMER_KEY": self.auth.integration.id,
            "NETSUITE_CONSUMER_SECRET": self.auth.integration.secret,
            "NETSUITE_TOKEN_ID": self.auth.token.id,
            "NETSUITE_TOKEN_SECRET": self.auth.token.secret,
            "NETSUITE_CLIENT_ID": self.auth.integration.id,
            "NETSUITE_CERTIFICATE_ID": oauth2.certificate_id,
            "NETSUITE_PRIVATE_KEY": oauth2.private_key_pem(),
        }

    def admit(self, request: Request, route: Route[NetSuite]) -> None:
        if route.path != tokens.PATH:  # a token request carries its own proof
            self.auth.check(request)

    def answer(self, request: Request, refusal: Refusal) -> Response:
        if isinstance(refusal, TokenRefused):
            tokens.refused(self, request, refusal)
            return Response.json(
                token_error_body(refusal),
                refusal.status,
                headers=[("Cache-Control", "no-store"), ("Pragma", "no-cache")],
            )
        assert isinstance(refusal, NetSuiteError)  # noqa: S101 - the root of every refusal here
        headers = [("Content-Type", _ERROR)]
        if isinstance(refusal, InvalidLogin):
            headers.append(("WWW-Authenticate", self._challenge(refusal)))
        elif isinstance(refusal, MethodNotAllowed):
            headers.append(("Allow", ", ".join(refusal.allowed)))
        elif isinstance(refusal, ConcurrencyLimitExceeded):
            headers += retry_headers(self.settings)
        body = write(error_body(refusal, self.settings.error_type))
        return Response(refusal.status, body, headers)

    def _challenge(self, refusal: InvalidLogin) -> str:
        error = "token_rejected" if refusal.scheme == "OAuth" else "invalid_token"
        return (
            f'{refusal.scheme} realm="{self.account_id}", error="{error}", '
            'error_description="Invalid login attempt."'
        )

    def missing(self, request: Request, allowed: list[str]) -> Refusal:
        if allowed:
            return MethodNotAllowed(allowed)
        return NonexistentId("The requested resource does not exist.")

    def crashed(self, request: Request) -> Refusal:
        return UnexpectedError(self._error_id())

    def struck(self, request: Request, fault: Fault) -> Refusal:
        match fault.kind:
            case FaultKind.THROTTLE:
                return ConcurrencyLimitExceeded()
            case FaultKind.EXPIRED_TOKEN:
                return self._expired(request)
            case _:
                return UnexpectedError(self._error_id(), fault.status)

    def _expired(self, request: Request) -> Refusal:
        scheme = request.headers.get("authorization", "").partition(" ")[0].lower()
        bearer = scheme == "bearer"
        cause = "AccessTokenExpired" if bearer else "token_rejected"
        self.auth.record(
            request,
            status="Failure",
            method="OAuth 2.0" if bearer else "TBA",
            detail=cause,
            user=self.auth.USER,
            integration=self.auth.integration.id,
        )
        return InvalidLogin(cause, "Bearer" if bearer else "OAuth")

    def _error_id(self) -> str:
        return self.ids.token("netsuite.error", 20, string.ascii_lowercase)

    def finish(self, request: Request, response: Response) -> Response:
        response.headers.append(("X-N-OperationId", self.ids.uuid("netsuite.operation")))
        return response
