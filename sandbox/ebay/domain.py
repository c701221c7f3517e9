"""What the rules need of a seller account: its records, its switches, and its world."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from sandbox.ebay.records import Records
    from sandbox.ebay.settings import Settings
    from sandbox.kernel.clock import Clock
    from sandbox.kernel.ids import Ids
    from sandbox.kernel.store import Store
    from sandbox.kernel.universe import Universe

__all__ = ["Domain"]


class Domain(Protocol):
    """A seller account without its network side.

    `seller_id` is the user name; `marketplace` the id of the site it sells on (`EBAY_US`).
    """

    universe: Universe
    store: Store
    clock: Clock
    ids: Ids
    records: Records
    settings: Settings
    seller_id: str
    marketplace: str
