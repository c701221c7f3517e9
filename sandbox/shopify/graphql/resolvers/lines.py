"""Line items, shipping lines, the discounts on them and their taxes."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from sandbox.shopify.graphql.context import Arguments, Context
from sandbox.shopify.graphql.gids import gid
from sandbox.shopify.graphql.resolvers.registry import (
    Bag,
    Child,
    Money,
    Resolver,
    constant,
)
from sandbox.shopify.records import MoneyBag, Order, total
from sandbox.shopify.rules.money import round_bag

__all__ = ["DISCOUNT_KINDS", "FIELDS", "line_discounted_total"]

GRAMS = Decimal(1000)

DISCOUNT_KINDS = {
    "manual": "ManualDiscountApplication",
    "discount_code": "DiscountCodeApplication",
    "automatic": "AutomaticDiscountApplication",
    "script": "ScriptDiscountApplication",
}


def _own(name: str) -> Resolver:
    return lambda child, arguments, context: getattr(child.record, name)


def _own_bag(name: str) -> Resolver:
    return lambda child, arguments, context: Bag(getattr(child.record, name), child.order)


def _line_level(order: Order, line: Any, *, codes: bool) -> MoneyBag:
    """Discounts made for this line alone; those spread over the order are not the line's."""
    kinds = {each.index: each for each in order.discount_applications}
    return total(
        each.amount
        for each in line.discount_allocations
        if kinds[each.application_index].allocation_method != "across"
        and (codes or kinds[each.application_index].kind != "discount_code")
    )


def line_discounted_total(order: Order, line: Any, *, codes: bool = False) -> MoneyBag:
    discounted: MoneyBag = line.original_total - _line_level(order, line, codes=codes)
    return discounted


def _per_unit(order: Order, amount: MoneyBag, quantity: int) -> MoneyBag:
    """Approximate, as the platform says of its discounted unit prices."""
    if not quantity:
        return amount
    return round_bag(
        MoneyBag(amount.shop / quantity, amount.presentment / quantity),
        order.currency,
        order.presentment_currency,
    )


def _discounted_total(child: Child, arguments: Arguments, context: Context) -> Bag:
    codes = bool(arguments.get("withCodeDiscounts"))
    return Bag(line_discounted_total(child.order, child.record, codes=codes), child.order)


def _discounted_unit(child: Child) -> MoneyBag:
    line = child.record
    return _per_unit(child.order, line_discounted_total(child.order, line), line.quantity)


def _after_all(child: Child) -> MoneyBag:
    return _per_unit(child.order, child.record.discounted_total, child.record.quantity)


def _current_after_all(child: Child) -> MoneyBag:
    """Less what came back. Where prices include taxes, their part of the price is taken out."""
    order, line = child.order, child.record
    returned = list(order.returned_lines(line.id))
    left: MoneyBag = line.discounted_total - total(each.subtotal for each in returned)
    if order.taxes_included:
        left = left - (line.total_tax - total(each.total_tax for each in returned))
    return left


def _unfulfilled(child: Child) -> int:
    return child.order.unfulfilled_quantity(child.record)


def _non_fulfillable(child: Child) -> int:
    sent = child.order.fulfilled_quantity(child.record)
    quantity: int = child.record.quantity
    return quantity - sent - _unfulfilled(child)


def _fulfillment_status(child: Child) -> str:
    sent = child.order.fulfilled_quantity(child.record)
    if not sent:
        return "unfulfilled"
    return "partial" if _unfulfilled(child) else "fulfilled"


def _of(rule: Callable[[Child], Any]) -> Resolver:
    return lambda child, arguments, context: rule(child)


def _bag_of(rule: Callable[[Child], MoneyBag]) -> Resolver:
    return lambda child, arguments, context: Bag(rule(child), child.order)


def _shop_of(rule: Callable[[Child], MoneyBag]) -> Resolver:
    return lambda child, arguments, context: rule(child).shop


def _product(child: Child, arguments: Arguments, context: Context) -> Any:
    number = child.record.product_id
    return None if number is None else context.records.products.get(number)


def _variant(child: Child, arguments: Arguments, context: Context) -> Any:
    number = child.record.variant_id
    return None if number is None else context.records.variants.get(number)


def _tax_lines(child: Child, arguments: Arguments, context: Context) -> list[Child]:
    lines = child.record.tax_lines[: arguments.get("first")]
    return [Child("TaxLine", child.order, each) for each in lines]


def _allocations(child: Child, arguments: Arguments, context: Context) -> list[Child]:
    return [
        Child("DiscountAllocation", child.order, each) for each in child.record.discount_allocations
    ]


