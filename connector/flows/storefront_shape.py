"""A refund document of the books as a refund the storefront pays out (R11, L1-L3, K6). Pure.

The money is the document's total, to the cent. Lines and shipping go along when the storefront
takes them and their value, by its own cumulative rule, is covered by that money; otherwise the
refund is general (F11: a line marked refunded in full must not be paid in part).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from connector.channels.channel import ChannelRefundLine, RefundInstruction
from connector.flows.account import Account
from connector.flows.lines import books_sku, match_lines, written_lines
from connector.flows.outcome import ENGINE
from connector.flows.tenders import split
from connector.model import BilledDocument, BooksLine, Order, OrderLine, Refund, RefundDocument
from connector.money import Money, allocate, cumulative_share, total
from connector.rows import Problem

__all__ = ["StorefrontRefund", "shape_for_storefront"]


@dataclass(frozen=True, slots=True)
class StorefrontRefund:
    instruction: RefundInstruction
    warnings: tuple[str, ...]


@dataclass(slots=True)
class _Goods:
    """What the document gives back, in the storefront's terms, and what that is worth there."""

    value: Money
    adjustments: Money
    units: dict[str, int] = field(default_factory=dict)
    shipping: Money | None = None
    shipping_in_full: bool = False
    warnings: list[str] = field(default_factory=list)


def shape_for_storefront(
    account: Account,
    order: Order,
    refunds: Sequence[Refund],
    document: RefundDocument,
    billed: BilledDocument,
) -> StorefrontRefund | Problem:
    """`refunds`: every refund the storefront has of this order."""
    problem = _limits(account, order, document)
    if problem is not None:
        return problem
    shares = split(document.total, order.tenders, account.settings.gift_card_refunds)
    if isinstance(shares, Problem):
        return shares
    goods = _goods(account, order, refunds, document, billed)
    if isinstance(goods, Problem):
        return goods
    warnings = [*goods.warnings, *_made_by_hand(account, refunds, document)]
    with_lines = bool(goods.units) or goods.shipping is not None
    if with_lines and not account.line_refunds:
        with_lines = False
        warnings.append(
            f"{account.channel.name} takes no line refunds: a general refund of {document.total} "
            "was made."
        )
    if with_lines:
        with_lines = _lines_covered(order, document, goods, warnings)
    instruction = RefundInstruction(
        order=order,
        total=document.total,
        tenders=shares,
        lines=_channel_lines(account, goods) if with_lines else (),
        shipping=goods.shipping if with_lines else None,
        shipping_in_full=goods.shipping_in_full and with_lines,
        note=f"NetSuite {document.kind} {document.number}",
    )
    return StorefrontRefund(instruction, tuple(warnings))


def _channel_lines(account: Account, goods: _Goods) -> tuple[ChannelRefundLine, ...]:
    return tuple(
        ChannelRefundLine(
            line_id=line_id, quantity=units, restock=account.settings.storefront_restock
        )
        for line_id, units in goods.units.items()
    )


def _limits(account: Account, order: Order, document: RefundDocument) -> Problem | None:
    if document.currency != order.currency:
        return Problem(
            source=ENGINE,
            sentence=f"{document.kind.capitalize()} {document.number} is in {document.currency}, "
            f"order {order.name} was paid in {order.currency}; nothing is converted silently.",
            remedy=f"Refund by hand in {account.channel.name} and cancel this row.",
            figures={"refund": str(document.total), "order": str(order.total)},
            code="currency",
            final=True,
        )
    if document.total <= Money.zero(document.currency):
        return Problem(
            source=ENGINE,
            sentence=f"{document.kind.capitalize()} {document.number} gives back no money "
            f"({document.total}): no refund is made.",
            remedy="Cancel this row.",
            figures={"refund": str(document.total)},
            code="zero_refund",
            final=True,
        )
    if document.total > order.remainder:
        return Problem(
            source=ENGINE,
            sentence=f"The refund of {document.total} is above what order {order.name} still has: "
            f"maximum {order.remainder} ({order.received} received, {order.refunded} refunded).",
            remedy="Compare the refunds of the order in both systems. If the storefront was "
            "refunded by hand, cancel this row; otherwise correct the NetSuite document.",
            figures={"refund": str(document.total), "refundable": str(order.remainder)},
            code="over_refund",
            final=True,
        )
    return None


def _made_by_hand(
    account: Account, refunds: Sequence[Refund], document: RefundDocument
) -> list[str]:
    same = [each for each in refunds if not each.keys and each.total == document.total]
    return [
        f"{account.channel.name} already holds a refund of {each.total} ({each.refund_id}) that "
        "the connector did not make; if it was for the same return, the buyer was refunded twice."
        for each in same
    ]


