"""A seller account over HTTP, as a client sees it: `api.get("/sell/fulfillment/v1/order", ...)`."""

from __future__ import annotations

import asyncio
import json
from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import pytest

from sandbox.ebay.app import Ebay
from sandbox.ebay.desk import Wanted
from sandbox.ebay.records import Order
from sandbox.kernel import outbound
from sandbox.kernel.platform import Platform
from sandbox.kernel.routing import Request, Response
from sandbox.kernel.universe import Universe

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
D = Decimal
TOKEN = "https://api.ebay.com/identity/v1/oauth2/token"


class Answer:
    def __init__(self, response: Response) -> None:
        self.status = response.status
        self.raw = response.body
        self.text = response.body.decode()
        self.headers = response.headers
        self.header = response.header

    @property
    def body(self) -> Any:
        """The body as JSON, its numbers exact."""
        return json.loads(self.raw, parse_float=Decimal)

    @property
    def error(self) -> Any:
        """The one error, in whichever envelope."""
        found = self.body.get("errors") or self.body.get("error")
        if found is None:
            found = self.body["errorMessage"]["error"]
        [error] = found
        return error


class Api:
    def __init__(self, marketplace: str = "EBAY_US", environment: str = "production") -> None:
        self.universe = Universe("t", 7, START, date(2026, 11, 24), ["ebay"])
        self.ebay = Ebay(self.universe, marketplace=marketplace, environment=environment)
        self.desk = self.ebay.desk
        self.settings = self.ebay.settings
        self.domain = "ebay.com" if environment == "production" else "sandbox.ebay.com"
        self.token = self.ebay.auth.issue_access_token()
        self.application_token = self.ebay.auth.issue_application_token()
        self.receiver: Any = None  # what answers notifications

    # -- time ---------------------------------------------------------------------------------

    def later(self, **step: float) -> None:
        """Time passes, queued work is done when it is due, and the client logs in again."""
        end = self.universe.clock.now() + timedelta(**step)
        queue = self.universe.queue
        while (task := queue.first()) is not None and task.due <= end:
            if task.due > self.universe.clock.now():
                self.universe.clock.set(task.due)
            with self.ebay.store.transaction():
                call = self.ebay.perform(task)
                queue.remove(task)
            if call is not None:
                reply = asyncio.run(outbound.send(call, self.receiver))
                with self.ebay.store.transaction():
                    self.ebay.performed(task, reply)
        self.universe.clock.set(end)
        self.token = self.ebay.auth.issue_access_token()
        self.application_token = self.ebay.auth.issue_application_token()

    # -- the wire -----------------------------------------------------------------------------

    def send(
        self, method: str, url: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> Answer:
        parts = urlsplit(url)
        request = Request(
            method, parts.netloc, parts.path, parts.query, list((headers or {}).items()), body
        )
        answer = Answer(self.ebay.handle(request))
        assert self.universe.bugs == []
        return answer

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        token: str | None = None,
        scheme: str = "",
        host: str = "",
        headers: dict[str, str] | None = None,
        **query: Any,
    ) -> Answer:
        """On the host that knows the path, as the seller; Post-Order in its own scheme."""
        sent = {"content-type": "application/json"} if body is not None else {}
        known = self.token if token is None else token
        if known:
            own = "IAF" if path.startswith("/post-order") else "Bearer"
            sent["authorization"] = f"{scheme or own} {known}"
        raw = body if isinstance(body, bytes) else b"" if body is None else _json(body)
        tail = f"?{urlencode(query, quote_via=quote)}" if query else ""
        place = host or self.ebay.host_of(path)
        return self.send(method, f"https://{place}{path}{tail}", raw, sent | (headers or {}))

    def get(self, path: str, **query: Any) -> Answer:
        return self.call("GET", path, **query)

    def post(self, path: str, body: Any, **more: Any) -> Answer:
        return self.call("POST", path, body, **more)

    def application(self, method: str, path: str, body: Any = None, **more: Any) -> Answer:
        """With the application's own token."""
        return self.call(method, path, body, token=self.application_token, **more)

    def login(self, fields: dict[str, str], pair: tuple[str, str] | None = None) -> Answer:
        application = self.ebay.auth.application
        key, secret = pair or (application.id, application.secret)
        return self.send(
            "POST",
            TOKEN.replace("ebay.com", self.domain),
            urlencode(fields).encode(),
            {
                "content-type": "application/x-www-form-urlencoded",
                "authorization": "Basic " + b64encode(f"{key}:{secret}".encode()).decode(),
            },
        )

    # -- what is often needed -----------------------------------------------------------------

    def sold(self, **amounts: Any) -> Order:
        """One tent for 40.00, with 5.00 shipping: example W6."""
        return self.desk.place_order([Wanted(sku="EB-TENT", **({"shipping": D("5.00")} | amounts))])

    def refund(self, order: Order, value: str = "10.00", **more: Any) -> Answer:
        """Of the first line, for goodwill."""
        item = {
            "lineItemId": order.lines[0].id,
            "refundAmount": {"value": value, "currency": order.currency},
        }
        body = {"reasonForRefund": "OTHER_ADJUSTMENT", "refundItems": [item]}
        path = f"/sell/fulfillment/v1/order/{order.id}/issue_refund"
        return self.post(path, body, **more)

    def refused(self, status: int, number: int, call: Callable[[], Answer]) -> Answer:
        """A refusal that left every document as it was."""
        before = self.hash()
        answer = call()
        assert (answer.status, answer.error["errorId"]) == (status, number), answer.text
        assert self.hash() == before
        return answer

    def hash(self) -> str:
        return self.universe.store.fingerprint("ebay.")


def _json(body: Any) -> bytes:
    return json.dumps(body).encode()


@pytest.fixture
def api() -> Api:
    return Api()


@pytest.fixture
def new_api() -> Callable[..., Api]:
    return Api


@pytest.fixture
def platform(api: Api) -> Platform:
    return api.ebay
