"""Which version of the Admin API answers a request.

Shopify.dev "API versioning": one stable version a quarter, supported for twelve months, so four
stable versions are served at any time, besides the next one (release candidate) and `unstable`.
A version that is no longer supported is not refused: the oldest supported one answers and says so
in `X-Shopify-API-Version`. The world's `as_of` date decides, never its clock.

The newest schema held here is 2026-07. A version released after it is served with that content
under its own name: the header says what the client asked for and got, `2026-10`.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

import msgspec

from sandbox.shopify.errors import NotFound

__all__ = ["NEWEST_SCHEMA", "UNSTABLE", "ApiVersion", "resolve", "supported"]

UNSTABLE = "unstable"
NEWEST_SCHEMA = "2026-07"
FIRST = (2019, 4)  # before it the Admin API had no versions
MONTHS = (1, 4, 7, 10)
SUPPORTED_RELEASES = 4

_FORM = re.compile(r"(\d{4})-(\d{2})")


class ApiVersion(msgspec.Struct, frozen=True):
    """`name` goes into `X-Shopify-API-Version`; `schema` is the quarter whose rules apply."""

    name: str
    schema: str


@lru_cache(maxsize=512)
def resolve(asked: str | None, as_of: date) -> ApiVersion:
    """The version that answers. None: the client named none. Raises NotFound."""
    served = supported(as_of)
    if asked is None:
        return _served(served[0])
    if asked == UNSTABLE:
        return ApiVersion(UNSTABLE, NEWEST_SCHEMA)
    form = _FORM.fullmatch(asked)
    if form is None or int(form[2]) not in MONTHS or (int(form[1]), int(form[2])) < FIRST:
        raise NotFound
    if asked in served or asked == _next(served[-1]):
        return _served(asked)
    if asked < served[0]:
        return _served(served[0])
    raise NotFound


def supported(as_of: date) -> list[str]:
    """Stable versions that are served on a day, oldest first."""
    year, month = as_of.year, (as_of.month - 1) // 3 * 3 + 1
    found = []
    for _ in range(SUPPORTED_RELEASES):
        found.append(f"{year}-{month:02}")
        year, month = (year - 1, 10) if month == 1 else (year, month - 3)
    return found[::-1]


def _next(version: str) -> str:
    year, month = int(version[:4]), int(version[5:])
    return f"{year + 1}-01" if month == 10 else f"{year}-{month + 3:02}"


def _served(name: str) -> ApiVersion:
    return ApiVersion(name, min(name, NEWEST_SCHEMA))
