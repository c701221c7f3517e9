"""Settlement periods: what a period is worth, what is held back, what is carried on.

What is held back leaves as `Current Reserve Amount` and comes in again, in the next period, as
`Previous Reserve Amount Balance`; a debt is opened there again as `Payable to Amazon` and is
cancelled by the card (`Successful charge`). Source: "Settlement reports attributes", Seller
Central help on reserves; the chain is what bookkeeping products document.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import msgspec

from sandbox.amazon.domain import Domain
from sandbox.amazon.errors import RuleError
from sandbox.amazon.marketplaces import BY_ID
from sandbox.amazon.records import Event, Line, Period
from sandbox.amazon.rules.money import ZERO, rounded
from sandbox.amazon.rules.posting import open_period, post, start_period

__all__ = [
    "FIRST_SETTLEMENT",
    "HELD_BEFORE",
    "account_tail",
    "balance",
    "charge_card",
    "close",
    "events_of",
    "fail_transfer",
    "transfer_status",
]

FIRST_SETTLEMENT = 10_000_000_000
# What a period takes over of what was held back.
HELD_BEFORE = "Previous Reserve Amount Balance"
_ACCOUNT = "other-transaction"
_TRANSFER_TIME = timedelta(days=2)


def events_of(account: Domain, period: Period) -> list[Event]:
    """In the order in which they came."""
    return account.records.events_by_period.find(period.id)


def balance(account: Domain, period: Period) -> Decimal:
    return sum((event.total for event in events_of(account, period)), ZERO)


def close(
    account: Domain,
    marketplace: str,
    reserve: Decimal = ZERO,
    settlement_id: str = "",
    *,
    on_demand: bool = False,
) -> Period:
    """End the open period now, hold back `reserve` (positive), start the transfer and the next
    period. `on_demand`: the seller wanted it. Raises RuleError."""
    period = open_period(account, marketplace)
    now = account.clock.now()
    if now <= period.start:
        raise RuleError("A period ends after it began.")
    held = balance(account, period)
    quantum = BY_ID[marketplace].quantum
    if reserve != rounded(reserve, quantum) or not 0 <= reserve <= max(held, ZERO):
        raise RuleError(f"A reserve lies between 0 and the balance {held}, not at {reserve}.")
    if settlement_id and account.records.period_of(settlement_id) is not None:
        raise RuleError(f"There is a settlement {settlement_id} already.")
    if reserve:
        _carry(account, marketplace, "Current Reserve Amount", -reserve)
    total = held - reserve
    key = settlement_id
    while not key or (not settlement_id and account.records.period_of(key) is not None):
        key = str(account.ids.next("amazon.settlement", FIRST_SETTLEMENT))
    closed = account.records.periods.put(
        msgspec.structs.replace(
            period,
            settlement_id=key,
            end=now,
            deposit=now + _TRANSFER_TIME,
            total=rounded(total, quantum),
            transfer="Initiated" if total > 0 else "Unknown",
            trace_id=account.ids.token("amazon.trace", 15, "0123456789ABCDEF"),
            account_tail=account_tail(account),
            on_demand=on_demand,
        )
    )
    debt = min(total, ZERO)
    start_period(account, marketplace, now, opening=rounded(reserve + debt, quantum))
    if reserve:
        _carry(account, marketplace, HELD_BEFORE, reserve)
    if debt:
        _carry(account, marketplace, "Payable to Amazon", debt)
        if account.settings.card_pays_debts:
            charge_card(account, marketplace, -debt)
    return closed


def charge_card(account: Domain, marketplace: str, amount: Decimal) -> Event:
    """The card on file pays a debt. Raises RuleError."""
    if amount <= 0:
        raise RuleError(f"A card is charged with more than 0, not {amount}.")
    return _carry(account, marketplace, "Successful charge", amount)


def fail_transfer(account: Domain, period: Period) -> Event:
    """The bank sends a payout back: it comes in again in the open period. Raises RuleError."""
    if period.end is None or period.total <= 0 or period.transfer == "Failed":
        raise RuleError("There is no transfer that could fail.")
    now = account.clock.now()
    account.records.periods.put(msgspec.structs.replace(period, transfer="Failed", failed=now))
    day = now.strftime("%m/%d/%Y")
    return _carry(
        account,
        period.marketplace,
        f"Transfer of funds unsuccessful: Transfer of {day} was returned by the bank",
        period.total,
    )


def account_tail(account: Domain) -> str:
    """The last digits of the bank account that payouts go to."""
    return account.ids.fixed("amazon.account_tail", 3, "0123456789")


def transfer_status(period: Period, now: datetime) -> str:
    """Of a closed period."""
    arrived = period.deposit is not None and now >= period.deposit
    return "Succeeded" if period.transfer == "Initiated" and arrived else period.transfer


def _carry(account: Domain, marketplace: str, description: str, amount: Decimal) -> Event:
    line = Line(amount_type=_ACCOUNT, description=description, amount=amount)
    return post(account, _ACCOUNT, marketplace, [line])
