"""Items: the catalogue that lines refer to."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec

from sandbox.netsuite.chart import Chart
from sandbox.netsuite.errors import UserError
from sandbox.netsuite.records import ITEM_TYPES, Item
from sandbox.netsuite.rules.numbers import next_list_id
from sandbox.netsuite.rules.references import check

if TYPE_CHECKING:
    from sandbox.netsuite.rules.domain import Domain

__all__ = ["create_item", "delete_item", "update_item"]

_PLAIN = (
    "item_id",
    "external_id",
    "display_name",
    "description",
    "upc_code",
    "base_price",
    "income_account",
    "cogs_account",
    "asset_account",
    "is_fulfillable",
    "is_taxable",
    "is_inactive",
)
_DEFAULTS = {
    field.name: field.default
    for field in msgspec.structs.fields(Item)
    if field.default is not msgspec.NODEFAULT
}
_INCOME = {"discountItem": Chart.SALES_DISCOUNTS, "shipItem": Chart.SHIPPING_INCOME}


def create_item(netsuite: Domain, record_type: str, fields: Mapping[str, Any]) -> Item:
    """Accounts not named are those of the chart. Raises UserError, InvalidContent."""
    if not fields.get("item_id"):
        raise UserError.missing("Item Name/Number", path="itemId")
    stocked = record_type == "inventoryItem"
    now = netsuite.clock.now()
    blank = Item(
        id=next_list_id(netsuite),
        item_id=fields["item_id"],
        record_type=record_type,
        item_type=ITEM_TYPES[record_type],
        date_created=now,
        last_modified=now,
        income_account=int(_INCOME.get(record_type, Chart.SALES)),
        cogs_account=int(Chart.COST_OF_GOODS_SOLD) if stocked else None,
        asset_account=int(Chart.INVENTORY_ASSET) if stocked else None,
        is_fulfillable=stocked,
        average_cost=fields.get("cost") or Decimal(0),
    )
    return update_item(netsuite, blank, fields)


def update_item(netsuite: Domain, item: Item, changes: Mapping[str, Any]) -> Item:
    new: dict[str, Any] = {}
    for name in _PLAIN:
        if name in changes:
            value = changes[name]
            if value is None and name == "item_id":
                raise UserError.missing("Item Name/Number", path="itemId")
            new[name] = _DEFAULTS.get(name) if value is None else value
    if "custom" in changes:
        new["custom"] = {**item.custom, **(changes["custom"] or {})}
    for account in ("income_account", "cogs_account", "asset_account"):
        check(netsuite, account, new.get(account))
    item = msgspec.structs.replace(item, **new, last_modified=netsuite.clock.now())
    records = netsuite.records
    for other in records.items_by_item_id.find(item.item_id):
        if other.id != item.id:
            raise UserError(
                "Uniqueness error - There is already an item with that name or with that name "
                "and parent combination.",
                "itemId",
            )
    if item.external_id is not None:
        for other in records.items_by_external_id.find(item.external_id):
            if other.id != item.id:
                raise UserError("This record already exists.", "externalId")
    return records.items.put(item)


def delete_item(netsuite: Domain, item: Item) -> None:
    """Raises UserError when a transaction uses the item."""
    if netsuite.records.transactions_by_item.first(item.id) is not None:
        raise UserError("This record cannot be deleted because it has dependent records.")
    netsuite.records.items.delete(item.id)
