"""What a wrong connector is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

__all__ = ["Mutant", "put"]


@dataclass(frozen=True)
class Mutant:
    """`scenario`: file and name of the scenario that must catch it."""

    name: str
    wrong: str
    scenario: str
    patch: Callable[[], None]


def put(owner: Any, name: str, value: Any) -> None:
    """Replace a part of the engine; raises AttributeError when the seam has moved."""
    getattr(owner, name)
    setattr(owner, name, value)
