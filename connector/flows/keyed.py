"""A document of the books is known by its key."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

from connector.books.books import Recorded
from connector.flows.write_once import Found

__all__ = ["look_for"]


class Finds(Protocol):
    async def find_by_external_id(self, key: str) -> Recorded | None: ...


def look_for(books: Finds, key: str) -> Callable[[], Awaitable[Found | None]]:
    """Looks for the document with the key as external id."""

    async def look() -> Found | None:
        found = await books.find_by_external_id(key)
        if found is None:
            return None
        return Found(id=found.id, number=found.number, amount=found.total)

    return look
