"""One order against what the books hold of it: the sale, the bills, the refunds, the money."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from sandbox.audit.facts import NOTHING, OrderFact, RefundFact, SalesDocument
from sandbox.audit.report import AuditReport, Check, DocumentPair

__all__ = ["compare_billed", "compare_money", "compare_refunds", "compare_sales"]

_CENT = Decimal("0.01")


def compare_sales(
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
        (Check.TAX, channel.tax, _taxed(report, order, channel, books)),
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


def compare_billed(report: AuditReport, order: OrderFact, booked: OrderFact) -> None:
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


def _taxed(
    report: AuditReport,
    order: str,
    channel: SalesDocument | RefundFact,
    books: SalesDocument | RefundFact,
) -> Decimal:
    """The tax of the books, with what a rounding line takes up. Such a line is for cents (one a
    line, and one for shipping), and only where the tax differs."""
    if not books.rounding:
        return books.tax
    what = f"{books.kind} {books.number}"
    if channel.tax == books.tax:
        report.note(
            order,
            Check.TAX,
            f"{what} has a rounding line of {books.rounding}, and its tax does not differ",
            channel.tax,
            books.tax,
        )
    elif abs(books.rounding) > _CENT * (len(books.lines) + 1):
        report.note(
            order,
            Check.TAX,
            f"the rounding line of {what} takes up {books.rounding}, which is no rounding",
            channel.tax,
            books.tax,
        )
    return books.tax + books.rounding


def compare_refunds(report: AuditReport, order: OrderFact, booked: OrderFact) -> None:
    """Refunds as a multiset."""
    left = list(booked.refunds)
    pairs: list[tuple[RefundFact, RefundFact]] = []
    unmatched: list[RefundFact] = []
    for refund in order.refunds:  # the closest counterpart first: equal in everything
        twin = next((each for each in left if _same(_as_told(refund, each), each)), None)
        if twin is None:
            unmatched.append(refund)
        else:
            left.remove(twin)
            pairs.append((_as_told(refund, twin), twin))
            report.pair(order.name, "refund", refund, twin)
            _inside(report, order.name, _as_told(refund, twin), twin)
    for refund in unmatched:  # then equal in money
        twin = next(
            (
                each
                for each in left
                if (each.currency, each.total) == (refund.currency, refund.total)
            ),
            None,
        )
        report.pair(order.name, "refund", refund, twin)
        if twin is None:
            report.note(
                order.name,
                Check.DOCUMENTS,
                f"refund of {refund.total} {refund.currency} is not in the books",
                refund.total,
            )
            continue
        left.remove(twin)
        pairs.append((_as_told(refund, twin), twin))
        _inside(report, order.name, _as_told(refund, twin), twin)
    for refund in left:
        report.pair(order.name, "refund", None, refund)
        report.note(order.name, Check.DOCUMENTS, _surplus(refund, pairs), None, refund.total)
    given = order.given_back
    if given > order.received:
        report.note(
            order.name,
            Check.TOTAL,
            f"refunded {given}, received {order.received}",
            order.received,
            given,
        )
    billed = sum((each.total for each in booked.billed), NOTHING)
    if booked.given_back > billed:
        report.note(
            order.name,
            Check.TOTAL,
            f"credited {booked.given_back}, billed {billed}",
            billed,
            booked.given_back,
        )
    _off_the_lines(report, order.name, pairs, left)


def _surplus(refund: RefundFact, pairs: list[tuple[RefundFact, RefundFact]]) -> str:
    """A refund document that the channel knows nothing of; or the second one of a refund."""
    twice = [
        twin
        for _channel, twin in pairs
        if twin.kind != refund.kind
        and (twin.currency, twin.total) == (refund.currency, refund.total)
    ]
    if twice:
        return (
            f"both {twice[0].kind} {twice[0].number} and {refund.kind} {refund.number} give "
            f"{refund.total} {refund.currency} back for one refund"
        )
    return (
        f"{refund.kind} {refund.number} of {refund.total} {refund.currency} is not in the channel"
    )


def _as_told(channel: RefundFact, books: RefundFact) -> RefundFact:
    """What books can have known: a channel that tells an amount only is held to it, unless the
    books speak of goods."""
    speaks = books.lines or books.shipping or books.stand_ins
    return channel if channel.told or speaks else channel.amount_only


def _same(one: RefundFact, other: RefundFact) -> bool:
    if (one.currency, one.total) != (other.currency, other.total):
        return False
    if one.by_line and other.by_line:
        return one.line_values == other.line_values
    return one.returned == other.returned and one.goods == other.goods


def _inside(report: AuditReport, order: str, channel: RefundFact, books: RefundFact) -> None:
    """Two refunds of equal total: are they made of the same?"""
    what = f"{books.kind} {books.number}"
    if books.by_line:
        _lines(report, order, channel, books)
    else:
        _units(report, order, channel, books)
    alike = (channel.lines or channel.shipping) and (books.lines or books.shipping)
    if not alike and not books.stand_ins:
        return  # a general refund says nothing about tax, shipping and stock
    for check, here, there in (
        (Check.TAX, channel.tax, _taxed(report, order, channel, books)),
        (Check.SHIPPING, channel.shipping, books.shipping),
    ):
        if here != there:
            report.note(order, check, f"{check} of {what}: {here} and {there}", here, there)
    where = channel.told or channel.restocked  # else nobody knows where the goods are
    if where and not _shelves_agree(channel, books):
        report.note(
            order,
            Check.STOCK,
            f"back in stock by {what}: {_list(channel.restocked)} in the channel, "
            f"{_list(books.restocked)} in the books",
        )


def _lines(report: AuditReport, order: str, channel: RefundFact, books: RefundFact) -> None:
    what = f"{books.kind} {books.number}"
    if channel.lines and books.lines and channel.line_values != books.line_values:
        report.note(
            order,
            Check.LINES,
            f"lines of {what}: {_values(channel)} and {_values(books)}",
        )
    elif bool(channel.lines) != bool(books.lines) and channel.lines:
        report.note(order, Check.LINES, f"{what} has no lines, the refund has {_values(channel)}")


def _units(report: AuditReport, order: str, channel: RefundFact, books: RefundFact) -> None:
    """The document as a whole has a discount: units are compared, and what all lines come to.
    Units without a line of their own need a line that stands for them."""
    what = f"{books.kind} {books.number}"
    missing = channel.returned - books.returned
    if missing and not books.lines and not books.stand_ins:
        report.note(order, Check.LINES, f"{what} has no lines, the refund has {_values(channel)}")
    elif books.returned - channel.returned or missing.total() > books.stand_ins:
        report.note(
            order,
            Check.LINES,
            f"lines of {what}: {_list(channel.returned)} and {_list(books.returned)}",
        )
    else:
        here = channel.goods + channel.adjustment
        there = books.goods + books.adjustment
        if here != there:
            report.note(
                order, Check.LINES, f"lines of {what} come to {here} and {there}", here, there
            )


def _shelves_agree(channel: RefundFact, books: RefundFact) -> bool:
    """Units that a line of another item stands for are not put back, whatever the channel did."""
    here = Counter(
        {sku: count for sku, count in channel.restocked.items() if sku not in books.unshelved}
    )
    if books.by_line:
        return here == books.restocked
    stood_for = channel.returned - books.returned
    return not (books.restocked - here) and not (here - stood_for - books.restocked)


def _off_the_lines(
    report: AuditReport,
    order: str,
    pairs: list[tuple[RefundFact, RefundFact]],
    left: list[RefundFact],
) -> None:
    """Ruling K6: a refund of lines that pays more than they are worth is shown, and so is one
    that pays less, unless earlier goodwill explains it (W4)."""
    refunds = [twin for _channel, twin in pairs] + left
    goodwill = sum((each.total for each in refunds if not each.lines), NOTHING)
    off = [(twin, twin if twin.by_line else channel) for channel, twin in pairs]
    off += [(each, each) for each in left if each.by_line]
    for refund, said in off:
        if not said.lines or not said.adjustment or -goodwill <= said.adjustment < 0:
            continue
        worth = refund.total - said.adjustment
        report.note(
            order,
            Check.LINES,
            f"{refund.kind} {refund.number} pays {refund.total} for lines worth {worth}",
            refund.total,
            worth,
        )


def compare_money(report: AuditReport, order: OrderFact, booked: OrderFact) -> None:
    """What came into the accounts that hold money, what left them, and what is still asked for:
    documents may all be right, and the money may be there twice."""
    sale = booked.document
    title = f"{sale.kind} {sale.number}"
    claimed = min(sale.total, order.document.total)
    if sale.kind == "sales receipt" and order.received < claimed:
        report.note(
            order.name,
            Check.MONEY,
            f"{title} says that {sale.total} came in; the channel received {order.received}",
            order.received,
            sale.total,
        )
    if booked.received > sale.total:
        report.note(
            order.name,
            Check.MONEY,
            f"{booked.received} came in for {title} of {sale.total}",
            sale.total,
            booked.received,
        )
    if booked.returned > order.given_back:
        report.note(
            order.name,
            Check.MONEY,
            f"{booked.returned} left the books for refunds of {order.given_back}",
            order.given_back,
            booked.returned,
        )
    for refund in booked.refunds:
        if refund.unused and sale.left:
            report.note(
                order.name,
                Check.MONEY,
                f"{refund.kind} {refund.number} has {refund.unused} unused, while {title} still "
                f"asks for {sale.left}",
                refund.unused,
                sale.left,
            )


def _list(units: Counter[str]) -> str:
    return ", ".join(f"{sku} x {count}" for sku, count in sorted(units.items())) or "nothing"


def _values(refund: RefundFact) -> str:
    return (
        ", ".join(f"{line.sku} x {line.quantity} {line.net}" for line in refund.lines) or "nothing"
    )
