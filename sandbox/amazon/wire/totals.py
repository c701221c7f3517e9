"""Balances and summaries as Finances 2024-06-19 writes them. Source: published model.

Days are moments of the marketplace's own time: the model types them so, while its examples have the
day alone; whoever reads the first ten letters is served by both.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sandbox.amazon.domain import Domain
from sandbox.amazon.marketplaces import Marketplace
from sandbox.amazon.rules.balances import Balance
from sandbox.amazon.rules.figures import FEES, OPENING, ORDERS, OTHERS, REFUNDS, RESERVE
from sandbox.amazon.rules.money import ZERO
from sandbox.amazon.time_zones import last_second_of, zone_of
from sandbox.amazon.wire.finances_2024 import money

__all__ = ["ACCOUNT_TYPE", "BALANCE_TYPES", "balance", "breakdowns", "partner"]

# What an account of a marketplace is called; others (invoiced orders) this seller has none of.
ACCOUNT_TYPE = "Standard Orders"
BALANCE_TYPES = ("AVAILABLE", "RESERVED", "ACCOUNT_LEVEL_RESERVE", "DEFERRED", "TOTAL")
# Sales, Refunds and Expenses are the model's words, the rest is a statement's.
_BRANCHES = {
    OPENING: "Beginning Balance",
    ORDERS: "Sales",
    REFUNDS: "Refunds",
    FEES: "Expenses",
    OTHERS: "Other",
    RESERVE: "Account Level Reserve",
}
_FEES_OF_ORDERS = "Amazon fees"
_LEAVES = {"Product charges": "Product Charges"}


def partner(account: Domain, marketplace: Marketplace, type: str = ACCOUNT_TYPE) -> dict[str, Any]:
    return {
        "partnerId": account.seller_id,
        "accountType": type,
        "marketplaceId": marketplace.id,
    }


def balance(
    account: Domain,
    marketplace: Marketplace,
    type: str,
    held: Balance,
    day: date | None,
    now: datetime,
) -> dict[str, Any]:
    """One of BALANCE_TYPES with what it is made of; `day`: of its end, else of now."""
    told = {"partnerMetadata": partner(account, marketplace)} | _part(
        type, held, marketplace.currency
    )
    if day is not None:
        return told | {"asOfDate": last_second_of(day, marketplace).isoformat()}
    local = now.astimezone(zone_of(marketplace)).replace(microsecond=0)
    return told | {"lastUpdatedTime": local.isoformat()}


def _part(type: str, held: Balance, currency: str) -> dict[str, Any]:
    amount, parts = {
        "TOTAL": (held.total, ("AVAILABLE", "RESERVED")),
        "AVAILABLE": (held.available, ()),
        "RESERVED": (held.reserved, ("DEFERRED", "ACCOUNT_LEVEL_RESERVE")),
        "DEFERRED": (held.deferred, ()),
        "ACCOUNT_LEVEL_RESERVE": (held.reserve, ()),
    }[type]
    told: dict[str, Any] = {"balanceType": type, "amount": money(amount, currency)}
    if parts:
        told["balances"] = [_part(each, held, currency) for each in parts]
    return told


def breakdowns(sections: dict[str, dict[str, Decimal]], currency: str) -> list[dict[str, Any]]:
    """Figures of a statement as a tree: what an order cost is no part of its sale here."""
    branches: dict[str, dict[str, Decimal]] = {name: {} for name in _BRANCHES.values()}
    for section, figures in sections.items():
        for name, figure in figures.items():
            cost = section == ORDERS and name == _FEES_OF_ORDERS
            branch = branches[_BRANCHES[FEES if cost else section]]
            leaf = _LEAVES.get(name, name)
            branch[leaf] = branch.get(leaf, ZERO) + figure
    return [
        {
            "breakdownType": name,
            "breakdownAmount": money(sum(leaves.values(), ZERO), currency),
            "breakdowns": [
                {
                    "breakdownType": leaf,
                    "breakdownAmount": money(figure, currency),
                    "breakdowns": [],
                }
                for leaf, figure in leaves.items()
            ],
        }
        for name, leaves in branches.items()
        if leaves
    ]
