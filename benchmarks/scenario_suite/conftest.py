"""The steps of the measured scenarios, and a clock around every test."""

from __future__ import annotations

import asyncio
import base64
import gc
import hmac
import json
import os
import time
from collections.abc import Coroutine, Iterator
from decimal import Decimal
from pathlib import Path
from secrets import token_hex
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from pytest_bdd import given, then, when

from sandbox.kernel.store import Version
from sandbox.netsuite import rules
from sandbox.world import World, open_world

TIMES: dict[str, list[float]] = {"One": [], "Nothing": []}


class Signer:
    """OAuth 1.0a with HMAC-SHA256, what a client of NetSuite has to do for every call."""

    def __init__(self, known: dict[str, str]) -> None:
        self.realm = known["NETSUITE_ACCOUNT"]
        self.fixed = {
            "oauth_consumer_key": known["NETSUITE_CONSUMER_KEY"],
            "oauth_signature_method": "HMAC-SHA256",
            "oauth_token": known["NETSUITE_TOKEN_ID"],
            "oauth_version": "1.0",
        }
        secrets = (known["NETSUITE_CONSUMER_SECRET"], known["NETSUITE_TOKEN_SECRET"])
        self.key = "&".join(secrets).encode()

    def header(self, method: str, url: str) -> str:
        """For a URL without a query."""
        sent = {
            **self.fixed,
            "oauth_nonce": token_hex(16),
            "oauth_timestamp": str(int(time.time())),
        }
        flat = "%26".join(f"{name}%3D{sent[name]}" for name in sorted(sent))  # nothing to escape
        base = f"{method}&{quote(url, safe='')}&{flat}"
        digest = hmac.digest(self.key, base.encode(), "sha256")
        sent["oauth_signature"] = quote(base64.b64encode(digest), safe="")
        listed = ", ".join(f'{name}="{value}"' for name, value in sent.items())
        return f'OAuth realm="{self.realm}", {listed}'


class Shop:
    """A world kept for the whole session, put back before every scenario, and its two clients.

    It holds an order of three tees, paid in the shop and billed in NetSuite.
    """

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.world: World = open_world("speed")
        self.order = self.world.shopify.desk.place(lines=[("TEE-BLK", 3)])
        desk = self.world.netsuite.desk
        line = {"item": desk.item("TEE-BLK").id, "quantity": Decimal(3), "rate": Decimal("19.99")}
        jane = desk.customer(first_name="Jane", last_name="Roe").id
        fields = {"entity": jane, "payment_method": 2, "lines": [line]}
        self.sale = desk.bill(rules.create(self.world.netsuite, "salesOrder", fields).id).id
        known = self.world.credentials()
        self.http = httpx.AsyncClient(transport=self.world.transport())
        self.signer = Signer(known)
        self.token = {"X-Shopify-Access-Token": known["SHOPIFY_TOKEN"]}
        self.books = f"https://{self.world.netsuite.rest_host}/services/rest/record/v1"
        shop = known["SHOPIFY_SHOP"]
        self.graphql = httpx.URL(f"https://{shop}/admin/api/2026-07/graphql.json")
        self.gid = f"gid://shopify/Order/{self.order.id}"
        self.start: Version = self.world.snapshot()
        self.refund = ""

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        self.loop.run_until_complete(work)

    async def netsuite(self, method: str, path: str, body: Any = None) -> httpx.Response:
        url = self.books + path
        headers = {"Authorization": self.signer.header(method, url)}
        answer = await self.http.request(method, url, json=body, headers=headers)
        assert answer.status_code < 300, answer.text
        return answer

    async def shopify(self, text: str, **variables: Any) -> Any:
        body = {"query": text, "variables": {"id": self.gid, **variables}}
        answer = (await self.http.post(self.graphql, json=body, headers=self.token)).json()
        assert "errors" not in answer, answer
        return next(iter(answer["data"].values()))


@pytest.fixture(scope="session")
def kept() -> Iterator[Shop]:
    shop = Shop()
    # What was imported and built stays: the collector need not look at it in every scenario.
    gc.collect()
    gc.freeze()
    yield shop
    gc.unfreeze()
    shop.run(shop.http.aclose())
    shop.loop.close()


