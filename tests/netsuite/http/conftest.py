"""A NetSuite account, and a client that signs its requests with oauthlib."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest
from oauthlib.oauth1 import Client as Signer

from sandbox.kernel.routing import Request, Response
from sandbox.kernel.universe import Universe
from sandbox.netsuite.app import NetSuite

HOST = "5512345.suitetalk.api.netsuite.com"
RECORD = "/services/rest/record/v1"
ELSEWHERE = ("/services", "/app/", "/rest/")  # paths beside the record service
_DECODER = msgspec.json.Decoder(float_hook=str)  # 19.47 is "19.47", 39.9 is "39.9"
START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


# A wall far from the world's time, whatever the day: signatures may be fresh by either.
WALL = datetime(2031, 5, 6, 7, 8, tzinfo=UTC)


def make_account(start: datetime | None = START, account_id: str = "5512345") -> NetSuite:
    universe = Universe("test", 7, start, date(2026, 11, 24), ["netsuite"])
    if start is not None:
        universe.clock.wall = lambda: WALL
    return NetSuite(universe, account_id)


class Rest:
    """`rest("GET", "/customer/5", "expand=...")`: a signed call, answered in process.

    `body` is sent as JSON; bytes go as they are. Paths under the record service may be short.
    """

    def __init__(self, netsuite: NetSuite, host: str = HOST) -> None:
        self.netsuite = netsuite
        self.host = host
        self.credentials = netsuite.credentials()

    def signed(
        self, method: str, path: str, query: str = "", *, timestamp: str = "", **changes: str
    ) -> str:
        """The Authorization header; `changes` replace credentials by their environment name."""
        known = self.credentials | changes
        signer = Signer(
            known["NETSUITE_CONSUMER_KEY"],
            known["NETSUITE_CONSUMER_SECRET"],
            known["NETSUITE_TOKEN_ID"],
            known["NETSUITE_TOKEN_SECRET"],
            signature_method=changes.get("signature_method", "HMAC-SHA256"),
            realm=known["NETSUITE_ACCOUNT"],
            timestamp=timestamp or str(int(self.netsuite.clock.now().timestamp())),
            nonce=changes.get("nonce"),
        )
        url = f"https://{self.host}{path}{'?' if query else ''}{query}"
        _, headers, _ = signer.sign(url, method)
        return str(headers["Authorization"])

    def __call__(
        self,
        method: str,
        path: str,
        query: str = "",
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        authorization: str | None = None,
    ) -> Response:
        response = self.netsuite.handle(
            self.request(method, path, query, body, headers, authorization)
        )
        assert self.netsuite.universe.bugs == []
        return response

    def request(
        self,
        method: str,
        path: str,
        query: str = "",
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        authorization: str | None = None,
    ) -> Request:
        if not path.startswith(ELSEWHERE):
            path = RECORD + path
        if authorization is None:
            authorization = self.signed(method, path, query)
        given = {"Authorization": authorization} if authorization else {}
        content = b""
        if body is not None:
            content = body if isinstance(body, bytes) else json.dumps(body).encode()
            given["Content-Type"] = "application/json"
        given |= headers or {}
        return Request(method, self.host, path, query, list(given.items()), content)

    def get(self, path: str, query: str = "") -> Any:
        """The JSON of a GET that must succeed, see `read`."""
        response = self("GET", path, query)
        assert response.status == 200, response.body
        return self.read(response)

    def post(self, path: str, body: Any = None) -> str:
        """The id of what a POST that must succeed made."""
        response = self("POST", path, body=body)
        assert response.status == 204, response.body
        return (response.header("Location") or "").rsplit("/", 1)[1]

    def read(self, response: Response) -> Any:
        """A JSON body, numbers as they stand on the wire."""
        return _DECODER.decode(response.body)

    def hash(self) -> str:
        """What `world.documents_hash()` is made of."""
        return self.netsuite.store.fingerprint("netsuite.")

    def refuses(
        self, status: int, code: str, detail: str, call: tuple[Any, ...], **where: Any
    ) -> Response:
        """The call `(method, path, query, body, headers)` is refused with this one detail and
        changes no document. `where`: path, query_param or header of the detail."""
        before = self.hash()
        response = self(*call)
        body = self.read(response)
        titles = {400: "Bad Request", 404: "Not Found", 405: "Method Not Allowed"}
        titles |= {415: "Unsupported Media Type"}
        anchors = {400: "1", 404: "5", 405: "6", 415: "16"}
        names = {"path": "o:errorPath", "query_param": "o:errorQueryParam"}
        names |= {"header": "o:errorHeader"}
        details = {"detail": detail}
        details |= {names[name]: value for name, value in where.items()}
        details["o:errorCode"] = code
        assert body == {
            "type": f"https://www.rfc-editor.org/rfc/rfc9110.html#section-15.5.{anchors[status]}",
            "title": titles[status],
            "status": status,
            "o:errorDetails": [details],
        }
        assert response.status == status
        assert response.header("Content-Type") == "application/vnd.oracle.resource+json; type=error"
        assert response.header("X-N-OperationId")
        assert self.hash() == before
        return response

    def item(self, name: str) -> str:
        """The id of an item."""
        found = self.netsuite.records.items_by_item_id.first(name)
        assert found is not None
        return str(found.id)

    def order_body(self, customer: str) -> dict[str, Any]:
        """W1 with the channel's own tax, 9.75."""
        lines = [("TEE-BLK", 3, 19.99), ("MUG-WHT", 1, 12.49), ("CAP-RED", 2, 24.95)]
        taxes = [
            ("L1", 53.97, 4.45),
            ("L2", 11.24, 0.93),
            ("L3", 44.91, 3.71),
            ("SHIPPING", 7.95, 0.66),
        ]
        return {
            "entity": {"id": customer},
            "otherRefNum": "#1001",
            "item": {
                "items": [
                    {
                        "item": {"id": self.item(sku)},
                        "quantity": quantity,
                        "rate": rate,
                        "taxDetailsReference": f"L{number}",
                    }
                    for number, (sku, quantity, rate) in enumerate(lines, 1)
                ]
            },
            "discountItem": {"id": self.item("Channel Discount")},
            "discountRate": -12.24,
            "shipMethod": {"id": self.item("Standard Shipping")},
            "shippingCost": 7.95,
            "taxDetailsOverride": True,
            "taxDetails": {
                "items": [
                    {
                        "taxDetailsReference": {"id": reference},
                        "taxBasis": basis,
                        "taxRate": 8.25,
                        "taxAmount": amount,
                    }
                    for reference, basis, amount in taxes
                ]
            },
        }


@pytest.fixture
def netsuite() -> NetSuite:
    return make_account()


@pytest.fixture
def rest(netsuite: NetSuite) -> Rest:
    return Rest(netsuite)


@pytest.fixture
def jane(rest: Rest) -> str:
    """The id of a customer."""
    return rest.post("/customer", {"firstName": "Jane", "lastName": "Roe", "externalId": "C-1"})


@pytest.fixture
def order(rest: Rest, jane: str) -> str:
    """The id of W1 as a sales order."""
    return rest.post("/salesOrder", rest.order_body(jane))


@pytest.fixture
def make() -> Any:
    """`make("5512345_SB1")`: a client of another account."""

    def build(account_id: str = "5512345", start: datetime | None = START) -> Rest:
        netsuite = make_account(start, account_id)
        return Rest(netsuite, netsuite.rest_host)

    return build
