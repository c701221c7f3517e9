"""One shop: its routes, who may call them, and how its refusals look on the wire.

shopify = world.shopify
shopify.records   the documents          shopify.desk      what a person does in the admin
shopify.settings  named switches         shopify.auth      apps, tokens, scopes
shopify.limits    buckets of points and calls
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from random import Random
from typing import Any

from sandbox.kernel.faults import Fault, FaultKind
from sandbox.kernel.outbound import Call
from sandbox.kernel.platform import Platform, Refusal
from sandbox.kernel.queue import Task
from sandbox.kernel.routing import Request, Response, Route
from sandbox.kernel.universe import Universe
from sandbox.shopify import recognition
from sandbox.shopify.auth import App, Auth
from sandbox.shopify.deliveries import BULK_END, WORK, Deliveries
from sandbox.shopify.desk import Desk
from sandbox.shopify.errors import (
    GraphQLErrors,
    HttpError,
    InvalidToken,
    NotFound,
    OAuthError,
    ResourceNotFound,
    RestThrottled,
    ServerError,
    ShopifyError,
    UserErrors,
)
from sandbox.shopify.idempotency_keys import KeyTable
from sandbox.shopify.limits import Limits
from sandbox.shopify.records import Records
from sandbox.shopify.routes import bulk_files, graphql, oauth, rest
from sandbox.shopify.rules import order_cancel
from sandbox.shopify.rules.bulk import BUCKET, STORAGE_HOST
from sandbox.shopify.rules.orders import primary_location
from sandbox.shopify.rules.payouts import book
from sandbox.shopify.rules.webhooks import of_app
from sandbox.shopify.scopes import rest_scope
from sandbox.shopify.seed import furnish
from sandbox.shopify.settings import Settings
from sandbox.shopify.versions import ApiVersion, resolve
from sandbox.shopify.wire import shop_document

__all__ = ["ROUTES", "STORY_VERSION", "Shopify"]

STORY_VERSION = "2026-07"  # what the sandbox's own clients ask for

_VERSION = "/api/{version}/"
_NAMED = re.compile(r"/admin/api/([^/]*)/")


@lru_cache(maxsize=64)
def _wire_name(name: str) -> str:
    """`X-Shopify-Shop-Api-Call-Limit`: written as the platform writes it. ShopifyAPI looks some
    headers up in a plain dictionary."""
    return (
        name.title()
        .replace("-Api-Version", "-API-Version")
        .replace("-Api-Deprecated", "-API-Deprecated")
    )


def _is_storage(request: Request) -> bool:
    return request.host.partition(":")[0] == STORAGE_HOST


def _with_unversioned(routes: Iterable[Route[Shopify]]) -> list[Route[Shopify]]:
    """Every REST route also under `/admin/...`: no version named means the oldest supported."""
    found = []
    for route in routes:
        found.append(route)
        if _VERSION in route.path:
            found.append(Route(route.method, route.path.replace(_VERSION, "/"), route.handler))
    return found


ROUTES: tuple[Route[Shopify], ...] = (
    *graphql.ROUTES,
    *oauth.ROUTES,
    *bulk_files.ROUTES,
    *_with_unversioned(rest.ROUTES),
)


class Shopify(Platform):
    """`shop` is the name before `.myshopify.com`; `plan` decides the sizes of the buckets.

    `base`: where the client that is being answered reaches the shop, if not under its own name.
    """

    name = "shopify"

    def __init__(
        self, universe: Universe, shop: str = "acme-outdoor", plan: str = "standard"
    ) -> None:
        super().__init__(universe, ROUTES)
        self.domain = f"{shop}.myshopify.com"
        self.base: str = ""
        self.records = Records(self.store)
        self.settings = Settings(self.store)
        self.auth = Auth(universe, shop)
        self.limits = Limits(self.store, self.clock, plan)
        self.keys = KeyTable(self.store)
        self.desk = Desk(self)
        furnish(self, self.domain)
        self.store.before_commit.append(lambda writes: book(self, writes))
        self.deliveries = Deliveries(self)

    @property
    def hosts(self) -> tuple[str, ...]:
        return (self.domain, STORAGE_HOST)

    @property
    def names(self) -> tuple[str, ...]:
        return ("*.myshopify.com", STORAGE_HOST)

    @classmethod
    def derive_account(cls, world: str, source: Random) -> str:
        return f"{world}-{source.randint(100_000, 999_999)}"

    def host_of(self, raw_path: str) -> str:
        return STORAGE_HOST if raw_path.startswith(BUCKET) else self.domain

    def knows(self, request: Request) -> bool:
        return recognition.knows(self, request)

    def means(self, request: Request) -> bool:
        """Only its host names a shop."""
        return False

    def stranger(self, request: Request) -> Refusal:
        return NotFound()

    def oversized(self, request: Request) -> Refusal:
        """No limit of the Admin API is published."""
        return HttpError("Request Entity Too Large", 413)

    def credentials(self) -> dict[str, str]:
        return {
            "SHOPIFY_SHOP": self.domain,
            "SHOPIFY_TOKEN": self.auth.token.id,
            "SHOPIFY_CLIENT_ID": self.auth.app.id,
            "SHOPIFY_CLIENT_SECRET": self.auth.app.secret,
            "SHOPIFY_API_VERSION": STORY_VERSION,
        }

    def uninstall(self, app: App | None = None) -> None:
        """The merchant removes an app: its tokens end, it hears app/uninstalled and then nothing.
        Without `app`: the connector's."""
        app = app or self.auth.app
        with self.store.transaction():
            shop = self.records.shop
            home = self.records.locations[primary_location(self)]
            self.deliveries.announce(
                "APP_UNINSTALLED",
                lambda: shop_document(shop, home.id, home.address),
                app_id=app.id,
            )
            for token in [each for each in self.auth.tokens if each.app_id == app.id]:
                self.auth.revoke(token.id)
            for each in of_app(self, app.id):
                if each.topic != "APP_UNINSTALLED":
                    self.records.webhook_subscriptions.delete(each.id)

    def version(self, request: Request) -> ApiVersion:
        """The API version that answers this request. Raises NotFound."""
        named = _NAMED.match(request.raw_path)  # in a path that no route knows, too
        return resolve(named[1] if named else None, self.universe.as_of)

    def bucket(self, app_id: str) -> str:
        """One bucket per app and shop."""
        return f"{app_id}@{self.domain}"

    def admit(self, request: Request, route: Route[Any]) -> None:
        self.base = request.base
        if _is_storage(request) is not (route.path == bulk_files.OUTPUT):
            raise self.missing(request, [])
        if route.path in {oauth.ACCESS_TOKEN, bulk_files.OUTPUT}:
            return
        self.version(request)
        token = self.auth.authenticate(request)
        if route.path == oauth.ACCESS_SCOPES or graphql.is_graphql(request):
            return
        self.limits.take_call(self.bucket(token.app_id))
        self.auth.require(token, rest_scope(request.method, route.path))

    def _work(self) -> None:
        """A job is done right after the answer that names it, unless jobs are made to wait."""
        if self.settings.jobs_wait or not order_cancel.waiting(self):
            return
        try:
            with self.store.transaction():
                order_cancel.run_jobs(self)
        except Exception as error:  # noqa: BLE001 - the answer is made already
            self.universe.bug(error)

    def perform(self, task: Task) -> Call | None:
        if task.kind == order_cancel.WORK:
            order_cancel.run_jobs(self)
            return None
        if task.kind == WORK:
            return self.deliveries.perform(task)
        if task.kind == BULK_END:
            self.deliveries.bulk_ended(task)
            return None
        return super().perform(task)

    def performed(self, task: Task, answer: Response | None) -> None:
        self.deliveries.performed(task, answer)

    def answer(self, request: Request, refusal: Refusal) -> Response:
        if _is_storage(request):
            return bulk_files.no_such_key()
        match refusal:
            case GraphQLErrors():
                body: dict[str, Any] = {"errors": refusal.errors}
                if refusal.extensions is not None:
                    body["extensions"] = refusal.extensions
                return Response.json(body)
            case HttpError():
                return Response.json(
                    {"errors": refusal.errors}, refusal.status, headers=refusal.headers
                )
            case OAuthError():
                return oauth.refused(request, refusal)
            case UserErrors():
                return Response.json({"errors": refusal.rest()}, 422)
            case ResourceNotFound():
                return Response.json({"errors": "Not Found"}, 404)
        raise TypeError(f"no answer for {refusal!r}")

    def missing(self, request: Request, allowed: list[str]) -> ShopifyError:
        return NotFound()

    def crashed(self, request: Request) -> ShopifyError:
        if not graphql.is_graphql(request):
            return ServerError(500)
        number = self._request_id(request)
        return GraphQLErrors(
            [
                {
                    "message": "Internal error. Looks like something went wrong on our end.\n"
                    f"Request ID: {number} (include this in support requests).",
                    "extensions": {"code": "INTERNAL_SERVER_ERROR", "requestId": number},
                }
            ]
        )

    def struck(self, request: Request, fault: Fault) -> ShopifyError:
        if fault.kind is FaultKind.THROTTLE:
            if not graphql.is_graphql(request):
                return RestThrottled(Decimal(2), self.limits.plan.calls_a_second)
            from sandbox.shopify.graphql.envelope import throttled

            return throttled(self, request)
        if fault.kind is FaultKind.EXPIRED_TOKEN:
            return InvalidToken()
        return ServerError(fault.status)

    def finish(self, request: Request, response: Response) -> Response:
        if _is_storage(request):
            return response
        self._work()
        self._sign(request, response)
        response.headers = [(_wire_name(name), value) for name, value in response.headers]
        return response

    def _sign(self, request: Request, response: Response) -> None:
        headers = response.headers
        headers.append(("x-request-id", self._request_id(request)))
        try:
            version = self.version(request).name
        except NotFound:
            return
        if request.raw_path.startswith("/admin/oauth/"):
            return
        headers.append(("x-shopify-api-version", version))
        if not graphql.is_graphql(request):
            token = self.auth.tokens.get(request.headers.get("x-shopify-access-token", ""))
            if token is not None:
                used = self.limits.call_limit(self.bucket(token.app_id))
                headers.append(("x-shopify-shop-api-call-limit", used))

    def _request_id(self, request: Request) -> str:
        known = request.params.get("x-request-id")
        if known is None:
            known = request.params["x-request-id"] = self.ids.uuid("shopify.request")
        return known
