"""Token buckets on the world's clock. Each platform decides sizes, costs, headers and refusals."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import msgspec

from sandbox.kernel.clock import Clock
from sandbox.kernel.store import Store, Table

__all__ = ["Bucket", "BucketState"]


class BucketState(msgspec.Struct, frozen=True):
    id: str
    level: Decimal
    at: datetime


class Bucket:
    """Holds up to `capacity` points and refills `rate` points a second of world time.

    One object serves any number of keys (`shop`, `shop+app`); the levels live in the store.
    """

    def __init__(
        self, store: Store, clock: Clock, name: str, *, capacity: Decimal, rate: Decimal
    ) -> None:
        self.capacity = capacity
        self.rate = rate
        self._clock = clock
        self._levels: Table[BucketState] = store.table(f"bucket.{name}", BucketState)

    def available(self, key: str) -> Decimal:
        state = self._levels.get(key)
        if state is None:
            return self.capacity
        seconds = Decimal((self._clock.now() - state.at).total_seconds())
        return min(self.capacity, state.level + seconds * self.rate)

    def take(self, key: str, cost: Decimal) -> bool:
        """Take `cost` points if they are there. False leaves the bucket as it was."""
        level = self.available(key)
        if level < cost:
            return False
        self._levels.put(BucketState(key, level - cost, self._clock.now()))
        return True

    def give_back(self, key: str, points: Decimal) -> None:
        level = min(self.capacity, self.available(key) + points)
        self._levels.put(BucketState(key, level, self._clock.now()))

    def seconds_until(self, key: str, cost: Decimal) -> Decimal:
        """World seconds until `cost` points are there; 0 when they are there now."""
        missing = cost - self.available(key)
        return max(Decimal(0), missing / self.rate)
