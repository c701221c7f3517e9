"""How much one app may ask of one shop.

GraphQL pays by cost, REST by call; each has a leaky bucket per app and shop on the world's clock
(shopify.dev "Shopify API limits"). Sizes of the standard plan are measured, those of plus come
from published responses; advanced and enterprise are the documented figures.
"""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

import msgspec

from sandbox.kernel.clock import Clock
from sandbox.kernel.limits import Bucket
from sandbox.kernel.store import Store
from sandbox.shopify.errors import RestThrottled

__all__ = [
    "DEEPEST_BODY",
    "MAX_DRAFT_LINES",
    "MAX_INPUT_ARRAY",
    "MAX_PAGE",
    "MAX_PAGINATED",
    "MAX_QUERY_COST",
    "PLANS",
    "Limits",
]

MAX_QUERY_COST = 1000  # one query, whatever the plan
MAX_PAGE = 250
MAX_PAGINATED = 25_000  # objects that paging may reach
MAX_INPUT_ARRAY = 250
MAX_DRAFT_LINES = 499
DEEPEST_BODY = 100  # arrays and objects in each other: where Ruby's reader of JSON stops


class Plan(msgspec.Struct, frozen=True):
    """Points (GraphQL) and calls (REST): bucket size and refill a second."""

    points: int
    points_a_second: int
    calls: int
    calls_a_second: int


PLANS = {
    "standard": Plan(2_000, 100, 40, 2),
    "advanced": Plan(4_000, 200, 80, 4),
    "plus": Plan(20_000, 1_000, 400, 20),
    "enterprise": Plan(40_000, 2_000, 400, 20),
}


class Limits:
    """`key` names an app in this shop. Points are whole numbers on the wire."""

    def __init__(self, store: Store, clock: Clock, plan: str = "standard") -> None:
        self.plan = PLANS[plan]
        self.points = Bucket(
            store,
            clock,
            "limits.shopify.points",
            capacity=Decimal(self.plan.points),
            rate=Decimal(self.plan.points_a_second),
        )
        self.calls = Bucket(
            store,
            clock,
            "limits.shopify.calls",
            capacity=Decimal(self.plan.calls),
            rate=Decimal(self.plan.calls_a_second),
        )

    def take_call(self, key: str) -> None:
        """One REST call. Raises RestThrottled with the seconds until the next is allowed."""
        one = Decimal(1)
        if not self.calls.take(key, one):
            wait = self.calls.seconds_until(key, one)
            # Never less than it takes: rounded up to the tenth that the header can say.
            wait = wait.quantize(Decimal("0.1"), ROUND_CEILING)
            raise RestThrottled(max(wait, one), self.plan.calls_a_second)

    def call_limit(self, key: str) -> str:
        """`X-Shopify-Shop-Api-Call-Limit`: calls in the bucket / its size."""
        used = self.calls.capacity - self.calls.available(key)
        return f"{int(used.to_integral_value(ROUND_CEILING))}/{self.plan.calls}"

    def take_points(self, key: str, cost: int) -> bool:
        """False when the bucket holds less; then nothing is taken."""
        return self.points.take(key, Decimal(cost))

    def give_back(self, key: str, points: int) -> None:
        """The difference between what a query asked for and what it used."""
        if points > 0:
            self.points.give_back(key, Decimal(points))

    def throttle_status(self, key: str) -> dict[str, int]:
        available = self.points.available(key).to_integral_value(ROUND_FLOOR)
        return {
            "maximumAvailable": self.plan.points,
            "currentlyAvailable": int(available),
            "restoreRate": self.plan.points_a_second,
        }
