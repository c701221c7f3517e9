"""Which orders a client asks for. Source: Fulfillment v1.20.7 `getOrders`.

Newest first. Where both dates are given only the date of creation counts. A limit above 200 is an
error, not 200. Named orders make every other parameter void.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

import msgspec

from sandbox.ebay.domain import Domain
from sandbox.ebay.errors import FulfillmentError
from sandbox.ebay.records import Order
from sandbox.ebay.rules.filters import Range, braced, ranged, split, within
from sandbox.ebay.rules.times import parsed

__all__ = ["TAX_BREAKDOWN", "Page", "Search", "field_group", "find", "wanted"]

TAX_BREAKDOWN = "TAX_BREAKDOWN"
_DEFAULT_DAYS, _YEARS = 90, 2
_DEFAULT_LIMIT, _MOST, _MOST_IDS = 50, 200, 50
# The only two lists of states that the API takes.
_STATES = ({"NOT_STARTED", "IN_PROGRESS"}, {"FULFILLED", "IN_PROGRESS"})
_NAMES = ("creationdate", "lastmodifieddate", "orderfulfillmentstatus")
_UNPAGED = 1_000_000


class Search(msgspec.Struct, frozen=True, kw_only=True):
    """`by_change`: `start` and `end` are of the last change. Both ends belong to it."""

    ids: tuple[str, ...] = ()
    by_change: bool = False
    start: datetime | None = None
    end: datetime | None = None
    states: frozenset[str] = frozenset()
    limit: int = _DEFAULT_LIMIT
    offset: int = 0
    tax_breakdown: bool = False


class Page(msgspec.Struct, frozen=True, kw_only=True):
    total: int
    orders: tuple[Order, ...]


def field_group(query: Mapping[str, str]) -> bool:
    """Whether the tax is to be shown within totals. Raises FulfillmentError 32800."""
    group = query.get("fieldGroups", "")
    if group not in ("", TAX_BREAKDOWN):
        raise FulfillmentError(32800, fieldGroup=group)
    return group == TAX_BREAKDOWN


def wanted(account: Domain, query: Mapping[str, str], filters: Iterable[str]) -> Search:
    """`query` without its filters, which may come more than once. Raises FulfillmentError 30700
    to 31100 and 32800."""
    if query.get("orderIds"):
        ids = tuple(each.strip() for each in query["orderIds"].split(",") if each.strip())
        if len(ids) > _MOST_IDS:
            raise FulfillmentError(30900)
        return Search(ids=ids, limit=_MOST_IDS)
    found: dict[str, str] = {}
    for name, value in split(filters):
        if name.lower() not in _NAMES:
            raise FulfillmentError(30700, fieldname=name)
        found[name.lower()] = value
    now = account.clock.now()
    created, changed = (
        _dates(now, name, found[name]) if name in found else None for name in _NAMES[:2]
    )
    start, end = created or changed or (now - timedelta(days=_DEFAULT_DAYS), now)
    return Search(
        by_change=created is None and changed is not None,
        start=start,
        end=end,
        states=_states(found.get(_NAMES[2])),
        limit=_number(query, "limit", _DEFAULT_LIMIT, 1, _MOST, 31100),
        offset=_number(query, "offset", 0, 0, _UNPAGED, 31000),
        tax_breakdown=field_group(query),
    )


def find(account: Domain, search: Search) -> Page:
    """Orders of more than two years ago are gone."""
    records, oldest = account.records, _years_before(account.clock.now())
    if search.ids:
        named = [records.orders.get(key) for key in dict.fromkeys(search.ids)]
        orders = tuple(order for order in named if order is not None and order.created >= oldest)
        return Page(total=len(orders), orders=orders)
    index = records.orders_by_update if search.by_change else records.orders_by_creation
    start, end = search.start or oldest, search.end or account.clock.now()
    # Dates are shown in whole seconds, and so they are compared.
    near = index.between(_second(start), _second(end) + timedelta(seconds=1))
    matches = [
        order
        for order in near
        if order.created >= oldest
        and within(_second(order.updated if search.by_change else order.created), start, end)
        and (not search.states or order.fulfilment_status in search.states)
    ]
    matches.sort(key=lambda order: (order.created, order.id), reverse=True)
    page = matches[search.offset : search.offset + search.limit]
    return Page(total=len(matches), orders=tuple(page))


def _second(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)


def _dates(now: datetime, name: str, value: str) -> tuple[datetime, datetime]:
    span = ranged(value)
    if span is None:
        raise FulfillmentError(30800, fieldvalue=value, fieldname=name)
    if not span.start:
        raise FulfillmentError(30820)
    start, end = _moments(span, now)
    if start > end:
        if not span.end:
            raise FulfillmentError(30850)
        raise FulfillmentError(30840)
    if start > now or end > now:
        raise FulfillmentError(30850)
    if end > _years_after(start):
        raise FulfillmentError(30830, allowedTime=str(_YEARS))
    return start, end


def _moments(span: Range, now: datetime) -> tuple[datetime, datetime]:
    start = parsed(span.start)
    end = parsed(span.end) if span.end else now
    if start is None or end is None:
        raise FulfillmentError(30810)
    return start, end


def _years_before(moment: datetime) -> datetime:
    return _moved(moment, -_YEARS)


def _years_after(moment: datetime) -> datetime:
    """`moment` is not in the future, so a calendar has the day."""
    return _moved(moment, _YEARS)


def _moved(moment: datetime, years: int) -> datetime:
    day = 28 if (moment.month, moment.day) == (2, 29) else moment.day
    return moment.replace(year=moment.year + years, day=day).astimezone(UTC)


def _states(value: str | None) -> frozenset[str]:
    if value is None:
        return frozenset()
    states = braced(value)
    if states is None or set(states) not in _STATES:
        raise FulfillmentError(30800, fieldvalue=value, fieldname="orderfulfillmentstatus")
    return frozenset(states)


def _number(
    query: Mapping[str, str], name: str, default: int, least: int, most: int, code: int
) -> int:
    said = query.get(name)
    if said is None or said == "":
        return default
    number = int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else -1
    if not least <= number <= most:
        raise FulfillmentError(code, **{f"{name}value": said})
    return number
