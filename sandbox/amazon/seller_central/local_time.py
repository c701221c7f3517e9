"""Moments as Seller Central shows them: in the marketplace's own time, while files have UTC. So a
period that ends in the evening of a month's last day ends in the next month in its file.
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sandbox.amazon.marketplaces import Marketplace

__all__ = ["day_of", "written", "zone_of"]

_AMERICAN = "America/Los_Angeles"
_ZONES = {
    "US": _AMERICAN, "CA": _AMERICAN, "MX": _AMERICAN, "BR": "America/Sao_Paulo",
    "GB": "Europe/London", "IE": "Europe/London", "TR": "Europe/Istanbul", "AE": "Asia/Dubai",
    "SA": "Asia/Riyadh", "EG": "Africa/Cairo", "IN": "Asia/Kolkata", "ZA": "Africa/Johannesburg",
    "JP": "Asia/Tokyo", "AU": "Australia/Sydney", "SG": "Asia/Singapore",
}  # fmt: skip


def zone_of(marketplace: Marketplace) -> ZoneInfo:
    return ZoneInfo(_ZONES.get(marketplace.country, "Europe/Berlin"))


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
