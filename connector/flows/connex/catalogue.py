"""Items and accounts that a document needs: all there and usable, or the document is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from connector.books.sales_books import AccountRef, SalesItem
from connector.flows.connex.account import PRODUCT, SalesAccount, word_of
from connector.rows import Problem

__all__ = ["deposit_account", "items_for", "setting_items"]

MONEY_ACCOUNTS = {"bank", "other current asset"}
"""Types of account that money may arrive in or leave from."""


async def items_for(
    account: SalesAccount, order_name: str, names: Sequence[str], nameless: Sequence[str] = ()
) -> Mapping[str, SalesItem] | Problem:
    """By SKU. One unknown SKU refuses the whole document, and every one is named (F57)."""
    wanted = tuple(dict.fromkeys(names))
    found = await account.books.items([name for name in wanted if name])
    missing = [name for name in wanted if name and (name not in found or found[name].inactive)]
    if not missing and not nameless:
        return found
    what = [f"SKU {name}" for name in missing] + [f"{title!r} (no SKU)" for title in nameless]
    return Problem(
        source=PRODUCT,
        sentence=f"No active {account.books.name} item is named {', '.join(what)}; the document of "
        f"order {word_of(order_name)} is refused as a whole.",
        remedy="Create or activate the item in QuickBooks (its name is the SKU), or map the SKU "
        f"under accounts.{account.name}.skus, then run again.",
        figures={"missing": ", ".join(missing or nameless)},
        code="item_missing",
    )


async def setting_items(
    account: SalesAccount, fields: Mapping[str, str]
) -> Mapping[str, SalesItem] | Problem:
    """Items that settings name, by their names; `fields`: item name by setting."""
    found = await account.books.items(tuple(dict.fromkeys(fields.values())))
    for field, name in fields.items():
        if name not in found or found[name].inactive:
            return Problem(
                source=PRODUCT,
                sentence=f"{account.field(field)} names the item {name!r}, and "
                f"{account.books.name} has no active item of that name.",
                remedy="Create the item in QuickBooks (a service or non-inventory item), or name "
                "another one in the setting, then run again.",
                figures={"setting": field, "item": name},
                code="item_missing",
            )
    return found


async def deposit_account(account: SalesAccount, *, refunds: bool) -> AccountRef | Problem:
    """The account that money arrives in, or leaves from."""
    rules = account.rules
    name = rules.refunds_from if refunds else rules.deposit_account
    field = "refund_deposit_account" if refunds and rules.refund_deposit_account else None
    found = await account.books.account(name)
    if found is not None and not found.inactive and found.type.casefold() in MONEY_ACCOUNTS:
        return found
    wrong = "has no account of that name"
    if found is not None:
        wrong = f"holds it as {found.type}{', inactive' if found.inactive else ''}"
    return Problem(
        source=PRODUCT,
        sentence=f"{account.field(field or 'deposit_account')} names {name!r}, and "
        f"{account.books.name} {wrong}.",
        remedy="Name an active account of type Bank or Other Current Asset (usually Undeposited "
        "Funds), then run again.",
        figures={"setting": field or "deposit_account", "account": name},
        code="account_missing",
    )