def _goods(
    account: Account,
    order: Order,
    refunds: Sequence[Refund],
    document: RefundDocument,
    billed: BilledDocument,
) -> _Goods | Problem:
    zero = Money.zero(order.currency)
    goods = _Goods(value=zero, adjustments=zero)
    matched = match_lines(order, billed.lines, account.settings.skus)
    for line in document.lines:
        mine = _order_line(account, order, line, matched, goods)
        if mine is None:
            goods.adjustments += line.amount
            continue
        goods.units[mine.line_id] = goods.units.get(mine.line_id, 0) + int(line.quantity)
    for line_id, units in goods.units.items():
        bought = next(each for each in order.lines if each.line_id == line_id)
        before = bought.refunded_quantity
        if before + units > bought.quantity:
            return Problem(
                source=ENGINE,
                sentence=f"{document.number} takes back {units} {bought.sku}, but only "
                f"{bought.quantity - before} of {bought.quantity} are left to refund in "
                f"{account.channel.name}.",
                remedy="If the storefront was refunded by hand for the same goods, cancel this "
                "row; otherwise correct the quantity in NetSuite.",
                figures={"quantity": str(units), "left": str(bought.quantity - before)},
                code="quantity",
                final=True,
            )
        goods.value += cumulative_share(bought.net, before, units, bought.quantity)
        goods.value += cumulative_share(bought.tax, before, units, bought.quantity)
    return _with_shipping(account, order, refunds, document, goods)


def _order_line(
    account: Account,
    order: Order,
    line: BooksLine,
    matched: dict[int, OrderLine],
    goods: _Goods,
) -> OrderLine | None:
    """The order's line a document line gives back; None for a generic line or a part of a unit."""
    if line.quantity <= 0 or line.quantity != line.quantity.to_integral_value():
        return None
    mine = matched.get(line.order_line) if line.order_line is not None else None
    if mine is not None and books_sku(mine.sku, account.settings.skus) == line.sku:
        return mine
    by_sku = [
        each
        for each in written_lines(order)
        if books_sku(each.sku, account.settings.skus) == line.sku
    ]
    if not by_sku:
        return None
    if line.order_line is not None or len(by_sku) > 1:
        goods.warnings.append(
            f"{line.sku} was matched by its SKU, because the refund's line names no line of the "
            "billed record."
        )
    return by_sku[0]


def _with_shipping(
    account: Account,
    order: Order,
    refunds: Sequence[Refund],
    document: RefundDocument,
    goods: _Goods,
) -> _Goods | Problem:
    """Shipping and its tax move together (F15)."""
    zero = Money.zero(order.currency)
    if document.shipping <= zero:
        return goods
    net_left = order.shipping_net - total([each.shipping_net for each in refunds], order.currency)
    tax_left = order.shipping_tax - total([each.shipping_tax for each in refunds], order.currency)
    if document.shipping > net_left:
        return Problem(
            source=ENGINE,
            sentence=f"{document.number} gives back {document.shipping} of shipping, but only "
            f"{net_left} is left in {account.channel.name} (both without tax).",
            remedy="Correct the shipping amount in NetSuite, or cancel this row.",
            figures={"shipping": str(document.shipping), "left": str(net_left)},
            code="shipping",
            final=True,
        )
    goods.shipping = document.shipping
    goods.shipping_in_full = document.shipping == net_left
    tax = tax_left
    if not goods.shipping_in_full:
        tax = allocate(tax_left, [document.shipping, net_left - document.shipping])[0]
    goods.value += document.shipping + tax
    return goods


def _lines_covered(
    order: Order, document: RefundDocument, goods: _Goods, warnings: list[str]
) -> bool:
    """Whether the refund may carry lines; says in `warnings` what does not match."""
    difference = document.total - goods.value
    if not difference:
        return True
    closing = document.total == order.remainder
    if closing and difference == goods.adjustments:
        warnings.append(
            f"This refund closes the order: {goods.value} of lines and an adjustment of "
            f"{difference} for what was given back before without lines."
        )
        return True
    how = "as an adjustment" if difference == goods.adjustments else "off the lines"
    warnings.append(
        f"NetSuite configuration: refund {document.total.amount:f}, billed lines "
        f"{goods.value.amount:f}; {document.total} was refunded, {difference} of it {how}."
    )
    if difference > Money.zero(order.currency) or closing:
        return True
    units = sum(goods.units.values()) + (1 if goods.shipping is not None else 0)
    if abs(difference).minor <= units:  # rounding only, at most a cent per unit
        return True
    warnings.append(
        f"The lines are worth {goods.value}, more than the {document.total} refunded: a general "
        "refund was made, so that no line is marked refunded in full and paid in part."
    )
    return False
