"""Keys that `@idempotent` has used up. Kept outside the documents and outside the query engine."""

from __future__ import annotations

from datetime import datetime

import msgspec

from sandbox.kernel.store import Store, Table

__all__ = ["KeyTable", "UsedKey"]


class UsedKey(msgspec.Struct, frozen=True):
    """`made`: ids of what the first request made. `fingerprint`: of its arguments."""

    id: str
    fingerprint: str
    made: tuple[int, ...]
    at: datetime


class KeyTable:
    def __init__(self, store: Store) -> None:
        self.used: Table[UsedKey] = store.table("keys.shopify.idempotency", UsedKey)
