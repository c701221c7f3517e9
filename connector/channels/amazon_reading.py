"""From Amazon's JSON (Orders 2026-01-01) to the model. Pure: no I/O.

Amounts of an item are the line's, already times the quantity; discounts are negative and say in
their details what they take off. Tax that Amazon collects as marketplace facilitator never reaches
the seller: with `marketplace_tax = "left out"` the order is what the seller is owed, without it.
What an order charges beside goods (gift wrap, cash on delivery, a delivery tip) stands beside its
shipping: a document in the books has one place for both.

A buyer whose e-mail Amazon keeps back (the application lacks the role for it) leaves `email` empty;
the order then gets a customer of its own, or the account's one `customer`.

Sources: published model orders_2026-01-01; "Orders API migration guide".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from connector.channels.amazon_api import instant
from connector.marketplaces import Marketplace
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

__all__ = ["AFN", "MFN", "PAYMENT", "is_priced", "part_of", "read_order", "status_of"]

Json = Mapping[str, Any]

AFN, MFN = "AFN", "MFN"
"""Fulfilled by Amazon, by the merchant: the words that settlements and older versions use."""
PAYMENT = "amazon"
"""The payment method of every order: the buyer pays Amazon, Amazon pays the seller."""

_PENDING = {"PENDING", "PENDING_AVAILABILITY"}
_LINE, _SHIPPING, _TAX, _DISCOUNT = "ITEM", "SHIPPING", "TAX", "DISCOUNT"
_EXTRAS = ("GIFT_WRAP", "COD_FEE", "OTHER")
_PLACES = {_LINE, _SHIPPING, *_EXTRAS}
_TIP = "DELIVERY_TIP"
_FACILITATOR = "MARKETPLACE_FACILITATOR"


def status_of(order: Json) -> str:
    """PENDING, UNSHIPPED, SHIPPED, CANCELLED ..."""
    return str((order.get("fulfillment") or {}).get("fulfillmentStatus") or "")


def is_priced(order: Json) -> bool:
    """Whether Amazon says yet what the order comes to; a cancelled one never does."""
    return status_of(order) not in _PENDING and bool(order.get("proceeds"))


def part_of(order: Json) -> str:
    """AFN or MFN."""
    fulfilled_by = (order.get("fulfillment") or {}).get("fulfilledBy")
    return AFN if fulfilled_by == "AMAZON" else MFN


def read_order(order: Json, at: Marketplace, *, include_marketplace_tax: bool) -> Order:
    """A priced or a cancelled order."""
    status = status_of(order)
    cancelled = status == "CANCELLED"
    currency = _currency(order, at)
    items = [_Item(each, currency, include_marketplace_tax) for each in order["orderItems"]]
    live = [each for each in items if cancelled or not each.cancelled]
    lines = [each.line() for each in live]
    left_out = total((each.left_out for each in live), currency)
    whole = Money.zero(currency)
    if not cancelled:
        whole = _money(order["proceeds"].get("grandTotal"), currency) - left_out
    shipping = _shipping(order, live, currency)
    tax = total([line.tax for line in lines] + [each.tax for each in shipping], currency)
    updated = instant(order["lastUpdatedTime"])
    delivery = _address((order.get("recipient") or {}).get("deliveryAddress"))
    shipped = status == "SHIPPED"
    return Order(
        order_id=str(order["orderId"]),
        name=str(order["orderId"]),
        created_at=instant(order["createdTime"]),
        updated_at=updated,
        currency=currency,
        lines=tuple(lines),
        shipping=shipping,
        tax=tax,
        total=whole,
        tenders=() if cancelled else (_tender(order, whole, paid=shipped),),
        refunded=Money.zero(currency),  # only Finances and settlements know of refunds
        customer=_customer(order, delivery),
        shipping_address=delivery,
        billing=delivery,
        financial_status=status.lower(),
        paid=shipped,
        cancelled_at=updated if cancelled else None,
        source=part_of(order),
        shop_currency=at.currency,
    )


class _Item:
    """One item's money, taken apart."""

    def __init__(self, item: Json, currency: str, include_marketplace_tax: bool) -> None:
        self.item = item
        self.currency = currency
        parts = (item.get("proceeds") or {}).get("breakdowns") or []
        self.amounts = _sums(((each["type"], each["subtotal"]) for each in parts), currency)
        self.taxes = self._details(parts, _TAX)
        self.discounts = self._details(parts, _DISCOUNT)
        collected = (item.get("tax") or {}).get("taxCollections") or []
        self.left_out = Money.zero(currency)
        if not include_marketplace_tax and any(
            each.get("model") == _FACILITATOR for each in collected
        ):
            self.left_out = total(self.taxes.values(), currency)
            self.taxes = {}

    @property
    def units(self) -> int:
        """Ordered and not cancelled."""
        done = self.item.get("fulfillment") or {}
        live = int(done.get("quantityFulfilled") or 0) + int(done.get("quantityUnfulfilled") or 0)
        return live or int(self.item["quantityOrdered"])

    @property
    def cancelled(self) -> bool:
        executed = (self.item.get("cancellation") or {}).get("cancellationExecution")
        return bool(executed) and not self.item.get("proceeds")

    def part(self, kind: str) -> tuple[Money, Money, Money]:
        """(gross, discount, tax) of one kind of charge; the discount is positive."""
        zero = Money.zero(self.currency)
        discount = self.discounts.get(kind, zero)
        return (
            self.amounts.get(kind, zero),
            discount if discount > zero else zero - discount,
            self.taxes.get(kind, zero),
        )

    def line(self) -> OrderLine:
        product: Json = self.item.get("product") or {}
        gross, discount, tax = self.part(_LINE)
        units = self.units  # none of an item that was cancelled before it cost anything
        return OrderLine(
            line_id=str(self.item["orderItemId"]),
            sku=str(product.get("sellerSku") or ""),
            title=str(product.get("title") or ""),
            quantity=units,
            unit_price=Money.rounded(gross.amount / units, self.currency) if units else gross,
            gross=gross,
            discount=discount,
            tax=tax,
        )

    def _details(self, parts: Iterable[Json], kind: str) -> dict[str, Money]:
        """What a TAX or DISCOUNT is of; what is not told is of the goods."""
        found: dict[str, Money] = {}
        for part in parts:
            if part["type"] != kind:
                continue
            details = _sums(
                (
                    (each.get("subtype"), each.get("value"))
                    for each in part.get("detailedBreakdowns") or []
                ),
                self.currency,
            )
            rest = _money(part["subtotal"], self.currency) - total(details.values(), self.currency)
            if rest:
                details[_LINE] = details.get(_LINE, Money.zero(self.currency)) + rest
            for name, amount in details.items():
                place = name if name in _PLACES else _LINE  # tax of a discount is of the goods
                found[place] = found.get(place, Money.zero(self.currency)) + amount
        return found


