"""What happens that a subscriber could be told. There is no topic for refunds: they are polled."""

from __future__ import annotations

from typing import Any

from sandbox.ebay.domain import Domain
from sandbox.ebay.records import Event

__all__ = ["CANCELLATION", "CONFIRMATION", "SHIPPED", "tell"]

CONFIRMATION = "ORDER_CONFIRMATION"
CANCELLATION = "ORDER_CANCELLATION_ACTIVITY"
SHIPPED = "ITEM_MARKED_SHIPPED"


def tell(account: Domain, topic: str, **data: Any) -> Event:
    return account.records.events.put(
        Event(id=account.ids.next("ebay.event"), topic=topic, date=account.clock.now(), data=data)
    )
