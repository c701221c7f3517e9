"""A storefront's refund as a document of the books, to the cent (L1-L8, W1-W5). Pure.

Quantities and money are the storefront's; what its lines and shipping do not explain becomes one
generic adjustment line, so that the document's total is exactly the money that moved. Anything
above what the billed document still has is refused with both figures (W5, K6).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from connector.books.books import Adjustment, BooksRefundInstruction, BooksRefundLine
from connector.flows.account import Account
from connector.flows.lines import match_lines
from connector.flows.order_shape import rate_of
from connector.flows.outcome import ENGINE
from connector.model import (
    BilledDocument,
    BilledKind,
    BooksLine,
    Order,
    OrderLine,
    Refund,
    RefundDocument,
    RefundDocumentKind,
    RefundLine,
    Restock,
)
from connector.money import Money, cumulative_share, total
from connector.rows import Problem

__all__ = ["ShapedRefund", "shape_for_books"]

DOCUMENT = {
    BilledKind.CASH_SALE: RefundDocumentKind.CASH_REFUND,
    BilledKind.INVOICE: RefundDocumentKind.CREDIT_MEMO,
}
"""R1-R3: decided by the billed record and nothing else."""


@dataclass(frozen=True, slots=True)
class ShapedRefund:
    instruction: BooksRefundInstruction
    warnings: tuple[str, ...]


def shape_for_books(
    account: Account,
    order: Order,
    refund: Refund,
    earlier: Sequence[Refund],
    billed: BilledDocument,
    existing: Sequence[RefundDocument],
) -> ShapedRefund | Problem:
    """`earlier`: the order's refunds before this one, whoever made them. `existing`: every refund
    document of `billed`."""
    problem = _limits(account, refund, billed, existing)
    if problem is not None:
        return problem
    lines = _lines(account, order, refund, earlier, billed, existing)
    if isinstance(lines, Problem):
        return lines
    currency = refund.currency
    explained = total([line.net + line.tax for line in lines], currency)
    explained += refund.shipping_net + refund.shipping_tax
    difference = refund.total - explained
    adjustments: tuple[Adjustment, ...] = ()
    warnings: tuple[str, ...] = ()
    # L7: the books take no document without a line; one worth nothing carries the shipping.
    if difference or not lines:
        adjustment = _adjustment(account, refund, difference)
        if isinstance(adjustment, Problem):
            return adjustment
        adjustments = (adjustment,)
        if difference and (lines or refund.shipping_net):
            warnings = (
                f"The refund of {refund.total} and its lines of {explained} differ; {difference} "
                f"is posted against {adjustment.item}.",
            )
    instruction = BooksRefundInstruction(
        billed=billed,
        kind=DOCUMENT[billed.kind],
        order_name=order.name,
        refund_id=refund.refund_id,
        date=account.local_day(refund.created_at),
        currency=currency,
        lines=lines,
        adjustments=adjustments,
        discount=total([line.amount - line.net for line in lines], currency),
        shipping=refund.shipping_net,
        shipping_tax=refund.shipping_tax,
        shipping_tax_rate=_shipping_rate(order),
        tax=total([line.tax for line in lines], currency) + refund.shipping_tax,
        total=refund.total,
        memo=f"{account.channel.name} refund {refund.refund_id} of order {order.name}",
    )
    return ShapedRefund(instruction, warnings)


def _limits(
    account: Account, refund: Refund, billed: BilledDocument, existing: Sequence[RefundDocument]
) -> Problem | None:
    if refund.currency != billed.currency:
        return Problem(
            source=ENGINE,
            sentence=f"The refund is in {refund.currency}, {billed.kind} {billed.number} in "
            f"{billed.currency}; a document has one currency and is never converted silently.",
            remedy="Book this refund by hand in NetSuite and cancel this row.",
            figures={"refund": str(refund.total), "billed": str(billed.total)},
            code="currency",
            final=True,
        )
    if refund.total <= Money.zero(refund.currency):
        return Problem(
            source=ENGINE,
            sentence="The refund moves no money (0.00): no document is written.",
            remedy="Cancel this row; book returned goods by hand if stock has to change.",
            figures={"refund": str(refund.total)},
            code="zero_refund",
            final=True,
        )
    refunded = total([each.total for each in existing], billed.currency)
    remainder = billed.total - refunded
    if remainder <= Money.zero(billed.currency):
        return Problem(
            source=ENGINE,
            sentence=f"{billed.kind.capitalize()} {billed.number} is already refunded in full "
            f"({refunded} of {billed.total}); no second document is written.",
            remedy="Cancel this row, or delete the refund document in NetSuite that is wrong.",
            figures={"refund": str(refund.total), "refundable": str(remainder)},
            code="already_refunded",
            final=True,
        )
    if refund.total > remainder:
        return Problem(
            source=ENGINE,
            sentence=f"The refund of {refund.total} is above what {billed.kind} {billed.number} "
            f"still has: maximum {remainder} ({billed.total} less {refunded} refunded).",
            remedy="Compare the refunds of the order in both systems; correct the document that "
            "is wrong, or book the difference by hand and cancel this row.",
            figures={"refund": str(refund.total), "refundable": str(remainder)},
            code="over_refund",
            final=True,
        )
    return None


def _lines(
    account: Account,
    order: Order,
    refund: Refund,
    earlier: Sequence[Refund],
    billed: BilledDocument,
    existing: Sequence[RefundDocument],
) -> tuple[BooksRefundLine, ...] | Problem:
    matched = match_lines(order, billed.lines, account.settings.skus)
    billed_lines = {mine.line_id: line for line in billed.lines if (mine := matched.get(line.line))}
    made: list[BooksRefundLine] = []
    for given in refund.lines:
        if given.quantity == 0:  # L8: an adjustment in the shape of a line
            continue
        mine, line = order.line(given.line_id), billed_lines.get(given.line_id)
        if mine is None or line is None:
            return Problem(
                source=ENGINE,
                sentence=f"{given.sku} of this refund is not a line of {billed.kind} "
                f"{billed.number}; please bill this line.",
                remedy="Bill the missing line in NetSuite, then post again.",
                figures={"sku": given.sku, "billed": billed.number},
                code="line_not_billed",
            )
        before = _units(earlier, given.line_id)
        before += sum(each.quantity for each in made if each.billed_line == line.line)
        booked = _booked_units(existing, line)
        booked += sum(each.quantity for each in made if each.billed_line == line.line)
        left = min(Decimal(mine.quantity - before), line.quantity - booked)
        if given.quantity > left:
            shown = f"{left.normalize():f}"
            return Problem(
                source=ENGINE,
                sentence=f"The refund takes back {given.quantity} {given.sku}, but only {shown} "
                f"of {mine.quantity} are left to refund.",
                remedy="Compare the refunds of the order in both systems; correct the document "
                "that is wrong, or cancel this row.",
                figures={"quantity": str(given.quantity), "left": shown},
                code="quantity",
                final=True,
            )
        made.append(_line(account, mine, line, given, before))
    return _one_a_line(account, made)


def _one_a_line(
    account: Account, made: Sequence[BooksRefundLine]
) -> tuple[BooksRefundLine, ...] | Problem:
    """A storefront splits a line whose units were sent in part; a document of the books has each
    line of the billed one once, and a receipt one box of it."""
    lines: dict[int, BooksRefundLine] = {}
    for each in made:
        known = lines.get(each.billed_line)
        if known is None:
            lines[each.billed_line] = each
            continue
        if known.restock is not each.restock:
            there, off = (known, each) if known.restock else (each, known)
            return Problem(
                source=ENGINE,
                sentence=f"Of {each.sku}, this refund puts {there.quantity} back on the shelf and "
                f"{off.quantity} not; a line of a receipt in NetSuite goes there whole or not.",
                remedy="Book this refund by hand and cancel this row; or set "
                f'accounts.{account.name}.restock_refunded_items to "always" or "never", post '
                "again, and correct the stock.",
                figures={"restocked": str(there.quantity), "not restocked": str(off.quantity)},
                code="restock_differs",
                final=True,
            )
        lines[each.billed_line] = replace(
            known,
            quantity=known.quantity + each.quantity,
            amount=known.amount + each.amount,
            net=known.net + each.net,
            tax=known.tax + each.tax,
        )
    return tuple(lines.values())


def _line(
    account: Account, mine: OrderLine, line: BooksLine, given: RefundLine, before: int
) -> BooksRefundLine:
    """The storefront's own figures; ours where it reports nothing for goods that have a value
    (a full refund without restocking was seen to report a line subtotal of 0.0)."""
    net, tax = given.net, given.tax
    if not net and mine.net:
        net = cumulative_share(mine.net, before, given.quantity, mine.quantity)
        tax = cumulative_share(mine.tax, before, given.quantity, mine.quantity)
    restock = account.settings.restock_refunded_items
    return BooksRefundLine(
        billed_line=line.line,
        item_id=line.item_id,
        sku=line.sku,
        quantity=given.quantity,
        amount=max(mine.unit_price * given.quantity, net),
        net=net,
        tax=tax,
        tax_rate=rate_of(mine.tax_rate, mine.tax, mine.net),
        restock=restock == "always"
        or (restock == "as the storefront says" and given.restock is not Restock.NO_RESTOCK),
    )


def _units(refunds: Sequence[Refund], line_id: str) -> int:
    return sum(line.quantity for each in refunds for line in each.lines if line.line_id == line_id)


def _booked_units(existing: Sequence[RefundDocument], line: BooksLine) -> Decimal:
    found = (
        each.quantity
        for document in existing
        for each in document.lines
        if each.order_line == line.line and each.sku == line.sku
    )
    return sum(found, Decimal(0))


def _shipping_rate(order: Order) -> Decimal:
    rates = {each.tax_rate for each in order.shipping}
    stated = next(iter(rates)) if len(rates) == 1 else None
    return rate_of(stated, order.shipping_tax, order.shipping_net)


def _adjustment(account: Account, refund: Refund, difference: Money) -> Adjustment | Problem:
    positive = difference >= Money.zero(difference.currency)
    settings = account.settings
    item = settings.positive_adjustment_item if positive else settings.negative_adjustment_item
    if item:
        return Adjustment(item=item, amount=difference)
    field = "positive_adjustment_item" if positive else "negative_adjustment_item"
    label = "positive" if positive else "negative"
    why = f"{difference} of this refund of {refund.total} belongs to no line"
    if not difference:
        why = "A refund of shipping only needs a line (of 0.00) in NetSuite"
    return Problem(
        source=ENGINE,
        sentence=f"{why}, and no item is set in Post {label} refund adjustments against item.",
        remedy=f"Create an Other Charge for Sale item in NetSuite and set "
        f"accounts.{account.name}.{field}, then post again.",
        figures={"adjustment": str(difference), "setting": field},
        code="adjustment_item_missing",
    )
