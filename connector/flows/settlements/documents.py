"""What all documents of a settlement have in common: found by key, dated, read back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from connector.flows.outcome import Kind, Outcome, refused
from connector.flows.settlements import problems
from connector.flows.settlements.account import SettlementAccount
from connector.money import Money
from connector.rows import Problem

__all__ = ["Day", "check_document", "open_day"]


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    warnings: tuple[str, ...] = ()


async def open_day(account: SettlementAccount, day: date) -> Day | Problem:
    """The day itself, or today where its period is closed and the account says so. Raises
    Trouble."""
    if await account.books.period_open(day):
        return Day(day)
    today = account.today()
    if account.settings.when_period_closed == "post today" and await account.books.period_open(
        today
    ):
        return Day(
            today,
            (f"The accounting period of {day} is closed; the document is dated {today}.",),
        )
    return problems.closed_period(account, day)


async def check_document(
    account: SettlementAccount, key: str, wanted: Money | None, outcome: Outcome
) -> Outcome:
    """Read back: the document's total must be the money of the rows. `wanted` is None where
    another journal announced the write."""
    held = await account.ledger.find_by_external_id(key)
    if held is None:
        return refused(problems.record_gone(account))
    outcome = replace(
        outcome,
        target_id=held.id,
        target_type=held.record_type,
        target_number=held.number,
        target_amount=held.total,
    )
    if wanted is None or held.total == wanted:
        return outcome
    problem = problems.totals_differ(account, held.number, held.total, wanted)
    return replace(outcome, kind=Kind.REFUSED, problem=problem)
