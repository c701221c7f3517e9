"""The time that a marketplace lives by: its days begin and end there, while files have UTC."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sandbox.amazon.marketplaces import Marketplace

__all__ = ["begin_of", "end_of", "last_second_of", "zone_of"]

_AMERICAN = "America/Los_Angeles"
_ZONES = {
    "US": _AMERICAN, "CA": _AMERICAN, "MX": _AMERICAN, "BR": "America/Sao_Paulo",
    "GB": "Europe/London", "IE": "Europe/London", "TR": "Europe/Istanbul", "AE": "Asia/Dubai",
    "SA": "Asia/Riyadh", "EG": "Africa/Cairo", "IN": "Asia/Kolkata", "ZA": "Africa/Johannesburg",
    "JP": "Asia/Tokyo", "AU": "Australia/Sydney", "SG": "Asia/Singapore",
}  # fmt: skip


def zone_of(marketplace: Marketplace) -> ZoneInfo:
    return ZoneInfo(_ZONES.get(marketplace.country, "Europe/Berlin"))


def begin_of(day: date, marketplace: Marketplace) -> datetime:
    """Its first moment there."""
    return datetime.combine(day, time(), zone_of(marketplace))


def end_of(day: date, marketplace: Marketplace) -> datetime:
    """The first moment after it."""
    return begin_of(day + timedelta(days=1), marketplace)


def last_second_of(day: date, marketplace: Marketplace) -> datetime:
    return datetime.combine(day, time(23, 59, 59), zone_of(marketplace))
