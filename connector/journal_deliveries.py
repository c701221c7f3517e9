"""What the storefronts told us, once each, and which orders are to be read because of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select

from connector.journal_database import Database
from connector.journal_tables import DELIVERIES, HINTS

__all__ = ["Deliveries", "Hint"]

REMEMBERED = timedelta(days=7)
"""Storefronts give up on a message within hours."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Hint:
    """Order `order_id` is said to have changed; `sync` has not read it since."""

    id: int
    account: str
    sync: str
    order_id: str
    noted_at: datetime


class Deliveries(Database):
    def take_delivery(
        self,
        account: str,
        delivery_id: str,
        *,
        topic: str,
        order_id: str,
        syncs: Iterable[str],
        now: datetime,
    ) -> bool:
        """Remember the message and note the order for these syncs, both or neither. False when
        it came before."""
        values = {
            "account": account,
            "delivery_id": delivery_id,
            "topic": topic,
            "received_at": now,
        }
        noted = self._insert(DELIVERIES).values(values).on_conflict_do_nothing()
        hints = [
            {"account": account, "sync": str(sync), "order_id": order_id, "noted_at": now}
            for sync in syncs
        ]
        with self._begin() as connection:
            if not self._changed(connection, noted, DELIVERIES.c.delivery_id):
                return False
            if hints:
                connection.execute(insert(HINTS), hints)
            old = DELIVERIES.c.received_at < now - REMEMBERED
            connection.execute(delete(DELIVERIES).where(old))
            return True

    def hints(self, account: str, sync: str) -> list[Hint]:
        """By id."""
        asked = select(HINTS).where(HINTS.c.account == account, HINTS.c.sync == sync)
        with self._begin() as connection:
            found = connection.execute(asked.order_by(HINTS.c.id)).mappings()
            return [Hint(**each) for each in found]

    def drop_hints(self, ids: Sequence[int]) -> None:
        """These orders were read."""
        if ids:
            with self._begin() as connection:
                connection.execute(delete(HINTS).where(HINTS.c.id.in_(ids)))
