"""One seller account: its routes, its doors, and what every answer carries.

ebay = world.ebay
ebay.records   the documents          ebay.desk      what buyers, eBay and the seller do
ebay.settings  named switches         ebay.auth      keysets, consents, tokens
ebay.limits    an allowance a day     ebay.notifications  destinations, subscriptions, deliveries
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from random import Random
from typing import Any

from sandbox.ebay import hosts, recognition, signatures, signing_keys
from sandbox.ebay.auth import Auth
from sandbox.ebay.auth_records import SigningKey
from sandbox.ebay.desk import Desk
from sandbox.ebay.errors import (
    AccessError,
    ApiError,
    DeskError,
    InternalError,
    InvalidToken,
    OAuthError,
    PostOrderError,
    ResourceNotFound,
    SignatureError,
    TooManyRequests,
)
from sandbox.ebay.limits import Limits
from sandbox.ebay.marketplaces import SIGNED_COUNTRIES
from sandbox.ebay.notifications import CHALLENGE, DELIVER, Notifications
from sandbox.ebay.operations import OPERATIONS
from sandbox.ebay.records import Records
from sandbox.ebay.routes import (
    cancellations,
    developer,
    finances,
    fulfillment,
    identity,
    notifications,
    oauth,
    returns,
)
from sandbox.ebay.routes.common import answer
from sandbox.ebay.rules.work import WORK
from sandbox.ebay.seed import furnish
from sandbox.ebay.settings import Settings
from sandbox.kernel.faults import Fault, FaultKind
from sandbox.kernel.outbound import Call
from sandbox.kernel.platform import Platform, Refusal
from sandbox.kernel.queue import Task
from sandbox.kernel.routing import Request, Response, Route
from sandbox.kernel.universe import Universe

__all__ = ["ROUTES", "SELLER_ID", "Ebay"]

SELLER_ID = "acme-outdoor"

ROUTES: tuple[Route[Ebay], ...] = (
    *oauth.ROUTES,
    *fulfillment.ROUTES,
    *finances.ROUTES,
    *returns.ROUTES,
    *cancellations.ROUTES,
    *notifications.ROUTES,
    *developer.ROUTES,
    *identity.ROUTES,
)
_BEARER = ("bearer",)
_POST_ORDER = ("iaf", "token")


class Ebay(Platform):
    """`seller_id` is the user name; `marketplace` the site it sells on. `environment`:
    "production" or "sandbox", by which names the account answers and what its keys look like."""

    name = "ebay"
    largest_body = 4 * 1024 * 1024

    def __init__(
        self,
        universe: Universe,
        seller_id: str = SELLER_ID,
        marketplace: str = "EBAY_US",
        environment: str = "production",
    ) -> None:
        super().__init__(universe, ROUTES)
        self.seller_id = seller_id
        self.marketplace = marketplace
        self.environment = environment
        self.records = Records(self.store)
        self.settings = Settings(self.records)
        self.auth = Auth(universe, environment)
        self.limits = Limits(self.store, self.clock)
        furnish(self)
        self.desk = Desk(self)
        self.notifications = Notifications(self)

    @property
    def hosts(self) -> tuple[str, ...]:
        return hosts.HOSTS

    @property
    def names(self) -> tuple[str, ...]:
        return hosts.HOSTS

    @classmethod
    def derive_account(cls, world: str, source: Random) -> str:
        """A user name."""
        letters = string.ascii_lowercase + string.digits
        return "seller_" + "".join(source.choice(letters) for _ in range(10))

    def host_of(self, raw_path: str) -> str:
        return hosts.host_of(raw_path, self.environment)

    def knows(self, request: Request) -> bool:
        return recognition.knows(self, request)

    def means(self, request: Request) -> bool:
        return recognition.means(self, request)

    def stranger(self, request: Request) -> Refusal:
        """No host belongs to one account: another one is refused by its token."""
        return self.missing(request, [])

    def oversized(self, request: Request) -> Refusal:
        return AccessError(2004, "ACCESS", "Invalid request", status=413)

    @property
    def user_id(self) -> str:
        """What never changes of a user, whatever the name."""
        letters = string.ascii_letters + string.digits
        return self.ids.fixed("ebay.user_id", 11, letters)

    @property
    def limited(self) -> bool:
        """The sandbox counts no calls."""
        return self.settings.call_limits and self.environment == "production"

    @property
    def signs(self) -> bool:
        """Calls about money bear a digital signature."""
        home = self.settings.seller_country
        return home in SIGNED_COUNTRIES or self.settings.signatures_everywhere

    @property
    def signing_key(self) -> SigningKey:
        """The connector's own, made when somebody first asks."""
        known = next((each for each in self.auth.signing_keys if each.first), None)
        if known is not None:
            return known
        return self._keep_key("ED25519", self.auth.application.id, first=True)

    def create_signing_key(self, cipher: str, application: str) -> SigningKey:
        return self._keep_key(cipher, application)

    def credentials(self) -> dict[str, str]:
        """With a pair of keys where the seller has to sign."""
        found = {
            "EBAY_CLIENT_ID": self.auth.application.id,
            "EBAY_CLIENT_SECRET": self.auth.application.secret,
            "EBAY_REFRESH_TOKEN": self.auth.refresh_token,
            "EBAY_RU_NAME": self.auth.ru_name,
            "EBAY_USER_ID": self.seller_id,
            "EBAY_MARKETPLACE_ID": self.marketplace,
        }
        if self.signs:
            key = self.signing_key
            found |= {"EBAY_SIGNING_JWE": key.jwe, "EBAY_SIGNING_PRIVATE_KEY": key.private_key}
        return found

    def admit(self, request: Request, route: Route[Any]) -> None:
        if not hosts.answers(request.host, route.path):
            raise self.missing(request, [])
        operation = OPERATIONS.get((route.method, route.path))
        if operation is None:
            return
        post_order = route.path.startswith(hosts.POST_ORDER)
        token = self.auth.authenticate(request, _POST_ORDER if post_order else _BEARER)
        self.auth.allow(token, operation.scopes, user=operation.user)
        if operation.signed and self.signs:
            self._verify(request, token.application)
        if self.limited:
            self.limits.take(token.application, operation.resource)

    def _verify(self, request: Request, application: str) -> None:
        try:
            signatures.verify(request, self.auth.signing_keys, application, self.clock)
        except SignatureError as refusal:
            refusal.status = self.settings.signature_refusal_status
            raise

    def perform(self, task: Task) -> Call | None:
        if task.kind in (CHALLENGE, DELIVER):
            return self.notifications.perform(task)
        if task.kind in WORK:
            WORK[task.kind](self, task.payload)
            return None
        return super().perform(task)

    def performed(self, task: Task, answer: Response | None) -> None:
        self.notifications.performed(task, answer)

    def answer(self, request: Request, refusal: Refusal) -> Response:
        match refusal:
            case ApiError():
                error = _error(refusal)
                if request.raw_path.startswith(hosts.POST_ORDER):
                    return answer({"errorMessage": {"error": [error]}}, refusal.status)
                return answer({"errors": [error]}, refusal.status)
            case PostOrderError():
                return answer({"error": [_post_order_error(refusal)]}, refusal.status)
            case OAuthError():
                return oauth.refused(refusal)
            case DeskError():
                self.universe.bug(refusal)  # no screen stands behind an API
                return self.answer(request, InternalError())
        raise TypeError(f"no answer for {refusal!r}")

    def missing(self, request: Request, allowed: list[str]) -> Refusal:
        return ResourceNotFound()

    def crashed(self, request: Request) -> Refusal:
        if request.raw_path == hosts.TOKEN:
            return OAuthError("server_error", "The authorization server met an error", 500)
        return InternalError()

    def struck(self, request: Request, fault: Fault) -> Refusal:
        if fault.kind is FaultKind.THROTTLE:
            return TooManyRequests()
        login = request.raw_path == hosts.TOKEN
        if fault.kind is FaultKind.EXPIRED_TOKEN:
            if login:
                return OAuthError(
                    "invalid_grant",
                    "the provided authorization refresh token is invalid or was issued to "
                    "another client",
                )
            return InvalidToken()
        if fault.status == 500:
            return self.crashed(request)
        if login:
            return OAuthError("temporarily_unavailable", "Service unavailable", fault.status)
        return InternalError(fault.status)

    def finish(self, request: Request, response: Response) -> Response:
        """What eBay's proxy puts on every answer, as recorded."""
        number = self.ids.uuid("ebay.request").replace("-", "")
        response.headers += [
            ("rlogid", f"t6pitnmsg%3D{number[:8]}-{number[8:20]}"),
            ("x-ebay-request-id", f"{number[:11]}!{number[11:]}"),
            ("x-ebay-c-request-id", f"ri={number[:14]},rci={number[14:30]}"),
            ("x-ebay-pop-id", "UFES2-SLC-apisell"),
            ("x-content-type-options", "nosniff"),
            ("x-xss-protection", "1; mode=block"),
            ("x-frame-options", "DENY"),
            ("cache-control", "no-cache, no-store, max-age=0, must-revalidate"),
            ("pragma", "no-cache"),
            ("expires", "0"),
            ("server", "ebay-proxy-server"),
        ]
        return response

    def _keep_key(self, cipher: str, application: str, *, first: bool = False) -> SigningKey:
        seed = self.ids.fixed("ebay.signing_key") if first else self.ids.token("ebay.signing_key")
        source = Random(seed)
        public, private = signing_keys.pair(cipher, source)
        key_id = self.ids.uuid("ebay.signing_key")
        self.universe.secrets.add(private, "EBAY_SIGNING_PRIVATE_KEY")
        now = self.clock.now()
        return self.auth.signing_keys.put(
            SigningKey(
                id=key_id,
                application=application,
                cipher=cipher,
                jwe=self.universe.secrets.add(signing_keys.jwe(key_id, source), "EBAY_SIGNING_JWE"),
                public_key=public,
                private_key=private,
                created=now,
                expires=now.replace(year=now.year + signing_keys.YEARS, day=min(now.day, 28)),
                first=first,
            )
        )


def _parameters(said: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in said.items()]


def _error(refusal: ApiError) -> dict[str, Any]:
    """Members that do not apply are left out."""
    told: dict[str, Any] = {
        "errorId": refusal.error_id,
        "domain": refusal.domain,
        "category": refusal.category,
        "message": refusal.message,
        "longMessage": refusal.long_message,
    }
    if refusal.parameters:
        told["parameters"] = _parameters(refusal.parameters)
    return told


def _post_order_error(refusal: PostOrderError) -> dict[str, Any]:
    return {
        "errorId": refusal.error_id,
        "domain": refusal.domain,
        "severity": "ERROR",
        "category": refusal.category,
        "message": refusal.message,
        "parameter": _parameters(refusal.parameters),
        "longMessage": refusal.message,
        "inputRefIds": [],
        "httpStatusCode": refusal.status,
    }
