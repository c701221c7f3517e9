"""Pairs the two sides and names every difference, to the cent."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from sandbox.audit.books import BooksSide, books_side
from sandbox.audit.channel import channel_orders
from sandbox.audit.facts import NOTHING, OrderFact, RefundFact, SalesDocument
from sandbox.audit.ledger import ledger_errors
from sandbox.netsuite.records import Transaction
from sandbox.world import World

__all__ = ["AuditReport", "Check", "DocumentPair", "Finding", "audit"]


class Check(StrEnum):
    """What was compared when a finding came up."""

    DOCUMENTS = "documents"  # a document is missing, doubled or of the wrong kind
    TOTAL = "total"
    TAX = "tax"
    SHIPPING = "shipping"
    LINES = "lines"
    CURRENCY = "currency"
    STOCK = "stock"
    LEDGER = "ledger"


@dataclass(frozen=True)
class Finding:
    """One difference. Amounts where amounts were compared."""

    order: str
    check: Check
    sentence: str
    channel: Decimal | None = None
    books: Decimal | None = None

    def __str__(self) -> str:
        return f"{self.order}: {self.sentence}"


@dataclass(frozen=True)
class DocumentPair:
    """One row of the tie-out: a document here, its counterpart there; None: there is none."""

    order: str
    what: str
    currency: str
    channel_number: str
    channel: Decimal | None
    books_number: str
    books: Decimal | None

    @property
    def difference(self) -> Decimal:
        """Channel less books; a missing side counts as zero."""
        return (self.channel or NOTHING) - (self.books or NOTHING)


@dataclass
class AuditReport:
    """`ties` is the verdict. `money_ties`: whatever else differs, no total does."""

    pairs: list[DocumentPair] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def ties(self) -> bool:
        return not self.findings

    @property
    def money_ties(self) -> bool:
        return not any(
            finding.check in (Check.TOTAL, Check.DOCUMENTS, Check.CURRENCY, Check.LEDGER)
            for finding in self.findings
        )

    def note(
        self,
        order: str,
        check: Check,
        sentence: str,
        channel: Decimal | None = None,
        books: Decimal | None = None,
    ) -> None:
        self.findings.append(Finding(order, check, sentence, channel, books))


def audit(world: World) -> AuditReport:
    """Judge the world as it stands."""
    report = AuditReport()
    books = books_side(world)
    ids = {order.name: str(order.id) for order in world.shopify.records.orders}
    named: set[int] = set()
    for order in channel_orders(world):
        roots = books.roots(order.name, ids[order.name])
        loose = books.loose_refunds(order.name, ids[order.name])
        named.update(each.id for each in [*roots, *loose])
        _judge_order(report, books, order, roots, loose)
    _strangers(report, books, named)
    for document, what, expected, posted in ledger_errors(world):
        report.note(
            document,
            Check.LEDGER,
            f"{what}: the document says {expected}, the ledger {posted}",
            expected,
            posted,
        )
    return report


def _strangers(report: AuditReport, books: BooksSide, named: set[int]) -> None:
    """Documents in the books that carry a channel reference but belong to no order of it."""
    for each in books.transactions.values():
        if (
            each.id not in named
            and each.created_from is None
            and each.type in ("SalesOrd", "CashSale")
            and each.other_ref_num
        ):
            report.note(
                each.other_ref_num,
                Check.DOCUMENTS,
                f"{each.tran_id} names an order that the channel does not have",
                None,
                each.total,
            )


def _judge_order(
    report: AuditReport,
    books: BooksSide,
    order: OrderFact,
    roots: list[Transaction],
    loose: list[Transaction],
) -> None:
    if not roots:
        given_back = sum((each.total for each in order.refunds), NOTHING)
        if order.cancelled and order.received == given_back:
            return  # cancelled before it was synced, no money kept: nothing belongs in the books
        report.pairs.append(_pair(order.name, "order", order.document, None))
        report.note(
            order.name,
            Check.DOCUMENTS,
            "the order is not in the books",
            order.document.total,
        )
        for refund in order.refunds:
            report.pairs.append(_pair(order.name, "refund", refund, None))
            report.note(
                order.name, Check.DOCUMENTS, "a refund has no order in the books", refund.total
            )
        return
    for extra in roots[1:]:
        report.pairs.append(_pair(order.name, "order", None, books.document(extra)))
        report.note(
            order.name,
            Check.DOCUMENTS,
            f"the order is in the books twice: {roots[0].tran_id} and {extra.tran_id}",
            NOTHING,
            extra.total,
        )
    booked = books.order(order.name, roots[0], loose)
    report.pairs.append(_pair(order.name, "order", order.document, booked.document))
    _compare_sales(report, order.name, order.document, booked.document)
    if booked.billed and booked.document not in booked.billed:
        _compare_billed(report, order, booked)
    for wrong, sale in books.wrong_documents(booked):
        report.note(order.name, Check.DOCUMENTS, f"{wrong} was made for {sale}")
    _compare_refunds(report, order, booked)


def _pair(
    order: str,
    what: str,
    channel: SalesDocument | RefundFact | None,
    books: SalesDocument | RefundFact | None,
) -> DocumentPair:
    known = channel or books
    return DocumentPair(
        order=order,
        what=what,
        currency=known.currency if known else "",
        channel_number=channel.number if channel else "",
        channel=channel.total if channel else None,
        books_number=f"{books.kind} {books.number}" if books else "",
        books=books.total if books else None,
    )


def _compare_sales(
    report: AuditReport, order: str, channel: SalesDocument, books: SalesDocument
) -> None:
    what = f"{books.kind} {books.number}"
    if channel.currency != books.currency:
        report.note(
            order,
            Check.CURRENCY,
            f"{what} is in {books.currency}, the order in {channel.currency}",
            channel.total,
            books.total,
        )
        return
    for check, here, there in (
        (Check.TOTAL, channel.total, books.total),
        (Check.TAX, channel.tax, books.tax),
        (Check.SHIPPING, channel.shipping, books.shipping),
    ):
        if here != there:
            report.note(order, check, f"{check} of {what}: {here} and {there}", here, there)
    if channel.sold != books.sold:
        report.note(
            order, Check.LINES, f"lines of {what}: {_list(channel.sold)} and {_list(books.sold)}"
        )
    elif channel.gross != books.gross or channel.discount != books.discount:
        report.note(
            order,
            Check.LINES,
            f"lines of {what}: {channel.gross} less {channel.discount} and "
            f"{books.gross} less {books.discount}",
            channel.gross - channel.discount,
            books.gross - books.discount,
        )


def _compare_billed(report: AuditReport, order: OrderFact, booked: OrderFact) -> None:
    """Once every unit is billed, or the order waits for no more, the bills together are the
    order. Until then they may be a part of it, as long as each is what it was made as: a bill
    that somebody lowered later takes money out of the books that the channel still has."""
    billed: Counter[str] = Counter()
    for each in booked.billed:
        billed += each.sold
    sold = booked.document.sold
    if any(billed[sku] > sold[sku] for sku in billed):
        report.note(order.name, Check.LINES, f"billed {_list(billed)}, ordered {_list(sold)}")
    if billed != sold and booked.open:
        for each in booked.billed:
            if each.made_for is not None and each.total < each.made_for:
                report.note(
                    order.name,
                    Check.TOTAL,
                    f"{each.kind} {each.number} was made for {each.made_for} and lowered to "
                    f"{each.total}",
                    each.made_for,
                    each.total,
                )
        return
    total = sum((each.total for each in booked.billed), NOTHING)
    tax = sum((each.tax for each in booked.billed), NOTHING)
    numbers = ", ".join(f"{each.kind} {each.number}" for each in booked.billed)
    report.pairs.append(
        DocumentPair(
            order.name,
            "billed",
            order.document.currency,
            order.name,
            order.document.total,
            numbers,
            total,
        )
    )
    for check, here, there in (
        (Check.TOTAL, order.document.total, total),
        (Check.TAX, order.document.tax, tax),
    ):
        if here != there:
            report.note(order.name, check, f"{check} of {numbers}: {here} and {there}", here, there)


def _compare_refunds(report: AuditReport, order: OrderFact, booked: OrderFact) -> None:
    left = list(booked.refunds)
    unmatched: list[RefundFact] = []
    for refund in order.refunds:  # the closest counterpart first: equal in everything
        twin = next((each for each in left if _same(refund, each)), None)
        if twin is None:
            unmatched.append(refund)
        else:
            left.remove(twin)
            report.pairs.append(_pair(order.name, "refund", refund, twin))
            _inside(report, order.name, refund, twin)
    for refund in unmatched:  # then equal in money
        twin = next(
            (
                each
                for each in left
                if (each.currency, each.total) == (refund.currency, refund.total)
            ),
            None,
        )
        report.pairs.append(_pair(order.name, "refund", refund, twin))
        if twin is None:
            report.note(
                order.name,
                Check.DOCUMENTS,
                f"refund of {refund.total} {refund.currency} is not in the books",
                refund.total,
            )
            continue
        left.remove(twin)
        _inside(report, order.name, refund, twin)
    for refund in left:
        report.pairs.append(_pair(order.name, "refund", None, refund))
        report.note(
            order.name,
            Check.DOCUMENTS,
            f"{refund.kind} {refund.number} of {refund.total} {refund.currency} "
            "is not in the channel",
            None,
            refund.total,
        )
    given = sum((each.total for each in order.refunds), NOTHING)
    if given > order.received:
        report.note(
            order.name,
            Check.TOTAL,
            f"refunded {given}, received {order.received}",
            order.received,
            given,
        )
    credited = sum((each.total for each in booked.refunds), NOTHING)
    billed = sum((each.total for each in booked.billed), NOTHING)
    if credited > billed:
        report.note(
            order.name, Check.TOTAL, f"credited {credited}, billed {billed}", billed, credited
        )
    _off_the_lines(report, order.name, booked.refunds)


def _same(one: RefundFact, other: RefundFact) -> bool:
    return (one.currency, one.total, one.line_values) == (
        other.currency,
        other.total,
        other.line_values,
    )


def _inside(report: AuditReport, order: str, channel: RefundFact, books: RefundFact) -> None:
    """Two refunds of equal total: are they made of the same?"""
    what = f"{books.kind} {books.number}"
    if channel.lines and books.lines and channel.line_values != books.line_values:
        report.note(
            order,
            Check.LINES,
            f"lines of {what}: {_values(channel)} and {_values(books)}",
        )
    elif bool(channel.lines) != bool(books.lines) and channel.lines:
        report.note(order, Check.LINES, f"{what} has no lines, the refund has {_values(channel)}")
    if not (channel.lines or channel.shipping) or not (books.lines or books.shipping):
        return  # a general refund says nothing about tax, shipping and stock
    for check, here, there in (
        (Check.TAX, channel.tax, books.tax),
        (Check.SHIPPING, channel.shipping, books.shipping),
    ):
        if here != there:
            report.note(order, check, f"{check} of {what}: {here} and {there}", here, there)
    if channel.restocked != books.restocked:
        report.note(
            order,
            Check.STOCK,
            f"back in stock by {what}: {_list(channel.restocked)} in the channel, "
            f"{_list(books.restocked)} in the books",
        )


def _off_the_lines(report: AuditReport, order: str, refunds: tuple[RefundFact, ...]) -> None:
    """Ruling K6: a refund of lines that pays more than they are worth is shown, and so is one
    that pays less, unless earlier goodwill explains it (W4)."""
    goodwill = sum((each.total for each in refunds if not each.lines), NOTHING)
    for refund in refunds:
        worth = refund.total - refund.adjustment
        if not refund.lines or not refund.adjustment or -goodwill <= refund.adjustment < 0:
            continue
        report.note(
            order,
            Check.LINES,
            f"{refund.kind} {refund.number} pays {refund.total} for lines worth {worth}",
            refund.total,
            worth,
        )


def _list(units: dict[str, int]) -> str:
    return ", ".join(f"{sku} x {count}" for sku, count in sorted(units.items())) or "nothing"


def _values(refund: RefundFact) -> str:
    return (
        ", ".join(f"{line.sku} x {line.quantity} {line.net}" for line in refund.lines) or "nothing"
    )
