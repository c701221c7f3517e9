"""Where an item's stock lies: by location, and under none.

An account without locations keeps all stock under none. What a line moves, or holds for an order,
is at the location of the line, else of its document (Help Center "Multi-Location Inventory"). Stock
that was there before the first location lies under none until somebody distributes it (Help Center
"Distributing Inventory").
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from sandbox.netsuite.errors import InvalidContent, UserError
from sandbox.netsuite.records import Item, Line, Location, Records, Transaction
from sandbox.netsuite.rules.money import plain
from sandbox.netsuite.rules.subsidiaries import holds

if TYPE_CHECKING:
    from sandbox.netsuite.rules.domain import Domain

__all__ = ["Place", "distribute", "place_of", "places"]

Place = tuple[int, int]  # item and location, 0: none


def place_of(document: Transaction, line: Line, item: int | None = None) -> Place:
    """Where `line` takes or leaves its units. `item`: a component, when the line has a kit."""
    return (line.item if item is None else item, line.location or document.location or 0)


def places(records: Records, item: Item) -> list[Location]:
    """The locations that an item's Locations list shows, by id: those of subsidiaries that sell
    it."""
    if item.item_type != "InvtPart":
        return []
    return [
        location
        for location in records.locations
        if not location.is_inactive and holds(records, item, location.subsidiary)
    ]


def distribute(netsuite: Domain, item: Item, units: Mapping[int, Decimal]) -> Item:
    """Lay stock that lies under no location at some (location -> units). Raises UserError for
    more than there is, InvalidContent for a location that the item cannot lie at."""
    known = {location.id for location in places(netsuite.records, item)}
    for location, quantity in units.items():
        if location not in known:
            raise InvalidContent.field_value(location, "location")
        if quantity < 0:
            raise InvalidContent.field_value(quantity, "quantity")
        left = item.at(0).on_hand
        if quantity > left:
            raise UserError(
                f"The quantity ({plain(quantity)}) exceeds the quantity that is not distributed "
                f"({plain(left)})."
            )
        item = item.moved(0, on_hand=-quantity).moved(location, on_hand=quantity)
    return netsuite.records.items.put(item)
