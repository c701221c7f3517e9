"""Posting: what moved money goes to the open period of its marketplace.

Source of deferral: developer-docs.amazon.com "Determine payment transactions": a deferred sale
belongs to no payout until it is released.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec

from sandbox.amazon.domain import Domain
from sandbox.amazon.errors import RuleError
from sandbox.amazon.marketplaces import BY_ID
from sandbox.amazon.records import Event, Line, Period
from sandbox.amazon.rules import notifications

__all__ = ["open_period", "post", "release", "start_period"]

_TOKEN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def start_period(
    account: Domain, marketplace: str, start: datetime, opening: Decimal = Decimal(0)
) -> Period:
    token = account.ids.token("amazon.group", 43, _TOKEN)
    return account.records.periods.put(
        Period(
            id=token,
            marketplace=marketplace,
            currency=BY_ID[marketplace].currency,
            start=start,
            opening=opening,
        )
    )


def open_period(account: Domain, marketplace: str) -> Period:
    """The first one begins when something first happens. Raises RuleError where the account does
    not sell."""
    if marketplace not in account.records.participations:
        raise RuleError(f"The account does not sell in {marketplace}.")
    found = account.records.open_periods.first(marketplace)
    return found or start_period(account, marketplace, account.clock.now())


def post(
    account: Domain,
    type: str,
    marketplace: str,
    lines: Iterable[Line],
    *,
    deferral: str = "",
    matures: datetime | None = None,
    **more: Any,
) -> Event:
    """`type` is the settlement's transaction-type. Amounts of zero are no lines. With `deferral`
    (DD7, B2B) the money waits until it is released. Raises RuleError when nothing is left."""
    kept = tuple(line for line in lines if line.amount or line.quantity)
    if not kept:
        raise RuleError("There is no amount to post.")
    period = open_period(account, marketplace)
    now = account.clock.now()
    event = account.records.events.put(
        Event(
            id=account.ids.next("amazon.event"),
            type=type,
            marketplace=marketplace,
            currency=period.currency,
            posted=now,
            lines=kept,
            period="" if deferral else period.id,
            deferral=deferral,
            deferred=now if deferral else None,
            matures=matures,
            **more,
        )
    )
    notifications.transaction_update(account, event)
    return event


def release(account: Domain, event: Event) -> Event:
    """The money of a deferred event, on its way now. Raises RuleError when it does not wait."""
    if not event.deferral or event.period:
        raise RuleError("The transaction is not deferred.")
    period = open_period(account, event.marketplace)
    released = msgspec.structs.replace(event, posted=account.clock.now(), period=period.id)
    account.records.events.put(released)
    notifications.transaction_update(account, released)
    return released
