"""A refund as a refund receipt or a credit memo, to the cent (W2-W5, L1-L8). Pure.

Quantities and money are the store's; what lines and shipping do not explain becomes one line of the
adjustment item, so that the document is exactly the money that moved. More than the sale still has
is refused with both figures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from connector.books.sales_books import (
    DocumentKind,
    Instruction,
    LineInstruction,
    SalesDocument,
    SalesItem,
    same_name,
)
from connector.flows.connex.account import PRODUCT, SalesAccount, word_of
from connector.flows.connex.lines import priced, single
from connector.flows.connex.numbering import memo_of
from connector.flows.lines import books_sku
from connector.model import Order, OrderLine, Refund, RefundLine, Restock
from connector.money import Money, cumulative_share, total
from connector.rows import Problem

__all__ = ["Plan", "PlannedLine", "plan_refund", "shape_refund"]


@dataclass(frozen=True, kw_only=True, slots=True)
class PlannedLine:
    """`name` is the item's; `setting` the one that names it, empty for the SKU's own item."""

    name: str
    setting: str
    quantity: int
    amount: Money
    net: Money
    tax: Money
    description: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    lines: tuple[PlannedLine, ...]
    adjustment: Money
    warnings: tuple[str, ...]

    def skus(self) -> tuple[str, ...]:
        return tuple(line.name for line in self.lines if not line.setting)

    def settings(self, account: SalesAccount) -> dict[str, str]:
        """Items that settings name, by setting."""
        found = {line.setting: line.name for line in self.lines if line.setting}
        if self.adjustment:
            found["adjustment_item"] = account.rules.adjustment_item
        return found


def plan_refund(
    account: SalesAccount,
    order: Order,
    refund: Refund,
    earlier: Sequence[Refund],
    sale: SalesDocument,
    existing: Sequence[SalesDocument],
) -> Plan | Problem:
    """`earlier`: the order's refunds before this one. `existing`: every other document that gives
    money of the sale back."""
    problem = _limits(refund, sale, existing)
    if problem is not None:
        return problem
    lines: list[PlannedLine] = []
    for given in refund.lines:
        if given.quantity == 0:  # L8: an adjustment in the shape of a line
            continue
        line = _line(account, order, given, _before(earlier, refund, given), sale)
        if isinstance(line, Problem):
            return line
        lines.append(line)
    currency = refund.currency
    explained = total([line.net + line.tax for line in lines], currency)
    explained += refund.shipping_net + refund.shipping_tax
    difference = refund.total - explained
    warnings: tuple[str, ...] = ()
    if difference and (lines or refund.shipping_net):
        warnings = (
            f"The refund of {refund.total} and its lines of {explained} differ; {difference} is "
            f"posted against {account.rules.adjustment_item}.",
        )
    return Plan(lines=tuple(lines), adjustment=difference, warnings=warnings)


def _limits(
    refund: Refund, sale: SalesDocument, existing: Sequence[SalesDocument]
) -> Problem | None:
    title = f"{sale.kind.capitalize()} {sale.number or sale.id}"
    if refund.currency != sale.currency:
        return Problem(
            source=PRODUCT,
            sentence=f"The refund is in {refund.currency}, {title} in {sale.currency}; a document "
            "has one currency and is never converted silently.",
            remedy="Book this refund by hand in QuickBooks and cancel this row.",
            figures={"refund": str(refund.total), "sale": str(sale.total)},
            code="currency",
            final=True,
        )
    if sale.voided:
        return Problem(
            source=PRODUCT,
            sentence=f"{title} is voided in QuickBooks: there is nothing to give back from.",
            remedy="Book the sale again in QuickBooks under the order's number and delete the "
            "voided one, or book this refund by hand and cancel this row.",
            figures={"refund": str(refund.total)},
            code="sale_voided",
            final=True,
        )
    if refund.total <= Money.zero(refund.currency):
        return Problem(
            source=PRODUCT,
            sentence="The refund moves no money (0.00): no document is written.",
            remedy="Cancel this row; book returned goods by hand if stock has to change.",
            figures={"refund": str(refund.total)},
            code="zero_refund",
            final=True,
        )
    given_back = total([each.total for each in existing], sale.currency)
    remainder = max(sale.total - given_back, Money.zero(sale.currency))
    if refund.total <= remainder:
        return None
    return Problem(
        source=PRODUCT,
        sentence=f"The refund of {refund.total} is above what {title} still has: maximum "
        f"{remainder} ({sale.total} less {given_back} refunded).",
        remedy="Compare the refunds of the order in both systems; correct the document that is "
        "wrong, or book the difference by hand and cancel this row.",
        figures={"refund": str(refund.total), "refundable": str(remainder)},
        code="over_refund",
        final=True,
    )


def _before(earlier: Sequence[Refund], refund: Refund, given: RefundLine) -> int:
    """Units of the order's line that were refunded before this line of the refund."""
    before = sum(
        line.quantity for each in earlier for line in each.lines if line.line_id == given.line_id
    )
    for line in refund.lines:
        if line is given:
            break
        before += line.quantity if line.line_id == given.line_id else 0
    return before


