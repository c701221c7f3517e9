"""Orders as v0 writes them: amounts are strings, flags of items too."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sandbox.amazon.marketplaces import BY_ID
from sandbox.amazon.records import AFN, Address, Order, OrderItem
from sandbox.amazon.wire.shapes import instant, text_money

__all__ = ["address", "buyer_info", "item", "item_buyer_info", "order", "total_of"]


def total_of(found: Order) -> Decimal:
    """What the buyer pays for what is not cancelled."""
    total = Decimal(0)
    for each in found.items:
        kept = each.quantity - each.cancelled
        if kept:
            gross = each.price + each.tax + each.shipping + each.shipping_tax
            gross += each.gift_wrap + each.gift_wrap_tax
            total += gross - each.discount - each.shipping_discount
    return total


def order(
    found: Order, elements: tuple[str, ...] = (), *, flag_as_string: bool = False
) -> dict[str, Any]:
    """`elements`: what a restricted token opens. A pending order has no price and nobody."""
    marketplace = BY_ID[found.marketplace]
    pending = found.status == "Pending"
    replacement: Any = bool(found.replaced_order)
    if flag_as_string:
        replacement = "true" if replacement else "false"
    told: dict[str, Any] = {
        "AmazonOrderId": found.id,
        "SellerOrderId": found.merchant_order_id or found.id,
        "PurchaseDate": instant(found.purchased),
        "LastUpdateDate": instant(found.updated),
        "OrderStatus": found.status,
        "FulfillmentChannel": found.channel,
        "SalesChannel": marketplace.name,
        "ShipServiceLevel": "Expedited" if found.channel == AFN else "Std US D2D Dom",
        "NumberOfItemsShipped": sum(each.shipped for each in found.items),
        "NumberOfItemsUnshipped": sum(each.left for each in found.items),
        "PaymentMethod": "Other",
        "PaymentMethodDetails": ["Standard"],
        "MarketplaceId": marketplace.id,
        "ShipmentServiceLevelCategory": "Expedited" if found.channel == AFN else "Standard",
        "OrderType": "StandardOrder",
        "EarliestShipDate": instant(found.purchased),
        "LatestShipDate": instant(found.ships_until),
        "IsBusinessOrder": found.business,
        "IsPrime": found.prime,
        "IsPremiumOrder": False,
        "IsGlobalExpressEnabled": False,
        "IsReplacementOrder": replacement,
        "IsSoldByAB": False,
        "IsISPU": False,
        "IsAccessPointOrder": False,
        "HasRegulatedItems": False,
    }
    if found.replaced_order:
        told["ReplacedOrderId"] = found.replaced_order
    if found.channel != AFN:
        told["EarliestDeliveryDate"] = instant(found.ships_until)
        told["LatestDeliveryDate"] = instant(found.delivered_until)
    if pending:
        return told
    if found.status != "Canceled":
        told["OrderTotal"] = text_money(total_of(found), marketplace.currency)
    if "buyerInfo" in elements:
        told["BuyerInfo"] = _buyer(found)
    if "shippingAddress" in elements:
        told["ShippingAddress"] = _address(found.address)
    return told


def address(found: Order) -> dict[str, Any]:
    """Of .../address, which is restricted as a whole."""
    told: dict[str, Any] = {"AmazonOrderId": found.id}
    return (
        told if found.status == "Pending" else told | {"ShippingAddress": _address(found.address)}
    )


def buyer_info(found: Order) -> dict[str, Any]:
    told: dict[str, Any] = {"AmazonOrderId": found.id}
    return told if found.status == "Pending" else told | _buyer(found)


def item(found: Order, each: OrderItem, elements: tuple[str, ...] = ()) -> dict[str, Any]:
    """Prices are the line's. Zero amounts of what was not bought are left out."""
    currency = BY_ID[found.marketplace].currency
    told: dict[str, Any] = {
        "ASIN": each.asin,
        "OrderItemId": each.id,
        "SellerSKU": each.sku,
        "Title": each.title,
        # What is cancelled counts as not ordered.
        "QuantityOrdered": each.quantity - each.cancelled,
        "QuantityShipped": each.shipped,
        "ProductInfo": {"NumberOfItems": "1"},
        "ConditionId": "New",
        "ConditionSubtypeId": "New",
        "IsGift": "true" if each.gift_wrap else "false",
        "IsTransparency": False,
        "SerialNumberRequired": False,
    }
    if found.status == "Pending" or each.quantity == each.cancelled:
        return told
    told["ItemPrice"] = text_money(each.price, currency)
    told["ItemTax"] = text_money(each.tax, currency)
    if each.shipping:
        told["ShippingPrice"] = text_money(each.shipping, currency)
        told["ShippingTax"] = text_money(each.shipping_tax, currency)
    told["PromotionDiscount"] = text_money(each.discount, currency)
    told["PromotionDiscountTax"] = text_money(Decimal(0), currency)
    if each.shipping_discount:
        told["ShippingDiscount"] = text_money(each.shipping_discount, currency)
        told["ShippingDiscountTax"] = text_money(Decimal(0), currency)
    if each.promotion_id:
        told["PromotionIds"] = [each.promotion_id]
    if each.points:
        told["PointsGranted"] = {
            "PointsNumber": int(each.points),
            "PointsMonetaryValue": text_money(each.points, currency),
        }
    if each.collected_by:
        told["TaxCollection"] = {
            "Model": "MarketplaceFacilitator",
            "ResponsibleParty": "Amazon Services, Inc.",
        }
    if each.collected_by == "DeemedSupplier":
        told["DeemedResellerCategory"] = "UOSS"
    if "buyerInfo" in elements:
        told["BuyerInfo"] = _item_buyer(each, currency)
    return told


def item_buyer_info(found: Order, each: OrderItem) -> dict[str, Any]:
    currency = BY_ID[found.marketplace].currency
    return {"OrderItemId": each.id} | _item_buyer(each, currency)


def _item_buyer(each: OrderItem, currency: str) -> dict[str, Any]:
    if not each.gift_wrap:
        return {}
    return {
        "GiftWrapPrice": text_money(each.gift_wrap, currency),
        "GiftWrapTax": text_money(each.gift_wrap_tax, currency),
        "GiftWrapLevel": "Premium Gift Wrap",
    }


def _buyer(found: Order) -> dict[str, Any]:
    told: dict[str, Any] = {"BuyerEmail": found.buyer_email, "BuyerName": found.buyer_name}
    if found.purchase_order:
        told["PurchaseOrderNumber"] = found.purchase_order
    return told


def _address(known: Address) -> dict[str, Any]:
    told = {
        "Name": known.name,
        "AddressLine1": known.line1,
        "City": known.city,
        "StateOrRegion": known.region,
        "PostalCode": known.postal_code,
        "CountryCode": known.country,
        "Phone": known.phone,
        "AddressType": "Residential",
    }
    return {name: value for name, value in told.items() if value}
