"""GET orders.json and orders/count.json: filters, order, and Link paging.

Sources: Admin API, "Order" (filters), "Paginated REST" (Link, page_info). `page_info` holds the
filters of the first page and the place to go on from; only `limit` and `fields` may stand beside
it.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlencode

import msgspec

from sandbox.kernel.routing import Request, Response
from sandbox.kernel.store import Index
from sandbox.shopify.errors import BadRequest
from sandbox.shopify.records import Order
from sandbox.shopify.routes.rest_requests import (
    PAGING_PAGE,
    no_numbered_pages,
    order_body,
    rest,
    scopes_of,
    time_from,
)
from sandbox.shopify.rules.visibility import window_start
from sandbox.shopify.wire import answer

if TYPE_CHECKING:
    from sandbox.shopify.app import Shopify

__all__ = ["count_orders", "list_orders"]

_DEFAULT_LIMIT, _MAX_LIMIT = 50, 250
_FILTERS = (
    "status", "financial_status", "fulfillment_status", "ids", "since_id", "name", "order",
    "created_at_min", "created_at_max", "updated_at_min", "updated_at_max",
    "processed_at_min", "processed_at_max",
)  # fmt: skip
_TIMES = ("created_at", "updated_at", "processed_at")
_SORTS = ("id", *_TIMES)
_LAST_INSTANT = timedelta(microseconds=1)  # makes an inclusive maximum of an exclusive one
_Test = Callable[[Order], bool]
T = TypeVar("T")

_STATUS: dict[str, _Test] = {
    "open": lambda order: not order.closed and order.cancelled_at is None,
    "closed": lambda order: order.closed,
    "cancelled": lambda order: order.cancelled_at is not None,
    "any": lambda order: True,
}
_FINANCIAL: dict[str, frozenset[str] | None] = {
    "any": None,
    # "Unpaid" shows authorized and partially paid orders (Admin API, "Order").
    "unpaid": frozenset({"authorized", "partially_paid"}),
    **{
        name: frozenset({name})
        for name in (
            "authorized", "pending", "paid", "partially_paid", "refunded", "voided",
            "partially_refunded",
        )
    },
}  # fmt: skip
_FULFILLMENT: dict[str, frozenset[str | None] | None] = {
    "any": None,
    "shipped": frozenset({"fulfilled"}),
    "partial": frozenset({"partial"}),
    "unshipped": frozenset({None}),
    "unfulfilled": frozenset({None, "partial"}),
}


@rest
def list_orders(shopify: Shopify, request: Request) -> Response:
    page = _page(request)
    found = _found(shopify, request, page)
    going_back = page.direction == "previous"
    orders = list(islice(found, page.limit + 1))
    more = len(orders) > page.limit
    orders = orders[: page.limit]
    if going_back:
        orders.reverse()
    document = {"orders": [order_body(shopify, each, request) for each in orders]}
    before = page.last_id is not None if not going_back else more
    after = more if not going_back else page.last_id is not None
    links: list[str] = []
    if orders and before:
        links.append(_link(request, page, orders[0], "previous"))
    if orders and after:
        links.append(_link(request, page, orders[-1], "next"))
    return answer(document, headers=[("link", ", ".join(links))] if links else [])


@rest
def count_orders(shopify: Shopify, request: Request) -> Response:
    page = _Page(limit=_MAX_LIMIT, filters=_filters(request.query))
    return answer({"count": sum(1 for _ in _found(shopify, request, page))})


class _Page(msgspec.Struct, frozen=True, kw_only=True):
    """`last_id`, `last_value`: the order to go on from, and its value of the sort field."""

    limit: int
    filters: dict[str, str]
    direction: str = "next"
    last_id: int | None = None
    last_value: str = ""

    @property
    def sort(self) -> tuple[str, bool]:
        """(field, descending). Newest first, unless asked otherwise; since_id goes by id."""
        asked = self.filters.get("order", "")
        if not asked:
            return ("id", False) if "since_id" in self.filters else ("created_at", True)
        field, _, way = asked.partition(" ")
        if field not in _SORTS or way.lower() not in {"", "asc", "desc"}:
            raise BadRequest({"order": "Invalid value."})
        return field, way.lower() == "desc"


def _page(request: Request) -> _Page:
    query = request.query
    no_numbered_pages(request)
    limit = _limit(query.get("limit"))
    token = query.get("page_info")
    if token is None:
        return _Page(limit=limit, filters=_filters(query))
    for name in query:
        if name not in {"page_info", "limit", "fields"}:
            message = (
                f"{name} cannot be passed when page_info is present. "
                f"See {PAGING_PAGE} for more information."
            )
            raise BadRequest({name: message})
    try:
        held = json.loads(base64.urlsafe_b64decode(token.encode("ascii")))
        page = msgspec.convert(held, _Held)
    except (ValueError, msgspec.ValidationError):
        raise BadRequest({"page_info": "Invalid value."}) from None
    return _Page(
        limit=limit,
        filters=page.filters,
        direction=page.direction,
        last_id=page.last_id,
        last_value=page.last_value,
    )


class _Held(msgspec.Struct, frozen=True):
    direction: str
    last_id: int
    last_value: str
    filters: dict[str, str]


def _limit(asked: str | None) -> int:
    """More than 250 gets 250."""
    if asked is None:
        return _DEFAULT_LIMIT
    if not asked.isascii() or not asked.isdigit() or int(asked) < 1:
        raise BadRequest({"limit": "expected String to be a Integer"})
    return min(int(asked), _MAX_LIMIT)


def _filters(query: dict[str, str]) -> dict[str, str]:
    return {name: query[name] for name in _FILTERS if query.get(name)}


def _link(request: Request, page: _Page, anchor: Order, direction: str) -> str:
    field, _ = page.sort
    value = _value(anchor, field)
    held = {
        "direction": direction,
        "last_id": anchor.id,
        "last_value": value.isoformat() if isinstance(value, datetime) else str(value),
        "filters": page.filters,
    }
    token = base64.urlsafe_b64encode(json.dumps(held, separators=(",", ":")).encode()).decode()
    query = {"limit": str(page.limit), "page_info": token}
    if request.query.get("fields"):
        query["fields"] = request.query["fields"]
    target = f"{request.origin}{request.raw_path}?{urlencode(query)}"
    return f'<{target}>; rel="{direction}"'


def _value(order: Order, field: str) -> Any:
    return getattr(order, field)


def _found(shopify: Shopify, request: Request, page: _Page) -> Iterator[Order]:
    """Orders of a page and beyond, in its order (reversed when going back)."""
    field, descending = page.sort
    back = descending != (page.direction == "previous")
    zone = shopify.records.shop.iana_timezone
    tests = _tests(shopify, request, page, zone)
    low, high = _bounds(page, field, back, zone)
    for order in _index(shopify, field).between(low, high, reverse=back):
        if page.last_id is not None and not _beyond(order, page, field, back):
            continue
        if all(test(order) for test in tests):
            yield order


def _index(shopify: Shopify, field: str) -> Index[Order]:
    records = shopify.records
    return {
        "id": records.orders_by_id,
        "created_at": records.orders_by_created,
        "updated_at": records.orders_by_updated,
        "processed_at": records.orders_by_processed,
    }[field]


def _bounds(page: _Page, field: str, back: bool, zone: str) -> tuple[Any, Any]:
    """What of the index can matter: the filter on the sort field, and the place to go on from."""
    low: Any = None
    high: Any = None
    if field == "id":
        if "since_id" in page.filters:
            low = _whole("since_id", page.filters["since_id"]) + 1
    else:
        low, high = _range(page, field, zone)
    if page.last_id is not None:
        anchor = page.last_id if field == "id" else datetime.fromisoformat(page.last_value)
        step = 1 if field == "id" else _LAST_INSTANT
        if back:
            edge = anchor + step  # type: ignore[operator]  # both are of the field's type
            high = edge if high is None else min(high, edge)
        else:
            low = anchor if low is None else max(low, anchor)
    return low, high


def _beyond(order: Order, page: _Page, field: str, back: bool) -> bool:
    value = _value(order, field)
    last = page.last_id if field == "id" else datetime.fromisoformat(page.last_value)
    here, there = (value, order.id), (last, page.last_id)
    return here < there if back else here > there


def _tests(shopify: Shopify, request: Request, page: _Page, zone: str) -> list[_Test]:
    filters = page.filters
    start = window_start(scopes_of(shopify, request), shopify.clock.now())
    tests: list[_Test] = []
    if start is not None:
        tests.append(lambda order: order.created_at >= start)
    tests.append(_choice("status", _STATUS, filters.get("status", "open")))
    money = _choice("financial_status", _FINANCIAL, filters.get("financial_status", "any"))
    if money is not None:
        tests.append(lambda order: order.financial_status in money)
    work = _choice("fulfillment_status", _FULFILLMENT, filters.get("fulfillment_status", "any"))
    if work is not None:
        tests.append(lambda order: order.fulfillment_status in work)
    if "ids" in filters:
        wanted = {_whole("ids", each.strip()) for each in filters["ids"].split(",")}
        tests.append(lambda order: order.id in wanted)
    if "since_id" in filters:
        since = _whole("since_id", filters["since_id"])
        tests.append(lambda order: order.id > since)
    if "name" in filters:
        name = filters["name"].removeprefix("#")
        tests.append(lambda order: order.name.removeprefix("#") == name)
    for field in _TIMES:
        low, high = _range(page, field, zone)
        if low is not None or high is not None:
            tests.append(_between(field, low, high))
    return tests


def _between(field: str, low: datetime | None, high: datetime | None) -> _Test:
    def test(order: Order) -> bool:
        value = _value(order, field)
        return (low is None or value >= low) and (high is None or value < high)

    return test


def _range(page: _Page, field: str, zone: str) -> tuple[datetime | None, datetime | None]:
    """From (inclusive) and to (exclusive) of a time filter; its maximum counts as included."""
    low = _time(f"{field}_min", page.filters, zone)
    high = _time(f"{field}_max", page.filters, zone)
    return low, None if high is None else high + _LAST_INSTANT


def _time(name: str, filters: dict[str, str], zone: str) -> datetime | None:
    if name not in filters:
        return None
    moment = time_from(filters[name], zone)
    if moment is None:
        raise BadRequest({name: "expected String to be a DateTime"})
    return moment


def _choice(name: str, choices: dict[str, T], asked: str) -> T:
    if asked not in choices:
        raise BadRequest({name: "Invalid value."})
    return choices[asked]


def _whole(name: str, text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise BadRequest({name: "expected String to be a id"})
    return int(text)
