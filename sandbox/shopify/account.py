"""What a rule needs of the store it works on: any object with these five parts will do."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from sandbox.kernel.clock import Clock
from sandbox.kernel.ids import Ids
from sandbox.kernel.store import Store
from sandbox.shopify.records import Records
from sandbox.shopify.settings import Settings

__all__ = ["Account", "moment"]


class Account(Protocol):
    store: Store
    clock: Clock
    ids: Ids
    records: Records
    settings: Settings


def moment(account: Account) -> datetime:
    """Now, in whole seconds: Shopify keeps no fractions."""
    return account.clock.now().replace(microsecond=0)
