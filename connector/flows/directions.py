"""The syncs of an account and which switches go together (D1-D7). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from connector.channels.channel import Capabilities, Direction
from connector.model import ChannelKind
from connector.settings import AccountSettings

__all__ = [
    "FREQUENCY",
    "SettingsRefused",
    "Switch",
    "Sync",
    "check_switch",
    "frequency",
    "no_such_sync",
    "sync_of",
    "syncs_of",
]


class Sync(StrEnum):
    ORDER = "order"
    FULFILMENT = "fulfilment"
    REFUND_TO_BOOKS = "refund to NetSuite"
    REFUND_FROM_BOOKS = "refund from NetSuite"
    SETTLEMENT = "settlement"
    """Amazon's settlement reports."""
    SALES = "sales"
    """Orders and refunds of a Connex store, in one run."""

    @property
    def label(self) -> str:
        """As the switch is labelled."""
        return {
            Sync.ORDER: "Order Sync",
            Sync.FULFILMENT: "Fulfillment Sync",
            Sync.REFUND_TO_BOOKS: "Refund Sync to NetSuite",
            Sync.REFUND_FROM_BOOKS: "Refund Sync from NetSuite",
            Sync.SETTLEMENT: "Settlement Sync",
            Sync.SALES: "Sales and Refunds Sync to QuickBooks",
        }[self]


FREQUENCY = {
    Sync.ORDER: timedelta(minutes=20),
    Sync.FULFILMENT: timedelta(minutes=90),
    Sync.REFUND_TO_BOOKS: timedelta(minutes=90),
    Sync.REFUND_FROM_BOOKS: timedelta(minutes=90),
    Sync.SETTLEMENT: timedelta(days=1),
}
"""Source: Help Center "Sync Frequency and Directional Flows"."""

OPPOSITE = {
    Sync.REFUND_TO_BOOKS: Sync.REFUND_FROM_BOOKS,
    Sync.REFUND_FROM_BOOKS: Sync.REFUND_TO_BOOKS,
}
DIRECTION = {
    Sync.REFUND_TO_BOOKS: Direction.TO_BOOKS,
    Sync.REFUND_FROM_BOOKS: Direction.FROM_BOOKS,
}
BEST = {
    ChannelKind.CART: Sync.REFUND_FROM_BOOKS,
    ChannelKind.MARKETPLACE: Sync.REFUND_TO_BOOKS,
}


def syncs_of(settings: AccountSettings) -> tuple[Sync, ...]:
    """The syncs that the account's product has, in the order they run."""
    if settings.product == "connex":
        return (Sync.SALES,)
    if settings.channel == "amazon":
        return (Sync.ORDER, Sync.FULFILMENT, Sync.SETTLEMENT)  # refunds come with settlements
    return tuple(sync for sync in Sync if sync not in {Sync.SALES, Sync.SETTLEMENT})


def no_such_sync(account: str, sync: Sync, settings: AccountSettings) -> SettingsRefused:
    """What to raise for a sync that the account does not have."""
    said = f'product = "{settings.product}"'
    if settings.channel == "amazon" or sync is Sync.SETTLEMENT:
        said = f'channel = "{settings.channel}"'
    return SettingsRefused(
        f'Account {account} ({said}) has no sync "{sync}"; it has: {", ".join(syncs_of(settings))}'
    )


def frequency(sync: Sync, settings: AccountSettings) -> timedelta:
    """How often a sync falls due. Connex runs when the store's owner says so."""
    if sync is Sync.SALES:
        return timedelta(minutes=settings.connex.run_every_minutes)
    return FREQUENCY[sync]


class SettingsRefused(ValueError):
    """A switch or setting that is not allowed; everything stays as it was."""


@dataclass(frozen=True, slots=True)
class Switch:
    """`advice` is not empty when the combination works but is not best practice (D3, D4)."""

    account: str
    sync: Sync
    on: bool
    advice: tuple[str, ...] = ()


def sync_of(direction: Direction) -> Sync:
    return Sync.REFUND_TO_BOOKS if direction is Direction.TO_BOOKS else Sync.REFUND_FROM_BOOKS


def check_switch(
    account: str,
    sync: Sync,
    on: bool,
    opposite_on: bool,
    capabilities: Capabilities,
    settings: AccountSettings,
) -> Switch:
    """Raises SettingsRefused, naming the account."""
    if sync not in syncs_of(settings):
        raise no_such_sync(account, sync, settings)
    if not on or sync not in DIRECTION:
        told = on and sync in {Sync.ORDER, Sync.SALES}
        return Switch(account, sync, on, settings.advice if told else ())
    if DIRECTION[sync] not in capabilities.directions:
        raise SettingsRefused(
            f"Account {account}: this connector does not offer {sync.label}; leave it off"
        )
    if opposite_on:
        other = OPPOSITE[sync]
        raise SettingsRefused(
            f"Account {account}: {sync.label} cannot be switched on while {other.label} is on. "
            "Both refund directions on one account are not supported; both switches stay as they "
            f"were. Switch {other.label} off first."
        )
    advice = []
    if sync is not BEST[capabilities.kind]:
        advice.append(
            f"Account {account}: best practice for a {capabilities.kind} is "
            f"{BEST[capabilities.kind].label}."
        )
    if settings.refund_direction not in {None, DIRECTION[sync]}:
        advice.append(
            f"Account {account}: the settings say refund_direction = "
            f'"{settings.refund_direction}"; this is the other one.'
        )
    return Switch(account, sync, on, (*advice, *settings.advice))