@pytest.fixture
def shop(kept: Shop) -> Iterator[Shop]:
    yield kept
    kept.world.restore(kept.start)


STATUS = "query ($id: ID!) { order(id: $id) { displayFinancialStatus } }"
SUGGESTED = """query ($id: ID!, $lines: [RefundLineItemInput!]) { order(id: $id) {
  suggestedRefund(refundLineItems: $lines) {
    amountSet { shopMoney { amount } }
    suggestedTransactions { gateway parentTransaction { id } amountSet { shopMoney { amount } } }
} } }"""
REFUND = """mutation ($input: RefundInput!, $key: String!) {
  refundCreate(input: $input) @idempotent(key: $key) { refund { id } userErrors { message } } }"""
REFUNDS = """query ($id: ID!) { order(id: $id) {
  refunds { id totalRefundedSet { shopMoney { amount } } } } }"""
MONEY = """query ($id: ID!) { order(id: $id) {
  displayFinancialStatus transactions { kind amountSet { shopMoney { amount } } } } }"""


@given("an order that is paid in the shop and billed in NetSuite")
def _(shop: Shop) -> None:
    async def work() -> None:
        sale = (await shop.netsuite("GET", f"/cashSale/{shop.sale}")).json()
        assert sale["status"]["id"] == "Not Deposited"
        assert await shop.shopify(STATUS) == {"displayFinancialStatus": "PAID"}

    shop.run(work())


@when("one tee is refunded on both sides")
def _(shop: Shop) -> None:
    async def work() -> None:
        path = f"/cashSale/{shop.sale}/%21transform/cashRefund"
        items = [{"orderLine": 1, "quantity": 1}]
        made = await shop.netsuite("POST", path, {"item": {"items": items}})
        shop.refund = made.headers["location"].rsplit("/", 1)[1]
        tee = f"gid://shopify/LineItem/{shop.order.line_items[0].id}"
        lines = [{"lineItemId": tee, "quantity": 1}]
        suggested = (await shop.shopify(SUGGESTED, lines=lines))["suggestedRefund"]
        [money] = suggested["suggestedTransactions"]
        refund = {
            "orderId": shop.gid,
            "refundLineItems": [{**lines[0], "restockType": "NO_RESTOCK"}],
            "transactions": [
                {
                    "orderId": shop.gid,
                    "parentId": money["parentTransaction"]["id"],
                    "gateway": money["gateway"],
                    "kind": "REFUND",
                    "amount": money["amountSet"]["shopMoney"]["amount"],
                }
            ],
        }
        assert (await shop.shopify(REFUND, input=refund, key="one tee"))["userErrors"] == []

    shop.run(work())


@then("both sides show their refund")
def _(shop: Shop) -> None:
    async def work() -> None:
        record = (await shop.netsuite("GET", f"/cashRefund/{shop.refund}")).json()
        assert (record["total"], record["createdFrom"]["id"]) == (21.64, str(shop.sale))
        lines = (await shop.netsuite("GET", f"/cashRefund/{shop.refund}/item")).json()
        assert lines["count"] == 1
        sale = (await shop.netsuite("GET", f"/cashSale/{shop.sale}/item/1")).json()
        assert sale["quantity"] == 3
        [refund] = (await shop.shopify(REFUNDS))["refunds"]
        assert refund["totalRefundedSet"]["shopMoney"]["amount"] == "19.47"
        seen = await shop.shopify(MONEY)
        assert seen["displayFinancialStatus"] == "PARTIALLY_REFUNDED"
        assert [each["kind"] for each in seen["transactions"]] == ["SALE", "REFUND"]

    shop.run(work())


@given("nothing")
@when("nothing happens")
@then("nothing has happened")
def _() -> None:
    pass


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    began = time.perf_counter()
    result = yield
    kind = "One" if "one_refund" in item.name else "Nothing"
    TIMES[kind].append(time.perf_counter() - began)
    return result


def pytest_sessionfinish() -> None:
    Path(os.environ["SPEED_REPORT"]).write_text(json.dumps(TIMES))
