"""What returns and cancellations share: search parameters, pages, bodies. Source: Post-Order v2.

Dates of a search go back eighteen months; a search without an end has ninety days.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec

from sandbox.ebay.errors import PostOrderError
from sandbox.ebay.routes.common import Params, body_of, number
from sandbox.ebay.rules.money import written
from sandbox.ebay.rules.times import parsed
from sandbox.kernel.routing import Request

if TYPE_CHECKING:
    from sandbox.ebay.app import Ebay

__all__ = ["Reader", "Span", "pages"]

_OLDEST = timedelta(days=548)
_OPEN_END = timedelta(days=90)
_DEFAULT, _MOST = 25, 200


class Span(msgspec.Struct, frozen=True):
    """Both ends belong to it."""

    start: datetime
    end: datetime


class Reader:
    """Reads a request; what does not fit is refused in the words of `domain`."""

    def __init__(self, ebay: Ebay, request: Request, domain: str) -> None:
        self._ebay = ebay
        self._request = request
        self._domain = domain
        self.params = Params(request)

    def invalid(self, parameter: str) -> PostOrderError:
        return PostOrderError(
            1616, "Invalid Input.", domain=self._domain, parameters={"parameter": parameter}
        )

    def span(self) -> Span | None:
        """Of the creation; None when no date is said. Raises PostOrderError."""
        first = self._moment("creation_date_range_from")
        last = self._moment("creation_date_range_to")
        if first is None and last is None:
            return None
        now = self._ebay.clock.now()
        start = first or now - _OLDEST
        if start < now - _OLDEST:
            raise self.invalid("creation_date_range_from")
        end = last or min(now, start + _OPEN_END)
        if last is not None and last < start:
            raise self.invalid("creation_date_range_to")
        return Span(start, end)

    def _moment(self, name: str) -> datetime | None:
        text = self.params.one(name)
        if not text:
            return None
        found = parsed(text)
        if found is None:
            raise self.invalid(name)
        return found

    def role_sells(self) -> bool:
        """The account only sells: as a buyer it has nothing. Raises PostOrderError."""
        role = self.params.one("role").upper() or "SELLER"
        if role not in ("SELLER", "BUYER"):
            raise self.invalid("role")
        return role == "SELLER"

    def page(self) -> tuple[int, int]:
        """Limit and offset. Raises PostOrderError."""
        limit, offset = _DEFAULT, 0
        if self.params.one("limit"):
            given = number(self.params.one("limit"))
            if given is None or not 1 <= given <= _MOST:
                raise self.invalid("limit")
            limit = given
        if self.params.one("offset"):
            given = number(self.params.one("offset"))
            if given is None:
                raise self.invalid("offset")
            offset = given
        return limit, offset

    # -- bodies ---------------------------------------------------------------------------------

    def body(self) -> dict[str, Any]:
        """An object; none is an empty one. Raises PostOrderError and AccessError."""
        found = body_of(self._request)
        if found is None:
            return {}
        if not isinstance(found, dict):
            raise self.invalid("body")
        return found

    def text(self, body: dict[str, Any], name: str) -> str:
        """A member that is text, or text in `content`; empty without. Raises PostOrderError."""
        value = body.get(name)
        if isinstance(value, dict):
            value = value.get("content")
        if value is None:
            return ""
        if not isinstance(value, str):
            raise self.invalid(name)
        return value

    def member(self, body: dict[str, Any], name: str) -> dict[str, Any]:
        """A member that is an object. Raises PostOrderError."""
        value = body.get(name)
        if not isinstance(value, dict):
            raise self.invalid(name)
        return value

    def amount(self, body: dict[str, Any], name: str) -> tuple[Decimal, str]:
        """Value and currency; the value may be a number or text. Raises PostOrderError."""
        given = self.member(body, name)
        value, currency = given.get("value"), given.get("currency")
        found = written(value)
        if found is None or not isinstance(currency, str):
            raise self.invalid(name)
        return found, currency


def pages(found: Sequence[Any], limit: int, offset: int) -> dict[str, int]:
    """`paginationOutput`."""
    return {
        "offset": offset,
        "limit": limit,
        "totalPages": -(-len(found) // limit),
        "totalEntries": len(found),
    }
