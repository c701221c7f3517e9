"""One seller account: its routes, its doors, and what every answer carries.

amazon = world.amazon
amazon.records   the documents          amazon.desk      what buyers, Amazon and the seller do
amazon.settings  named switches         amazon.auth      applications, consents, tokens
amazon.limits    a bucket an operation          amazon.sessions  who is signed in at Seller Central
"""

from __future__ import annotations

import string
from random import Random
from typing import Any

from sandbox.amazon import hosts, recognition
from sandbox.amazon.auth import Auth
from sandbox.amazon.desk import Desk
from sandbox.amazon.errors import (
    EXPIRED,
    ApiError,
    InternalFailure,
    LwaError,
    MissingToken,
    QuotaExceeded,
    RequestTooLarge,
    RuleError,
    StoreError,
    Unauthorized,
    Unavailable,
)
from sandbox.amazon.limits import OPERATIONS, SANDBOX, Limits, Operation
from sandbox.amazon.marketplaces import BY_ID, MARKETPLACES
from sandbox.amazon.records import Records
from sandbox.amazon.routes import (
    documents,
    feeds,
    finances_2024,
    finances_totals,
    finances_v0,
    notifications,
    orders_2026,
    orders_v0,
    reports,
    schedules,
    sellers,
    tokens,
    transfers,
)
from sandbox.amazon.rules import delivery
from sandbox.amazon.rules import feeds as feed_rules
from sandbox.amazon.rules import reports as report_rules
from sandbox.amazon.rules import schedules as schedule_rules
from sandbox.amazon.seed import furnish
from sandbox.amazon.seller_central import pages
from sandbox.amazon.seller_central import routes as seller_central
from sandbox.amazon.seller_central.refusals import PageRefusal, SignInNeeded
from sandbox.amazon.seller_central.sessions import Sessions
from sandbox.amazon.settings import Settings
from sandbox.amazon.static_sandbox.routes import is_only_example, with_sandbox
from sandbox.amazon.wire.shapes import answer
from sandbox.kernel.faults import Fault, FaultKind
from sandbox.kernel.outbound import Call
from sandbox.kernel.platform import Platform, Refusal
from sandbox.kernel.queue import Task
from sandbox.kernel.routing import NoRoute, Request, Response, Route, WrongMethod
from sandbox.kernel.universe import Universe

__all__ = ["ROUTES", "SELLER_ID", "Amazon"]

SELLER_ID = "A3SANDBOX0ACME"

_PRODUCTION: tuple[Route[Amazon], ...] = (
    *tokens.ROUTES,
    *sellers.ROUTES,
    *orders_v0.ROUTES,
    *orders_2026.ROUTES,
    *reports.ROUTES,
    *schedules.ROUTES,
    *finances_v0.ROUTES,
    *finances_2024.ROUTES,
    *finances_totals.ROUTES,
    *transfers.ROUTES,
    *feeds.ROUTES,
    *notifications.ROUTES,
    *documents.ROUTES,
    *seller_central.ROUTES,
)
ROUTES = with_sandbox(_PRODUCTION)


