"""A part of a document: what so many units of its lines are worth, to the cent.

Used wherever a document is made from another: bills from orders, refunds from bills. Quantities
take their part of gross, discount and tax by cumulative rounding (project rules of W2), each of
net and tax on its own, so that the parts add up to the whole and nothing is left over:

    after k of n units   gone = round(line figure x k / n)      this part = gone - gone before
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

import msgspec

from sandbox.netsuite.records import ZERO, Line, TaxDetail, Transaction
from sandbox.netsuite.rules.links import BILLS, counted, direction
from sandbox.netsuite.rules.money import allocate, cumulative, half_up
from sandbox.netsuite.rules.totals import taxable_shipping

if TYPE_CHECKING:
    from sandbox.netsuite.rules.domain import Domain

__all__ = ["Part", "Portion", "SourceView", "line_taxes", "take"]

_SHIPPING = 0  # key of the shipping charge beside the line numbers


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """`quantity` units of `source` and what they are worth."""

    source: Line
    quantity: Decimal
    gross: Decimal
    discount: Decimal
    tax: TaxDetail | None


class Portion(msgspec.Struct, frozen=True, kw_only=True):
    parts: tuple[Part, ...]
    shipping: Decimal
    shipping_tax: TaxDetail | None


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """The sale's line behind a line of a return: its figures and units, and the units that were
    taken of it before the return."""

    gross: Decimal
    net: Decimal
    tax: Decimal
    units: Decimal
    before: Decimal

    def taken(self, whole: Decimal, units: Decimal, places: int) -> Decimal:
        """What of `whole` the first `units` of the return are worth, counted along the sale: a
        shirt costs the same cents whether it is refunded straight or by way of a return."""
        end = half_up(whole * (self.before + units) / self.units, places)
        return end - half_up(whole * self.before / self.units, places)


class SourceView:
    """A document and what was taken of it already, by the transactions of `kinds` made from it."""

    def __init__(
        self,
        netsuite: Domain,
        source: Transaction,
        kinds: frozenset[str],
        without: int | None = None,
    ) -> None:
        self.source = source
        self.places = netsuite.records.currencies[source.currency].precision
        self.taxes = line_taxes(netsuite, source)
        self.quantity: dict[int, Decimal] = {}
        self.gross: dict[int, Decimal] = {}
        self.net: dict[int, Decimal] = {}
        self.tax: dict[int, Decimal] = {}
        self.shipping = ZERO
        self.children = [
            child
            for child in netsuite.records.children(source.id)
            if child.type in kinds and child.id != without and not child.voided
        ]
        for child in self.children:
            self._count(netsuite, child)
        self.origins = _origins(netsuite, source) if source.type == "RtnAuth" else {}

    def _count(self, netsuite: Domain, child: Transaction) -> None:
        taxes = line_taxes(netsuite, child)
        for line in child.lines:
            key = line.order_line
            if key is None or line.order_doc != self.source.id:
                continue
            quantity = counted(child, line)
            if not quantity:
                continue
            tax = taxes.get(line.line)
            _add(self.quantity, key, quantity)
            _add(self.gross, key, line.amount)
            _add(self.net, key, line.amount - line.discount_share)
            _add(self.tax, key, tax.tax_amount if tax else ZERO)
        self.shipping += child.shipping_cost
        if _SHIPPING in taxes:
            _add(self.tax, _SHIPPING, taxes[_SHIPPING].tax_amount)

    @property
    def shipping_left(self) -> Decimal:
        return max(self.source.shipping_cost - self.shipping, ZERO)


def _origins(netsuite: Domain, rma: Transaction) -> dict[int, Origin]:
    """By the return's line. Without a sale behind it a return is a whole of its own."""
    sale = netsuite.records.transactions.get(rma.created_from or 0)
    way = direction(sale.type, rma.type) if sale is not None else None
    if sale is None or way is None or sale.type not in BILLS:
        return {}
    earlier: dict[int, Decimal] = {}
    for child in netsuite.records.children(sale.id):
        if child.id < rma.id and child.type in way.kinds and not child.voided:
            for line in child.lines:
                if line.order_line is not None:
                    _add(earlier, line.order_line, counted(child, line))
    taxes = line_taxes(netsuite, sale)
    found: dict[int, Origin] = {}
    for line in rma.lines:
        sold = sale.line_at(line.order_line or 0)
        if sold is not None and sold.quantity:
            tax = taxes.get(sold.line)
            found[line.line] = Origin(
                gross=sold.amount,
                net=sold.amount - sold.discount_share,
                tax=tax.tax_amount if tax else ZERO,
                units=sold.quantity,
                before=earlier.get(sold.line, Decimal(0)),
            )
    return found


