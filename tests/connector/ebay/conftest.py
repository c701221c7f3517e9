"""An eBay account with the whole engine on it: eBay, NetSuite and QuickBooks over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import httpx
import pytest

from connector.engine import Engine
from connector.jobs.inline import InlineJobs
from connector.journal import Journal
from connector.rows import Row
from connector.settings import parse
from sandbox.ebay.desk import Wanted
from sandbox.ebay.records import Order
from sandbox.netsuite.records import Transaction
from sandbox.netsuite.rules import operations
from sandbox.world import World, open_world

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
METHOD = "eBay Managed Payments"
POST = "Post Order to NetSuite"


@dataclass
class WorldClock:
    world: World

    def now(self) -> datetime:
        return self.world.clock.now()

    async def sleep(self, seconds: float) -> None:
        await self.world.sleep(seconds)


class Killed(BaseException):
    """kill -9: nothing of ours runs after it."""


class Wire(httpx.AsyncBaseTransport):
    """Remembers every request that left; `refuses` paths that begin so, as a gateway would;
    the engine is killed when a path that ends with `kill_after` was answered."""

    def __init__(self, world: World) -> None:
        self._within = world.transport()
        self.sent: list[httpx.Request] = []
        self.refuses = ""
        self.kill_after = ""
        self.after: Callable[[httpx.Request], None] | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.sent.append(request)
        if self.refuses and request.url.path.startswith(self.refuses):
            said = "Insufficient permissions to fulfill the request."
            return httpx.Response(403, json={"errors": [{"errorId": 1100, "longMessage": said}]})
        response = await self._within.handle_async_request(request)
        if self.kill_after and request.url.path.endswith(self.kill_after):
            raise Killed("killed")
        if self.after is not None:
            self.after(request)
        return response

    def paths(self, part: str = "") -> list[str]:
        return [each.url.path for each in self.sent if part in each.url.path]


@dataclass
class Seller:
    """One machine. `account` changes the settings of the store."""

    world: World
    product: str = "netsuite_connector"
    account: dict[str, Any] = field(default_factory=dict)
    journal: Journal = field(default_factory=lambda: Journal(":memory:"))

    def __post_init__(self) -> None:
        self.runner = asyncio.Runner()
        self.wire = Wire(self.world)
        self._furnish()
        self.engine = self.start()

    def _furnish(self) -> None:
        """NetSuite knows the products and the way to pay."""
        netsuite = self.world.netsuite
        known = {each.item_id for each in netsuite.records.items}
        for listing in self.world.ebay.records.listings:
            if listing.sku not in known:
                fields = {
                    "item_id": listing.sku,
                    "display_name": listing.title,
                    "base_price": listing.price,
                    "is_taxable": True,
                }
                operations.create(netsuite, "inventoryItem", fields)
        netsuite.desk.add_payment_method(METHOD)

    def settings(self) -> dict[str, Any]:
        known = self.world.credentials()
        return {
            "environment": "production",
            "netsuite": {
                "account": known["NETSUITE_ACCOUNT"],
                "consumer_key": known["NETSUITE_CONSUMER_KEY"],
                "consumer_secret": known["NETSUITE_CONSUMER_SECRET"],
                "token_id": known["NETSUITE_TOKEN_ID"],
                "token_secret": known["NETSUITE_TOKEN_SECRET"],
                "currencies": ["USD"],
            },
            "quickbooks_online": {
                "realm_id": known["QBO_REALM_ID"],
                "client_id": known["QBO_CLIENT_ID"],
                "client_secret": known["QBO_CLIENT_SECRET"],
                "refresh_token": known["QBO_REFRESH_TOKEN"],
            },
            "accounts": {
                "main": {
                    "product": self.product,
                    "channel": "ebay",
                    "marketplace_id": known["EBAY_MARKETPLACE_ID"],
                    "seller_id": known["EBAY_USER_ID"],
                    "client_id": known["EBAY_CLIENT_ID"],
                    "client_secret": known["EBAY_CLIENT_SECRET"],
                    "refresh_token": known["EBAY_REFRESH_TOKEN"],
                    "ru_name": known["EBAY_RU_NAME"],
                    "time_zone": "America/Los_Angeles",
                    "carrier": "USPS",
                    "payment_methods": {"ebay": METHOD},
                    "shipping_methods": {"USPSPriority": "Standard Shipping"},
                    "positive_adjustment_item": "Refund Adjustment Positive",
                    "negative_adjustment_item": "Refund Adjustment Negative",
                    **self.account,
                }
            },
        }

    def start(self, **account: Any) -> Engine:
        self.account.update(account)
        clock = WorldClock(self.world)
        self.engine = Engine(parse(self.settings()), self.journal, clock, InlineJobs(), self.wire)
        return self.engine

    @property
    def desk(self) -> Any:
        return self.world.ebay.desk

    @property
    def channel(self) -> Any:
        return self.engine._stores["main"].channel

    def run(self, coroutine: Any) -> Any:
        return self.runner.run(coroutine)

    def w6(self, order_id: str = "01-00001-00001", **more: Any) -> Order:
        """Item 40.00, shipping 5.00; eBay collects 3.71 on top."""
        basket = [Wanted(sku="EB-TENT", shipping=Decimal("5.00"))]
        order: Order = self.desk.place_order(basket, order_id=order_id, **more)
        return order

    def post_order(self, order_id: str = "01-00001-00001") -> Row:
        found = self.run(self.engine.retrieve_order("main", order_id))
        assert found.ok, found.message
        row: Row = self.run(self.engine.post(found.rows[0].id))
        return row

    def bill(self, order_id: str = "01-00001-00001") -> Transaction:
        (order,) = [each for each in self.documents("SalesOrd") if each.other_ref_num == order_id]
        self.world.netsuite.desk.fulfil(order.id)
        billed: Transaction = self.world.netsuite.desk.bill(order.id)
        return billed

    def billed_w6(self) -> Transaction:
        self.w6()
        self.post_order()
        return self.bill()

    def refund(self, amount: str | None = None, order_id: str = "01-00001-00001") -> Any:
        """The buyer asks and gets it."""
        wanted = None if amount is None else Decimal(amount)
        made = self.desk.refund_on_request(order_id, wanted)
        self.desk.settle_refunds()
        return made

    def retrieve(self, order_id: str = "01-00001-00001") -> Any:
        return self.run(self.engine.retrieve_refund("main", order_id))

    def post_refunds(self, order_id: str = "01-00001-00001") -> list[Row]:
        found = self.retrieve(order_id)
        assert found.ok, found.message
        return [self.run(self.engine.post(row.id)) for row in found.rows]

    def documents(self, *types: str) -> list[Transaction]:
        return [each for each in self.world.netsuite.records.transactions if each.type in types]

    def close(self) -> None:
        assert self.world.bugs == []
        self.run(self.engine.aclose())
        self.journal.close()
        self.runner.close()


@pytest.fixture
def opened() -> Iterator[Callable[..., Seller]]:
    sellers = []

    def open_seller(**more: Any) -> Seller:
        sellers.append(Seller(open_world("ebay", seed=7, start=START), **more))
        return sellers[-1]

    yield open_seller
    for each in sellers:
        each.close()


@pytest.fixture
def seller(opened: Callable[..., Seller]) -> Seller:
    return opened()
