"""From what was asked for to lines with discounts and taxes, to the cent.

A percentage discount is computed once on the sum of the lines and then spread over them by value;
the last cents go to the largest remainders. Tax is computed per line on the discounted amount,
half up; shipping is taxed like a line. Discounts of one line alone come before those of the whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TypeVar

from msgspec.structs import replace

from sandbox.shopify.account import Account
from sandbox.shopify.errors import refuse
from sandbox.shopify.order_parts import (
    DiscountAllocation,
    DiscountApplication,
    LineItem,
    MoneyBag,
    ShippingLine,
    TaxLine,
    total,
)
from sandbox.shopify.records import Order, Variant, next_id
from sandbox.shopify.rules.money import allocate_bag, rate_of, round_bag, to_bag
from sandbox.shopify.rules.order_inputs import (
    DiscountInput,
    LineInput,
    OrderInput,
    ShippingInput,
    TaxLineInput,
)

__all__ = [
    "TAX_TITLE",
    "Priced",
    "line_application",
    "off_line",
    "price_addition",
    "price_order",
    "rates_of",
    "taxed",
    "taxes_on",
]

TAX_TITLE = "Sales Tax"
T = TypeVar("T")


class Priced:
    """The lines of an order while they are being priced, in the two currencies of the order."""

    def __init__(
        self, account: Account, asked: OrderInput, presentment: str, first_index: int = 0
    ) -> None:
        self.account = account
        self.first_index = first_index
        self.shop = account.records.shop.currency
        self.presentment = presentment
        self.taxes_included = asked.taxes_included
        self.discounts: list[DiscountApplication] = []
        self.lines = [self._line(place, line) for place, line in enumerate(asked.line_items)]
        self.shipping = [self._shipping(line) for line in asked.shipping_lines]
        for place, line in enumerate(asked.line_items):
            for discount in line.discounts:
                self._line_discount(place, discount)
        for discount in asked.discounts:
            self._discount(discount)
        self._tax(asked)

    def _rounded(self, amount: MoneyBag) -> MoneyBag:
        return round_bag(amount, self.shop, self.presentment)

    def _line(self, place: int, asked: LineInput) -> LineItem:
        path = ("order", "lineItems", place)
        variant = self._variant(path, asked)
        if asked.quantity < 1:
            raise refuse((*path, "quantity"), "Quantity must be greater than 0", "INVALID")
        title = asked.title
        if variant is not None and title is None:
            title = self.account.records.products[variant.product_id].title
        if not title:
            raise refuse((*path, "title"), "Title can't be blank", "INVALID")
        price = asked.price
        if price is None:
            price = (
                self._list_price(variant)
                if variant
                else to_bag(self.account, Decimal(0), self.presentment)
            )
        if price.presentment < 0:
            message = "Price must be greater than or equal to 0"
            raise refuse((*path, "priceSet"), message, "INVALID")
        product = self.account.records.products[variant.product_id] if variant else None
        variant_title = variant.title if variant and variant.title != "Default Title" else None
        return LineItem(
            id=next_id(self.account.ids, "LineItem"),
            title=title,
            name=f"{title} - {variant_title}" if variant_title else title,
            variant_title=variant_title,
            quantity=asked.quantity,
            price=self._rounded(price),
            sku=_chosen(asked.sku, variant.sku if variant else ""),
            vendor=_chosen(asked.vendor, product.vendor if product else None),
            grams=_chosen(asked.grams, variant.grams if variant else 0),
            taxable=_chosen(asked.taxable, variant.taxable if variant else True),
            requires_shipping=_chosen(
                asked.requires_shipping, variant.requires_shipping if variant else True
            ),
            variant_id=variant.id if variant else None,
            product_id=variant.product_id if variant else None,
            gift_card=asked.gift_card,
            properties=asked.properties,
        )

    def _variant(self, path: tuple[str | int, ...], asked: LineInput) -> Variant | None:
        if asked.variant_id is None:
            return None
        variant = self.account.records.variants.get(asked.variant_id)
        if variant is None:
            raise refuse((*path, "variantId"), "Variant is invalid", "INVALID")
        return variant

    def _list_price(self, variant: Variant) -> MoneyBag:
        if self.presentment == self.shop:
            return MoneyBag(variant.price, variant.price)
        rate = rate_of(self.account, self.presentment)
        return self._rounded(MoneyBag(variant.price, variant.price / rate))

    def _shipping(self, asked: ShippingInput) -> ShippingLine:
        return ShippingLine(
            id=next_id(self.account.ids, "ShippingLine"),
            title=asked.title,
            code=_chosen(asked.code, asked.title),
            source=_chosen(asked.source, "shopify"),
            price=self._rounded(asked.price),
        )

    def _line_discount(self, place: int, asked: DiscountInput) -> None:
        index = self.first_index + len(self.discounts)
        self.discounts.append(line_application(asked, index))
        line = self.lines[place]
        amount = self._rounded(off_line(line, asked))
        given = (*line.discount_allocations, _allocation(amount, index))
        self.lines[place] = replace(line, discount_allocations=given)

    def _discount(self, asked: DiscountInput) -> None:
        index = self.first_index + len(self.discounts)
        fixed = asked.amount
        value = asked.percentage if asked.percentage is not None else Decimal(0)
        self.discounts.append(
            DiscountApplication(
                index=index,
                kind="discount_code" if asked.code else "manual",
                code=asked.code,
                title=asked.title or asked.code,
                description=asked.description or asked.title,
                value=value if fixed is None else fixed.presentment,
                value_type="percentage" if fixed is None else "fixed_amount",
                target_type=asked.target_type,
            )
        )
        if asked.target_type == "shipping_line":
            prices = [line.discounted_price for line in self.shipping]
            for place, amount in enumerate(self._shares(fixed, value, prices)):
                line = self.shipping[place]
                given = (*line.discount_allocations, _allocation(amount, index))
                self.shipping[place] = replace(line, discount_allocations=given)
        else:
            totals = [line.discounted_total for line in self.lines]
            for place, amount in enumerate(self._shares(fixed, value, totals)):
                item = self.lines[place]
                given = (*item.discount_allocations, _allocation(amount, index))
                self.lines[place] = replace(item, discount_allocations=given)

    def _shares(
        self, fixed: MoneyBag | None, percentage: Decimal, values: Sequence[MoneyBag]
    ) -> list[MoneyBag]:
        """A discount never exceeds what it is taken from, and never adds to it."""
        whole = total(values)
        off = _within(fixed or _scaled(whole, percentage / 100), whole)
        return allocate_bag(self._rounded(off), values, self.shop, self.presentment)

    def _tax(self, asked: OrderInput) -> None:
        if asked.tax_rate is not None:
            own: tuple[TaxLineInput, ...] = (TaxLineInput(title=TAX_TITLE, rate=asked.tax_rate),)
            lines_taxes = [own if line.taxable else own[:0] for line in self.lines]
            shipping_taxes = [own for _ in self.shipping]
        else:
            lines_taxes = [line.tax_lines for line in asked.line_items]
            shipping_taxes = [line.tax_lines for line in asked.shipping_lines]
        given_by_line = any(lines_taxes) or any(shipping_taxes)
        if asked.tax_lines and given_by_line:
            message = "Tax lines must be specified on the order or on its lines, but not on both"
            raise refuse(("order", "taxLines"), message, "INVALID")
        for place, taxes in enumerate(lines_taxes):
            line = self.lines[place]
            found = tuple(
                self._tax_line(("order", "lineItems", place, "taxLines", at), tax,
                               line.discounted_total)
                for at, tax in enumerate(taxes)
            )  # fmt: skip
            self.lines[place] = replace(line, tax_lines=found)
        for place, taxes in enumerate(shipping_taxes):
            shipping = self.shipping[place]
            found = tuple(
                self._tax_line(("order", "shippingLines", place, "taxLines", at), tax,
                               shipping.discounted_price)
                for at, tax in enumerate(taxes)
            )  # fmt: skip
            self.shipping[place] = replace(shipping, tax_lines=found)
        for at, tax in enumerate(asked.tax_lines):
            self._spread(("order", "taxLines", at), tax)

    def _tax_line(
        self, path: tuple[str | int, ...], asked: TaxLineInput, base: MoneyBag
    ) -> TaxLine:
        rate = asked.rate
        if rate is None:
            raise refuse((*path, "rate"), "Tax line rate is required", "TAX_LINE_RATE_MISSING")
        price = asked.price
        if price is None:
            # Included tax is the part of the price that the rate has added.
            price = _scaled(base, rate / (1 + rate) if self.taxes_included else rate)
        return TaxLine(
            title=asked.title,
            rate=rate,
            price=self._rounded(price),
            channel_liable=asked.channel_liable,
        )

    def _spread(self, path: tuple[str | int, ...], asked: TaxLineInput) -> None:
        """Order-level tax is split over the taxable lines by value (Admin API, "Order")."""
        places = [place for place, line in enumerate(self.lines) if line.taxable]
        base = [self.lines[place].discounted_total for place in places]
        whole = self._tax_line(path, asked, total(base))
        shares = allocate_bag(whole.price, base, self.shop, self.presentment)
        for place, share in zip(places, shares, strict=True):
            line = self.lines[place]
            taxes = (*line.tax_lines, replace(whole, price=share))
            self.lines[place] = replace(line, tax_lines=taxes)


def price_order(
    account: Account, asked: OrderInput, presentment: str, first_index: int = 0
) -> Priced:
    """Raises UserErrors for an unknown variant, a missing title, a quantity below one, a tax
    line without rate. `first_index`: of the first discount application."""
    return Priced(account, asked, presentment, first_index)


def price_addition(
    account: Account, order: Order, asked: LineInput
) -> tuple[LineItem, list[DiscountApplication]]:
    """A line that comes onto an order, and the discounts on it alone: priced and taxed as the
    order's own lines are. Raises UserErrors as `price_order`."""
    priced = price_order(
        account,
        OrderInput(line_items=(asked,), taxes_included=order.taxes_included),
        order.presentment_currency,
        len(order.discount_applications),
    )
    line = priced.lines[0]
    taxes = rates_of(account, order) if line.taxable else ()
    return taxed(order, line, taxes), priced.discounts


