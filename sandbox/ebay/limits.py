"""How much an application may ask in a day, and what of it is used.

A day begins at midnight in San Jose. Tokens of each grant have allowances of their own. Sources:
developer.ebay.com "API call limits", "OAuth rate limits"; official description of Analytics. The
figures of Fulfillment and Post-Order are those of older pages, that of Key Management is chosen.
Nothing says when to come again.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import msgspec

from sandbox.ebay.errors import TooManyRequests

if TYPE_CHECKING:
    from sandbox.kernel.clock import Clock
    from sandbox.kernel.store import Store

__all__ = ["ALLOWANCES", "DAY_SECONDS", "GRANTS", "Allowance", "Limits"]

DAY_SECONDS = 86_400
_ZONE = "America/Los_Angeles"


class Allowance(msgspec.Struct, frozen=True):
    """`context`, `api`, `version` are how Analytics calls the API; `calls` a day."""

    context: str
    api: str
    version: str
    calls: int


ALLOWANCES = {
    "sell.fulfillment": Allowance("sell", "Fulfillment", "v1", 100_000),
    "sell.finances": Allowance("sell", "Finances", "v1", 15_000),
    "postorder": Allowance("postorder", "PostOrder", "v2", 5_000),
    "commerce.notification": Allowance("commerce", "Notification", "v1", 10_000),
    "commerce.identity": Allowance("commerce", "Identity", "v1", 5_000),
    "developer.analytics": Allowance("developer", "Analytics", "v1_beta", 400),
    "developer.key_management": Allowance("developer", "KeyManagement", "v1", 5_000),
}
GRANTS = {"client_credentials": 1_000, "authorization_code": 10_000, "refresh_token": 50_000}


class Usage(msgspec.Struct, frozen=True, kw_only=True):
    """Calls of an application (`id` begins with it) on the day that ends at `reset`."""

    id: str
    reset: datetime
    count: int


class Limits:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._clock = clock
        self._used = store.table("limits.ebay.day", Usage)

    def take(self, application: str, resource: str) -> None:
        """One call of an API, or one token of a grant. Raises TooManyRequests, and then takes
        nothing."""
        used = self.used(application, resource)
        if used >= _most(resource):
            raise TooManyRequests
        self._keep(application, resource, used + 1)

    def used(self, application: str, resource: str) -> int:
        """Of today's allowance."""
        known = self._used.get(f"{application}|{resource}")
        return known.count if known is not None and self._clock.now() < known.reset else 0

    def use_up(self, application: str, resource: str, leaving: int = 0) -> None:
        """Other calls of the application take what there is today. Raises KeyError."""
        self._keep(application, resource, _most(resource) - leaving)

    def reset(self) -> datetime:
        """When the day ends."""
        local = self._clock.now().astimezone(ZoneInfo(_ZONE))
        midnight = datetime.combine(local.date() + timedelta(days=1), time(), ZoneInfo(_ZONE))
        return midnight.astimezone(UTC)

    def _keep(self, application: str, resource: str, count: int) -> None:
        self._used.put(Usage(id=f"{application}|{resource}", reset=self.reset(), count=count))


def _most(resource: str) -> int:
    return GRANTS[resource] if resource in GRANTS else ALLOWANCES[resource].calls
