"""What all of eBay's JSON is made of: amounts as text, moments in UTC.

An amount is printed like a double, never padded: "0.0", "43.1", "268.0" (recorded, Fulfillment and
Finances). Post-Order writes the same figure as a number, and moments as objects.
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

__all__ = ["Json", "amount", "date", "moment", "number", "said", "text"]

Json = dict[str, Any]


def text(value: Decimal) -> str:
    """43.10 is 43.1, and 268.00 is 268.0."""
    whole, _, rest = f"{value:f}".partition(".")
    if whole == "-0" and not rest.strip("0"):
        whole = "0"
    return f"{whole}.{rest.rstrip('0') or '0'}"


def amount(value: Decimal, currency: str) -> Json:
    return {"value": text(value), "currency": currency}


def number(value: Decimal, currency: str) -> Json:
    """As Post-Order writes it."""
    return {"value": Decimal(text(value)), "currency": currency}


def moment(value: datetime) -> str:
    """With its milliseconds."""
    return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def date(value: datetime) -> str:
    """Whole seconds, written with `.000`: dates of orders, recorded."""
    return moment(value.replace(microsecond=0))


def said(value: datetime) -> Json:
    """A moment of Post-Order."""
    return {"value": moment(value), "formattedValue": moment(value)}