def rates_of(account: Account, order: Order) -> tuple[TaxLineInput, ...]:
    """The taxes that taxable goods of this order carry; the store's own without any."""
    found: dict[tuple[str, Decimal], TaxLineInput] = {}
    for line in order.line_items:
        for tax in line.tax_lines if line.taxable else ():
            found[tax.title, tax.rate] = TaxLineInput(
                title=tax.title, rate=tax.rate, channel_liable=tax.channel_liable
            )
    if not found and account.settings.tax_rate:
        return (TaxLineInput(title=TAX_TITLE, rate=account.settings.tax_rate),)
    return tuple(found.values())


def taxed(order: Order, line: LineItem, taxes: Sequence[TaxLineInput]) -> LineItem:
    """`line` with the taxes on its discounted total, half up."""
    return replace(line, tax_lines=taxes_on(order, line.discounted_total, taxes))


def taxes_on(order: Order, base: MoneyBag, taxes: Sequence[TaxLineInput]) -> tuple[TaxLine, ...]:
    """What these rates come to, half up. Included tax is the part of `base` that they added."""
    found = []
    for tax in taxes:
        rate = tax.rate or Decimal(0)
        share = rate / (1 + rate) if order.taxes_included else rate
        price = round_bag(_scaled(base, share), order.currency, order.presentment_currency)
        found.append(
            TaxLine(title=tax.title, rate=rate, price=price, channel_liable=tax.channel_liable)
        )
    return tuple(found)


