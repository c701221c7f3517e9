"""The kinds of worlds by name, and how one is opened."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from types import MappingProxyType

from sandbox.world import DEFAULT_AS_OF, DEFAULT_START, Accounts, World, open_world
from sandbox.worlds import acme, big, w1, w8_settlement

__all__ = ["KINDS", "UnknownKind", "furnish", "open_named"]

Furnisher = Callable[[World], None]


def _empty(world: World) -> None:
    """The accounts as they are handed over."""


KINDS: Mapping[str, Furnisher] = MappingProxyType(
    {
        "acme": acme.furnish,
        "big": big.furnish,
        "empty": _empty,
        "w1": w1.furnish,
        "w8-settlement": w8_settlement.furnish,
    }
)


class UnknownKind(LookupError):
    """No world is called so; the sentence names those there are."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"there is no world {kind!r}; there are {', '.join(KINDS)}")
        self.kind = kind


def furnish(world: World, kind: str) -> World:
    """Put into a new world, which nobody has used yet, what `kind` holds. What it holds has
    happened before the world's time, and the clock stands or runs afterwards as it did before.
    Raises UnknownKind, before anything is written."""
    if kind not in KINDS:
        raise UnknownKind(kind)
    KINDS[kind](world)
    return world


def open_named(
    kind: str = "acme",
    *,
    name: str = "world",
    seed: int = 7,
    start: datetime | None = DEFAULT_START,
    as_of: date = DEFAULT_AS_OF,
    accounts: Accounts | None = None,
) -> World:
    """A new world of a kind. `start` None: its clock runs with the wall, and its past ends now.
    Equal names, kinds, seeds and starts make equal worlds. Raises UnknownKind."""
    if kind not in KINDS:
        raise UnknownKind(kind)
    world = open_world(name, seed=seed, start=start, as_of=as_of, accounts=accounts)
    return furnish(world, kind)
