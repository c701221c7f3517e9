"""One NetSuite account: its routes, its doors, and what every answer carries."""

from __future__ import annotations

import string
from random import Random

from sandbox.kernel.faults import Fault, FaultKind
from sandbox.kernel.outbound import Call
from sandbox.kernel.platform import Platform, Refusal
from sandbox.kernel.queue import Task
from sandbox.kernel.routing import Request, Response, Route
from sandbox.kernel.universe import Universe
from sandbox.netsuite import permissions, recognition
from sandbox.netsuite.auth import Auth
from sandbox.netsuite.desk import Desk
from sandbox.netsuite.errors import (
    ConcurrencyLimitExceeded,
    ContentTooLarge,
    IdempotencyError,
    InvalidLogin,
    MethodNotAllowed,
    NetSuiteError,
    NonexistentId,
    TokenRefused,
    UnexpectedError,
)
from sandbox.netsuite.jobs import JOB_PATH, KIND, Jobs
from sandbox.netsuite.limits import RESTLET_PATH, Concurrency, retry_headers
from sandbox.netsuite.records import Records
from sandbox.netsuite.restlets import RestletError, Restlets, record_crud
from sandbox.netsuite.restlets import formats as restlet_formats
from sandbox.netsuite.restlets.errors import in_words_of_restlets
from sandbox.netsuite.roles import Session
from sandbox.netsuite.routes import (
    jobs,
    metadata,
    records,
    restlets,
    subresources,
    suiteql,
    system,
    tokens,
    transforms,
)
from sandbox.netsuite.routes.jobs import batch, deferrable, or_batch
from sandbox.netsuite.scripts import Scripts
from sandbox.netsuite.seed import furnish
from sandbox.netsuite.settings import Settings
from sandbox.netsuite.wire.errors import error_body, token_error_body
from sandbox.netsuite.wire.values import write

__all__ = ["ROUTES", "NetSuite"]

_RECORD = "/services/rest/record/v1/{record}"
_CATALOG = "/services/rest/record/v1/metadata-catalog"
_JOB = f"{JOB_PATH}/{{job}}"
_SYSTEM = "/services/rest/system/v1"
# A token request carries its own proof, the authorize page is a browser's, and anybody may ask
# where an account is.
_OPEN_PATHS = (tokens.PATH, tokens.AUTHORIZE_PATH, system.DATA_CENTER_PATH)
# Answered under words of their own, in the format of RESTlets.
_SCRIPT_PATHS = (RESTLET_PATH, system.TOKEN_INFO_PATH, system.DATA_CENTER_PATH)

ROUTES: tuple[Route[NetSuite], ...] = (
    Route("POST", tokens.PATH, tokens.grant),
    Route("GET", tokens.AUTHORIZE_PATH, tokens.page),
    Route("POST", tokens.AUTHORIZE_PATH, tokens.continued),
    Route("POST", "/services/rest/query/v1/suiteql", deferrable(suiteql.query)),
    Route("GET", _CATALOG, deferrable(metadata.catalog)),
    Route("GET", f"{_CATALOG}/", deferrable(metadata.catalog)),
    Route("GET", f"{_CATALOG}/{{type}}", deferrable(metadata.record)),
    Route("GET", _RECORD, or_batch(records.collection)),
    Route("POST", _RECORD, or_batch(records.create)),
    Route("PATCH", _RECORD, batch),
    Route("PUT", _RECORD, batch),
    Route("DELETE", _RECORD, batch),
    Route("GET", f"{_RECORD}/{{id}}", deferrable(records.read)),
    Route("PATCH", f"{_RECORD}/{{id}}", deferrable(records.update)),
    Route("PUT", f"{_RECORD}/{{id}}", deferrable(records.upsert)),
    Route("DELETE", f"{_RECORD}/{{id}}", deferrable(records.delete)),
    Route("GET", f"{_RECORD}/{{id}}/{{sub}}", deferrable(subresources.sublist)),
    Route("GET", f"{_RECORD}/{{id}}/{{sub}}/{{line}}", deferrable(subresources.line)),
    Route(
        "GET",
        f"{_RECORD}/{{id}}/{{sub}}/{{line}}/{{subrecord}}",
        deferrable(subresources.subrecord),
    ),
    # `!transform`; a client's HTTP library may encode the exclamation mark.
    Route("POST", f"{_RECORD}/{{id}}/{{action}}/{{target}}", deferrable(transforms.transform)),
    Route("GET", _JOB, jobs.job),
    Route("GET", f"{_JOB}/task", jobs.tasks),
    Route("GET", f"{_JOB}/task/{{task}}", jobs.task),
    Route("GET", f"{_JOB}/task/{{task}}/result", jobs.result),
    Route("GET", f"{_SYSTEM}/governanceLimits", system.governance_limits),
    Route("GET", f"{_SYSTEM}/serverTime", system.server_time),
    Route("GET", RESTLET_PATH, restlets.call),
    Route("POST", RESTLET_PATH, restlets.call),
    Route("PUT", RESTLET_PATH, restlets.call),
    Route("DELETE", RESTLET_PATH, restlets.call),
    Route("GET", system.TOKEN_INFO_PATH, system.token_info),
    Route("GET", system.DATA_CENTER_PATH, system.data_center_urls),
)

