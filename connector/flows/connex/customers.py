"""Whose document it is: by e-mail, else by name, otherwise a new customer.

No money moves, so there is no intent: the order's key as request id keeps a repeat from making two.
Not the person's: QuickBooks would answer with the first customer whatever became of it since, and
in whatever currency it is.
"""

from __future__ import annotations

import re

from connector.flows.connex.account import SalesAccount, word_of
from connector.model import Order, key_for_order
from connector.trouble import Refused

__all__ = ["customer_for"]

NAME_TAKEN = "6240"
LONGEST = 100
"""Characters of a display name that lists still show; QuickBooks itself takes more."""


async def customer_for(account: SalesAccount, order: Order) -> str:
    """The id. A customer has one currency in QuickBooks, so one of another is not the same. Raises
    Trouble."""
    if account.settings.customer:
        return account.settings.customer
    name = _name(order.customer.name) or f"Customer {word_of(order.name)}"
    for found in await account.books.find_customers(order.customer.email, name):
        if not found.inactive and found.currency == order.currency:
            return found.id
    key = key_for_order(account.settings.channel, account.name, order.order_id)
    key = key.replace("nsc_order_", "nsc_customer_", 1)
    tried = f"{name} [{word_of(order.name)}]"
    try:
        made = await account.books.write_customer(order.customer, name, order.currency, key)
    except Refused as refusal:
        if refusal.code != NAME_TAKEN:  # taken by a vendor, an inactive one, another currency
            raise
        made = await account.books.write_customer(order.customer, tried, order.currency, f"{key}_2")
    return made.id


def _name(text: str) -> str:
    """QuickBooks takes no colon, tab or line break in a name."""
    return re.sub(r"[:\s]+", " ", text).strip()[:LONGEST]
