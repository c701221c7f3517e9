"""Lines and discounts of draft orders, written down or only calculated."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox.shopify.graphql.context import Arguments, Context
from sandbox.shopify.graphql.gids import gid
from sandbox.shopify.graphql.resolvers.lines import GRAMS
from sandbox.shopify.graphql.resolvers.registry import Bag, Child, Money, Resolver
from sandbox.shopify.records import LineItem, MoneyBag
from sandbox.shopify.rules.money import round_bag

__all__ = ["FIELDS"]


def _own(name: str) -> Resolver:
    return lambda child, arguments, context: getattr(child.record, name)


def _place(child: Child) -> int:
    draft: Any = child.order
    return next(place for place, line in enumerate(draft.line_items) if line.id == child.record.id)


def _own_discount(child: Child) -> MoneyBag:
    """What the line's own discount takes off; shares of the draft's are not the line's."""
    draft: Any = child.order
    record: LineItem = child.record
    nothing = record.price - record.price
    if draft.line_discounts[_place(child)] is None:
        return nothing
    return record.discount_allocations[0].amount


def _line_discount(child: Child, arguments: Arguments, context: Context) -> Child | None:
    draft: Any = child.order
    discount = draft.line_discounts[_place(child)]
    if discount is None:
        return None
    return Child("DraftOrderAppliedDiscount", child.order, (discount, _own_discount(child)))


def _line_total(child: Child) -> MoneyBag:
    total: MoneyBag = child.record.original_total - _own_discount(child)
    return total


def _unit(child: Child) -> MoneyBag:
    amount, count = _line_total(child), child.record.quantity
    return round_bag(
        MoneyBag(amount.shop / count, amount.presentment / count),
        child.order.currency,
        child.order.presentment_currency,
    )


def _bag_of(rule: Callable[[Child], MoneyBag]) -> Resolver:
    return lambda child, arguments, context: Bag(rule(child), child.order)


def _shop_of(rule: Callable[[Child], MoneyBag]) -> Resolver:
    return lambda child, arguments, context: rule(child).shop


def _money_of(rule: Callable[[Child], MoneyBag]) -> Resolver:
    return lambda child, arguments, context: Money(rule(child).shop, child.order.currency)


def _price(child: Child) -> MoneyBag:
    price: MoneyBag = child.record.price
    return price


def _gross(child: Child) -> MoneyBag:
    gross: MoneyBag = child.record.original_total
    return gross


def _uuid(child: Child, arguments: Arguments, context: Context) -> str:
    draft: Any = child.order
    uuid: str = draft.uuids[_place(child)]
    return uuid


def _line_taxes(child: Child, arguments: Arguments, context: Context) -> list[Child]:
    return [Child("TaxLine", child.order, each) for each in child.record.tax_lines]


def _product(child: Child, arguments: Arguments, context: Context) -> Any:
    number = child.record.product_id
    return None if number is None else context.records.products.get(number)


def _variant(child: Child, arguments: Arguments, context: Context) -> Any:
    number = child.record.variant_id
    return None if number is None else context.records.variants.get(number)


def _priced(child: Child, arguments: Arguments, context: Context) -> Money:
    return Money(child.record.price.presentment, child.order.presentment_currency)


_LINE: dict[str, Resolver] = {
    "appliedDiscount": _line_discount,
    "approximateDiscountedUnitPriceSet": _bag_of(_unit),
    "custom": lambda child, a, c: child.record.variant_id is None,
    "customAttributes": _own("properties"),
    "discountedTotal": _shop_of(_line_total),
    "discountedTotalSet": _bag_of(_line_total),
    "id": lambda child, a, c: gid("DraftOrderLineItem", child.record.id),
    "isGiftCard": _own("gift_card"),
    "name": lambda child, a, c: child.record.name or child.record.title,
    "originalTotal": _shop_of(_gross),
    "originalTotalSet": _bag_of(_gross),
    "originalUnitPrice": _shop_of(_price),
    "originalUnitPriceSet": _bag_of(_price),
    "originalUnitPriceWithCurrency": _priced,
    "product": _product,
    "quantity": _own("quantity"),
    "requiresShipping": _own("requires_shipping"),
    "sku": _own("sku"),
    "taxLines": _line_taxes,
    "taxable": _own("taxable"),
    "title": _own("title"),
    "totalDiscount": _shop_of(_own_discount),
    "totalDiscountSet": _bag_of(_own_discount),
    "uuid": _uuid,
    "variant": _variant,
    "variantTitle": _own("variant_title"),
    "vendor": _own("vendor"),
    "weight": lambda child, a, c: (child.record.grams / GRAMS, "KILOGRAMS"),
}

_APPLIED: dict[str, Resolver] = {
    "amount": lambda child, a, c: child.record[1].shop,
    "amountSet": lambda child, a, c: Bag(child.record[1], child.order),
    "amountV2": lambda child, a, c: Money(child.record[1].shop, child.order.currency),
    "description": lambda child, a, c: child.record[0].description,
    "title": lambda child, a, c: child.record[0].title,
    "value": lambda child, a, c: child.record[0].value,
    "valueType": lambda child, a, c: child.record[0].value_type.upper(),
}

# A calculated line has no id and no taxes of its own, and amounts where a draft's has texts.
_CALCULATED: dict[str, Resolver] = {
    **{name: resolver for name, resolver in _LINE.items() if name not in {"id", "taxLines"}},
    "discountedTotal": _money_of(_line_total),
    "originalTotal": _money_of(_gross),
    "originalUnitPrice": _money_of(_price),
    "totalDiscount": _money_of(_own_discount),
}

FIELDS: dict[str, Resolver] = {
    **{f"DraftOrderLineItem.{name}": resolver for name, resolver in _LINE.items()},
    **{f"CalculatedDraftOrderLineItem.{name}": each for name, each in _CALCULATED.items()},
    **{f"DraftOrderAppliedDiscount.{name}": resolver for name, resolver in _APPLIED.items()},
}