def _add(sums: dict[int, Decimal], key: int, amount: Decimal) -> None:
    sums[key] = sums.get(key, ZERO) + amount


def line_taxes(netsuite: Domain, transaction: Transaction) -> dict[int, TaxDetail]:
    """Tax by line number, shipping under 0. A header tax is spread by what it was taken on."""
    if transaction.tax_details_override:
        by_reference: dict[str, TaxDetail] = {}
        for detail in transaction.tax_details:
            known = by_reference.get(detail.reference)
            by_reference[detail.reference] = (
                detail
                if known is None
                else msgspec.structs.replace(known, tax_amount=known.tax_amount + detail.tax_amount)
            )
        found = {
            line.line: by_reference[line.tax_details_reference]
            for line in transaction.lines
            if line.tax_details_reference in by_reference
        }
        shipping = by_reference.get(transaction.shipping_tax_details_reference)
        return found | ({_SHIPPING: shipping} if shipping is not None else {})
    if not transaction.tax_details:
        return {}
    header = transaction.tax_details[0]
    items = netsuite.records.items
    nets = {
        line.line: line.amount - line.discount_share
        for line in transaction.lines
        if items[line.item].is_taxable
    }
    if transaction.shipping_cost and taxable_shipping(netsuite, transaction):
        nets[_SHIPPING] = transaction.shipping_cost
    places = netsuite.records.currencies[transaction.currency].precision
    shares = allocate(header.tax_amount, list(nets.values()), places)
    references = {line.line: line.tax_details_reference for line in transaction.lines}
    references[_SHIPPING] = transaction.shipping_tax_details_reference
    return {
        key: msgspec.structs.replace(
            header, reference=references[key], tax_basis=nets[key], tax_amount=share
        )
        for key, share in zip(nets, shares, strict=True)
    }


def take(
    view: SourceView, quantities: Mapping[int, Decimal], shipping: Decimal | None = None
) -> Portion:
    """The worth of `quantities` (by source line) and of `shipping`; None: all that is left."""
    places = view.places
    parts = []
    for line in view.source.lines:
        quantity = quantities.get(line.line)
        if not quantity:
            continue
        gone = view.quantity.get(line.line, Decimal(0)) + quantity
        origin = view.origins.get(line.line)

        def piece(
            whole: Decimal,
            before: dict[int, Decimal],
            along: Decimal | None,
            line: Line = line,
            gone: Decimal = gone,
            origin: Origin | None = origin,
        ) -> Decimal:
            done = before.get(line.line, ZERO)
            # Where somebody changed the return's own figures they are the whole.
            if (
                origin is not None
                and along is not None
                and origin.taken(along, line.quantity, places) == whole
            ):
                return origin.taken(along, gone, places) - done
            return cumulative(whole, done, gone, line.quantity, places)

        gross = piece(line.amount, view.gross, origin.gross if origin else None)
        net = piece(line.amount - line.discount_share, view.net, origin.net if origin else None)
        detail = view.taxes.get(line.line)
        if detail is not None:
            tax = piece(detail.tax_amount, view.tax, origin.tax if origin else None)
            detail = msgspec.structs.replace(detail, tax_basis=net, tax_amount=tax)
        parts.append(
            Part(source=line, quantity=quantity, gross=gross, discount=gross - net, tax=detail)
        )
    cost = view.shipping_left if shipping is None else half_up(shipping, places)
    detail = view.taxes.get(_SHIPPING)
    if detail is not None and cost:
        tax = cumulative(
            detail.tax_amount,
            view.tax.get(_SHIPPING, ZERO),
            min(view.shipping + cost, view.source.shipping_cost),
            view.source.shipping_cost,
            places,
        )
        detail = msgspec.structs.replace(detail, tax_basis=cost, tax_amount=tax)
    return Portion(parts=tuple(parts), shipping=cost, shipping_tax=detail if cost else None)
