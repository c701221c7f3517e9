"""The lines of the sublists of items and customers; see sublists.py."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox.netsuite.records import Customer, Item, Records
from sandbox.netsuite.rules.commitment import waiting_at
from sandbox.netsuite.rules.money import half_up
from sandbox.netsuite.rules.stock import places

__all__ = ["LIST_SUBLISTS", "Row", "Rows"]

Row = dict[str, tuple[str, str, Any]]
Rows = list[tuple[str, Row]]


def _members(_records: Records, item: Item) -> Rows:
    return [
        (
            str(member.line),
            {
                "line": ("number_id", "", member.line),
                "item": ("reference", "item", member.item),
                "quantity": ("number", "", member.quantity),
            },
        )
        for member in item.members
    ]


def _prices(records: Records, item: Item) -> Rows:
    """The base price, in the account's own currency, from the first unit on."""
    if item.base_price is None:
        return []
    base = next(each for each in records.currencies if each.is_base_currency)
    return [
        (
            f"currencypage={base.id},pricelevel=1,quantity=0",
            {
                "currencyPage": ("reference", "currency", base.id),
                "priceLevel": ("enum", "", ("1", "Base Price")),
                "quantity": ("enum", "", ("0", "0")),
                "priceLevelName": ("text", "", "Base Price"),
                "price": ("number", "", item.base_price),
            },
        )
    ]


def _subsidiaries(records: Records, item: Item) -> Rows:
    return [
        (
            str(key),
            {"id": ("integer", "", key), "refName": ("text", "", records.subsidiaries[key].name)},
        )
        for key in item.subsidiaries
    ]


def _locations(records: Records, item: Item) -> Rows:
    """Every location that the item may lie at, with nothing, too. Values are in base currency."""
    found: Rows = []
    for location in places(records, item):
        stock = item.at(location.id)
        found.append(
            (
                str(location.id),
                {
                    "locationId": ("reference", "location", location.id),
                    "location": ("text", "", location.name),
                    "quantityOnHand": ("number", "", stock.on_hand),
                    "quantityAvailable": ("number", "", stock.on_hand - stock.committed),
                    "quantityCommitted": ("number", "", stock.committed),
                    "quantityBackOrdered": (
                        "number",
                        "",
                        waiting_at(records, (item.id, location.id)),
                    ),
                    "averageCostMli": ("number", "", item.average_cost),
                    "onHandValueMli": ("number", "", half_up(stock.on_hand * item.average_cost)),
                },
            )
        )
    return found


def _address_book(_records: Records, customer: Customer) -> Rows:
    found: Rows = []
    for address in customer.addresses:
        parts = ("addressee", "attention", "addr1", "addr2", "city", "state", "zip")
        subrecord: Row = {name: ("text", "", getattr(address, name)) for name in parts}
        subrecord["addrPhone"] = ("text", "", address.addr_phone)
        subrecord["country"] = (
            "enum",
            "",
            (address.country, address.country) if address.country else None,
        )
        found.append(
            (
                str(address.line),
                {
                    "defaultBilling": ("flag", "", address.default_billing),
                    "defaultShipping": ("flag", "", address.default_shipping),
                    "label": ("text", "", address.label),
                    "addressBookAddress": ("subrecord", "", subrecord),
                },
            )
        )
    return found


def _currency_list(_records: Records, customer: Customer) -> Rows:
    return [(str(key), {"currency": ("reference", "currency", key)}) for key in customer.currencies]


LIST_SUBLISTS: dict[str, Callable[[Records, Any], Rows]] = {
    "addressBook": _address_book,
    "currencyList": _currency_list,
    "member": _members,
    "price": _prices,
    "locations": _locations,
    "subsidiary": _subsidiaries,
}
