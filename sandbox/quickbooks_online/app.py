"""One QuickBooks Online company: its routes, its doors, and what every answer carries.

quickbooks = world.quickbooks_online
quickbooks.records   the documents          quickbooks.desk      what a person does on the screens
quickbooks.settings  named switches         quickbooks.auth      apps, connections, tokens
quickbooks.limits    requests a second and a minute
"""

from __future__ import annotations

from random import Random
from typing import Any

from sandbox.kernel.faults import Fault, FaultKind
from sandbox.kernel.outbound import Call
from sandbox.kernel.platform import Platform, Refusal
from sandbox.kernel.queue import Task
from sandbox.kernel.routing import Request, Response, Route
from sandbox.kernel.universe import Universe
from sandbox.quickbooks_online import hosts, recognition
from sandbox.quickbooks_online.auth import Auth
from sandbox.quickbooks_online.deliveries import COLLECT, SEND, Deliveries
from sandbox.quickbooks_online.desk import Desk
from sandbox.quickbooks_online.errors import (
    Crashed,
    Forbidden,
    GatewayFault,
    OAuthError,
    PlainError,
    QuickBooksFault,
    Throttled,
    Unauthenticated,
    Unsupported,
    WrongRealm,
)
from sandbox.quickbooks_online.limits import Limits
from sandbox.quickbooks_online.records import Records
from sandbox.quickbooks_online.request_ids import RequestIds
from sandbox.quickbooks_online.routes import (
    attachments,
    batch,
    cdc,
    discovery,
    entities,
    forms,
    oauth,
    query,
    reports,
    taxes,
)
from sandbox.quickbooks_online.routes.common import zone_of
from sandbox.quickbooks_online.seed import furnish
from sandbox.quickbooks_online.settings import Settings
from sandbox.quickbooks_online.wire import faults

__all__ = ["REALM_ID", "ROUTES", "QuickBooksOnline"]

REALM_ID = "9341453172058822"

_COMPANY = f"{hosts.COMPANY}{{realm}}"
_ENTITY = f"{_COMPANY}/{{entity}}"
_UPLOAD = f"{_COMPANY}/upload"
_BATCH = f"{_COMPANY}/batch"

ROUTES: tuple[Route[QuickBooksOnline], ...] = (
    *discovery.ROUTES,
    *oauth.ROUTES,
    Route("GET", f"{_COMPANY}/query", query.ask),
    Route("POST", f"{_COMPANY}/query", query.ask_in_body),
    Route("GET", f"{_COMPANY}/cdc", cdc.ask),
    Route("POST", _BATCH, batch.run),
    Route("POST", f"{_COMPANY}/taxservice/taxcode", taxes.create),
    Route("POST", _UPLOAD, attachments.upload),
    Route("GET", f"{_COMPANY}/download/{{id}}", attachments.download),
    Route("GET", f"{hosts.FILES_PATH}{{id}}/{{name}}", attachments.file),
    Route("POST", _ENTITY, entities.write),
    Route("GET", _ENTITY, entities.read_single),
    Route("GET", f"{_COMPANY}/reports/{{report}}", reports.run),
    Route("GET", f"{_ENTITY}/{{id}}", entities.read),
    Route("GET", f"{_ENTITY}/{{id}}/pdf", forms.pdf),
    Route("POST", f"{_ENTITY}/{{id}}/send", forms.send),
)


