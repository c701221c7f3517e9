"""P1: a stateful call in process, every feature on, against moto and respx.

Signature check, nonce, bucket, transaction, answer and log, through an httpx client: everything
but the client's own signing, which is done before the clock starts. The POST is 2 kB and creates
an order with lines, tax and totals. Flat: the same GET among 50 times as many orders, and with 50
times as many routes.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import httpx
import msgspec
from oauthlib.oauth1 import Client as Signer

from benchmarks.figure import Figure, median_ratio
from benchmarks.peers import Peers
from sandbox.kernel.routing import Lane, Route
from sandbox.world import World, open_world

__all__ = ["measure"]

ROUNDS, CALLS = 7, 60
ORDERS = 100
MANY = 50  # times as many orders or routes


Method = Literal["GET", "POST"]


@dataclass
class Ready:
    """A request that only has to be sent."""

    method: Method
    url: str
    headers: dict[str, str]
    body: bytes = b""


class NetSuiteCalls:
    name = "NetSuite"

    def __init__(self, world: World) -> None:
        self.world = world
        known = world.credentials()
        self.signer = Signer(
            known["NETSUITE_CONSUMER_KEY"],
            known["NETSUITE_CONSUMER_SECRET"],
            known["NETSUITE_TOKEN_ID"],
            known["NETSUITE_TOKEN_SECRET"],
            signature_method="HMAC-SHA256",
            realm=known["NETSUITE_ACCOUNT"],
        )
        desk = world.netsuite.desk
        self.customer = desk.customer(first_name="Jane", last_name="Roe").id
        self.base = f"https://{world.netsuite.rest_host}/services/rest/record/v1/salesOrder"
        self.body = self._order()

    def _order(self) -> bytes:
        item = self.world.netsuite.desk.item
        lines = [("TEE-BLK", 3, 19.99), ("MUG-WHT", 1, 12.49), ("CAP-RED", 2, 24.95)]
        order = {
            "entity": {"id": self.customer},
            "item": {
                "items": [
                    {"item": {"id": item(sku).id}, "quantity": quantity, "rate": rate}
                    for sku, quantity, rate in lines
                ]
            },
            "shipMethod": {"id": item("Standard Shipping").id},
            "shippingCost": 7.95,
            "memo": "",
        }
        order["memo"] = "m" * (2048 - len(json.dumps(order)))
        return json.dumps(order).encode()

    def _signed(self, method: Method, url: str, body: bytes = b"") -> Ready:
        headers = {**self.signer.sign(url, method)[1], "Content-Type": "application/json"}
        return Ready(method, url, headers, body)

    def get(self) -> Ready:
        first = next(iter(self.world.netsuite.records.transactions)).id
        return self._signed("GET", f"{self.base}/{first}")

    def post(self) -> Ready:
        return self._signed("POST", self.base, self.body)

    def fill(self, orders: int) -> None:
        """Copies of the first order under new ids."""
        table = self.world.netsuite.records.transactions
        first = next(iter(table))
        for number in range(orders):
            table.put(
                msgspec.structs.replace(first, id=10_000_000 + number, tran_id=f"SO9{number}")
            )


class ShopifyCalls:
    name = "Shopify"

    def __init__(self, world: World) -> None:
        self.world = world
        known = world.credentials()
        self.headers = {
            "X-Shopify-Access-Token": known["SHOPIFY_TOKEN"],
            "Content-Type": "application/json",
        }
        self.base = f"https://{known['SHOPIFY_SHOP']}/admin/api/2026-07/orders"
        variants = {each.sku: each.id for each in world.shopify.records.variants}
        order: dict[str, Any] = {
            "line_items": [
                {"variant_id": variants[sku], "quantity": quantity}
                for sku, quantity in (("TEE-BLK", 3), ("MUG-WHT", 1), ("CAP-RED", 2))
            ],
            "shipping_lines": [{"title": "Standard", "price": "7.95"}],
            "note": "",
        }
        order["note"] = "n" * (2048 - len(json.dumps({"order": order})))
        self.body = json.dumps({"order": order}).encode()

    def get(self) -> Ready:
        first = next(iter(self.world.shopify.records.orders)).id
        return Ready("GET", f"{self.base}/{first}.json", self.headers)

    def post(self) -> Ready:
        return Ready("POST", f"{self.base}.json", self.headers, self.body)

    def fill(self, orders: int) -> None:
        table = self.world.shopify.records.orders
        first = next(iter(table))
        for number in range(orders):
            table.put(msgspec.structs.replace(first, id=10_000_000 + number, name=f"#9{number}"))


class Bench:
    """One world and its client; the world's clock moves between calls, so buckets refill."""

    def __init__(self, kind: Callable[[World], Any]) -> None:
        self.world = open_world("bench")
        self.calls = kind(self.world)
        self.loop = asyncio.new_event_loop()
        self.client = httpx.AsyncClient(transport=self.world.transport())
        self.send(self.calls.post, 1)
        self.calls.fill(ORDERS)

    def send(self, make: Callable[[], Ready], times: int = CALLS) -> float:
        """Microseconds a call, the median."""
        return self.loop.run_until_complete(self._send([make() for _ in range(times)]))

    async def _send(self, requests: list[Ready]) -> float:
        measured = []
        for each in requests:
            self.world.advance(seconds=1)
            began = time.perf_counter()
            answer = await self.client.request(
                each.method, each.url, headers=each.headers, content=each.body or None
            )
            await answer.aread()
            measured.append(time.perf_counter() - began)
            if answer.status_code >= 300:
                raise RuntimeError(f"{each.method} {each.url}: {answer.status_code} {answer.text}")
        return statistics.median(measured) * 1e6

    def close(self) -> None:
        self.loop.run_until_complete(self.client.aclose())
        self.loop.close()


def measure(peers: Peers) -> list[Figure]:
    figures = []
    for kind in (NetSuiteCalls, ShopifyCalls):
        bench = Bench(kind)
        name = bench.calls.name
        for method, make in (("GET", bench.calls.get), ("POST", bench.calls.post)):
            bench.send(make)
            for peer, target in (("moto", 0.25), ("respx", 1.0)):
                ratio, ours, theirs = median_ratio(
                    partial(bench.send, make),
                    partial(peers, f"{peer}_{method.lower()}", CALLS),
                    ROUNDS,
                )
                figures.append(Figure(f"P1 {name} {method} / {peer}", ratio, target, ours, theirs))
        figures += _flat(bench)
        bench.close()
    return figures


def _flat(bench: Bench) -> list[Figure]:
    """The same call in a bigger world, beside the same call in the small one."""
    name = bench.calls.name
    big = Bench(type(bench.calls))
    big.calls.fill(ORDERS * MANY)
    wide = Bench(type(bench.calls))
    platform = getattr(wide.world, wide.calls.name.lower())
    routes = platform.lane.routes
    platform.lane = Lane(
        [*routes]
        + [
            Route(each.method, f"/more{number}{each.path}", each.handler)
            for number in range(MANY)
            for each in routes
        ]
    )
    figures = []
    for what, other in (("orders", big), ("routes", wide)):
        other.send(other.calls.get)
        ratio, ours, theirs = median_ratio(
            partial(other.send, other.calls.get),
            partial(bench.send, bench.calls.get),
            ROUNDS,
        )
        figures.append(Figure(f"P1 {name} GET, {MANY}x the {what} / few", ratio, 1.1, ours, theirs))
        other.close()
    return figures
