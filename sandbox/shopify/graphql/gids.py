"""Global ids: `gid://shopify/Order/6100000000001`."""

from __future__ import annotations

import re

import msgspec

__all__ = ["Gid", "gid", "parse"]

_FORM = re.compile(r"gid://shopify/([A-Za-z]+)/([A-Za-z0-9_-]+)(\?.*)?")


class Gid(msgspec.Struct, frozen=True):
    """`tail` is the number of most types; jobs have a UUID there."""

    kind: str
    tail: str

    @property
    def number(self) -> int:
        """The numeric id; -1 (which names nothing) when the tail is no number."""
        return int(self.tail) if self.tail.isascii() and self.tail.isdigit() else -1


def gid(kind: str, number: int | str) -> str:
    return f"gid://shopify/{kind}/{number}"


def parse(text: str) -> Gid | None:
    """None when `text` is no global id."""
    found = _FORM.fullmatch(text)
    return None if found is None else Gid(found[1], found[2])
