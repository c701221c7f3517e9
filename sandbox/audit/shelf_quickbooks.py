"""QuickBooks: the shelf, counted from the documents, and what goods cost, first in first out.

What comes back from a buyer comes in at the cost of the unit that left last. Units that were sold
before any came in leave at the last known cost, and the next that come in fill that gap first.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sandbox.audit.facts import NOTHING
from sandbox.quickbooks_online.records import Records

__all__ = ["Shelf"]

_CENT = Decimal("0.01")
_PRICE = Decimal("0.0000001")
_WAY = {"SalesReceipt": -1, "Invoice": -1, "RefundReceipt": 1, "CreditMemo": 1}


@dataclass(frozen=True)
class _Move:
    """`worth`: of what comes in from outside. `against`: the account that answers for the cost."""

    day: date
    order: int
    line: int
    entity: str
    txn: str
    quantity: Decimal
    worth: Decimal | None
    against: str


@dataclass
class _Pile:
    """Layers of units and their worth, oldest first; what is below zero is owed to buyers."""

    layers: list[list[Decimal]] = field(default_factory=list)
    last_cost: Decimal | None = None
    list_cost: Decimal = NOTHING

    def known_cost(self) -> Decimal:
        if self.last_cost is not None:
            return self.last_cost
        if self.layers:
            units, worth = self.layers[-1]
            return (worth / units).quantize(_PRICE)
        return self.list_cost

    def take(self, units: Decimal) -> Decimal:
        cost = NOTHING
        while units and self.layers and self.layers[0][0] > 0:
            layer = self.layers[0]
            taken = min(units, layer[0])
            self.last_cost = (layer[1] / layer[0]).quantize(_PRICE)
            cost += self._part_of(layer, taken)
            units -= taken
        if units:
            owed = _cents(self.known_cost() * units)
            self.layers.append([-units, -owed])
            cost += owed
        return cost

    def put(self, units: Decimal, worth: Decimal | None) -> Decimal:
        fresh = [units, _cents(self.known_cost() * units) if worth is None else worth]
        cost = NOTHING
        while fresh[0] and self.layers and self.layers[0][0] < 0:
            filled = min(fresh[0], -self.layers[0][0])
            cost -= self._part_of(self.layers[0], -filled)
            fresh[1] -= _share(fresh[1], filled, fresh[0])
            fresh[0] -= filled
        if fresh[0]:
            self.layers.append(fresh)
            cost += fresh[1]
        return cost

    def _part_of(self, layer: list[Decimal], units: Decimal) -> Decimal:
        """Take units off the first layer; what they are worth."""
        value = _share(layer[1], units, layer[0])
        layer[0] -= units
        layer[1] -= value
        if not layer[0]:
            self.layers.pop(0)
        return value


class Shelf:
    """`on_hand` units by item."""

    def __init__(self, records: Records) -> None:
        self.records = records
        self.on_hand: dict[str, Decimal] = defaultdict(Decimal)
        self._rows: dict[tuple[str, str], dict[str, Decimal]] = defaultdict(
            lambda: defaultdict(Decimal)
        )
        moves: dict[str, list[_Move]] = defaultdict(list)
        for item, move in self._moves():
            moves[item].append(move)
        for item, found in moves.items():
            self._count(item, sorted(found, key=lambda each: (each.day, each.order, each.line)))

    def cost_rows(self, entity: str, txn: str) -> dict[str, Decimal]:
        """Debits less credits that a transaction's goods make, by account."""
        return dict(self._rows.get((entity, txn), {}))

    def _count(self, key: str, moves: list[_Move]) -> None:
        item = self.records.items[key]
        asset = item.asset_account_ref.value if item.asset_account_ref else ""
        pile = _Pile(list_cost=item.purchase_cost or NOTHING)
        for move in moves:
            self.on_hand[key] += move.quantity
            cost = (
                pile.put(move.quantity, move.worth)
                if move.quantity > 0
                else -pile.take(-move.quantity)
            )
            rows = self._rows[move.entity, move.txn]
            rows[asset] += cost
            rows[move.against] += (move.worth or NOTHING) - cost

    def _moves(self) -> Any:
        for entity, way in _WAY.items():
            for form in self.records.table(entity):
                for number, line in enumerate(form.line, 1):
                    detail = line.sales_item_line_detail
                    if detail is not None and detail.item_ref is not None and detail.qty:
                        yield from self._move(
                            entity, form, number, detail.item_ref.value, way * detail.qty, None
                        )
        for purchase in self.records.table("Purchase"):
            for number, line in enumerate(purchase.line, 1):
                detail = line.item_based_expense_line_detail
                if detail is not None and detail.item_ref is not None and detail.qty:
                    back = bool(purchase.credit)
                    worth = (
                        None
                        if back
                        else _cents(
                            (line.amount or NOTHING) * (purchase.exchange_rate or Decimal(1))
                        )
                    )
                    quantity = -detail.qty if back else detail.qty
                    yield from self._move(
                        "Purchase", purchase, number, detail.item_ref.value, quantity, worth
                    )
        for each in self.records.adjustments:
            came = each.quantity > 0
            worth = _cents(each.quantity * each.unit_cost) if came else None
            against = self._expense(each.item) if came else each.account
            yield (
                each.item,
                _Move(
                    each.day,
                    int(each.id),
                    1,
                    "StockAdjustment",
                    each.id,
                    each.quantity,
                    worth,
                    against,
                ),
            )

    def _move(
        self, entity: str, form: Any, line: int, key: str, quantity: Decimal, worth: Decimal | None
    ) -> Any:
        item = self.records.items.get(key)
        if item is not None and item.type == "Inventory":
            yield key, _Move(
                form.txn_date, int(form.id), line, entity, form.id, quantity, worth,
                self._expense(key),
            )  # fmt: skip

    def _expense(self, key: str) -> str:
        ref = self.records.items[key].expense_account_ref
        return ref.value if ref is not None else ""


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(_CENT, ROUND_HALF_UP)


def _share(worth: Decimal, part: Decimal, whole: Decimal) -> Decimal:
    return worth if part == whole else _cents(worth * part / whole)
