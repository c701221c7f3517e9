"""Pairs the two sides and names every difference, to the cent.

An order lives in one accounting system; which one is seen by where its documents are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from sandbox.audit.books import Booked, Books
from sandbox.audit.books_netsuite import NetSuiteBooks
from sandbox.audit.books_quickbooks import QuickBooksBooks
from sandbox.audit.channel import channel_orders
from sandbox.audit.channel_amazon import amazon_orders
from sandbox.audit.channel_ebay import ebay_orders
from sandbox.audit.compare import compare_billed, compare_money, compare_refunds, compare_sales
from sandbox.audit.facts import NOTHING, OrderFact, RefundFact, SalesDocument
from sandbox.audit.report import AuditReport, Check
from sandbox.audit.settled import judge_settlements
from sandbox.world import World

__all__ = ["audit"]


def audit(
    world: World, orders: Iterable[OrderFact] = (), *, settlements: Collection[str] = ()
) -> AuditReport:
    """Judge the world as it stands. `orders`: of channels that are no platform of the world, to be
    judged with those of its storefronts. `settlements`: ids of those that must be in the books,
    beside those that are seen there."""
    report = AuditReport()
    everything = [*channel_orders(world), *amazon_orders(world), *ebay_orders(world), *orders]
    netsuite = NetSuiteBooks(world)
    systems: list[Books] = [netsuite, QuickBooksBooks(world, everything)]
    used: set[str] = set()
    for order in everything:
        held = [(books, booked) for books in systems if (booked := books.booked(order))]
        used.update(books.name for books, _booked in held)
        if len(held) > 1:
            names = " and ".join(books.name for books, _booked in held)
            report.note(order.name, Check.DOCUMENTS, f"the order is in the books of {names}")
        for books, booked in held:
            _judge_order(report, books, order, booked)
        if not held and order.due:
            _absent(report, order, Booked())
    judge_settlements(report, world, netsuite, everything, settlements)
    for books in systems:
        for name, sentence, total in books.strangers():
            report.note(name, Check.DOCUMENTS, sentence, None, total)
        for document, what, expected, posted in books.ledger_errors():
            report.note(
                document,
                Check.LEDGER,
                f"{what}: the document says {expected}, the ledger {posted}",
                expected,
                posted,
            )
    report.books = tuple(sorted(used))
    return report


def _judge_order(report: AuditReport, books: Books, order: OrderFact, booked: Booked) -> None:
    if booked.order is None:
        _absent(report, order, booked)
        return
    first = booked.order.document
    for extra in booked.sales[1:]:
        report.pair(order.name, "order", None, extra)
        report.note(
            order.name,
            Check.DOCUMENTS,
            f"the order is in the books twice: {books.title(first)} and {books.title(extra)}",
            NOTHING,
            extra.total,
        )
    if order.kept_tax and first.tax == order.document.tax + order.kept_tax:
        order = _with_kept_tax(order)
    report.pair(order.name, "order", order.document, first)
    compare_sales(report, order.name, order.document, first)
    if booked.order.billed and first not in booked.order.billed:
        compare_billed(report, order, booked.order)
    for wrong, sale in _wrong_documents(books, booked.order):
        report.note(order.name, Check.DOCUMENTS, f"{wrong} was made for {sale}")
    if order.settled:
        return  # its refunds are judged with the settlements
    if books.undoes and order.cancelled and not order.received:
        _undone(report, order, booked.order)
    else:
        compare_refunds(report, order, booked.order)
        if books.undoes:
            compare_money(report, order, booked.order)


def _with_kept_tax(order: OrderFact) -> OrderFact:
    """A sale may be booked as the buyer paid it; the settlement then takes the tax out again."""
    sold = order.document
    taxed = replace(sold, tax=sold.tax + order.kept_tax, total=sold.total + order.kept_tax)
    return replace(order, document=taxed)


def _absent(report: AuditReport, order: OrderFact, booked: Booked) -> None:
    """The books have no sale of the order."""
    for stray in booked.loose:
        report.pair(order.name, "refund", None, stray)
        report.note(
            order.name,
            Check.DOCUMENTS,
            f"{stray.kind} {stray.number} of {stray.total} {stray.currency} gives money back for "
            "a sale that is not in the books",
            NOTHING,
            stray.total,
        )
    if order.cancelled and order.received == order.given_back:
        # Cancelled before it was synced or voided since, no money kept: nothing is to be there.
        for voided in booked.voided:
            report.pair(order.name, "order", _nothing_of(order.document), voided)
        return
    report.pair(order.name, "order", order.document, None)
    gone = "".join(f": {each.kind} {each.number} is voided" for each in booked.voided)
    report.note(
        order.name,
        Check.DOCUMENTS,
        f"the order is not in the books{gone}",
        order.document.total,
    )
    for refund in order.refunds:
        report.pair(order.name, "refund", refund, None)
        report.note(order.name, Check.DOCUMENTS, "a refund has no order in the books", refund.total)


def _nothing_of(sale: SalesDocument) -> SalesDocument:
    return SalesDocument(
        sale.number, sale.kind, sale.currency, (), NOTHING, NOTHING, NOTHING, NOTHING, NOTHING
    )


def _wrong_documents(books: Books, booked: OrderFact) -> list[tuple[str, str]]:
    """(refund, billed document) whose kinds do not belong together."""
    kinds = {document.number: document.kind for document in booked.billed}
    return [
        (f"{refund.kind} {refund.number}", f"{kinds[refund.origin]} {refund.origin}")
        for refund in booked.refunds
        if refund.origin in kinds and refund.kind not in books.right[kinds[refund.origin]]
    ]


def _undone(report: AuditReport, order: OrderFact, booked: OrderFact) -> None:
    """Cancelled unpaid, and its sale stands: credits must take back all of it, and no money may
    leave."""
    sale = booked.document
    title = f"{sale.kind} {sale.number}"
    credits: list[RefundFact] = []
    for refund in booked.refunds:
        if refund.kind == "credit memo":
            credits.append(refund)
            continue
        report.pair(order.name, "refund", None, refund)
        report.note(
            order.name,
            Check.DOCUMENTS,
            f"{refund.kind} {refund.number} of {refund.total} {refund.currency} gives money back "
            "that never came in",
            NOTHING,
            refund.total,
        )
    credited = sum((each.total for each in credits), NOTHING)
    for credit in credits:
        report.pair(order.name, "cancellation", credit, credit)
    if sale.left or credited != sale.total:
        report.note(
            order.name,
            Check.DOCUMENTS,
            f"the order was cancelled unpaid, and {title} still stands: {credited} of {sale.total} "
            f"credited, {sale.left} to be paid",
            NOTHING,
            sale.left,
        )
