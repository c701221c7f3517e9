"""Items: the catalogue that lines refer to."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec

from sandbox.netsuite.chart import Chart
from sandbox.netsuite.errors import InvalidContent, UserError
from sandbox.netsuite.records import ITEM_TYPES, Item, Member
from sandbox.netsuite.rules.custom import written
from sandbox.netsuite.rules.numbers import next_list_id
from sandbox.netsuite.rules.references import check, item_of
from sandbox.netsuite.rules.subsidiaries import check_exists

if TYPE_CHECKING:
    from sandbox.netsuite.rules.domain import Domain

__all__ = ["TAXABLE", "create_item", "delete_item", "update_item"]

TAXABLE = "1"  # of the two tax schedules that an account starts with
LONGEST_NAME = 60  # characters of Item Name/Number (Help Center "Entering Item Records")
_PLAIN = (
    "item_id",
    "external_id",
    "display_name",
    "description",
    "upc_code",
    "base_price",
    "cost",
    "income_account",
    "cogs_account",
    "asset_account",
    "is_fulfillable",
    "is_taxable",
    "is_inactive",
    "rate",
    "include_children",
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
    named = fields.get("subsidiaries")
    if netsuite.settings.one_world and not named:
        raise UserError.missing("Subsidiary", path="subsidiary")
    if record_type == "kitItem" and not fields.get("members"):
        raise UserError.missing("Member Items", path="member")
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
        is_fulfillable=stocked or record_type == "kitItem",
        average_cost=fields.get("cost") or Decimal(0),
    )
    return update_item(netsuite, blank, fields)


def update_item(
    netsuite: Domain, item: Item, changes: Mapping[str, Any], replace: Collection[str] = ()
) -> Item:
    new: dict[str, Any] = {}
    for name in changes.keys() & set(_PLAIN):
        value = changes[name]
        if value is None and name == "item_id":
            raise UserError.missing("Item Name/Number", path="itemId")
        new[name] = _DEFAULTS.get(name) if value is None else value
    if "custom" in changes:
        new["custom"] = written(netsuite, item.custom, changes["custom"])
    if "subsidiaries" in changes:
        new["subsidiaries"] = tuple(changes["subsidiaries"] or ())
        for subsidiary in new["subsidiaries"]:
            check_exists(netsuite, subsidiary)
    if changes.get("tax_schedule") is not None:
        new["is_taxable"] = changes["tax_schedule"] == TAXABLE
    for price in changes.get("prices") or ():
        if price.get("price_level", 1) == 1:
            new["base_price"] = price.get("price")
    if "members" in changes and item.record_type == "kitItem":
        new["members"] = _members(netsuite, item, changes["members"], replace)
    for account in ("income_account", "cogs_account", "asset_account"):
        check(netsuite, account, new.get(account))
    item = msgspec.structs.replace(item, **new, last_modified=netsuite.clock.now())
    _check_name(netsuite, item)
    return netsuite.records.items.put(item)


def _check_name(netsuite: Domain, item: Item) -> None:
    """Short enough, and of one item only."""
    records = netsuite.records
    if len(item.item_id) > LONGEST_NAME:
        # The sentence is captured of other fields (phone, long texts).
        raise UserError(
            f"The field itemid contained more than the maximum number ( {LONGEST_NAME} ) of "
            "characters allowed.",
            "itemId",
        )
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


def _members(
    netsuite: Domain,
    kit: Item,
    given: Sequence[Mapping[str, Any]] | None,
    replace: Collection[str],
) -> tuple[Member, ...]:
    """The components of a kit after a write. Raises UserError, InvalidContent; a kit in a kit is
    refused here, so that what a kit takes from the stock is told by one look."""
    old = {member.line: member for member in kit.members}
    kept: dict[int, Member] = {} if "members" in replace else dict(old)
    last = max(old, default=0)
    for index, values in enumerate(given or ()):
        path = f"member.items[{index}]"
        number = values.get("line")
        if number not in old:
            last += 1
            number = last
        before = old.get(number)
        component = item_of(
            netsuite, values.get("item", before.item if before else None), f"{path}.item"
        )
        if component.item_type in ("Kit", "Discount"):
            raise InvalidContent.field_value(component.id, "item", f"{path}.item")
        quantity = values.get("quantity", before.quantity if before else Decimal(1))
        if quantity is None or quantity <= 0:
            raise InvalidContent.field_value(quantity, "quantity", f"{path}.quantity")
        kept[number] = Member(line=number, item=component.id, quantity=quantity)
    if not kept:
        raise UserError.missing("Member Items", path="member")
    return tuple(kept[number] for number in sorted(kept))


def delete_item(netsuite: Domain, item: Item) -> None:
    """Raises UserError when a transaction uses the item."""
    used = any(
        item.id in (member.item for member in kit.members)
        for kit in netsuite.records.items_of("kitItem")
    )
    if used or netsuite.records.transactions_by_item.first(item.id) is not None:
        raise UserError("This record cannot be deleted because it has dependent records.")
    netsuite.records.items.delete(item.id)
