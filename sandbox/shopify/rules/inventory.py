"""Stock follows orders: a sale commits units, a fulfilment takes them, a restock gives back."""

from __future__ import annotations

from msgspec.structs import replace

from sandbox.shopify.account import Account, moment
from sandbox.shopify.records import InventoryLevel, LineItem, Variant

__all__ = [
    "available",
    "cancel_units",
    "commit_units",
    "level_id",
    "return_units",
    "ship_units",
    "unship_units",
]


def level_id(inventory_item_id: int, location_id: int) -> str:
    return f"{inventory_item_id}?location={location_id}"


def commit_units(account: Account, line: LineItem, location_id: int) -> None:
    """Sold, not yet sent: available goes down, may go below zero (oversold)."""
    _move(account, line, location_id, available=-line.quantity, committed=line.quantity)


def ship_units(account: Account, line: LineItem, quantity: int, location_id: int) -> None:
    """Sent: committed units leave the stock."""
    _move(account, line, location_id, committed=-quantity)


def unship_units(account: Account, line: LineItem, quantity: int, location_id: int) -> None:
    """Not sent after all: the units are in stock again, still promised to the order."""
    _move(account, line, location_id, committed=quantity)


def cancel_units(account: Account, line: LineItem, quantity: int, location_id: int) -> None:
    """Will not be sent: committed units are for sale again."""
    _move(account, line, location_id, available=quantity, committed=-quantity)


def return_units(account: Account, line: LineItem, quantity: int, location_id: int) -> None:
    """Came back: more units are for sale."""
    _move(account, line, location_id, available=quantity)


def available(account: Account, variant: Variant, location_id: int) -> int:
    key = level_id(variant.inventory_item_id, location_id)
    level = account.records.inventory_levels.get(key)
    return 0 if level is None else level.available


def _move(
    account: Account, line: LineItem, location_id: int, available: int = 0, committed: int = 0
) -> None:
    """Lines without a variant have no stock. Committed never goes below zero: an order that
    bypassed the stock when it was created has nothing committed to take away."""
    if line.variant_id is None:
        return
    variant = account.records.variants.get(line.variant_id)
    if variant is None:
        return
    table = account.records.inventory_levels
    key = level_id(variant.inventory_item_id, location_id)
    now = moment(account)
    level = table.get(key) or InventoryLevel(
        id=key,
        inventory_item_id=variant.inventory_item_id,
        location_id=location_id,
        available=0,
        committed=0,
        updated_at=now,
    )
    table.put(
        replace(
            level,
            available=level.available + available,
            committed=max(level.committed + committed, 0),
            updated_at=now,
        )
    )
