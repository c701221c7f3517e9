"""kill -9 under four writers, twenty times, on one state file.

What was answered is there, what was not is there whole or not at all, no id is given out again,
and tokens, nonces, keys, the clock and the queue of webhooks go on. The server is a process of its
own, forked from one that has everything loaded; after each kill its file is read here.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import random
import signal
import ssl
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from sandbox.hosting.hub import Hub
from sandbox.hosting.serve import Options, WorldWish, serve
from sandbox.hosting.state import StateFile
from sandbox.world import World

KILLS = 20
READY_SECONDS = 90.0  # a hanging server fails the test; a busy machine does not
HOOK = "https://hooks.example.com/orders"
MESSAGES = "/_sandbox/v1/traffic?outbound=true"
COMPANY = "/v3/company/9341453172058822"
REST = "/admin/api/2026-07"

NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # one for all: httpx makes one for each client

processes = multiprocessing.get_context("forkserver")  # it has everything loaded: see conftest


@dataclass
class Writes:
    """What four writers asked for, by a tag each: the id that was answered, "" for none."""

    asked: dict[str, dict[str, str]] = field(
        default_factory=lambda: {kind: {} for kind in ("customer", "order", "refund", "invoice")}
    )
    refused: list[tuple[str, int, str]] = field(default_factory=list)
    count: int = 0

    def answered(self, kind: str) -> dict[str, str]:
        return {tag: number for tag, number in self.asked[kind].items() if number}

    def next(self, kind: str) -> str:
        self.count += 1
        tag = f"{kind}-{self.count}"
        self.asked[kind][tag] = ""
        return tag


@dataclass
class Fixed:
    """What was there before: whom to sell to, what to refund, with which tokens."""

    credentials: dict[str, str]
    bearer: str
    customer: str
    item: str
    order: int
    parent: int


@contextmanager
def kept(path: Path) -> Iterator[World]:
    hub = Hub(StateFile.open(path))
    try:
        yield hub.open("main")
    finally:
        hub.shut()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "world.db"


@pytest.fixture
def fixed(path: Path) -> Fixed:
    hub = Hub(StateFile.open(path))
    world = hub.open("main", "empty", 7)
    order = world.shopify.desk.place([("CAP-RED", 50)], email="first@example.com")
    company = world.quickbooks_online
    customer = company.desk.customer(DisplayName="Dana Whitfield")
    item = next(each for each in company.records.table("Item") if each.sku == "TEE-BLK")
    found = Fixed(
        credentials=world.credentials(),
        bearer=company.auth.issue_access_token(),
        customer=customer.id,
        item=item.id,
        order=order.id,
        parent=order.transactions[0].id,
    )
    hub.shut()
    return found


@contextmanager
def server(path: Path, ready: Path) -> Iterator[tuple[str, int]]:
    """Its address and process id, until it is dead."""
    ready.unlink(missing_ok=True)
    options = Options(
        worlds=(WorldWish(name="main", kind="empty"),),
        port=0, proxy_port=0, state=path, ready_file=ready,
    )  # fmt: skip
    process = processes.Process(target=serve, args=(options, bool, print), daemon=True)
    process.start()
    end = time.monotonic() + READY_SECONDS
    while not ready.exists():
        assert process.is_alive(), process.exitcode
        assert time.monotonic() < end
        time.sleep(0.002)
    try:
        yield json.loads(ready.read_bytes())["url"], process.pid or 0
    finally:
        if process.is_alive():
            process.kill()
        process.join()
        process.close()


class Writers:
    """Four clients, each of which writes as fast as it is answered."""

    def __init__(self, url: str, fixed: Fixed, writes: Writes, signed: Any) -> None:
        self.url = url
        self.fixed = fixed
        self.writes = writes
        self.signed = signed(fixed.credentials)
        self.shopify = {"X-Shopify-Access-Token": fixed.credentials["SHOPIFY_TOKEN"]}
        self.bearer = {"Authorization": f"Bearer {fixed.bearer}", "Accept": "application/json"}

    async def until_killed(self, pid: int, wanted: int, seconds: float) -> None:
        """kill -9 some `seconds` after every writer has got `wanted` answers."""
        before = {kind: len(self.writes.answered(kind)) for kind in self.writes.asked}
        working = [
            asyncio.ensure_future(self._write(kind, one))
            for kind, one in (
                ("customer", self._customer), ("order", self._order),
                ("refund", self._refund), ("invoice", self._invoice),
            )
        ]  # fmt: skip
        async with asyncio.timeout(READY_SECONDS):
            while any(
                len(self.writes.answered(kind)) < count + wanted for kind, count in before.items()
            ):
                await asyncio.sleep(0.001)
        await asyncio.sleep(seconds)
        os.kill(pid, signal.SIGKILL)
        await asyncio.gather(*working)

    async def _write(
        self, kind: str, one: Callable[[httpx.AsyncClient, str], Awaitable[httpx.Response]]
    ) -> None:
        async with httpx.AsyncClient(base_url=self.url, trust_env=False, verify=NO_TLS) as http:
            while True:
                tag = self.writes.next(kind)
                try:
                    answer = await one(http, tag)
                except httpx.TransportError:
                    return  # killed: this one was not answered
                if answer.is_success:
                    self.writes.asked[kind][tag] = _id(kind, answer)
                else:
                    self.writes.refused.append((kind, answer.status_code, answer.text))
                    await asyncio.sleep(0.02)

    async def _customer(self, http: httpx.AsyncClient, tag: str) -> httpx.Response:
        body = {"companyName": tag, "externalId": tag, "email": f"{tag}@example.com"}
        path = "/netsuite/services/rest/record/v1/customer"
        return await http.post(path, json=body, auth=self.signed)

    async def _order(self, http: httpx.AsyncClient, tag: str) -> httpx.Response:
        line = {"title": "Patch", "price": "10.10", "quantity": 2}
        paid = {"kind": "sale", "status": "success", "amount": "20.20"}
        body = {"order": {"line_items": [line], "transactions": [paid], "note": tag}}
        return await http.post(f"/shopify{REST}/orders.json", json=body, headers=self.shopify)

    async def _refund(self, http: httpx.AsyncClient, tag: str) -> httpx.Response:
        money = {
            "parent_id": self.fixed.parent, "amount": "0.01", "kind": "refund",
            "gateway": "shopify_payments",
        }  # fmt: skip
        path = f"/shopify{REST}/orders/{self.fixed.order}/refunds.json"
        body = {"refund": {"note": tag, "transactions": [money]}}
        return await http.post(path, json=body, headers=self.shopify)

    async def _invoice(self, http: httpx.AsyncClient, tag: str) -> httpx.Response:
        detail = {"ItemRef": {"value": self.fixed.item}, "Qty": 2, "UnitPrice": 9.73}
        line = {
            "DetailType": "SalesItemLineDetail", "Amount": 19.46, "SalesItemLineDetail": detail,
        }  # fmt: skip
        body = {"CustomerRef": {"value": self.fixed.customer}, "DocNumber": tag, "Line": [line]}
        path = f"/quickbooks_online{COMPANY}/invoice?requestid={tag}"
        return await http.post(path, json=body, headers=self.bearer)


async def message_tried(http: httpx.AsyncClient) -> None:
    """Until the world has tried to send a message."""
    async with asyncio.timeout(READY_SECONDS):
        while not (await http.get(MESSAGES)).json():
            await asyncio.sleep(0.01)


def _id(kind: str, answer: httpx.Response) -> str:
    match kind:
        case "customer":
            return answer.headers["location"].rsplit("/", 1)[1]
        case "invoice":
            return str(answer.json()["Invoice"]["Id"])
    return str(answer.json()[kind]["id"])


def check(world: World, fixed: Fixed, writes: Writes) -> None:
    """Every answered write is there under its id; the others once and whole, or not."""
    customers = {each.external_id: str(each.id) for each in world.netsuite.records.entities}
    orders = {each.note: each for each in world.shopify.records.orders if each.note}
    notes = [each.note for each in world.shopify.records.orders if each.note]
    refunded = world.shopify.records.orders[fixed.order]
    refunds = {each.note: each for each in refunded.refunds}
    invoices = {each.doc_number: each for each in world.quickbooks_online.records.table("Invoice")}
    found = {
        "customer": {tag: customers[tag] for tag in writes.asked["customer"] if tag in customers},
        "order": {tag: str(each.id) for tag, each in orders.items()},
        "refund": {tag: str(each.id) for tag, each in refunds.items()},
        "invoice": {tag: each.id for tag, each in invoices.items()},
    }
    for kind, there in found.items():
        assert writes.answered(kind).items() <= there.items(), kind
        assert there.keys() <= writes.asked[kind].keys(), kind
        assert len(set(there.values())) == len(there), kind
        for tag, number in there.items():  # what is there stays there, under this id
            writes.asked[kind][tag] = number
    assert len(notes) == len(orders)
    assert len(refunded.refunds) == len(refunds)
    for order in orders.values():
        assert sum(each.quantity for each in order.line_items) == 2
        assert [each.amount.presentment for each in order.transactions] == [Decimal("20.20")]
    for refund in refunds.values():
        money = refunded.transactions_of(refund)
        assert [each.amount.presentment for each in money] == [Decimal("0.01")]
    postings = list(world.quickbooks_online.records.postings)
    for invoice in invoices.values():
        rows = [each for each in postings if (each.entity, each.txn) == ("Invoice", invoice.id)]
        assert (
            sum(each.debit for each in rows)
            == sum(each.credit for each in rows)
            >= Decimal("19.46")
        )
    assert {each.txn for each in postings if each.entity == "Invoice"} <= {
        each.id for each in invoices.values()
    }


def test_twenty_kills_under_four_writers(
    path: Path, tmp_path: Path, fixed: Fixed, signed: Any
) -> None:
    writes, chance, clock = Writes(), random.Random(7), datetime.min.replace(tzinfo=UTC)
    for _ in range(KILLS):
        with server(path, tmp_path / "ready.json") as (url, pid):
            writers = Writers(url, fixed, writes, signed)
            asyncio.run(writers.until_killed(pid, chance.randint(1, 3), chance.uniform(0, 0.02)))
        with kept(path) as world:
            check(world, fixed, writes)
            assert world.clock.now() > clock
            clock = world.advance(minutes=1)  # buckets fill
    answered = {kind: len(writes.answered(kind)) for kind in writes.asked}
    assert min(answered.values()) >= KILLS, answered
    assert {status for _, status, _ in writes.refused} <= {429}, writes.refused[:3]


def test_tokens_nonces_keys_and_the_queue_go_on(
    path: Path, tmp_path: Path, fixed: Fixed, signed: Any
) -> None:
    ready = tmp_path / "ready.json"
    writes = Writes()

    async def first(url: str) -> tuple[httpx.Request, str, str]:
        writers = Writers(url, fixed, writes, signed)
        async with httpx.AsyncClient(base_url=url, trust_env=False) as http:
            hook = {"webhook": {"topic": "orders/create", "address": HOOK, "format": "json"}}
            made = await http.post(
                f"/shopify{REST}/webhooks.json", json=hook, headers=writers.shopify
            )
            assert made.status_code == 201
            customer = await writers._customer(http, "customer-a")
            assert customer.status_code == 204
            invoice = await writers._invoice(http, "invoice-a")
            await writers._order(http, "order-a")
            basic = (fixed.credentials["QBO_CLIENT_ID"], fixed.credentials["QBO_CLIENT_SECRET"])
            form = {
                "grant_type": "refresh_token",
                "refresh_token": fixed.credentials["QBO_REFRESH_TOKEN"],
            }
            token = await http.post(
                "/quickbooks_online/oauth2/v1/tokens/bearer", data=form, auth=basic
            )
            await message_tried(http)  # reaches nobody, and waits
            return customer.request, invoice.json()["Invoice"]["Id"], token.json()["access_token"]

    async def second(url: str, again: httpx.Request, bearer: str) -> tuple[int, str, int]:
        writers = Writers(url, fixed, writes, signed)
        async with httpx.AsyncClient(base_url=url, trust_env=False) as http:
            target = again.url.copy_with(port=int(url.rsplit(":", 1)[1]))
            replayed = await http.request(
                again.method, target, headers=again.headers, content=again.content
            )
            writers.bearer["Authorization"] = f"Bearer {bearer}"
            invoice = await writers._invoice(http, "invoice-a")
            fresh = await writers._customer(http, "customer-b")
        return replayed.status_code, invoice.json()["Invoice"]["Id"], fresh.status_code

    with server(path, ready) as (url, pid):
        again, invoice, bearer = asyncio.run(first(url))
        os.kill(pid, signal.SIGKILL)
    with kept(path) as world:
        (task,) = list(world.store.tables["kernel.queue"])
        assert task.platform == "shopify"
        assert task.attempt == 2
        tried = len(world.netsuite.auth.trail())
    with server(path, ready) as (url, pid):
        replayed, same, fresh = asyncio.run(second(url, again, bearer))
        os.kill(pid, signal.SIGKILL)
    assert replayed == 401
    assert same == invoice
    assert fresh == 204
    with kept(path) as world:
        trail = world.netsuite.auth.trail()[tried:]
        assert [each.detail for each in trail][-1] == "NonceUsed"
        invoices = world.quickbooks_online.records.table("Invoice")
        assert [each.id for each in invoices] == [invoice]
        assert [each.id for each in world.store.tables["kernel.queue"]] == [task.id]
