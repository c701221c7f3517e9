"""What the rules need of an account: its records, its preferences, its scripts, and its world."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from sandbox.kernel.clock import Clock
    from sandbox.kernel.ids import Ids
    from sandbox.kernel.store import Store
    from sandbox.netsuite.records import Records
    from sandbox.netsuite.scripts import Scripts
    from sandbox.netsuite.settings import Settings

__all__ = ["Domain"]


class Domain(Protocol):
    """A NetSuite account without its network side. `sandbox.netsuite.app.NetSuite` is one."""

    store: Store
    clock: Clock
    ids: Ids
    records: Records
    settings: Settings
    scripts: Scripts
