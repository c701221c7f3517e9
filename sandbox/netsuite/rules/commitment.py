"""Stock held for sales orders: what is committed of a line, what is back-ordered.

An approved order takes what is on hand and not committed yet, oldest order first; a shipment gives
its units up, and what comes back or is let go goes to whoever waits longest (Help Center
"Committing Orders"). The sum stands on the item, so that one order costs one order.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import msgspec

from sandbox.netsuite.records import Line, Transaction

if TYPE_CHECKING:
    from sandbox.netsuite.rules.domain import Domain

__all__ = ["back_ordered", "needed", "settle", "waiting"]

_OPEN = ("B", "D", "E")


def needed(order: Transaction, line: Line) -> Decimal:
    """Units of the line that still want stock."""
    if order.type != "SalesOrd" or order.status not in _OPEN or line.is_closed:
        return Decimal(0)
    return max(line.quantity - line.quantity_fulfilled, Decimal(0))


def back_ordered(order: Transaction, line: Line) -> Decimal:
    return needed(order, line) - line.quantity_committed


def waiting(netsuite: Domain, item: int) -> Decimal:
    """Units of an item that orders wait for."""
    found = netsuite.records.orders_waiting.between((item, date.min), (item, date.max))
    return sum(
        (back_ordered(order, line) for order in found for line in order.lines if line.item == item),
        Decimal(0),
    )


def settle(netsuite: Domain, old: Transaction | None, new: Transaction | None) -> None:
    """Bring commitments up to date after `new` was saved in place of `old` (None: not there)."""
    touched: set[int] = set()
    orders: set[int] = set()
    for document in (old, new):
        if document is not None and document.type in _MOVING:
            touched |= _stock_items(netsuite, document)
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
    for item in sorted(touched):
        _balance(netsuite, item)


_MOVING = frozenset(
    {"SalesOrd", "ItemShip", "ItemRcpt", "CashSale", "CustInvc", "CashRfnd", "CustCred"}
)


def _stock_items(netsuite: Domain, document: Transaction) -> set[int]:
    items = netsuite.records.items
    found: set[int] = set()
    for line in document.lines:
        item = items[line.item]
        if item.item_type == "InvtPart":
            found.add(item.id)
        elif item.item_type == "Kit":
            found |= {
                each.item for each in item.members if items[each.item].item_type == "InvtPart"
            }
    return found


def _recount(netsuite: Domain, old: Transaction | None, new: Transaction | None) -> None:
    """Commitments that left with a line, or with the whole order."""
    change: dict[int, Decimal] = {}
    for document, sign in ((old, -1), (new, 1)):
        for line in document.lines if document is not None else ():
            if line.quantity_committed:
                held = sign * line.quantity_committed
                change[line.item] = change.get(line.item, Decimal(0)) + held
    for item, units in change.items():
        _add(netsuite, item, units)


def _balance(netsuite: Domain, item_id: int) -> None:
    """Give what is free to those who wait, or take back what is not there, newest order first."""
    records = netsuite.records
    item = records.items[item_id]
    free = item.quantity_on_hand - item.quantity_committed
    if not free:
        return
    index = records.orders_waiting if free > 0 else records.orders_committed
    found = index.between((item_id, date.min), (item_id, date.max), reverse=free < 0)
    for order in found:

        def share(order: Transaction, line: Line) -> Decimal:
            nonlocal free
            if line.item != item_id:
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
            _add(netsuite, line.item, units - line.quantity_committed)
            line = msgspec.structs.replace(line, quantity_committed=units)  # noqa: PLW2901
        lines.append(line)
    if tuple(lines) != order.lines:
        netsuite.records.transactions.put(msgspec.structs.replace(order, lines=tuple(lines)))


def _add(netsuite: Domain, item_id: int, units: Decimal) -> None:
    item = netsuite.records.items[item_id]
    netsuite.records.items.put(
        msgspec.structs.replace(item, quantity_committed=item.quantity_committed + units)
    )
