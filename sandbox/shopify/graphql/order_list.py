"""Lists of orders: filtered, sorted, paged, counted.

The sort keys that are times, and ID, walk an index and stop when the page is full; a query that
names ids, a name or times looks only where a match can be. The rest is sorted on the spot.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sandbox.shopify.graphql.context import Arguments, Context, bad_request
from sandbox.shopify.graphql.cursors import Cursor, Page, Window, moment_of, window, written
from sandbox.shopify.graphql.order_search import OrderQuery, read_query
from sandbox.shopify.limits import MAX_PAGINATED
from sandbox.shopify.records import Order, Records

__all__ = ["orders_count", "orders_page"]

_TIME_KEYS = {
    "CREATED_AT": ("created_at", "orders_by_created"),
    "PROCESSED_AT": ("processed_at", "orders_by_processed"),
    "UPDATED_AT": ("updated_at", "orders_by_updated"),
}
_INDEX_OF = dict(_TIME_KEYS.values())
_WALKED = {**_TIME_KEYS, "ID": ("id", "orders_by_id")}


def _destination(order: Order) -> str:
    address = order.shipping_address
    return "" if address is None else f"{address.city}, {address.province_code or ''}".casefold()


def _sort_value(key: str, records: Records) -> Callable[[Order], Any]:
    """Values of one key compare with each other; what is missing sorts first."""

    def customer_name(order: Order) -> str:
        customer = None if order.customer_id is None else records.customers.get(order.customer_id)
        return "" if customer is None else f"{customer.last_name} {customer.first_name}".casefold()

    table: dict[str, Callable[[Order], Any]] = {
        "CREATED_AT": lambda order: order.created_at,
        "CURRENT_TOTAL_PRICE": lambda order: order.current_total_price.shop,
        "CUSTOMER_NAME": customer_name,
        "DESTINATION": _destination,
        "FINANCIAL_STATUS": lambda order: order.financial_status or "",
        "FULFILLMENT_STATUS": lambda order: order.display_fulfillment_status,
        "ID": lambda order: order.id,
        "ORDER_NUMBER": lambda order: order.order_number,
        "PO_NUMBER": lambda order: order.po_number or "",
        "PROCESSED_AT": lambda order: order.processed_at,
        "RELEVANCE": lambda order: order.id,
        "TOTAL_ITEMS_QUANTITY": lambda order: sum(line.quantity for line in order.line_items),
        "TOTAL_PRICE": lambda order: order.total_price.shop,
        "UPDATED_AT": lambda order: order.updated_at,
    }
    return table[key]


class _Search:
    """The orders that an app sees and a query matches."""

    def __init__(self, arguments: Arguments, context: Context, customer_id: int | None) -> None:
        text = arguments.get("query")
        self.records = context.records
        self.since = context.since
        self.customer_id = customer_id
        self.query: OrderQuery | None = read_query(text, context)
        # Saved searches belong to staff; none exists that an app could name.
        self.nothing = arguments.get("savedSearchId") is not None
        if self.query is not None and self.query.warnings:
            context.searches.append(
                {
                    "path": list(context.path),
                    "query": text,
                    "parsed": self.query.parsed,
                    "warnings": self.query.warnings,
                }
            )

    def matches(self, order: Order) -> bool:
        if self.since is not None and order.created_at < self.since:
            return False
        if self.customer_id is not None and order.customer_id != self.customer_id:
            return False
        return self.query is None or self.query.test is None or self.query.test(order)

    def few(self) -> Iterable[Order] | None:
        """Candidates by id, name or customer, in no order; None when nothing is so definite."""
        if self.nothing:
            return ()
        query = self.query
        if query is not None and query.ids is not None:
            found = (self.records.orders.get(number) for number in query.ids)
            return [order for order in found if order is not None]
        if query is not None and query.names is not None:
            # Names keep the writing of whoever made the order: with # or without.
            index = self.records.orders_by_name
            both = (f"#{query.names}", query.names, query.names.upper())
            found_names = {
                each.id: each for name in dict.fromkeys(both) for each in index.find(name)
            }
            return list(found_names.values()) if found_names else None
        if self.customer_id is not None:
            return self.records.orders_by_customer.find(self.customer_id)
        return None

    def bound_elsewhere(self, key: str) -> bool:
        """Bound in time, but not in the time it is sorted by: a poll by `updated_at` in the
        default order. What changed is few, whatever the shop holds."""
        bounds = self.query.bounds if self.query is not None else {}
        return _WALKED[key][0] not in bounds and any(
            field in _INDEX_OF and low is not None for field, (low, _) in bounds.items()
        )

    def all(self) -> Iterator[Order]:
        """Every match, in no order."""
        few = self.few()
        if few is None:
            few = self._by_time() or iter(self.records.orders)
        return (order for order in few if self.matches(order))

    def _by_time(self) -> Iterator[Order] | None:
        bounds = self.query.bounds if self.query is not None else {}
        for field, (low, high) in sorted(bounds.items(), key=lambda each: each[1][0] is None):
            if field in _INDEX_OF and (low is not None or high is not None):
                found: Iterator[Order] = getattr(self.records, _INDEX_OF[field]).between(low, high)
                return found
        return None


def orders_page(arguments: Arguments, context: Context, *, customer_id: int | None = None) -> Page:
    """Raises FieldError for a page that cannot be: sizes, cursors, more than 25,000 orders deep."""
    wanted = window(arguments)
    key: str = arguments.get("sortKey") or "PROCESSED_AT"
    search = _Search(arguments, context, customer_id)
    value = _sort_value(key, context.records)
    descending = bool(arguments.get("reverse"))
    walks = key in _WALKED and search.few() is None and not search.bound_elsewhere(key)

    def listed(part: Window) -> Iterator[Order]:
        if walks:
            return _walk(search, key, part, descending)
        return _sorted(search, value, part, descending)

    taken = list(islice(listed(wanted), wanted.size + 1))
    more = len(taken) > wanted.size
    items = taken[: wanted.size]
    if not wanted.forward:
        items.reverse()
    if wanted.after is not None and len(context.records.orders) > MAX_PAGINATED:
        before = listed(Window(MAX_PAGINATED, True, None, wanted.after))
        if sum(1 for _ in islice(before, MAX_PAGINATED)) == MAX_PAGINATED:
            raise bad_request(f"Pagination beyond {MAX_PAGINATED} objects is not supported.")
    behind = wanted.after is not None if wanted.forward else wanted.before is not None
    return Page(
        items,
        lambda order: written(order.id, str(order.id) if key == "ID" else value(order)),
        more if wanted.forward else behind,
        behind if wanted.forward else more,
    )


def _walk(search: _Search, key: str, wanted: Window, descending: bool) -> Iterator[Order]:
    """Along the index of a key, in the direction of the page."""
    field, index_name = _WALKED[key]
    low, high = search.query.bounds.get(field, (None, None)) if search.query else (None, None)
    backwards = descending is wanted.forward
    start, stop = (wanted.after, wanted.before) if wanted.forward else (wanted.before, wanted.after)
    begin, end = _place(start, field), _place(stop, field)
    if begin is not None:
        at = begin[0]
        if backwards:
            step = 1 if field == "id" else timedelta(milliseconds=1)  # bounds end before `high`
            high = at + step if high is None else min(high, at + step)
        else:
            low = at if low is None else max(low, at)
    index = getattr(search.records, index_name)
    for order in index.between(low, high, reverse=backwards):
        place = (getattr(order, field), order.id)
        if begin is not None and not _beyond(place, begin, backwards):
            continue
        if end is not None and not _beyond(end, place, backwards):
            return
        if search.matches(order):
            yield order


def _place(cursor: Cursor | None, field: str) -> tuple[Any, int] | None:
    """Where a cursor stands in the index of a field. Raises FieldError for another sort's."""
    if cursor is None:
        return None
    if field == "id":
        return cursor.last_id, cursor.last_id
    return moment_of(cursor.last_value), cursor.last_id


