"""A refund of a settlement: a cash refund of the cash sale, a credit memo of the invoice.

A refund that is made from a billed record puts its goods back on the shelf. Where the account says
they are not to be restocked, the goods come back by a return authorization with an item receipt
that puts nothing on the shelf, and the refund is made from that return (Help Center "Mapping the
Restock Field on Item Receipts Created on Refunds"). A document that stands alone then has no goods.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from connector.books.settlement_books import (
    BilledRecord,
    RefundFromBilled,
    StandAlone,
    StandAloneKind,
)
from connector.flows.keyed import look_for
from connector.flows.outcome import Kind, Outcome, read_back, refused
from connector.flows.returns import needs_return, take_back, told
from connector.flows.settlements import problems
from connector.flows.settlements.account import SettlementAccount
from connector.flows.settlements.documents import check_document, open_day
from connector.flows.settlements.keys import other_account
from connector.flows.settlements.lines import Sort, sort_of, sum_of
from connector.flows.settlements.order_plan import goods_lines as goods_of
from connector.flows.settlements.records import Billed, billed_for, mixed_up
from connector.flows.settlements.refund_plan import RefundPlan, plan_refund
from connector.flows.settlements.resolve import document_lines, goods_lines
from connector.flows.write_once import Prepared, WriteOnce
from connector.model import BilledKind
from connector.rows import Problem
from connector.settlements import Row

__all__ = ["planned_refund", "post_refund"]

CANCELLED_OUT = "the rows cancel each other out (0.00); there is nothing to write"


async def post_refund(
    account: SettlementAccount,
    key: str,
    order_id: str,
    adjustment_id: str,
    rows: Sequence[Row],
    sold: Mapping[str, str],
    on_lost: Callable[[], None],
) -> Outcome:
    """Raises Trouble of reading."""

    async def prepare() -> Prepared | Outcome:
        found = await planned_refund(account, order_id, rows, sold, key=key)
        if isinstance(found, Problem):
            return refused(found)
        billed, plan = found
        mixed = mixed_up(account, billed.record, rows)
        warnings = (*billed.warnings, *([mixed] if mixed else []), *plan.warnings)
        if plan.empty:
            return Outcome(kind=Kind.DONE, note=CANCELLED_OUT, warnings=warnings)
        day = await open_day(account, max(row.day for row in rows))
        if isinstance(day, Problem):
            return refused(day)
        charges = await document_lines(account, key, plan.charges)
        if isinstance(charges, Problem):
            return refused(charges)
        memo = " ".join(f"{account.channel.name} refund {adjustment_id} of {order_id}".split())
        warnings = (*warnings, *day.warnings)
        if not stands_alone(account, billed.record):
            refund = RefundFromBilled(
                billed=billed.record,
                day=day.day,
                currency=plan.total.currency,
                lines=(*goods_lines(key, plan.goods, linked=True), *charges),
                shipping=plan.shipping,
                shipping_tax=plan.shipping_tax,
                shipping_tax_rate=plan.shipping_tax_rate,
                total=plan.total,
                order_name=order_id,
                refund_id=adjustment_id,
                memo=memo,
            )
            goods = refund.goods(restock=account.options.restock)
            if needs_return(account, key, goods):
                taken = await take_back(account, key, goods, on_lost)
                if isinstance(taken, Outcome):
                    return taken
                refund = replace(refund, return_id=taken)
            return Prepared(
                write=lambda: account.ledger.refund_from_billed(refund, key),
                amount=plan.total,
                warnings=warnings,
            )
        document = StandAlone(
            kind=StandAloneKind.CREDIT_MEMO,
            customer_id=billed.record.customer_id,
            day=day.day,
            currency=plan.total.currency,
            lines=(*goods_lines(key, plan.goods, linked=False), *charges),
            total=plan.total,
            reference=order_id,
            memo=memo,
        )
        return Prepared(
            write=lambda: account.ledger.write_stand_alone(document, key),
            amount=plan.total,
            warnings=warnings,
        )

    outcome = await WriteOnce(
        account=account,
        key=key,
        target=account.books.name,
        action=f"create the refund document of order {order_id}",
        look=look_for(account.ledger, key),
        prepare=prepare,
        on_lost=on_lost,
    ).run()
    if outcome.kind is not Kind.DONE or outcome.note == CANCELLED_OUT:
        return told(account, key, outcome)
    wanted = -sum_of(rows, rows[0].amount.currency)
    return await read_back(outcome, check_document(account, key, wanted, outcome))


async def planned_refund(
    account: SettlementAccount,
    order_id: str,
    rows: Sequence[Row],
    sold: Mapping[str, str],
    *,
    key: str = "",
    alone: bool = False,
) -> tuple[Billed, RefundPlan] | Problem:
    """`key`: of the document, where the refund has its own; `alone`: it is not made from the billed
    record. Raises Trouble."""
    billed = await billed_for(account, order_id, rows)
    if isinstance(billed, Problem):
        return billed
    if len(billed.records) > 1:
        wanted = {row.sku for row in rows if sort_of(row) is Sort.GOODS}
        own = {line.sku for line in goods_of(billed.record)}
        others = {line.sku for each in billed.records for line in goods_of(each)}
        if not wanted <= own and wanted <= others:
            numbers = [each.document.number for each in billed.records]
            given = -sum_of(rows, rows[0].amount.currency)
            return problems.billed_in_parts(account, order_id, numbers, given)
    existing = await account.books.refund_documents_of(billed.record.document)
    for document in existing:
        other = other_account(key, document.external_id)
        if other:
            return problems.posted_by_another(account, document.number, other)
    linked = not (alone or stands_alone(account, billed.record))
    plan = plan_refund(
        rows,
        billed.record,
        existing,
        goods=account.options.restock or linked,
        linked=linked,
        sold=sold,
    )
    return plan if isinstance(plan, Problem) else (billed, plan)


def stands_alone(account: SettlementAccount, record: BilledRecord) -> bool:
    """R12: a credit memo cannot be made from a cash sale, so it is typed for its customer."""
    return account.options.refunds_as_credit_memos and record.document.kind is BilledKind.CASH_SALE
