"""What the stage lends the engine: a clock, and channels that declare something else."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import httpx

from connector.adapters import PlatformAdapters
from connector.channels.channel import Capabilities, Channel, Direction
from connector.clock import Clock
from connector.http.rotating import TokenLine
from connector.settings import AccountSettings
from features.stage.corner_shop import CornerShop
from sandbox.world import World

__all__ = ["CornerShopAdapters", "OneWorkflow", "WorldClock"]


class WorldClock:
    """The engine's clock is the world's clock; sleeping lets world time pass."""

    def __init__(self, world: World) -> None:
        self.world = world

    def now(self) -> datetime:
        return self.world.clock.now()

    async def sleep(self, seconds: float) -> None:
        await self.world.sleep(seconds)


class OneWorkflow(PlatformAdapters):
    """The real adapters, but the channel declares a single refund direction."""

    def __init__(self, direction: Direction) -> None:
        self.direction = direction

    def channel(
        self, account: AccountSettings, http: httpx.AsyncClient, clock: Clock, logins: TokenLine
    ) -> Channel:
        channel = super().channel(account, http, clock, logins)
        declared = replace(channel.capabilities, directions=frozenset({self.direction}))
        return Declaring(channel, declared)


class Declaring:
    """A channel that declares something else and does everything as before."""

    def __init__(self, channel: Channel, capabilities: Capabilities) -> None:
        self._channel = channel
        self.capabilities = capabilities

    def __getattr__(self, name: str) -> Any:
        return getattr(self._channel, name)


class CornerShopAdapters(PlatformAdapters):
    """The corner shop as the channel of every account, and the real books."""

    def __init__(self, shop: CornerShop) -> None:
        self.shop = shop

    def channel(
        self, account: AccountSettings, http: httpx.AsyncClient, clock: Clock, logins: TokenLine
    ) -> Channel:
        self.shop.clock = clock
        return self.shop
