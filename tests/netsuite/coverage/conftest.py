"""A signed client of one account, and a book that holds one document of every kind."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest
from oauthlib.oauth1 import Client as Signer

from sandbox.kernel.routing import Request, Response
from sandbox.kernel.universe import Universe
from sandbox.netsuite.app import NetSuite

RECORD = "/services/rest/record/v1"
_DECODER = msgspec.json.Decoder(float_hook=str)  # 19.47 is "19.47"


class Client:
    """`client("POST", "/customer", {...})`: signed, answered in process."""

    def __init__(self) -> None:
        start = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
        self.netsuite = NetSuite(Universe("test", 7, start, date(2026, 11, 24), ["netsuite"]))
        known = self.netsuite.credentials()
        self.realm = known["NETSUITE_ACCOUNT"]
        self.keys = [
            known[f"NETSUITE_{name}"]
            for name in ("CONSUMER_KEY", "CONSUMER_SECRET", "TOKEN_ID", "TOKEN_SECRET")
        ]

    def __call__(
        self, method: str, path: str, body: Any = None, query: str = "", **headers: str
    ) -> Response:
        path = path if path.startswith("/services") else RECORD + path
        host = self.netsuite.rest_host
        if "Authorization" not in headers:
            signer = Signer(*self.keys, signature_method="HMAC-SHA256", realm=self.realm)
            url = f"https://{host}{path}{'?' if query else ''}{query}"
            headers["Authorization"] = str(signer.sign(url, method)[1]["Authorization"])
        content = body if isinstance(body, bytes) else b"" if body is None else _json(body)
        headers.setdefault("Content-Type", "application/json")
        response = self.netsuite.handle(
            Request(method, host, path, query, list(headers.items()), content)
        )
        assert self.netsuite.universe.bugs == []
        return response

    def get(self, path: str, query: str = "") -> Any:
        """The JSON of a GET that must succeed, numbers as they stand on the wire."""
        response = self("GET", path, query=query)
        assert response.status == 200, response.body
        return self.read(response)

    def read(self, response: Response) -> Any:
        return _DECODER.decode(response.body)

    def made(self, path: str, body: Any = None) -> str:
        """The id of what a POST that must succeed made."""
        response = self("POST", path, body)
        assert response.status == 204, response.body
        return str(response.header("Location")).rsplit("/", 1)[1]

    def detail(self, method: str, path: str, body: Any = None, query: str = "") -> tuple[int, str]:
        """(status, sentence) of a call that must be refused, with nothing changed."""
        before = self.netsuite.store.fingerprint("netsuite.")
        response = self(method, path, body, query)
        assert response.status >= 400, response.body
        assert self.netsuite.store.fingerprint("netsuite.") == before
        [detail] = json.loads(response.body)["o:errorDetails"]
        return response.status, detail["detail"]

    def item(self, name: str) -> str:
        found = self.netsuite.records.items_by_item_id.first(name)
        assert found is not None
        return str(found.id)

    def ledger(self, transaction: str) -> list[tuple[str, str, str]]:
        """(account, debit, credit) of what a transaction posted."""
        records = self.netsuite.records
        return [
            (records.accounts[row.account].acct_name, f"{row.debit:.2f}", f"{row.credit:.2f}")
            for row in records.ledger_by_transaction.find(int(transaction))
        ]


def _json(body: Any) -> bytes:
    return json.dumps(body).encode()


@pytest.fixture
def client() -> Client:
    return Client()


@pytest.fixture
def jane(client: Client) -> str:
    return client.made(
        "/customer", {"firstName": "Jane", "lastName": "Roe", "email": "jane@example.com"}
    )


@pytest.fixture
def one_tee(client: Client, jane: str) -> dict[str, Any]:
    """The body of a sale of one tee at 19.99 to Jane; the account's own tax makes it 21.64."""
    return {
        "entity": {"id": jane},
        "item": {"items": [{"item": {"id": client.item("TEE-BLK")}, "quantity": 1, "rate": 19.99}]},
    }


Make = Callable[[str], str]


@pytest.fixture
def make(client: Client, jane: str, one_tee: dict[str, Any]) -> Make:
    """`make("creditMemo")`: a document of that kind and what it needs; its id."""

    def transformed(source: str, target: str, body: Any = None) -> str:
        return client.made(f"/{source}/{make(source)}/!transform/{target}", body)

    def make(kind: str) -> str:
        match kind:
            case "customer":
                return jane
            case "salesOrder":
                return client.made("/salesOrder", {**one_tee, "orderStatus": {"id": "B"}})
            case "cashSale" | "itemFulfillment" | "invoice":
                return transformed("salesOrder", kind)
            case "cashRefund":
                return transformed("cashSale", kind)
            case "creditMemo" | "customerPayment":
                return transformed("invoice", kind)
            case "customerRefund":
                body = {"customer": {"id": jane}, "apply": {"items": [_owed(client, make)]}}
                return client.made("/customerRefund", body)
        return client.made(f"/{kind}", {"itemId": f"NEW {kind}"})

    return make


def _owed(client: Client, make: Make) -> dict[str, Any]:
    """A line that pays out a credit memo nobody used."""
    memo = client.made(
        "/creditMemo",
        {
            "entity": {"id": make("customer")},
            "item": {
                "items": [{"item": {"id": client.item("TEE-BLK")}, "quantity": 1, "rate": 19.99}]
            },
        },
    )
    return {"doc": {"id": memo}, "apply": True, "amount": 21.64}
