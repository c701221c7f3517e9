"""What each search key of orders means (Admin API, `orders(query:)`).

A key that exists and about which this shop keeps nothing (`cart_token`, `channel`) matches
no order. A key that does not exist is dropped, and so is a value that is no date where a date is
wanted; both are warned about, in the platform's words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec

from sandbox.shopify.graphql.context import Context
from sandbox.shopify.graphql.search import And, Term, parse
from sandbox.shopify.graphql.search_terms import (
    combined,
    compared,
    invalid_field,
    moments,
    number,
    pieces,
)
from sandbox.shopify.records import Customer, Order

__all__ = ["OrderQuery", "read_query"]

Test = Callable[[Order], bool]


class OrderQuery(msgspec.Struct):
    """A readable query. `bounds`: times that every match lies between, by key (from, to); either
    end may be None. `ids`: the only orders that can match, when the query names them."""

    test: Test | None
    warnings: list[dict[str, str]]
    parsed: dict[str, Any]
    bounds: dict[str, tuple[datetime | None, datetime | None]]
    ids: set[int] | None
    names: str | None


_NOT_KEPT = {
    "cart_token", "channel", "channel_id", "checkout_token",
    "credit_card_last4", "delivery_method", "fraud_protection_level", "payment_provider_id",
    "reference_location_id", "risk_level", "sales_channel", "return_reason",
}  # fmt: skip


class _Unreadable(Exception):
    """The value cannot mean anything for this key."""


def read_query(text: str | None, context: Context) -> OrderQuery | None:
    """None when there is nothing to filter by."""
    node = parse(text) if text else None
    if node is None:
        return None
    reader = _Reader(context)
    test = combined(node, reader.term)
    query = OrderQuery(test, reader.warnings, node.parsed(), {}, None, None)
    for term in node.nodes if isinstance(node, And) else (node,):
        if isinstance(term, Term) and reader.readable(term):
            _narrow(query, term, reader)
    return query


def _narrow(query: OrderQuery, term: Term, reader: _Reader) -> None:
    """Use what every match must have to look in an index instead of at every order."""
    if term.exists or term.prefix:
        return
    if term.field in _TIMES:
        low, high = reader.span(term)
        known_low, known_high = query.bounds.get(term.field, (None, None))
        query.bounds[term.field] = (_latest(known_low, low), _earliest(known_high, high))
    elif term.field == "id" and not term.comparator:
        number = _number(term.value)
        query.ids = {int(number)} if query.ids is None else query.ids & {int(number)}
    elif term.field == "name" and not term.comparator:
        query.names = _order_name(term.value)


def _latest(one: datetime | None, other: datetime | None) -> datetime | None:
    found = [each for each in (one, other) if each is not None]
    return max(found) if found else None


def _earliest(one: datetime | None, other: datetime | None) -> datetime | None:
    found = [each for each in (one, other) if each is not None]
    return min(found) if found else None


_TIMES: dict[str, Callable[[Order], datetime | None]] = {
    "created_at": lambda order: order.created_at,
    "updated_at": lambda order: order.updated_at,
    "processed_at": lambda order: order.processed_at,
    "closed_at": lambda order: order.closed_at,
    "cancelled_at": lambda order: order.cancelled_at,
}
_NUMBERS: dict[str, Callable[[Order], Decimal]] = {
    "current_total_price": lambda order: order.current_total_price.shop,
    "subtotal_line_items_quantity": lambda order: Decimal(
        sum(line.quantity for line in order.line_items)
    ),
    "total_weight": lambda order: Decimal(
        sum(line.grams * line.quantity for line in order.line_items)
    ),
}


def _texts(value: str | None) -> tuple[str, ...]:
    return () if not value else (value,)


_WORDS: dict[str, Callable[[Order], Iterable[str]]] = {
    "confirmation_number": lambda order: (order.confirmation_number,),
    "customer_id": lambda order: _texts(
        None if order.customer_id is None else str(order.customer_id)
    ),
    "discount_code": lambda order: [one.code for one in order.discount_applications if one.code],
    "email": lambda order: _texts(order.email),
    "fulfillment_location_id": lambda order: [str(each.location_id) for each in order.fulfillments],
    "gateway": lambda order: [each.gateway for each in order.transactions],
    "location_id": lambda order: [
        str(each.assigned_location_id) for each in order.fulfillment_orders
    ],
    "payment_id": lambda order: [each.payment_id for each in order.transactions if each.payment_id],
    "po_number": lambda order: _texts(order.po_number),
    "return_status": lambda order: (order.return_status,),
    "sku": lambda order: [line.sku for line in order.line_items if line.sku],
    "source_identifier": lambda order: _texts(order.source_identifier),
    "source_name": lambda order: _texts(order.source_name),
    "tag": lambda order: order.tags,
}


def _fulfillment_words(order: Order) -> set[str]:
    status = order.fulfillment_status
    if status == "fulfilled":
        return {"fulfilled", "shipped"}
    found = {order.display_fulfillment_status.lower(), "unfulfilled"}
    found.add("partial" if status == "partial" else "unshipped")
    return found


def _status_words(order: Order) -> set[str]:
    found = set()
    if order.cancelled_at is not None:
        found.add("cancelled")
    if order.closed:
        found.add("closed")
    else:
        found.add("not_closed")
        if order.cancelled_at is None:
            found.add("open")
    return found


_ENUMERATIONS: dict[str, tuple[set[str], Callable[[Order], set[str]]]] = {
    "financial_status": (
        {
            "paid", "pending", "authorized", "partially_paid", "partially_refunded", "refunded",
            "voided", "expired", "unpaid",
        },
        lambda order: {order.financial_status or "", "unpaid" if order.unpaid else ""},
    ),
    "fulfillment_status": (
        {
            "unshipped", "shipped", "fulfilled", "partial", "scheduled", "on_hold", "unfulfilled",
            "request_declined", "in_progress",
        },
        _fulfillment_words,
    ),
    "status": ({"open", "closed", "cancelled", "not_closed", "any"}, _status_words),
}  # fmt: skip


class _Reader:
    def __init__(self, context: Context) -> None:
        self._context = context
        self.warnings: list[dict[str, str]] = []

    def readable(self, term: Term) -> bool:
        return not any(each["field"] == term.field for each in self.warnings)

    def term(self, term: Term) -> Test | None:
        try:
            return self._meaning(term)
        except _Unreadable:
            self.warnings.append(
                {
                    "field": term.field,
                    "message": f"Input `{term.value}` is not an accepted value.",
                    "code": "invalid_value",
                }
            )
            return None

    def _meaning(self, term: Term) -> Test | None:
        field = term.field
        if not field:
            return self._anywhere(term)
        if field in _TIMES:
            return self._time(term)
        if field in _NUMBERS:
            return _numeric(term, _NUMBERS[field])
        if field == "id":
            return _numeric(term, lambda order: Decimal(order.id))
        if field == "name":
            return _named(term)
        if field in _ENUMERATIONS:
            return _enumerated(term)
        if field == "test":
            wanted = _boolean(term)
            return lambda order: wanted is None or order.test is wanted
        if field == "tag_not":
            has = _worded(msgspec.structs.replace(term, field="tag"), _WORDS["tag"])
            return lambda order: not has(order)
        if field in _WORDS:
            return _worded(term, _WORDS[field])
        if field == "chargeback_status":
            return _worded(term, self._chargebacks)
        if field in _NOT_KEPT or field.startswith("metafields."):
            return lambda order: False
        self.warnings.append(invalid_field(term))
        return None

    # -- times --------------------------------------------------------------------------

    def _time(self, term: Term) -> Test:
        value = _TIMES[term.field]
        if term.exists:
            return lambda order: value(order) is not None
        start, end = self._moments(term.value)
        if term.comparator:
            sign = term.comparator
            return lambda order: (at := value(order)) is not None and compared(sign, at, start)
        return lambda order: (at := value(order)) is not None and start <= at < end

    def span(self, term: Term) -> tuple[datetime | None, datetime | None]:
        """[from, to) outside which the term cannot match; both ends are generous."""
        start, end = self._moments(term.value)
        second = timedelta(seconds=1)
        if term.comparator.startswith(">"):
            return start, None
        if term.comparator.startswith("<"):
            return None, start + second
        return start, end

    def _moments(self, text: str) -> tuple[datetime, datetime]:
        found = moments(text, self._context)
        if found is None:
            raise _Unreadable
        return found

    def _chargebacks(self, order: Order) -> Iterable[str]:
        found = self._context.records.disputes_by_order.find(order.id)
        return [each.status for each in found if each.type == "chargeback"]

    # -- text ---------------------------------------------------------------------------

    def _anywhere(self, term: Term) -> Test:
        """The default field: the words by which staff look orders up."""
        wanted = term.value.casefold().removeprefix("#")
        customers = self._context.records.customers
        whole = not term.prefix
        wanted = wanted.rstrip("*")

        def test(order: Order) -> bool:
            customer = None if order.customer_id is None else customers.get(order.customer_id)
            return any(
                word == wanted if whole else word.startswith(wanted)
                for word in _words_of(order, customer)
            )

        return test


def _words_of(order: Order, customer: Customer | None) -> Iterable[str]:
    yield order.name.casefold().removeprefix("#")
    yield str(order.id)
    yield order.confirmation_number.casefold()
    texts = [order.email, order.po_number, *order.tags]
    if customer is not None:
        texts += [customer.first_name, customer.last_name]
        texts.append(f"{customer.first_name} {customer.last_name}")
    for line in order.line_items:
        texts += [line.sku, line.title]
    for text in texts:
        if text:
            yield text.casefold()
            yield from pieces(text.casefold())


def _number(text: str) -> Decimal:
    found = number(text)
    if found is None:
        raise _Unreadable
    return found


def _numeric(term: Term, value: Callable[[Order], Decimal]) -> Test:
    if term.exists:
        return lambda order: True
    wanted = _number(term.value)
    return lambda order: compared(term.comparator, value(order), wanted)


def _order_name(text: str) -> str:
    return text.casefold().removeprefix("#")


def _named(term: Term) -> Test:
    """`name:1494` finds `#1494`."""
    if term.exists:
        return lambda order: True
    wanted = _order_name(term.value)
    if term.prefix:
        start = wanted[:-1]
        return lambda order: _order_name(order.name).startswith(start)
    return lambda order: _order_name(order.name) == wanted


def _enumerated(term: Term) -> Test:
    known, words = _ENUMERATIONS[term.field]
    if term.exists:
        return lambda order: any(words(order))
    wanted = {part.strip().lower() for part in term.value.split(",")}
    if not wanted <= known:
        raise _Unreadable
    if "any" in wanted:
        return lambda order: True
    return lambda order: bool(wanted & words(order))


def _boolean(term: Term) -> bool | None:
    if term.exists:
        return None
    try:
        return {"true": True, "false": False}[term.value.lower()]
    except KeyError:
        raise _Unreadable from None


def _worded(term: Term, words: Callable[[Order], Iterable[str]]) -> Test:
    if term.exists:
        return lambda order: any(words(order))
    wanted = term.value.casefold()
    if term.prefix:
        start = wanted[:-1]
        return lambda order: any(word.casefold().startswith(start) for word in words(order))
    return lambda order: any(word.casefold() == wanted for word in words(order))
