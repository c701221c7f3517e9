"""Moments and numbers as the platform writes them.

Moments have the company's own offset, `2026-01-05T10:11:12-08:00`; the time of an answer has
milliseconds too. Numbers are plain: `19.47`, never an exponent and never a float on the way.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

__all__ = ["answer_time", "epoch_ms", "moment", "number"]


def moment(value: datetime, zone: ZoneInfo) -> str:
    return value.astimezone(zone).isoformat(timespec="seconds")


def answer_time(value: datetime, zone: ZoneInfo) -> str:
    """The `time` of an envelope."""
    return value.astimezone(zone).isoformat(timespec="milliseconds")


def epoch_ms(value: datetime) -> int:
    """The `time` of an answer that the gateway wrote."""
    return int(value.timestamp()) * 1000 + value.microsecond // 1000


def number(value: Decimal) -> str:
    """Without an exponent."""
    return format(value, "f")
