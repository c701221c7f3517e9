"""Products and services, and corrections of what is on hand.

An inventory item starts with a quantity on a day; QuickBooks posts its worth against Opening
Balance Equity. A quantity that is written later is a correction against Inventory Shrinkage.
Source: developer.intuit.com "Item".
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sandbox.quickbooks_online import ledger, stock
from sandbox.quickbooks_online.chart import Chart
from sandbox.quickbooks_online.domain import Domain
from sandbox.quickbooks_online.errors import (
    AccountType,
    Business,
    InvalidEnumeration,
    RequiredMissing,
    StartDate,
)
from sandbox.quickbooks_online.records import Item, StockAdjustment
from sandbox.quickbooks_online.rules.dates import require_open, today
from sandbox.quickbooks_online.rules.lists import carry_name, settle_name
from sandbox.quickbooks_online.rules.money import ZERO
from sandbox.quickbooks_online.rules.options import Options
from sandbox.quickbooks_online.rules.references import account
from sandbox.quickbooks_online.rules.saving import stamp, store

__all__ = ["adjust", "save_item"]

_TYPES = ("Inventory", "Service", "NonInventory", "Category")
_INCOME = ("Income", "Other Income", "Other Current Liability")
_COST = ("Cost of Goods Sold", "Expense", "Other Expense")
_REQUIRED = (
    ("track_qty_on_hand", "TrackQtyOnHand"),
    ("qty_on_hand", "QtyOnHand"),
    ("inv_start_date", "InvStartDate"),
    ("income_account_ref", "IncomeAccountRef"),
    ("asset_account_ref", "AssetAccountRef"),
    ("expense_account_ref", "ExpenseAccountRef"),
)


def save_item(company: Domain, old: Item | None, draft: dict[str, Any], options: Options) -> Item:
    """Raises QuickBooksFault."""
    members = dict(draft)
    _settle_type(old, members)
    _check_accounts(company, old, members)
    members["sub_item"] = members.get("parent_ref") is not None
    if members["type"] != "Category":
        members["taxable"] = bool(members.get("taxable"))
        members["unit_price"] = members.get("unit_price") or Decimal(0)
        members["purchase_cost"] = members.get("purchase_cost") or Decimal(0)
    settle_name(company, "Item", old, members)
    quantity = members.pop("qty_on_hand", None)
    tracked = members["type"] == "Inventory"
    members["track_qty_on_hand"] = tracked
    members["qty_on_hand"] = None
    members.update(stamp(company, "Item", old))
    new = store(company, old, Item(**members), options)
    carry_name(company, old, new, options)
    if not tracked or quantity is None:
        return new
    if old is None:
        opening = new.inv_start_date
        assert opening is not None  # noqa: S101 - required of an inventory item
        _start(company, new, opening, quantity)
    elif quantity != stock.on_hand(company.records, new.id):
        adjust(company, new, quantity - stock.on_hand(company.records, new.id))
    return new


def _settle_type(old: Item | None, members: dict[str, Any]) -> None:
    tracked = members.get("track_qty_on_hand") is True
    kind = members.get("type") or (old.type if old is not None else None)
    kind = kind or ("Inventory" if tracked else "Service")
    if kind not in _TYPES:
        raise InvalidEnumeration("Type", kind)
    if old is not None and old.type == "Inventory" and kind != "Inventory":
        raise Business("An inventory item can't be changed to another type.")
    members["type"] = kind
    if kind != "Inventory":
        return
    for member, wire in _REQUIRED:
        if member in ("qty_on_hand", "track_qty_on_hand") and old is not None:
            continue
        if members.get(member) is None:
            raise RequiredMissing(wire)


def _check_accounts(company: Domain, old: Item | None, members: dict[str, Any]) -> None:
    kept = {
        member: getattr(old, member, None)
        for member in ("income_account_ref", "expense_account_ref", "asset_account_ref")
    }
    income, expense = members.get("income_account_ref"), members.get("expense_account_ref")
    needs_income = members["type"] in ("Service", "NonInventory") and expense is None
    if income is None and needs_income:
        raise RequiredMissing("IncomeAccountRef")
    account(company, income, _INCOME, "IncomeAccountRef", kept["income_account_ref"])
    account(company, expense, _COST, "ExpenseAccountRef", kept["expense_account_ref"])
    if members["type"] != "Inventory":
        return
    asset = account(
        company,
        members["asset_account_ref"],
        ("Other Current Asset",),
        "AssetAccountRef",
        kept["asset_account_ref"],
    )
    if asset is not None and asset.account_sub_type != "Inventory":
        raise AccountType(asset.account_sub_type or "", "AssetAccountRef")


def _start(company: Domain, item: Item, day: date, quantity: Decimal) -> None:
    if not quantity:
        return
    require_open(company, day)
    _put(
        company,
        StockAdjustment(
            id=_next_id(company),
            item=item.id,
            day=day,
            quantity=quantity,
            unit_cost=item.purchase_cost or ZERO,
            account=Chart.OPENING_BALANCE_EQUITY.value,
            opening=True,
        ),
    )


def adjust(
    company: Domain,
    item: Item,
    change: Decimal,
    day: date | None = None,
    unit_cost: Decimal | None = None,
) -> StockAdjustment:
    """Correct the quantity on hand by `change`. What comes in is worth `unit_cost`, the item's
    purchase cost when that is not said. Raises PeriodClosed, StartDate."""
    day = day or today(company)
    if item.inv_start_date is not None and day < item.inv_start_date:
        raise StartDate
    require_open(company, day)
    return _put(
        company,
        StockAdjustment(
            id=_next_id(company),
            item=item.id,
            day=day,
            quantity=change,
            unit_cost=item.purchase_cost or ZERO if unit_cost is None else unit_cost,
            account=Chart.INVENTORY_SHRINKAGE.value,
        ),
    )


def _next_id(company: Domain) -> str:
    """Corrections take their ids from the transactions' sequence: they are ordered among them."""
    return str(company.ids.next("quickbooks_online.transaction"))


def _put(company: Domain, adjustment: StockAdjustment) -> StockAdjustment:
    company.records.adjustments.put(adjustment)
    ledger.post(company, "StockAdjustment", adjustment)
    return adjustment
