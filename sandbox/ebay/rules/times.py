"""Moments as eBay reads them: ISO 8601 in UTC, with or without milliseconds, always with a Z."""

from __future__ import annotations

import re
from datetime import UTC, datetime

__all__ = ["parsed"]

_FORM = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z")


def parsed(text: str) -> datetime | None:
    """None for anything else, and for days that no calendar has."""
    if not _FORM.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text[:-1]).replace(tzinfo=UTC)
    except ValueError:
        return None
