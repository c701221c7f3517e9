"""Inventory: units and what they cost, first in first out.

Goods leave at the cost of the oldest layer. What a credit memo or refund receipt brings back comes
in at the cost of the unit that left last; QuickBooks does not publish which cost it takes, and with
one cost an item has only one answer. Units sold before any came in leave at the last known cost;
when goods come in, they fill that gap first and the difference goes to cost of goods sold.

An item's stock is a function of its movements in the order of day and transaction: a movement in
the middle, changed or removed, counts the item again from its first day, as QuickBooks does.
Figures in home currency, two decimals.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import msgspec

from sandbox.quickbooks_online.domain import Domain
from sandbox.quickbooks_online.records import Layer, Movement, Records, Stock
from sandbox.quickbooks_online.rules.money import ZERO, half_up

__all__ = ["move", "on_hand"]

_FIRST = (date.min, 0, 0)
_LAST = (date.max, 10**12, 10**6)
_UNIT = Decimal("0.0000001")


def on_hand(records: Records, item: str) -> Decimal:
    stock = records.stock.get(item)
    return stock.quantity if stock is not None else Decimal(0)


def move(company: Domain, entity: str, txn: str, wanted: list[Movement]) -> set[tuple[str, str]]:
    """Put the movements of one transaction in the place of those it had. The transactions whose
    costs changed by it, the transaction itself included when it moves anything."""
    records = company.records
    old = {each.id: each for each in records.movements_by_txn.find((entity, txn))}
    if not old and not wanted:
        return set()
    changed: set[tuple[str, str]] = {(entity, txn)}
    again: set[str] = set()
    for key, each in old.items():
        if not any(_same(each, new) for new in wanted):
            records.movements.delete(key)
            again.add(each.item)
    fresh = [new for new in wanted if new.id not in records.movements]
    for new in sorted(fresh, key=lambda each: each.line):
        stock = records.stock.get(new.item)
        late = stock is None or (new.day, new.order) >= stock.last
        if new.item in again or not late:
            records.movements.put(new)
            again.add(new.item)
        else:
            stock, counted = _count(company, stock, new)
            records.movements.put(counted)
            records.stock.put(stock)
    for item in sorted(again):
        changed |= _count_again(company, item)
    return changed


def _same(one: Movement, other: Movement) -> bool:
    return msgspec.structs.replace(one, cost=other.cost) == other


def _count_again(company: Domain, item: str) -> set[tuple[str, str]]:
    records = company.records
    changed: set[tuple[str, str]] = set()
    stock: Stock | None = None
    walk: Iterable[Movement] = list(
        records.movements_by_item.between((item, *_FIRST), (item, *_LAST))
    )
    for each in walk:
        stock, counted = _count(company, stock, each)
        if counted.cost != each.cost:
            records.movements.put(counted)
            changed.add((each.entity, each.txn))
    if stock is not None:
        records.stock.put(stock)
    elif item in records.stock:
        records.stock.delete(item)
    return changed


def _count(company: Domain, stock: Stock | None, each: Movement) -> tuple[Stock, Movement]:
    if stock is None:
        stock = Stock(
            id=each.item, quantity=Decimal(0), layers=(), unit_cost=None, last=(each.day, 0)
        )
    take = _out if each.quantity < 0 else _in
    layers, cost, unit = take(company, stock, each)
    after = Stock(
        id=each.item,
        quantity=stock.quantity + each.quantity,
        layers=layers,
        unit_cost=unit,
        last=(each.day, each.order),
    )
    return after, msgspec.structs.replace(each, cost=cost)


def _out(
    company: Domain, stock: Stock, each: Movement
) -> tuple[tuple[Layer, ...], Decimal, Decimal | None]:
    layers = list(stock.layers)
    left, cost, unit = -each.quantity, ZERO, stock.unit_cost
    while left and layers and layers[0].quantity > 0:
        first = layers[0]
        taken = min(left, first.quantity)
        value = _share(first, taken)
        unit = (first.value / first.quantity).quantize(_UNIT)
        rest = first.quantity - taken
        layers[0:1] = [Layer(rest, first.value - value)] if rest else []
        left -= taken
        cost += value
    if left:
        value = half_up(_known_cost(company, stock, unit) * left)
        layers.append(Layer(-left, -value))
        cost += value
    return tuple(layers), -cost, unit


def _in(
    company: Domain, stock: Stock, each: Movement
) -> tuple[tuple[Layer, ...], Decimal, Decimal | None]:
    layers = list(stock.layers)
    left, cost = each.quantity, ZERO
    value = each.given
    if value is None:
        value = half_up(_known_cost(company, stock, stock.unit_cost) * left)
    coming = Layer(left, value)
    while left and layers and layers[0].quantity < 0:
        gap = layers[0]
        filled = min(left, -gap.quantity)
        worth = _share(Layer(-gap.quantity, -gap.value), filled)
        rest = gap.quantity + filled
        layers[0:1] = [Layer(rest, gap.value + worth)] if rest else []
        coming = Layer(coming.quantity - filled, coming.value - _share(coming, filled))
        left -= filled
        cost += worth
    if left:
        layers.append(coming)
        cost += coming.value
    return tuple(layers), cost, stock.unit_cost


def _share(layer: Layer, taken: Decimal) -> Decimal:
    """The worth of `taken` units of a layer; the last ones take what is left."""
    if taken == layer.quantity:
        return layer.value
    return half_up(layer.value * taken / layer.quantity)


def _known_cost(company: Domain, stock: Stock, unit: Decimal | None) -> Decimal:
    if unit is not None:
        return unit
    for layer in reversed(stock.layers):
        return (layer.value / layer.quantity).quantize(_UNIT)
    return company.records.items[stock.id].purchase_cost or ZERO
