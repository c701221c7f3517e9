"""Messages of a world's company: what the desk and the API do, as a server hears it."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from sandbox.kernel.routing import Request
from sandbox.world import World, open_world

URL = "https://hooks.example.com/quickbooks"


class Server:
    """Verifies the signature and keeps what comes."""

    def __init__(self) -> None:
        self.world: World = open_world()
        self.quickbooks = self.world.quickbooks_online
        self.desk = self.quickbooks.desk
        self.token = self.quickbooks.deliveries.subscribe(URL).verifier_token
        self.events: list[dict[str, Any]] = []
        self.world.outbound("hooks.example.com", self)

    async def __call__(self, scope: Any, receive: Callable[[], Any], send: Any) -> None:
        body = (await receive())["body"]
        headers = {name.decode().lower(): value.decode() for name, value in scope["headers"]}
        digest = hmac.new(self.token.encode(), body, hashlib.sha256).digest()
        right = headers["intuit-signature"] == base64.b64encode(digest).decode()
        self.events += json.loads(body)
        await send({"type": "http.response.start", "status": 200 if right else 401, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    def told(self) -> list[str]:
        """`invoice.created 145` of what has come since the last look."""
        self.world.advance(seconds=5)
        asyncio.run(self.world.pump())
        found = [
            f"{each['type'].removeprefix('qbo.').removesuffix('.v1')} {each['intuitentityid']}"
            for each in self.events
        ]
        self.events.clear()
        return found


@pytest.fixture
def server() -> Server:
    return Server()


def test_an_invoice_and_its_payment(server: Server) -> None:
    customer = server.desk.customer(DisplayName="Dana Whitfield")
    invoice = server.desk.record_invoice(customer.id, {"TEE-BLK": 1})
    assert server.told() == [f"customer.created {customer.id}", f"invoice.created {invoice.id}"]
    payment = server.desk.receive_payment(invoice)
    assert sorted(server.told()) == [
        f"invoice.updated {invoice.id}", f"payment.created {payment.id}",
    ]  # fmt: skip
    (logged,) = [each for each in server.world.exchanges if each.outbound][1:]
    assert (logged.status, logged.platform) == (200, "quickbooks_online")
    assert server.token not in repr(logged)


def test_a_void_and_a_deletion(server: Server) -> None:
    customer = server.desk.customer(DisplayName="Dana Whitfield")
    receipt = server.desk.record_sales_receipt(customer.id, {"TEE-BLK": 1})
    memo = server.desk.record_credit_memo(customer.id, {"MUG-WHT": 1})
    server.told()
    server.desk.void(receipt)
    server.desk.delete(memo)
    assert server.told() == [f"salesreceipt.voided {receipt.id}", f"creditmemo.deleted {memo.id}"]


def test_a_note_that_only_says_so_is_no_void(server: Server) -> None:
    customer = server.desk.customer(DisplayName="Dana Whitfield")
    receipt = server.desk.record_sales_receipt(customer.id, {"TEE-BLK": 1})
    server.told()
    server.desk.change(receipt, PrivateNote="Voided by mistake, sold again")
    assert server.told() == [f"salesreceipt.updated {receipt.id}"]


def test_a_credit_that_quickbooks_applies(server: Server) -> None:
    customer = server.desk.customer(DisplayName="Dana Whitfield")
    invoice = server.desk.record_invoice(customer.id, {"TEE-BLK": 1})
    server.told()
    memo = server.desk.record_credit_memo(customer.id, {"TEE-BLK": 1})
    told = server.told()
    assert f"creditmemo.created {memo.id}" in told
    assert f"invoice.updated {invoice.id}" in told
    (payment,) = [each for each in told if each.startswith("payment.created")]
    applied = server.quickbooks.records.table("Payment")[payment.rpartition(" ")[2]]
    assert applied.total_amt == Decimal(0)


def test_an_item_that_is_made_inactive(server: Server) -> None:
    item = server.desk.make_inactive("Item", "CAP-RED")
    assert server.told() == [f"item.deleted {item.id}"]


def test_a_restored_world_tells_nothing_of_what_never_was(server: Server) -> None:
    version = server.world.snapshot()
    server.desk.customer(DisplayName="Dana Whitfield")
    server.world.restore(version)
    assert server.told() == []


def test_messages_leave_documents_as_they_were(server: Server) -> None:
    server.desk.customer(DisplayName="Dana Whitfield")
    before = server.world.documents_hash()
    server.told()
    assert server.world.documents_hash() == before


def test_a_server_that_is_slow_in_world_time_has_not_answered(server: Server) -> None:
    server.desk.customer(DisplayName="Dana Whitfield")
    take = server.__class__.__call__

    async def slow(scope: Any, receive: Any, send: Any) -> None:
        server.world.clock.advance(timedelta(seconds=4))
        await take(server, scope, receive, send)

    server.world.outbound("hooks.example.com", slow)
    assert len(server.told()) == 1
    assert len(server.world.queue) == 1
    server.world.outbound("hooks.example.com", server)
    server.world.advance(seconds=10)
    assert len(server.told()) == 1
    assert len(server.world.queue) == 0


def test_an_invoice_that_is_sent(server: Server) -> None:
    customer = server.desk.customer(DisplayName="Dana Whitfield")
    invoice = server.desk.record_invoice(customer.id, {"TEE-BLK": 1})
    server.told()
    realm = server.world.credentials()["QBO_REALM_ID"]
    token = server.quickbooks.auth.issue_access_token()
    request = Request(
        "POST",
        "quickbooks.api.intuit.com",
        f"/v3/company/{realm}/invoice/{invoice.id}/send",
        "sendTo=dana%40example.com",
        [("authorization", f"Bearer {token}"), ("content-type", "application/octet-stream")],
    )
    assert server.quickbooks.handle(request).status == 200
    assert server.told() == [f"invoice.emailed {invoice.id}"]
