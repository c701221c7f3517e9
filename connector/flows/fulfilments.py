"""Fulfilment sync: NetSuite -> storefront. When every unit is shipped there, the row is Complete.

No money moves, but a shipment must not be reported twice: quantities are compared first. Shipments
are taken in their order; one is done when the storefront has fulfilled at least what the
shipments up to it add up to, otherwise the missing part of it is reported.
"""

from __future__ import annotations

from collections.abc import Callable

from connector.channels.channel import FulfilmentReport
from connector.flows.account import Account
from connector.flows.lines import match_lines
from connector.flows.orders import books_order_of
from connector.flows.outcome import ENGINE, Kind, Outcome, refused
from connector.flows.write_once import Found, Prepared, WriteOnce
from connector.model import BooksOrder, Fulfilment, Order, OrderKind
from connector.rows import Problem, Row

__all__ = ["fulfil"]

Quantities = dict[str, int]


async def fulfil(account: Account, row: Row, on_lost: Callable[[], None]) -> Outcome:
    """DONE: everything is shipped. WAITING: not everything yet. Raises Trouble of reading."""
    order = await account.channel.order(row.order_id)
    held = None
    if order is not None:
        held = await books_order_of(account, row.order_id, row.order_name)
    if order is None or held is None:
        gone = account.channel.name if order is None else account.books.name
        return refused(
            Problem(
                source=gone,
                sentence=f"{gone} no longer has order {row.order_name}.",
                remedy="Cancel this row.",
                code="order_deleted",
                final=True,
            )
        )
    if held.kind is OrderKind.CASH_SALE:
        return Outcome(kind=Kind.DONE, note="a cash sale needs no shipment")
    shipped = await account.books.fulfilments_of(held)
    upto: Quantities = {}
    reported = 0
    for fulfilment in shipped:
        lines = _lines(account, order, held, fulfilment)
        if isinstance(lines, Problem):
            return refused(lines)
        for line_id, count in lines.items():
            upto[line_id] = upto.get(line_id, 0) + count
        outcome = await _report(account, order, fulfilment, lines, dict(upto), on_lost)
        if outcome.kind not in {Kind.DONE, Kind.ACCEPTED}:
            return outcome
        reported += 0 if outcome.facts.get("recognised") else 1
    return _standing(order, await account.channel.fulfilled_quantities(order), reported)


def _standing(order: Order, fulfilled: Quantities, reported: int) -> Outcome:
    wanted = {line.line_id: line.quantity - line.refunded_quantity for line in order.lines}
    missing = sum(max(0, count - fulfilled.get(line, 0)) for line, count in wanted.items())
    done = sum(fulfilled.values())
    if missing == 0 and done > 0:
        return Outcome(kind=Kind.DONE)
    note = f"{done} units shipped, {missing} to ship" if done else ""
    return Outcome(kind=Kind.WAITING, note=note, facts={"reported": str(reported)})


def _lines(
    account: Account, order: Order, held: BooksOrder, fulfilment: Fulfilment
) -> Quantities | Problem:
    matched = match_lines(order, held.lines, account.settings.skus)
    found: Quantities = {}
    for line in fulfilment.lines:
        mine = matched.get(line.order_line)
        if mine is None:
            return Problem(
                source=ENGINE,
                sentence=f"Fulfilment {fulfilment.number} ships {line.quantity} {line.sku}, which "
                f"is no line of order {order.name}.",
                remedy="Fulfil that shipment by hand in the storefront; compare the lines of the "
                "sales order.",
                figures={"sku": line.sku, "fulfilment": fulfilment.number},
                code="line_unknown",
                final=True,
            )
        found[mine.line_id] = found.get(mine.line_id, 0) + line.quantity
    return found


async def _report(
    account: Account,
    order: Order,
    fulfilment: Fulfilment,
    lines: Quantities,
    upto: Quantities,
    on_lost: Callable[[], None],
) -> Outcome:
    key = account.order_key(order.order_id).replace("nsc_order_", "nsc_fulfilment_", 1)
    key = f"{key}_{fulfilment.id}"

    async def missing() -> Quantities:
        there = await account.channel.fulfilled_quantities(order)
        short = {
            line_id: min(count, upto[line_id] - there.get(line_id, 0))
            for line_id, count in lines.items()
        }
        return {line_id: count for line_id, count in short.items() if count > 0}

    async def look() -> Found | None:
        if await missing():
            return None
        return Found(id=fulfilment.id, number=fulfilment.number)

    async def prepare() -> Prepared | Outcome:
        report = FulfilmentReport(
            order=order,
            lines=tuple((await missing()).items()),
            tracking=fulfilment.tracking,
            notify_customer=account.settings.notify_customer,
            shipped=fulfilment.shipped,
        )
        return Prepared(write=lambda: account.channel.report_fulfilment(report, key))

    return await WriteOnce(
        account=account,
        key=key,
        target=account.channel.name,
        action=f"report shipment {fulfilment.number} of order {order.name}",
        look=look,
        prepare=prepare,
        on_lost=on_lost,
    ).run()
