"""Work that an app is told of by a job's id, and asks for until it is done."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import msgspec

__all__ = ["Cancellation", "Job"]


class Cancellation(msgspec.Struct, frozen=True, kw_only=True):
    """How an order is to be cancelled. refund: "", original, store_credit."""

    order_id: int
    reason: str
    restock: bool
    refund: str = ""
    credit_expires_at: datetime | None = None
    staff_note: str | None = None
    notify_customer: bool = False
    amount: Decimal | None = None  # of the refund; None: all that is left


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """`id` is a UUID."""

    id: str
    created_at: datetime
    cancellation: Cancellation
    done: bool = False
