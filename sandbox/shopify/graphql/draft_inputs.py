"""From the input objects of draft orders to what the rules take."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from sandbox.shopify.draft_records import DraftDiscount
from sandbox.shopify.errors import refuse
from sandbox.shopify.graphql.context import Context
from sandbox.shopify.graphql.inputs import address_of, attributes_of, grams_of
from sandbox.shopify.graphql.resolvers.refunds import number_of
from sandbox.shopify.rules.draft_inputs import DraftInput, DraftLineInput

__all__ = ["draft_input"]

Given = dict[str, Any]


def draft_input(given: Given, base: DraftInput, context: Context) -> DraftInput:
    """`given` over `base`. Raises UserErrors for money of another currency (sentence ours)."""
    shop = context.records.shop.currency
    currency = given.get("presentmentCurrencyCode") or base.presentment_currency or shop
    changes: dict[str, Any] = {"presentment_currency": currency}
    for name, field in (
        ("email", "email"), ("phone", "phone"), ("note", "note"), ("poNumber", "po_number"),
        ("sourceName", "source_name"), ("reserveInventoryUntil", "reserve_inventory_until"),
    ):  # fmt: skip
        if name in given:
            changes[field] = given[name]
    for name, field in (
        ("taxExempt", "tax_exempt"), ("visibleToCustomer", "visible_to_customer"),
        ("useCustomerDefaultAddress", "use_default_address"),
    ):  # fmt: skip
        if given.get(name) is not None:
            changes[field] = given[name]
    if given.get("tags") is not None:
        changes["tags"] = tuple(given["tags"])
    if given.get("customAttributes") is not None:
        changes["attributes"] = attributes_of(given["customAttributes"])
    for name, field in (
        ("billingAddress", "billing_address"),
        ("shippingAddress", "shipping_address"),
    ):
        if name in given:
            changes[field] = None if given[name] is None else address_of(given[name])
    customer = (given.get("purchasingEntity") or {}).get("customerId") or given.get("customerId")
    if customer is not None:
        changes["customer_id"] = number_of(customer, "Customer")
    if "appliedDiscount" in given:
        changes["discount"] = _discount(given["appliedDiscount"])
    if given.get("lineItems") is not None:
        changes["line_items"] = tuple(_line(each, currency) for each in given["lineItems"])
    if "shippingLine" in given:
        line = given["shippingLine"] or {}
        price = _amount(line.get("priceWithCurrency"), line.get("price"), currency)
        changes["shipping_title"] = line.get("title")
        changes["shipping_price"] = price
    return replace(base, **changes)


def _line(given: Given, currency: str) -> DraftLineInput:
    weight = given.get("weight")
    return DraftLineInput(
        quantity=given["quantity"],
        variant_id=number_of(given.get("variantId"), "ProductVariant"),
        title=given.get("title"),
        price=_amount(
            given.get("originalUnitPriceWithCurrency"), given.get("originalUnitPrice"), currency
        ),
        sku=given.get("sku"),
        taxable=given.get("taxable"),
        requires_shipping=given.get("requiresShipping"),
        grams=None if weight is None else grams_of(weight),
        attributes=attributes_of(given.get("customAttributes") or ()),
        discount=_discount(given.get("appliedDiscount")),
        uuid=given.get("uuid"),
    )


def _amount(money: Given | None, plain: Decimal | None, currency: str) -> Decimal | None:
    if money is None:
        return plain
    if money["currencyCode"] != currency:
        raise refuse(None, f"Currency must be {currency}")
    amount: Decimal = money["amount"]
    return amount


def _discount(given: Given | None) -> DraftDiscount | None:
    """`amount` is what the caller thinks it comes to: the shop reckons itself (recorded)."""
    if given is None:
        return None
    return DraftDiscount(
        value=given["value"],
        value_type=given["valueType"].lower(),
        title=given.get("title"),
        description=given.get("description") or "",
    )