_LINE: dict[str, Resolver] = {
    "currentQuantity": _of(lambda child: child.order.current_quantity(child.record)),
    "customAttributes": _own("properties"),
    "discountAllocations": _allocations,
    "discountedTotal": _shop_of(lambda child: line_discounted_total(child.order, child.record)),
    "discountedTotalSet": _discounted_total,
    "discountedUnitPrice": _shop_of(_discounted_unit),
    "discountedUnitPriceAfterAllDiscountsSet": _bag_of(_after_all),
    "discountedUnitPriceSet": _bag_of(_discounted_unit),
    "duties": constant(()),
    "fulfillableQuantity": _of(_unfulfilled),
    "fulfillmentStatus": _of(_fulfillment_status),
    "id": _of(lambda child: gid("LineItem", child.record.id)),
    "isGiftCard": _own("gift_card"),
    "merchantEditable": _of(lambda child: child.order.cancelled_at is None),
    "name": _of(lambda child: child.record.name or child.record.title),
    "nonFulfillableQuantity": _of(_non_fulfillable),
    "originalTotal": _shop_of(lambda child: child.record.original_total),
    "originalTotalSet": _own_bag("original_total"),
    "originalUnitPrice": _shop_of(lambda child: child.record.price),
    "originalUnitPriceSet": _own_bag("price"),
    "priceAfterAllDiscountsBeforeTaxesSet": _bag_of(_current_after_all),
    "product": _product,
    "quantity": _own("quantity"),
    "refundableQuantity": _of(lambda child: child.order.refundable_quantity(child.record)),
    "requiresShipping": _own("requires_shipping"),
    "restockable": _of(lambda child: child.record.variant_id is not None),
    "sku": _of(lambda child: child.record.sku or None),
    "taxLines": _tax_lines,
    "taxable": _own("taxable"),
    "title": _own("title"),
    "totalDiscount": _shop_of(lambda child: _line_level(child.order, child.record, codes=True)),
    "totalDiscountSet": _bag_of(lambda child: _line_level(child.order, child.record, codes=True)),
    "unfulfilledDiscountedTotal": _shop_of(
        lambda child: _discounted_unit(child) * _unfulfilled(child)
    ),
    "unfulfilledDiscountedTotalSet": _bag_of(
        lambda child: _discounted_unit(child) * _unfulfilled(child)
    ),
    "unfulfilledOriginalTotal": _shop_of(lambda child: child.record.price * _unfulfilled(child)),
    "unfulfilledOriginalTotalSet": _bag_of(lambda child: child.record.price * _unfulfilled(child)),
    "unfulfilledQuantity": _of(_unfulfilled),
    "variant": _variant,
    "variantTitle": _own("variant_title"),
    "vendor": _own("vendor"),
    "weight": _of(lambda child: (child.record.grams / GRAMS, "KILOGRAMS")),
}


def _current_shipping(child: Child) -> MoneyBag:
    line = child.record
    returned = total(
        each.subtotal
        for refund in child.order.refunds
        for each in refund.refund_shipping_lines
        if each.shipping_line_id == line.id
    )
    left: MoneyBag = line.discounted_price - returned
    return left


def _shop_money(name: str) -> Resolver:
    return lambda child, arguments, context: Money(
        getattr(child.record, name).shop, child.order.currency
    )


_SHIPPING: dict[str, Resolver] = {
    "carrierIdentifier": _own("carrier_identifier"),
    "code": _of(lambda child: child.record.code or None),
    "currentDiscountedPriceSet": _bag_of(_current_shipping),
    "custom": _of(lambda child: not child.record.carrier_identifier),
    "discountAllocations": _allocations,
    "discountedPrice": _shop_money("discounted_price"),
    "discountedPriceSet": _own_bag("discounted_price"),
    "id": _of(lambda child: gid("ShippingLine", child.record.id)),
    "isRemoved": _own("is_removed"),
    "originalPrice": _shop_money("price"),
    "originalPriceSet": _own_bag("price"),
    "phone": _own("phone"),
    "price": _shop_of(lambda child: child.record.price),
    "source": _own("source"),
    "taxLines": _tax_lines,
    "title": _own("title"),
}


def _value(child: Child, arguments: Arguments, context: Context) -> Any:
    """PricingValue: a percentage (Decimal) or an amount of the customer's currency."""
    record = child.record
    if record.value_type == "percentage":
        return record.value
    return Money(record.value, child.order.presentment_currency)


_APPLICATION: dict[str, Resolver] = {
    "allocationMethod": _of(lambda child: child.record.allocation_method.upper()),
    "code": _own("code"),
    "description": _of(lambda child: child.record.description or child.record.title),
    "index": _own("index"),
    "targetSelection": _of(lambda child: child.record.target_selection.upper()),
    "targetType": _of(lambda child: child.record.target_type.upper()),
    "title": _of(lambda child: child.record.title or child.record.code),
    "value": _value,
}
_APPLICATION_FIELDS = {
    "ManualDiscountApplication": ("description", "title"),
    "DiscountCodeApplication": ("code",),
    "AutomaticDiscountApplication": ("title",),
    "ScriptDiscountApplication": ("description", "title"),
}
_COMMON = ("allocationMethod", "index", "targetSelection", "targetType", "value")


def _applied(child: Child, arguments: Arguments, context: Context) -> Child:
    index = child.record.application_index
    record = next(each for each in child.order.discount_applications if each.index == index)
    return Child(DISCOUNT_KINDS[record.kind], child.order, record)


FIELDS: dict[str, Resolver] = {
    **{f"LineItem.{name}": resolver for name, resolver in _LINE.items()},
    **{f"ShippingLine.{name}": resolver for name, resolver in _SHIPPING.items()},
    **{
        f"{kind}.{name}": _APPLICATION[name]
        for kind, own in _APPLICATION_FIELDS.items()
        for name in (*_COMMON, *own)
    },
    "PricingPercentageValue.percentage": lambda value, a, c: value,
    "DiscountAllocation.allocatedAmount": _shop_money("amount"),
    "DiscountAllocation.allocatedAmountSet": _own_bag("amount"),
    "DiscountAllocation.discountApplication": _applied,
    "Duty.id": lambda duty, a, c: gid("Duty", duty.record.id),
    "Duty.price": _own_bag("price"),
    "TaxLine.channelLiable": _own("channel_liable"),
    "TaxLine.price": _shop_of(lambda child: child.record.price),
    "TaxLine.priceSet": _own_bag("price"),
    "TaxLine.rate": _own("rate"),
    "TaxLine.ratePercentage": _of(lambda child: child.record.rate * 100),
    "TaxLine.source": constant("Shopify"),
    "TaxLine.title": _own("title"),
    "Weight.unit": lambda weight, a, c: weight[1],
    "Weight.value": lambda weight, a, c: weight[0],
}
