"""Payouts: all that is available goes to the bank, and some time later the bank has it, or not."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import msgspec

from sandbox.ebay.domain import Domain
from sandbox.ebay.errors import DeskError, FinancesError
from sandbox.ebay.records import Payout, Transaction
from sandbox.ebay.rules.ledger import status_of
from sandbox.ebay.rules.money import ZERO

__all__ = ["ARRIVE", "Funds", "arrive", "find", "funds", "start"]

ARRIVE = "payout_arrive"


class Funds(msgspec.Struct, frozen=True, kw_only=True):
    """What is not paid out yet."""

    currency: str
    processing: Decimal
    available: Decimal
    on_hold: Decimal

    @property
    def total(self) -> Decimal:
        return self.processing + self.available + self.on_hold


def find(account: Domain, payout_id: str) -> Payout:
    """Raises FinancesError 135001."""
    found = account.records.payouts.get(payout_id)
    if found is None:
        raise FinancesError(135001)
    return found


def funds(account: Domain, currency: str) -> Funds:
    sums = {"FUNDS_PROCESSING": ZERO, "FUNDS_AVAILABLE_FOR_PAYOUT": ZERO, "FUNDS_ON_HOLD": ZERO}
    for each in account.records.transactions:
        status = status_of(account, each)
        if each.currency == currency and status in sums:
            sums[status] += each.signed
    return Funds(
        currency=currency,
        processing=sums["FUNDS_PROCESSING"],
        available=sums["FUNDS_AVAILABLE_FOR_PAYOUT"],
        on_hold=sums["FUNDS_ON_HOLD"],
    )


def start(account: Domain, currency: str) -> Payout:
    """All available funds of a currency. Raises DeskError when there are none."""
    ready = _ready(account, currency)
    amount = sum((each.signed for each in ready), ZERO)
    if amount <= 0:
        raise DeskError(f"There is nothing to pay out: {amount} {currency}.")
    now, settings = account.clock.now(), account.settings
    payout = account.records.payouts.put(
        Payout(
            id=str(account.ids.next("ebay.payout", 5_900_000_001)),
            currency=currency,
            amount=amount,
            status="INITIATED",
            date=now,
            count=len(ready),
            account_tail=settings.bank_account_tail,
            nickname=settings.bank_nickname,
        )
    )
    for each in ready:
        account.records.transactions.put(msgspec.structs.replace(each, payout=payout.id))
    due = now + timedelta(hours=settings.payout_hours)
    account.universe.queue.put("ebay", ARRIVE, payout.id, due=due)
    return payout


def arrive(account: Domain, payout_id: str) -> None:
    """The bank answers, as the switch says. What can be tried again is; what was refused for good
    is available once more."""
    payout = account.records.payouts[payout_id]
    now, outcome = account.clock.now(), account.settings.payout_outcome
    failed = outcome != "SUCCEEDED"
    account.records.payouts.put(
        msgspec.structs.replace(
            payout,
            status=outcome,
            attempted=now if failed else None,
            bank_reference="" if failed else f"EBAY{payout.id}",
        )
    )
    if outcome == "TERMINAL_FAILED":
        for each in account.records.transactions_by_payout.find(payout_id):
            account.records.transactions.put(msgspec.structs.replace(each, payout=""))
    elif failed:
        again = max(1, account.settings.payout_hours)  # never at once: that would have no end
        account.universe.queue.put("ebay", ARRIVE, payout_id, due=now + timedelta(hours=again))


def _ready(account: Domain, currency: str) -> list[Transaction]:
    return [
        each
        for each in account.records.transactions_by_date.between()
        if each.currency == currency and status_of(account, each) == "FUNDS_AVAILABLE_FOR_PAYOUT"
    ]
