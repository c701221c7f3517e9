"""From eBay's JSON (Sell Fulfillment, Order) to the model. Pure: no I/O.

Amounts of a line are the whole line's, texts without padding ("10.0"). Everything is the seller's:
tax that eBay collects and remits stands beside the totals and is left out, while tax that the
seller charges stands in `taxes`. What `payments` and `totalDueSeller` say is net of eBay's fees and
is not what the buyer paid, so an order comes to `pricingSummary.total`.

A buyer whom eBay keeps back leaves `email` empty; the order then gets a customer by user name.

Sources: Fulfillment API v1.20.7 (type Order) and its amounts as recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from connector.channels.ebay_api import instant
from connector.ebay_sites import EbaySite
from connector.model import (
    Address,
    Customer,
    MoneyState,
    Order,
    OrderLine,
    Shipping,
    Tender,
)
from connector.money import Money, total

__all__ = ["PAYMENT", "is_cancelled", "is_paid", "money", "read_order", "site_ids"]

Json = Mapping[str, Any]

PAYMENT = "ebay"
"""The payment method of every order: the buyer pays eBay, eBay pays the seller."""

_PAID = {"PAID", "PARTIALLY_REFUNDED", "FULLY_REFUNDED"}
_SHIPPING = "SHIPPING"


def is_paid(order: Json) -> bool:
    return order.get("orderPaymentStatus") in _PAID


def is_cancelled(order: Json) -> bool:
    return (order.get("cancelStatus") or {}).get("cancelState") == "CANCELED"


def site_ids(order: Json) -> set[str]:
    """Marketplace ids of the listings that were sold."""
    return {
        str(each["listingMarketplaceId"])
        for each in order["lineItems"]
        if each.get("listingMarketplaceId")
    }


def money(amount: Json | None, currency: str) -> Money:
    """Raises CurrencyMismatch where one order speaks of two currencies."""
    if amount is None:
        return Money.zero(currency)
    return Money.zero(currency) + Money.of(Decimal(str(amount["value"])), str(amount["currency"]))


def read_order(
    order: Json,
    at: EbaySite,
    refunded: Money | None = None,
    units_back: Mapping[str, int] | None = None,
) -> Order:
    """`refunded`: what was given back so far, gross; None: nothing. `units_back` by line."""
    whole = order["pricingSummary"]["total"]
    currency = str(whole["currency"])
    lines = tuple(_line(each, currency, units_back or {}) for each in order["lineItems"])
    gone = Money.zero(currency) if refunded is None else refunded
    paid = is_paid(order)
    delivery = _address(_ship_to(order))
    registered = _address((order.get("buyer") or {}).get("buyerRegistrationAddress"))
    updated = instant(str(order["lastModifiedDate"]))
    return Order(
        order_id=str(order["orderId"]),
        name=str(order["orderId"]),
        created_at=instant(str(order["creationDate"])),
        updated_at=updated,
        currency=currency,
        lines=lines,
        shipping=(_shipping(order, currency),),
        tax=total([line.tax for line in lines], currency),
        total=money(whole, currency),
        tenders=(_tender(order, money(whole, currency), gone, paid=paid),),
        refunded=gone,
        customer=_customer(order, delivery),
        shipping_address=delivery,
        billing=registered if registered.country else delivery,
        financial_status=str(order.get("orderPaymentStatus") or "").lower(),
        paid=paid,
        cancelled_at=_cancelled_at(order) if is_cancelled(order) else None,
        source="ebay",
        note=str(order.get("buyerCheckoutNotes") or ""),
        shop_currency=at.currency,
    )


def _cancelled_at(order: Json) -> Any:
    told = order["cancelStatus"].get("cancelledDate")
    return instant(str(told or order["lastModifiedDate"]))


def _line(item: Json, currency: str, units_back: Mapping[str, int]) -> OrderLine:
    units = int(item["quantity"])
    gross = money(item["lineItemCost"], currency)
    after = money(item.get("discountedLineItemCost") or item["lineItemCost"], currency)
    return OrderLine(
        line_id=str(item["lineItemId"]),
        sku=str(item.get("sku") or ""),
        title=str(item.get("title") or ""),
        quantity=units,
        unit_price=Money.rounded(gross.amount / units, currency),
        gross=gross,
        discount=gross - after,
        tax=total(
            (money(each.get("amount"), currency) for each in item.get("taxes") or []), currency
        ),
        refunded_quantity=units_back.get(str(item["lineItemId"]), 0),
    )


def _shipping(order: Json, currency: str) -> Shipping:
    """The service is told even when it costs nothing: it says how to send. A discount is
    negative; whichever sign it has, it takes off."""
    pricing = order["pricingSummary"]
    off = abs(money(pricing.get("deliveryDiscount"), currency).amount)
    steps = order.get("fulfillmentStartInstructions") or [{}]
    step = steps[0].get("shippingStep") or {}
    return Shipping(
        line_id=_SHIPPING,
        title=str(step.get("shippingServiceCode") or ""),
        net=money(pricing.get("deliveryCost"), currency) - Money.of(off, currency),
        tax=Money.zero(currency),
    )


def _tender(order: Json, amount: Money, refunded: Money, *, paid: bool) -> Tender:
    state = MoneyState.DONE if paid else MoneyState.PENDING
    if order.get("orderPaymentStatus") == "FAILED":
        state = MoneyState.FAILED
    payments = (order.get("paymentSummary") or {}).get("payments") or [{}]
    return Tender(
        transaction_id=str(payments[0].get("paymentReferenceId") or order["orderId"]),
        method=PAYMENT,
        amount=amount,
        refundable=amount - refunded if paid else Money.zero(amount.currency),
        state=state,
    )


def _ship_to(order: Json) -> Json | None:
    steps = order.get("fulfillmentStartInstructions") or [{}]
    return (steps[0].get("shippingStep") or {}).get("shipTo")


def _customer(order: Json, delivery: Address) -> Customer:
    buyer: Json = order.get("buyer") or {}
    registered: Json = buyer.get("buyerRegistrationAddress") or {}
    ship_to: Json = _ship_to(order) or {}
    username = str(buyer.get("username") or "")
    name = str(registered.get("fullName") or delivery.name or username)
    first, _, last = name.strip().partition(" ")
    return Customer(
        email=str(registered.get("email") or ship_to.get("email") or ""),
        first_name=first,
        last_name=last,
        company=str(registered.get("companyName") or ""),
        phone=delivery.phone,
        customer_id=username,
    )


def _address(contact: Json | None) -> Address:
    if not contact:
        return Address()
    place: Json = contact.get("contactAddress") or {}
    return Address(
        name=str(contact.get("fullName") or ""),
        company=str(contact.get("companyName") or ""),
        line1=str(place.get("addressLine1") or ""),
        line2=str(place.get("addressLine2") or ""),
        city=str(place.get("city") or ""),
        region=str(place.get("stateOrProvince") or ""),
        postcode=str(place.get("postalCode") or ""),
        country=str(place.get("countryCode") or ""),
        phone=str((contact.get("primaryPhone") or {}).get("phoneNumber") or ""),
    )
