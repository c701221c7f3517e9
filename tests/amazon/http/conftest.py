"""A seller account over HTTP, as a client sees it: `api.get("/orders/v0/orders", ...)`."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from sandbox.amazon.app import Amazon
from sandbox.kernel.platform import Platform
from sandbox.kernel.routing import Request, Response
from sandbox.kernel.universe import Universe

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
US = "ATVPDKIKX0DER"
NA = "sellingpartnerapi-na.amazon.com"


class Answer:
    def __init__(self, response: Response) -> None:
        self.status = response.status
        self.raw = response.body
        self.text = response.body.decode(errors="replace")
        self.header = response.header

    @property
    def body(self) -> Any:
        """The body as JSON, its numbers exact."""
        return json.loads(self.raw, parse_float=Decimal)

    @property
    def error(self) -> tuple[str, str, str]:
        """(code, message, details) of the one error."""
        [error] = self.body["errors"]
        return error["code"], error["message"], error["details"]


class Api:
    def __init__(self, as_of: date = date(2026, 11, 24), start: datetime = START) -> None:
        self.universe = Universe("t", 7, start, as_of, ["amazon"])
        self.amazon = Amazon(self.universe)
        self.desk = self.amazon.desk
        self.token = self.amazon.auth.issue_access_token()

    def later(self, **step: float) -> None:
        self.universe.clock.advance(timedelta(**step))
        self.token = self.amazon.auth.issue_access_token()

    def send(
        self, method: str, url: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> Answer:
        parts = urlsplit(url)
        request = Request(
            method, parts.netloc, parts.path, parts.query, list((headers or {}).items()), body
        )
        answer = Answer(self.amazon.handle(request))
        assert self.universe.bugs == []
        return answer

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        token: str | None = None,
        host: str = NA,
        **query: Any,
    ) -> Answer:
        headers = {"content-type": "application/json"}
        sent = self.token if token is None else token
        if sent:
            headers["x-amz-access-token"] = sent
        raw = b"" if body is None else json.dumps(body).encode()
        tail = f"?{urlencode(query)}" if query else ""
        return self.send(method, f"https://{host}{path}{tail}", raw, headers)

    def get(self, path: str, **query: Any) -> Answer:
        return self.call("GET", path, **query)

    def post(self, path: str, body: Any, **query: Any) -> Answer:
        return self.call("POST", path, body, **query)

    def login(self, fields: dict[str, str], *, form: bool = True) -> Answer:
        body = urlencode(fields) if form else json.dumps(fields)
        kind = "application/x-www-form-urlencoded" if form else "application/json"
        url = "https://api.amazon.com/auth/o2/token"
        return self.send("POST", url, body.encode(), {"content-type": kind})

    def credentials(self) -> dict[str, str]:
        known = self.amazon.credentials()
        return {
            "client_id": known["SPAPI_CLIENT_ID"],
            "client_secret": known["SPAPI_CLIENT_SECRET"],
        }

    def restrict(self, *resources: dict[str, Any]) -> str:
        answer = self.post(
            "/tokens/2021-03-01/restrictedDataToken", {"restrictedResources": list(resources)}
        )
        assert answer.status == 200, answer.text
        return str(answer.body["restrictedDataToken"])

    def refused(self, status: int, code: str, call: Callable[[], Answer]) -> Answer:
        """A refusal that left every document as it was."""
        before = self.hash()
        answer = call()
        assert (answer.status, answer.error[0]) == (status, code), answer.text
        assert self.hash() == before
        return answer

    def hash(self) -> str:
        return self.universe.store.fingerprint("amazon.")

    def work(self) -> None:
        """What the account owes later, as far as it is due."""
        while (task := self.universe.queue.due()) is not None:
            assert self.amazon.perform(task) is None
            self.universe.queue.remove(task)

    def document(self, path: str, **query: Any) -> bytes:
        """A report's or feed's document, unpacked."""
        answer = self.get(path, **query)
        assert answer.status == 200, answer.text
        stored = self.send("GET", answer.body["url"])
        assert stored.status == 200, stored.text
        packed = answer.body.get("compressionAlgorithm") == "GZIP"
        return gzip.decompress(stored.raw) if packed else stored.raw

    def feed(self, type: str, content: str, kind: str = "text/xml; charset=UTF-8") -> str:
        """Send a feed and work it off; the text of its report."""
        made = self.post("/feeds/2021-06-30/documents", {"contentType": kind})
        assert made.status == 201, made.text
        put = self.send("PUT", made.body["url"], content.encode(), {"content-type": kind})
        assert put.status == 200, put.text
        body = {
            "feedType": type,
            "marketplaceIds": [US],
            "inputFeedDocumentId": made.body["feedDocumentId"],
        }
        sent = self.post("/feeds/2021-06-30/feeds", body)
        assert sent.status == 202, sent.text
        self.work()
        feed = self.get(f"/feeds/2021-06-30/feeds/{sent.body['feedId']}").body
        assert feed["processingStatus"] == "DONE"
        report = self.document(f"/feeds/2021-06-30/documents/{feed['resultFeedDocumentId']}")
        return report.decode()


@pytest.fixture
def api() -> Api:
    return Api()


@pytest.fixture
def new_api() -> Callable[..., Api]:
    return Api


@pytest.fixture
def platform(api: Api) -> Platform:
    return api.amazon
