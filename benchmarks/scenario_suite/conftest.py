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
        flat = "&".join(f"{name}={sent[name]}" for name in sorted(sent))
        base = f"{method}&{quote(url, safe='')}&{quote(flat, safe='')}"
        digest = hmac.digest(self.key, base.encode(), "sha256")
        sent["oauth_signature"] = quote(base64.b64encode(digest), safe="")
        listed = ", ".join(f'{name}="{value}"' for name, value in sent.items())
        return f'OAuth realm="{self.realm}", {listed}'


class Shop:
    """A world kept for the whole session, put back before every scenario, and its two clients.

    It holds an order of three tees, paid in the shop and billed in NetSuite.
    """

    def __init__(self) -> None:
        self.runner = asyncio.Runner()
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
        self.admin = f"https://{known['SHOPIFY_SHOP']}/admin/api/2026-07/orders/{self.order.id}"
        self.start: Version = self.world.snapshot()
        self.refund = ""

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        self.runner.run(work)

    async def netsuite(self, method: str, path: str, body: Any = None) -> httpx.Response:
        url = self.books + path
        headers = {"Authorization": self.signer.header(method, url)}
        answer = await self.http.request(method, url, json=body, headers=headers)
        assert answer.status_code < 300, answer.text
        return answer

    async def shopify(self, method: str, path: str, body: Any = None) -> Any:
        answer = await self.http.request(method, self.admin + path, json=body, headers=self.token)
        assert answer.status_code < 300, answer.text
        return answer.json()


@pytest.fixture(scope="session")
def kept() -> Iterator[Shop]:
    shop = Shop()
    yield shop
    shop.run(shop.http.aclose())
    shop.runner.close()


@pytest.fixture
def shop(kept: Shop) -> Iterator[Shop]:
    yield kept
    kept.world.restore(kept.start)


@given("an order that is paid in the shop and billed in NetSuite")
def _(shop: Shop) -> None:
    async def work() -> None:
        sale = (await shop.netsuite("GET", f"/cashSale/{shop.sale}")).json()
        assert sale["status"]["id"] == "Not Deposited"
        assert (await shop.shopify("GET", ".json"))["order"]["financial_status"] == "paid"

    shop.run(work())


@when("one tee is refunded on both sides")
def _(shop: Shop) -> None:
    async def work() -> None:
        items = [{"orderLine": 1, "quantity": 1}]
        made = await shop.netsuite(
            "POST",
            f"/cashSale/{shop.sale}/!transform/cashRefund".replace("!", "%21"),
            {"item": {"items": items}},
        )
        shop.refund = made.headers["location"].rsplit("/", 1)[1]
        line = {"line_item_id": shop.order.line_items[0].id, "quantity": 1}
        lines = {"refund_line_items": [{**line, "restock_type": "no_restock"}]}
        found = await shop.shopify("POST", "/refunds/calculate.json", {"refund": lines})
        money = [{**each, "kind": "refund"} for each in found["refund"]["transactions"]]
        await shop.shopify("POST", "/refunds.json", {"refund": {**lines, "transactions": money}})

    shop.run(work())


@then("both sides show their refund")
def _(shop: Shop) -> None:
    async def work() -> None:
        record = (await shop.netsuite("GET", f"/cashRefund/{shop.refund}")).json()
        assert (record["total"], record["createdFrom"]["id"]) == (21.64, str(shop.sale))
        lines = (await shop.netsuite("GET", f"/cashRefund/{shop.refund}/item")).json()
        assert lines["count"] == 1
        refunds = (await shop.shopify("GET", "/refunds.json"))["refunds"]
        assert [each["transactions"][0]["amount"] for each in refunds] == ["19.47"]
        moves = (await shop.shopify("GET", "/transactions.json"))["transactions"]
        assert [each["kind"] for each in moves] == ["sale", "refund"]
        order = (await shop.shopify("GET", ".json"))["order"]
        assert order["financial_status"] == "partially_refunded"

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


def pytest_collection_finish() -> None:
    """What was imported stays: the collector need not look at it in every scenario."""
    gc.collect()
    gc.freeze()


def pytest_sessionfinish() -> None:
    Path(os.environ["SPEED_REPORT"]).write_text(json.dumps(TIMES))
