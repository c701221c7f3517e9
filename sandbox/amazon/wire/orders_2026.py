"""Orders as version 2026-01-01 writes them: items always, the rest as far as it is asked for."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sandbox.amazon.marketplaces import BY_ID
from sandbox.amazon.records import AFN, Order, OrderItem
from sandbox.amazon.wire.orders_v0 import total_of
from sandbox.amazon.wire.shapes import instant

__all__ = ["INCLUDED", "STATUSES", "order"]

INCLUDED = (
    "BUYER", "RECIPIENT", "PROCEEDS", "EXPENSE", "PROMOTION", "CANCELLATION", "FULFILLMENT",
    "PACKAGES", "TAX", "PAYMENT", "FULFILLMENT_ORDERS",
)  # fmt: skip
# v0 -> this version.
STATUSES = {
    "PendingAvailability": "PENDING_AVAILABILITY",
    "Pending": "PENDING",
    "Unshipped": "UNSHIPPED",
    "PartiallyShipped": "PARTIALLY_SHIPPED",
    "Shipped": "SHIPPED",
    "Canceled": "CANCELLED",
    "Unfulfillable": "UNFULFILLABLE",
}
_MERCHANT_REASONS = ("NoInventory", "GeneralAdjustment", "PricingError")


def order(found: Order, included: frozenset[str]) -> dict[str, Any]:
    """`included` holds words of INCLUDED. A pending order has no price and nobody."""
    marketplace = BY_ID[found.marketplace]
    currency, known = marketplace.currency, found.status != "Pending"
    told: dict[str, Any] = {"orderId": found.id}
    if found.merchant_order_id:
        told["orderAliases"] = [
            {"aliasId": found.merchant_order_id, "aliasType": "SELLER_ORDER_ID"}
        ]
    told |= {
        "createdTime": instant(found.purchased),
        "lastUpdatedTime": instant(found.updated),
        "programs": [
            name for name, on in (("PRIME", found.prime), ("AMAZON_BUSINESS", found.business)) if on
        ],
        "associatedOrders": [
            {"orderId": found.replaced_order, "associationType": "REPLACEMENT_ORIGINAL_ID"}
        ]
        if found.replaced_order
        else [],
        "salesChannel": {
            "channelName": "AMAZON",
            "marketplaceId": marketplace.id,
            "marketplaceName": marketplace.name,
        },
    }
    if "BUYER" in included and known:
        told["buyer"] = {"buyerName": found.buyer_name, "buyerEmail": found.buyer_email}
        if found.purchase_order:
            told["buyer"]["buyerPurchaseOrderNumber"] = found.purchase_order
    if "RECIPIENT" in included and known:
        place = found.address
        told["recipient"] = {
            "deliveryAddress": {
                "name": place.name,
                "addressLine1": place.line1,
                "city": place.city,
                "stateOrRegion": place.region,
                "postalCode": place.postal_code,
                "countryCode": place.country,
                "phone": place.phone,
                "addressType": "RESIDENTIAL",
            }
        }
    if "PROCEEDS" in included and known and found.status != "Canceled":
        told["proceeds"] = {
            "grandTotal": _money(total_of(found), currency),
            "breakdowns": _summed(found, currency),
        }
    if "FULFILLMENT" in included:
        told["fulfillment"] = {
            "fulfillmentStatus": STATUSES[found.status],
            "fulfilledBy": "AMAZON" if found.channel == AFN else "MERCHANT",
            "fulfillmentServiceLevel": "EXPEDITED" if found.channel == AFN else "STANDARD",
            "shipByWindow": {
                "earliestDateTime": instant(found.purchased),
                "latestDateTime": instant(found.ships_until),
            },
        }
        if found.channel != AFN:
            told["fulfillment"]["deliverByWindow"] = {
                "earliestDateTime": instant(found.ships_until),
                "latestDateTime": instant(found.delivered_until),
            }
    told["orderItems"] = [_item(found, each, included, known=known) for each in found.items]
    if "PACKAGES" in included and found.channel != AFN:
        told["packages"] = [
            {
                "packageReferenceId": package.reference,
                "packageStatus": {"status": "SHIPPED"},
                "carrier": package.carrier,
                "shipTime": instant(package.shipped),
                "trackingNumber": package.tracking,
                "packageItems": [
                    {"orderItemId": key, "quantity": quantity} for key, quantity in package.items
                ],
            }
            for package in found.packages
        ]
    return told


def _money(amount: Decimal, currency: str) -> dict[str, str]:
    return {"amount": f"{amount:f}", "currencyCode": currency}


def _item(
    found: Order, each: OrderItem, included: frozenset[str], *, known: bool
) -> dict[str, Any]:
    currency = BY_ID[found.marketplace].currency
    product: dict[str, Any] = {
        "asin": each.asin,
        "title": each.title,
        "sellerSku": each.sku,
        "condition": {"conditionType": "NEW", "conditionSubtype": "NEW"},
    }
    if known:
        unit = (each.price / each.quantity).quantize(BY_ID[found.marketplace].quantum)
        product["price"] = {"unitPrice": _money(unit, currency)}
    told: dict[str, Any] = {
        "orderItemId": each.id,
        "quantityOrdered": each.quantity,
        "product": product,
    }
    if "PROCEEDS" in included and known and each.quantity > each.cancelled:
        parts = _breakdowns(each, currency)
        total = each.price + each.tax + each.shipping + each.shipping_tax + each.gift_wrap
        total += each.gift_wrap_tax - each.discount - each.shipping_discount
        told["proceeds"] = {"proceedsTotal": _money(total, currency), "breakdowns": parts}
    if "EXPENSE" in included and each.points:
        told["expense"] = {
            "pointsCost": {
                "pointsGranted": {
                    "pointsNumber": int(each.points),
                    "pointsMonetaryValue": _money(each.points, currency),
                }
            }
        }
    if "PROMOTION" in included and each.promotion_id:
        told["promotion"] = {"breakdowns": [{"promotionId": each.promotion_id}]}
    if "CANCELLATION" in included and each.cancelled:
        merchant = each.cancel_reason in _MERCHANT_REASONS
        told["cancellation"] = {
            "cancellationExecution": {
                "cancelledBy": "MERCHANT" if merchant else "BUYER",
                "cancelReason": each.cancel_reason,
            }
        }
    if "FULFILLMENT" in included:
        told["fulfillment"] = {
            "quantityFulfilled": each.shipped,
            "quantityUnfulfilled": each.left,
        }
    if "TAX" in included and each.collected_by:
        told["tax"] = {
            "taxCollections": [
                {
                    "model": "MARKETPLACE_FACILITATOR",
                    "responsibleParty": "Amazon Services, Inc.",
                }
            ]
        }
    return told


def _amounts(each: OrderItem) -> dict[str, Decimal]:
    return {
        "ITEM": each.price,
        "SHIPPING": each.shipping,
        "GIFT_WRAP": each.gift_wrap,
        "TAX": each.tax + each.shipping_tax + each.gift_wrap_tax,
        "DISCOUNT": -each.discount - each.shipping_discount,
    }


def _breakdowns(each: OrderItem, currency: str) -> list[dict[str, Any]]:
    details = {
        "TAX": {"ITEM": each.tax, "SHIPPING": each.shipping_tax, "GIFT_WRAP": each.gift_wrap_tax},
        "DISCOUNT": {"ITEM": -each.discount, "SHIPPING": -each.shipping_discount},
    }
    found = []
    for kind, amount in _amounts(each).items():
        if not amount:
            continue
        told: dict[str, Any] = {"type": kind, "subtotal": _money(amount, currency)}
        if kind in details:
            told["detailedBreakdowns"] = [
                {"subtype": name, "value": _money(value, currency)}
                for name, value in details[kind].items()
                if value
            ]
        found.append(told)
    return found


def _summed(found: Order, currency: str) -> list[dict[str, Any]]:
    sums: dict[str, Decimal] = {}
    for each in found.items:
        if each.quantity > each.cancelled:
            for kind, amount in _amounts(each).items():
                sums[kind] = sums.get(kind, Decimal(0)) + amount
    return [
        {"type": kind, "subtotal": _money(amount, currency)}
        for kind, amount in sums.items()
        if amount
    ]
