"""A world, and the connector's adapters pointed at it over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

import httpx
import pytest

from connector.books.netsuite import NetSuite
from connector.channels.shopify import Shopify
from connector.settings import AccountSettings, NetSuiteSettings
from sandbox.shopify.records import Order as ShopOrder
from sandbox.world import World, open_world

T = TypeVar("T")


class WorldClock:
    """The connector's clock on world time."""

    def __init__(self, world: World) -> None:
        self._world = world

    def now(self) -> datetime:
        return self._world.clock.now()

    async def sleep(self, seconds: float) -> None:
        await self._world.sleep(seconds)


class Stage:
    """`run(use)` gives `use` both adapters on one fresh client."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.login: dict[str, Any] = {}
        self.account: dict[str, Any] = {}

    def run(self, use: Callable[[Shopify, NetSuite], Awaitable[T]]) -> T:
        credentials = self.world.credentials()
        clock = WorldClock(self.world)
        netsuite = NetSuiteSettings.model_validate(
            {
                "account": credentials["NETSUITE_ACCOUNT"],
                "consumer_key": credentials["NETSUITE_CONSUMER_KEY"],
                "consumer_secret": credentials["NETSUITE_CONSUMER_SECRET"],
                "token_id": credentials["NETSUITE_TOKEN_ID"],
                "token_secret": credentials["NETSUITE_TOKEN_SECRET"],
                **self.login,
            }
        )
        account = AccountSettings.model_validate(
            {
                "shop": credentials["SHOPIFY_SHOP"],
                "token": credentials["SHOPIFY_TOKEN"],
                **self.account,
            }
        )

        async def main() -> T:
            async with httpx.AsyncClient(transport=self.world.transport()) as http:
                return await use(Shopify(account, http, clock), NetSuite(netsuite, http, clock))

        return asyncio.run(main())

    def place_w1(self) -> ShopOrder:
        """The order of W1, paid."""
        return self.world.shopify.desk.place(
            lines=[("TEE-BLK", 3), ("MUG-WHT", 1), ("CAP-RED", 2)],
            discount_percent=Decimal("10"),
            shipping=Decimal("7.95"),
            tax_rate=Decimal("0.0825"),
            email="jane@example.com",
        )


@pytest.fixture
def stage() -> Iterator[Stage]:
    world = open_world(seed=7)
    yield Stage(world)
    assert world.bugs == []