_ERROR = "application/vnd.oracle.resource+json; type=error"


class NetSuite(Platform):
    """`account_id` as NetSuite shows it: `5512345`, or `5512345_SB1` for a sandbox.

    `records` holds the documents, `settings` the preferences, `scripts` the user event scripts,
    `desk` is what a person does on the screens, `auth` the logins, `restlets` the scripts under
    their own URLs, `jobs` the asynchronous requests. `session` is who made the request that is
    being answered.
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
        self.session: Session | None = None
        self.concurrency = Concurrency(self.settings, self.auth)
        self.jobs = Jobs(self)
        self.restlets = Restlets()
        record_crud.deploy(self.restlets)
        furnish(self)
        self.desk = Desk(self)

    @property
    def hosts(self) -> tuple[str, ...]:
        return (self.rest_host, self.restlet_host, self.app_host, system.DATA_CENTER_HOST)

    @property
    def names(self) -> tuple[str, ...]:
        return (
            "*.suitetalk.api.netsuite.com",
            "*.restlets.api.netsuite.com",
            "*.app.netsuite.com",
            system.DATA_CENTER_HOST,
        )

    @classmethod
    def derive_account(cls, world: str, source: Random) -> str:
        """Seven digits, as most accounts have them."""
        return str(source.randint(1_000_000, 9_999_999))

    def host_of(self, raw_path: str) -> str:
        if raw_path in (RESTLET_PATH, system.TOKEN_INFO_PATH):
            return self.restlet_host
        if raw_path == system.DATA_CENTER_PATH:
            return system.DATA_CENTER_HOST
        return self.app_host if raw_path == tokens.AUTHORIZE_PATH else self.rest_host

    def knows(self, request: Request) -> bool:
        return recognition.knows(self, request)

    def means(self, request: Request) -> bool:
        return recognition.means(self, request)

    def stranger(self, request: Request) -> Refusal:
        """Names below netsuite.com all answer; nobody can log in to an account that is none."""
        bearer = request.headers.get("authorization", "")[:6].lower() == "bearer"
        return InvalidLogin("token_rejected", "Bearer" if bearer else "OAuth")

    def oversized(self, request: Request) -> Refusal:
        return ContentTooLarge()

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
        path = route.path
        script = path in (RESTLET_PATH, system.TOKEN_INFO_PATH)
        if path in _OPEN_PATHS:
            return
        if script and request.host not in (self.restlet_host, self.app_host):
            raise RestletError.wrong_domain()
        self.session = self.auth.check(request, "restlets" if script else "rest_webservices")
        if self.concurrency.refused(request):
            raise ConcurrencyLimitExceeded
        if path == RESTLET_PATH and self.session.role.web_services_only:
            raise RestletError.role_for_web_services_only()
        self.jobs.before_request()
        permissions.check_record(self, self.session.role, request)

    def enter(self, request: Request) -> None:
        self.concurrency.enter(request)

    def leave(self, request: Request) -> None:
        self.concurrency.leave(request)

    def perform(self, task: Task) -> Call | None:
        """The queue holds steps of asynchronous jobs; none of them calls anybody."""
        if task.kind != KIND:
            return super().perform(task)
        self.jobs.perform(task)
        return None

    def answer(self, request: Request, refusal: Refusal) -> Response:
        if request.raw_path in _SCRIPT_PATHS and isinstance(refusal, NetSuiteError):
            return self._script_answer(request, refusal)
        if isinstance(refusal, RestletError):
            return restlet_formats.error(request, refusal)
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
            headers.append(("WWW-Authenticate", self._challenge(request, refusal)))
        elif isinstance(refusal, MethodNotAllowed):
            headers.append(("Allow", ", ".join(refusal.allowed)))
        elif isinstance(refusal, ConcurrencyLimitExceeded):
            headers += retry_headers(self.settings)
        elif isinstance(refusal, IdempotencyError):
            headers += [
                ("Preference-Applied", "respond-async"),
                ("Location", refusal.location),
            ]
        body = write(error_body(refusal, self.settings.error_type))
        return Response(refusal.status, body, headers)

    def _script_answer(self, request: Request, refusal: NetSuiteError) -> Response:
        scheme = request.headers.get("authorization", "").partition(" ")[0]
        words = in_words_of_restlets(refusal, password=scheme.lower() == "nlauth")
        response = restlet_formats.error(request, words)
        if isinstance(refusal, InvalidLogin):
            response.headers.append(("WWW-Authenticate", self._challenge(request, refusal)))
        return response

    def _challenge(self, request: Request, refusal: InvalidLogin) -> str:
        error = "token_rejected" if refusal.scheme == "OAuth" else "invalid_token"
        stranger = self.owns(request.host) and not self.serves(request.host)
        realm = recognition.account_of(request.host) if stranger else self.account_id
        return (
            f'{refusal.scheme} realm="{realm}", error="{error}", '
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
        self.jobs.after_answer(response)
        response.headers.append(("X-N-OperationId", self.ids.uuid("netsuite.operation")))
        return response
