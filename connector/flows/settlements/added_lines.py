"""Fees and credits of an order: lines on its billed record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from connector.books.settlement_books import BilledRecord
from connector.flows.outcome import Kind, Outcome, read_back, refused
from connector.flows.settlements import problems
from connector.flows.settlements.account import SettlementAccount
from connector.flows.settlements.keys import other_account
from connector.flows.settlements.lines import charges
from connector.flows.settlements.order_plan import OrderPlan, plan_order
from connector.flows.settlements.records import Billed, billed_for, mixed_up
from connector.flows.settlements.resolve import document_lines
from connector.flows.write_once import Found, Prepared, WriteOnce
from connector.model import BilledKind
from connector.money import total
from connector.rows import Problem
from connector.settlements import Row

__all__ = ["RECORD_TYPES", "add_to_billed"]

NOTHING_TO_ADD = "everything is in the billed record already; nothing was written"

RECORD_TYPES = {BilledKind.CASH_SALE: "cashSale", BilledKind.INVOICE: "invoice"}


async def add_to_billed(
    account: SettlementAccount,
    key: str,
    order_id: str,
    rows: Sequence[Row],
    on_lost: Callable[[], None],
    *,
    refund: bool = False,
) -> Outcome:
    """Raises Trouble of reading. `refund`: the rows are of a refund that leaves the seller with
    more than before (only its fee comes back): all of them become lines."""

    seen: list[Billed | Problem] = []  # what the newest look found

    async def look() -> Found | None:
        billed = await billed_for(account, order_id, rows)
        seen[:] = [billed]
        if isinstance(billed, Problem):
            return None
        written = next((each for each in billed.records if each.lines_with(key)), None)
        if written is None:
            return None
        return Found(
            id=written.document.id,
            number=written.document.number,
            amount=written.document.total,
            by="the marks of its lines",
        )

    async def prepare() -> Prepared | Outcome:
        (billed,) = seen
        if isinstance(billed, Problem):
            return refused(billed)
        twice = _of_another(account, key, billed.records)
        if twice is not None:
            return refused(twice)
        record = billed.record
        plan = _plan(rows, record, refund=refund)
        mixed = mixed_up(account, record, rows)
        warnings = (*billed.warnings, *([mixed] if mixed else []))
        if not plan.lines:
            outcome = _compared(_on(record), record, plan).warned(*warnings)
            return replace(outcome, note=NOTHING_TO_ADD)
        if not await account.books.period_open(record.day):
            return refused(problems.closed_record(account, record.document.number, record.day))
        lines = await document_lines(account, key, plan.lines)
        if isinstance(lines, Problem):
            return refused(lines)
        return Prepared(
            write=lambda: account.ledger.add_lines(record, lines),
            amount=total((line.amount for line in lines), record.document.currency),
            warnings=warnings,
        )

    outcome = await WriteOnce(
        account=account,
        key=key,
        target=account.books.name,
        action=f"add the settlement lines of order {order_id}",
        look=look,
        prepare=prepare,
        on_lost=on_lost,
    ).run()
    if outcome.kind is not Kind.DONE or outcome.note == NOTHING_TO_ADD:
        return outcome
    (billed,) = seen
    records = () if isinstance(billed, Problem) else billed.records
    kinds = {each.document.id: each.document.kind for each in records}
    record_type = RECORD_TYPES[kinds[outcome.target_id]]
    return await read_back(outcome, _check(account, key, record_type, rows, outcome, refund=refund))


def _of_another(
    account: SettlementAccount, key: str, records: Sequence[BilledRecord]
) -> Problem | None:
    for record in records:
        for marks in record.marks.values():
            for each in marks:
                other = other_account(key, each)
                if other:
                    return problems.posted_by_another(account, record.document.number, other)
    return None


def _plan(rows: Sequence[Row], record: BilledRecord, *, refund: bool) -> OrderPlan:
    if refund:
        return OrderPlan(lines=charges(rows), total=None)
    return plan_order(rows, record)


async def _check(
    account: SettlementAccount,
    key: str,
    record_type: str,
    rows: Sequence[Row],
    outcome: Outcome,
    *,
    refund: bool,
) -> Outcome:
    """Read back: the lines are there once, and the billed record is what the order's rows say."""
    record = await account.ledger.billed_record(record_type, outcome.target_id)
    if record is None or not record.lines_with(key):
        return refused(problems.record_gone(account))
    surplus = _twice(record, key)
    if surplus:
        await account.ledger.drop_lines(record, surplus)
        record = await account.ledger.billed_record(record_type, outcome.target_id) or record
        outcome = outcome.warned(
            f"{account.books.name} carried the write out twice; the second lines were taken off "
            f"{record.document.number} again."
        )
    plan = _plan(rows, _without(record, key), refund=refund)
    checked = _compared(_on(record), record, plan)
    return replace(
        checked,
        note=outcome.note,
        facts=outcome.facts,
        warnings=(*outcome.warnings, *checked.warnings),
    )


def _on(record: BilledRecord) -> Outcome:
    billed = record.document
    return Outcome(
        kind=Kind.DONE,
        target_id=billed.id,
        target_type=RECORD_TYPES[billed.kind],
        target_number=billed.number,
        target_amount=billed.total,
    )


def _compared(outcome: Outcome, record: BilledRecord, plan: OrderPlan) -> Outcome:
    """What the record holds with the lines of `plan` on it, beside what the rows add up to."""
    held = record.document.total
    if plan.total is None or held == plan.total:
        return outcome
    return outcome.warned(
        f"{record.document.kind.capitalize()} {record.document.number} holds {held}, the rows of "
        f"the order add up to {plan.total}: a difference of {held - plan.total}."
    )


def _without(record: BilledRecord, key: str) -> BilledRecord:
    """The record as it was before the lines of `key`."""
    own = set(record.lines_with(key))
    billed = record.document
    added = total((line.amount for line in billed.lines if line.line in own), billed.currency)
    document = replace(
        billed,
        lines=tuple(line for line in billed.lines if line.line not in own),
        total=billed.total - added,
    )
    marks = {line: keys for line, keys in record.marks.items() if line not in own}
    return replace(record, document=document, marks=marks)


def _twice(record: BilledRecord, key: str) -> tuple[int, ...]:
    """Lines whose rows stand on an earlier line of the same write."""
    seen: set[str] = set()
    surplus = []
    for line in record.lines_with(key):
        marks = set(record.marks[line])
        if marks <= seen:
            surplus.append(line)
        seen |= marks
    return tuple(surplus)
