"""Transforms that move goods: the fulfilment of an order, the receipt of a return."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec

from sandbox.netsuite.records import ZERO, Line, Transaction
from sandbox.netsuite.rules.transactions import edit, save

if TYPE_CHECKING:
    from sandbox.netsuite.rules.domain import Domain

__all__ = ["fulfil", "receive"]

# Units by line of the source, and what the body says of a line: its path, its values.
Selection = tuple[dict[int, Decimal], Mapping[int, tuple[str, Mapping[str, Any]]]]


def fulfil(
    netsuite: Domain,
    source: Transaction,
    draft: Transaction,
    selection: Selection,
    overlay: Mapping[str, Any],
) -> Transaction:
    """Goods only: no prices, no tax."""
    chosen, typed = selection
    shipped = [line for line in source.lines if line.line in chosen]
    draft = msgspec.structs.replace(
        draft,
        discount_item=None,
        ship_status=netsuite.settings.default_ship_status,
        ship_date=draft.tran_date,
        lines=tuple(
            Line(
                line=number,
                unique_key=draft.id * 1000 + number,
                item=line.item,
                quantity=chosen[line.line],
                rate=ZERO,
                amount=ZERO,
                description=line.description,
                location=_location(line, typed),
                order_line=line.line,
                order_doc=source.id,
            )
            for number, line in enumerate(shipped, 1)
        ),
    )
    rest = {name: value for name, value in overlay.items() if name != "lines"}
    return save(netsuite, None, edit(netsuite, draft, rest))


def receive(
    netsuite: Domain,
    source: Transaction,
    draft: Transaction,
    selection: Selection,
    overlay: Mapping[str, Any],
) -> Transaction:
    """Goods of a return come in; a line with `restock` off is received but not put on stock."""
    chosen, typed = selection
    restock = netsuite.settings.restock_item_receipts

    def moves(number: int) -> bool:
        _, values = typed.get(number, ("", {}))
        return bool(values.get("moves_stock", restock))

    came = [line for line in source.lines if line.line in chosen]
    draft = msgspec.structs.replace(
        draft,
        discount_item=None,
        lines=tuple(
            Line(
                line=number,
                unique_key=draft.id * 1000 + number,
                item=line.item,
                quantity=chosen[line.line],
                rate=ZERO,
                amount=ZERO,
                description=line.description,
                location=_location(line, typed),
                order_line=line.line,
                order_doc=source.id,
                moves_stock=moves(line.line),
            )
            for number, line in enumerate(came, 1)
        ),
    )
    rest = {name: value for name, value in overlay.items() if name != "lines"}
    return save(netsuite, None, edit(netsuite, draft, rest))


def _location(line: Line, typed: Mapping[int, tuple[str, Mapping[str, Any]]]) -> int | None:
    """Goods move where the body says, else where their order's line is."""
    _, values = typed.get(line.line, ("", {}))
    named: int | None = values.get("location", line.location)
    return named
