"""Payouts: what a period that ended sends to the bank, and a seller who does not wait for its end.

Source: published model transfers 2024-06-01. A payout on demand ends the period, for all that is
available; what is reserved stays. How long a transfer takes between its steps is not published:
they lie as in the model's example, the last one on the settlement's deposit date.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import msgspec

from sandbox.amazon.domain import Domain
from sandbox.amazon.errors import RuleError
from sandbox.amazon.records import Period
from sandbox.amazon.rules import periods, reports
from sandbox.amazon.rules.balances import balance_now
from sandbox.amazon.rules.money import ZERO

__all__ = ["EXPECTED_AFTER", "PayoutRefused", "Step", "initiate", "steps"]

# A period lasts two weeks, unless somebody ends it.
EXPECTED_AFTER = timedelta(days=14)
_AGAIN_AFTER = timedelta(hours=24)
_UNDER_WAY = timedelta(hours=6)


class PayoutRefused(RuleError):
    """`code` is the API's."""


class Step(msgspec.Struct, frozen=True, kw_only=True):
    status: str
    at: datetime
    reason: str = ""


def initiate(account: Domain, marketplace: str) -> Period:
    """Send what is available, now. Raises PayoutRefused."""
    now = account.clock.now()
    for each in account.records.periods:
        recent = each.end is not None and now < each.end + _AGAIN_AFTER
        if recent and each.on_demand and each.marketplace == marketplace:
            raise PayoutRefused(
                "A payout was initiated for this account within the last 24 hours.",
                "PayoutAlreadyInitiated",
            )
    held = balance_now(account, marketplace)
    if held.available <= 0:
        raise PayoutRefused(
            "The available balance is less than the minimum permissible payout amount. No payout "
            "will be initiated.",
            "InsufficientPayoutAmount",
        )
    reserve = max(held.reserve, ZERO)
    period = periods.close(account, marketplace, reserve, on_demand=True)
    reports.publish(account, period)
    return period


def steps(period: Period, now: datetime) -> Iterator[Step]:
    """Of the payout of a closed period, up to now."""
    assert period.end is not None and period.deposit is not None  # noqa: S101, PT018 - it ended
    if period.total <= 0:
        yield Step(status="NO_PAYOUT", at=period.end)
        return
    planned = [
        Step(status="STARTED", at=period.end),
        Step(status="IN_TRANSIT", at=period.end + _UNDER_WAY),
        Step(status="PAID", at=period.deposit),
    ]
    if period.failed is not None:
        failed = period.failed
        yield from (each for each in planned[:2] if each.at < failed)
        yield Step(status="FAILED", at=failed, reason="The bank returned the transfer.")
        return
    yield from (each for each in planned if each.at <= now)