def _shipping(order: Json, items: Sequence[_Item], currency: str) -> tuple[Shipping, ...]:
    """The buyer chooses one speed, whose price is spread over the items; then what else he pays.
    The speed is told even when it costs nothing: it says how to send."""
    service = str((order.get("fulfillment") or {}).get("fulfillmentServiceLevel") or "")
    found = [_charge(_SHIPPING, service, items, currency)]
    found += [
        _charge(kind, kind.replace("_", " ").capitalize(), items, currency) for kind in _EXTRAS
    ]
    found.append(_tip(order, currency))
    return tuple(each for each in found if each.net or each.tax or each.title == service != "")


def _charge(kind: str, title: str, items: Sequence[_Item], currency: str) -> Shipping:
    net = tax = Money.zero(currency)
    for each in items:
        gross, discount, its_tax = each.part(kind)
        net += gross - discount
        tax += its_tax
    return Shipping(line_id=kind, title=title, net=net, tax=tax)


def _tip(order: Json, currency: str) -> Shipping:
    """A tip belongs to no item; it counts when it is final."""
    parts = (order.get("proceeds") or {}).get("breakdowns") or []
    amount = total(
        (
            _money(each["subtotal"], currency)
            for each in parts
            if each["type"] == _TIP and each.get("status") != "PENDING"
        ),
        currency,
    )
    return Shipping(line_id=_TIP, title="Delivery tip", net=amount, tax=Money.zero(currency))


def _tender(order: Json, amount: Money, *, paid: bool) -> Tender:
    """Amazon charges the buyer when goods leave. Nothing can be given back through the API."""
    return Tender(
        transaction_id=str(order["orderId"]),
        method=PAYMENT,
        amount=amount,
        refundable=Money.zero(amount.currency),
        state=MoneyState.DONE if paid else MoneyState.PENDING,
    )


def _currency(order: Json, at: Marketplace) -> str:
    told = ((order.get("proceeds") or {}).get("grandTotal") or {}).get("currencyCode")
    return str(told or at.currency)


def _money(amount: Json | None, currency: str) -> Money:
    """Raises CurrencyMismatch where one order speaks of two currencies."""
    if amount is None:
        return Money.zero(currency)
    told = Money.of(Decimal(str(amount["amount"])), str(amount["currencyCode"]))
    return Money.zero(currency) + told


def _sums(parts: Iterable[tuple[Any, Json | None]], currency: str) -> dict[str, Money]:
    found: dict[str, Money] = {}
    for kind, amount in parts:
        name = str(kind or _LINE)
        found[name] = found.get(name, Money.zero(currency)) + _money(amount, currency)
    return found


def _customer(order: Json, delivery: Address) -> Customer:
    buyer: Json = order.get("buyer") or {}
    name = str(buyer.get("buyerName") or delivery.name)
    first, _, last = name.strip().partition(" ")
    return Customer(
        email=str(buyer.get("buyerEmail") or ""),
        first_name=first,
        last_name=last,
        company=str(buyer.get("buyerCompanyName") or ""),
        phone=delivery.phone,
    )


def _address(address: Json | None) -> Address:
    if not address:
        return Address()
    return Address(
        name=str(address.get("name") or ""),
        company=str(address.get("companyName") or ""),
        line1=str(address.get("addressLine1") or ""),
        line2=str(address.get("addressLine2") or ""),
        city=str(address.get("city") or ""),
        region=str(address.get("stateOrRegion") or ""),
        postcode=str(address.get("postalCode") or ""),
        country=str(address.get("countryCode") or ""),
        phone=str(address.get("phone") or ""),
    )
