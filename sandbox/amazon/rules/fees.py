"""What an item of an order is charged when it ships, line by line.

Referral fee and facilitator tax follow the examples of "Settlement reports attributes" and of
public files: the fee is taken on the price before promotions; the tax that Amazon collects comes
in and leaves again in the same block; shipping that Amazon delivers itself is taken back.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from sandbox.amazon.records import AFN, Line, OrderItem
from sandbox.amazon.rules.money import part, percent

__all__ = ["TAXES", "WITHHELD", "order_lines", "withheld_name"]

# Which tax belongs to which charge.
TAXES = {"Principal": "Tax", "Shipping": "ShippingTax", "GiftWrap": "GiftWrapTax"}
# How a withheld tax names the charge.
WITHHELD = {"Tax": "Principal", "ShippingTax": "Shipping", "GiftWrapTax": "Giftwrap"}


def withheld_name(collected_by: str, tax: str) -> str:
    kind = "VAT" if collected_by == "DeemedSupplier" else "Tax"
    return f"MarketplaceFacilitator{kind}-{WITHHELD[tax]}"


def order_lines(item: OrderItem, more: int, channel: str, quantum: Decimal) -> Iterator[Line]:
    """Of `more` units of an item, of which `item.shipped` went before."""

    def share(total: Decimal) -> Decimal:
        return part(total, item.shipped, more, item.quantity, quantum)

    def line(kind: str, what: str, amount: Decimal, **given: str) -> Line:
        return Line(
            amount_type=kind,
            description=what,
            amount=amount,
            item=item.id,
            merchant_item=item.merchant_item,
            sku=item.sku,
            quantity=more if what == "Principal" and kind == "ItemPrice" else None,
            **given,
        )

    taxes = {"Tax": item.tax, "ShippingTax": item.shipping_tax, "GiftWrapTax": item.gift_wrap_tax}
    yield line("ItemPrice", "Principal", share(item.price))
    yield line("ItemPrice", "Shipping", share(item.shipping))
    yield line("ItemPrice", "GiftWrap", share(item.gift_wrap))
    for tax, total in taxes.items():
        yield line("ItemPrice", tax, share(total))
    if item.collected_by:
        for tax, total in taxes.items():
            yield line("ItemWithheldTax", withheld_name(item.collected_by, tax), -share(total))
    for what, total in (("Principal", item.discount), ("Shipping", item.shipping_discount)):
        yield line("Promotion", what, -share(total), promotion_id=item.promotion_id)

    net_shipping = item.shipping - item.shipping_discount
    yield line("ItemFees", "Commission", -share(percent(item.price, item.referral, quantum)))
    if channel == AFN:
        yield line("ItemFees", "FBAPerUnitFulfillmentFee", -item.fba_fee * more)
        yield line("ItemFees", "ShippingChargeback", -share(net_shipping))
        yield line("ItemFees", "GiftwrapChargeback", -share(item.gift_wrap))
    else:
        yield line("ItemFees", "ShippingHB", -share(percent(net_shipping, item.referral, quantum)))
    # No item code on points, in Japan.
    yield Line(
        amount_type="Points",
        description="PointsGranted",
        amount=-share(item.points),
        sku=item.sku,
    )
