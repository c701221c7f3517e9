"""What a storefront's message leads to: its order is noted for the syncs that must read it.

The message itself is never trusted for more than where to look. It is on disk, once, before it is
answered; a run reads the order when it comes to it, and polling finds what no message told of.
"""

from __future__ import annotations

from collections.abc import Mapping

from connector.channels.channel import Tells
from connector.channels.shopify_webhooks import read_delivery
from connector.flows.account import Store
from connector.flows.directions import SettingsRefused, Sync
from connector.webhooks import Taken

__all__ = ["TOLD", "subscribe", "take_in"]

TOLD = (Sync.ORDER, Sync.REFUND_TO_BOOKS, Sync.SALES)
"""The syncs that read storefronts. One that is off is not told: it reads a window when it is
turned on."""


def take_in(accounts: Mapping[str, Store], headers: Mapping[str, str], body: bytes) -> Taken:
    """Raises DeliveryRefused."""
    stores = {
        name: (each.settings.shop, each.settings.client_secret.get_secret_value())
        for name, each in accounts.items()
        if each.settings.channel == "shopify"
    }
    delivery = read_delivery(headers, body, stores)
    if not delivery.order_id:
        return Taken.NOTHING_TO_DO
    fresh = [
        account.journal.take_delivery(
            account.name,
            delivery.id,
            topic=delivery.topic,
            order_id=delivery.order_id,
            syncs=[sync for sync in TOLD if account.journal.switch(account.name, sync)],
            now=account.clock.now(),
        )
        for account in (accounts[name] for name in delivery.accounts)
    ]
    return Taken.NOTED if any(fresh) else Taken.KNOWN


async def subscribe(account: Store) -> list[str]:
    """Returns the topics that were added. Raises SettingsRefused and Trouble."""
    address = account.settings.webhook_address
    if not address:
        raise SettingsRefused(
            f"Account {account.name}: webhook_address is empty; set it to the address under which "
            f"{account.channel.name} reaches this connector"
        )
    if not isinstance(account.channel, Tells):
        raise SettingsRefused(f"{account.channel.name} sends no messages; it is polled")
    return await account.channel.subscribe(address)
