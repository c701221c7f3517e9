"""Moments as Seller Central shows them: in the marketplace's own time, while files have UTC. So a
period that ends in the evening of a month's last day ends in the next month in its file.
"""

from __future__ import annotations

from datetime import date, datetime

from sandbox.amazon.marketplaces import Marketplace
from sandbox.amazon.time_zones import zone_of

__all__ = ["day_of", "written"]


def day_of(at: datetime, marketplace: Marketplace) -> date:
    return at.astimezone(zone_of(marketplace)).date()


def written(at: datetime, marketplace: Marketplace, *, clock: bool = True) -> str:
    """`Nov 7, 2026`, with `clock` also `1:05 AM PST`."""
    local = at.astimezone(zone_of(marketplace))
    day = f"{local:%b} {local.day}, {local.year}"
    if not clock:
        return day
    half = "AM" if local.hour < 12 else "PM"
    return f"{day} {local.hour % 12 or 12}:{local:%M} {half} {local:%Z}"