class Amazon(Platform):
    """`marketplace` is the id of the first one, where the account is at home."""

    name = "amazon"
    largest_body = 1024 * 1024 * 1024  # of a feed
    largest_call = 10 * 1024 * 1024

    def __init__(
        self,
        universe: Universe,
        seller_id: str = SELLER_ID,
        marketplace: str = MARKETPLACES["US"].id,
    ) -> None:
        super().__init__(universe, ROUTES)
        self.seller_id = seller_id
        self.marketplace = marketplace
        self.region = BY_ID[marketplace].region
        self.records = Records(self.store)
        self.settings = Settings(self.records)
        self.auth = Auth(universe, self.region)
        self.limits = Limits(self.store, self.clock)
        self.sessions = Sessions(self)
        furnish(self)
        self.desk = Desk(self)

    @property
    def hosts(self) -> tuple[str, ...]:
        return hosts.HOSTS

    @property
    def names(self) -> tuple[str, ...]:
        return hosts.HOSTS

    @classmethod
    def derive_account(cls, world: str, source: Random) -> str:
        """A seller id: fourteen letters and digits that begin with an A."""
        letters = string.ascii_uppercase + string.digits
        return "A" + "".join(source.choice(letters) for _ in range(13))

    def host_of(self, raw_path: str) -> str:
        return hosts.host_of(raw_path, self.region)

    def knows(self, request: Request) -> bool:
        return recognition.knows(self, request)

    def means(self, request: Request) -> bool:
        return recognition.means(self, request)

    def stranger(self, request: Request) -> Refusal:
        """No host belongs to one account: another one is refused by its token."""
        return self.missing(request, [])

    def oversized(self, request: Request) -> Refusal:
        if _shows_pages(request):
            return PageRefusal(413, "That is too large", "The site takes no form of this size.")
        return RequestTooLarge()

    def region_of(self, request: Request) -> str:
        """The region that a request asks; the account's own where the host says nothing."""
        return hosts.region_of(request.host) or self.region

    def region_at(self, marketplace: str) -> str:
        return BY_ID[marketplace].region

    def credentials(self) -> dict[str, str]:
        return {
            "SPAPI_CLIENT_ID": self.auth.client.id,
            "SPAPI_CLIENT_SECRET": self.auth.client.secret,
            "SPAPI_REFRESH_TOKEN": self.auth.refresh_token,
            "SPAPI_SELLER_ID": self.seller_id,
            "SPAPI_MARKETPLACE_ID": self.marketplace,
            "SPAPI_SELLER_CENTRAL_USER": self.sessions.user,
            "SPAPI_SELLER_CENTRAL_PASSWORD": self.sessions.password,
        }

    def admit(self, request: Request, route: Route[Any]) -> None:
        if not hosts.answers(request.host, route.path):
            raise self.missing(request, [])
        if hosts.is_page(route.path):
            seller_central.admit(self, request, route)
            return
        operation = OPERATIONS.get((route.method, route.path))
        if hosts.is_sandbox(request.host):
            operation = SANDBOX
        elif is_only_example(route):
            raise self.missing(request, [])
        if operation is None:
            return
        if len(request.body) > self.largest_call:
            raise RequestTooLarge
        token = self.auth.authenticate(request, operation.scope)
        if operation.role and operation.role not in self.auth.clients[token.client].roles:
            raise Unauthorized
        if self.settings.throttling:
            self.limits.take(operation, f"{token.client}|{self.seller_id}|{token.region}")

    def perform(self, task: Task) -> Call | None:
        match task.kind:
            case feed_rules.BEGIN:
                feed_rules.begin(self, task.payload)
            case feed_rules.END:
                feed_rules.end(self, task.payload)
            case report_rules.BEGIN:
                report_rules.begin(self, task.payload)
            case report_rules.END:
                report_rules.end(self, task.payload)
            case schedule_rules.DUE:
                schedule_rules.run(self, task.payload)
            case delivery.DELIVER:
                return delivery.call(self, task.payload)
            case _:
                return super().perform(task)
        return None

    def performed(self, task: Task, answer: Response | None) -> None:
        if task.kind != delivery.DELIVER:
            super().performed(task, answer)
        elif answer is None or answer.status >= 400:
            delivery.again(self, task)

    def answer(self, request: Request, refusal: Refusal) -> Response:
        match refusal:
            case ApiError():
                error = {
                    "code": refusal.code,
                    "message": refusal.message,
                    "details": refusal.details,
                }
                response = answer({"errors": [error]}, refusal.status)
                response.headers.append(("x-amzn-ErrorType", refusal.kind))
                return response
            case LwaError():
                return tokens.refused(refusal)
            case StoreError():
                return documents.refused(refusal)
            case SignInNeeded():
                return pages.to_sign_in(request, expired=refusal.expired)
            case PageRefusal():
                return pages.refused(request, refusal)
            case RuleError():
                return self.answer(request, ApiError(refusal.message))
        raise TypeError(f"no answer for {refusal!r}")

    def missing(self, request: Request, allowed: list[str]) -> Refusal:
        name = request.host.partition(":")[0]
        if name in hosts.DOCUMENTS.values():
            return StoreError(403, "AccessDenied", "Access Denied")
        if name in hosts.PAGES:
            return seller_central.not_found()
        if name == hosts.LWA:
            return LwaError("invalid_request", "The request is not valid", 404)
        return MissingToken()

    def crashed(self, request: Request) -> Refusal:
        if _shows_pages(request):
            return PageRefusal(500, "Something went wrong", "Please try again in a moment.")
        if request.raw_path == hosts.TOKEN:
            return LwaError("server_error", "The server encountered an unexpected error", 500)
        return InternalFailure()

    def struck(self, request: Request, fault: Fault) -> Refusal:
        if _shows_pages(request):
            return self._page_fault(fault)
        login = request.raw_path == hosts.TOKEN
        if fault.kind is FaultKind.THROTTLE:
            return QuotaExceeded()
        if fault.kind is FaultKind.EXPIRED_TOKEN:
            if login:
                return LwaError(
                    "invalid_grant", "The request has an invalid grant parameter : refresh_token"
                )
            return Unauthorized(EXPIRED)
        if fault.status == 503:
            if login:
                return LwaError("temporarily_unavailable", "Service unavailable", 503)
            return Unavailable()
        return self.crashed(request)

    @staticmethod
    def _page_fault(fault: Fault) -> Refusal:
        """What a person sees of a fault: an expired token is an expired session."""
        if fault.kind is FaultKind.EXPIRED_TOKEN:
            return SignInNeeded(expired=True)
        if fault.kind is FaultKind.THROTTLE:
            return PageRefusal(429, "Too many requests", "Please wait a moment and try again.")
        return PageRefusal(fault.status, "We are sorry", "The service is unavailable. Try again.")

    def finish(self, request: Request, response: Response) -> Response:
        """Every answer bears a request id; the rate stands on what went through the limits."""
        ids = self.ids
        own = hosts.region_of(request.host) and request.raw_path.count("/") > 1
        if not own:
            if response.header("x-amzn-RequestId") is None:
                response.headers.append(("x-amzn-RequestId", ids.uuid("amazon.request")))
            return response
        operation = self._operation(request)
        if operation is not None and (response.status < 300 or response.status in (400, 404, 429)):
            response.headers.append(("x-amzn-RateLimit-Limit", operation.header))
        response.headers += [
            ("x-amzn-RequestId", ids.uuid("amazon.request")),
            ("x-amz-apigw-id", ids.token("amazon.gateway", 15, string.ascii_letters) + "="),
        ]
        return response

    def _operation(self, request: Request) -> Operation | None:
        if hosts.is_sandbox(request.host):
            return SANDBOX
        try:
            route, _ = self.lane.find(request.method, request.raw_path)
        except (NoRoute, WrongMethod):
            return None
        return OPERATIONS.get((route.method, route.path))


def _shows_pages(request: Request) -> bool:
    return request.host.partition(":")[0] in hosts.PAGES
