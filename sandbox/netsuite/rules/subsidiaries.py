"""OneWorld: which company a transaction belongs to, and whether everything on it does too.

An account without the feature has no subsidiaries: every check below passes, the base currency is
the account's. With it, each subsidiary keeps its ledger in its own currency (Help Center
"Subsidiaries in NetSuite"). A transaction belongs to its customer's primary subsidiary.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sandbox.netsuite.errors import InvalidContent, UserError
from sandbox.netsuite.records import Currency, Item, Records, Transaction
from sandbox.netsuite.rules.money import half_up

if TYPE_CHECKING:
    from sandbox.netsuite.rules.domain import Domain

__all__ = ["base_currency", "check", "check_exists", "holds", "rate_of"]

_RATE_PLACES = 8


def base_currency(netsuite: Domain, subsidiary: int | None) -> Currency:
    """The currency of a subsidiary's ledger; without one, the account's."""
    records = netsuite.records
    if subsidiary is not None:
        return records.currencies[records.subsidiaries[subsidiary].currency]
    return next(each for each in records.currencies if each.is_base_currency)


def rate_of(netsuite: Domain, currency: int, subsidiary: int | None) -> Decimal:
    """Today's rate of `currency` in the subsidiary's ledger: base currency per unit."""
    base = base_currency(netsuite, subsidiary)
    wanted = netsuite.records.currencies[currency]
    if base.id == wanted.id:
        return Decimal(1)
    if base.is_base_currency:
        return wanted.exchange_rate
    return half_up(wanted.exchange_rate / base.exchange_rate, _RATE_PLACES)


def check_exists(netsuite: Domain, subsidiary: int | None, path: str = "subsidiary") -> None:
    """Raises UserError without one in a OneWorld account, InvalidContent for one that is not
    there, or for any where the feature is off."""
    if subsidiary is None:
        if netsuite.settings.one_world:
            raise UserError.missing("Subsidiary", path=path)
        return
    found = netsuite.records.subsidiaries.get(subsidiary)
    if not netsuite.settings.one_world or found is None or found.is_inactive:
        raise InvalidContent.field_value(subsidiary, "subsidiary", path)


def holds(records: Records, item: Item, subsidiary: int | None) -> bool:
    """Is the item sold by this subsidiary: named, or below one that is named with its children?"""
    if subsidiary is None or not item.subsidiaries:
        return True
    at: int | None = subsidiary
    while at is not None:
        if at in item.subsidiaries:
            return at == subsidiary or item.include_children
        at = records.subsidiaries[at].parent
    return False


def check(netsuite: Domain, transaction: Transaction) -> None:
    """Customer, items and locations belong to the transaction's subsidiary. Raises InvalidContent
    with the path of what does not."""
    records = netsuite.records
    for name, location in _locations(transaction):
        found = records.locations.get(location)
        if found is None or found.is_inactive:
            raise InvalidContent.field_value(location, "location", name)
        if found.subsidiary not in (None, transaction.subsidiary):
            raise InvalidContent.field_value(location, "location", name)
    if not netsuite.settings.one_world:
        return
    check_exists(netsuite, transaction.subsidiary)
    customer = records.entities.get(transaction.entity)
    if customer is not None and customer.subsidiary != transaction.subsidiary:
        raise InvalidContent.field_value(transaction.subsidiary, "subsidiary")
    for index, line in enumerate(transaction.lines):
        if not holds(records, records.items[line.item], transaction.subsidiary):
            raise InvalidContent.field_value(line.item, "item", f"item.items[{index}].item")


def _locations(transaction: Transaction) -> list[tuple[str, int]]:
    found = []
    if transaction.location is not None:
        found.append(("location", transaction.location))
    for index, line in enumerate(transaction.lines):
        if line.location is not None:
            found.append((f"item.items[{index}].location", line.location))
    return found
