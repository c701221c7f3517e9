"""Stock held for sales orders: what is committed of a line, what is back-ordered.

An approved order takes what is on hand and not committed yet, oldest order first; a shipment gives
its units up, and what comes back or is let go goes to whoever waits longest (Help Center
"Committing Orders"). The sum stands on the item, so that one order costs one order.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec

from sandbox.netsuite.records import Line, Records, Transaction
from sandbox.netsuite.rules.stock import Place, place_of

if TYPE_CHECKING:
    from sandbox.netsuite.rules.domain import Domain

__all__ = ["back_ordered", "balance", "needed", "settle", "waiting", "waiting_at"]

_OPEN = ("B", "D", "E")


def needed(order: Transaction, line: Line) -> Decimal:
    """Units of the line that still want stock."""
    if order.type != "SalesOrd" or order.status not in _OPEN or line.is_closed:
        return Decimal(0)
    return max(line.quantity - line.quantity_fulfilled, Decimal(0))


def back_ordered(order: Transaction, line: Line) -> Decimal:
    return needed(order, line) - line.quantity_committed


def waiting(netsuite: Domain, item: int) -> Decimal:
    """Units of an item that orders wait for, wherever."""
    records = netsuite.records
    return _sum_waiting(records, (item,), (item + 1,), lambda place: place[0] == item)


def waiting_at(records: Records, wanted: Place) -> Decimal:
    """Units of an item that orders wait for at a location."""
    low, high = (*wanted, date.min), (*wanted, date.max)
    return _sum_waiting(records, low, high, lambda place: place == wanted)


def _sum_waiting(
    records: Records, low: tuple[Any, ...], high: tuple[Any, ...], fits: Callable[[Place], bool]
) -> Decimal:
    orders = {order.id: order for order in records.orders_waiting.between(low, high)}
    return sum(
        (
            back_ordered(order, line)
            for order in orders.values()
            for line in order.lines
            if fits(place_of(order, line))
        ),
        Decimal(0),
    )


def settle(netsuite: Domain, old: Transaction | None, new: Transaction | None) -> None:
    """Bring commitments up to date after `new` was saved in place of `old` (None: not there)."""
    touched: set[Place] = set()
    orders: set[int] = set()
    for document in (old, new):
        if document is not None and document.type in _MOVING:
            touched |= _stock_places(netsuite, document)
            orders.add(document.id)
            if document.created_from is not None:
                orders.add(document.created_from)
    if not touched:
        return
    _recount(netsuite, old, new)
    for number in sorted(orders):
        order = netsuite.records.transactions.get(number)
        if order is not None and order.type == "SalesOrd":
            _write(
                netsuite,
                order,
                lambda order, line: min(line.quantity_committed, needed(order, line)),
            )
    for place in sorted(touched):
        balance(netsuite, place)


_MOVING = frozenset(
    {"SalesOrd", "ItemShip", "ItemRcpt", "CashSale", "CustInvc", "CashRfnd", "CustCred"}
)


def _stock_places(netsuite: Domain, document: Transaction) -> set[Place]:
    items = netsuite.records.items
    found: set[Place] = set()
    for line in document.lines:
        item = items[line.item]
        if item.item_type == "InvtPart":
            found.add(place_of(document, line))
        elif item.item_type == "Kit":
            found |= {
                place_of(document, line, each.item)
                for each in item.members
                if items[each.item].item_type == "InvtPart"
            }
    return found


def _recount(netsuite: Domain, old: Transaction | None, new: Transaction | None) -> None:
    """Commitments that left with a line, or with the whole order."""
    change: dict[Place, Decimal] = {}
    for document, sign in ((old, -1), (new, 1)):
        if document is None:
            continue
        for line in document.lines:
            if line.quantity_committed:
                held = sign * line.quantity_committed
                place = place_of(document, line)
                change[place] = change.get(place, Decimal(0)) + held
    for place, units in change.items():
        _add(netsuite, place, units)


def balance(netsuite: Domain, place: Place) -> None:
    """Give what is free at a place to those who wait, or take back what is not there, newest order
    first."""
    records = netsuite.records
    stock = records.items[place[0]].at(place[1])
    free = stock.on_hand - stock.committed
    if not free:
        return
    index = records.orders_waiting if free > 0 else records.orders_committed
    found = index.between((*place, date.min), (*place, date.max), reverse=free < 0)
    for order in found:

        def share(order: Transaction, line: Line) -> Decimal:
            nonlocal free
            if place_of(order, line) != place:
                return line.quantity_committed
            if free > 0:
                part = min(free, back_ordered(order, line))
            else:
                part = max(free, -line.quantity_committed)
            free -= part
            return line.quantity_committed + part

        _write(netsuite, order, share)
        if not free:
            return


def _write(
    netsuite: Domain, order: Transaction, committed: Callable[[Transaction, Line], Decimal]
) -> None:
    """Put what is committed of each line of `order`, and the difference on the items."""
    lines = []
    for line in order.lines:
        units = committed(order, line)
        if units != line.quantity_committed:
            _add(netsuite, place_of(order, line), units - line.quantity_committed)
            line = msgspec.structs.replace(line, quantity_committed=units)  # noqa: PLW2901
        lines.append(line)
    if tuple(lines) != order.lines:
        netsuite.records.transactions.put(msgspec.structs.replace(order, lines=tuple(lines)))


def _add(netsuite: Domain, place: Place, units: Decimal) -> None:
    item = netsuite.records.items[place[0]]
    netsuite.records.items.put(item.moved(place[1], committed=units))
