"""What the rules need of a company: its records, its switches, and its world."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from sandbox.kernel.clock import Clock
    from sandbox.kernel.ids import Ids
    from sandbox.kernel.store import Store
    from sandbox.kernel.universe import Universe
    from sandbox.quickbooks_online.records import Records
    from sandbox.quickbooks_online.settings import Settings

__all__ = ["Domain"]


class Domain(Protocol):
    """A QuickBooks company without its network side."""

    universe: Universe
    store: Store
    clock: Clock
    ids: Ids
    records: Records
    settings: Settings
