"""Money that a shop owes a customer and that he can spend there."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import msgspec

__all__ = ["StoreCreditAccount", "StoreCreditEntry"]


class StoreCreditEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A credit. `order_transaction_id`: the refund that gave it."""

    id: int
    amount: Decimal
    created_at: datetime
    expires_at: datetime | None = None
    order_transaction_id: int | None = None


class StoreCreditAccount(msgspec.Struct, frozen=True, kw_only=True):
    """One a customer and currency."""

    id: int
    customer_id: int
    currency: str
    entries: tuple[StoreCreditEntry, ...] = ()

    def balance(self, now: datetime) -> Decimal:
        """What has not expired."""
        return sum(
            (
                each.amount
                for each in self.entries
                if each.expires_at is None or each.expires_at > now
            ),
            Decimal(0),
        )