def line_application(asked: DiscountInput, index: int) -> DiscountApplication:
    """Why one line alone is cheaper."""
    fixed = asked.amount
    value = asked.percentage if asked.percentage is not None else Decimal(0)
    return DiscountApplication(
        index=index,
        kind="manual",
        title=asked.title,
        description=asked.description or asked.title,
        value=value if fixed is None else fixed.presentment,
        value_type="percentage" if fixed is None else "fixed_amount",
        allocation_method="each",
        target_selection="explicit",
    )


def off_line(line: LineItem, asked: DiscountInput) -> MoneyBag:
    """What a discount of this line alone takes off, unrounded: a fixed amount is of one unit, as
    in the admin, where line discounts are entered "per unit"."""
    if asked.amount is not None:
        off = asked.amount * line.quantity
    else:
        off = _scaled(line.original_total, (asked.percentage or Decimal(0)) / 100)
    return _within(off, line.discounted_total)


def _within(off: MoneyBag, whole: MoneyBag) -> MoneyBag:
    """Negative percentages are taken and change nothing (recorded for drafts; the effect ours)."""
    zero = Decimal(0)
    return MoneyBag(
        max(min(off.shop, whole.shop), zero), max(min(off.presentment, whole.presentment), zero)
    )


def _scaled(amount: MoneyBag, factor: Decimal) -> MoneyBag:
    return MoneyBag(amount.shop * factor, amount.presentment * factor)


def _allocation(amount: MoneyBag, index: int) -> DiscountAllocation:
    return DiscountAllocation(amount=amount, application_index=index)


def _chosen(given: T | None, default: T) -> T:
    return default if given is None else given
