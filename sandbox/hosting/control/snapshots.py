"""States of worlds by name, in memory. What a name holds costs the writes since, not the world.

A world that is reset or closed takes its snapshots with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from weakref import WeakKeyDictionary

from sandbox.hosting.control.changes import writes_since
from sandbox.hosting.control.errors import unknown
from sandbox.kernel.store import Version
from sandbox.world import World

__all__ = ["NOW", "Kept", "Snapshots"]

NOW = "now"
"""Stands for the world as it is; nothing can be kept under this name."""


@dataclass(frozen=True)
class Kept:
    name: str
    at: datetime
    version: Version


class Snapshots:
    def __init__(self) -> None:
        self._kept: WeakKeyDictionary[World, dict[str, Kept]] = WeakKeyDictionary()

    def of(self, world: World) -> list[Kept]:
        return list(self._kept.get(world, {}).values())

    def take(self, world: World, name: str) -> Kept:
        """Keep the state of this moment; a name that is used already holds this one from now."""
        kept = Kept(name, world.clock.now(), world.snapshot())
        self._kept.setdefault(world, {}).pop(name, None)
        self._kept[world][name] = kept
        return kept

    def get(self, world: World, name: str) -> Kept:
        """Raises ControlError, naming those there are."""
        kept = self._kept.get(world, {})
        if name not in kept:
            raise unknown("snapshot", name, kept)
        return kept[name]

    def drop(self, world: World, name: str) -> None:
        """Raises ControlError, naming those there are."""
        self.get(world, name)
        del self._kept[world][name]

    def writes(self, kept: Kept) -> int:
        return writes_since(kept.version)