def _line(
    account: SalesAccount, order: Order, given: RefundLine, before: int, sale: SalesDocument
) -> PlannedLine | Problem:
    mine = order.line(given.line_id)
    sku = books_sku(given.sku or (mine.sku if mine is not None else ""), account.settings.skus)
    if mine is None or not any(same_name(sku, line.sku) for line in sale.lines):
        return Problem(
            source=PRODUCT,
            sentence=f"{sku or 'A line without SKU'} of this refund is not a line of {sale.kind} "
            f"{sale.number or sale.id}.",
            remedy="Compare the lines of the order in both systems; book this refund by hand, or "
            "correct the sale in QuickBooks, then run again.",
            figures={"sku": sku, "sale": sale.number},
            code="line_unknown",
        )
    left = mine.quantity - before
    if given.quantity > left:
        return Problem(
            source=PRODUCT,
            sentence=f"The refund takes back {given.quantity} {sku}, but only {left} of "
            f"{mine.quantity} are left to refund.",
            remedy="Compare the refunds of the order in both systems; correct the document that is "
            "wrong, or cancel this row.",
            figures={"quantity": str(given.quantity), "left": str(left)},
            code="quantity",
            final=True,
        )
    net, tax = _figures(mine, given, before)
    name, setting = _item(account, given, sku)
    return PlannedLine(
        name=name,
        setting=setting,
        quantity=given.quantity,
        amount=max(mine.unit_price * given.quantity, net),
        net=net,
        tax=tax,
        description=mine.title if not setting else f"{mine.title} ({sku})",
    )


def _figures(mine: OrderLine, given: RefundLine, before: int) -> tuple[Money, Money]:
    """The store's own; ours where it reports nothing for goods that have a value (a full refund
    without restocking was seen to report a line subtotal of 0.0)."""
    if given.net or not mine.net:
        return given.net, given.tax
    return (
        cumulative_share(mine.net, before, given.quantity, mine.quantity),
        cumulative_share(mine.tax, before, given.quantity, mine.quantity),
    )


def _item(account: SalesAccount, given: RefundLine, sku: str) -> tuple[str, str]:
    """Which item the line is booked on, and the setting that says so. Source: Connex help "Can I
    code refunds differently than sales?"; lines not restocked go to an item of their own."""
    if account.rules.refund_item:
        return account.rules.refund_item, "refund_item"
    if given.restock is Restock.NO_RESTOCK:
        return account.rules.no_restock_item, "no_restock_item"
    return sku, ""


def shape_refund(
    account: SalesAccount,
    order: Order,
    refund: Refund,
    plan: Plan,
    kind: DocumentKind,
    sale: SalesDocument,
    items: Mapping[str, SalesItem],
    *,
    deposit_account_id: str,
) -> Instruction:
    """The number is given when it is written."""
    currency = refund.currency
    lines: list[LineInstruction] = []
    for line in plan.lines:
        lines += priced(
            items[line.name],
            line.name,
            line.quantity,
            line.amount,
            taxable=bool(line.tax),
            description=line.description,
        )
    if plan.adjustment:
        name = account.rules.adjustment_item
        said = f"Refund adjustment of order {word_of(order.name)}"
        lines.append(single(items[name], name, plan.adjustment, said))
    return Instruction(
        kind=kind,
        number="",
        customer_id=sale.customer_id,
        day=account.local_day(refund.created_at),
        currency=currency,
        lines=tuple(lines),
        discount=total([line.amount - line.net for line in plan.lines], currency),
        shipping=refund.shipping_net,
        tax=total([line.tax for line in plan.lines], currency) + refund.shipping_tax,
        total=refund.total,
        memo=memo_of(order.name, account.refund_document_key(refund.refund_id)),
        deposit_account_id=deposit_account_id,
        billing=order.billing,
    )