def _beyond(place: tuple[Any, int], other: tuple[Any, int], backwards: bool) -> bool:
    return place < other if backwards else place > other


def _sorted(
    search: _Search, value: Callable[[Order], Any], wanted: Window, descending: bool
) -> Iterator[Order]:
    """Sorted on the spot. A cursor stands where its order stands now, or, when that matches no
    longer, where it stood: a client that pages through what it changes is not sent back."""
    backwards = descending is wanted.forward
    ordered = sorted(search.all(), key=lambda order: (value(order), order.id), reverse=backwards)
    places = {order.id: place for place, order in enumerate(ordered)}

    def behind(cursor: Cursor) -> int:
        """How many stand before the cursor's order or are it."""
        if cursor.last_id in places or not ordered:
            return places.get(cursor.last_id, -1) + 1
        stood = (_like(value(ordered[0]), cursor.last_value), cursor.last_id)
        return sum(not _beyond((value(each), each.id), stood, backwards) for each in ordered)

    start, stop = (wanted.after, wanted.before) if wanted.forward else (wanted.before, wanted.after)
    begin = 0 if start is None else behind(start)
    end = len(ordered)
    if stop is not None:
        end = places[stop.last_id] if stop.last_id in places else behind(stop)
    return iter(ordered[begin:end])


def _like(sample: Any, written_value: Any) -> Any:
    """The value in a cursor as what the orders have. Raises FieldError for another sort's."""
    if isinstance(sample, datetime):
        return moment_of(written_value)
    try:
        return type(sample)(written_value)
    except (ValueError, TypeError, ArithmeticError):
        raise bad_request("Invalid cursor for current pagination sort.") from None


def orders_count(arguments: Arguments, context: Context) -> tuple[int, str]:
    """(count, precision): AT_LEAST when there are more than `limit`; null is no limit."""
    limit = arguments.get("limit")
    search = _Search(arguments, context, None)
    if limit is None:
        return sum(1 for _ in search.all()), "EXACT"
    counted = sum(1 for _ in islice(search.all(), limit + 1))
    return (limit, "AT_LEAST") if counted > limit else (counted, "EXACT")
