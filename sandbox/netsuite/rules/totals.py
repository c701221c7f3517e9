"""Discount, tax and total of a document with lines.

    total = subtotal + discount_total + tax_total + shipping_cost      (discount_total <= 0)

Tax (K2): by default the account's engine taxes the header once, so that a cart that rounds line
by line may end a cent away. With `tax_details_override` the given tax details stand as they are.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

import msgspec

from sandbox.netsuite.errors import InvalidContent, UserError
from sandbox.netsuite.records import ZERO, Line, TaxDetail, Transaction
from sandbox.netsuite.rules.money import allocate, half_up

if TYPE_CHECKING:
    from sandbox.netsuite.rules.domain import Domain

__all__ = ["SHIPPING_REFERENCE", "WITH_TOTALS", "complete", "taxable_shipping"]

WITH_TOTALS = frozenset(
    {"SalesOrd", "CashSale", "CustInvc", "CashRfnd", "CustCred", "RtnAuth", "Estimate"}
)

# What the shipping charge is called among the tax details when nobody named it.
SHIPPING_REFERENCE = "SHIPPING"


def complete(netsuite: Domain, transaction: Transaction) -> Transaction:
    """`transaction` with every computed figure. Raises UserError, InvalidContent."""
    places = netsuite.records.currencies[transaction.currency].precision
    subtotal = sum((line.amount for line in transaction.lines), ZERO)
    discount = _discount(transaction, subtotal, places)
    shipping = half_up(transaction.shipping_cost, places)
    if shipping < 0:
        raise InvalidContent.field_value(shipping, "shippingCost")
    transaction = msgspec.structs.replace(
        transaction,
        lines=_lines(transaction, discount, places),
        subtotal=half_up(subtotal, places),
        discount_total=discount,
        shipping_cost=shipping,
        shipping_tax_details_reference=(
            transaction.shipping_tax_details_reference or SHIPPING_REFERENCE
        ),
    )
    details = (
        _given(transaction, places)
        if transaction.tax_details_override
        else _computed(netsuite, transaction, places)
    )
    tax = half_up(sum((detail.tax_amount for detail in details), ZERO), places)
    total = half_up(transaction.subtotal + discount + tax + shipping, places)
    if total < 0:
        raise UserError(f"Transaction total {total} may not be negative.")
    return msgspec.structs.replace(transaction, tax_details=details, tax_total=tax, total=total)


def _discount(transaction: Transaction, subtotal: Decimal, places: int) -> Decimal:
    """Negative or zero, whatever sign was typed: a discount item always takes away."""
    if transaction.discount_item is None:
        if transaction.discount_rate or transaction.discount_total:
            raise UserError.missing("Discount", path="discountItem")
        return ZERO
    typed = transaction.discount_rate.strip()
    if not typed:
        return -abs(half_up(transaction.discount_total, places))
    try:
        rate = abs(Decimal(typed.removesuffix("%")))
    except InvalidOperation:
        raise InvalidContent.field_value(typed, "discountRate") from None
    if typed.endswith("%"):
        return -half_up(subtotal * rate / 100, places)
    return -half_up(rate, places)


def _lines(transaction: Transaction, discount: Decimal, places: int) -> tuple[Line, ...]:
    """Lines with their share of the body discount and a reference for their tax.

    Shares that still add up stay: a document made from another keeps the source's.
    """
    shares = [line.discount_share for line in transaction.lines]
    if sum(shares, ZERO) != -discount:
        shares = allocate(-discount, [line.amount for line in transaction.lines], places)
    return tuple(
        line
        if line.discount_share == share and line.tax_details_reference
        else msgspec.structs.replace(
            line,
            discount_share=share,
            tax_details_reference=line.tax_details_reference or str(line.unique_key),
        )
        for line, share in zip(transaction.lines, shares, strict=True)
    )


def _given(transaction: Transaction, places: int) -> tuple[TaxDetail, ...]:
    """The tax details as typed; each must name a line or the shipping charge."""
    known = {line.tax_details_reference for line in transaction.lines}
    known.add(transaction.shipping_tax_details_reference)
    details = []
    for index, detail in enumerate(transaction.tax_details):
        if detail.reference not in known:
            raise InvalidContent.field_value(
                detail.reference,
                "taxDetailsReference",
                f"taxDetails.items[{index}].taxDetailsReference",
            )
        details.append(
            msgspec.structs.replace(detail, tax_amount=half_up(detail.tax_amount, places))
        )
    return tuple(details)


def _computed(netsuite: Domain, transaction: Transaction, places: int) -> tuple[TaxDetail, ...]:
    """One tax on the taxable part of the header."""
    items = netsuite.records.items
    basis = sum(
        (
            line.amount - line.discount_share
            for line in transaction.lines
            if items[line.item].is_taxable
        ),
        ZERO,
    )
    if taxable_shipping(netsuite, transaction):
        basis += transaction.shipping_cost
    if basis <= 0:
        return ()
    rate = netsuite.settings.tax_rate
    code = next(iter(netsuite.records.tax_codes), None)
    return (
        TaxDetail(
            reference="",
            tax_basis=basis,
            tax_rate=rate,
            tax_amount=half_up(basis * rate / 100, places),
            tax_code=code.id if code else None,
            tax_type=code.tax_type if code else None,
        ),
    )


def taxable_shipping(netsuite: Domain, transaction: Transaction) -> bool:
    """Shipping is taxed unless its ship item says otherwise."""
    if transaction.ship_method is None:
        return True
    return netsuite.records.items[transaction.ship_method].is_taxable
