"""A company over HTTP, as a client sees it: `api.get("customer/1")`."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import pytest

from sandbox.kernel.routing import Request, Response
from sandbox.kernel.universe import Universe
from sandbox.quickbooks_online.app import QuickBooksOnline

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
REALM = "9341453172058822"


class Answer:
    def __init__(self, response: Response) -> None:
        self.status = response.status
        self.raw = response.body
        self.text = response.body.decode(errors="replace")  # a file may be no text
        self.header = response.header

    @property
    def body(self) -> Any:
        """The body as JSON, its numbers exact."""
        return json.loads(self.raw, parse_float=Decimal)

    @property
    def error(self) -> dict[str, str]:
        """The one error of a Fault."""
        [error] = self.body["Fault"]["Error"]
        return dict(error)

    @property
    def code(self) -> str:
        return self.error["code"]


class Api:
    """`send` is any request to any host; `get` and `post` go to the company."""

    def __init__(self, environment: str = "production") -> None:
        self.universe = Universe("t", 7, START, date(2026, 11, 24), ["quickbooks_online"])
        self.quickbooks = QuickBooksOnline(self.universe, environment=environment)
        self.desk = self.quickbooks.desk
        self.base = f"/v3/company/{REALM}/"
        self.token = self.quickbooks.auth.issue_access_token()

    # any host

    def send(
        self,
        method: str,
        url: str,
        body: bytes = b"",
        headers: dict[str, str] | None = None,
        **query: Any,
    ) -> Answer:
        host, _, path = url.removeprefix("https://").partition("/")
        request = Request(
            method, host, f"/{path}", urlencode(query), list((headers or {}).items()), body
        )
        self.quickbooks.enter(request)
        try:
            answer = Answer(self.quickbooks.handle(request))
        finally:
            self.quickbooks.leave(request)
        assert self.universe.bugs == []
        return answer

    def login(self, **form: str) -> Answer:
        """A token request of the connector's app."""
        return self.send(
            "POST",
            "https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer",
            urlencode(form).encode(),
            {
                "authorization": self.basic(),
                "content-type": "application/x-www-form-urlencoded",
                "accept": "application/json",
            },
        )

    def basic(self, secret: str = "") -> str:
        app = self.quickbooks.auth.app
        return "Basic " + b64encode(f"{app.id}:{secret or app.secret}".encode()).decode()

    # the company

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        headers: dict[str, str] | None = None,
        **query: Any,
    ) -> Answer:
        self.universe.clock.advance(timedelta(seconds=1))  # ten requests a second
        if self.universe.clock.now() >= START + timedelta(minutes=50):
            self.token = self.quickbooks.auth.issue_access_token()
        raw = body if isinstance(body, bytes) else b"" if body is None else encoded(body)
        sent = {
            "authorization": f"Bearer {self.token}",
            "accept": "application/json",
            "content-type": "application/json",
            **(headers or {}),
        }
        url = f"https://{self.quickbooks.api_host}{self.base}{path}"
        return self.send(method, url, raw, sent, **query)

    def get(self, path: str, **query: Any) -> Answer:
        return self.call("GET", path, **query)

    def post(self, path: str, body: Any = None, **query: Any) -> Answer:
        return self.call("POST", path, body, **query)

    def query(self, statement: str) -> Answer:
        return self.get("query", query=statement)

    def create(self, entity: str, body: Any) -> dict[str, Any]:
        """The created document."""
        answer = self.post(entity.lower(), body)
        assert answer.status == 200, answer.text
        return dict(answer.body[entity])

    def refused(self, code: str, call: Callable[[], Answer], status: int = 400) -> Answer:
        """A refusal with this code, after which every document is as it was."""
        before = self.hash()
        answer = call()
        assert (answer.status, answer.code) == (status, code), answer.text
        assert self.hash() == before
        return answer

    def hash(self) -> str:
        return self.universe.store.fingerprint("quickbooks_online.")


def encoded(body: Any) -> bytes:
    def plain(value: Any) -> Any:
        assert isinstance(value, Decimal)
        return float(value)

    return json.dumps(body, default=plain).encode()


@pytest.fixture
def api() -> Api:
    return Api()


@pytest.fixture
def api_factory() -> Callable[..., Api]:
    return Api