class QuickBooksOnline(Platform):
    """`environment`: "production" or "sandbox", by which host the company answers.

    `caller` names the app whose request is being answered.
    """

    name = "quickbooks_online"
    lingers = True
    largest_body = 100 * 1024 * 1024  # of an upload
    largest_document = 3 * 1024 * 1024

    def __init__(
        self, universe: Universe, realm_id: str = REALM_ID, environment: str = "production"
    ) -> None:
        super().__init__(universe, ROUTES)
        self.realm_id = realm_id
        self.environment = environment
        self.records = Records(self.store)
        self.settings = Settings(self.records)
        self.auth = Auth(universe, self.settings, realm_id)
        self.limits = Limits(self.store, self.clock, self.settings)
        self.request_ids = RequestIds(self.store)
        self.caller = self.auth.app.title
        furnish(self)
        self.desk = Desk(self)
        self.deliveries = Deliveries(self)

    @property
    def hosts(self) -> tuple[str, ...]:
        return hosts.HOSTS

    @property
    def names(self) -> tuple[str, ...]:
        return hosts.HOSTS

    @classmethod
    def derive_account(cls, world: str, source: Random) -> str:
        """A realm id: sixteen digits."""
        return f"9341{source.randrange(10**12):012}"

    def host_of(self, raw_path: str) -> str:
        return hosts.host_of(raw_path, self.api_host)

    def knows(self, request: Request) -> bool:
        return recognition.knows(self, request)

    def means(self, request: Request) -> bool:
        return recognition.means(self, request)

    def stranger(self, request: Request) -> Refusal:
        """No host belongs to one company: another one is refused by its realm."""
        return self.missing(request, [])

    def oversized(self, request: Request) -> Refusal:
        return PlainError(413, "Request Entity Too Large")

    @property
    def api_host(self) -> str:
        """Where this company answers; the other host forbids it."""
        return hosts.API if self.environment == "production" else hosts.SANDBOX_API

    @property
    def company_name(self) -> str:
        return self.records.company.company_name or ""

    def credentials(self) -> dict[str, str]:
        return {
            "QBO_CLIENT_ID": self.auth.app.id,
            "QBO_CLIENT_SECRET": self.auth.app.secret,
            "QBO_REFRESH_TOKEN": self.auth.connection.refresh,
            "QBO_REALM_ID": self.realm_id,
            "QBO_ENVIRONMENT": self.environment,
        }

    def enter(self, request: Request) -> None:
        if request.raw_path == hosts.TOKEN:
            self.auth.arrives(request)
        elif request.raw_path.startswith(hosts.COMPANY):
            self.limits.arrives(request, self.auth.app_of(request))

    def leave(self, request: Request) -> None:
        if request.raw_path == hosts.TOKEN:
            self.auth.leaves(request)
        elif request.raw_path.startswith(hosts.COMPANY):
            self.limits.leaves(request)

    def admit(self, request: Request, route: Route[Any]) -> None:
        if not hosts.answers(request.host, route.path):
            raise self.missing(request, [])
        largest = self.largest_body if route.path == _UPLOAD else self.largest_document
        if len(request.body) > largest:
            raise self.oversized(request)
        if not route.path.startswith(hosts.COMPANY):
            return
        connection = self.auth.accounting(request)
        if request.host.partition(":")[0] != self.api_host:
            raise Forbidden
        if request.params["realm"] != connection.realm_id:
            raise WrongRealm
        self.limits.take(
            request, connection.realm_id, connection.app_id, batch=route.path == _BATCH
        )
        self.caller = self.auth.apps[connection.app_id].title

    def perform(self, task: Task) -> Call | None:
        if task.kind in (COLLECT, SEND):
            return self.deliveries.perform(task)
        return super().perform(task)

    def performed(self, task: Task, answer: Response | None) -> None:
        self.deliveries.performed(task, answer)

    def answer(self, request: Request, refusal: Refusal) -> Response:
        now, zone = self.clock.now(), zone_of(self)
        match refusal:
            case QuickBooksFault():
                response = faults.of_company(request, refusal, now, zone)
                if self.settings.fault_inside_200 and response.status < 500:
                    response.status = 200
                return response
            case GatewayFault():
                return faults.gateway(request, refusal, now, zone)
            case PlainError():
                return faults.page(refusal)
            case OAuthError():
                return oauth.refused(refusal)
        raise TypeError(f"no answer for {refusal!r}")

    def missing(self, request: Request, allowed: list[str]) -> Refusal:
        if allowed and request.raw_path.startswith(hosts.COMPANY):
            return Unsupported(request.method)
        if allowed:
            return PlainError(405, "Method Not Allowed")
        return PlainError(404, "Not Found")

    def crashed(self, request: Request) -> Refusal:
        if request.raw_path.startswith(hosts.COMPANY):
            return Crashed()
        return PlainError(500, "Internal Server Error")

    def struck(self, request: Request, fault: Fault) -> Refusal:
        if fault.kind is FaultKind.THROTTLE:
            return Throttled()
        if fault.kind is FaultKind.EXPIRED_TOKEN:
            if request.raw_path == hosts.TOKEN:
                return OAuthError("invalid_grant", "Incorrect or invalid refresh token")
            return Unauthenticated("Token expired")
        titles = {502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Time-out"}
        if fault.status in titles:
            return PlainError(fault.status, titles[fault.status])
        return self.crashed(request)

    def finish(self, request: Request, response: Response) -> Response:
        """Every answer bears `intuit_tid`, which clients log and Intuit's support asks for."""
        for name, value in self._headers(request):
            if response.header(name) is None:
                response.headers.append((name, value))
        return response

    def _headers(self, request: Request) -> list[tuple[str, str]]:
        now = int(self.clock.now().timestamp())
        digits = self.ids.uuid("quickbooks_online.tid").replace("-", "")
        trace = f"1-{now:08x}-{digits[:24]}"
        found = [("intuit_tid", trace)]
        if request.raw_path.startswith(hosts.COMPANY):
            found += [
                ("x-spanid", digits[16:]),
                ("x-amzn-trace-id", f"Root={trace}"),
                ("qbo-version", "1975.200"),
                ("via", "1.1 ipp-gateway-default-9d8f5c6b7-x2k4q"),
                ("vary", "Accept-Encoding"),
                ("expires", "0"),
                ("cache-control", "max-age=0, no-cache, no-store, must-revalidate, private"),
            ]
        return found
