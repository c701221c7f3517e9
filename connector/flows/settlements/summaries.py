"""Documents of the settlement customer: what belongs to no order, and merged fees or refunds."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from connector.books.settlement_books import StandAlone, StandAloneKind
from connector.flows.keyed import look_for
from connector.flows.outcome import Kind, Outcome, read_back, refused
from connector.flows.settlements import problems
from connector.flows.settlements.account import SettlementAccount
from connector.flows.settlements.documents import check_document, open_day
from connector.flows.settlements.keys import other_account, row_number
from connector.flows.settlements.lines import Charge, Goods
from connector.flows.settlements.order_plan import plan_order
from connector.flows.settlements.records import billed_for
from connector.flows.settlements.refunds import planned_refund
from connector.flows.settlements.resolve import document_lines, goods_lines
from connector.flows.settlements.summary_plan import SummaryPlan, plan_non_order, plan_summary
from connector.flows.write_once import Prepared, WriteOnce
from connector.rows import Problem
from connector.settlements import Row

__all__ = ["CANCELLED_OUT", "fees_of_all", "non_order", "post_summary", "refunds_of_all"]

CANCELLED_OUT = "everything cancels out (0.00); there is nothing to write"

Plan = Callable[[], Awaitable[SummaryPlan | Problem]]


async def post_summary(
    account: SettlementAccount,
    key: str,
    settlement_id: str,
    what: str,
    day: date,
    make_plan: Plan,
    on_lost: Callable[[], None],
) -> Outcome:
    """`what` names the summary for people. Raises Trouble of reading."""

    async def prepare() -> Prepared | Outcome:
        plan = await make_plan()
        if isinstance(plan, Problem):
            return refused(plan)
        if plan.kind is None:
            return Outcome(kind=Kind.DONE, note=CANCELLED_OUT, warnings=plan.warnings)
        customer = account.options.customer_internal_id
        if not customer or not await account.ledger.customer_exists(customer):
            return refused(problems.customer_missing(account))
        found = await open_day(account, day)
        if isinstance(found, Problem):
            return refused(found)
        charges = await document_lines(account, key, plan.charges)
        if isinstance(charges, Problem):
            return refused(charges)
        twice = await _of_another(account, key, settlement_id, plan)
        if twice is not None:
            return refused(twice)
        document = StandAlone(
            kind=plan.kind,
            customer_id=customer,
            day=found.day,
            currency=plan.total.currency,
            lines=(*goods_lines(key, plan.goods, linked=False), *charges),
            total=plan.total,
            reference=settlement_id,
            memo=f"{account.channel.name} settlement {settlement_id}: {what}",
        )
        return Prepared(
            write=lambda: account.ledger.write_stand_alone(document, key),
            amount=plan.total,
            warnings=(*plan.warnings, *found.warnings),
        )

    outcome = await WriteOnce(
        account=account,
        key=key,
        target=account.books.name,
        action=f"create the summary of settlement {settlement_id}, {what}",
        look=look_for(account.ledger, key),
        prepare=prepare,
        on_lost=on_lost,
    ).run()
    if outcome.kind is not Kind.DONE or outcome.note == CANCELLED_OUT:
        return outcome
    announced = account.journal.intent(key)
    wanted = announced.amount if announced is not None else None
    return await read_back(outcome, check_document(account, key, wanted, outcome))


async def _of_another(
    account: SettlementAccount, key: str, settlement_id: str, plan: SummaryPlan
) -> Problem | None:
    """A document of another account with the same rows. Two marketplaces may share a settlement:
    then each account has rows of its own."""
    wanted = {row for goods in plan.goods for row in goods.rows}
    wanted |= {row for line in plan.charges for row in line.rows}
    for held in await account.ledger.stand_alone_named(settlement_id):
        other = other_account(key, held.external_id)
        if not other:
            continue
        document = await account.ledger.written_document(held.record_type, held.id)
        marks = document.marks.values() if document is not None else ()
        numbers = {found[1] for each in marks for mark in each if (found := row_number(mark))}
        if wanted & numbers:
            return problems.posted_by_another(account, held.number, other)
    return None


def non_order(rows: Sequence[Row], currency: str) -> Plan:
    async def plan() -> SummaryPlan | Problem:
        return plan_non_order(rows, currency)

    return plan


def fees_of_all(account: SettlementAccount, rows: Sequence[Row], currency: str) -> Plan:
    """Every fee and credit of the orders. An order that cannot be posted to stops the summary: its
    value is not in the books, so its fees cannot be either."""

    async def plan() -> SummaryPlan | Problem:
        lines: list[Charge] = []
        stopped: list[tuple[str, Problem]] = []
        warnings: list[str] = []
        for order_id, own in _by_order(rows).items():
            billed = await billed_for(account, order_id, own)
            if isinstance(billed, Problem):
                stopped.append((order_id, billed))
                continue
            made = plan_order(own, billed.record)
            warnings += billed.warnings
            lines += made.lines
        if stopped:
            return problems.orders_missing(account, stopped)
        return plan_summary((), lines, currency, StandAloneKind.CASH_REFUND, warnings)

    return plan


def refunds_of_all(
    account: SettlementAccount, rows: Sequence[Row], currency: str, sold: Mapping[str, str]
) -> Plan:
    """Every refunded line, with the fees that came back. An order without its billed record stops
    the summary."""

    async def plan() -> SummaryPlan | Problem:
        goods: list[Goods] = []
        lines: list[Charge] = []
        stopped: list[tuple[str, Problem]] = []
        warnings: list[str] = []
        for (order_id, _), own in _by_refund(rows).items():
            found = await planned_refund(account, order_id, own, sold, alone=True)
            if isinstance(found, Problem):
                stopped.append((order_id, found))
                continue
            billed, made = found
            warnings += (*billed.warnings, *made.warnings)
            goods += made.goods
            lines += (replace(line, amount=-line.amount) for line in made.charges)
        if stopped:
            return problems.orders_missing(account, stopped)
        as_credit = account.options.refunds_as_credit_memos
        kind = StandAloneKind.CREDIT_MEMO if as_credit else StandAloneKind.CASH_REFUND
        return plan_summary(goods, lines, currency, kind, warnings)

    return plan


def _by_order(rows: Sequence[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.order_id, []).append(row)
    return found


def _by_refund(rows: Sequence[Row]) -> dict[tuple[str, str], list[Row]]:
    found: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        found.setdefault((row.order_id, row.adjustment_id), []).append(row)
    return found
